use reelspeed_core::Rgba8;

use crate::SimdLevel;
use crate::level::per_level;

/// A premultiplied colour of the working space (see [`crate::surface::Yuva444Ref`]).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PremulYuva8 {
    /// Luma times alpha.
    pub y: u8,
    /// Blue difference times alpha.
    pub cb: u8,
    /// Red difference times alpha.
    pub cr: u8,
    /// Opacity, 0 to 255.
    pub a: u8,
}

impl From<Rgba8> for PremulYuva8 {
    /// [`Rgba8::to_yuv`], then alpha multiplied in, rounded to nearest.
    fn from(color: Rgba8) -> Self {
        let yuv = color.to_yuv();
        let mul = |v: u8| div255(v as u16 * color.a as u16) as u8;
        Self { y: mul(yuv.y), cb: mul(yuv.cb), cr: mul(yuv.cr), a: color.a }
    }
}

/// `t / 255` rounded to nearest, for `t` up to 255 · 255.
#[inline(always)]
pub(crate) fn div255(t: u16) -> u16 {
    let t = t.wrapping_add(128);
    t.wrapping_add(t >> 8) >> 8
}

#[inline(always)]
fn over(d: u8, s: u16, a: u16) -> u8 {
    (s + div255(d as u16 * (255 - a))).min(255) as u8
}

#[inline(always)]
fn over_row_opaque(dst: &mut [u8], src: &[u8], alpha: &[u8]) {
    for ((d, &s), &a) in dst.iter_mut().zip(src).zip(alpha) {
        *d = over(*d, s as u16, a as u16);
    }
}

#[inline(always)]
fn over_row_faded(dst: &mut [u8], src: &[u8], alpha: &[u8], opacity: u8) {
    let o = opacity as u16;
    for ((d, &s), &a) in dst.iter_mut().zip(src).zip(alpha) {
        *d = over(*d, div255(s as u16 * o), div255(a as u16 * o));
    }
}

#[inline(always)]
fn mean4(rows: [[u8; 2]; 2]) -> u16 {
    let [[a, b], [c, d]] = rows;
    (a as u16 + b as u16 + c as u16 + d as u16 + 2) >> 2
}

