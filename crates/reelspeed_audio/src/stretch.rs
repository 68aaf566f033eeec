//! Change of speed without change of pitch: WSOLA (waveform-similarity overlap-add).

use std::ops::Range;

use reelspeed_core::Rational;

use crate::clip::check_speed;
use crate::{AudioBlock, AudioError, AudioInput, ChannelLayout, MAX_CHANNELS, check_rate, resampled_len};

/// Pieces of 40 ms are laid down every 20 ms.
const HOP_SECS: f64 = 0.020;
/// Each may be taken up to 12 ms beside its place: the range holds a whole period of 42 Hz.
const SEARCH_SECS: f64 = 0.012;
/// The search first looks at every fourth place and every fourth sample.
const COARSE: usize = 4;

/// A time stretcher to push into and to pull from: the output plays `speed` times as fast at the same pitch.
///
/// Pieces of the input are laid over each other, each taken from near its place, there where it continues best what was laid
/// down before. `n` frames become `round(n / speed)`, without delay: output frame `t` sounds what the input had within
/// 12 ms of `t * speed`. Best between half and double speed; beyond that syllables are lost or echo.
#[derive(Clone, Debug)]
pub struct TimeStretch {
    channels: usize,
    speed: Rational,
    hop: usize,
    search: usize,
    /// The falling half of the window; the rising half is its complement.
    fall: Vec<f32>,
    /// Input from frame `base` on; the last channel is the sum of the others, for comparing.
    history: AudioBlock,
    base: i64,
    /// Where the piece laid down last begins in the input.
    last: i64,
    /// How many pieces were laid down.
    pieces: u64,
    ready: AudioBlock,
    ready_at: usize,
    received: u64,
    produced: u64,
    total: Option<u64>,
}

impl TimeStretch {
    /// For `channels` channels at `sample_rate` hertz.
    ///
    /// # Errors
    /// [`AudioError::SampleRate`], [`AudioError::Speed`] or [`AudioError::Channels`] when a number is out of range.
    pub fn new(channels: usize, sample_rate: u32, speed: Rational) -> Result<Self, AudioError> {
        check_rate(sample_rate)?;
        check_speed(speed)?;
        if channels == 0 || channels > MAX_CHANNELS {
            return Err(AudioError::Channels { channels });
        }
        let hop = libm::round(HOP_SECS * sample_rate as f64) as usize;
        let fall = (0..hop)
            .map(|n| (0.5 + 0.5 * libm::cos(core::f64::consts::PI * (n as f64 + 0.5) / hop as f64)) as f32)
            .collect();
        let mut new = Self {
            channels,
            speed,
            hop,
            search: libm::round(SEARCH_SECS * sample_rate as f64) as usize,
            fall,
            history: AudioBlock::new(channels + 1, 0),
            base: 0,
            last: 0,
            pieces: 0,
            ready: AudioBlock::new(channels, hop),
            ready_at: hop,
            received: 0,
            produced: 0,
            total: None,
        };
        new.reset();
        Ok(new)
    }

    /// Forgets everything that was pushed, ready for a new beginning.
    pub fn reset(&mut self) {
        let lead = self.hop + self.search;
        self.history.set_frames(lead);
        self.history.clear();
        self.base = -(lead as i64);
        self.last = -(self.hop as i64);
        // The first piece stands in the middle of the beginning and needs no search.
        self.pieces = 1;
        self.ready_at = self.hop;
        (self.received, self.produced, self.total) = (0, 0, None);
    }

    /// Appends `range` of `block` to the input. Pull before pushing more: what is not pulled is kept.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has other channels than the stretcher.
    ///
    /// # Panics
    /// When the range lies outside the block.
    pub fn push(&mut self, block: &AudioBlock, range: Range<usize>) -> Result<(), AudioError> {
        if block.channels() != self.channels {
            return Err(AudioError::ChannelMismatch { expected: self.channels, got: block.channels() });
        }
        let at = self.make_room(range.len());
        self.history.copy_from(at, block, range.start, range.len());
        for n in 0..range.len() {
            let sum: f32 = (0..self.channels).map(|c| block.channel(c)[range.start + n]).sum();
            self.history.channel_mut(self.channels)[at + n] = sum;
        }
        self.received += range.len() as u64;
        Ok(())
    }

    /// Says that no more input comes; what is left can then be pulled.
    pub fn finish(&mut self) {
        if self.total.is_none() {
            self.total = Some(resampled_len(self.received, 1, 1, self.speed));
            // Silence after the end, as far as any piece can reach.
            let tail = 3 * self.hop + 2 * self.search + (self.speed.as_f64() * self.hop as f64) as usize;
            let at = self.make_room(tail);
            for c in 0..=self.channels {
                self.history.channel_mut(c)[at..].fill(0.0);
            }
        }
    }

