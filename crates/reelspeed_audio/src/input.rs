//! Where sound comes from.

use std::ops::Range;

use crate::{AudioBlock, AudioError, ChannelLayout};

/// A stream of sound that is pulled: a decoder, a loop, a tone. Layout and rate never change while it runs.
pub trait AudioInput: Send {
    /// The channels it gives.
    fn layout(&self) -> ChannelLayout;

    /// Its sample rate in hertz.
    fn sample_rate(&self) -> u32;

    /// Writes the next frames into `range` of `out`, from the range's beginning, and returns how many. Fewer than asked
    /// for is allowed at any time; zero (for a range that is not empty) means the end. After the end it stays at the end.
    ///
    /// `out` has the channels of [`layout`](Self::layout), and `range` lies within it: the callers in this crate see to it.
    ///
    /// # Errors
    /// Whatever keeps the host from reading on, wrapped by [`AudioError::input`].
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError>;

    /// Leaves out the next `frames` frames, as if they were read and dropped, and returns how many: fewer only at the end. What can
    /// find its way without the samples between does so; default: reads them.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    fn skip(&mut self, frames: u64) -> Result<u64, AudioError> {
        const STEP: u64 = 4096;
        let mut scratch = AudioBlock::new(self.layout().channels(), frames.min(STEP) as usize);
        let mut left = frames;
        while left > 0 {
            let step = left.min(STEP) as usize;
            match self.read(&mut scratch, 0..step)?.min(step) {
                0 => break,
                n => left -= n as u64,
            }
        }
        Ok(frames - left)
    }

    /// Starts again at the first sample that it gave (the beginning of the trimmed part, not of the file).
    ///
    /// # Errors
    /// [`AudioError::NotRewindable`] unless the input says otherwise.
    fn rewind(&mut self) -> Result<(), AudioError> {
        Err(AudioError::NotRewindable)
    }
}

impl<T: AudioInput + ?Sized> AudioInput for Box<T> {
    fn layout(&self) -> ChannelLayout {
        (**self).layout()
    }
    fn sample_rate(&self) -> u32 {
        (**self).sample_rate()
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        (**self).read(out, range)
    }
    fn skip(&mut self, frames: u64) -> Result<u64, AudioError> {
        (**self).skip(frames)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        (**self).rewind()
    }
}

/// Reads until `range` is full or the input is at its end; returns how many frames came.
///
/// # Errors
/// Those of the input.
pub fn read_full<I: AudioInput + ?Sized>(
    input: &mut I,
    out: &mut AudioBlock,
    range: Range<usize>,
) -> Result<usize, AudioError> {
    let mut at = range.start;
    while at < range.end {
        // An input that claims more than it was asked for must not push the cursor out of the block.
        match input.read(out, at..range.end)?.min(range.end - at) {
            0 => break,
            n => at += n,
        }
    }
    Ok(at - range.start)
}

/// Reads an input to its end into one block. For short sounds and tests: it holds everything in memory.
///
/// # Errors
/// Those of the input.
pub fn read_all<I: AudioInput + ?Sized>(input: &mut I) -> Result<AudioBlock, AudioError> {
    const STEP: usize = 4096;
    let mut out = AudioBlock::new(input.layout().channels(), STEP);
    let mut have = 0;
    loop {
        if out.frames() < have + STEP {
            out.set_frames((out.frames() * 2).max(have + STEP));
        }
        match read_full(input, &mut out, have..have + STEP)? {
            0 => break,
            n => have += n,
        }
    }
    out.set_frames(have);
    Ok(out)
}

/// Silence for a number of frames, or for ever.
#[derive(Clone, Debug)]
pub struct SilenceInput {
    layout: ChannelLayout,
    sample_rate: u32,
    frames: u64,
    position: u64,
}

impl SilenceInput {
    /// `frames` frames of silence; `u64::MAX` is endless for every practical purpose.
    pub fn new(layout: ChannelLayout, sample_rate: u32, frames: u64) -> Self {
        Self { layout, sample_rate, frames, position: 0 }
    }
}

impl AudioInput for SilenceInput {
    fn layout(&self) -> ChannelLayout {
        self.layout
    }
    fn sample_rate(&self) -> u32 {
        self.sample_rate
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        let n = (range.len() as u64).min(self.frames - self.position) as usize;
        for c in 0..out.channels() {
            out.channel_mut(c)[range.start..][..n].fill(0.0);
        }
        self.position += n as u64;
        Ok(n)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.position = 0;
        Ok(())
    }
}

/// A sine tone, the same in every channel, beginning at phase zero.
#[derive(Clone, Debug)]
pub struct SineInput {
    layout: ChannelLayout,
    sample_rate: u32,
    frequency: f64,
    amplitude: f64,
    frames: u64,
    position: u64,
}

impl SineInput {
    /// A tone of `frequency` hertz and `amplitude` (1 is full scale) for `frames` frames.
    pub fn new(layout: ChannelLayout, sample_rate: u32, frequency: f64, amplitude: f32, frames: u64) -> Self {
        Self { layout, sample_rate, frequency, amplitude: amplitude as f64, frames, position: 0 }
    }
}

impl AudioInput for SineInput {
    fn layout(&self) -> ChannelLayout {
        self.layout
    }
    fn sample_rate(&self) -> u32 {
        self.sample_rate
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        let n = (range.len() as u64).min(self.frames - self.position) as usize;
        for i in 0..n {
            let turns = (self.position + i as u64) as f64 * self.frequency / self.sample_rate as f64;
            let turn = turns - libm::floor(turns);
            let value = (self.amplitude * libm::sin(turn * core::f64::consts::TAU)) as f32;
            for c in 0..out.channels() {
                out.channel_mut(c)[range.start + i] = value;
            }
        }
        self.position += n as u64;
        Ok(n)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.position = 0;
        Ok(())
    }
}

/// Sound that is in memory already: a short effect, or what a browser's `decodeAudioData` gave.
#[derive(Clone, Debug)]
pub struct BufferInput {
    layout: ChannelLayout,
    sample_rate: u32,
    samples: AudioBlock,
    position: usize,
}

impl BufferInput {
    /// Plays `samples` once.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has not the channels of `layout`.
    pub fn new(layout: ChannelLayout, sample_rate: u32, samples: AudioBlock) -> Result<Self, AudioError> {
        if layout.channels() != samples.channels() {
            return Err(AudioError::ChannelMismatch { expected: layout.channels(), got: samples.channels() });
        }
        Ok(Self { layout, sample_rate, samples, position: 0 })
    }
}

impl AudioInput for BufferInput {
    fn layout(&self) -> ChannelLayout {
        self.layout
    }
    fn sample_rate(&self) -> u32 {
        self.sample_rate
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        let n = range.len().min(self.samples.frames() - self.position);
        out.copy_from(range.start, &self.samples, self.position, n);
        self.position += n;
        Ok(n)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.position = 0;
        Ok(())
    }
}
