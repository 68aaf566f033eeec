//! The document, from a file or from standard input.

use std::fs;
use std::io::Read;
use std::path::Path;

use reelspeed::Project;
use reelspeed::model::request::{ReelSpeedVideoConfig, Request};

use crate::args::SourceArgs;
use crate::failure::Failure;

/// The largest document that is read.
const MAX_BYTES: u64 = 64 << 20;

impl SourceArgs {
    /// Opens and checks the document or the story.
    pub(crate) fn open(&self) -> Result<Project, Failure> {
        match (&self.document, &self.reelspeed) {
            (Some(document), _) => open(document),
            (None, Some(config)) => Ok(Project::story(&story(config)?, folder(config))?),
            (None, None) => Err(Failure::Argument("a document or --reelspeed is wanted".into())),
        }
    }

    /// The file that is read.
    pub(crate) fn path(&self) -> &Path {
        self.document.as_deref().or(self.reelspeed.as_deref()).unwrap_or(Path::new("-"))
    }
}

/// Opens and checks the document at `path`; `-` is standard input, whose relative paths are against the current folder.
pub(crate) fn open(path: &Path) -> Result<Project, Failure> {
    if path.as_os_str() != "-" {
        return Ok(Project::open(path)?);
    }
    Ok(Project::from_json(&text(path)?, Path::new("."))?)
}

/// Reads and checks a story's configuration.
pub(crate) fn story(path: &Path) -> Result<ReelSpeedVideoConfig, Failure> {
    ReelSpeedVideoConfig::from_json(&text(path)?).map_err(|errors| Failure::Engine(errors.into()))
}

/// Where relative paths of a file count from.
pub(crate) fn folder(path: &Path) -> &Path {
    path.parent().filter(|p| path.as_os_str() != "-" && !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file's text, or standard input's.
fn text(path: &Path) -> Result<String, Failure> {
    let (name, mut bytes) = (if path.as_os_str() == "-" { Path::new("standard input") } else { path }, Vec::new());
    let failed = |source| Failure::File { action: "cannot read", path: name.into(), source };
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        fs::File::open(path).map_err(failed)?.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    }
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::Argument(format!("{}: a document has at most {} MiB", name.display(), MAX_BYTES >> 20)));
    }
    String::from_utf8(bytes).map_err(|e| {
        Failure::Argument(format!("{}: not UTF-8 at byte {}", name.display(), e.utf8_error().valid_up_to()))
    })
}
