use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::EngineError;

/// The temporary files and folders of this process.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes every output that this process has begun and not finished, for a process that must end at once. No output can be
/// begun any more: whoever tries waits for ever.
pub fn remove_unfinished_outputs() {
    let mut paths = unfinished();
    for path in paths.drain(..) {
        // It may have got its name meanwhile, or be gone.
        let _ = fs::remove_file(&path).or_else(|_| fs::remove_dir_all(&path));
    }
    std::mem::forget(paths);
}

/// A file that appears under its name only when it is complete.
///
/// It is written beside the target under a hidden temporary name of the same extension, flushed to the disk and renamed over
/// the target in one step. Dropped before [`AtomicOutput::commit`], it leaves nothing, and an older target stays as it was.
#[derive(Debug)]
pub struct AtomicOutput {
    target: PathBuf,
    temporary: Option<tempfile::TempPath>,
}

impl AtomicOutput {
    /// Creates the temporary file, empty. The target's folder must exist; the target must not be a folder.
    pub fn create(target: &Path) -> Result<Self, EngineError> {
        // A rename would put a file in the place of a device.
        if fs::metadata(target).is_ok_and(|m| !m.is_file()) {
            let kind = if target.is_dir() { "folder" } else { "device or pipe" };
            return Err(EngineError::Argument {
                argument: "output",
                expected: "a file".into(),
                actual: format!("the {kind} {target:?}"),
            });
        }
        let Some(name) = target.file_name() else {
            return Err(EngineError::Argument {
                argument: "output",
                expected: "a file name".into(),
                actual: format!("{target:?}"),
            });
        };
        let folder = match target.parent() {
            Some(p) if !p.as_os_str().is_empty() => p,
            _ => Path::new("."),
        };
        // A symbolic link is followed, so that the link stays and its target is replaced.
        let real = fs::canonicalize(target).unwrap_or_else(|_| folder.join(name));
        let folder = real.parent().unwrap_or(folder);
        let suffix = target.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
        let mut builder = tempfile::Builder::new();
        let prefix = format!(".{}.", name.to_string_lossy());
        builder.prefix(&prefix).suffix(&suffix);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As a new file would get: the umask applies. tempfile's own default is 0600.
            builder.permissions(fs::Permissions::from_mode(0o666));
        }
        let mut all = unfinished();
        let file =
            builder.tempfile_in(folder).map_err(|e| EngineError::io("cannot create a file beside", target, e))?;
        all.push(file.path().to_owned());
        Ok(Self { target: real, temporary: Some(file.into_temp_path()) })
    }

    /// Where to write.
    pub fn path(&self) -> &Path {
        self.temporary.as_deref().unwrap_or(&self.target)
    }

    /// Flushes the file to the disk and gives it its name. Returns its size in bytes.
    pub fn commit(mut self) -> Result<u64, EngineError> {
        let target = self.target.clone();
        let path = self.path().to_owned();
        let file = File::options().write(true).open(&path).map_err(|e| EngineError::io("cannot reopen", &path, e))?;
        file.sync_all().map_err(|e| EngineError::io("cannot flush", &target, e))?;
        let bytes = file.metadata().map_err(|e| EngineError::io("cannot measure", &target, e))?.len();
        drop(file);
        if let Some(temporary) = self.temporary.take() {
            let renamed = temporary.persist(&target).map_err(|e| EngineError::io("cannot rename to", &target, e.error));
            forget(&path);
            renamed?;
        }
        Ok(bytes)
    }
}

impl Drop for AtomicOutput {
    fn drop(&mut self) {
        if let Some(temporary) = self.temporary.take() {
            let path = temporary.to_path_buf();
            drop(temporary);
            forget(&path);
        }
    }
}

/// A folder of a job's own among the system's temporary files. Dropped, it is gone with all that is in it.
#[derive(Debug)]
pub(crate) struct WorkFolder(Option<tempfile::TempDir>);

impl WorkFolder {
    /// Creates the folder, empty, in `parent`, else among the system's temporary files.
    pub(crate) fn create(parent: Option<&Path>) -> Result<Self, EngineError> {
        let parent = parent.map_or_else(std::env::temp_dir, Path::to_owned);
        let mut all = unfinished();
        let folder = tempfile::Builder::new().prefix("reelspeed-").tempdir_in(&parent);
        let folder = folder.map_err(|e| EngineError::io("cannot create a folder in", parent, e))?;
        all.push(folder.path().to_owned());
        Ok(Self(Some(folder)))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        self.0.as_ref().map_or(Path::new(""), tempfile::TempDir::path)
    }
}

impl Drop for WorkFolder {
    fn drop(&mut self) {
        if let Some(folder) = self.0.take() {
            let path = folder.path().to_owned();
            drop(folder);
            forget(&path);
        }
    }
}

/// Says that a temporary file is no more.
fn forget(path: &Path) {
    unfinished().retain(|p| p != path);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_dropped_output_leaves_nothing_and_keeps_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.mp4");
        fs::write(&target, b"old").unwrap();
        let output = AtomicOutput::create(&target).unwrap();
        fs::write(output.path(), b"half").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"old");
        drop(output);
        assert_eq!(names(folder.path()), ["a.mp4"]);
        assert_eq!(fs::read(&target).unwrap(), b"old");
    }

    #[test]
    fn a_committed_output_replaces_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.mp4");
        fs::write(&target, b"old").unwrap();
        let output = AtomicOutput::create(&target).unwrap();
        assert_eq!(output.path().extension().unwrap(), "mp4");
        fs::write(output.path(), b"whole").unwrap();
        assert_eq!(output.commit().unwrap(), 5);
        assert_eq!(names(folder.path()), ["a.mp4"]);
        assert_eq!(fs::read(&target).unwrap(), b"whole");
    }

    #[test]
    fn a_work_folder_takes_its_files_along() {
        let folder = WorkFolder::create(None).unwrap();
        let path = folder.path().to_owned();
        fs::write(path.join("log"), b"x").unwrap();
        assert!(unfinished().contains(&path));
        drop(folder);
        assert!(!path.exists() && !unfinished().contains(&path));
    }

    #[test]
    fn a_missing_folder_and_a_folder_as_target_are_typed_errors() {
        let folder = tempfile::tempdir().unwrap();
        let missing = AtomicOutput::create(&folder.path().join("no/such/a.mp4")).unwrap_err();
        assert_eq!(missing.code().as_str(), "IO");
        let dir = AtomicOutput::create(folder.path()).unwrap_err();
        assert_eq!(dir.code().as_str(), "INVALID_ARGUMENT");
        #[cfg(unix)]
        assert_eq!(AtomicOutput::create(Path::new("/dev/null")).unwrap_err().code().as_str(), "INVALID_ARGUMENT");
    }
}
