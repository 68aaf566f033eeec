//! The vertical half. The scalar definition is here; x86, NEON and wasm have versions by their rounding multiplications of 16 bits
//! (`pmulhrsw` and its relatives), which the compiler does not find by itself.

#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
mod wasm;
#[cfg(target_arch = "x86_64")]
mod x86;

use crate::SimdLevel;

/// Added before `>> 6`: half, and the shift of the zero back from 128.
const BIAS: i16 = 128 * 64 + 32;

/// Most taps that run without a list of rows on the heap.
const INLINE_TAPS: usize = 64;

/// One row of the result from the rows `line(0)`, `line(1)`, … under it, each at least as long.
pub(super) fn run<'a>(level: SimdLevel, dst: &mut [u8], coefficients: &[i16], line: impl Fn(usize) -> &'a [i16]) {
    let taps = coefficients.len();
    let len = dst.len();
    if taps <= INLINE_TAPS {
        let mut rows = [&[][..]; INLINE_TAPS];
        rows.iter_mut().take(taps).enumerate().for_each(|(tap, row)| *row = &line(tap)[..len]);
        rows_to_row(level, dst, coefficients, &rows[..taps]);
    } else {
        let rows: Vec<&[i16]> = (0..taps).map(|tap| &line(tap)[..len]).collect();
        rows_to_row(level, dst, coefficients, &rows);
    }
}

/// `rows` has as many rows as there are coefficients, each as long as `dst`.
fn rows_to_row(level: SimdLevel, dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) {
    #[cfg(target_arch = "x86_64")]
    if x86::run(level, dst, coefficients, rows) {
        return;
    }
    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    if wasm::run(level, dst, coefficients, rows) {
        return;
    }
    #[cfg(target_arch = "aarch64")]
    if neon::run(level, dst, coefficients, rows) {
        return;
    }
    let _ = level;
    scalar(dst, coefficients, rows);
}

/// The definition.
fn scalar(dst: &mut [u8], coefficients: &[i16], rows: &[&[i16]]) {
    // Blocks whose sums stay in registers, or at least in the first cache.
    const BLOCK: usize = 64;
    for (block, out) in dst.chunks_mut(BLOCK).enumerate() {
        let mut acc = [BIAS; BLOCK];
        for (&c, row) in coefficients.iter().zip(rows) {
            for (acc, &sample) in acc.iter_mut().zip(&row[block * BLOCK..][..out.len()]) {
                *acc = acc.wrapping_add(((sample as i32 * c as i32 + (1 << 14)) >> 15) as i16);
            }
        }
        for (out, acc) in out.iter_mut().zip(acc) {
            *out = (acc >> 6).clamp(0, 255) as u8;
        }
    }
}
