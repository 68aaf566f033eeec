//! Pictures under an affine map (rotation, shear, fractional moves), sampled bilinearly in integers.
//!
//! The map from canvas to source is quantised once to 24 fractional bits; each row starts from its own exact product, so bands and
//! threads agree. A sample at fraction (`fx`, `fy`) of 8 bits is
//! `((p00·(256−fx) + p01·fx)·(256−fy) + (p10·(256−fx) + p11·fx)·fy + 2^15) >> 16`. Outside of a premultiplied source lies
//! transparency, which rounds its edges off over one pixel; an opaque source repeats its edge and gets a coverage of the same
//! shape beside it.
//!
//! Bilinear sampling aliases when it shrinks by more than about half: scale with [`crate::resize`] first.

mod row;
#[cfg(test)]
mod tests;

use reelspeed_core::{Affine, IRect, Rect};

use crate::SimdLevel;
use crate::blend::{lerp_chroma_row, lerp_row, over_yuva_on_yuv420, over_yuva_on_yuva};
use crate::surface::{Yuv420Mut, Yuv420Ref, Yuva444Mut, Yuva444Ref};
pub use row::{coverage_row, sample_clamped_row, sample_transparent_row};

/// Fractional bits of a quantised map.
const FRACTION: u32 = 24;

/// A map from canvas samples to source samples in fixed point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleMap {
    /// Source x, y per canvas x.
    dx: [i64; 2],
    /// Source x, y per canvas y.
    dy: [i64; 2],
    /// Source position of canvas sample (0, 0), counted from the middle of source sample (0, 0).
    origin: [i64; 2],
}

impl SampleMap {
    /// Quantises a map between edge coordinates (sample `i` covers `i .. i + 1`). `None` if a factor is above 4096, an offset
    /// above a million, or anything is not finite.
    pub fn new(source_from_canvas: Affine) -> Option<Self> {
        let Affine { a, b, c, d, e, f } = source_from_canvas;
        let sane =
            [a, b, c, d].iter().all(|v| libm::fabs(*v) <= 4096.0) && [e, f].iter().all(|v| libm::fabs(*v) <= 1e6);
        if !sane {
            return None;
        }
        let fixed = |v: f64| libm::round(v * (1i64 << FRACTION) as f64) as i64;
        Some(Self {
            dx: [fixed(a), fixed(b)],
            dy: [fixed(c), fixed(d)],
            origin: [fixed(e + (a + c) * 0.5 - 0.5), fixed(f + (b + d) * 0.5 - 0.5)],
        })
    }

    /// Source position of canvas sample (`x`, `y`), from the middle of source sample (0, 0).
    #[inline(always)]
    fn at(&self, x: i32, y: i32) -> [i64; 2] {
        std::array::from_fn(|i| self.origin[i] + self.dx[i] * x as i64 + self.dy[i] * y as i64)
    }
}

/// The map between the 4:2:0 chroma planes (cosited horizontally, centred vertically) that belongs to a map between luma planes.
pub fn chroma_map(source_from_canvas: Affine) -> Affine {
    // Luma x = 2·chroma x − 1/2, luma y = 2·chroma y.
    let luma_from_chroma = Affine { a: 2.0, b: 0.0, c: 0.0, d: 2.0, e: -0.5, f: 0.0 };
    let chroma_from_luma = Affine { a: 0.5, b: 0.0, c: 0.0, d: 0.5, e: 0.25, f: 0.0 };
    chroma_from_luma * source_from_canvas * luma_from_chroma
}

/// The canvas pixels that a source of `width` x `height` under the map can touch, inside `clip`.
fn touched(source_from_canvas: Affine, width: usize, height: usize, clip: IRect) -> Option<(SampleMap, IRect)> {
    let map = SampleMap::new(source_from_canvas)?;
    let canvas_from_source = source_from_canvas.inverse()?;
    // Half a sample of soft edge on every side.
    let rect = Rect::new(-0.5, -0.5, width as f64 + 1.0, height as f64 + 1.0);
    let rect = canvas_from_source.bounds_of(rect).round_out().intersect(clip);
    (!rect.is_empty()).then_some((map, rect))
}

/// Memory for the rows that are sampled before they are blended; keep one per thread and hand it to every call.
#[derive(Debug, Default)]
pub struct SampleScratch {
    rows: Vec<u8>,
}

impl SampleScratch {
    /// Empty; it grows at first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// `count` rows of `width` bytes.
    fn rows(&mut self, count: usize, width: usize) -> std::slice::ChunksExactMut<'_, u8> {
        self.rows.clear();
        self.rows.resize(count * width, 0);
        self.rows.chunks_exact_mut(width)
    }
}

