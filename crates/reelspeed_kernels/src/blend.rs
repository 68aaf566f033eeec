//! Drawing one picture over another.
//!
//! All sums are exact integers. With `div255(t) = (t + 128 + ((t + 128) >> 8)) >> 8` (that is `t / 255` rounded to nearest for
//! every product of two bytes):
//!
//! - opacity `o` (0 to 255) scales a premultiplied sample: `s' = div255(s · o)`; 255 changes nothing;
//! - "over" is `d' = s' + div255(d · (255 − a'))`, saturated at 255, for luma, chroma and alpha alike;
//! - a mix with weight `w` (0 to 256) is `(d · (256 − w) + s · w + 128) >> 8`;
//! - a masked copy is `div255(s · m + d · (255 − m))`.
//!
//! A chroma sample of a 4:2:0 canvas sees the mean of the 2x2 premultiplied pixels under it, `(p0 + p1 + p2 + p3 + 2) >> 2`,
//! where pixels outside the sprite count as transparent and pixels outside the canvas are not there (their inner neighbour
//! counts twice).

mod rows;
#[cfg(test)]
mod tests;

use reelspeed_core::{IRect, PlaneRef};

pub use rows::{
    PremulYuva8, lerp_chroma_row, lerp_row, mix_row, mix_rows, over_chroma_row, over_constant_row, over_row, scale_row,
};

use crate::SimdLevel;
use crate::surface::{Yuv420Mut, Yuv420Ref, Yuva444Mut, Yuva444Ref, crop_plane};
pub(crate) use rows::div255;
use rows::over_chroma_sample;

/// A span of zeros for the rows that a sprite does not have.
const ZEROS: [u8; 1024] = [0; 1024];

/// What of a picture of `width` x `height` at (`x`, `y`) lies inside `clip` and `bounds`.
fn visible(x: i32, y: i32, width: usize, height: usize, clip: IRect, bounds: IRect) -> Option<IRect> {
    let rect = IRect::new(x, y, width as u32, height as u32).intersect(clip).intersect(bounds);
    (!rect.is_empty()).then_some(rect)
}

fn crop_to(plane: PlaneRef<'_>, x: i32, y: i32, part: IRect) -> PlaneRef<'_> {
    let (dx, dy) = (part.x.abs_diff(x) as usize, part.y.abs_diff(y) as usize);
    crop_plane(plane, dx, dy, part.width as usize, part.height as usize)
}

/// Draws a premultiplied sprite whose top left pixel stands at (`x`, `y`) of the canvas, at `opacity` (255 is opaque), inside
/// `clip` (canvas pixels). Any position and parity will do.
pub fn over_yuva_on_yuv420(
    level: SimdLevel,
    dst: &mut Yuv420Mut<'_>,
    sprite: Yuva444Ref<'_>,
    x: i32,
    y: i32,
    opacity: u8,
    clip: IRect,
) {
    let Some(part) = visible(x, y, sprite.width(), sprite.height(), clip, dst.bounds()) else { return };
    if opacity == 0 {
        return;
    }
    let [sy, scb, scr, sa] = sprite.planes().map(|plane| crop_to(plane, x, y, part));
    let (x0, top) = (part.x as usize, part.y as usize - dst.top);
    let (width, height) = (part.width as usize, part.height as usize);

    for row in 0..height {
        let out = &mut dst.y.row(top + row)[x0..x0 + width];
        over_row(level, out, sy.row(row), sa.row(row), opacity);
    }

    let canvas = (dst.y.width, dst.y.height);
    for cy in top / 2..(top + height).div_ceil(2) {
        // Rows of the sprite under this chroma row; the canvas' own edge repeats its last row.
        let upper = (2 * cy).checked_sub(top);
        let lower = if 2 * cy + 1 >= canvas.1 { upper } else { Some(2 * cy + 1 - top).filter(|&row| row < height) };
        for (plane, src) in [(&mut dst.cb, scb), (&mut dst.cr, scr)] {
            let rows = [src.row_at(upper), src.row_at(lower)];
            let alphas = [sa.row_at(upper), sa.row_at(lower)];
            over_chroma_span(level, plane.row(cy), x0, canvas.0, rows, alphas, opacity);
        }
    }
}

/// `None` for a row that is not there.
trait RowAt<'a> {
    fn row_at(&self, row: Option<usize>) -> Option<&'a [u8]>;
}

