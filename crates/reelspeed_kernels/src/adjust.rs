//! Brightness, contrast, saturation and hue as one linear map of Y'CbCr, and sharpening.
//!
//! What CSS filters do to gamma-encoded R'G'B' is linear in Y'CbCr: luma gets a factor and an offset, chroma a 2x2 matrix. A chain of
//! them is multiplied out first and applied once. Rejected: a table of 256 luma values, which is no faster and wrong for
//! premultiplied samples.
//!
//! A premultiplied sample `v'` under alpha `a` becomes, in 16.16 fixed point with factors of 12 bits,
//! `y' = (16·gain·y' + bias·a + 2^15) >> 16` and likewise for chroma; an opaque sample is the case `a = 255`. Luma is clamped to
//! 16 to 235 (times alpha), chroma to 16 to 240.

use crate::SimdLevel;
use crate::blend::div255;
use crate::level::per_level;

/// A linear map of luma (0 black, 1 white) and chroma (about 0): `y → gain·y + offset`, `(cb, cr) → matrix · (cb, cr)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adjustment {
    /// Factor of luma.
    pub gain: f64,
    /// Added to luma.
    pub offset: f64,
    /// Rows: new blue difference, new red difference; columns: old ones.
    pub chroma: [[f64; 2]; 2],
}

impl Default for Adjustment {
    fn default() -> Self {
        Self::IDENTITY
    }
}

impl Adjustment {
    /// Changes nothing.
    pub const IDENTITY: Self = Self { gain: 1.0, offset: 0.0, chroma: [[1.0, 0.0], [0.0, 1.0]] };

    /// Multiplies R'G'B' by `factor` (CSS `brightness()`); 1 changes nothing.
    pub const fn brightness(factor: f64) -> Self {
        Self { gain: factor, offset: 0.0, chroma: [[factor, 0.0], [0.0, factor]] }
    }

    /// Adds `amount` to R'G'B' (1 is the whole range); 0 changes nothing.
    pub const fn lift(amount: f64) -> Self {
        Self { offset: amount, ..Self::IDENTITY }
    }

    /// Stretches R'G'B' about middle gray by `factor` (CSS `contrast()`); 1 changes nothing.
    pub const fn contrast(factor: f64) -> Self {
        Self { gain: factor, offset: 0.5 - 0.5 * factor, chroma: [[factor, 0.0], [0.0, factor]] }
    }

    /// Multiplies chroma by `factor`; 0 is gray, 1 changes nothing.
    pub const fn saturation(factor: f64) -> Self {
        Self { chroma: [[factor, 0.0], [0.0, factor]], ..Self::IDENTITY }
    }

    /// Turns hues by `degrees` in the chroma plane, red towards yellow and green as CSS `hue-rotate()`; luma stays.
    pub fn hue(degrees: f64) -> Self {
        let turn = reelspeed_core::Affine::rotate_degrees(degrees);
        // From red (mostly +cr) towards yellow (−cb): counter-clockwise with cb to the right and cr up.
        Self { chroma: [[turn.a, -turn.b], [turn.b, turn.a]], ..Self::IDENTITY }
    }

    /// This, then `next`.
    pub fn then(self, next: Self) -> Self {
        let row = |r: [f64; 2]| {
            [r[0] * self.chroma[0][0] + r[1] * self.chroma[1][0], r[0] * self.chroma[0][1] + r[1] * self.chroma[1][1]]
        };
        Self {
            gain: next.gain * self.gain,
            offset: next.gain * self.offset + next.offset,
            chroma: next.chroma.map(row),
        }
    }

    /// The fixed-point form.
    pub fn plan(self) -> AdjustPlan {
        let factor = |v: f64| libm::round(v.clamp(-16.0, 16.0) * 4096.0) as i32;
        let bias = |v: f64| libm::round(v.clamp(-8192.0, 8192.0) * 65536.0 / 255.0) as i32;
        let gain = factor(self.gain);
        let chroma = self.chroma.map(|row| row.map(factor));
        let exact = |fixed: i32| fixed as f64 / 4096.0;
        AdjustPlan {
            gain,
            luma_bias: bias(16.0 + 219.0 * self.offset.clamp(-16.0, 16.0) - 16.0 * exact(gain)),
            chroma,
            chroma_bias: chroma.map(|[b, r]| bias(128.0 - 128.0 * (exact(b) + exact(r)))),
        }
    }
}

/// An [`Adjustment`] in fixed point, ready for rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AdjustPlan {
    gain: i32,
    luma_bias: i32,
    chroma: [[i32; 2]; 2],
    chroma_bias: [i32; 2],
}

impl AdjustPlan {
    /// Whether nothing changes (except that illegal samples would be clamped).
    pub fn is_identity(&self) -> bool {
        *self == Adjustment::IDENTITY.plan()
    }

