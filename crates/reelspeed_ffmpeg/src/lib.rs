//! Probe, demux, decode, encode and mux by FFmpeg.

mod audio;
mod capabilities;
mod decoder;
mod encode;
mod error;
mod input;
mod limits;
mod mux;
mod probe;
mod sys;
mod video;

pub use audio::{AudioBlock, AudioOptions, AudioSource, ChannelLayout, Speaker};
pub use capabilities::{Capabilities, EncoderCapability, capabilities};
pub use encode::{
    AudioCodec, AudioEncoder, AudioEncoderConfig, EncodedStream, Hardware, OpenedEncoder, Packet, RateControl,
    VideoCodec, VideoEncoder, VideoEncoderConfig, encoder_candidates, is_hardware_encoder,
};
pub use error::{EncoderFailure, MediaError};
pub use limits::{CancelToken, Limits};
pub use mux::{Container, Muxer, MuxerOptions, TrackId};
pub use probe::{
    AudioStreamInfo, ColorTags, MediaInfo, MediaWarning, SubtitleStreamInfo, VideoStreamInfo, probe, probe_with_cancel,
};
pub use video::{BeforeFirst, DecodedFrame, VideoOptions, VideoSource};
