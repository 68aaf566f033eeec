use std::path::{Path, PathBuf};
use std::time::Duration;

use reelspeed_core::{ErrorCode, Flicks, PoolError};

/// Why an encoder of a list of candidates did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncoderFailure {
    /// The encoder, for example `"h264_nvenc"`.
    pub encoder: String,
    /// What went wrong, in words.
    pub reason: String,
}

impl std::fmt::Display for EncoderFailure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.encoder, self.reason)
    }
}

/// A failure of probing, decoding, encoding or muxing. Messages name the file as `{:?}` prints it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The file cannot be opened, read or written.
    #[error("{path:?}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The path names a folder, a device or a pipe.
    #[error("{path:?} is not a regular file")]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("{path:?} is empty")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The content is of no media format known here.
    #[error("{path:?} is not a media file")]
    NotMedia {
        /// The file.
        path: PathBuf,
    },
    /// The content is of a format that is not allowed: playlists, scripts, subtitles, raw dumps.
    #[error("{path:?}: files of the format {format:?} are refused")]
    RefusedFormat {
        /// The file.
        path: PathBuf,
        /// The format's short name.
        format: String,
    },
    /// The stream's codec is not allowed or has no decoder here.
    #[error("{path:?}: no decoder for {codec:?}")]
    RefusedCodec {
        /// The file.
        path: PathBuf,
        /// The codec's short name.
        codec: String,
    },
    /// The container is damaged beyond reading.
    #[error("{path:?} cannot be read: {reason}")]
    Broken {
        /// The file.
        path: PathBuf,
        /// What is wrong, in words.
        reason: String,
    },
    /// A picture is larger than the limits.
    #[error(
        "{path:?}: a picture of {width}x{height} is more than the limit of {max_side} a side and {max_pixels} in all"
    )]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Width in pixels.
        width: u64,
        /// Height in pixels.
        height: u64,
        /// The longest side allowed, in pixels.
        max_side: u32,
        /// The most pixels allowed.
        max_pixels: u64,
    },
    /// More streams than the limit.
    #[error("{path:?} has {streams} streams, the limit is {max}")]
    TooManyStreams {
        /// The file.
        path: PathBuf,
        /// How many there are.
        streams: u32,
        /// The most allowed.
        max: u32,
    },
    /// The content lasts longer than the limit.
    #[error("{path:?} lasts {:.1} s, the limit is {:.0} s", duration.as_secs(), max.as_secs())]
    TooLong {
        /// The file.
        path: PathBuf,
        /// How long it lasts.
        duration: Flicks,
        /// The longest allowed.
        max: Flicks,
    },
    /// There is neither picture nor sound in the file.
    #[error("{path:?} has neither video nor audio")]
    NoStreams {
        /// The file.
        path: PathBuf,
    },
    /// There is no (such) video stream in the file.
    #[error("{path:?} has no video stream{}", index.map(|i| format!(" number {i}")).unwrap_or_default())]
    NoVideoStream {
        /// The file.
        path: PathBuf,
        /// The number asked for among the video streams, from 0; `None` for the best.
        index: Option<u32>,
    },
    /// There is no (such) audio stream in the file.
    #[error("{path:?} has no audio stream{}", index.map(|i| format!(" number {i}")).unwrap_or_default())]
    NoAudioStream {
        /// The file.
        path: PathBuf,
        /// The number asked for among the audio streams, from 0; `None` for the best.
        index: Option<u32>,
    },
    /// The header promises content that the file does not hold.
    #[error("{path:?} is cut short: the header promises content that is not there")]
    Truncated {
        /// The file.
        path: PathBuf,
    },
    /// Nothing, or nothing more, could be decoded.
    #[error("{path:?} cannot be decoded{}: {reason}", at.map(|t| format!(" at {:.3} s", t.as_secs())).unwrap_or_default())]
    DecodeFailed {
        /// The file.
        path: PathBuf,
        /// When, on the file's timeline; `None` where nothing at all was decoded.
        at: Option<Flicks>,
        /// What went wrong, in words.
        reason: String,
    },
    /// Opening or probing took longer than the limit.
    #[error("{path:?}: gave up after {:.1} s", limit.as_secs_f64())]
    Timeout {
        /// The file.
        path: PathBuf,
        /// The limit.
        limit: Duration,
    },
    /// The cancel token was set.
    #[error("cancelled")]
    Cancelled,
    /// The frame pool cannot lend the memory.
    #[error(transparent)]
    Memory(#[from] PoolError),
    /// None of the encoders opened.
    #[error("no encoder for {codec}: {}", list(tried))]
    EncoderUnavailable {
        /// What was asked for, for example `"h264"`.
        codec: String,
        /// Every encoder tried, in order, and why it did not open.
        tried: Vec<EncoderFailure>,
    },
    /// An open encoder failed.
    #[error("{encoder} failed: {reason}")]
    EncodeFailed {
        /// The encoder.
        encoder: String,
        /// What went wrong, in words.
        reason: String,
    },
    /// A setting that cannot work.
    #[error("{setting}: {reason}")]
    InvalidConfig {
        /// The setting's name.
        setting: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The output file cannot be written.
    #[error("{path:?} cannot be written: {reason}")]
    MuxFailed {
        /// The file.
        path: PathBuf,
        /// What went wrong, in words.
        reason: String,
    },
}

fn list(tried: &[EncoderFailure]) -> String {
    if tried.is_empty() {
        return "none is known".to_owned();
    }
    tried.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl MediaError {
    /// The stable code of this kind of failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Io { .. } | Self::NotAFile { .. } | Self::MuxFailed { .. } => ErrorCode::Io,
            Self::DecodeFailed { .. } => ErrorCode::Decode,
            Self::Cancelled => ErrorCode::Cancelled,
            Self::Memory(_) => ErrorCode::MemoryBudget,
            Self::EncoderUnavailable { .. } | Self::EncodeFailed { .. } => ErrorCode::Encode,
            Self::InvalidConfig { .. } => ErrorCode::InvalidArgument,
            _ => ErrorCode::UnsupportedMedia,
        }
    }

    /// The file that it is about, where it is about one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Io { path, .. }
            | Self::NotAFile { path }
            | Self::Empty { path }
            | Self::NotMedia { path }
            | Self::RefusedFormat { path, .. }
            | Self::RefusedCodec { path, .. }
            | Self::Broken { path, .. }
            | Self::TooLarge { path, .. }
            | Self::TooManyStreams { path, .. }
            | Self::TooLong { path, .. }
            | Self::NoStreams { path }
            | Self::NoVideoStream { path, .. }
            | Self::NoAudioStream { path, .. }
            | Self::Truncated { path }
            | Self::DecodeFailed { path, .. }
            | Self::Timeout { path, .. }
            | Self::MuxFailed { path, .. } => Some(path),
            Self::Cancelled
            | Self::Memory(_)
            | Self::EncoderUnavailable { .. }
            | Self::EncodeFailed { .. }
            | Self::InvalidConfig { .. } => None,
        }
    }

    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source }
    }
}
