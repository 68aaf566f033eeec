//! 4:4:4 to RGBA for wasm SIMD, sixteen pixels at a time. The compiler leaves the plain loop scalar there.
//!
//! Factors of 17 and 18 bits are taken apart as `8·high + low`, so that pairs of 16-bit products can be summed at once; the sums are the
//! same integers.

use core::arch::wasm32::*;

/// Pixels of one step.
const STEP: usize = 16;

/// Converts whole steps and returns how many pixels that were.
pub(super) fn yuv444_to_rgba(y: &[u8], cb: &[u8], cr: &[u8], dst: &mut [[u8; 4]]) -> usize {
    let len = y.len().min(cb.len()).min(cr.len()).min(dst.len());
    let steps = len / STEP;
    let opaque = u8x16_splat(255);
    for i in 0..steps {
        let at = i * STEP;
        let (y, cb, cr) = (load(&y[at..at + STEP]), load(&cb[at..at + STEP]), load(&cr[at..at + STEP]));
        let low = channels(u16x8_extend_low_u8x16(y), u16x8_extend_low_u8x16(cb), u16x8_extend_low_u8x16(cr));
        let high = channels(u16x8_extend_high_u8x16(y), u16x8_extend_high_u8x16(cb), u16x8_extend_high_u8x16(cr));
        let r = u8x16_narrow_i16x8(low[0], high[0]);
        let g = u8x16_narrow_i16x8(low[1], high[1]);
        let b = u8x16_narrow_i16x8(low[2], high[2]);
        let (rg_low, rg_high) = (mix_low(r, g), mix_high(r, g));
        let (ba_low, ba_high) = (mix_low(b, opaque), mix_high(b, opaque));
        let out = dst[at..at + STEP].as_flattened_mut();
        store(&mut out[..16], i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(rg_low, ba_low));
        store(&mut out[16..32], i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(rg_low, ba_low));
        store(&mut out[32..48], i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(rg_high, ba_high));
        store(&mut out[48..], i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(rg_high, ba_high));
    }
    steps * STEP
}

/// Red, green and blue of eight pixels, not yet cut to bytes.
#[inline(always)]
fn channels(y: v128, cb: v128, cr: v128) -> [v128; 3] {
    let y = i16x8_sub(y, i16x8_splat(16));
    let (cb, cr) = (i16x8_sub(cb, i16x8_splat(128)), i16x8_sub(cr, i16x8_splat(128)));
    let one = i16x8_splat(1);
    let halves = |a: v128, b: v128| {
        [i16x8_shuffle::<0, 8, 1, 9, 2, 10, 3, 11>(a, b), i16x8_shuffle::<4, 12, 5, 13, 6, 14, 7, 15>(a, b)]
    };
    let (y_cr, y_cb, cr_one) = (halves(y, cr), halves(y, cb), halves(cr, one));
    let half = i32x4_splat(32768);
    // 76309 = 8·9538 + 5, 117489 = 8·14686 + 1, 138438 = 8·17304 + 6, 13975 = 8·1746 + 7, 34925 = 8·4365 + 5, 32768 = 8·4096.
    let red = |i: usize| i32x4_add(sum(y_cr[i], (9538, 14686), (5, 1)), half);
    let blue = |i: usize| i32x4_add(sum(y_cb[i], (9538, 17304), (5, 6)), half);
    let green = |i: usize| i32x4_add(sum(y_cb[i], (9538, -1746), (5, -7)), sum(cr_one[i], (-4365, 4096), (-5, 0)));
    [cut(red(0), red(1)), cut(green(0), green(1)), cut(blue(0), blue(1))]
}

/// The sums of pairs, each times its factor.
#[inline(always)]
fn sum(pairs: v128, high: (i16, i16), low: (i16, i16)) -> v128 {
    let factors = |(a, b): (i16, i16)| i16x8(a, b, a, b, a, b, a, b);
    i32x4_add(i32x4_shl(i32x4_dot_i16x8(pairs, factors(high)), 3), i32x4_dot_i16x8(pairs, factors(low)))
}

/// The whole parts of eight sums.
#[inline(always)]
fn cut(low: v128, high: v128) -> v128 {
    i16x8_narrow_i32x4(i32x4_shr(low, 16), i32x4_shr(high, 16))
}

#[inline(always)]
fn mix_low(a: v128, b: v128) -> v128 {
    i8x16_shuffle::<0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23>(a, b)
}

#[inline(always)]
fn mix_high(a: v128, b: v128) -> v128 {
    i8x16_shuffle::<8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31>(a, b)
}

#[inline(always)]
fn load(bytes: &[u8]) -> v128 {
    assert!(bytes.len() >= 16);
    // SAFETY: there are 16 bytes, and loads need no alignment.
    unsafe { v128_load(bytes.as_ptr().cast()) }
}

#[inline(always)]
fn store(bytes: &mut [u8], value: v128) {
    assert!(bytes.len() >= 16);
    // SAFETY: there are 16 bytes, and stores need no alignment.
    unsafe { v128_store(bytes.as_mut_ptr().cast(), value) }
}
