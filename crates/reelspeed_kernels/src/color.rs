//! Decoded pictures of any format and colour space into the working space: BT.709, limited range, 8 bits.
//!
//! What has to be done is found once per stream ([`ColorPlan`]) and is the cheapest of four:
//!
//! - nothing (copy);
//! - fewer bits: `(v + half) >> (depth − 8)`, at most 255;
//! - another matrix or range (BT.601, SMPTE 240M, FCC, BT.2020's matrix, YCgCo, full range): a 3x3 integer matrix of 14 fractional
//!   bits (12 above 12-bit samples), one rounding, clamped to 0 to 255;
//! - other primaries, linear light or high dynamic range: a lattice of 65 x 65 x 65 points in Y'CbCr (2.2 MB), built in `f64` (with
//!   `libm`, so the same everywhere), read by tetrahedral interpolation in integers ([`hdr`] has the curves).
//!
//! For one chroma sample the lattice sees the mean of the luma samples around it; for one luma sample, matrix and lattice see the
//! chroma sample of its 2x2 block. The SDR transfers (BT.709, sRGB) count as one: players show both alike. BT.601's
//! primaries count as BT.709's, for the same reason.

mod chroma;
pub mod hdr;
mod lut;
mod matrix;
#[cfg(test)]
mod tests;

use reelspeed_core::{ColorMatrix, ColorPrimaries, ColorRange, ColorSpace, PixelFormat, Subsampling, Transfer};

use crate::SimdLevel;
use crate::blend::scale_row;
use crate::surface::{PictureRef, Yuv420Mut, Yuva444Mut};
use chroma::Lines;
use hdr::HdrToSdr;
use lut::Lut;
use matrix::Matrix;

/// How one kind of source becomes the working space. Make it once per stream; it can be shared between threads.
#[derive(Clone, Debug)]
pub struct ColorPlan {
    format: PixelFormat,
    step: Step,
}

#[derive(Clone, Debug)]
enum Step {
    Depth,
    Matrix(Matrix),
    Lut(Box<Lut>),
}

impl ColorPlan {
    /// A plan for pictures of `format` in `color`; `hdr` is read for HDR sources only. Building the lattice of an HDR source
    /// takes some tens of milliseconds.
    pub fn new(format: PixelFormat, color: ColorSpace, hdr: HdrToSdr) -> Self {
        let other_primaries = matches!(color.primaries, ColorPrimaries::Bt2020 | ColorPrimaries::DisplayP3);
        let step = if color.is_hdr() || other_primaries || color.transfer == Transfer::Linear {
            Step::Lut(Box::new(Lut::new(format.depth, color, hdr)))
        } else if color.range == ColorRange::Full || color.matrix != ColorMatrix::Bt709 {
            Step::Matrix(Matrix::new(format.depth, color))
        } else {
            Step::Depth
        };
        Self { format, step }
    }

    /// The format it is for.
    pub fn format(&self) -> PixelFormat {
        self.format
    }

    /// Whether samples pass unchanged (8 bits, BT.709, limited range), so that planes can be used as they are.
    pub fn is_identity(&self) -> bool {
        matches!(self.step, Step::Depth) && self.format.depth == 8
    }

