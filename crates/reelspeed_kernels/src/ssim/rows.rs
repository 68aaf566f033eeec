//! Sums over blocks of 4x4 samples, and the indices of a row of windows, each of 2x2 blocks.

use super::{ONE, STEP};
use crate::level::per_level;

const C1: i32 = 416;
const C2: i32 = 235_963;

/// Columns that are summed at a time: the sums stay in registers.
const CHUNK: usize = 64;

/// The sums of a row of blocks: of both planes' samples, of all their squares, of their products.
#[derive(Debug, Default)]
pub(super) struct BlockRow {
    a: Vec<i32>,
    b: Vec<i32>,
    squares: Vec<i32>,
    products: Vec<i32>,
}

impl BlockRow {
    pub(super) fn resize(&mut self, blocks: usize) {
        for sums in [&mut self.a, &mut self.b, &mut self.squares, &mut self.products] {
            sums.resize(blocks, 0);
        }
    }
}

/// Adds neighbouring columns up, four to a block.
#[inline(always)]
fn fours(out: &mut [i32], columns: &[i32; CHUNK]) {
    for (out, four) in out.iter_mut().zip(columns.as_chunks::<STEP>().0) {
        *out = four[0] + four[1] + four[2] + four[3];
    }
}

#[inline(always)]
fn block_row_body(a: [&[u8]; STEP], b: [&[u8]; STEP], out: &mut BlockRow) {
    const BLOCKS: usize = CHUNK / STEP;
    let blocks = out.a.len();
    for first in (0..blocks).step_by(BLOCKS) {
        let count = BLOCKS.min(blocks - first);
        let mut sums = [[0i32; CHUNK]; 4];
        let [sum_a, sum_b, squares, products] = &mut sums;
        for (a, b) in a.iter().zip(&b) {
            let range = first * STEP..(first + count) * STEP;
            for (x, (&a, &b)) in a[range.clone()].iter().zip(&b[range]).enumerate() {
                let (a, b) = (i32::from(a), i32::from(b));
                sum_a[x] += a;
                sum_b[x] += b;
                squares[x] += a * a + b * b;
                products[x] += a * b;
            }
        }
        fours(&mut out.a[first..][..count], sum_a);
        fours(&mut out.b[first..][..count], sum_b);
        fours(&mut out.squares[first..][..count], squares);
        fours(&mut out.products[first..][..count], products);
    }
}

/// A window's index. No sum leaves 32 bits: 64 samples of 255 come to 2 · 16320² at the most.
#[inline(always)]
fn index(a: i32, b: i32, squares: i32, products: i32) -> i32 {
    let means = a * a + b * b;
    let luminance = f64::from(2 * a * b + C1) / f64::from(means + C1);
    let structure = f64::from(2 * (64 * products - a * b) + C2) / f64::from(64 * squares - means + C2);
    (luminance * structure * ONE) as i32
}

/// The sum over a window: two neighbours in each of two rows of blocks.
#[inline(always)]
fn window(upper: &[i32], lower: &[i32], i: usize) -> i32 {
    upper[i] + upper[i + 1] + lower[i] + lower[i + 1]
}

#[inline(always)]
fn window_row_body(upper: &BlockRow, lower: &BlockRow) -> i64 {
    // Slices of one known length, so that the loop need not check every access.
    let blocks = lower.a.len();
    let (ua, ub, us, up) =
        (&upper.a[..blocks], &upper.b[..blocks], &upper.squares[..blocks], &upper.products[..blocks]);
    let (la, lb, ls, lp) =
        (&lower.a[..blocks], &lower.b[..blocks], &lower.squares[..blocks], &lower.products[..blocks]);
    let mut total = 0;
    for i in 0..blocks.saturating_sub(1) {
        total += i64::from(index(window(ua, la, i), window(ub, lb, i), window(us, ls, i), window(up, lp, i)));
    }
    total
}

per_level! {
    /// The sums of one row of blocks, whose four lines are given; as many as `out` has room for.
    pub(super) fn block_row(a: [&[u8]; STEP], b: [&[u8]; STEP], out: &mut BlockRow) = block_row_body;
    /// The indices of the windows that two rows of blocks make, added up.
    pub(super) fn window_row(upper: &BlockRow, lower: &BlockRow) -> i64 = window_row_body;
}
