use std::fmt;

use reelspeed_core::ErrorCode;
use reelspeed_model::{DocumentErrors, Issue, IssueCode};

/// Why a composition cannot be put on a timeline: everything that was found, in the order of the document.
#[derive(Clone, Debug, PartialEq)]
pub struct TimelineError {
    /// At least one.
    pub faults: Vec<TimelineFault>,
}

impl TimelineError {
    /// The code that leaves the process: the document asks for something that its media cannot give.
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::InvalidDocument
    }
}

impl fmt::Display for TimelineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TimelineError {}

impl From<TimelineError> for DocumentErrors {
    /// The faults as issues, each with its path.
    fn from(error: TimelineError) -> Self {
        Self::new(error.faults.iter().map(|fault| {
            let text = fault.to_string();
            let (path, message) = text.split_once(": ").unwrap_or((fault.path(), &text));
            Issue::with_message(path, IssueCode::Conflict, message)
        }))
    }
}

/// One thing that a composition asks for and cannot have. Paths are JSON paths such as `layers[3].clips[0]`.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TimelineFault {
    /// The frame rate is not greater than zero.
    #[error("frameRate: must be greater than 0, was {num}/{den}")]
    FrameRate {
        /// Numerator of what was given.
        num: i64,
        /// Denominator of what was given.
        den: i64,
    },
    /// The composition does not say how long it is, and nothing in it ends by itself.
    #[error("duration: needed, because no layer and no audio track has an end")]
    NoDuration,
    /// The host knows nothing of a file.
    #[error("{path}.src: no such media file: {src:?}")]
    UnknownMedia {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
    },
    /// A layer that shows pictures names a file without any.
    #[error("{path}.src: must be a file with a picture, but {src:?} has none")]
    NoPicture {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
    },
    /// An image layer names a video.
    #[error("{path}.src: must be an image, but {src:?} is a video; use a layer of type \"video\"")]
    NotAnImage {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
    },
    /// An audio track names a file without sound.
    #[error("{path}.src: must be a file with sound, but {src:?} has none")]
    NoSound {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
    },
    /// Nothing is left of a file between the ends of its trim.
    #[error("{path}.trim: must leave something of {src:?}, but goes from {start_secs} s to {end_secs} s")]
    EmptyTrim {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
        /// Where the trim begins, in seconds.
        start_secs: f64,
        /// Where it ends, or the file does, in seconds.
        end_secs: f64,
    },
    /// The length of a file is needed and unknown.
    #[error("{path}: the length of {src:?} is unknown, and without it there is no default duration and no loop")]
    UnknownLength {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
    },
    /// A still image in a sequence does not say how long it stays.
    #[error("{path}.duration: needed, because {src:?} is a still image")]
    StillWithoutDuration {
        /// Where.
        path: String,
        /// The file as the document names it.
        src: String,
    },
    /// A transition is longer than one of the clips that it joins.
    #[error(
        "{path}.transition.duration: must be at most {limit_secs} s, the shorter of the two clips, was {duration_secs} s"
    )]
    TransitionTooLong {
        /// The clip that comes.
        path: String,
        /// What was given, in seconds.
        duration_secs: f64,
        /// The length of the shorter clip, in seconds.
        limit_secs: f64,
    },
    /// The transitions into and out of a clip overlap.
    #[error(
        "{path}: must be at least {needed_secs} s long for the transitions on both sides of it, was {length_secs} s"
    )]
    TransitionsOverlap {
        /// The clip between the transitions.
        path: String,
        /// The sum of both transitions, in seconds.
        needed_secs: f64,
        /// The clip's length, in seconds.
        length_secs: f64,
    },
    /// The speeds of nested groups and their clip multiply to something that no player can do.
    #[error("{path}.speed: must be 0.01 to 100 together with the groups around it, was {speed}")]
    Speed {
        /// Where.
        path: String,
        /// The product.
        speed: f64,
    },
}

impl TimelineFault {
    /// The JSON path of the layer, clip, track or field that is at fault.
    pub fn path(&self) -> &str {
        match self {
            Self::FrameRate { .. } => "frameRate",
            Self::NoDuration => "duration",
            Self::UnknownMedia { path, .. }
            | Self::NoPicture { path, .. }
            | Self::NotAnImage { path, .. }
            | Self::NoSound { path, .. }
            | Self::EmptyTrim { path, .. }
            | Self::UnknownLength { path, .. }
            | Self::StillWithoutDuration { path, .. }
            | Self::TransitionTooLong { path, .. }
            | Self::TransitionsOverlap { path, .. }
            | Self::Speed { path, .. } => path,
        }
    }
}
