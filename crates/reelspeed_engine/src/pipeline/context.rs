//! What all threads of a job share: the first failure, the stop signal, the clocks of the stages.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{Builder, Scope};
use std::time::{Duration, Instant};

use crate::clips::ClipResources;
use crate::metrics::WorkStage;
use crate::{EngineError, PerformanceMetrics, Project};

/// What all threads of a job share.
pub(super) struct JobContext<'a> {
    pub project: &'a Project,
    pub clips: ClipResources,
    pub metrics: Arc<PerformanceMetrics>,
    pub stages: StageTimes,
    /// Bytes of the encoded picture so far.
    pub video_bytes: AtomicU64,
    /// Sprites that were there when they were needed, and all that were needed.
    pub sprites: (AtomicU64, AtomicU64),
    stop: AtomicBool,
    failure: Mutex<Option<EngineError>>,
}

impl<'a> JobContext<'a> {
    pub(super) fn new(project: &'a Project, clips: ClipResources, metrics: Arc<PerformanceMetrics>) -> Self {
        Self {
            project,
            clips,
            metrics,
            stages: StageTimes::default(),
            video_bytes: AtomicU64::new(0),
            sprites: Default::default(),
            stop: AtomicBool::new(false),
            failure: Mutex::new(None),
        }
    }

    /// Fails where the job is to stop, for whatever reason.
    pub(super) fn check(&self) -> Result<(), EngineError> {
        if self.stop.load(Relaxed) || self.clips.cancel.is_cancelled() { Err(EngineError::Cancelled) } else { Ok(()) }
    }

    /// Stops the job. The first failure that is not merely the echo of a stop is the job's.
    pub(super) fn fail(&self, error: EngineError) {
        let mut failure = self.failure.lock().unwrap_or_else(PoisonError::into_inner);
        let echo = matches!(error, EngineError::Cancelled);
        match &*failure {
            None => *failure = Some(error),
            Some(EngineError::Cancelled) if !echo => *failure = Some(error),
            Some(_) => {}
        }
        self.stop.store(true, Relaxed);
    }

    /// What made the job stop, if anything did. A cancellation by the caller outranks what followed from it.
    pub(super) fn into_failure(self) -> Option<EngineError> {
        let failure = self.failure.into_inner().unwrap_or_else(PoisonError::into_inner);
        if failure.is_some() && self.clips.cancel.is_cancelled() { Some(EngineError::Cancelled) } else { failure }
    }

    /// Runs `work` on a thread of its own; a failure or a panic in it stops the job.
    pub(super) fn spawn<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        name: &'static str,
        work: impl FnOnce() -> Result<(), EngineError> + Send + 'scope,
    ) {
        let guarded = move || match catch_unwind(AssertUnwindSafe(work)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => self.fail(error),
            Err(panic) => self.fail(EngineError::Internal { thread: name, message: panic_text(&*panic) }),
        };
        if let Err(e) = Builder::new().name(format!("reelspeed-{name}")).spawn_scoped(scope, guarded) {
            self.fail(EngineError::io("cannot start a thread for", name, e));
        }
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message").to_owned()
}

/// Nanoseconds of work by stage.
#[derive(Debug, Default)]
pub(super) struct StageTimes {
    pub decode: AtomicU64,
    pub render: AtomicU64,
    pub encode: AtomicU64,
    pub audio: AtomicU64,
}

/// Seconds of a stage.
pub(super) fn stage_secs(nanos: &AtomicU64) -> f64 {
    Duration::from_nanos(nanos.load(Relaxed)).as_secs_f64()
}

/// Adds the time between `resume` and `pause` to a stage.
pub(super) struct StageClock<'a> {
    stage: WorkStage,
    total: &'a AtomicU64,
    metrics: &'a PerformanceMetrics,
    running_since: Option<Instant>,
}

impl<'a> StageClock<'a> {
    pub(super) fn paused(job: &'a JobContext<'_>, stage: WorkStage) -> Self {
        let total = match stage {
            WorkStage::Decode => &job.stages.decode,
            WorkStage::Render => &job.stages.render,
            WorkStage::Encode => &job.stages.encode,
            WorkStage::Audio => &job.stages.audio,
        };
        Self { stage, total, metrics: &job.metrics, running_since: None }
    }

    pub(super) fn resume(&mut self) {
        self.running_since = Some(Instant::now());
    }

    pub(super) fn pause(&mut self) {
        if let Some(since) = self.running_since.take() {
            let spent = since.elapsed();
            self.total.fetch_add(spent.as_nanos() as u64, Relaxed);
            self.metrics.record_stage(self.stage, spent);
        }
    }
}

impl Drop for StageClock<'_> {
    fn drop(&mut self) {
        self.pause();
    }
}
