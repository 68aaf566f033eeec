//! Keying: a colour of the screen behind the subject becomes transparent.
//!
//! Everything is measured in the chroma plane of the working space (BT.709, limited range, 8 bits), into which pictures come by their
//! own matrix and range, so that a setting means the same for every file. With the key's chroma `k = (kb, kr)` and a pixel's
//! `c = (cb, cr)`, both counted from grey (128), and `R = |k|`:
//!
//! - **Alpha** depends on the distance `d = |c − k|`. `similarity` s and `smoothness` m are fractions of `R`, the key's own distance
//!   from grey, so that defaults that suit a glaring screen suit a dull one too. Alpha is 0 up to `s·R`, 255 from `(s + m)·R` on, and
//!   rises in between with the distance, as it should: grey that covers the fraction `a` of a pixel lies at `d = a·R`. To do
//!   without roots, the ramp is a parabola in the squared distance that meets the straight line at both ends and in the middle (off
//!   by up to 1/7 of the ramp where s is 0, by less than 1/50 with usual settings).
//! - **Spill** is the key's hue in what remains. With `p`, the part of `c` along `k`, and `q`, the part across it, what exceeds
//!   `h·|q|` is spill. `h` is 0 in the ramp, where colours are mixtures with the key, and from its end rises to 3/8 at `d = R`: yellow
//!   and cyan beside green, magenta and cyan beside blue, keep most of their colour, and skin has no yellow rim. Of the spill, the
//!   fraction `spill·(2 − w)`, at most all, is taken away along `k`, where `w` runs from 0 to 1 as `h` does: at the edge twice as much
//!   as farther off, where a tint may be the subject's own.
//! - **Luma** in the ramp loses half of what the key adds there: `(1 − alpha)·(y − ky)·min(spill, 1/2)` is added to `alpha·y`, which
//!   stays within 0 and alpha and is not brought below black. All of it would be exact for soft edges; but subsampled chroma is
//!   softer than luma, and sharp edges would get dark rims.
//!
//! All of it is integers of 16 bits: half the squared distance, rounded up (distances beyond 255 steps of chroma count as that), the
//! place in the ramp in 12 bits, `p` and `q` in 7 fractional bits. Products are rounded down, results to the nearest. Where alpha is 255
//! and there is no spill, samples are left exactly as they are.

use std::ops::Range;

use reelspeed_core::Yuv8;

use crate::SimdLevel;
use crate::blend::div255;
use crate::level::per_level;

#[cfg(test)]
mod tests;

/// One, in a [`Stretch`].
const ONE: u16 = 1 << 14;

/// Part of a line of halved squared distances, and where a distance lies in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Stretch {
    start: i16,
    /// At least 1.
    len: i16,
    /// Brings `len` to 2^14 or more: a power of two.
    scale: i16,
    /// Brings that to half of [`ONE`], less 1 at most, by [`mul_high_signed`].
    factor: i16,
}

impl Stretch {
    fn new(start: i32, end: i32) -> Self {
        let start = start.clamp(0, i16::MAX as i32 - 1);
        let len = (end - start).clamp(1, i16::MAX as i32 - start);
        let scale = 1 << (len as u32).leading_zeros().saturating_sub(17);
        let factor = (((ONE as i32) << 15) / (len * scale) + 1).min(i16::MAX as i32);
        Self { start: start as i16, len: len as i16, scale: scale as i16, factor: factor as i16 }
    }

    /// 0 up to its start, [`ONE`] (less 2 at most) from its end on.
    #[inline(always)]
    #[allow(clippy::manual_clamp, reason = "a clamp asserts the order of its bounds")]
    fn place(&self, distance: i16) -> u16 {
        let passed = (distance - self.start).max(0).min(self.len);
        // Signed, since compilers multiply 16 bits by a constant of the loop only then at once.
        (mul_high_signed(passed.wrapping_mul(self.scale), self.factor) as u16 * 2).min(ONE)
    }
}

/// The upper half of a product, rounded down.
#[inline(always)]
fn mul_high(a: u16, b: u16) -> u16 {
    ((a as u32 * b as u32) >> 16) as u16
}

/// The upper half of a product with signs, rounded down.
#[inline(always)]
fn mul_high_signed(a: i16, b: i16) -> i16 {
    ((a as i32 * b as i32) >> 16) as i16
}

/// A difference of two samples, squared.
#[inline(always)]
fn square(v: i16) -> u16 {
    v.wrapping_mul(v) as u16
}

/// Half the sum, rounded up.
#[inline(always)]
fn half_sum(a: u16, b: u16) -> u16 {
    (a >> 1) + (b >> 1) + ((a | b) & 1)
}

