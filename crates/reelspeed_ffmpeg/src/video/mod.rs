//! Decoded pictures in presentation order, at exact times.

mod buffer;
mod convert;
mod picture;
mod source;

use std::sync::Arc;

use reelspeed_core::{Flicks, Frame, FramePool};

use crate::limits::{CancelToken, Limits};

pub use source::VideoSource;

/// A decoded picture and when it is shown.
#[derive(Clone, Debug)]
pub struct DecodedFrame {
    /// The picture: planes as the decoder gave them, colour tags resolved. Not turned, not scaled: see
    /// [`VideoStreamInfo::orientation`](crate::VideoStreamInfo::orientation) and
    /// [`sample_aspect`](crate::VideoStreamInfo::sample_aspect).
    pub frame: Arc<Frame>,
    /// When it appears, from the presentation's start.
    pub pts: Flicks,
    /// How long the file says that it stays; what counts is the next frame's pts.
    pub duration: Flicks,
}

/// What [`VideoSource::frame_at`] gives for times before the first frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BeforeFirst {
    /// The first frame, held.
    #[default]
    Hold,
    /// Nothing.
    Nothing,
}

/// How to open a [`VideoSource`].
#[derive(Clone, Debug)]
pub struct VideoOptions {
    /// Which of the file's video streams, counted among the video streams from 0; `None` (the default) for the best.
    pub stream: Option<u32>,
    /// Decoder threads, 1 to 64. Default 1: every thread holds a few more frames.
    pub threads: u32,
    /// Where decoded pictures live. Default: a pool of its own without a limit.
    pub pool: FramePool,
    /// Stops every call. Default: a token that nobody sets.
    pub cancel: CancelToken,
    /// What the file may ask for.
    pub limits: Limits,
    /// What is shown before the first frame. Default: the first frame.
    pub before_first: BeforeFirst,
}

impl Default for VideoOptions {
    fn default() -> Self {
        Self {
            stream: None,
            threads: 1,
            pool: FramePool::unlimited(),
            cancel: CancelToken::new(),
            limits: Limits::default(),
            before_first: BeforeFirst::Hold,
        }
    }
}
