//! Change of sample rate and of tape speed by a windowed sinc, polyphase, without delay.

use std::ops::Range;

use reelspeed_core::Rational;

use crate::clip::check_speed;
use crate::{AudioBlock, AudioError, AudioInput, ChannelLayout, MAX_CHANNELS, check_rate};

mod kernel;

use kernel::Kernel;

/// How many output frames `frames` input frames become: `round(frames * out_rate / (in_rate * speed))`, half up. Zero when a
/// rate or the speed is not positive.
pub fn resampled_len(frames: u64, in_rate: u32, out_rate: u32, speed: Rational) -> u64 {
    match step(in_rate, out_rate, speed) {
        Some((num, den)) => len(frames, num, den),
        None => 0,
    }
}

/// Input samples per output sample as a fraction in lowest terms.
fn step(in_rate: u32, out_rate: u32, speed: Rational) -> Option<(u64, u64)> {
    if speed.num <= 0 || speed.den <= 0 || in_rate == 0 || out_rate == 0 {
        return None;
    }
    let (num, den) = (in_rate as u128 * speed.num as u128, out_rate as u128 * speed.den as u128);
    let (mut a, mut b) = (num, den);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    Some((u64::try_from(num / a).ok()?, u64::try_from(den / a).ok()?))
}

fn len(frames: u64, num: u64, den: u64) -> u64 {
    let out = (2 * frames as u128 * den as u128 + num as u128) / (2 * num as u128);
    u64::try_from(out).unwrap_or(u64::MAX)
}

/// A resampler to push into and to pull from.
///
/// Output sample `n` is the input's value at exactly `n * in_rate * speed / out_rate` input samples: no delay, and no drift
/// however long it runs, because positions are integers. Sound before the first and after the last sample counts as
/// silence. The pass band reaches to 86 % of the lower rate's half (19 kHz at 44.1 kHz); aliases lie 100 dB down.
///
/// Memory: the filter's table (at most a few hundred kilobytes) and what was pushed but not pulled yet.
#[derive(Clone, Debug)]
pub struct Resampler {
    kernel: Kernel,
    num: u64,
    den: u64,
    /// Input, beginning `kernel.lead()` frames before the present position when `start` is zero.
    history: AudioBlock,
    /// Where the present output's window begins in `history`.
    start: usize,
    /// The present position's fraction, in `0..den`.
    fraction: u64,
    received: u64,
    produced: u64,
    total: Option<u64>,
}

impl Resampler {
    /// For `channels` channels from `in_rate` to `out_rate` hertz, playing `speed` times as fast (and as high) as normal.
    ///
    /// # Errors
    /// [`AudioError::SampleRate`], [`AudioError::Speed`] or [`AudioError::Channels`] when a number is out of range.
    pub fn new(channels: usize, in_rate: u32, out_rate: u32, speed: Rational) -> Result<Self, AudioError> {
        check_rate(in_rate)?;
        check_rate(out_rate)?;
        check_speed(speed)?;
        if channels == 0 || channels > MAX_CHANNELS {
            return Err(AudioError::Channels { channels });
        }
        let bad_speed = AudioError::Speed { num: speed.num, den: speed.den };
        let (num, den) = step(in_rate, out_rate, speed).ok_or(bad_speed)?;
        let kernel = Kernel::new(num, den);
        let mut new = Self {
            kernel,
            num,
            den,
            history: AudioBlock::new(channels, 0),
            start: 0,
            fraction: 0,
            received: 0,
            produced: 0,
            total: None,
        };
        new.reset();
        Ok(new)
    }

    /// Whether output equals input.
    pub fn is_identity(&self) -> bool {
        self.num == self.den
    }

    /// Forgets everything that was pushed, ready for a new beginning.
    pub fn reset(&mut self) {
        self.history.set_frames(self.kernel.lead());
        self.history.clear();
        (self.start, self.fraction, self.received, self.produced, self.total) = (0, 0, 0, 0, None);
    }

    /// Appends `range` of `block` to the input. Pull before pushing more: what is not pulled is kept.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has other channels than the resampler.
    ///
    /// # Panics
    /// When the range lies outside the block.
    pub fn push(&mut self, block: &AudioBlock, range: Range<usize>) -> Result<(), AudioError> {
        if block.channels() != self.history.channels() {
            return Err(AudioError::ChannelMismatch { expected: self.history.channels(), got: block.channels() });
        }
        let at = self.make_room(range.len());
        self.history.copy_from(at, block, range.start, range.len());
        self.received += range.len() as u64;
        Ok(())
    }

    /// Says that no more input comes; what is left can then be pulled.
    pub fn finish(&mut self) {
        if self.total.is_none() {
            self.total = Some(len(self.received, self.num, self.den));
            let tail = self.kernel.taps();
            let at = self.make_room(tail);
            for c in 0..self.history.channels() {
                self.history.channel_mut(c)[at..].fill(0.0);
            }
        }
    }

    /// Drops what no window reaches any more, grows the history by `extra` frames and returns where they begin.
    fn make_room(&mut self, extra: usize) -> usize {
        let drop = self.start.min(self.history.frames());
        self.history.drop_front(drop);
        self.start -= drop;
        let at = self.history.frames();
        self.history.set_frames(at + extra);
        at
    }

