//! Gaussian blur as three passes of a box with fractional edges, per axis, in integers.
//!
//! The box (Gwosdek et al., "Theoretical foundations of Gaussian convolution by extended box filtering") has `2r + 1` whole samples
//! and one of weight α on either side, chosen so that three passes have exactly the variance asked for: an animated radius
//! changes without steps. Weights are of 20 bits and sum to 2^20 or one less; samples are kept with four fractional bits
//! between passes: `v = (sum·inner + (left + right)·edge + 2^19) >> 20`. A constant picture stays what it is.
//!
//! Passes run down strips of 32 columns that fit the caches; rows are transposed into such strips. The cost does not depend on the
//! radius.

#[cfg(test)]
mod tests;

use reelspeed_core::PlaneMut;

use crate::SimdLevel;
use crate::level::per_level;
use crate::rotate::transpose_16x16;

/// What lies outside of a plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Edge {
    /// The outermost sample repeats: for pictures.
    #[default]
    Clamp,
    /// Zero: for premultiplied sprites and shadows, which need a margin to fade into ([`blur_margin`]).
    Transparent,
}

/// Columns in a strip.
const LANES: usize = 32;
/// Fractional bits of samples between passes.
const FRACTION: u32 = 4;
/// The largest standard deviation; larger ones count as this.
pub const MAX_SIGMA: f64 = 500.0;

type Strip = Vec<[u16; LANES]>;

/// Memory that a running blur needs; keep one per thread and hand it to every call.
#[derive(Debug, Default)]
pub struct BlurScratch {
    a: Strip,
    b: Strip,
}

impl BlurScratch {
    /// Empty; it grows at first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        (self.a.capacity() + self.b.capacity()) * size_of::<[u16; LANES]>()
    }
}

/// The box of one pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct BoxFilter {
    radius: usize,
    inner: u32,
    edge: u32,
}

impl BoxFilter {
    /// The box whose threefold application has the standard deviation `sigma`; `None` if nothing would change.
    fn of_sigma(sigma: f64) -> Option<Self> {
        if sigma.is_nan() || sigma <= 0.01 {
            return None;
        }
        let variance = sigma.min(MAX_SIGMA) * sigma.min(MAX_SIGMA) / 3.0;
        let radius = libm::floor((libm::sqrt(12.0 * variance + 1.0) - 1.0) / 2.0);
        let whole = 2.0 * radius + 1.0;
        let alpha =
            whole * (radius * (radius + 1.0) - 3.0 * variance) / (6.0 * (variance - (radius + 1.0) * (radius + 1.0)));
        let one = (1u32 << 20) as f64;
        let inner = libm::floor(one / (whole + 2.0 * alpha)) as u32;
        let edge = ((1 << 20) - whole as u32 * inner) / 2;
        Some(Self { radius: radius as usize, inner, edge })
    }
}

/// How far a blur of `sigma` reaches, in samples: the margin that a sprite needs on every side.
pub fn blur_margin(sigma: f64) -> usize {
    BoxFilter::of_sigma(sigma).map_or(0, |b| 3 * (b.radius + (b.edge > 0) as usize))
}

/// Blurs an 8-bit plane in place, by `sigma_x` and `sigma_y` samples (standard deviations, 0 to [`MAX_SIGMA`]; an axis of 0.01 or
/// less is left alone). 4:2:0 chroma takes half of luma's values.
pub fn blur_plane(
    level: SimdLevel,
    plane: &mut PlaneMut<'_>,
    sigma_x: f64,
    sigma_y: f64,
    edge: Edge,
    scratch: &mut BlurScratch,
) {
    if plane.width == 0 || plane.height == 0 {
        return;
    }
    if let Some(filter) = BoxFilter::of_sigma(sigma_x) {
        blur_rows(level, plane, filter, edge, scratch);
    }
    if let Some(filter) = BoxFilter::of_sigma(sigma_y) {
        blur_columns(level, plane, filter, edge, scratch);
    }
}

fn blur_columns(level: SimdLevel, plane: &mut PlaneMut<'_>, filter: BoxFilter, edge: Edge, scratch: &mut BlurScratch) {
    let height = plane.height;
    scratch.a.resize(height, [0; LANES]);
    scratch.b.resize(height, [0; LANES]);
    for left in (0..plane.width).step_by(LANES) {
        let lanes = (plane.width - left).min(LANES);
        for (row, line) in scratch.a.iter_mut().enumerate() {
            load(level, &plane.row(row)[left..left + lanes], &mut line[..lanes]);
        }
        three_passes(level, filter, edge, &mut scratch.a, &mut scratch.b);
        for (row, line) in scratch.b.iter().enumerate() {
            store(level, &line[..lanes], &mut plane.row(row)[left..left + lanes]);
        }
    }
}