    /// Converts the rows that the band `dst` covers. `src` must have the plan's format and the size of the whole canvas; rows
    /// and columns that it lacks are left alone. Alpha is dropped.
    pub fn to_yuv420(&self, level: SimdLevel, src: &PictureRef<'_>, dst: &mut Yuv420Mut<'_>) {
        if src.format != self.format {
            return;
        }
        let width = dst.y.width.min(src.y().width);
        let rows = dst.y.height.min(src.y().height.saturating_sub(dst.top));
        if width == 0 || rows == 0 {
            return;
        }
        let chroma_width = width.div_ceil(2);
        let depth = self.format.depth;
        let mut lines = Lines::new(width);
        for pair in 0..rows.div_ceil(2) {
            let canvas_row = dst.top + 2 * pair;
            let lower = (canvas_row + 1).min(src.y().height - 1);
            lines.load_luma(level, src, [canvas_row, lower]);
            lines.load_chroma_420(level, src, canvas_row / 2);
            let Lines { luma, cb, cr, .. } = &lines;
            let (cb, cr) = (&cb[..chroma_width], &cr[..chroma_width]);
            let out_rows = (rows - 2 * pair).min(2);
            let (out_cb, out_cr) = (&mut dst.cb.row(pair)[..chroma_width], &mut dst.cr.row(pair)[..chroma_width]);
            match &self.step {
                Step::Depth => {
                    matrix::reduce_row(level, cb, depth, out_cb);
                    matrix::reduce_row(level, cr, depth, out_cr);
                }
                Step::Matrix(m) => m.chroma_row(level, cb, cr, out_cb, out_cr),
                Step::Lut(lut) => lut.chroma_row(luma, cb, cr, out_cb, out_cr),
            }
            for (i, luma) in luma.iter().enumerate().take(out_rows) {
                let out = &mut dst.y.row(2 * pair + i)[..width];
                match &self.step {
                    Step::Depth => matrix::reduce_row(level, luma, depth, out),
                    Step::Matrix(m) => m.luma_row_420(level, luma, cb, cr, out),
                    Step::Lut(lut) => lut.luma_row_420(luma, cb, cr, out),
                }
            }
        }
    }

    /// Converts the rows that the band `dst` covers to premultiplied YUVA 4:4:4; chroma is brought up bilinearly. `src` must have
    /// the plan's format and the size of the whole surface. Without alpha the result is opaque.
    pub fn to_yuva444(&self, level: SimdLevel, src: &PictureRef<'_>, dst: &mut Yuva444Mut<'_>) {
        if src.format != self.format {
            return;
        }
        let width = dst.y.width.min(src.y().width);
        let rows = dst.y.height.min(src.y().height.saturating_sub(dst.top));
        if width == 0 {
            return;
        }
        let depth = self.format.depth;
        let mut lines = Lines::new(width);
        for row in 0..rows {
            let canvas_row = dst.top + row;
            lines.load_luma(level, src, [canvas_row, canvas_row]);
            lines.load_chroma_444(level, src, canvas_row);
            let (luma, cb, cr) = (&lines.luma[0], &lines.cb[..width], &lines.cr[..width]);
            let out = [dst.y.row(row), dst.cb.row(row), dst.cr.row(row)].map(|row| &mut row[..width]);
            let [y, out_cb, out_cr] = out;
            match &self.step {
                Step::Depth => {
                    matrix::reduce_row(level, luma, depth, y);
                    matrix::reduce_row(level, cb, depth, out_cb);
                    matrix::reduce_row(level, cr, depth, out_cr);
                }
                Step::Matrix(m) => {
                    m.luma_row_444(level, luma, cb, cr, y);
                    m.chroma_row(level, cb, cr, out_cb, out_cr);
                }
                Step::Lut(lut) => lut.row_444(luma, cb, cr, y, out_cb, out_cr),
            }
            let alpha = &mut dst.a.row(row)[..width];
            match src.alpha() {
                None => alpha.fill(255),
                Some(plane) => {
                    chroma::load_row(level, plane, canvas_row, depth, &mut lines.luma[1]);
                    let max = (1u32 << depth) - 1;
                    for (a, &v) in alpha.iter_mut().zip(&lines.luma[1]) {
                        *a = ((v as u32 * 255 + max / 2) / max) as u8;
                    }
                    scale_row(level, y, alpha);
                    scale_row(level, out_cb, alpha);
                    scale_row(level, out_cr, alpha);
                }
            }
        }
    }
}

/// Whether planes of `format` have the canvas' chroma layout already, so that an identity plan needs no conversion at all.
pub fn is_working_layout(format: PixelFormat) -> bool {
    format.subsampling == Subsampling::S420 && format.depth == 8
}