    /// Writes output frames into `range` of `out` and returns how many: fewer than asked for when more input must be pushed
    /// first, zero for good when the input was finished and everything is out.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has other channels than the resampler.
    ///
    /// # Panics
    /// When the range lies outside the block.
    pub fn pull(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        if out.channels() != self.history.channels() {
            return Err(AudioError::ChannelMismatch { expected: self.history.channels(), got: out.channels() });
        }
        let n = self.available().min(range.len() as u64) as usize;
        let (mut start, mut fraction) = (self.start, self.fraction);
        for c in 0..out.channels() {
            (start, fraction) = (self.start, self.fraction);
            let samples = self.history.channel(c);
            for o in &mut out.channel_mut(c)[range.start..range.start + n] {
                *o = self.kernel.at(&samples[start..], fraction, self.den);
                let next = fraction as u128 + self.num as u128;
                start += (next / self.den as u128) as usize;
                fraction = (next % self.den as u128) as u64;
            }
        }
        (self.start, self.fraction) = (start, fraction);
        self.produced += n as u64;
        Ok(n)
    }

    /// More output frames than one window has.
    fn reach(&self) -> u64 {
        (self.kernel.taps() as u64).saturating_mul(self.den) / self.num + 2
    }

    /// Goes `frames` output frames further without working them out. What is returned are the input frames that must be left out before
    /// the next one is pushed.
    fn advance(&mut self, frames: u64) -> u64 {
        let next = u128::from(self.fraction) + u128::from(frames) * u128::from(self.num);
        self.fraction = (next % u128::from(self.den)) as u64;
        self.produced += frames;
        let start = self.start as u128 + next / u128::from(self.den);
        let have = self.history.frames();
        if start <= have as u128 {
            self.start = start as usize;
            return 0;
        }
        self.history.drop_front(have);
        self.start = 0;
        u64::try_from(start - have as u128).unwrap_or(u64::MAX)
    }

    /// How many frames can be pulled now.
    fn available(&self) -> u64 {
        let Some(room) = self.history.frames().checked_sub(self.start + self.kernel.taps()) else { return 0 };
        // Output k of these begins floor((fraction + k * num) / den) frames further; it must be at most `room`.
        let last = ((room as u128 + 1) * self.den as u128 - self.fraction as u128 - 1) / self.num as u128;
        let ready = u64::try_from(last + 1).unwrap_or(u64::MAX);
        match self.total {
            Some(total) => ready.min(total - self.produced),
            None => ready,
        }
    }
}

/// An input at another rate, another tape speed, or both.
#[derive(Debug)]
pub struct ResampledInput<I> {
    inner: I,
    resampler: Resampler,
    rate: u32,
    scratch: AudioBlock,
}

impl<I: AudioInput> ResampledInput<I> {
    /// `inner` at `rate` hertz, `speed` times as fast as normal.
    ///
    /// # Errors
    /// Those of [`Resampler::new`].
    pub fn new(inner: I, rate: u32, speed: Rational) -> Result<Self, AudioError> {
        let channels = inner.layout().channels();
        let resampler = Resampler::new(channels, inner.sample_rate(), rate, speed)?;
        Ok(Self { inner, resampler, rate, scratch: AudioBlock::new(channels, 1024) })
    }
}

impl<I: AudioInput> AudioInput for ResampledInput<I> {
    fn layout(&self) -> ChannelLayout {
        self.inner.layout()
    }
    fn sample_rate(&self) -> u32 {
        self.rate
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        if self.resampler.is_identity() {
            return self.inner.read(out, range);
        }
        loop {
            let n = self.resampler.pull(out, range.clone())?;
            if n > 0 || self.resampler.total.is_some() || range.is_empty() {
                return Ok(n);
            }
            let step = self.scratch.frames();
            match self.inner.read(&mut self.scratch, 0..step)?.min(step) {
                0 => self.resampler.finish(),
                got => self.resampler.push(&self.scratch, 0..got)?,
            }
        }
    }
    fn skip(&mut self, frames: u64) -> Result<u64, AudioError> {
        if self.resampler.is_identity() {
            return self.inner.skip(frames);
        }
        let before = self.resampler.produced;
        // The last frames are read, so that the input's end is noticed where it lies within their windows.
        let far = frames.saturating_sub(self.resampler.reach());
        if far > 0 && self.resampler.total.is_none() {
            let gap = self.resampler.advance(far);
            let skipped = self.inner.skip(gap)?.min(gap);
            self.resampler.received += skipped;
            if skipped < gap {
                self.resampler.finish();
                self.resampler.produced = self.resampler.total.unwrap_or_default();
                return Ok(self.resampler.produced.saturating_sub(before));
            }
        }
        while self.resampler.produced - before < frames {
            let mut dropped = AudioBlock::new(self.layout().channels(), 1024);
            let want = (frames - (self.resampler.produced - before)).min(1024) as usize;
            if self.read(&mut dropped, 0..want)? == 0 {
                break;
            }
        }
        Ok(self.resampler.produced - before)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.resampler.reset();
        self.inner.rewind()
    }
}

#[cfg(test)]
mod tests;