/// Draws a premultiplied sprite under a map over a 4:2:0 canvas, at `opacity` (255 is opaque), inside `clip` (canvas pixels). A
/// map that cannot be quantised ([`SampleMap::new`]) or inverted draws nothing.
pub fn draw_yuva_on_yuv420(
    level: SimdLevel,
    dst: &mut Yuv420Mut<'_>,
    sprite: Yuva444Ref<'_>,
    source_from_canvas: Affine,
    opacity: u8,
    clip: IRect,
    scratch: &mut SampleScratch,
) {
    let clip = clip.intersect(dst.bounds());
    let Some((map, rect)) = touched(source_from_canvas, sprite.width(), sprite.height(), clip) else { return };
    let width = rect.width as usize;
    // Pairs of rows on even canvas rows, so that each pair fills its own chroma row.
    let mut y = rect.y & !1;
    while y < rect.bottom() {
        let mut rows = scratch.rows(8, width);
        let mut pairs: [Option<(&mut [u8], &mut [u8])>; 4] = std::array::from_fn(|_| rows.next().zip(rows.next()));
        for (plane, pair) in sprite.planes().into_iter().zip(&mut pairs) {
            if let Some((upper, lower)) = pair {
                sample_transparent_row(plane, &map, rect.x, y, upper);
                sample_transparent_row(plane, &map, rect.x, y + 1, lower);
            }
        }
        over_pair(level, dst, &scratch.rows, [rect.x, y], width, opacity, rect);
        y += 2;
    }
}

/// Blends two sampled rows, stored plane by plane.
fn over_pair(
    level: SimdLevel,
    dst: &mut Yuv420Mut<'_>,
    rows: &[u8],
    [x, y]: [i32; 2],
    width: usize,
    opacity: u8,
    clip: IRect,
) {
    let sprite = rows_as_sprite(rows, width, 2);
    over_yuva_on_yuv420(level, dst, sprite, x, y, opacity, clip);
}

fn rows_as_sprite(rows: &[u8], width: usize, height: usize) -> Yuva444Ref<'_> {
    let plane = |i: usize| reelspeed_core::PlaneRef {
        data: &rows[i * width * height..][..width * height],
        stride: width,
        width,
        height,
    };
    Yuva444Ref { y: plane(0), cb: plane(1), cr: plane(2), a: plane(3) }
}

/// Draws a premultiplied sprite under a map over a premultiplied surface; arguments as in [`draw_yuva_on_yuv420`].
pub fn draw_yuva_on_yuva(
    level: SimdLevel,
    dst: &mut Yuva444Mut<'_>,
    sprite: Yuva444Ref<'_>,
    source_from_canvas: Affine,
    opacity: u8,
    clip: IRect,
    scratch: &mut SampleScratch,
) {
    let clip = clip.intersect(dst.bounds());
    let Some((map, rect)) = touched(source_from_canvas, sprite.width(), sprite.height(), clip) else { return };
    let width = rect.width as usize;
    for y in rect.y..rect.bottom() {
        for (plane, row) in sprite.planes().into_iter().zip(scratch.rows(4, width)) {
            sample_transparent_row(plane, &map, rect.x, y, row);
        }
        let sampled = rows_as_sprite(&scratch.rows, width, 1);
        over_yuva_on_yuva(level, dst, sampled, rect.x, y, opacity, rect);
    }
}

/// Draws an opaque 4:2:0 picture under a map over a 4:2:0 canvas; arguments as in [`draw_yuva_on_yuv420`].
pub fn draw_yuv420_on_yuv420(
    level: SimdLevel,
    dst: &mut Yuv420Mut<'_>,
    src: Yuv420Ref<'_>,
    source_from_canvas: Affine,
    opacity: u8,
    clip: IRect,
    scratch: &mut SampleScratch,
) {
    let clip = clip.intersect(dst.bounds());
    let Some((map, rect)) = touched(source_from_canvas, src.y.width, src.y.height, clip) else { return };
    let Some(chroma) = SampleMap::new(chroma_map(source_from_canvas)) else { return };
    // Whole 2x2 blocks; pixels outside of `rect` get no coverage.
    let (left, right) = (rect.x & !1, (rect.right() + 1) & !1);
    let width = (right - left) as usize;
    let inside = (rect.x - left) as usize..(rect.right() - left) as usize;
    let mut y = rect.y & !1;
    while y < rect.bottom() {
        let mut rows = scratch.rows(3, width);
        let (Some(upper), Some(lower), Some(samples)) = (rows.next(), rows.next(), rows.next()) else { return };
        for (row, mask) in [(y, &mut *upper), (y + 1, &mut *lower)] {
            if row < rect.y || row >= rect.bottom() {
                continue;
            }
            coverage_row(src.y.width, src.y.height, &map, rect.x, row, &mut mask[inside.clone()]);
            let samples = &mut samples[inside.clone()];
            sample_clamped_row(src.y, &map, rect.x, row, samples);
            let out = &mut dst.y.row(row as usize - dst.top)[rect.x as usize..rect.right() as usize];
            lerp_row(level, out, samples, &mask[inside.clone()], opacity);
        }
        // The canvas' odd edges stand for the pixels that are not there.
        if y as usize + 1 >= dst.top + dst.y.height {
            lower.copy_from_slice(upper);
        }
        if right as usize > dst.y.width {
            upper[width - 1] = upper[width - 2];
            lower[width - 1] = lower[width - 2];
        }
        let (first, count) = (left as usize / 2, width / 2);
        for (plane, from) in [(&mut dst.cb, src.cb), (&mut dst.cr, src.cr)] {
            let samples = &mut samples[..count];
            sample_clamped_row(from, &chroma, left / 2, y / 2, samples);
            let out = &mut plane.row((y as usize - dst.top) / 2)[first..first + count];
            lerp_chroma_row(level, out, samples, upper, lower, opacity);
        }
        y += 2;
    }
}
