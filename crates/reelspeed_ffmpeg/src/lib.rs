//! Probe, demux, decode, encode and mux by FFmpeg.

mod error;
mod input;
mod limits;
mod probe;
mod sys;

pub use error::{EncoderFailure, MediaError};
pub use limits::{CancelToken, Limits};
pub use probe::{
    AudioStreamInfo, ColorTags, MediaInfo, MediaWarning, SubtitleStreamInfo, VideoStreamInfo, probe, probe_with_cancel,
};
