//! The filter: a sinc under a Kaiser window, tabulated for each position between two samples.

use core::f64::consts::PI;

/// Zero crossings on each side when nothing is cut off. With the window below: 100 dB down at the lower rate's half, flat
/// to 86 % of it.
const HALF_TAPS: f64 = 48.0;
/// Kaiser's formula for 100 dB, 0.1102 * (100 - 8.7).
const BETA: f64 = 10.061;
/// The middle of the transition band, so that it ends at the lower rate's half: its width is 92 / (2.285 * 95) rad.
const CUTOFF: f64 = 0.9325;
/// Filters grow with the ratio of the rates; beyond this ratio they stay as they are and let some aliases through.
const MAX_RATIO: f64 = 64.0;
/// Tables of up to this many factors hold every position that occurs.
const MAX_EXACT: u64 = 1 << 16;
/// Otherwise so many positions between two samples are tabulated, and values between them interpolated (-118 dB).
const PHASES: f64 = 1024.0;
/// Sums run in so many lanes. Part of the definition: it fixes the order of rounding.
const LANES: usize = 16;

#[derive(Clone, Debug)]
pub(super) struct Kernel {
    taps: usize,
    /// Positions tabulated per input sample.
    phases: u64,
    exact: bool,
    /// `phases` rows (one more when interpolating) of `taps` factors.
    table: Vec<f32>,
}

impl Kernel {
    /// For `num / den` input samples per output sample.
    pub(super) fn new(num: u64, den: u64) -> Self {
        let ratio = (num as f64 / den as f64).max(1.0);
        let half_width = HALF_TAPS * ratio.min(MAX_RATIO);
        let half = libm::ceil(half_width / (LANES / 2) as f64) as usize * (LANES / 2);
        let taps = 2 * half;
        let exact = den.saturating_mul(taps as u64) <= MAX_EXACT;
        let phases = if exact { den } else { libm::ceil(PHASES / ratio).max(16.0) as u64 };
        let rows = if exact { phases } else { phases + 1 };
        let cutoff = CUTOFF / ratio;
        let mut table = Vec::with_capacity(rows as usize * taps);
        let mut row = vec![0.0f64; taps];
        for phase in 0..rows {
            let fraction = phase as f64 / phases as f64;
            for (k, h) in row.iter_mut().enumerate() {
                let u = k as f64 - (half - 1) as f64 - fraction;
                *h = sinc(cutoff * u) * kaiser(u / half_width);
            }
            // A constant must stay that constant at every position.
            let sum: f64 = row.iter().sum();
            table.extend(row.iter().map(|h| (h / sum) as f32));
        }
        Self { taps, phases, exact, table }
    }

    /// How many input samples a window spans.
    pub(super) fn taps(&self) -> usize {
        self.taps
    }

    /// How many samples of the window lie before the one at or before the position.
    pub(super) fn lead(&self) -> usize {
        self.taps / 2 - 1
    }

    /// The value at `fraction / den` after sample `lead()` of `samples`.
    #[inline]
    pub(super) fn at(&self, samples: &[f32], fraction: u64, den: u64) -> f32 {
        let samples = &samples[..self.taps];
        let row = |phase: u64| &self.table[phase as usize * self.taps..][..self.taps];
        if self.exact {
            return dot(samples, row(fraction));
        }
        let scaled = fraction as u128 * self.phases as u128;
        let (phase, rest) = ((scaled / den as u128) as u64, (scaled % den as u128) as u64);
        let (a, b) = (dot(samples, row(phase)), dot(samples, row(phase + 1)));
        a + (b - a) * (rest as f64 / den as f64) as f32
    }
}

fn dot(samples: &[f32], factors: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    for (s, f) in samples.chunks_exact(LANES).zip(factors.chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += s[lane] * f[lane];
        }
    }
    let mut width = LANES / 2;
    while width > 0 {
        for lane in 0..width {
            sums[lane] += sums[lane + width];
        }
        width /= 2;
    }
    sums[0]
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { libm::sin(PI * x) / (PI * x) }
}

/// Kaiser's window over -1..=1, zero outside.
fn kaiser(x: f64) -> f64 {
    let inside = 1.0 - x * x;
    if inside < 0.0 { 0.0 } else { bessel_i0(BETA * libm::sqrt(inside)) / bessel_i0(BETA) }
}

/// The modified Bessel function of the first kind, order zero, by its power series.
fn bessel_i0(x: f64) -> f64 {
    let quarter = x * x / 4.0;
    let (mut sum, mut term, mut k) = (1.0, 1.0, 1.0);
    while term > sum * 1e-17 {
        term *= quarter / (k * k);
        sum += term;
        k += 1.0;
    }
    sum
}
