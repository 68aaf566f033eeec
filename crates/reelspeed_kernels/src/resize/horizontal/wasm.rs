use core::arch::wasm32::*;

use super::super::axis::{AxisPlan, GROUP};
use super::BIAS;
use crate::SimdLevel;
use crate::level::Kind;

/// Four outputs per step; `false` if the plan's samples lie too far apart.
pub(super) fn run(level: SimdLevel, plan: &AxisPlan, src: &[u8], dst: &mut [i16]) -> bool {
    let pairs = plan.taps().div_ceil(2);
    let (groups, coefficients) = (plan.groups(), plan.group_coefficients());
    let fits = src.len() >= plan.padded_src_len() && coefficients.len() == groups.len() * pairs * 2 * GROUP;
    if level.kind() != Kind::WasmSimd128 || plan.shared() == 0 || !fits {
        return false;
    }
    let bias = i32x4_splat(BIAS);
    let mut c = coefficients.as_ptr();
    for (group, out) in groups.iter().zip(dst.as_chunks_mut::<GROUP>().0) {
        let mut sums = [bias; 4];
        for pair in 0..pairs {
            for (quarter, sum) in sums.iter_mut().enumerate() {
                // SAFETY: `AxisPlan` makes every base at most `padded_src_len - 16 - 2 * (pairs - 1)`, so the window lies inside
                // `src`; mask and coefficients have 16 and 8 values per quarter.
                unsafe {
                    let window = v128_load(src.as_ptr().add(group.bases[quarter] as usize + 2 * pair).cast());
                    let mask = v128_load(group.mask.as_ptr().add(16 * quarter).cast());
                    let c = v128_load(c.add(8 * quarter).cast());
                    *sum = i32x4_add(*sum, i32x4_dot_i16x8(i8x16_swizzle(window, mask), c));
                }
            }
            // SAFETY: one step per pair of each group, as many as there are coefficients.
            c = unsafe { c.add(2 * GROUP) };
        }
        let [q0, q1, q2, q3] = sums.map(|sum| i32x4_shr(sum, 7));
        // SAFETY: `out` holds sixteen samples.
        unsafe {
            v128_store(out.as_mut_ptr().cast(), i16x8_narrow_i32x4(q0, q1));
            v128_store(out.as_mut_ptr().add(8).cast(), i16x8_narrow_i32x4(q2, q3));
        }
    }
    true
}
