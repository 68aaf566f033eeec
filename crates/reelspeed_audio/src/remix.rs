//! From any layout to mono or stereo.

use std::ops::Range;

use crate::{AudioBlock, AudioError, AudioInput, ChannelLayout, Speaker};

/// What keeps a mix of many channels into few from clipping.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Downmix {
    /// Rows whose factors add up to more than 1 are scaled so that the loudest row adds up to exactly 1: full scale in
    /// every channel at once gives full scale, never more. 5.1 becomes 7.7 dB quieter than its front pair.
    #[default]
    Normalized,
    /// The factors of ITU-R BS.775 as they are: the front pair keeps its level and loud surround sound may exceed full
    /// scale, to be caught by the limiter.
    Unity,
}

/// The factors with which input channels enter output channels.
///
/// ITU-R BS.775-3: front left and right 1; centre, sides and backs 1/√2; a single back centre 1/2 to each side; the
/// low-frequency channel is left out. To mono: left and right 1/√2, centre 1, surrounds 1/2. A lone centre (mono) goes to both
/// sides at full level (0 dB), and stereo to mono is the mean. Channels of unknown purpose go left and right in turn.
#[derive(Clone, Debug, PartialEq)]
pub struct RemixMatrix {
    from: ChannelLayout,
    to: ChannelLayout,
    rows: Vec<Vec<f32>>,
    identity: bool,
}

const HALF_POWER: f64 = core::f64::consts::FRAC_1_SQRT_2;

impl RemixMatrix {
    /// The matrix from `from` to `to`, which must be mono or stereo.
    ///
    /// # Errors
    /// [`AudioError::OutputLayout`] for any other output.
    pub fn new(from: ChannelLayout, to: ChannelLayout, downmix: Downmix) -> Result<Self, AudioError> {
        if to != ChannelLayout::MONO && to != ChannelLayout::STEREO {
            return Err(AudioError::OutputLayout { channels: to.channels() });
        }
        let identity = from == to;
        let mut rows: Vec<Vec<f64>> = if identity {
            (0..to.channels()).map(|o| (0..from.channels()).map(|i| if i == o { 1.0 } else { 0.0 }).collect()).collect()
        } else {
            let (left, right): (Vec<f64>, Vec<f64>) = stereo_factors(from).into_iter().unzip();
            if to == ChannelLayout::STEREO {
                vec![left, right]
            } else {
                // Left and right enter mono at half power each, so a centre that is in both comes out at 1.
                vec![left.iter().zip(&right).map(|(l, r)| (l + r) * HALF_POWER).collect()]
            }
        };
        let loudest = rows.iter().map(|r| r.iter().sum::<f64>()).fold(0.0, f64::max);
        if loudest > 1.0 && (downmix == Downmix::Normalized || from == ChannelLayout::STEREO || is_center_only(from)) {
            rows.iter_mut().flatten().for_each(|f| *f /= loudest);
        }
        let rows = rows.into_iter().map(|r| r.into_iter().map(|f| f as f32).collect()).collect();
        Ok(Self { from, to, rows, identity })
    }

    /// The factor with which channel `input` enters channel `output`; zero where there is no such channel.
    pub fn factor(&self, output: usize, input: usize) -> f32 {
        self.rows.get(output).and_then(|r| r.get(input)).copied().unwrap_or(0.0)
    }

    /// Whether the output is the input unchanged.
    pub fn is_identity(&self) -> bool {
        self.identity
    }

