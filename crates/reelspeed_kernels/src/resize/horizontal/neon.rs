use core::arch::aarch64::*;

use super::super::axis::{AxisPlan, GROUP, Group};
use super::BIAS;
use crate::SimdLevel;
use crate::level::Kind;

/// Four outputs per step; `false` if the plan's samples lie too far apart.
pub(super) fn run(level: SimdLevel, plan: &AxisPlan, src: &[u8], dst: &mut [i16]) -> bool {
    let pairs = plan.taps().div_ceil(2);
    let (groups, c) = (plan.groups(), plan.group_coefficients());
    let fits = src.len() >= plan.padded_src_len() && c.len() == groups.len() * pairs * 2 * GROUP;
    if level.kind() != Kind::Neon || plan.shared() == 0 || !fits {
        return false;
    }
    // SAFETY: NEON is part of the target's baseline; the lengths were checked above, and `AxisPlan` makes every base at most
    // `padded_src_len - 16 - 2 * (pairs - 1)`.
    unsafe { neon(groups, c, pairs, src, dst) };
    true
}

#[target_feature(enable = "neon")]
unsafe fn neon(groups: &[Group], coefficients: &[i16], pairs: usize, src: &[u8], dst: &mut [i16]) {
    let bias = vdupq_n_s32(BIAS);
    let mut c = coefficients.as_ptr();
    for (group, out) in groups.iter().zip(dst.as_chunks_mut::<GROUP>().0) {
        let mut sums = [bias; 4];
        for pair in 0..pairs {
            for (quarter, sum) in sums.iter_mut().enumerate() {
                // SAFETY: the window lies inside `src`, mask and coefficients inside their arrays (see `run`).
                let (window, mask, c) = unsafe {
                    (
                        vld1q_u8(src.as_ptr().add(group.bases[quarter] as usize + 2 * pair)),
                        vld1q_u8(group.mask.as_ptr().add(16 * quarter)),
                        vld1q_s16(c.add(8 * quarter)),
                    )
                };
                let samples = vreinterpretq_s16_u8(vqtbl1q_u8(window, mask));
                let low = vmull_s16(vget_low_s16(samples), vget_low_s16(c));
                *sum = vaddq_s32(*sum, vpaddq_s32(low, vmull_high_s16(samples, c)));
            }
            // SAFETY: one step per pair of each group, as many as there are coefficients.
            c = unsafe { c.add(2 * GROUP) };
        }
        for (quarter, sum) in sums.into_iter().enumerate() {
            // SAFETY: `out` holds sixteen samples.
            unsafe { vst1_s16(out.as_mut_ptr().add(4 * quarter), vqshrn_n_s32::<7>(sum)) };
        }
    }
}
