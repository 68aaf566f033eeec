use std::path::PathBuf;

use reelspeed_core::ErrorCode;
use reelspeed_model::DocumentErrors;
use reelspeed_timeline::TimelineError;

/// Why a job, or a question about a file, failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The document, a file it names, or a font it needs is not right; every fault is listed.
    #[error("{0}")]
    Document(DocumentErrors),
    /// The caller asked for something that cannot be.
    #[error("{argument}: expected {expected}, was {actual}")]
    Argument {
        /// Name of the argument.
        argument: &'static str,
        /// What it may be.
        expected: String,
        /// What it was.
        actual: String,
    },
    /// A video cannot be made as small as was asked for.
    #[error("targetSizeMb: expected at least {smallest_mb} for {input:?}, was {target_mb}")]
    TargetTooSmall {
        /// The video.
        input: PathBuf,
        /// The smallest size that can be reached, in megabytes of 1,000,000 bytes; rounded up.
        smallest_mb: f64,
        /// The size that was asked for.
        target_mb: f64,
    },
    /// A media file failed.
    #[error(transparent)]
    Media(#[from] reelspeed_ffmpeg::MediaError),
    /// An image failed while it was drawn.
    #[error(transparent)]
    Render(#[from] reelspeed_render::RenderError),
    /// Sound could not be mixed.
    #[error(transparent)]
    Audio(#[from] reelspeed_audio::AudioError),
    /// Frame memory ran out.
    #[error(transparent)]
    Memory(#[from] reelspeed_core::PoolError),
    /// The job would need more memory than it may have, whatever its settings.
    #[error("memory: the job needs at least {} MB, the limit is {} MB", megabytes_up(*predicted), limit >> 20)]
    MemoryBudget {
        /// Bytes that the job is predicted to add to its process with the settings that need least; where an engine refuses it,
        /// together with what the process needs itself.
        predicted: u64,
        /// Bytes that it may add; where an engine refuses it, the limit of the process.
        limit: u64,
    },
    /// An image broke when it was decoded again.
    #[error(transparent)]
    Image(#[from] reelspeed_render::ImageError),
    /// A video holds no picture that can be decoded.
    #[error("{path:?}: no picture can be decoded")]
    NoPicture {
        /// The file.
        path: PathBuf,
    },
    /// A file operation failed.
    #[error("{action} {path:?}: {source}")]
    Io {
        /// What was done.
        action: &'static str,
        /// To which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The engine was closed and takes in no more jobs.
    #[error("the engine is closed")]
    Closed,
    /// The job was cancelled.
    #[error("cancelled")]
    Cancelled,
    /// A thread of the engine panicked; this is a fault of the engine.
    #[error("internal error in the {thread} thread: {message}")]
    Internal {
        /// Which thread.
        thread: &'static str,
        /// What it said.
        message: String,
    },
}

impl EngineError {
    /// The stable name of this kind of failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Document(errors) => errors.code(),
            Self::Argument { .. } | Self::TargetTooSmall { .. } => ErrorCode::InvalidArgument,
            Self::Media(e) => e.code(),
            Self::Image(e) => e.code(),
            Self::NoPicture { .. } => ErrorCode::Decode,
            Self::Render(e) => e.code(),
            Self::Audio(e) => e.code(),
            Self::Internal { .. } => ErrorCode::Internal,
            Self::Memory(_) | Self::MemoryBudget { .. } => ErrorCode::MemoryBudget,
            Self::Closed => ErrorCode::Closed,
            Self::Io { .. } => ErrorCode::Io,
            Self::Cancelled => ErrorCode::Cancelled,
        }
    }

    /// A failed file operation.
    pub(crate) fn io(action: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        Self::Io { action, path: path.into(), source }
    }
}

/// Rounded up, so that what does not fit never reads as if it did.
const fn megabytes_up(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

impl From<DocumentErrors> for EngineError {
    fn from(errors: DocumentErrors) -> Self {
        Self::Document(errors)
    }
}

impl From<TimelineError> for EngineError {
    /// What the media cannot give is a fault of the document, with a path like all others.
    fn from(error: TimelineError) -> Self {
        Self::Document(error.into())
    }
}
