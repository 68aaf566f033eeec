//! Between RGB and the working space (BT.709, limited range, 8 bits).
//!
//! All in 16.16 fixed point. From RGB the coefficients are those of [`reelspeed_core::Rgba8::to_yuv`]; premultiplied samples get
//! the offsets in proportion to their alpha, so an opaque pixel gives exactly what `to_yuv` gives. To RGB:
//!
//! `r = (76309·(y−16) + 117489·(cr−128) + 32768) >> 16`, `g = (76309·(y−16) − 13975·(cb−128) − 34925·(cr−128) + 32768) >> 16`,
//! `b = (76309·(y−16) + 138438·(cb−128) + 32768) >> 16`, each clamped to 0 to 255.
//!
//! Chroma of 4:2:0 is brought up bilinearly from its place (on the left luma column, between two rows): with
//! `v = 3·near + far` of the two chroma rows, an even column takes `(2·v[i] + 4) >> 3`, an odd one
//! `(v[i] + v[i+1] + 4) >> 3`; edges repeat.

mod from_pictures;
mod from_rgba;
#[cfg(test)]
mod tests;
mod to_rgba;

use reelspeed_core::{PlaneMut, PlaneRef, PremulRgba8};

pub use from_pictures::{rgb_to_yuv420, rgba_to_yuv420};
pub use from_rgba::{premul_rgba_to_yuva_row, premultiply_row, rgba_to_premul_yuva_row};
pub use to_rgba::{upsample_chroma_row, yuv444_to_rgba_row, yuva444_to_rgba_row};

use crate::SimdLevel;
use crate::surface::{Yuv420Ref, Yuva444Mut, Yuva444Ref};

/// Bytes of one row of RGBA pixels and how many there are, for a picture of `width` x `height` stored without gaps.
fn rgba_rows(data: &[u8], width: usize) -> impl Iterator<Item = &[[u8; 4]]> {
    data.as_chunks::<4>().0.chunks_exact(width.max(1))
}

/// Premultiplied RGBA (rows of `dst.y.width` pixels without gaps between rows) to premultiplied YUVA, row by row until either ends.
pub fn premul_rgba_to_yuva(level: SimdLevel, src: &[PremulRgba8], dst: &mut Yuva444Mut<'_>) {
    let width = dst.y.width;
    for (row, from) in src.chunks_exact(width.max(1)).take(dst.y.height).enumerate() {
        let (y, cb, cr, a) = (dst.y.row(row), dst.cb.row(row), dst.cr.row(row), dst.a.row(row));
        premul_rgba_to_yuva_row(level, from, y, cb, cr, a);
    }
}

/// Straight RGBA bytes (rows of `dst.y.width` pixels without gaps between rows) to premultiplied YUVA, row by row until either ends.
pub fn rgba_to_premul_yuva(level: SimdLevel, src: &[u8], dst: &mut Yuva444Mut<'_>) {
    let width = dst.y.width;
    for (row, from) in rgba_rows(src, width).take(dst.y.height).enumerate() {
        let (y, cb, cr, a) = (dst.y.row(row), dst.cb.row(row), dst.cr.row(row), dst.a.row(row));
        rgba_to_premul_yuva_row(level, from, y, cb, cr, a);
    }
}

/// A 4:2:0 picture to opaque RGBA bytes; rows of `dst` lie `dst_stride` bytes apart. Stops where `dst` ends.
pub fn yuv420_to_rgba(level: SimdLevel, src: Yuv420Ref<'_>, dst: &mut [u8], dst_stride: usize) {
    let width = src.y.width;
    let mut chroma = [vec![0u8; width], vec![0u8; width]];
    for row in 0..src.y.height {
        let Some(out) = dst.get_mut(row * dst_stride..).and_then(|rest| rest.get_mut(..width * 4)) else { return };
        chroma_line(level, src.cb, row, &mut chroma[0]);
        chroma_line(level, src.cr, row, &mut chroma[1]);
        yuv444_to_rgba_row(level, src.y.row(row), &chroma[0], &chroma[1], out.as_chunks_mut::<4>().0);
    }
}

/// The same as RGB bytes, three a pixel.
pub fn yuv420_to_rgb(level: SimdLevel, src: Yuv420Ref<'_>, dst: &mut [u8], dst_stride: usize) {
    let width = src.y.width;
    let mut chroma = [vec![0u8; width], vec![0u8; width]];
    let mut rgba = vec![[0u8; 4]; width];
    for row in 0..src.y.height {
        let Some(out) = dst.get_mut(row * dst_stride..).and_then(|rest| rest.get_mut(..width * 3)) else { return };
        chroma_line(level, src.cb, row, &mut chroma[0]);
        chroma_line(level, src.cr, row, &mut chroma[1]);
        yuv444_to_rgba_row(level, src.y.row(row), &chroma[0], &chroma[1], &mut rgba);
        to_rgba::drop_alpha_row(level, &rgba, out.as_chunks_mut::<3>().0);
    }
}

/// The full-width chroma under luma row `row` of a 4:2:0 picture.
pub fn chroma_line(level: SimdLevel, plane: PlaneRef<'_>, row: usize, out: &mut [u8]) {
    if plane.height == 0 {
        return;
    }
    let near = (row / 2).min(plane.height - 1);
    let far = if row.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(plane.height - 1) };
    upsample_chroma_row(level, plane.row(near), plane.row(far), out);
}

/// A premultiplied picture to straight RGBA bytes; rows of `dst` lie `dst_stride` bytes apart. Stops where `dst` ends.
///
/// Colour is `255·rgb'/alpha`, rounded to nearest; where alpha is 0 all four bytes are 0.
pub fn yuva444_to_rgba(level: SimdLevel, src: Yuva444Ref<'_>, dst: &mut [u8], dst_stride: usize) {
    let width = src.width();
    for row in 0..src.height() {
        let Some(out) = dst.get_mut(row * dst_stride..).and_then(|rest| rest.get_mut(..width * 4)) else { return };
        let (y, cb, cr, a) = (src.y.row(row), src.cb.row(row), src.cr.row(row), src.a.row(row));
        yuva444_to_rgba_row(level, y, cb, cr, a, out.as_chunks_mut::<4>().0);
    }
}

/// The 4:2:0 chroma of a full-size plane: the mean of each 2x2 block, `(sum + 2) >> 2`; odd edges repeat. `dst` may hold
/// fewer rows than that.
pub fn subsample_plane(level: SimdLevel, src: PlaneRef<'_>, dst: &mut PlaneMut<'_>) {
    for row in 0..dst.height.min(src.height.div_ceil(2)) {
        let upper = src.row(2 * row);
        let lower = src.row((2 * row + 1).min(src.height - 1));
        let out = dst.row(row);
        from_rgba::mean_row(level, upper, lower, out);
        if src.width % 2 == 1
            && let Some(last) = out.get_mut(src.width / 2)
        {
            *last = ((upper[src.width - 1] as u16 * 2 + lower[src.width - 1] as u16 * 2 + 2) >> 2) as u8;
        }
    }
}
