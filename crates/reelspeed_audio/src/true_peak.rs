//! Peaks between the samples, as ITU-R BS.1770 annex 2 measures them: four times oversampled.

use core::f64::consts::PI;

use crate::AudioBlock;

/// Half the length of the interpolating filter: the delay of the measurement in frames.
pub(crate) const LATENCY: usize = 6;
const TAPS: usize = 2 * LATENCY;
const PHASES: usize = 3;
/// Loudness is first judged over stretches of this many frames; most are too quiet to need a closer look.
const STRETCH: usize = 64;

#[derive(Clone, Debug)]
pub(crate) struct TruePeak {
    filters: [[f32; TAPS]; PHASES],
    /// No interpolated value exceeds the largest sample within reach by more than this factor.
    bound: f32,
    /// Per channel the last `TAPS` samples of the block before, then the present block.
    history: Vec<Vec<f32>>,
}

impl TruePeak {
    pub(crate) fn new(channels: usize) -> Self {
        let mut filters = [[0.0f32; TAPS]; PHASES];
        let mut bound = 1.0f64;
        for (p, filter) in filters.iter_mut().enumerate() {
            let fraction = (p + 1) as f64 / (PHASES + 1) as f64;
            let raw: [f64; TAPS] = core::array::from_fn(|k| {
                let u = k as f64 - (LATENCY - 1) as f64 - fraction;
                let window = 0.5 + 0.5 * libm::cos(PI * u / (LATENCY as f64 + 0.5));
                libm::sin(PI * u) / (PI * u) * window
            });
            let sum: f64 = raw.iter().sum();
            *filter = raw.map(|h| (h / sum) as f32);
            bound = bound.max(raw.iter().map(|h| libm::fabs(h / sum)).sum());
        }
        // A hair more, for the rounding of the sums that it stands for.
        Self { filters, bound: (bound * 1.0001) as f32, history: vec![vec![0.0; TAPS]; channels] }
    }

    /// For each frame of `block`, the largest amplitude over all channels at the frame [`LATENCY`] earlier and up to the one
    /// after it; what stays within `ceiling` may be given as zero.
    pub(crate) fn measure(&mut self, block: &AudioBlock, ceiling: f32, peaks: &mut Vec<f32>) {
        peaks.clear();
        peaks.resize(block.frames(), 0.0);
        for (c, history) in self.history.iter_mut().enumerate() {
            history.extend_from_slice(block.channel(c));
            for (s, peaks) in peaks.chunks_mut(STRETCH).enumerate() {
                // Frame n of the block is history[n + TAPS]; the frame judged is history[n + LATENCY].
                let reach = &history[s * STRETCH + 1..s * STRETCH + peaks.len() + TAPS];
                let loudest = reach.iter().fold(0.0f32, |m, s| m.max(s.abs()));
                if loudest * self.bound <= ceiling {
                    continue;
                }
                for (n, peak) in peaks.iter_mut().enumerate() {
                    let window = &reach[n..n + TAPS];
                    let mut max = window[LATENCY - 1].abs().max(*peak);
                    for filter in &self.filters {
                        let mut sum = 0.0f32;
                        for (x, h) in window.iter().zip(filter) {
                            sum += x * h;
                        }
                        max = max.max(sum.abs());
                    }
                    *peak = max;
                }
            }
            history.copy_within(block.frames().., 0);
            history.truncate(TAPS);
        }
    }
}