/// A key and its settings as the kernels take them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChromaKeyer {
    color: [i16; 3],
    ramp: Stretch,
    /// From the end of the ramp to where colours are their own.
    leeway: Stretch,
    /// How far the ramp bulges out, 6 fractional bits.
    bulge: u16,
    /// The direction of the key, 7 and 15 fractional bits.
    along: [i16; 2],
    along_fine: [i16; 2],
    /// 15 fractional bits.
    spill: i16,
    /// Of the key's luma, 7 fractional bits, at most a half.
    luma: i16,
}

impl ChromaKeyer {
    /// A keyer for `color`. `similarity`, `smoothness` and `spill` are cut to 0 to 1; see the module for their meaning. A key without
    /// chroma (grey) counts as one that is one step of chroma away from it.
    pub fn new(color: Yuv8, similarity: f64, smoothness: f64, spill: f64) -> Self {
        let unit = |v: f64| if v > 0.0 { v.min(1.0) } else { 0.0 };
        let (similarity, smoothness, spill) = (unit(similarity), unit(smoothness), unit(spill));
        let (cb, cr) = (color.cb as f64 - 128.0, color.cr as f64 - 128.0);
        let length = libm::sqrt(cb * cb + cr * cr).max(1.0);
        let (from, to) = (similarity * length, (similarity + smoothness) * length);
        let round = |v: f64| libm::floor(v + 0.5) as i32;
        let square = |v: f64| round(v * v / 2.0);
        let ramp = Stretch::new(square(from), square(to));
        let own = ramp.start as i32 + ramp.len as i32;
        let middle = libm::sqrt((from * from + to * to) / 2.0);
        let bulge = if to > from { 4.0 * ((middle - from) / (to - from) - 0.5) } else { 0.0 };
        let fixed = |v: f64, one: f64| round(v / length * one) as i16;
        Self {
            color: [color.y, color.cb, color.cr].map(i16::from),
            ramp,
            leeway: Stretch::new(own, square(length).max(own + ramp.len as i32 / 4)),
            bulge: round(bulge * 64.0) as u16,
            along: [fixed(cb, 128.0), fixed(cr, 128.0)],
            along_fine: [fixed(cb, 32767.0), fixed(cr, 32767.0)],
            spill: round(spill * 32767.0) as i16,
            luma: round(spill.min(0.5) * 128.0) as i16,
        }
    }

    /// Keys a row of opaque pixels: `y`, `cb` and `cr` (of full width each) become premultiplied, and `alpha` their opacity, whatever it
    /// was. Rows have one length; a shorter one ends the work. Returns a range outside of which all pixels are transparent.
    pub fn key_row(
        &self,
        level: SimdLevel,
        y: &mut [u8],
        cb: &mut [u8],
        cr: &mut [u8],
        alpha: &mut [u8],
    ) -> Range<usize> {
        let len = y.len().min(cb.len()).min(cr.len()).min(alpha.len());
        let (first, end) = key_opaque(level, self, &mut y[..len], &mut cb[..len], &mut cr[..len], &mut alpha[..len]);
        first..end
    }

    /// Keys a row of premultiplied pixels: what a pixel's own colour, with alpha divided out, keeps is multiplied in. Slower than
    /// [`Self::key_row`], of which it is a generalisation. Rows have one length; a shorter one ends the work.
    pub fn key_premul_row(&self, level: SimdLevel, y: &mut [u8], cb: &mut [u8], cr: &mut [u8], alpha: &mut [u8]) {
        let len = y.len().min(cb.len()).min(cr.len()).min(alpha.len());
        let (y, cb, cr, alpha) = (&mut y[..len], &mut cb[..len], &mut cr[..len], &mut alpha[..len]);
        let own = alpha.to_vec();
        for (&a, sample) in own.iter().zip(y.iter_mut().zip(cb.iter_mut()).zip(cr.iter_mut())) {
            let ((y, cb), cr) = sample;
            for v in [y, cb, cr] {
                *v = straight(*v, a);
            }
        }
        key_opaque(level, self, y, cb, cr, alpha);
        for row in [y, cb, cr, alpha] {
            crate::blend::scale_row(level, row, &own);
        }
    }

    /// Half the squared distance from the key.
    #[inline(always)]
    fn distance(&self, cb: u8, cr: u8) -> i16 {
        let [_, kb, kr] = self.color;
        half_sum(square(cb as i16 - kb), square(cr as i16 - kr)).min(i16::MAX as u16) as i16
    }

    /// The part of a chroma along the key, 7 fractional bits.
    #[inline(always)]
    fn along(&self, u: i16, v: i16) -> i16 {
        u.wrapping_mul(self.along[0]).wrapping_add(v.wrapping_mul(self.along[1]))
    }

