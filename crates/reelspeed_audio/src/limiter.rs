//! A look-ahead limiter that leaves alone what is not too loud.

use crate::true_peak::{self, TruePeak};
use crate::{AudioBlock, AudioError, check_rate};

/// How the limiter works.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LimiterConfig {
    /// The highest amplitude that leaves, in dB below full scale: -60 to 0. Default -1.
    pub ceiling_db: f32,
    /// How long before a peak the gain begins to fall, in milliseconds: 0.5 to 50. Default 5.
    pub lookahead_ms: f32,
    /// How long the gain takes to come back by 63 %, in milliseconds: 1 to 5000. Default 80.
    pub release_ms: f32,
}

impl Default for LimiterConfig {
    fn default() -> Self {
        Self { ceiling_db: -1.0, lookahead_ms: 5.0, release_ms: 80.0 }
    }
}

/// The gain 1 as the integer that the limiter computes with: sums of gains are then exact, the gain returns to exactly 1,
/// and the sound to exactly what came in.
const UNITY: u32 = 1 << 30;

/// The limiter. Peaks are found between the samples too (four times oversampled), all channels share one gain.
///
/// The gain for a peak is reached by a straight line over the look-ahead and released exponentially. Output is delayed by
/// [`latency`](Self::latency) frames, which the [`Mixer`](crate::Mixer) takes back. No sample of the output is above the
/// ceiling; a signal whose true peak stays below it comes out unchanged bit for bit.
#[derive(Clone, Debug)]
pub struct Limiter {
    ceiling: f32,
    window: usize,
    /// Numerator over 2^32 of the share of the way back to a higher gain that is made per sample.
    release: u64,
    peaks: TruePeak,
    delay: Vec<Vec<f32>>,
    delay_at: usize,
    /// Gains wanted within the window: `(sample, gain)`, rising; the first is the lowest.
    lowest: std::collections::VecDeque<(u64, u32)>,
    sample: u64,
    gain: u32,
    /// The last `window` gains and their sum.
    recent: Vec<u32>,
    recent_at: usize,
    recent_sum: u64,
    wanted: Vec<f32>,
}

impl Limiter {
    /// For `channels` channels at `sample_rate` hertz.
    ///
    /// # Errors
    /// [`AudioError::OutOfRange`], [`AudioError::SampleRate`] or [`AudioError::Channels`] when a number is out of range.
    pub fn new(config: LimiterConfig, channels: usize, sample_rate: u32) -> Result<Self, AudioError> {
        check_rate(sample_rate)?;
        if channels == 0 || channels > crate::MAX_CHANNELS {
            return Err(AudioError::Channels { channels });
        }
        let in_range = |field, expected, got: f32, low, high| {
            if got >= low && got <= high {
                Ok(got as f64)
            } else {
                Err(AudioError::OutOfRange { field, expected, got: got as f64 })
            }
        };
        let ceiling_db = in_range("limiter ceiling", "-60 to 0 dB", config.ceiling_db, -60.0, 0.0)?;
        let lookahead = in_range("limiter look-ahead", "0.5 to 50 ms", config.lookahead_ms, 0.5, 50.0)?;
        let release = in_range("limiter release", "1 to 5000 ms", config.release_ms, 1.0, 5000.0)?;
        let window = (libm::round(lookahead * sample_rate as f64 / 1000.0) as usize).max(1);
        let share = 1.0 - libm::exp(-1000.0 / (release * sample_rate as f64));
        Ok(Self {
            ceiling: libm::pow(10.0, ceiling_db / 20.0) as f32,
            window,
            release: (share * (1u64 << 32) as f64) as u64,
            peaks: TruePeak::new(channels),
            delay: vec![vec![0.0; window - 1 + true_peak::LATENCY]; channels],
            delay_at: 0,
            lowest: std::collections::VecDeque::with_capacity(window + 1),
            sample: 0,
            gain: UNITY,
            recent: vec![UNITY; window],
            recent_at: 0,
            recent_sum: window as u64 * UNITY as u64,
            wanted: Vec::new(),
        })
    }

    /// By how many frames the output is delayed.
    pub fn latency(&self) -> usize {
        self.window - 1 + true_peak::LATENCY
    }

    /// The highest amplitude that leaves, as a factor.
    pub fn ceiling(&self) -> f32 {
        self.ceiling
    }

    /// Replaces the samples of `block` by those of [`latency`](Self::latency) frames earlier, limited. Values that are not
    /// finite count as silence.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has other channels than the limiter.
    pub fn process(&mut self, block: &mut AudioBlock) -> Result<(), AudioError> {
        if block.channels() != self.delay.len() {
            return Err(AudioError::ChannelMismatch { expected: self.delay.len(), got: block.channels() });
        }
        for c in 0..block.channels() {
            block.channel_mut(c).iter_mut().filter(|s| !s.is_finite()).for_each(|s| *s = 0.0);
        }
        let mut peaks = core::mem::take(&mut self.wanted);
        self.peaks.measure(block, self.ceiling, &mut peaks);
        for (n, &peak) in peaks.iter().enumerate() {
            let gain = self.next_gain(peak);
            for (c, delay) in self.delay.iter_mut().enumerate() {
                let slot = &mut delay[self.delay_at];
                let sample = &mut block.channel_mut(c)[n];
                let late = core::mem::replace(slot, *sample);
                *sample = match gain {
                    None => late,
                    Some(gain) => (late * gain).clamp(-self.ceiling, self.ceiling),
                };
            }
            self.delay_at = if self.delay_at + 1 == self.latency() { 0 } else { self.delay_at + 1 };
        }
        self.wanted = peaks;
        Ok(())
    }

    /// The gain for the sample that leaves now, when one of amplitude `peak` comes within sight; `None` for exactly 1.
    fn next_gain(&mut self, peak: f32) -> Option<f32> {
        if peak > self.ceiling {
            let want = (self.ceiling as f64 / peak as f64 * UNITY as f64) as u32;
            while self.lowest.back().is_some_and(|&(_, g)| g >= want) {
                self.lowest.pop_back();
            }
            self.lowest.push_back((self.sample, want));
        }
        // A peak keeps its hold on the gain from the moment it is seen until it has left.
        if self.lowest.front().is_some_and(|&(at, _)| at + (self.window as u64) <= self.sample) {
            self.lowest.pop_front();
        }
        self.sample += 1;
        let target = self.lowest.front().map_or(UNITY, |&(_, g)| g);
        if target <= self.gain {
            self.gain = target;
        } else {
            // At least one step, or the gain would stop just short of its aim.
            let way = (target - self.gain) as u64;
            self.gain += ((way * self.release) >> 32).max(1) as u32;
        }
        let slot = &mut self.recent[self.recent_at];
        self.recent_sum = self.recent_sum - *slot as u64 + self.gain as u64;
        *slot = self.gain;
        self.recent_at = if self.recent_at + 1 == self.window { 0 } else { self.recent_at + 1 };
        let full = self.window as u64 * UNITY as u64;
        (self.recent_sum != full).then(|| (self.recent_sum as f64 / full as f64) as f32)
    }
}

#[cfg(test)]
mod tests;
