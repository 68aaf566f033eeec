use reelspeed_core::PremulRgba8;

use crate::blend::div255;
use crate::level::per_level;

/// 16 and 128 in 16.16 times `a / 255`, exact for 0 and 255 and within 2^-16 between.
#[inline(always)]
fn offset16(a: i32) -> i32 {
    4112 * a + ((17 * a) >> 8)
}

#[inline(always)]
fn offset128(a: i32) -> i32 {
    32896 * a + ((129 * a) >> 8)
}

/// Y', Cb', Cr' of a premultiplied pixel. Channels above alpha (which is not premultiplied) are clamped to 0 to 255.
#[inline(always)]
fn convert([r, g, b, a]: [i32; 4]) -> [u8; 3] {
    let y = offset16(a) + 11966 * r + 40254 * g + 4064 * b + 32768;
    let cb = offset128(a) - 6596 * r - 22189 * g + 28785 * b + 32768;
    let cr = offset128(a) + 28785 * r - 26145 * g - 2640 * b + 32768;
    [byte(y), byte(cb), byte(cr)]
}

/// The whole part, cut to a byte. Bodies of rows name each channel: `map` over an array is a call that stands in a vector's way.
#[inline(always)]
fn byte(v: i32) -> u8 {
    (v >> 16).clamp(0, 255) as u8
}

#[inline(always)]
fn times(v: u8, alpha: u8) -> u8 {
    div255(v as u16 * alpha as u16) as u8
}

#[inline(always)]
fn premul_rgba_body(src: &[PremulRgba8], y: &mut [u8], cb: &mut [u8], cr: &mut [u8], a: &mut [u8]) {
    for ((((p, y), cb), cr), a) in src.iter().zip(y).zip(cb).zip(cr).zip(a) {
        [*y, *cb, *cr] = convert([p.r as i32, p.g as i32, p.b as i32, p.a as i32]);
        *a = p.a;
    }
}

#[inline(always)]
fn rgba_body(src: &[[u8; 4]], y: &mut [u8], cb: &mut [u8], cr: &mut [u8], a: &mut [u8]) {
    for ((((&[r, g, b, alpha], y), cb), cr), a) in src.iter().zip(y).zip(cb).zip(cr).zip(a) {
        // Converted first and multiplied after, as `PremulYuva8::from` does: nothing is rounded twice in RGB.
        let straight = convert([r as i32, g as i32, b as i32, 255]);
        [*y, *cb, *cr] = [times(straight[0], alpha), times(straight[1], alpha), times(straight[2], alpha)];
        *a = alpha;
    }
}

#[inline(always)]
fn premultiply_body(pixels: &mut [[u8; 4]]) {
    for p in pixels {
        let [r, g, b, a] = *p;
        *p = [times(r, a), times(g, a), times(b, a), a];
    }
}

#[inline(always)]
fn mean_body(upper: &[u8], lower: &[u8], dst: &mut [u8]) {
    for ((d, u), l) in dst.iter_mut().zip(upper.as_chunks::<2>().0).zip(lower.as_chunks::<2>().0) {
        *d = ((u[0] as u16 + u[1] as u16 + l[0] as u16 + l[1] as u16 + 2) >> 2) as u8;
    }
}

per_level! {
    /// One row of premultiplied RGBA to premultiplied YUVA. Rows have one length; a shorter one ends the work.
    pub fn premul_rgba_to_yuva_row(src: &[PremulRgba8], y: &mut [u8], cb: &mut [u8], cr: &mut [u8], a: &mut [u8])
        = premul_rgba_body;
    /// One row of straight RGBA to premultiplied YUVA, converted first and multiplied after. Rows have one length.
    pub fn rgba_to_premul_yuva_row(src: &[[u8; 4]], y: &mut [u8], cb: &mut [u8], cr: &mut [u8], a: &mut [u8]) = rgba_body;
    /// Multiplies straight RGBA pixels by their alpha in place, rounded to nearest.
    pub fn premultiply_row(pixels: &mut [[u8; 4]]) = premultiply_body;
    /// Means of 2x2 blocks of two rows.
    pub(super) fn mean_row(upper: &[u8], lower: &[u8], dst: &mut [u8]) = mean_body;
}
