//! Signals that ask a running job to end.
//!
//! The first SIGINT, SIGTERM or SIGHUP cancels the job, which then stops and removes its unfinished file by itself. Should it
//! not have ended after [`GRACE`], or at a second signal, the process removes the file it is writing and ends at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering::SeqCst};
use std::time::Duration;

use reelspeed::CancelToken;

use crate::failure::Failure;

/// How long a cancelled job may take to end by itself. With the rest of the process's end it stays under 250 ms.
const GRACE: Duration = Duration::from_millis(200);

/// Watches for signals on behalf of one job.
pub(crate) struct Interrupt {
    token: CancelToken,
    signal: Arc<AtomicU8>,
}

impl Interrupt {
    /// From now on signals cancel a job that writes `output`.
    pub(crate) fn install(output: &Path) -> Result<Self, Failure> {
        let interrupt = Self { token: CancelToken::new(), signal: Arc::new(AtomicU8::new(0)) };
        watch(interrupt.token.clone(), interrupt.signal.clone(), output.to_owned())?;
        Ok(interrupt)
    }

    /// The token that a signal cancels.
    pub(crate) fn token(&self) -> CancelToken {
        self.token.clone()
    }

    /// Fails if a signal came.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        match self.signal.load(SeqCst) {
            0 => Ok(()),
            number => Err(Failure::Signal(number)),
        }
    }
}

#[cfg(unix)]
fn watch(token: CancelToken, signal: Arc<AtomicU8>, output: PathBuf) -> Result<(), Failure> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let failed = |source| Failure::File { action: "cannot watch", path: "signals".into(), source };
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    let work = move || {
        for (count, number) in signals.forever().enumerate() {
            if count > 0 {
                end_now(&output, &signal);
            }
            signal.store(number as u8, SeqCst);
            token.cancel();
            let (output, signal) = (output.clone(), signal.clone());
            std::thread::spawn(move || {
                std::thread::sleep(GRACE);
                end_now(&output, &signal);
            });
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(work).map_err(failed)?;
    Ok(())
}

#[cfg(not(unix))]
fn watch(_: CancelToken, _: Arc<AtomicU8>, _: PathBuf) -> Result<(), Failure> {
    Ok(())
}

/// Ends the process without waiting for the job.
#[cfg(unix)]
fn end_now(output: &Path, signal: &AtomicU8) -> ! {
    for path in unfinished(output) {
        let _ = std::fs::remove_file(path);
    }
    // SAFETY: _exit takes any number, runs no handlers and does not return; other threads may be anywhere.
    unsafe { libc::_exit(128 + i32::from(signal.load(SeqCst))) }
}

/// The temporary files beside `output` that this process has open. The engine names them `.NAME.RANDOM.EXTENSION`.
#[cfg(unix)]
fn unfinished(output: &Path) -> Vec<PathBuf> {
    let Some(name) = output.file_name() else { return Vec::new() };
    let prefix = format!(".{}.", name.to_string_lossy());
    let Ok(open) = std::fs::read_dir("/proc/self/fd") else { return Vec::new() };
    let targets = open.flatten().filter_map(|entry| std::fs::read_link(entry.path()).ok());
    targets.filter(|t| t.file_name().is_some_and(|n| n.to_string_lossy().starts_with(&prefix))).collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn only_open_temporary_files_of_the_output_count() {
        let folder = std::env::temp_dir().join(format!("reelspeed-interrupt-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let ours = folder.join(".a.mp4.x1.mp4");
        let closed = folder.join(".a.mp4.x2.mp4");
        std::fs::write(&closed, b"").unwrap();
        let held = std::fs::File::create(&ours).unwrap();
        let other = std::fs::File::create(folder.join("a.mp4")).unwrap();
        assert_eq!(unfinished(&folder.join("a.mp4")), [ours.canonicalize().unwrap()]);
        drop((held, other));
        assert!(unfinished(&folder.join("a.mp4")).is_empty());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
