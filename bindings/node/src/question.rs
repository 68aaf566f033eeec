//! Questions that are no jobs: each is answered on a thread of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::Builder;

use napi::Result;
use reelspeed::EngineError;

use crate::events::{Events, Outcome};
use crate::failure::thrown;

/// Runs `answer` on a thread of its own.
pub(crate) fn ask(
    events: Events,
    answer: impl FnOnce() -> std::result::Result<Outcome, EngineError> + Send + 'static,
) -> Result<()> {
    let answered = move || {
        let outcome = catch_unwind(AssertUnwindSafe(answer)).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<&str>().map(ToString::to_string);
            let message = text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Err(EngineError::Internal { thread: "question", message })
        });
        events.settle(outcome);
    };
    match Builder::new().name("reelspeed-ask".into()).spawn(answered) {
        Ok(_) => Ok(()),
        Err(source) => {
            Err(thrown(EngineError::Io { action: "cannot start a thread for", path: "a question".into(), source }))
        }
    }
}
