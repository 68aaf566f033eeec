use std::fmt;

/// The stable name of a kind of failure. It reaches JavaScript as `error.code` and the command line's `--json` as `code`,
/// and never changes its spelling once released.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The composition document is not valid; the message carries one line per fault with its JSON path.
    InvalidDocument,
    /// An argument of a call is out of its range.
    InvalidArgument,
    /// A file cannot be opened, read or written.
    Io,
    /// A media file is broken, hostile, or of a kind that the engine refuses.
    UnsupportedMedia,
    /// A media file was believed when it was opened and broke while it was decoded.
    Decode,
    /// No encoder could be opened, or one failed in the middle and no other could go on.
    Encode,
    /// A job needs more memory than its limit allows.
    MemoryBudget,
    /// A font or a glyph is missing.
    MissingFont,
    /// The job was cancelled.
    Cancelled,
    /// The engine was closed before.
    Closed,
    /// A fault of the engine itself.
    Internal,
}

impl ErrorCode {
    /// The spelling that leaves the process, for example `"INVALID_DOCUMENT"`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidDocument => "INVALID_DOCUMENT",
            Self::InvalidArgument => "INVALID_ARGUMENT",
            Self::Io => "IO",
            Self::UnsupportedMedia => "UNSUPPORTED_MEDIA",
            Self::Decode => "DECODE",
            Self::Encode => "ENCODE",
            Self::MemoryBudget => "MEMORY_BUDGET",
            Self::MissingFont => "MISSING_FONT",
            Self::Cancelled => "CANCELLED",
            Self::Closed => "CLOSED",
            Self::Internal => "INTERNAL",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
