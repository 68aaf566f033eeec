use reelspeed_core::{ColorMatrix, ColorRange, ColorSpace};

use crate::SimdLevel;
use crate::level::per_level;

/// A 3x3 integer matrix from source samples to the working space. Gray stays gray, so chroma does not depend on luma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Matrix {
    /// Row Y': factors of luma, blue and red difference.
    luma: [i32; 3],
    /// Row Cb': factors of blue and red difference.
    cb: [i32; 2],
    /// Row Cr'.
    cr: [i32; 2],
    /// Added to the sums: the outputs' zero and half of the last bit.
    luma_bias: i32,
    chroma_bias: i32,
    /// The inputs' zeros.
    luma_zero: i32,
    chroma_zero: i32,
    shift: u32,
}

/// R'G'B' (0 to 1) from Y'CbCr with luma 0 to 1 and chroma −0.5 to 0.5.
pub(super) fn rgb_from_yuv(matrix: ColorMatrix) -> [[f64; 3]; 3] {
    if matrix == ColorMatrix::Ycgco {
        // Cb holds Cg, Cr holds Co.
        return [[1.0, -1.0, 1.0], [1.0, 1.0, 0.0], [1.0, -1.0, -1.0]];
    }
    let (kr, kb) = matrix.luma_weights();
    let kg = 1.0 - kr - kb;
    let (r_cr, b_cb) = (2.0 * (1.0 - kr), 2.0 * (1.0 - kb));
    [[1.0, 0.0, r_cr], [1.0, -b_cb * kb / kg, -r_cr * kr / kg], [1.0, b_cb, 0.0]]
}

/// Y'CbCr of BT.709 from R'G'B'.
pub(super) fn yuv709_from_rgb([r, g, b]: [f64; 3]) -> [f64; 3] {
    let (kr, kb) = ColorMatrix::Bt709.luma_weights();
    let y = kr * r + (1.0 - kr - kb) * g + kb * b;
    [y, (b - y) / (2.0 * (1.0 - kb)), (r - y) / (2.0 * (1.0 - kr))]
}

/// Zero and span of luma and of chroma, in samples of `depth` bits.
pub(super) fn levels(depth: u8, range: ColorRange) -> ([f64; 2], [f64; 2]) {
    let unit = (1u32 << (depth - 8)) as f64;
    let max = ((1u32 << depth) - 1) as f64;
    match range {
        ColorRange::Limited => ([16.0 * unit, 219.0 * unit], [128.0 * unit, 224.0 * unit]),
        ColorRange::Full => ([0.0, max], [128.0 * unit, max]),
    }
}

impl Matrix {
    pub(super) fn new(depth: u8, color: ColorSpace) -> Self {
        let to_rgb = rgb_from_yuv(color.matrix);
        let ([luma_zero, luma_span], [chroma_zero, chroma_span]) = levels(depth, color.range);
        // Wider samples leave less room in 32 bits.
        let fraction = if depth > 12 { 12 } else { 14 };
        let reduce = depth as u32 - 8;
        let one = (1u64 << (fraction + reduce)) as f64;
        // Column of the output for a unit of one input.
        let column = |index: usize| yuv709_from_rgb(to_rgb.map(|row| row[index]));
        let columns = [column(0), column(1), column(2)];
        let fixed = |out: usize, input: usize| -> i32 {
            let out_span = if out == 0 { 219.0 } else { 224.0 };
            let in_span = if input == 0 { luma_span } else { chroma_span };
            libm::round(columns[input][out] * out_span / in_span * one) as i32
        };
        let shift = fraction + reduce;
        let half = 1 << (shift - 1);
        Self {
            luma: [fixed(0, 0), fixed(0, 1), fixed(0, 2)],
            cb: [fixed(1, 1), fixed(1, 2)],
            cr: [fixed(2, 1), fixed(2, 2)],
            luma_bias: (16 << shift) + half,
            chroma_bias: (128 << shift) + half,
            luma_zero: luma_zero as i32,
            chroma_zero: chroma_zero as i32,
            shift,
        }
    }

    pub(super) fn luma_row_420(&self, level: SimdLevel, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) {
        let even = out.len() & !1;
        luma_420(level, self, &luma[..even], cb, cr, &mut out[..even]);
        if even < out.len() {
            let last = even / 2;
            luma_444(level, self, &luma[even..], &cb[last..], &cr[last..], &mut out[even..]);
        }
    }

    pub(super) fn luma_row_444(&self, level: SimdLevel, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) {
        luma_444(level, self, luma, cb, cr, out);
    }

    pub(super) fn chroma_row(&self, level: SimdLevel, cb: &[u16], cr: &[u16], out_cb: &mut [u8], out_cr: &mut [u8]) {
        chroma(level, self, self.cb, cb, cr, out_cb);
        chroma(level, self, self.cr, cb, cr, out_cr);
    }

    /// What chroma adds to luma, with the bias.
    #[inline(always)]
    fn luma_of_chroma(&self, cb: u16, cr: u16) -> i32 {
        let (cb, cr) = (cb as i32 - self.chroma_zero, cr as i32 - self.chroma_zero);
        self.luma_bias + self.luma[1] * cb + self.luma[2] * cr
    }

    #[inline(always)]
    fn luma_at(&self, y: u16, of_chroma: i32) -> u8 {
        ((self.luma[0] * (y as i32 - self.luma_zero) + of_chroma) >> self.shift).clamp(0, 255) as u8
    }
}

#[inline(always)]
fn luma_420_body(m: &Matrix, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) {
    let m = *m;
    for (((y, out), &cb), &cr) in luma.as_chunks::<2>().0.iter().zip(out.as_chunks_mut::<2>().0).zip(cb).zip(cr) {
        let of_chroma = m.luma_of_chroma(cb, cr);
        *out = [m.luma_at(y[0], of_chroma), m.luma_at(y[1], of_chroma)];
    }
}

#[inline(always)]
fn luma_444_body(m: &Matrix, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) {
    let m = *m;
    for (((&y, out), &cb), &cr) in luma.iter().zip(out).zip(cb).zip(cr) {
        *out = m.luma_at(y, m.luma_of_chroma(cb, cr));
    }
}

#[inline(always)]
fn chroma_body(m: &Matrix, factors: [i32; 2], cb: &[u16], cr: &[u16], out: &mut [u8]) {
    let m = *m;
    for ((out, &cb), &cr) in out.iter_mut().zip(cb).zip(cr) {
        let (cb, cr) = (cb as i32 - m.chroma_zero, cr as i32 - m.chroma_zero);
        *out = ((factors[0] * cb + factors[1] * cr + m.chroma_bias) >> m.shift).clamp(0, 255) as u8;
    }
}

#[inline(always)]
fn reduce_body(src: &[u16], depth: u8, out: &mut [u8]) {
    let shift = depth as u32 - 8;
    let half = (1u32 << shift) >> 1;
    for (out, &v) in out.iter_mut().zip(src) {
        *out = ((v as u32 + half) >> shift).min(255) as u8;
    }
}

per_level! {
    fn luma_420(m: &Matrix, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) = luma_420_body;
    fn luma_444(m: &Matrix, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) = luma_444_body;
    fn chroma(m: &Matrix, factors: [i32; 2], cb: &[u16], cr: &[u16], out: &mut [u8]) = chroma_body;
    /// Samples of `depth` bits to 8 bits, rounded.
    pub(super) fn reduce_row(src: &[u16], depth: u8, out: &mut [u8]) = reduce_body;
}