#[inline(always)]
fn chroma_row_opaque(dst: &mut [u8], upper: &[u8], lower: &[u8], alpha_upper: &[u8], alpha_lower: &[u8]) {
    let (s0, s1) = (upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
    let (a0, a1) = (alpha_upper.as_chunks::<2>().0, alpha_lower.as_chunks::<2>().0);
    for ((((d, &s0), &s1), &a0), &a1) in dst.iter_mut().zip(s0).zip(s1).zip(a0).zip(a1) {
        *d = over(*d, mean4([s0, s1]), mean4([a0, a1]));
    }
}

#[inline(always)]
fn chroma_row_faded(dst: &mut [u8], upper: &[u8], lower: &[u8], alpha_upper: &[u8], alpha_lower: &[u8], opacity: u8) {
    let o = opacity as u16;
    let (s0, s1) = (upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
    let (a0, a1) = (alpha_upper.as_chunks::<2>().0, alpha_lower.as_chunks::<2>().0);
    for ((((d, &s0), &s1), &a0), &a1) in dst.iter_mut().zip(s0).zip(s1).zip(a0).zip(a1) {
        *d = over(*d, div255(mean4([s0, s1]) * o), div255(mean4([a0, a1]) * o));
    }
}

/// One chroma sample from the sums of the (up to four) premultiplied values and alphas under it.
pub(super) fn over_chroma_sample(dst: &mut u8, sum: u16, alpha_sum: u16, opacity: u8) {
    let o = opacity as u16;
    *dst = over(*dst, div255(((sum + 2) >> 2) * o), div255(((alpha_sum + 2) >> 2) * o));
}

#[inline(always)]
fn constant_row(dst: &mut [u8], value: u8, alpha: u8) {
    let (s, rest) = (value as u16, 255 - alpha as u16);
    for d in dst {
        *d = (s + div255(*d as u16 * rest)).min(255) as u8;
    }
}

#[inline(always)]
fn mix(a: u8, b: u8, weight: u16) -> u8 {
    // At most 255 · 256 + 128: fits 16 bits.
    (((a as u16).wrapping_mul(256 - weight)).wrapping_add((b as u16).wrapping_mul(weight)).wrapping_add(128) >> 8) as u8
}

#[inline(always)]
fn mix_row_body(dst: &mut [u8], src: &[u8], weight: u16) {
    for (d, &s) in dst.iter_mut().zip(src) {
        *d = mix(*d, s, weight);
    }
}

#[inline(always)]
fn mix_rows_body(dst: &mut [u8], a: &[u8], b: &[u8], weight: u16) {
    for ((d, &a), &b) in dst.iter_mut().zip(a).zip(b) {
        *d = mix(a, b, weight);
    }
}

#[inline(always)]
fn lerp(d: u8, s: u8, m: u16) -> u8 {
    // The weights sum to 255, so the sum is at most 255 · 255.
    div255(s as u16 * m + d as u16 * (255 - m)) as u8
}

#[inline(always)]
fn lerp_row_body(dst: &mut [u8], src: &[u8], mask: &[u8], opacity: u8) {
    let o = opacity as u16;
    for ((d, &s), &m) in dst.iter_mut().zip(src).zip(mask) {
        *d = lerp(*d, s, div255(m as u16 * o));
    }
}

#[inline(always)]
fn lerp_chroma_row_body(dst: &mut [u8], src: &[u8], upper: &[u8], lower: &[u8], opacity: u8) {
    let o = opacity as u16;
    let (m0, m1) = (upper.as_chunks::<2>().0, lower.as_chunks::<2>().0);
    for (((d, &s), &m0), &m1) in dst.iter_mut().zip(src).zip(m0).zip(m1) {
        *d = lerp(*d, s, div255(mean4([m0, m1]) * o));
    }
}

#[inline(always)]
fn scale_row_body(dst: &mut [u8], mask: &[u8]) {
    for (d, &m) in dst.iter_mut().zip(mask) {
        *d = div255(*d as u16 * m as u16) as u8;
    }
}

per_level! {
    fn over_row_opaque_at(dst: &mut [u8], src: &[u8], alpha: &[u8]) = over_row_opaque;
    fn over_row_faded_at(dst: &mut [u8], src: &[u8], alpha: &[u8], opacity: u8) = over_row_faded;
    fn chroma_row_opaque_at(dst: &mut [u8], s0: &[u8], s1: &[u8], a0: &[u8], a1: &[u8]) = chroma_row_opaque;
    fn chroma_row_faded_at(dst: &mut [u8], s0: &[u8], s1: &[u8], a0: &[u8], a1: &[u8], opacity: u8) = chroma_row_faded;
    fn mix_row_at(dst: &mut [u8], src: &[u8], weight: u16) = mix_row_body;
    fn mix_rows_at(dst: &mut [u8], a: &[u8], b: &[u8], weight: u16) = mix_rows_body;
    fn constant_row_at(dst: &mut [u8], value: u8, alpha: u8) = constant_row;

    /// `dst = lerp(dst, src, mask · opacity)`: a masked copy of an opaque row. Rows have one length; a shorter one ends the work.
    pub fn lerp_row(dst: &mut [u8], src: &[u8], mask: &[u8], opacity: u8) = lerp_row_body;
    /// As [`lerp_row`] for a 4:2:0 chroma row under a full-size mask: `upper` and `lower` are the two mask rows over it, at
    /// twice its length; the mean of 2x2 mask values counts.
    pub fn lerp_chroma_row(dst: &mut [u8], src: &[u8], upper: &[u8], lower: &[u8], opacity: u8) = lerp_chroma_row_body;
    /// Multiplies a (premultiplied) row by a mask: `dst = div255(dst · mask)`.
    pub fn scale_row(dst: &mut [u8], mask: &[u8]) = scale_row_body;
}

/// "Over" for one row of one plane: premultiplied `src` with its `alpha` at `opacity` (255 is opaque). Rows have one length; a
/// shorter one ends the work.
pub fn over_row(level: SimdLevel, dst: &mut [u8], src: &[u8], alpha: &[u8], opacity: u8) {
    if opacity == 255 {
        over_row_opaque_at(level, dst, src, alpha);
    } else {
        over_row_faded_at(level, dst, src, alpha, opacity);
    }
}

/// "Over" for one row of 4:2:0 chroma: the two full-size premultiplied rows over it and their alphas, each at twice the
/// length of `dst`.
pub fn over_chroma_row(level: SimdLevel, dst: &mut [u8], src: [&[u8]; 2], alpha: [&[u8]; 2], opacity: u8) {
    if opacity == 255 {
        chroma_row_opaque_at(level, dst, src[0], src[1], alpha[0], alpha[1]);
    } else {
        chroma_row_faded_at(level, dst, src[0], src[1], alpha[0], alpha[1], opacity);
    }
}

/// "Over" with a constant premultiplied value and alpha; alpha 255 fills.
pub fn over_constant_row(level: SimdLevel, dst: &mut [u8], value: u8, alpha: u8) {
    match alpha {
        255 => dst.fill(value),
        _ => constant_row_at(level, dst, value, alpha),
    }
}

/// Mixes `src` into `dst` with `weight` of 256; 0 keeps `dst`, 256 copies `src`. Rows have one length.
pub fn mix_row(level: SimdLevel, dst: &mut [u8], src: &[u8], weight: u16) {
    match weight {
        0 => {}
        256.. => {
            let len = dst.len().min(src.len());
            dst[..len].copy_from_slice(&src[..len]);
        }
        _ => mix_row_at(level, dst, src, weight),
    }
}

/// Writes the mix of `a` and `b` with `weight` of 256 for `b`. Rows have one length.
pub fn mix_rows(level: SimdLevel, dst: &mut [u8], a: &[u8], b: &[u8], weight: u16) {
    mix_rows_at(level, dst, a, b, weight.min(256));
}
