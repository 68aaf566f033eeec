//! Probe, demux, decode, encode and mux by FFmpeg.

mod audio;
mod decoder;
mod error;
mod input;
mod limits;
mod probe;
mod sys;
mod video;

pub use audio::{AudioBlock, AudioOptions, AudioSource, ChannelLayout, Speaker};
pub use error::{EncoderFailure, MediaError};
pub use limits::{CancelToken, Limits};
pub use probe::{
    AudioStreamInfo, ColorTags, MediaInfo, MediaWarning, SubtitleStreamInfo, VideoStreamInfo, probe, probe_with_cancel,
};
pub use video::{BeforeFirst, DecodedFrame, VideoOptions, VideoSource};
