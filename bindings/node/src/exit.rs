//! The end of a process or of a worker, with jobs running or not: its engines are closed, their threads end, and what they had begun
//! to write is removed.
//!
//! Two ways lead there. A cleanup hook of the environment runs when a worker ends, however it ends, and closes that worker's engines
//! only. `process.exit` on the main thread does not run such hooks in every version of Node, so a handler of the C library's `exit`
//! closes what is left. Neither is reached by a signal that kills: a server that wants to leave nothing behind closes its engines
//! when it is told to stop.

use std::sync::{Arc, Mutex, MutexGuard, Once, PoisonError, Weak, mpsc};
use std::time::Duration;

use napi::{Env, Result};
use reelspeed::Engine;

/// How long `exit` waits for jobs to end by themselves. They need a quarter of a second at most.
const PATIENCE: Duration = Duration::from_millis(1000);

/// An engine, and the environment that made it.
pub(crate) struct Owned {
    pub(crate) engine: Engine,
}

/// Engines by their environments.
static ENGINES: Mutex<Vec<Entry>> = Mutex::new(Vec::new());

struct Entry {
    environment: usize,
    engine: Weak<Owned>,
}

fn engines() -> MutexGuard<'static, Vec<Entry>> {
    ENGINES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Takes care that `engine` does not outlive `env`.
pub(crate) fn own(env: &Env, engine: Engine) -> Result<Arc<Owned>> {
    let owned = Arc::new(Owned { engine });
    let environment = env.raw() as usize;
    let mut all = engines();
    all.retain(|entry| entry.engine.strong_count() > 0);
    let first = !all.iter().any(|entry| entry.environment == environment);
    all.push(Entry { environment, engine: Arc::downgrade(&owned) });
    drop(all);
    if first {
        env.add_env_cleanup_hook(environment, |environment| close_all(|entry| entry.environment == environment))?;
    }
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: the handler is a plain function that does not unwind; it stays loaded, since an addon that has made a thread-safe
        // function is never unloaded, and one that has not made any has nothing to close.
        unsafe { libc::atexit(at_exit) };
    });
    Ok(owned)
}

/// Cancels the jobs of all these engines, then waits for them.
fn close_all(which: impl Fn(&Entry) -> bool) {
    let mut all = engines();
    let engines: Vec<_> = all.iter().filter(|e| which(e)).filter_map(|e| e.engine.upgrade()).collect();
    all.retain(|e| !which(e));
    drop(all);
    std::thread::scope(|scope| {
        for owned in &engines {
            scope.spawn(|| owned.engine.close());
        }
    });
}

extern "C" fn at_exit() {
    if engines().is_empty() {
        return;
    }
    let (done, waits) = mpsc::channel();
    let closer = std::thread::Builder::new().spawn(move || {
        close_all(|_| true);
        let _ = done.send(());
    });
    if closer.is_err() || waits.recv_timeout(PATIENCE).is_err() {
        reelspeed::remove_unfinished_outputs();
    }
}
