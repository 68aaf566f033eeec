#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;

use crate::SimdLevel;
use crate::level::per_level;

#[inline(always)]
fn convert(y: i32, cb: i32, cr: i32) -> [i32; 3] {
    let y = 76309 * y + 32768;
    [y + 117489 * cr, y - 13975 * cb - 34925 * cr, y + 138438 * cb]
}

/// The whole part, cut to a byte. Bodies of rows name each channel: `map` over an array is a call that stands in a vector's way.
#[inline(always)]
fn byte(v: i32) -> u8 {
    (v >> 16).clamp(0, 255) as u8
}

#[inline(always)]
fn yuv444_body(y: &[u8], cb: &[u8], cr: &[u8], dst: &mut [[u8; 4]]) {
    for (((&y, &cb), &cr), out) in y.iter().zip(cb).zip(cr).zip(dst) {
        let [r, g, b] = convert(y as i32 - 16, cb as i32 - 128, cr as i32 - 128);
        *out = [byte(r), byte(g), byte(b), 255];
    }
}

#[inline(always)]
fn upsample_inner(near: &[u8], far: &[u8], next_near: &[u8], next_far: &[u8], out: &mut [u8]) {
    let out = out.as_chunks_mut::<2>().0;
    for ((((&n, &f), &nn), &nf), out) in near.iter().zip(far).zip(next_near).zip(next_far).zip(out) {
        let v = 3 * n as u16 + f as u16;
        let next = 3 * nn as u16 + nf as u16;
        *out = [((2 * v + 4) >> 3) as u8, ((v + next + 4) >> 3) as u8];
    }
}

#[inline(always)]
fn drop_alpha_body(src: &[[u8; 4]], dst: &mut [[u8; 3]]) {
    for (&[r, g, b, _], out) in src.iter().zip(dst) {
        *out = [r, g, b];
    }
}

per_level! {
    /// Leaves alpha out.
    pub(super) fn drop_alpha_row(src: &[[u8; 4]], dst: &mut [[u8; 3]]) = drop_alpha_body;
    fn yuv444_to_rgba_at(y: &[u8], cb: &[u8], cr: &[u8], dst: &mut [[u8; 4]]) = yuv444_body;
    fn upsample_inner_at(near: &[u8], far: &[u8], next_near: &[u8], next_far: &[u8], out: &mut [u8]) = upsample_inner;
}

/// One row of 4:4:4 to opaque RGBA. Rows have one length; a shorter one ends the work.
pub fn yuv444_to_rgba_row(level: SimdLevel, y: &[u8], cb: &[u8], cr: &[u8], dst: &mut [[u8; 4]]) {
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if level.kind() == crate::level::Kind::WasmSimd128 {
        let done = wasm::yuv444_to_rgba(y, cb, cr, dst);
        return yuv444_to_rgba_at(level, &y[done..], &cb[done..], &cr[done..], &mut dst[done..]);
    }
    yuv444_to_rgba_at(level, y, cb, cr, dst);
}

/// Brings a row of 4:2:0 chroma to full width: `near` is the chroma row over the luma row's block, `far` the other neighbour
/// (see the module's documentation). `out` has twice their length, or one less.
pub fn upsample_chroma_row(level: SimdLevel, near: &[u8], far: &[u8], out: &mut [u8]) {
    let len = near.len().min(far.len()).min(out.len().div_ceil(2));
    let Some(last) = len.checked_sub(1) else { return };
    upsample_inner_at(level, &near[..last], &far[..last], &near[1..len], &far[1..len], &mut out[..2 * last]);
    let edge = ((6 * near[last] as u16 + 2 * far[last] as u16 + 4) >> 3) as u8;
    out[2 * last..].iter_mut().take(2).for_each(|out| *out = edge);
}

/// One row of premultiplied YUVA to straight RGBA. Rows have one length; a shorter one ends the work.
///
/// The offsets are taken off in proportion to alpha, so an opaque pixel gives what [`yuv444_to_rgba_row`] gives.
pub fn yuva444_to_rgba_row(level: SimdLevel, y: &[u8], cb: &[u8], cr: &[u8], a: &[u8], dst: &mut [[u8; 4]]) {
    if a.iter().all(|&alpha| alpha == 255) {
        let len = dst.len().min(a.len());
        return yuv444_to_rgba_row(level, y, cb, cr, &mut dst[..len]);
    }
    // Divisions by alpha: there is nothing to vectorise, and only what is partly transparent comes here.
    for ((((&y, &cb), &cr), &a), out) in y.iter().zip(cb).zip(cr).zip(a).zip(dst) {
        let alpha = a as i64;
        if alpha == 0 {
            *out = [0; 4];
            continue;
        }
        // Straight samples in units of 1/255 of alpha: (y' · 255 − 16 · a) / a and so on, kept as fractions.
        let (y, cb, cr) = (y as i64 * 255 - 16 * alpha, cb as i64 * 255 - 128 * alpha, cr as i64 * 255 - 128 * alpha);
        let luma = 76309 * y;
        let sums = [luma + 117489 * cr, luma - 13975 * cb - 34925 * cr, luma + 138438 * cb];
        let unit = alpha << 16;
        let [r, g, b] = sums.map(|sum| (sum + unit / 2).div_euclid(unit).clamp(0, 255) as u8);
        *out = [r, g, b, a];
    }
}
