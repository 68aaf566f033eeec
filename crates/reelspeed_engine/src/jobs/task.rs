//! One job on its way through the scheduler.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::handle::Completer;
use crate::pipeline::panic_text;
use crate::{EngineError, RenderOptions};

/// What a job does once it was admitted.
pub(super) type Work<T> = Box<dyn FnOnce(&RenderOptions) -> Result<T, EngineError> + Send>;

/// A job whose files have been looked at.
pub(super) struct Plan<T> {
    /// What it is predicted to need.
    pub(super) bytes: u64,
    /// Whether it holds so much already that it should not do so while it waits.
    pub(super) heavy: bool,
    /// How it is run.
    pub(super) options: RenderOptions,
    /// The work itself.
    pub(super) work: Work<T>,
}

/// What came of looking at a job.
pub(super) enum Prepared<T> {
    /// It has to be admitted.
    Planned(Plan<T>),
    /// It is done already: a question that needed no more than a look.
    Finished(T),
}

/// What the scheduler needs to know once a job has been looked at.
pub(super) enum Ready {
    /// It waits to be admitted with so many bytes.
    Waits(u64),
    /// It is done; the outcome is for [`Task::finish`].
    Done,
}

/// Looks at a job. Called again where the job had to let go of what it opened.
pub(super) type Prepare<T> = Box<dyn FnMut(&RenderOptions) -> Result<Prepared<T>, EngineError> + Send>;

/// A job of any kind, as the scheduler sees it.
pub(super) trait Task: Send {
    /// Looks at the job's files and predicts its memory.
    fn prepare(&mut self) -> Result<Ready, EngineError>;
    /// Lets go of what is heavy until the job's turn comes.
    fn rest(&mut self);
    /// Does the work. The outcome is for [`Task::finish`].
    fn run(&mut self) -> Result<(), EngineError>;
    /// Hands the outcome over: that of the work, or a failure.
    fn finish(self: Box<Self>, failure: Option<EngineError>);
    /// Whether the caller has given up.
    fn is_cancelled(&self) -> bool;
}

/// A job with its own kind of outcome.
pub(super) struct TypedTask<T> {
    pub(super) prepare: Prepare<T>,
    pub(super) options: RenderOptions,
    pub(super) plan: Option<Plan<T>>,
    pub(super) outcome: Option<T>,
    pub(super) completer: Completer<T>,
}

impl<T: Send> TypedTask<T> {
    fn look(&mut self) -> Result<Ready, EngineError> {
        if self.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        match guarded(|| (self.prepare)(&self.options))? {
            Prepared::Planned(plan) => {
                let bytes = plan.bytes;
                self.plan = Some(plan);
                Ok(Ready::Waits(bytes))
            }
            Prepared::Finished(outcome) => {
                self.outcome = Some(outcome);
                Ok(Ready::Done)
            }
        }
    }
}

impl<T: Send> Task for TypedTask<T> {
    fn prepare(&mut self) -> Result<Ready, EngineError> {
        self.look()
    }

    fn rest(&mut self) {
        self.plan = self.plan.take().filter(|plan| !plan.heavy);
    }

    fn run(&mut self) -> Result<(), EngineError> {
        if self.plan.is_none() {
            self.look()?;
        }
        if self.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        if let Some(plan) = self.plan.take() {
            self.outcome = Some(guarded(|| (plan.work)(&plan.options))?);
        }
        Ok(())
    }

    fn finish(self: Box<Self>, failure: Option<EngineError>) {
        let Self { outcome, completer, plan, prepare, .. } = *self;
        // Whoever waits shall find everything let go of.
        drop((plan, prepare));
        completer.complete(match (failure, outcome) {
            (Some(failure), _) => Err(failure),
            (None, Some(outcome)) => Ok(outcome),
            (None, None) => Err(EngineError::Cancelled),
        });
    }

    fn is_cancelled(&self) -> bool {
        self.options.cancel.is_cancelled()
    }
}

/// A panic is a fault of the engine, and no reason to take the process along.
fn guarded<R>(work: impl FnOnce() -> Result<R, EngineError>) -> Result<R, EngineError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic: Box<dyn Any + Send>| {
        Err(EngineError::Internal { thread: "job", message: panic_text(&*panic) })
    })
}
