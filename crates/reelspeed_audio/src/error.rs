use std::error::Error;

use reelspeed_core::ErrorCode;

use crate::{MAX_CHANNELS, MAX_SAMPLE_RATE, MAX_SPEED, MIN_SAMPLE_RATE, MIN_SPEED};

/// What can go wrong in this crate. Nothing here panics on a bad number; it says which number and what was allowed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AudioError {
    /// A sample rate outside [`MIN_SAMPLE_RATE`]..=[`MAX_SAMPLE_RATE`] hertz.
    #[error("sample rate must be {MIN_SAMPLE_RATE} to {MAX_SAMPLE_RATE} Hz, was {rate}")]
    SampleRate {
        /// The rate that was given, in hertz.
        rate: u32,
    },
    /// A channel count of zero or above [`MAX_CHANNELS`].
    #[error("channel count must be 1 to {MAX_CHANNELS}, was {channels}")]
    Channels {
        /// The count that was given.
        channels: usize,
    },
    /// A mix can only go to mono or stereo.
    #[error("output must be mono or stereo, was {channels} channels")]
    OutputLayout {
        /// How many channels were asked for.
        channels: usize,
    },
    /// Two ends of a connection disagree about the number of channels.
    #[error("expected a block of {expected} channels, got {got}")]
    ChannelMismatch {
        /// What the receiver has.
        expected: usize,
        /// What the block has.
        got: usize,
    },
    /// A speed outside [`MIN_SPEED`]..=[`MAX_SPEED`].
    #[error("speed must be {MIN_SPEED} to {MAX_SPEED}, was {num}/{den}")]
    Speed {
        /// Numerator of the speed.
        num: i64,
        /// Denominator of the speed.
        den: i64,
    },
    /// A number of a [`ClipPlan`](crate::ClipPlan) or [`LimiterConfig`](crate::LimiterConfig) is out of its range.
    #[error("{field} must be {expected}, was {got}")]
    OutOfRange {
        /// Which number.
        field: &'static str,
        /// What is allowed, in words.
        expected: &'static str,
        /// What was given.
        got: f64,
    },
    /// A clip's plan is not valid.
    #[error("clip {clip}: {source}")]
    Clip {
        /// The clip's place in the list of plans.
        clip: usize,
        /// What is wrong with it.
        source: Box<AudioError>,
    },
    /// This input cannot start again from its beginning, so it cannot loop.
    #[error("this input cannot be rewound")]
    NotRewindable,
    /// An input of the host failed: a decoder's or a file's error, unchanged.
    #[error("{source}")]
    Input {
        /// The host's error.
        source: Box<dyn Error + Send + Sync>,
        /// What kind of failure it was, as the host saw it.
        code: ErrorCode,
    },
}

impl AudioError {
    /// Wraps an error of a host's input; `code` becomes [`AudioError::code`].
    pub fn input(source: impl Into<Box<dyn Error + Send + Sync>>, code: ErrorCode) -> Self {
        Self::Input { source: source.into(), code }
    }

    /// The stable name of this kind of failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Input { code, .. } => *code,
            Self::Clip { source, .. } => source.code(),
            Self::ChannelMismatch { .. } => ErrorCode::Internal,
            _ => ErrorCode::InvalidArgument,
        }
    }
}
