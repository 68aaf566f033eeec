//! Probe, demux, decode, encode and mux by FFmpeg; the only crate of ReelSpeed that knows it.
//!
//! Nothing of FFmpeg's leaves: no pointers, no linesizes, no ticks, no error strings. Times are [`Flicks`] from the
//! presentation's start, pictures are [`Frame`]s in the engine's pool, errors are [`MediaError`] with a stable code.
//!
//! ```no_run
//! use reelspeed_ffmpeg::{Limits, VideoOptions, VideoSource, probe};
//!
//! let info = probe("clip.mp4", &Limits::default())?;
//! println!("{} s, {} frames", info.duration.as_secs(), info.video[0].frames);
//! let mut source = VideoSource::open("clip.mp4", VideoOptions::default())?;
//! let shown = source.frame_at(reelspeed_core::Flicks::from_secs(1.5))?;
//! # Ok::<(), reelspeed_ffmpeg::MediaError>(())
//! ```
//!
//! # What it guarantees
//!
//! - **Input is untrusted.** Files are read through our own handle: FFmpeg never sees a name and cannot open another file.
//!   Demuxers and decoders are allow-lists; size, streams, duration, bytes and time are bounded by [`Limits`].
//! - **Time is exact.** `frame_at(t)` gives the last frame with pts ≤ t by every way to it: decoding on, seeking forward or
//!   back, in MP4, Matroska, MPEG-TS, AVI, FLV, GIF and the rest.
//! - **Frames are not copied.** Decoders draw into the pool's buffers; software encoders read the compositor's planes where
//!   they lie.
//! - FFmpeg prints nothing.
//!
//! # Limits
//!
//! Decoding is in software. AV1 pictures (libdav1d keeps its own memory) are not counted in the pool's ledger. Interlaced
//! video is given as it is. The bindings are `ffmpeg-sys-next`; FFmpeg 5.1 or newer is needed.
//!
//! [`Flicks`]: reelspeed_core::Flicks
//! [`Frame`]: reelspeed_core::Frame

#![allow(
    clippy::unnecessary_cast,
    reason = "the integer types of FFmpeg's constants and sizes differ between its releases and between targets"
)]

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

pub use audio::{AudioBlock, AudioOptions, AudioSource};
pub use capabilities::{Capabilities, EncoderCapability, capabilities, likely_encoder};
pub use encode::{
    AudioCodec, AudioEncoder, AudioEncoderConfig, EncodedStream, Hardware, OpenedEncoder, Packet, Pass, PassLog,
    RateControl, VideoCodec, VideoEncoder, VideoEncoderConfig, encoder_candidates, is_hardware_encoder,
    supports_two_passes,
};
pub use error::{EncoderFailure, MediaError};
pub use limits::{CancelToken, Limits};
pub use mux::{Container, Muxer, MuxerOptions, TrackId};
pub use probe::{
    AudioStreamInfo, ColorTags, MediaInfo, MediaWarning, SubtitleStreamInfo, VideoStreamInfo, probe, probe_with_cancel,
};
pub use video::{BeforeFirst, DecodedFrame, VideoOptions, VideoSource};