fn blur_rows(level: SimdLevel, plane: &mut PlaneMut<'_>, filter: BoxFilter, edge: Edge, scratch: &mut BlurScratch) {
    let width = plane.width;
    scratch.a.resize(width, [0; LANES]);
    scratch.b.resize(width, [0; LANES]);
    for top in (0..plane.height).step_by(LANES) {
        let rows = (plane.height - top).min(LANES);
        for_blocks(width, rows, |column, columns, lane, lanes| {
            let mut block = [[0u8; 16]; 16];
            for (i, line) in block.iter_mut().enumerate().take(lanes) {
                line[..columns].copy_from_slice(&plane.row(top + lane + i)[column..column + columns]);
            }
            transpose_16x16(&mut block);
            for (i, line) in block.iter().enumerate().take(columns) {
                load(level, line, &mut scratch.a[column + i][lane..lane + 16]);
            }
        });
        three_passes(level, filter, edge, &mut scratch.a, &mut scratch.b);
        for_blocks(width, rows, |column, columns, lane, lanes| {
            let mut block = [[0u8; 16]; 16];
            for (i, line) in block.iter_mut().enumerate().take(columns) {
                store(level, &scratch.b[column + i][lane..lane + 16], line);
            }
            transpose_16x16(&mut block);
            for (i, line) in block.iter().enumerate().take(lanes) {
                plane.row(top + lane + i)[column..column + columns].copy_from_slice(&line[..columns]);
            }
        });
    }
}

/// Calls `f(column, columns, lane, lanes)` for every block of at most 16 x 16.
fn for_blocks(width: usize, rows: usize, mut f: impl FnMut(usize, usize, usize, usize)) {
    for column in (0..width).step_by(16) {
        for lane in (0..rows).step_by(16) {
            f(column, (width - column).min(16), lane, (rows - lane).min(16));
        }
    }
}

/// From `a` to `b`, which have one length.
fn three_passes(level: SimdLevel, filter: BoxFilter, edge: Edge, a: &mut Strip, b: &mut Strip) {
    let clamp = edge == Edge::Clamp;
    box_pass(level, a, b, filter.radius, filter.inner, filter.edge, clamp);
    box_pass(level, b, a, filter.radius, filter.inner, filter.edge, clamp);
    box_pass(level, a, b, filter.radius, filter.inner, filter.edge, clamp);
}

#[inline(always)]
fn load_body(src: &[u8], dst: &mut [u16]) {
    for (d, &s) in dst.iter_mut().zip(src) {
        *d = (s as u16) << FRACTION;
    }
}

#[inline(always)]
fn store_body(src: &[u16], dst: &mut [u8]) {
    for (d, &s) in dst.iter_mut().zip(src) {
        *d = ((s + (1 << (FRACTION - 1))) >> FRACTION) as u8;
    }
}

#[inline(always)]
fn box_pass_body(src: &[[u16; LANES]], dst: &mut [[u16; LANES]], radius: usize, inner: u32, edge: u32, clamp: bool) {
    const NOTHING: [u16; LANES] = [0; LANES];
    let last = src.len() as isize - 1;
    let at = |i: isize| -> &[u16; LANES] {
        if clamp {
            &src[i.clamp(0, last) as usize]
        } else if (0..=last).contains(&i) {
            &src[i as usize]
        } else {
            &NOTHING
        }
    };
    let radius = radius as isize;
    // The sum over -radius ..= radius; far outside every sample is the same.
    let mut sum = [0u32; LANES];
    for i in -radius..=radius {
        let row = at(i);
        for lane in 0..LANES {
            sum[lane] += row[lane] as u32;
        }
    }
    for (i, out) in dst.iter_mut().enumerate() {
        let i = i as isize;
        let (before, first, after) = (at(i - radius - 1), at(i - radius), at(i + radius + 1));
        for lane in 0..LANES {
            let edges = before[lane] as u32 + after[lane] as u32;
            out[lane] = ((sum[lane] * inner + edges * edge + (1 << 19)) >> 20) as u16;
            sum[lane] = sum[lane] + after[lane] as u32 - first[lane] as u32;
        }
    }
}

per_level! {
    fn load(src: &[u8], dst: &mut [u16]) = load_body;
    fn store(src: &[u16], dst: &mut [u8]) = store_body;
    fn box_pass(src: &[[u16; LANES]], dst: &mut [[u16; LANES]], radius: usize, inner: u32, edge: u32, clamp: bool)
        = box_pass_body;
}
