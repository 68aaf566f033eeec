//! The document, from a file or from standard input.

use std::io::Read;
use std::path::Path;

use reelspeed::Project;

use crate::failure::Failure;

/// The largest document that standard input may carry.
const MAX_BYTES: u64 = 64 << 20;

/// Opens and checks the document at `path`; `-` is standard input, whose relative paths are against the current folder.
pub(crate) fn open(path: &Path) -> Result<Project, Failure> {
    if path.as_os_str() != "-" {
        return Ok(Project::open(path)?);
    }
    let failed = |source| Failure::File { action: "cannot read", path: "standard input".into(), source };
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::Argument(format!("standard input: a document has at most {} MiB", MAX_BYTES >> 20)));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        Failure::Argument(format!("standard input: not UTF-8 at byte {}", e.utf8_error().valid_up_to()))
    })?;
    Ok(Project::from_json(&text, Path::new("."))?)
}
