//! Inputs that cut and repeat other inputs, exact to the sample.

use std::ops::Range;

use crate::{AudioBlock, AudioError, AudioInput, ChannelLayout};

/// Plays an input over and over without a gap or a doubled sample at the seam. The input must be able to
/// [`rewind`](AudioInput::rewind).
#[derive(Clone, Debug)]
pub struct LoopingInput<I> {
    inner: I,
    count: Option<u64>,
    pass: u64,
    /// Whether the present pass has given anything: an empty input must not loop for ever.
    gave: bool,
    ended: bool,
}

impl<I: AudioInput> LoopingInput<I> {
    /// Plays `inner` `count` times (zero gives silence of no length), or without end when `None`.
    pub fn new(inner: I, count: Option<u64>) -> Self {
        Self { inner, count, pass: 0, gave: false, ended: count == Some(0) }
    }
}

impl<I: AudioInput> AudioInput for LoopingInput<I> {
    fn layout(&self) -> ChannelLayout {
        self.inner.layout()
    }
    fn sample_rate(&self) -> u32 {
        self.inner.sample_rate()
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        if range.is_empty() {
            return Ok(0);
        }
        while !self.ended {
            let n = self.inner.read(out, range.clone())?;
            if n > 0 {
                self.gave = true;
                return Ok(n);
            }
            self.pass += 1;
            self.ended = !self.gave || self.count.is_some_and(|c| self.pass >= c);
            if !self.ended {
                self.inner.rewind()?;
                self.gave = false;
            }
        }
        Ok(0)
    }
    fn skip(&mut self, frames: u64) -> Result<u64, AudioError> {
        let mut left = frames;
        while left > 0 && !self.ended {
            let n = self.inner.skip(left)?.min(left);
            self.gave |= n > 0;
            left -= n;
            if left > 0 {
                self.pass += 1;
                self.ended = !self.gave || self.count.is_some_and(|c| self.pass >= c);
                if !self.ended {
                    self.inner.rewind()?;
                    self.gave = false;
                }
            }
        }
        Ok(frames - left)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.inner.rewind()?;
        (self.pass, self.gave, self.ended) = (0, false, self.count == Some(0));
        Ok(())
    }
}

/// A part of another input: leaves out the first `skip` frames and gives at most `take`.
///
/// The frames left out are read and dropped; an input that can seek should rather be opened at the right place.
#[derive(Clone, Debug)]
pub struct TrimmedInput<I> {
    inner: I,
    skip: u64,
    take: u64,
    skipped: bool,
    left: u64,
}

impl<I: AudioInput> TrimmedInput<I> {
    /// Counts are frames at the rate of `inner`; `u64::MAX` as `take` means up to its end.
    pub fn new(inner: I, skip: u64, take: u64) -> Self {
        Self { inner, skip, take, skipped: skip == 0, left: take }
    }
}

impl<I: AudioInput> AudioInput for TrimmedInput<I> {
    fn layout(&self) -> ChannelLayout {
        self.inner.layout()
    }
    fn sample_rate(&self) -> u32 {
        self.inner.sample_rate()
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        if !self.skipped {
            self.inner.skip(self.skip)?;
            self.skipped = true;
        }
        let want = (range.len() as u64).min(self.left) as usize;
        if want == 0 {
            return Ok(0);
        }
        let n = self.inner.read(out, range.start..range.start + want)?.min(want);
        self.left -= n as u64;
        Ok(n)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.inner.rewind()?;
        (self.skipped, self.left) = (self.skip == 0, self.take);
        Ok(())
    }
}
