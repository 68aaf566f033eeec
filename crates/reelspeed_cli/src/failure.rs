//! What can end a command early, and with which exit code.

use std::io;
use std::path::PathBuf;

use reelspeed::model::Issue;
use reelspeed::{EngineError, ErrorCode};
use serde::Serialize;

use crate::console;

/// Exit code of a job that failed.
pub(crate) const FAILED: u8 = 1;
/// Exit code of a wrong command line or document.
pub(crate) const USAGE: u8 = 2;
/// Exit code of a bug.
const BUG: u8 = 101;
/// What a shell reports for a process that a signal ended: this plus the signal's number.
const SIGNAL: u8 = 128;

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The engine refused or failed.
    Engine(EngineError),
    /// An argument that clap cannot judge is wrong.
    Argument(String),
    /// A file operation of the command itself failed.
    File { action: &'static str, path: PathBuf, source: io::Error },
    /// Standard output cannot be written.
    Stdout(io::Error),
    /// The reader of standard output went away.
    BrokenPipe,
    /// A signal asked the command to end.
    Signal(u8),
    /// A bug.
    Internal(String),
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        Self::Engine(error)
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "error")]
struct ErrorJson<'a> {
    code: &'static str,
    message: String,
    #[serde(skip_serializing_if = "<[Issue]>::is_empty")]
    issues: &'a [Issue],
}

impl Failure {
    /// Says what happened, also as a JSON line on standard output if `json`, and gives the exit code.
    pub(crate) fn report(&self, json: bool) -> u8 {
        if !matches!(self, Self::BrokenPipe) {
            for message in self.messages() {
                console::error(&message);
            }
            if json {
                self.print_json();
            }
        }
        self.exit_code()
    }

    /// Prints the failure as a JSON line. A reader that is gone cannot be told; the exit code still tells.
    pub(crate) fn print_json(&self) {
        let message = self.messages().join("\n");
        let _ = console::json_line(&ErrorJson { code: self.code().as_str(), message, issues: self.issues() });
    }

    fn exit_code(&self) -> u8 {
        match self {
            // Even where only its files are missing: the document names them.
            Self::Engine(EngineError::Document(_)) => USAGE,
            Self::Engine(e) => match e.code() {
                ErrorCode::InvalidDocument | ErrorCode::InvalidArgument | ErrorCode::MissingFont => USAGE,
                ErrorCode::Internal => BUG,
                _ => FAILED,
            },
            Self::Argument(_) => USAGE,
            Self::File { .. } | Self::Stdout(_) => FAILED,
            Self::BrokenPipe => SIGNAL + 13,
            Self::Signal(number) => SIGNAL + number,
            Self::Internal(_) => BUG,
        }
    }

    fn code(&self) -> ErrorCode {
        match self {
            Self::Engine(e) => e.code(),
            Self::Argument(_) => ErrorCode::InvalidArgument,
            Self::File { .. } | Self::Stdout(_) | Self::BrokenPipe => ErrorCode::Io,
            Self::Signal(_) => ErrorCode::Cancelled,
            Self::Internal(_) => ErrorCode::Internal,
        }
    }

    /// One line per fault.
    fn messages(&self) -> Vec<String> {
        match self {
            Self::Engine(e) => e.to_string().lines().filter(|l| !l.is_empty()).map(str::to_owned).collect(),
            Self::Argument(text) => vec![text.clone()],
            Self::File { action, path, source } => vec![format!("{action} {path:?}: {source}")],
            Self::Stdout(source) => vec![format!("cannot write to standard output: {source}")],
            Self::BrokenPipe => Vec::new(),
            Self::Signal(2) => vec!["interrupted".into()],
            Self::Signal(number) => vec![format!("ended by signal {number}")],
            Self::Internal(text) => vec![format!("{text}; this is a bug in reelspeed")],
        }
    }

    /// The faults of a document, where it is one that was refused.
    pub(crate) fn issues(&self) -> &[Issue] {
        match self {
            Self::Engine(EngineError::Document(errors)) => &errors.issues,
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_tell_the_caller_from_the_job() {
        assert_eq!(Failure::Engine(EngineError::Cancelled).exit_code(), FAILED);
        assert_eq!(Failure::Argument("x".into()).exit_code(), USAGE);
        assert_eq!(Failure::Signal(2).exit_code(), 130);
        assert_eq!(Failure::Signal(15).exit_code(), 143);
        assert_eq!(Failure::BrokenPipe.exit_code(), 141);
        assert_eq!(Failure::Internal("x".into()).exit_code(), 101);
    }
}
