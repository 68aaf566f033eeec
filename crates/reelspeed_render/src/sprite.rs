//! Premultiplied pictures that are drawn many times, and drawing them on the 4:2:0 canvas.
//!
//! For each parity of its position a sprite keeps the chroma and alpha that 2x2 blocks of the canvas see, averaged beforehand,
//! and for each row where it is transparent, opaque or neither. Drawing gives the bytes of
//! [`reelspeed_kernels::blend::over_yuva_on_yuv420`], sooner.

use std::sync::{Arc, OnceLock};

use reelspeed_core::{Frame, IRect, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blend::{over_row, over_yuva_on_yuv420};
use reelspeed_kernels::surface::{Yuv420Mut, Yuva444Ref};

use crate::source::next_serial;

/// Runs shorter than this many samples are not worth a call of their own.
const SHORT: usize = 16;

/// A premultiplied picture with what is derived from it.
#[derive(Debug)]
pub(crate) struct Sprite {
    frame: Arc<Frame>,
    serial: u64,
    spans: Spans,
    halves: [OnceLock<Half>; 4],
}

impl Sprite {
    /// From a layer frame ([`reelspeed_core::FrameDesc::layer`]).
    pub(crate) fn new(frame: Arc<Frame>) -> Self {
        let spans = match Yuva444Ref::of(&frame) {
            Some(planes) => Spans::of(planes.a.height, |row| planes.a.row(row)),
            None => Spans::default(),
        };
        Self { frame, serial: next_serial(), spans, halves: Default::default() }
    }

    pub(crate) fn frame(&self) -> &Arc<Frame> {
        &self.frame
    }

    pub(crate) fn serial(&self) -> u64 {
        self.serial
    }

    pub(crate) fn size(&self) -> Size {
        self.frame.size()
    }

    /// Bytes held once all forms in use are there: the frame and, usually, one form of chroma.
    pub(crate) fn bytes(&self) -> u64 {
        let size = self.size();
        self.frame.desc().bytes() as u64 + size.pixels() + self.spans.bytes()
    }

    /// Draws the sprite with its left upper pixel at (`x`, `y`) of the canvas.
    pub(crate) fn draw(&self, level: SimdLevel, dst: &mut Yuv420Mut<'_>, x: i32, y: i32, opacity: u8, clip: IRect) {
        let Some(planes) = Yuva444Ref::of(&self.frame) else { return };
        let size = self.size();
        let rect = IRect::new(x, y, size.width, size.height);
        let bounds = dst.bounds();
        let part = rect.intersect(clip).intersect(bounds);
        if part.is_empty() || opacity == 0 {
            return;
        }
        // A clip between the pixels of a block gives the block a share that is not worked out beforehand.
        let even = |edge: i32, own: i32, end: i32| edge == own || edge % 2 == 0 || edge == end;
        let blocks = even(part.x, rect.x, 0)
            && even(part.y, rect.y, 0)
            && even(part.right(), rect.right(), bounds.right())
            && even(part.bottom(), rect.bottom(), bounds.bottom());
        let odd_canvas = (bounds.width | bounds.height) & 1 == 1;
        if !blocks || odd_canvas {
            over_yuva_on_yuv420(level, dst, planes, x, y, opacity, clip);
            return;
        }

        let (columns, rows) = (part.x..part.right(), part.y..part.bottom());
        for row in rows.clone() {
            let i = (row - y) as usize;
            let out = dst.y.row(row as usize - dst.top);
            let cut = (columns.start - x) as usize..(columns.end - x) as usize;
            self.spans.draw(level, i, cut, x, out, planes.y.row(i), planes.a.row(i), opacity);
        }

        let (px, py) = ((x & 1) as usize, (y & 1) as usize);
        let half = self.halves[py * 2 + px].get_or_init(|| Half::of(planes, px, py));
        let (cx, cy) = (x.div_euclid(2), y.div_euclid(2));
        // Blocks that the visible part touches.
        let columns = columns.start.div_euclid(2)..(columns.end + 1).div_euclid(2);
        for row in rows.start.div_euclid(2)..(rows.end + 1).div_euclid(2) {
            let i = (row - cy) as usize;
            let cut = (columns.start - cx) as usize..(columns.end - cx) as usize;
            let at = row as usize - dst.top / 2;
            half.spans.draw(level, i, cut.clone(), cx, dst.cb.row(at), half.row(0, i), half.row(2, i), opacity);
            half.spans.draw(level, i, cut, cx, dst.cr.row(at), half.row(1, i), half.row(2, i), opacity);
        }
    }
}

/// Chroma and alpha as the blocks of the canvas see them.
#[derive(Debug)]
struct Half {
    width: usize,
    height: usize,
    /// Cb, Cr and alpha, one after another.
    data: Vec<u8>,
    spans: Spans,
}

impl Half {
    fn of(planes: Yuva444Ref<'_>, px: usize, py: usize) -> Self {
        let (width, height) = ((planes.width() + px).div_ceil(2), (planes.height() + py).div_ceil(2));
        let mut data = Vec::with_capacity(width * height * 3);
        for plane in [planes.cb, planes.cr, planes.a] {
            for row in 0..height {
                let rows = [(2 * row).checked_sub(py), Some(2 * row + 1 - py)];
                let rows = rows.map(|row| row.filter(|&row| row < plane.height).map(|row| plane.row(row)));
                data.extend((0..width).map(|i| mean(rows, i, px)));
            }
        }
        let alpha = &data[2 * width * height..];
        let spans = Spans::of(height, |row| &alpha[row * width..][..width]);
        Self { width, height, data, spans }
    }

    fn row(&self, plane: usize, row: usize) -> &[u8] {
        &self.data[(plane * self.height + row) * self.width..][..self.width]
    }
}

/// The mean of a block; what lies outside the sprite counts as nothing.
fn mean(rows: [Option<&[u8]>; 2], i: usize, px: usize) -> u8 {
    let at = |row: Option<&[u8]>, column: Option<usize>| -> u16 {
        column.and_then(|column| row?.get(column)).map_or(0, |&v| v as u16)
    };
    let columns = [(2 * i).checked_sub(px), Some(2 * i + 1 - px)];
    let sum: u16 = rows.iter().map(|&row| columns.iter().map(|&c| at(row, c)).sum::<u16>()).sum();
    ((sum + 2) >> 2) as u8
}

/// A part of a row that is to be drawn.
#[derive(Clone, Copy, Debug)]
struct Run {
    start: u32,
    end: u32,
    opaque: bool,
}

/// Which parts of each row are opaque or neither; what is in no run is transparent.
#[derive(Debug, Default)]
struct Spans {
    runs: Vec<Run>,
    /// Where the runs of each row begin; one more entry than rows.
    rows: Vec<u32>,
}

impl Spans {
    fn of<'a>(height: usize, alpha: impl Fn(usize) -> &'a [u8]) -> Self {
        let mut spans = Self { runs: Vec::new(), rows: vec![0] };
        for row in 0..height {
            let first = spans.runs.len();
            for (start, end, kind) in runs_of(alpha(row)) {
                let (start, end) = (start as u32, end as u32);
                let short = ((end - start) as usize) < SHORT;
                match spans.runs[first..].last_mut() {
                    // A short gap or a short opaque part is drawn with the part before it.
                    Some(last) if !last.opaque && (kind == Kind::Partial || short) => last.end = end,
                    _ if kind == Kind::Transparent => {}
                    _ => spans.runs.push(Run { start, end, opaque: kind == Kind::Opaque && !short }),
                }
            }
            spans.rows.push(spans.runs.len() as u32);
        }
        spans
    }

    fn bytes(&self) -> u64 {
        (self.runs.len() * size_of::<Run>() + self.rows.len() * 4) as u64
    }

    /// Draws columns `cut` of row `row` onto a row of the canvas on which the sprite's first column is column `x`.
    #[allow(clippy::too_many_arguments, reason = "a row of pixels and where it goes")]
    fn draw(
        &self,
        level: SimdLevel,
        row: usize,
        cut: std::ops::Range<usize>,
        x: i32,
        out: &mut [u8],
        src: &[u8],
        alpha: &[u8],
        opacity: u8,
    ) {
        let (Some(&first), Some(&end)) = (self.rows.get(row), self.rows.get(row + 1)) else { return };
        for run in &self.runs[first as usize..end as usize] {
            let (start, end) = ((run.start as usize).max(cut.start), (run.end as usize).min(cut.end));
            if start >= end {
                continue;
            }
            let at = (x + start as i32) as usize;
            let out = &mut out[at..at + (end - start)];
            if run.opaque && opacity == 255 {
                out.copy_from_slice(&src[start..end]);
            } else {
                over_row(level, out, &src[start..end], &alpha[start..end], opacity);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Transparent,
    Partial,
    Opaque,
}

fn kind_of(alpha: u8) -> Kind {
    match alpha {
        0 => Kind::Transparent,
        255 => Kind::Opaque,
        _ => Kind::Partial,
    }
}

fn runs_of(alpha: &[u8]) -> impl Iterator<Item = (usize, usize, Kind)> + '_ {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &alpha[at..];
        let kind = kind_of(*rest.first()?);
        let len = rest.iter().position(|&a| kind_of(a) != kind).unwrap_or(rest.len());
        let run = (at, at + len, kind);
        at += len;
        Some(run)
    })
}