    /// Luma of an opaque picture, in place.
    pub fn luma_row(&self, level: SimdLevel, y: &mut [u8]) {
        luma_opaque(level, y, self.gain, self.luma_bias);
    }

    /// Premultiplied luma under `alpha`, in place.
    pub fn luma_row_premul(&self, level: SimdLevel, y: &mut [u8], alpha: &[u8]) {
        luma_premul(level, y, alpha, self.gain, self.luma_bias);
    }

    /// Chroma of an opaque picture of any layout, in place; both rows have one length.
    pub fn chroma_row(&self, level: SimdLevel, cb: &mut [u8], cr: &mut [u8]) {
        chroma_opaque(level, cb, cr, self.chroma, self.chroma_bias);
    }

    /// Premultiplied chroma under `alpha`, in place; rows have one length.
    pub fn chroma_row_premul(&self, level: SimdLevel, cb: &mut [u8], cr: &mut [u8], alpha: &[u8]) {
        chroma_premul(level, cb, cr, alpha, self.chroma, self.chroma_bias);
    }
}

#[inline(always)]
fn finish(sum: i32, a: u8, top: u16) -> u8 {
    let (low, high) = (div255(16 * a as u16) as i32, div255(top * a as u16) as i32);
    ((sum + 32768) >> 16).clamp(low, high) as u8
}

#[inline(always)]
fn luma(y: u8, a: u8, gain: i32, bias: i32) -> u8 {
    finish((gain * y as i32 * 16).wrapping_add(bias.wrapping_mul(a as i32)), a, 235)
}

#[inline(always)]
fn chroma(cb: u8, cr: u8, a: u8, factors: [[i32; 2]; 2], bias: [i32; 2]) -> [u8; 2] {
    let sum = |i: usize| {
        let [b, r] = factors[i];
        ((b * cb as i32 + r * cr as i32) * 16).wrapping_add(bias[i].wrapping_mul(a as i32))
    };
    [finish(sum(0), a, 240), finish(sum(1), a, 240)]
}

#[inline(always)]
fn luma_opaque_body(row: &mut [u8], gain: i32, bias: i32) {
    for y in row {
        *y = luma(*y, 255, gain, bias);
    }
}

#[inline(always)]
fn luma_premul_body(row: &mut [u8], alpha: &[u8], gain: i32, bias: i32) {
    for (y, &a) in row.iter_mut().zip(alpha) {
        *y = luma(*y, a, gain, bias);
    }
}

#[inline(always)]
fn chroma_opaque_body(cb: &mut [u8], cr: &mut [u8], factors: [[i32; 2]; 2], bias: [i32; 2]) {
    for (cb, cr) in cb.iter_mut().zip(cr) {
        [*cb, *cr] = chroma(*cb, *cr, 255, factors, bias);
    }
}

#[inline(always)]
fn chroma_premul_body(cb: &mut [u8], cr: &mut [u8], alpha: &[u8], factors: [[i32; 2]; 2], bias: [i32; 2]) {
    for ((cb, cr), &a) in cb.iter_mut().zip(cr).zip(alpha) {
        [*cb, *cr] = chroma(*cb, *cr, a, factors, bias);
    }
}

#[inline(always)]
fn sharpen_body(row: &mut [u8], blurred: &[u8], amount: i32) {
    for (v, &b) in row.iter_mut().zip(blurred) {
        let detail = *v as i32 - b as i32;
        *v = (*v as i32 + ((amount * detail + 128) >> 8)).clamp(0, 255) as u8;
    }
}

#[inline(always)]
fn limit_body(row: &mut [u8], alpha: &[u8]) {
    for (v, &a) in row.iter_mut().zip(alpha) {
        *v = (*v).min(a);
    }
}

per_level! {
    fn luma_opaque(row: &mut [u8], gain: i32, bias: i32) = luma_opaque_body;
    fn luma_premul(row: &mut [u8], alpha: &[u8], gain: i32, bias: i32) = luma_premul_body;
    fn chroma_opaque(cb: &mut [u8], cr: &mut [u8], factors: [[i32; 2]; 2], bias: [i32; 2]) = chroma_opaque_body;
    fn chroma_premul(cb: &mut [u8], cr: &mut [u8], alpha: &[u8], factors: [[i32; 2]; 2], bias: [i32; 2])
        = chroma_premul_body;
    /// Unsharp mask, in place: `v + ((amount · (v − blurred) + 128) >> 8)`, clamped to 0 to 255; `amount` is in 1/256, 0 changes
    /// nothing, negative ones blur.
    pub fn sharpen_row(row: &mut [u8], blurred: &[u8], amount: i32) = sharpen_body;
    /// Clamps premultiplied samples to their alpha, in place: what sharpening a premultiplied picture needs afterwards.
    pub fn limit_row(row: &mut [u8], alpha: &[u8]) = limit_body;
}

#[cfg(test)]
mod tests;
