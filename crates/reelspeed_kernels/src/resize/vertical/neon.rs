use core::arch::aarch64::*;

use super::BIAS;
use crate::SimdLevel;
use crate::level::Kind;

/// Sixteen samples per step, the last step overlapping; `false` if the row is shorter.
pub(super) fn run(level: SimdLevel, dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) -> bool {
    let fits = rows.len() == coefficients.len() && rows.iter().all(|row| row.len() == dst.len());
    if level.kind() != Kind::Neon || !fits || dst.len() < 16 {
        return false;
    }
    // SAFETY: NEON is part of the target's baseline; the lengths were checked above.
    unsafe { neon(dst, coefficients, rows) };
    true
}

#[target_feature(enable = "neon")]
unsafe fn neon(dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) {
    let mut at = 0;
    while at < dst.len() {
        at = at.min(dst.len() - 16);
        let mut acc = [vdupq_n_s16(BIAS); 2];
        for (&c, row) in coefficients.iter().zip(rows) {
            // SAFETY: sixteen samples from `at` are inside the row.
            let (low, high) = unsafe {
                let row = row.as_ptr().add(at);
                (vld1q_s16(row), vld1q_s16(row.add(8)))
            };
            // (2ab + 2^15) >> 16, which is the definition's (ab + 2^14) >> 15: no coefficient is −2^15, so nothing saturates.
            acc[0] = vaddq_s16(acc[0], vqrdmulhq_n_s16(low, c));
            acc[1] = vaddq_s16(acc[1], vqrdmulhq_n_s16(high, c));
        }
        let out = vcombine_u8(vqshrun_n_s16::<6>(acc[0]), vqshrun_n_s16::<6>(acc[1]));
        // SAFETY: sixteen bytes from `at` are inside `dst`.
        unsafe { vst1q_u8(dst.as_mut_ptr().add(at), out) };
        at += 16;
    }
}
