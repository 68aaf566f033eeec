//! Where text goes. Results go to standard output, where a reader that went away is a quiet end; messages go to standard error,
//! whose failures nobody can be told.

use std::io::{self, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Writes `text` as it is to standard output.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    write(text.as_bytes())
}

/// Writes `text` and a line's end to standard output.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    write(format!("{text}\n").as_bytes())
}

/// Writes `value` as JSON in one line to standard output.
pub(crate) fn json_line(value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_vec(value).map_err(|e| Failure::Internal(e.to_string()))?;
    text.push(b'\n');
    write(&text)
}

/// Writes `value` as indented JSON to standard output.
pub(crate) fn json_pretty(value: &impl Serialize) -> Result<(), Failure> {
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| Failure::Internal(e.to_string()))?;
    text.push(b'\n');
    write(&text)
}

/// Writes bytes to standard output.
pub(crate) fn write(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| match e.kind() {
        io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
        _ => Failure::Stdout(e),
    })
}

/// Says an error, one line per line of `text`.
pub(crate) fn error(text: &str) {
    say("error: ", text);
}

/// Says a warning, one line per line of `text`.
pub(crate) fn warning(text: &str) {
    say("warning: ", text);
}

fn say(kind: &str, text: &str) {
    let mut err = io::stderr().lock();
    // The first line carries the kind; those after it belong to it, as usage after a wrong argument does.
    let _ = writeln!(err, "reelspeed: {kind}{text}");
}
