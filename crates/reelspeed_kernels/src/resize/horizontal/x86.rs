use core::arch::x86_64::*;

use super::super::axis::{AxisPlan, GROUP, Group};
use super::BIAS;
use crate::SimdLevel;
use crate::level::Kind;

/// Runs the version of `level`; `false` if there is none or the plan's samples lie too far apart for it.
pub(super) fn run(level: SimdLevel, plan: &AxisPlan, src: &[u8], dst: &mut [i16]) -> bool {
    // What the loads below rely on: each window of 16 bytes, moved by the tap pairs, ends inside the row.
    let pairs = plan.taps().div_ceil(2);
    let (groups, c) = (plan.groups(), plan.group_coefficients());
    let fits = src.len() >= plan.padded_src_len() && c.len() == groups.len() * pairs * 2 * GROUP;
    if plan.shared() == 0 || !fits {
        return false;
    }
    // SAFETY: the level proves the CPU's features; the lengths were checked above, and `AxisPlan` makes every base at most
    // `padded_src_len - 16 - 2 * (pairs - 1)`.
    unsafe {
        match (level.kind(), plan.shared()) {
            (Kind::Avx512, 4) => avx512::<4>(groups, c, pairs, src, dst),
            (Kind::Avx512, _) => avx512::<1>(groups, c, pairs, src, dst),
            (Kind::Avx2, 2 | 4) => avx2::<2>(groups, c, pairs, src, dst),
            (Kind::Avx2, _) => avx2::<1>(groups, c, pairs, src, dst),
            (Kind::Sse4_2, _) => sse4_2(groups, c, pairs, src, dst),
            _ => return false,
        }
    }
    true
}

/// Four outputs per step.
#[target_feature(enable = "sse4.2")]
unsafe fn sse4_2(groups: &[Group], coefficients: &[i16], pairs: usize, src: &[u8], dst: &mut [i16]) {
    let bias = _mm_set1_epi32(BIAS);
    let mut c = coefficients.as_ptr();
    for (group, out) in groups.iter().zip(dst.as_chunks_mut::<GROUP>().0) {
        let mut sums = [bias; 4];
        for pair in 0..pairs {
            for (quarter, sum) in sums.iter_mut().enumerate() {
                // SAFETY: the window lies inside `src`, mask and coefficients inside their arrays (see `run`).
                unsafe {
                    let window = src.as_ptr().add(group.bases[quarter] as usize + 2 * pair);
                    let mask = _mm_loadu_si128(group.mask.as_ptr().add(16 * quarter).cast());
                    let samples = _mm_shuffle_epi8(_mm_loadu_si128(window.cast()), mask);
                    let c = _mm_loadu_si128(c.add(8 * quarter).cast());
                    *sum = _mm_add_epi32(*sum, _mm_madd_epi16(samples, c));
                }
            }
            // SAFETY: one step per pair of each group, as many as there are coefficients.
            c = unsafe { c.add(2 * GROUP) };
        }
        let [q0, q1, q2, q3] = sums.map(|sum| _mm_srai_epi32::<7>(sum));
        // SAFETY: `out` holds sixteen samples.
        unsafe {
            _mm_storeu_si128(out.as_mut_ptr().cast(), _mm_packs_epi32(q0, q1));
            _mm_storeu_si128(out.as_mut_ptr().add(8).cast(), _mm_packs_epi32(q2, q3));
        }
    }
}

/// Eight outputs per step, from one window (`SHARED` 2) or two.
#[target_feature(enable = "avx2")]
unsafe fn avx2<const SHARED: usize>(groups: &[Group], coefficients: &[i16], pairs: usize, src: &[u8], dst: &mut [i16]) {
    let bias = _mm256_set1_epi32(BIAS);
    let mut c = coefficients.as_ptr();
    for (group, out) in groups.iter().zip(dst.as_chunks_mut::<GROUP>().0) {
        // SAFETY: the mask holds 64 bytes.
        let masks = unsafe {
            [_mm256_loadu_si256(group.mask.as_ptr().cast()), _mm256_loadu_si256(group.mask.as_ptr().add(32).cast())]
        };
        let mut sums = [bias; 2];
        for pair in 0..pairs {
            for (half, sum) in sums.iter_mut().enumerate() {
                // SAFETY: the windows lie inside `src`, the coefficients inside their array (see `run`).
                unsafe {
                    let low = src.as_ptr().add(group.bases[2 * half] as usize + 2 * pair);
                    let low = _mm_loadu_si128(low.cast());
                    let window = if SHARED == 2 {
                        _mm256_broadcastsi128_si256(low)
                    } else {
                        let high = src.as_ptr().add(group.bases[2 * half + 1] as usize + 2 * pair);
                        _mm256_inserti128_si256::<1>(_mm256_castsi128_si256(low), _mm_loadu_si128(high.cast()))
                    };
                    let samples = _mm256_shuffle_epi8(window, masks[half]);
                    let c = _mm256_loadu_si256(c.add(16 * half).cast());
                    *sum = _mm256_add_epi32(*sum, _mm256_madd_epi16(samples, c));
                }
            }
            // SAFETY: one step per pair of each group, as many as there are coefficients.
            c = unsafe { c.add(2 * GROUP) };
        }
        let packed = _mm256_packs_epi32(_mm256_srai_epi32::<7>(sums[0]), _mm256_srai_epi32::<7>(sums[1]));
        // The pack works within 128-bit lanes: put the quarters in order.
        let ordered = _mm256_permute4x64_epi64::<0b11_01_10_00>(packed);
        // SAFETY: `out` holds sixteen samples.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), ordered) };
    }
}

/// Sixteen outputs per step, from one window (`SHARED` 4) or four.
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
unsafe fn avx512<const SHARED: usize>(
    groups: &[Group],
    coefficients: &[i16],
    pairs: usize,
    src: &[u8],
    dst: &mut [i16],
) {
    let bias = _mm512_set1_epi32(BIAS);
    let mut c = coefficients.as_ptr();
    for (group, out) in groups.iter().zip(dst.as_chunks_mut::<GROUP>().0) {
        // SAFETY: the mask holds 64 bytes.
        let mask = unsafe { _mm512_loadu_si512(group.mask.as_ptr().cast()) };
        let mut sum = bias;
        for pair in 0..pairs {
            // SAFETY: the windows lie inside `src`, the coefficients inside their array (see `run`).
            unsafe {
                let window = src.as_ptr().add(2 * pair);
                let [b0, b1, b2, b3] = group.bases.map(|base| base as usize);
                let low = _mm_loadu_si128(window.add(b0).cast());
                let window = if SHARED == 4 {
                    _mm512_broadcast_i32x4(low)
                } else {
                    let all = _mm512_castsi128_si512(low);
                    let all = _mm512_inserti32x4::<1>(all, _mm_loadu_si128(window.add(b1).cast()));
                    let all = _mm512_inserti32x4::<2>(all, _mm_loadu_si128(window.add(b2).cast()));
                    _mm512_inserti32x4::<3>(all, _mm_loadu_si128(window.add(b3).cast()))
                };
                let samples = _mm512_shuffle_epi8(window, mask);
                sum = _mm512_add_epi32(sum, _mm512_madd_epi16(samples, _mm512_loadu_si512(c.cast())));
                c = c.add(2 * GROUP);
            }
        }
        let packed = _mm512_cvtsepi32_epi16(_mm512_srai_epi32::<7>(sum));
        // SAFETY: `out` holds sixteen samples.
        unsafe { _mm256_storeu_si256(out.as_mut_ptr().cast(), packed) };
    }
}
