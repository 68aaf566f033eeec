use reelspeed_core::ErrorCode;
use reelspeed_model::report::CaptionFault;
use thiserror::Error;

/// Why captions cannot be read.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum CaptionError {
    /// The file is larger than captions ever are.
    #[error("captions must have at most {max_bytes} bytes, had {bytes}")]
    TooLarge {
        /// Bytes of the file.
        bytes: usize,
        /// The most that are read.
        max_bytes: usize,
    },
    /// The bytes are no text in an encoding that is read.
    #[error("captions must be UTF-8, or UTF-16 with a byte order mark; at byte {offset} stands {actual}")]
    Encoding {
        /// Where the first wrong byte is, counted from 0.
        offset: usize,
        /// What is there.
        actual: String,
    },
    /// The text is of no format that is known.
    #[error("captions must be SRT, WebVTT, ASS or JSON of a transcript, began with {found}")]
    UnknownFormat {
        /// The beginning of the text, in quotes.
        found: String,
    },
    /// A fault where none is allowed.
    #[error("{0}")]
    Malformed(CaptionFault),
}

impl CaptionError {
    /// The code under which the error leaves the process.
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::InvalidDocument
    }
}
