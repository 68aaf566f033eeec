//! Decoded sound of a file: planar 32-bit float at the file's own rate, placed exactly on the file's timeline.

mod clock;
mod conform;
mod layout;
mod samples;
mod source;
#[cfg(test)]
mod tests;

use reelspeed_core::Flicks;

use crate::limits::{CancelToken, Limits};

pub use source::AudioSource;

/// A run of samples.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioBlock {
    /// When the first sample is heard, from the presentation's start (the same t = 0 as the file's video).
    pub pts: Flicks,
    /// Samples per second.
    pub sample_rate: u32,
    /// One list per channel, all of one length; full scale is ±1.0, and beyond it in hot material.
    pub samples: Vec<Vec<f32>>,
}

impl AudioBlock {
    /// Samples per channel.
    pub fn frames(&self) -> usize {
        self.samples.first().map_or(0, Vec::len)
    }
}

/// How to open an [`AudioSource`].
#[derive(Clone, Debug, Default)]
pub struct AudioOptions {
    /// Which of the file's audio streams, counted among the audio streams from 0; `None` (the default) for the best.
    pub stream: Option<u32>,
    /// Stops every call. Default: a token that nobody sets.
    pub cancel: CancelToken,
    /// What the file may ask for.
    pub limits: Limits,
}