    /// Mixes frames `from..from + len` of `input` into frames `to..to + len` of `output`.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when a block has other channels than the matrix.
    ///
    /// # Panics
    /// When a range lies outside its block.
    pub fn apply(
        &self,
        input: &AudioBlock,
        from: usize,
        output: &mut AudioBlock,
        to: usize,
        len: usize,
    ) -> Result<(), AudioError> {
        for (layout, block) in [(self.from, input), (self.to, &*output)] {
            if layout.channels() != block.channels() {
                return Err(AudioError::ChannelMismatch { expected: layout.channels(), got: block.channels() });
            }
        }
        for (o, row) in self.rows.iter().enumerate() {
            let out = &mut output.channel_mut(o)[to..to + len];
            let mut first = true;
            for (i, &factor) in row.iter().enumerate().filter(|(_, f)| **f != 0.0) {
                let samples = &input.channel(i)[from..from + len];
                if first {
                    out.iter_mut().zip(samples).for_each(|(o, s)| *o = s * factor);
                } else {
                    out.iter_mut().zip(samples).for_each(|(o, s)| *o += s * factor);
                }
                first = false;
            }
            if first {
                out.fill(0.0);
            }
        }
        Ok(())
    }
}

fn is_center_only(layout: ChannelLayout) -> bool {
    layout.speakers().all(|s| matches!(s, Speaker::FrontCenter | Speaker::LowFrequency))
        && layout.speakers().any(|s| s == Speaker::FrontCenter)
}

/// How much of each channel goes left and right, before any scaling.
fn stereo_factors(layout: ChannelLayout) -> Vec<(f64, f64)> {
    if layout.mask() == 0 {
        return (0..layout.channels()).map(|i| if i % 2 == 0 { (1.0, 0.0) } else { (0.0, 1.0) }).collect();
    }
    let center = if is_center_only(layout) { 1.0 } else { HALF_POWER };
    layout
        .speakers()
        .map(|speaker| match speaker {
            Speaker::FrontLeft | Speaker::FrontLeftOfCenter | Speaker::StereoLeft => (1.0, 0.0),
            Speaker::FrontRight | Speaker::FrontRightOfCenter | Speaker::StereoRight => (0.0, 1.0),
            Speaker::FrontCenter => (center, center),
            Speaker::LowFrequency => (0.0, 0.0),
            Speaker::BackLeft | Speaker::SideLeft | Speaker::TopFrontLeft | Speaker::TopBackLeft => (HALF_POWER, 0.0),
            Speaker::BackRight | Speaker::SideRight | Speaker::TopFrontRight | Speaker::TopBackRight => {
                (0.0, HALF_POWER)
            }
            Speaker::BackCenter | Speaker::TopCenter | Speaker::TopFrontCenter | Speaker::TopBackCenter => (0.5, 0.5),
        })
        .collect()
}

/// An input seen through a [`RemixMatrix`].
#[derive(Debug)]
pub struct RemixedInput<I> {
    inner: I,
    matrix: RemixMatrix,
    scratch: AudioBlock,
}

impl<I: AudioInput> RemixedInput<I> {
    /// `inner` in layout `to`, which must be mono or stereo.
    ///
    /// # Errors
    /// [`AudioError::OutputLayout`] for any other output.
    pub fn new(inner: I, to: ChannelLayout, downmix: Downmix) -> Result<Self, AudioError> {
        let matrix = RemixMatrix::new(inner.layout(), to, downmix)?;
        let scratch = AudioBlock::new(inner.layout().channels(), 0);
        Ok(Self { inner, matrix, scratch })
    }
}

impl<I: AudioInput> AudioInput for RemixedInput<I> {
    fn layout(&self) -> ChannelLayout {
        self.matrix.to
    }
    fn sample_rate(&self) -> u32 {
        self.inner.sample_rate()
    }
    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        if self.matrix.is_identity() {
            return self.inner.read(out, range);
        }
        // The scratch stays small however much is asked for at once.
        let want = range.len().min(4096);
        self.scratch.set_frames(want);
        let n = self.inner.read(&mut self.scratch, 0..want)?.min(want);
        self.matrix.apply(&self.scratch, 0, out, range.start, n)?;
        Ok(n)
    }
    fn skip(&mut self, frames: u64) -> Result<u64, AudioError> {
        self.inner.skip(frames)
    }
    fn rewind(&mut self) -> Result<(), AudioError> {
        self.inner.rewind()
    }
}

#[cfg(test)]
mod tests;