#[cfg(test)]
mod tests {
    use reelspeed_core::{FrameDesc, FramePool};

    use super::*;

    fn random(state: &mut u32) -> u8 {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*state >> 24) as u8
    }

    /// A sprite with long transparent, opaque and mixed parts.
    fn sprite(pool: &FramePool, width: u32, height: u32) -> Sprite {
        let mut state = 7;
        let mut frame = Frame::alloc(pool, FrameDesc::layer(Size::new(width, height))).unwrap();
        let [Some(mut y), Some(mut cb), Some(mut cr), Some(mut a)] = frame.planes_mut().unwrap() else { panic!() };
        for row in 0..height as usize {
            for column in 0..width as usize {
                let alpha = match (column / 23 + row / 5) % 4 {
                    0 => 0,
                    1 => 255,
                    _ => random(&mut state),
                };
                let mut value = || (random(&mut state) as u16 * alpha as u16 / 255) as u8;
                (y.row(row)[column], cb.row(row)[column], cr.row(row)[column]) = (value(), value(), value());
                a.row(row)[column] = alpha;
            }
        }
        Sprite::new(Arc::new(frame))
    }

    fn canvas(pool: &FramePool) -> Frame {
        let mut state = 99;
        let mut frame = Frame::alloc(pool, FrameDesc::working(Size::new(160, 64))).unwrap();
        for plane in frame.planes_mut().unwrap().into_iter().flatten() {
            plane.data.iter_mut().for_each(|v| *v = random(&mut state));
        }
        frame
    }

    #[test]
    fn drawing_equals_the_kernel_everywhere() {
        let pool = FramePool::unlimited();
        let level = SimdLevel::detected();
        for (width, height) in [(101, 33), (64, 20), (1, 1), (7, 2)] {
            let sprite = sprite(&pool, width, height);
            let planes = Yuva444Ref::of(sprite.frame()).unwrap();
            for (x, y) in [(0, 0), (1, 0), (0, 1), (13, 7), (-5, -3), (-4, 50), (120, -2), (159, 63), (-100, 0)] {
                for opacity in [255, 100, 0] {
                    for clip in [IRect::new(0, 0, 160, 64), IRect::new(21, 9, 57, 31), IRect::new(20, 8, 58, 32)] {
                        let (mut a, mut b) = (canvas(&pool), canvas(&pool));
                        let mut dst = Yuv420Mut::of(&mut a).unwrap();
                        over_yuva_on_yuv420(level, &mut dst, planes, x, y, opacity, clip);
                        for mut band in Yuv420Mut::of(&mut b).unwrap().split(3) {
                            sprite.draw(level, &mut band, x, y, opacity, clip);
                        }
                        for i in 0..3 {
                            for row in 0..a.plane(i).height {
                                let (a, b) = (a.plane(i).row(row), b.plane(i).row(row));
                                assert_eq!(a, b, "{width}x{height} at {x},{y} plane {i} row {row} {clip:?}");
                            }
                        }
                    }
                }
            }
        }
    }
}
