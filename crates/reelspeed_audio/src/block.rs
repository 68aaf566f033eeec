//! A stretch of planar samples.

/// A stretch of sound: one plane of `f32` samples per channel, nominally -1 to 1, all of the same length.
///
/// The memory is allocated once and only grows when [`set_frames`](Self::set_frames) asks for more than before.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioBlock {
    channels: usize,
    frames: usize,
    stride: usize,
    data: Vec<f32>,
}

impl AudioBlock {
    /// A silent block of `frames` frames (one sample per channel each). Zero channels become one.
    pub fn new(channels: usize, frames: usize) -> Self {
        let channels = channels.max(1);
        Self { channels, frames, stride: frames, data: vec![0.0; channels * frames] }
    }

    /// From interleaved samples. A last frame that is not complete is dropped; zero channels count as one.
    pub fn from_interleaved(channels: usize, samples: &[f32]) -> Self {
        let mut block = Self::new(channels, samples.len() / channels.max(1));
        for (n, frame) in samples.chunks_exact(block.channels).enumerate() {
            for (c, &s) in frame.iter().enumerate() {
                block.channel_mut(c)[n] = s;
            }
        }
        block
    }

    /// How many channels, at least 1.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// How many frames.
    pub fn frames(&self) -> usize {
        self.frames
    }

    /// Changes the number of frames. Samples that stay keep their values; what comes in addition is arbitrary old sound.
    pub fn set_frames(&mut self, frames: usize) {
        if frames > self.stride {
            let mut data = vec![0.0; self.channels * frames];
            for c in 0..self.channels {
                data[c * frames..][..self.frames].copy_from_slice(self.channel(c));
            }
            (self.data, self.stride) = (data, frames);
        }
        self.frames = frames;
    }

    /// The samples of one channel.
    ///
    /// # Panics
    /// When `channel` is not below [`channels`](Self::channels).
    pub fn channel(&self, channel: usize) -> &[f32] {
        assert!(channel < self.channels, "channel {channel} of {}", self.channels);
        &self.data[channel * self.stride..][..self.frames]
    }

    /// The samples of one channel, to be written.
    ///
    /// # Panics
    /// When `channel` is not below [`channels`](Self::channels).
    pub fn channel_mut(&mut self, channel: usize) -> &mut [f32] {
        assert!(channel < self.channels, "channel {channel} of {}", self.channels);
        &mut self.data[channel * self.stride..][..self.frames]
    }

    /// Makes everything silent.
    pub fn clear(&mut self) {
        self.data.fill(0.0);
    }

    /// Copies `len` frames of `source`, from frame `from`, to frame `to` of this block. Only the channels that both have.
    ///
    /// # Panics
    /// When either range lies outside its block.
    pub fn copy_from(&mut self, to: usize, source: &Self, from: usize, len: usize) {
        for c in 0..self.channels.min(source.channels) {
            self.channel_mut(c)[to..to + len].copy_from_slice(&source.channel(c)[from..from + len]);
        }
    }

    /// Moves the frames from `from` to the front and drops those before. The length shrinks by `from`.
    pub(crate) fn drop_front(&mut self, from: usize) {
        for c in 0..self.channels {
            let start = c * self.stride;
            self.data.copy_within(start + from..start + self.frames, start);
        }
        self.frames -= from;
    }

    /// Appends the samples in interleaved order to `out`.
    pub fn interleave_into(&self, out: &mut Vec<f32>) {
        out.reserve(self.channels * self.frames);
        for n in 0..self.frames {
            out.extend((0..self.channels).map(|c| self.data[c * self.stride + n]));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growing_keeps_samples_and_shrinking_keeps_memory() {
        let mut b = AudioBlock::from_interleaved(2, &[1.0, -1.0, 2.0, -2.0, 3.0]);
        assert_eq!((b.frames(), b.channel(0), b.channel(1)), (2, &[1.0, 2.0][..], &[-1.0, -2.0][..]));
        b.set_frames(4);
        assert_eq!((&b.channel(0)[..2], &b.channel(1)[..2]), (&[1.0, 2.0][..], &[-1.0, -2.0][..]));
        b.drop_front(1);
        assert_eq!((b.frames(), b.channel(0)[0], b.channel(1)[0]), (3, 2.0, -2.0));
        b.set_frames(1);
        let mut out = Vec::new();
        b.interleave_into(&mut out);
        assert_eq!(out, [2.0, -2.0]);
    }
}
