//! The folder of an engine's intermediate files.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use crate::EngineError;

/// A folder that is made when it is first asked for. One that was made here is removed with what is in it; a caller's own stays.
#[derive(Debug)]
pub(super) struct TemporaryFolder {
    given: Option<PathBuf>,
    made: Mutex<Option<tempfile::TempDir>>,
}

impl TemporaryFolder {
    pub(super) fn new(given: Option<&str>) -> Self {
        Self { given: given.map(PathBuf::from), made: Mutex::new(None) }
    }

    /// The folder, which exists when this returns. Files of this engine lie in a folder of their own inside a given one.
    ///
    /// # Errors
    /// `IO` where it cannot be made.
    pub(super) fn path(&self) -> Result<PathBuf, EngineError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(folder) = &*made {
            return Ok(folder.path().to_owned());
        }
        let parent = self.given.clone().unwrap_or_else(std::env::temp_dir);
        let failed = |e| EngineError::io("cannot make a temporary folder in", &parent, e);
        std::fs::create_dir_all(&parent).map_err(failed)?;
        let folder = tempfile::Builder::new().prefix("reelspeed.").tempdir_in(&parent).map_err(failed)?;
        let path = folder.path().to_owned();
        *made = Some(folder);
        Ok(path)
    }

    /// Removes what was made.
    pub(super) fn remove(&self) {
        let folder = self.made.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(folder) = folder {
            let path = folder.path().to_owned();
            if let Err(e) = folder.close() {
                tracing::warn!("cannot remove {path:?}: {e}");
            }
        }
    }
}