impl<'a> RowAt<'a> for PlaneRef<'a> {
    fn row_at(&self, row: Option<usize>) -> Option<&'a [u8]> {
        row.map(|row| self.row(row))
    }
}

/// One chroma row under a span of sprite pixels that begins at canvas column `x0`.
fn over_chroma_span(
    level: SimdLevel,
    dst: &mut [u8],
    x0: usize,
    canvas_width: usize,
    rows: [Option<&[u8]>; 2],
    alphas: [Option<&[u8]>; 2],
    opacity: u8,
) {
    let Some(width) = rows[0].or(rows[1]).map(<[u8]>::len) else { return };
    let sum = |rows: [Option<&[u8]>; 2], column: usize| -> u16 {
        rows.iter().flatten().map(|row| row[column] as u16).sum::<u16>()
    };
    let mut column = 0;
    if x0 & 1 == 1 {
        over_chroma_sample(&mut dst[x0 / 2], sum(rows, 0), sum(alphas, 0), opacity);
        column = 1;
    }
    while width - column >= 2 {
        let take = (width - column).min(ZEROS.len()) & !1;
        let [r0, r1] = rows.map(|row| slice_of(row, column, take));
        let [a0, a1] = alphas.map(|row| slice_of(row, column, take));
        let out = &mut dst[(x0 + column) / 2..][..take / 2];
        over_chroma_row(level, out, [r0, r1], [a0, a1], opacity);
        column += take;
    }
    if column < width {
        // A last single column; at the canvas' odd edge it stands for its missing neighbour too.
        let times = if x0 + column + 1 >= canvas_width { 2 } else { 1 };
        let (c, a) = (sum(rows, column) * times, sum(alphas, column) * times);
        over_chroma_sample(&mut dst[(x0 + column) / 2], c, a, opacity);
    }
}

fn slice_of(row: Option<&[u8]>, start: usize, len: usize) -> &[u8] {
    row.map_or(&ZEROS[..len], |row| &row[start..start + len])
}

/// Draws a premultiplied sprite over a premultiplied surface; arguments as in [`over_yuva_on_yuv420`].
pub fn over_yuva_on_yuva(
    level: SimdLevel,
    dst: &mut Yuva444Mut<'_>,
    sprite: Yuva444Ref<'_>,
    x: i32,
    y: i32,
    opacity: u8,
    clip: IRect,
) {
    let Some(part) = visible(x, y, sprite.width(), sprite.height(), clip, dst.bounds()) else { return };
    if opacity == 0 {
        return;
    }
    let planes = sprite.planes().map(|plane| crop_to(plane, x, y, part));
    let (x0, top) = (part.x as usize, part.y as usize - dst.top);
    let width = part.width as usize;
    for row in 0..part.height as usize {
        let alpha = planes[3].row(row);
        let outs = [&mut dst.y, &mut dst.cb, &mut dst.cr, &mut dst.a];
        for (out, src) in outs.into_iter().zip(planes) {
            over_row(level, &mut out.row(top + row)[x0..x0 + width], src.row(row), alpha, opacity);
        }
    }
}

