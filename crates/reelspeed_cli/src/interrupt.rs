//! Signals that ask a running job to end.
//!
//! The first SIGINT, SIGTERM or SIGHUP cancels the job, which then stops and removes its unfinished file by itself. Should it
//! not have ended after [`GRACE`], or at a second signal, the process removes the file it is writing and ends at once.

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
    /// From now on signals cancel a job.
    pub(crate) fn install() -> Result<Self, Failure> {
        let interrupt = Self { token: CancelToken::new(), signal: Arc::new(AtomicU8::new(0)) };
        watch(interrupt.token.clone(), interrupt.signal.clone())?;
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
fn watch(token: CancelToken, signal: Arc<AtomicU8>) -> Result<(), Failure> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let failed = |source| Failure::File { action: "cannot watch", path: "signals".into(), source };
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    let work = move || {
        for (count, number) in signals.forever().enumerate() {
            if count > 0 {
                end_now(&signal);
            }
            signal.store(number as u8, SeqCst);
            token.cancel();
            let signal = signal.clone();
            std::thread::spawn(move || {
                std::thread::sleep(GRACE);
                end_now(&signal);
            });
        }
    };
    std::thread::Builder::new().name("signals".into()).spawn(work).map_err(failed)?;
    Ok(())
}

#[cfg(not(unix))]
fn watch(_: CancelToken, _: Arc<AtomicU8>) -> Result<(), Failure> {
    Ok(())
}

/// Ends the process without waiting for the job.
#[cfg(unix)]
fn end_now(signal: &AtomicU8) -> ! {
    reelspeed::remove_unfinished_outputs();
    // SAFETY: _exit takes any number, runs no handlers and does not return; other threads may be anywhere.
    unsafe { libc::_exit(128 + i32::from(signal.load(SeqCst))) }
}
