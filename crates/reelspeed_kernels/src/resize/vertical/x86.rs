use core::arch::x86_64::*;

use super::BIAS;
use crate::SimdLevel;
use crate::level::Kind;

/// Runs the version of `level`; `false` if there is none or the row is shorter than its vectors.
///
/// The last vector of a row overlaps the one before it instead of leaving a tail.
pub(super) fn run(level: SimdLevel, dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) -> bool {
    let fits = rows.len() == coefficients.len() && rows.iter().all(|row| row.len() == dst.len());
    if !fits {
        return false;
    }
    // SAFETY: the level proves the CPU's features; every row is as long as `dst`, and `dst` no shorter than a vector.
    unsafe {
        match (level.kind(), rows.len(), dst.len()) {
            (Kind::Avx512, 4, 64..) => avx512::<4>(dst, coefficients, rows),
            (Kind::Avx512, _, 64..) => avx512::<0>(dst, coefficients, rows),
            (Kind::Avx512 | Kind::Avx2, 4, 32..) => avx2::<4>(dst, coefficients, rows),
            (Kind::Avx512 | Kind::Avx2, _, 32..) => avx2::<0>(dst, coefficients, rows),
            (Kind::Avx512 | Kind::Avx2 | Kind::Sse4_2, 4, 16..) => sse4_2::<4>(dst, coefficients, rows),
            (Kind::Avx512 | Kind::Avx2 | Kind::Sse4_2, _, 16..) => sse4_2::<0>(dst, coefficients, rows),
            _ => return false,
        }
    }
    true
}

/// `TAPS` is the number of rows, or 0 for any number.
#[target_feature(enable = "sse4.2")]
unsafe fn sse4_2<const TAPS: usize>(dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) {
    let taps = if TAPS == 0 { rows.len() } else { TAPS };
    let mut at = 0;
    while at < dst.len() {
        at = at.min(dst.len() - 16);
        let mut acc = [_mm_set1_epi16(BIAS); 2];
        for tap in 0..taps {
            // SAFETY: `tap` is below the number of rows, and sixteen samples from `at` are inside each.
            unsafe {
                let c = _mm_set1_epi16(*coefficients.get_unchecked(tap));
                let row = rows.get_unchecked(tap).as_ptr().add(at);
                acc[0] = _mm_add_epi16(acc[0], _mm_mulhrs_epi16(_mm_loadu_si128(row.cast()), c));
                acc[1] = _mm_add_epi16(acc[1], _mm_mulhrs_epi16(_mm_loadu_si128(row.add(8).cast()), c));
            }
        }
        let out = _mm_packus_epi16(_mm_srai_epi16::<6>(acc[0]), _mm_srai_epi16::<6>(acc[1]));
        // SAFETY: sixteen bytes from `at` are inside `dst`.
        unsafe { _mm_storeu_si128(dst.as_mut_ptr().add(at).cast(), out) };
        at += 16;
    }
}

/// `TAPS` is the number of rows, or 0 for any number.
#[target_feature(enable = "avx2")]
unsafe fn avx2<const TAPS: usize>(dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) {
    let taps = if TAPS == 0 { rows.len() } else { TAPS };
    let mut at = 0;
    while at < dst.len() {
        at = at.min(dst.len() - 32);
        let mut acc = [_mm256_set1_epi16(BIAS); 2];
        for tap in 0..taps {
            // SAFETY: `tap` is below the number of rows, and 32 samples from `at` are inside each.
            unsafe {
                let c = _mm256_set1_epi16(*coefficients.get_unchecked(tap));
                let row = rows.get_unchecked(tap).as_ptr().add(at);
                acc[0] = _mm256_add_epi16(acc[0], _mm256_mulhrs_epi16(_mm256_loadu_si256(row.cast()), c));
                acc[1] = _mm256_add_epi16(acc[1], _mm256_mulhrs_epi16(_mm256_loadu_si256(row.add(16).cast()), c));
            }
        }
        let out = _mm256_packus_epi16(_mm256_srai_epi16::<6>(acc[0]), _mm256_srai_epi16::<6>(acc[1]));
        // The pack works within 128-bit lanes: put the quarters in order.
        let out = _mm256_permute4x64_epi64::<0b11_01_10_00>(out);
        // SAFETY: 32 bytes from `at` are inside `dst`.
        unsafe { _mm256_storeu_si256(dst.as_mut_ptr().add(at).cast(), out) };
        at += 32;
    }
}

/// `TAPS` is the number of rows, or 0 for any number.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
unsafe fn avx512<const TAPS: usize>(dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) {
    let taps = if TAPS == 0 { rows.len() } else { TAPS };
    let order = _mm512_setr_epi64(0, 2, 4, 6, 1, 3, 5, 7);
    let mut at = 0;
    while at < dst.len() {
        at = at.min(dst.len() - 64);
        let mut acc = [_mm512_set1_epi16(BIAS); 2];
        for tap in 0..taps {
            // SAFETY: `tap` is below the number of rows, and 64 samples from `at` are inside each.
            unsafe {
                let c = _mm512_set1_epi16(*coefficients.get_unchecked(tap));
                let row = rows.get_unchecked(tap).as_ptr().add(at);
                acc[0] = _mm512_add_epi16(acc[0], _mm512_mulhrs_epi16(_mm512_loadu_si512(row.cast()), c));
                acc[1] = _mm512_add_epi16(acc[1], _mm512_mulhrs_epi16(_mm512_loadu_si512(row.add(32).cast()), c));
            }
        }
        let out = _mm512_packus_epi16(_mm512_srai_epi16::<6>(acc[0]), _mm512_srai_epi16::<6>(acc[1]));
        // The pack works within 128-bit lanes: put the eighths in order.
        let out = _mm512_permutexvar_epi64(order, out);
        // SAFETY: 64 bytes from `at` are inside `dst`.
        unsafe { _mm512_storeu_si512(dst.as_mut_ptr().add(at).cast(), out) };
        at += 64;
    }
}
