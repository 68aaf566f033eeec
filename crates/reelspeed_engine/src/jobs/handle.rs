//! What a caller holds of a job.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::{CancelToken, EngineError};

type Outcome<T> = Result<T, EngineError>;
type Callback<T> = Box<dyn FnOnce(Outcome<T>) + Send>;

/// A job of an [`Engine`](crate::Engine). Dropping it leaves the job alone.
pub struct JobHandle<T> {
    id: u64,
    cancel: CancelToken,
    slot: Arc<Slot<T>>,
}

enum State<T> {
    Open,
    Waited(Callback<T>),
    Done(Outcome<T>),
    Taken,
}

struct Slot<T> {
    state: Mutex<State<T>>,
    done: Condvar,
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The other end of a [`JobHandle`]: where the outcome goes. Dropped without one, it says that the job was lost.
pub(super) struct Completer<T> {
    slot: Option<Arc<Slot<T>>>,
}

impl<T> JobHandle<T> {
    pub(super) fn new(id: u64, cancel: CancelToken) -> (Self, Completer<T>) {
        let slot = Arc::new(Slot { state: Mutex::new(State::Open), done: Condvar::new() });
        (Self { id, cancel, slot: slot.clone() }, Completer { slot: Some(slot) })
    }

    /// The job's number, counted from 1 in its engine.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Stops the job; it ends with `CANCELLED` within a quarter of a second and leaves nothing behind. Without effect on one that is
    /// done.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// Waits for the outcome.
    ///
    /// # Errors
    /// What the job ended with.
    pub fn wait(self) -> Outcome<T> {
        let mut state = self.slot.lock();
        loop {
            match std::mem::replace(&mut *state, State::Taken) {
                State::Done(outcome) => return outcome,
                other => *state = other,
            }
            state = self.slot.done.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Calls `callback` with the outcome: from the job's thread when it is done, or now if it is. It should return soon.
    pub fn then(self, callback: impl FnOnce(Outcome<T>) + Send + 'static) {
        let mut state = self.slot.lock();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Done(outcome) => {
                drop(state);
                callback(outcome);
            }
            _ => *state = State::Waited(Box::new(callback)),
        }
    }
}

impl<T> fmt::Debug for JobHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobHandle").field("id", &self.id).field("cancelled", &self.cancel.is_cancelled()).finish()
    }
}

impl<T> Completer<T> {
    /// Hands the outcome over.
    pub(super) fn complete(mut self, outcome: Outcome<T>) {
        self.set(outcome);
    }

    fn set(&mut self, outcome: Outcome<T>) {
        let Some(slot) = self.slot.take() else { return };
        let mut state = slot.lock();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Waited(callback) => {
                drop(state);
                callback(outcome);
            }
            _ => {
                *state = State::Done(outcome);
                slot.done.notify_all();
            }
        }
    }
}

impl<T> Drop for Completer<T> {
    fn drop(&mut self) {
        self.set(Err(EngineError::Internal { thread: "job", message: "the job ended without an outcome".into() }));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn the_outcome_arrives_however_it_is_waited_for() {
        let (handle, completer) = JobHandle::new(1, CancelToken::new());
        completer.complete(Ok(5));
        assert_eq!(handle.wait().unwrap(), 5);

        let (sender, receiver) = mpsc::channel();
        let (early, completer) = JobHandle::new(2, CancelToken::new());
        let s = sender.clone();
        early.then(move |outcome| s.send(outcome.unwrap()).unwrap());
        completer.complete(Ok(6));
        let (late, completer) = JobHandle::new(3, CancelToken::new());
        completer.complete(Ok(7));
        late.then(move |outcome| sender.send(outcome.unwrap()).unwrap());
        assert_eq!(receiver.iter().collect::<Vec<_>>(), [6, 7]);
    }

    #[test]
    fn a_lost_job_is_an_error_and_no_hang() {
        let (handle, completer) = JobHandle::<()>::new(1, CancelToken::new());
        drop(completer);
        assert_eq!(handle.wait().unwrap_err().code().as_str(), "INTERNAL");
    }
}
