use reelspeed_core::ErrorCode;
use thiserror::Error;

/// Why a story could not be laid out.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
pub enum StoryError {
    /// A text could not be measured.
    #[error("{path}: cannot be laid out: {reason}")]
    Text {
        /// The field that it stands in, such as `messages[0].text`.
        path: String,
        /// What stood in the way.
        reason: String,
    },
    /// The story is longer than one composition can be.
    #[error("messages: must be a story of at most {max} {what}, was {actual}; tell it in parts")]
    TooLong {
        /// What there is too much of.
        what: &'static str,
        /// How much there is.
        actual: usize,
        /// The most that a composition has.
        max: usize,
    },
}

impl StoryError {
    /// The code under which it leaves the process.
    pub fn code(&self) -> ErrorCode {
        match self {
            Self::Text { .. } | Self::TooLong { .. } => ErrorCode::InvalidDocument,
        }
    }
}
