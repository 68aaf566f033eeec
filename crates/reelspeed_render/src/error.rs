use reelspeed_core::{ErrorCode, Flicks, FrameDesc, PoolError, Size};
use reelspeed_kernels::resize::ResizeError;
use reelspeed_timeline::ClipId;

/// A frame that cannot be composited.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenderError {
    /// The frame source has no picture that the display list names.
    #[error("no picture of clip {} at {:.6} s", .clip.0, .time.as_secs())]
    MissingPicture {
        /// Whose picture.
        clip: ClipId,
        /// The time in the clip's file.
        time: Flicks,
    },
    /// A decoded frame is of a kind that the compositor cannot read.
    #[error("clip {}: a decoded frame of {:?} cannot be read", .clip.0, .desc)]
    UnsupportedFrame {
        /// Whose frame.
        clip: ClipId,
        /// What it is.
        desc: FrameDesc,
    },
    /// The canvas is empty, of odd size, or larger than 16384 pixels on a side.
    #[error("a canvas of {}x{} pixels: both must be even, from 2 to 16384", .size.width, .size.height)]
    CanvasSize {
        /// The size asked for.
        size: Size,
    },
    /// Frame memory is exhausted.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A text or a shape cannot be drawn.
    #[error("cannot draw {what}: {message}")]
    Raster {
        /// The text's beginning or the shape's kind.
        what: String,
        /// The kind of failure.
        code: ErrorCode,
        /// What is wrong with it.
        message: String,
    },
    /// A picture cannot be scaled to its place.
    #[error("clip {}: {source}", .clip.0)]
    Resize {
        /// Whose picture.
        clip: ClipId,
        /// What is wrong.
        source: ResizeError,
    },
}

impl RenderError {
    /// The stable name of the kind of failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::MissingPicture { .. } => ErrorCode::Internal,
            Self::UnsupportedFrame { .. } => ErrorCode::UnsupportedMedia,
            Self::CanvasSize { .. } => ErrorCode::InvalidArgument,
            Self::Pool(_) => ErrorCode::MemoryBudget,
            Self::Raster { code, .. } => *code,
            Self::Resize { .. } => ErrorCode::InvalidArgument,
        }
    }
}

/// A still or animated image that cannot be decoded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// The bytes are none of PNG, JPEG, WebP and GIF.
    #[error("not an image that the engine reads (PNG, JPEG, WebP, GIF)")]
    UnknownFormat,
    /// The file is broken or uses what its decoder lacks.
    #[error("{format} image: {message}")]
    Broken {
        /// The format that the file claims to be.
        format: &'static str,
        /// What the decoder says.
        message: String,
    },
    /// The picture has more pixels than allowed.
    #[error("an image of {width}x{height} pixels; at most {max_side} on a side and {max_pixels} together are read")]
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
        /// The longest side read.
        max_side: u32,
        /// The most pixels read.
        max_pixels: u64,
    },
    /// The decoder wants more memory than allowed.
    #[error("the image needs more than {limit} bytes to decode")]
    TooMuchMemory {
        /// The most bytes that it may take.
        limit: u64,
    },
    /// The animation has more frames than allowed.
    #[error("an animation of more than {limit} frames")]
    TooManyFrames {
        /// The most frames read.
        limit: usize,
    },
    /// The animation has more pixels than allowed.
    #[error("an animation of more than {max_total_pixels} pixels in all")]
    AnimationTooLarge {
        /// The most pixels of all frames together.
        max_total_pixels: u64,
    },
    /// Frame memory is exhausted.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl ImageError {
    /// The stable name of the kind of failure.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Pool(_) => ErrorCode::MemoryBudget,
            _ => ErrorCode::UnsupportedMedia,
        }
    }
}