    /// Writes output frames into `range` of `out` and returns how many: fewer than asked for when more input must be pushed
    /// first, zero for good when the input was finished and everything is out.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has other channels than the stretcher.
    ///
    /// # Panics
    /// When the range lies outside the block.
    pub fn pull(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        if out.channels() != self.channels {
            return Err(AudioError::ChannelMismatch { expected: self.channels, got: out.channels() });
        }
        let mut at = range.start;
        while at < range.end {
            if self.ready_at == self.hop && !self.lay_piece() {
                break;
            }
            let left = self.total.map_or(u64::MAX, |t| t - self.produced);
            let n = (range.end - at).min(self.hop - self.ready_at).min(usize::try_from(left).unwrap_or(usize::MAX));
            if n == 0 {
                break;
            }
            out.copy_from(at, &self.ready, self.ready_at, n);
            self.ready_at += n;
            self.produced += n as u64;
            at += n;
        }
        Ok(at - range.start)
    }

    /// Where the next piece would begin if pitch did not matter.
    fn nominal(&self) -> i64 {
        let center = self.pieces as i128 * self.hop as i128 * self.speed.num as i128 / self.speed.den as i128;
        center as i64 - self.hop as i64
    }

    fn make_room(&mut self, extra: usize) -> usize {
        let needed = (self.last + self.hop as i64).min(self.nominal() - self.search as i64);
        let drop = usize::try_from(needed - self.base).unwrap_or(0).min(self.history.frames());
        self.history.drop_front(drop);
        self.base += drop as i64;
        let at = self.history.frames();
        self.history.set_frames(at + extra);
        at
    }

    /// Lays the next piece over the end of the last one, which gives `hop` finished frames. `false` when input is missing.
    fn lay_piece(&mut self) -> bool {
        if self.total.is_some_and(|t| self.produced >= t) {
            return false;
        }
        let nominal = self.nominal();
        let end = self.base + self.history.frames() as i64;
        let reach = (nominal + self.search as i64).max(self.last + self.hop as i64) + 2 * self.hop as i64;
        if reach > end {
            return false;
        }
        let tail = (self.last + self.hop as i64 - self.base) as usize;
        let first = (nominal - self.search as i64 - self.base) as usize;
        let best = self.most_alike(tail, first);
        for c in 0..self.channels {
            let samples = self.history.channel(c);
            let (old, new) = (&samples[tail..], &samples[best..]);
            for (n, out) in self.ready.channel_mut(c).iter_mut().enumerate() {
                // Written so that equal sounds come out equal.
                *out = new[n] + (old[n] - new[n]) * self.fall[n];
            }
        }
        self.last = self.base + best as i64;
        self.pieces += 1;
        self.ready_at = 0;
        true
    }

    /// The place within the search range after `first` where the input is most like the `hop` frames from `tail` on.
    fn most_alike(&self, tail: usize, first: usize) -> usize {
        let mono = self.history.channel(self.channels);
        let model = &mono[tail..tail + self.hop];
        let score = |at: usize, step: usize| {
            let (mut product, mut energy) = (0.0f32, 1e-9f32);
            for (m, x) in model.iter().step_by(step).zip(mono[at..at + self.hop].iter().step_by(step)) {
                product += m * x;
                energy += x * x;
            }
            product / energy.sqrt()
        };
        let middle = first + self.search;
        let (mut best, mut top) = (middle, score(middle, COARSE));
        for at in (first..=first + 2 * self.search).step_by(COARSE) {
            let s = score(at, COARSE);
            if s > top {
                (best, top) = (at, s);
            }
        }
        let around = best.saturating_sub(COARSE - 1).max(first)..=(best + COARSE - 1).min(first + 2 * self.search);
        top = score(best, 1);
        for at in around {
            let s = score(at, 1);
            if s > top {
                (best, top) = (at, s);
            }
        }
        best
    }
}

/// An input at another speed and the same pitch.
#[derive(Debug)]
pub struct StretchedInput<I> {
    inner: I,
    stretch: Option<TimeStretch>,
    scratch: AudioBlock,
}

impl<I: AudioInput> StretchedInput<I> {
    /// `inner`, `speed` times as fast as normal. At speed 1 it is passed on unchanged.
    ///
    /// # Errors
    /// Those of [`TimeStretch::new`].
    pub fn new(inner: I, speed: Rational) -> Result<Self, AudioError> {
        let channels = inner.layout().channels();
        let stretch = TimeStretch::new(channels, inner.sample_rate(), speed)?;
        let stretch = (speed != Rational::ONE).then_some(stretch);
        Ok(Self { inner, stretch, scratch: AudioBlock::new(channels, 1024) })
    }
}

impl<I: AudioInput> AudioInput for StretchedInput<I> {
    fn layout(&self) -> ChannelLayout {
        self.inner.layout()
    }
    fn sample_rate(&self) -> u32 {
        self.inner.sample_rate()
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        let Some(stretch) = &mut self.stretch else { return self.inner.read(out, range) };
        loop {
            let n = stretch.pull(out, range.clone())?;
            if n > 0 || stretch.total.is_some() || range.is_empty() {
                return Ok(n);
            }
            let step = self.scratch.frames();
            match self.inner.read(&mut self.scratch, 0..step)?.min(step) {
                0 => stretch.finish(),
                got => stretch.push(&self.scratch, 0..got)?,
            }
        }
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        if let Some(stretch) = &mut self.stretch {
            stretch.reset();
        }
        self.inner.rewind()
    }
}

#[cfg(test)]
mod tests;