    /// What becomes of one pixel: Y, Cb, Cr, premultiplied, and alpha.
    #[inline(always)]
    #[allow(
        clippy::manual_clamp,
        reason = "a clamp asserts the order of its bounds, which keeps the loop from being vectorised"
    )]
    fn pixel(&self, luma: u8, cb: u8, cr: u8) -> [u8; 4] {
        let distance = self.distance(cb, cr);
        // In steps of 4, so that the bulge cannot fall faster than `t` rises.
        let t = self.ramp.place(distance) & !3;
        let bulge = ((mul_high(t, ONE - t) * self.bulge) >> 6) << 2;
        let t = (t + bulge).min(ONE);
        // Times 255, over 2^14, rounded.
        let alpha = (t - (t >> 8) + 32) >> 6;

        // 7 fractional bits.
        let (u, v) = (cb as i16 - 128, cr as i16 - 128);
        let [nu, nv] = self.along;
        let along = self.along(u, v);
        let across = u.wrapping_mul(nv).wrapping_sub(v.wrapping_mul(nu)).unsigned_abs();
        let w = self.leeway.place(distance);
        let left = mul_high(across, w + (w >> 1)) as i16;
        let excess = (along - left).max(0) as u16;
        // 14 fractional bits; 5 of what is removed.
        let share = (mul_high_signed((2 * ONE - 1 - w) as i16, self.spill) as u16 * 2).min(ONE);
        let removed = mul_high(excess, share) as i16;
        let less = |v: i16, n: i16| (v + 128 - ((mul_high_signed(removed, n) + 8) >> 4)).clamp(0, 255) as u16;

        let own = div255(luma as u16 * alpha) as i16;
        let key = (mul_high_signed((ONE - t) as i16, (luma as i16 - self.color[0]) * self.luma) + 16) >> 5;
        let black = div255((luma as u16).min(16) * alpha) as i16;
        let luma = (own + key).max(black).min(alpha as i16);
        let [nu, nv] = self.along_fine;
        [luma as u8, div255(less(u, nu) * alpha) as u8, div255(less(v, nv) * alpha) as u8, alpha as u8]
    }
}

/// A premultiplied sample with alpha divided out, rounded to nearest; nothing stays nothing.
#[inline(always)]
fn straight(v: u8, a: u8) -> u8 {
    match a {
        0 => 0,
        255 => v,
        a => ((v as u32 * 255 + a as u32 / 2) / a as u32).min(255) as u8,
    }
}

/// Pixels that are looked at together.
const BLOCK: usize = 64;

/// What becomes of a block of pixels, as far as it is the same for all.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// All are transparent.
    Gone,
    /// All stay just as they are.
    Stays,
    Mixed,
}

impl ChromaKeyer {
    #[inline(always)]
    fn fate(&self, cb: &[u8], cr: &[u8]) -> Fate {
        let (mut nearest, mut farthest, mut along) = (i16::MAX, 0, i16::MIN);
        for (&cb, &cr) in cb.iter().zip(cr) {
            let distance = self.distance(cb, cr);
            (nearest, farthest) = (nearest.min(distance), farthest.max(distance));
            along = along.max(self.along(cb as i16 - 128, cr as i16 - 128));
        }
        if farthest <= self.ramp.start {
            return Fate::Gone;
        }
        // Without a part along the key there is no spill.
        if nearest >= self.ramp.start + self.ramp.len && along <= 0 { Fate::Stays } else { Fate::Mixed }
    }
}

#[inline(always)]
fn key_body(key: &ChromaKeyer, y: &mut [u8], cb: &mut [u8], cr: &mut [u8], alpha: &mut [u8]) -> (usize, usize) {
    let key = *key;
    let (mut first, mut end) = (0, 0);
    let blocks = y.chunks_mut(BLOCK).zip(cb.chunks_mut(BLOCK)).zip(cr.chunks_mut(BLOCK)).zip(alpha.chunks_mut(BLOCK));
    for (i, (((y, cb), cr), alpha)) in blocks.enumerate() {
        let fate = key.fate(cb, cr);
        if fate != Fate::Gone {
            first = if end == 0 { i * BLOCK } else { first };
            end = i * BLOCK + y.len();
        }
        match fate {
            Fate::Gone => [y, cb, cr, alpha].into_iter().for_each(|row| row.fill(0)),
            Fate::Stays => alpha.fill(255),
            Fate::Mixed => {
                for (((y, cb), cr), alpha) in y.iter_mut().zip(cb).zip(cr).zip(alpha) {
                    [*y, *cb, *cr, *alpha] = key.pixel(*y, *cb, *cr);
                }
            }
        }
    }
    (first, end)
}

per_level! {
    fn key_opaque(key: &ChromaKeyer, y: &mut [u8], cb: &mut [u8], cr: &mut [u8], alpha: &mut [u8]) -> (usize, usize) = key_body;
}
