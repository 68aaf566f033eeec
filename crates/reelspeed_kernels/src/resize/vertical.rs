use crate::SimdLevel;
use crate::level::per_level;

/// Columns that a long filter sums at once; their sums stay in registers or at least in the first cache.
const BLOCK: usize = 64;

/// `(a · c + 2^14) >> 15`: one `pmulhrsw`.
#[inline(always)]
fn mul_round(a: i16, c: i16) -> i16 {
    ((((a as i32 * c as i32) >> 14) + 1) >> 1) as i16
}

#[inline(always)]
fn finish(acc: i16) -> u8 {
    (acc.wrapping_add(128 * 64 + 32) >> 6).clamp(0, 255) as u8
}

#[inline(always)]
fn two(dst: &mut [u8], c: &[i16], r0: &[i16], r1: &[i16]) {
    let [c0, c1] = *c else { return };
    for ((d, &r0), &r1) in dst.iter_mut().zip(r0).zip(r1) {
        *d = finish(mul_round(r0, c0).wrapping_add(mul_round(r1, c1)));
    }
}

#[inline(always)]
fn four(dst: &mut [u8], c: &[i16], r0: &[i16], r1: &[i16], r2: &[i16], r3: &[i16]) {
    let [c0, c1, c2, c3] = *c else { return };
    for ((((d, &r0), &r1), &r2), &r3) in dst.iter_mut().zip(r0).zip(r1).zip(r2).zip(r3) {
        let (low, high) =
            (mul_round(r0, c0).wrapping_add(mul_round(r1, c1)), mul_round(r2, c2).wrapping_add(mul_round(r3, c3)));
        *d = finish(low.wrapping_add(high));
    }
}

#[inline(always)]
fn add_two(acc: &mut [i16], c0: i16, c1: i16, r0: &[i16], r1: &[i16]) {
    for ((acc, &r0), &r1) in acc.iter_mut().zip(r0).zip(r1) {
        *acc = acc.wrapping_add(mul_round(r0, c0)).wrapping_add(mul_round(r1, c1));
    }
}

#[inline(always)]
fn finish_row(dst: &mut [u8], acc: &[i16]) {
    for (d, &acc) in dst.iter_mut().zip(acc) {
        *d = finish(acc);
    }
}

per_level! {
    fn two_at(dst: &mut [u8], c: &[i16], r0: &[i16], r1: &[i16]) = two;
    fn four_at(dst: &mut [u8], c: &[i16], r0: &[i16], r1: &[i16], r2: &[i16], r3: &[i16]) = four;
    fn add_two_at(acc: &mut [i16], c0: i16, c1: i16, r0: &[i16], r1: &[i16]) = add_two;
    fn finish_row_at(dst: &mut [u8], acc: &[i16]) = finish_row;
}

/// One row of the result from the rows `line(0)`, `line(1)`, … under it.
pub(super) fn run<'a>(level: SimdLevel, dst: &mut [u8], coefficients: &[i16], line: impl Fn(usize) -> &'a [i16]) {
    match *coefficients {
        [c0] => two_at(level, dst, &[c0, 0], line(0), line(0)),
        [_, _] => two_at(level, dst, coefficients, line(0), line(1)),
        [_, _, _, _] => four_at(level, dst, coefficients, line(0), line(1), line(2), line(3)),
        _ => {
            for (block, out) in dst.chunks_mut(BLOCK).enumerate() {
                let mut acc = [0i16; BLOCK];
                let span = block * BLOCK..block * BLOCK + out.len();
                for (pair, c) in coefficients.as_chunks::<2>().0.iter().enumerate() {
                    let (r0, r1) = (&line(2 * pair)[span.clone()], &line(2 * pair + 1)[span.clone()]);
                    add_two_at(level, &mut acc[..out.len()], c[0], c[1], r0, r1);
                }
                finish_row_at(level, out, &acc);
            }
        }
    }
}
