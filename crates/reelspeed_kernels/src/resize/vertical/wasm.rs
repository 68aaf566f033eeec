use core::arch::wasm32::*;

use super::BIAS;
use crate::SimdLevel;
use crate::level::Kind;

/// Sixteen samples per step, the last step overlapping; `false` if the row is shorter.
pub(super) fn run(level: SimdLevel, dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) -> bool {
    let fits = rows.len() == coefficients.len() && rows.iter().all(|row| row.len() == dst.len());
    if level.kind() != Kind::WasmSimd128 || !fits || dst.len() < 16 {
        return false;
    }
    let mut at = 0;
    while at < dst.len() {
        at = at.min(dst.len() - 16);
        let mut acc = [i16x8_splat(BIAS); 2];
        for (&c, row) in coefficients.iter().zip(rows) {
            let c = i16x8_splat(c);
            // SAFETY: sixteen samples from `at` are inside the row.
            let (low, high) = unsafe {
                let row = row.as_ptr().add(at);
                (v128_load(row.cast()), v128_load(row.add(8).cast()))
            };
            acc[0] = i16x8_add(acc[0], i16x8_q15mulr_sat(low, c));
            acc[1] = i16x8_add(acc[1], i16x8_q15mulr_sat(high, c));
        }
        let out = u8x16_narrow_i16x8(i16x8_shr(acc[0], 6), i16x8_shr(acc[1], 6));
        // SAFETY: sixteen bytes from `at` are inside `dst`.
        unsafe { v128_store(dst.as_mut_ptr().add(at).cast(), out) };
        at += 16;
    }
    true
}
