//! The horizontal half. The scalar definition is here; x86, NEON and wasm have versions by byte shuffles, which the compiler does not
//! find by itself (five to ten times the speed of the plain loop).

#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

use super::axis::AxisPlan;
use crate::SimdLevel;

/// Rounding of `>> 7`, and the shift of the zero to 128.
const BIAS: i32 = 64 - (128 << 14);

/// Scales `src` (at least [`AxisPlan::padded_src_len`] samples) to `dst` ([`AxisPlan::padded_dst_len`] samples; what lies past
/// the result's length is undefined).
pub(super) fn run(level: SimdLevel, plan: &AxisPlan, src: &[u8], dst: &mut [i16]) {
    let src = &src[..plan.padded_src_len().max(plan.src_len())];
    let dst = &mut dst[..plan.padded_dst_len()];
    #[cfg(target_arch = "x86_64")]
    if x86::run(level, plan, src, dst) {
        return;
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if wasm::run(level, plan, src, dst) {
        return;
    }
    #[cfg(target_arch = "aarch64")]
    if neon::run(level, plan, src, dst) {
        return;
    }
    let _ = level;
    scalar(plan, src, dst);
}

/// The definition.
fn scalar(plan: &AxisPlan, src: &[u8], dst: &mut [i16]) {
    match plan.taps() {
        4 => fixed::<4>(plan, src, dst),
        2 => fixed::<2>(plan, src, dst),
        taps => {
            let coefficients = plan.all_coefficients().chunks_exact(taps);
            for ((out, &start), c) in dst.iter_mut().zip(plan.starts()).zip(coefficients) {
                let from = &src[start as usize..][..taps];
                let sum: i32 = from.iter().zip(c).map(|(&s, &c)| s as i32 * c as i32).sum();
                *out = finish(sum);
            }
        }
    }
}

fn fixed<const TAPS: usize>(plan: &AxisPlan, src: &[u8], dst: &mut [i16]) {
    let coefficients = plan.all_coefficients().as_chunks::<TAPS>().0;
    for ((out, &start), c) in dst.iter_mut().zip(plan.starts()).zip(coefficients) {
        let from = &src[start as usize..][..TAPS];
        let mut sum = 0;
        for i in 0..TAPS {
            sum += from[i] as i32 * c[i] as i32;
        }
        *out = finish(sum);
    }
}

#[inline(always)]
fn finish(sum: i32) -> i16 {
    ((sum + BIAS) >> 7).clamp(i16::MIN as i32, i16::MAX as i32) as i16
}