/// Fills `rect` of the canvas with a premultiplied colour, blended by its alpha; 2x2 blocks that `rect` covers in part get
/// their share.
pub fn fill_yuv420(level: SimdLevel, dst: &mut Yuv420Mut<'_>, color: PremulYuva8, rect: IRect) {
    let rect = rect.intersect(dst.bounds());
    if rect.is_empty() || color.a == 0 {
        return;
    }
    let (x0, x1) = (rect.x as usize, rect.right() as usize);
    let (y0, y1) = (rect.y as usize - dst.top, rect.bottom() as usize - dst.top);
    for row in y0..y1 {
        over_constant_row(level, &mut dst.y.row(row)[x0..x1], color.y, color.a);
    }
    let (canvas_width, canvas_height) = (dst.y.width, dst.y.height);
    // How many of the two pixels along one axis the fill covers; one that the canvas lacks counts as its neighbour does.
    let covered = |i: usize, from: usize, to: usize, end: usize| -> u16 {
        let first = (2 * i >= from && 2 * i < to) as u16;
        let second = if 2 * i + 1 >= end { first } else { (2 * i + 1 >= from && 2 * i + 1 < to) as u16 };
        first + second
    };
    for cy in y0 / 2..y1.div_ceil(2) {
        let rows = covered(cy, y0, y1, canvas_height);
        for (plane, value) in [(&mut dst.cb, color.cb), (&mut dst.cr, color.cr)] {
            let out = plane.row(cy);
            let mut cx = x0 / 2;
            let end = x1.div_ceil(2);
            let whole_end = if covered(end - 1, x0, x1, canvas_width) == 2 { end } else { end - 1 };
            if covered(cx, x0, x1, canvas_width) != 2 {
                over_chroma_sample(&mut out[cx], value as u16 * rows, color.a as u16 * rows, 255);
                cx += 1;
            }
            if cx < whole_end {
                let share = |v: u8| ((v as u16 * rows * 2 + 2) >> 2) as u8;
                over_constant_row(level, &mut out[cx..whole_end], share(value), share(color.a));
                cx = whole_end;
            }
            if cx < end {
                over_chroma_sample(&mut out[cx], value as u16 * rows, color.a as u16 * rows, 255);
            }
        }
    }
}

/// Fills `rect` of a premultiplied surface with a premultiplied colour, blended by its alpha.
pub fn fill_yuva(level: SimdLevel, dst: &mut Yuva444Mut<'_>, color: PremulYuva8, rect: IRect) {
    let rect = rect.intersect(dst.bounds());
    if rect.is_empty() {
        return;
    }
    let (x0, x1) = (rect.x as usize, rect.right() as usize);
    for row in rect.y as usize - dst.top..rect.bottom() as usize - dst.top {
        over_constant_row(level, &mut dst.y.row(row)[x0..x1], color.y, color.a);
        over_constant_row(level, &mut dst.cb.row(row)[x0..x1], color.cb, color.a);
        over_constant_row(level, &mut dst.cr.row(row)[x0..x1], color.cr, color.a);
        over_constant_row(level, &mut dst.a.row(row)[x0..x1], color.a, color.a);
    }
}

/// Draws an opaque 4:2:0 picture whose top left pixel stands at (`x`, `y`) of the canvas, mixed with `weight` (256 copies),
/// inside `clip` (canvas pixels).
///
/// A chroma sample is drawn where its left upper luma pixel is. At odd positions chroma is taken from the sample at or before
/// it, half a chroma sample off: let pictures rest on even positions.
pub fn mix_yuv420(
    level: SimdLevel,
    dst: &mut Yuv420Mut<'_>,
    src: Yuv420Ref<'_>,
    x: i32,
    y: i32,
    weight: u16,
    clip: IRect,
) {
    let Some(part) = visible(x, y, src.y.width, src.y.height, clip, dst.bounds()) else { return };
    let (left, width) = (part.x as usize, part.width as usize);
    let top = part.y as usize - dst.top;
    let (dx, dy) = (part.x.abs_diff(x) as usize, part.y.abs_diff(y) as usize);
    for row in 0..part.height as usize {
        let from = &src.y.row(dy + row)[dx..dx + width];
        mix_row(level, &mut dst.y.row(top + row)[left..left + width], from, weight);
    }
    // Chroma samples whose left upper pixel lies inside.
    let (c0, c1) = (left.div_ceil(2), (left + width).div_ceil(2));
    let (r0, r1) = (top.div_ceil(2), (top + part.height as usize).div_ceil(2));
    if c0 >= c1 {
        return;
    }
    for cy in r0..r1 {
        let (sx, sy) = ((2 * c0 - left + dx) / 2, (2 * cy - top + dy) / 2);
        for (plane, from) in [(&mut dst.cb, src.cb), (&mut dst.cr, src.cr)] {
            let from = &from.row(sy)[sx..sx + (c1 - c0)];
            mix_row(level, &mut plane.row(cy)[c0..c1], from, weight);
        }
    }
}
