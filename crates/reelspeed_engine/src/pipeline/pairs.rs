//! The frames of two projects side by side.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;
use std::time::Duration;

use reelspeed_core::Frame;

use super::FRAME_QUEUE;
use super::composite::composite_all;
use super::context::JobContext;
use crate::{EngineError, Project, RenderOptions};

/// Composites both projects at the same time and gives `look` every frame of the one with the frame of the same number of the other,
/// in order, until either ends.
///
/// # Errors
/// `CANCELLED`, and whatever decoding and drawing can run into.
pub(crate) fn each_pair(
    a: &Project,
    b: &Project,
    options: &RenderOptions,
    mut look: impl FnMut(&Frame, &Frame),
) -> Result<(), EngineError> {
    let pool = options.frame_pool();
    // Not a render: its frames are counted nowhere.
    let job = |project| Ok::<_, EngineError>(JobContext::new(project, options.clip_resources(&pool)?, Arc::default()));
    let jobs: [JobContext<'_>; 2] = [job(a)?, job(b)?];
    let [first, second] = &jobs;
    thread::scope(|scope| {
        let frames = |job| {
            let (sender, frames) = sync_channel(FRAME_QUEUE);
            JobContext::spawn(job, scope, "composite", move || composite_all(scope, job, sender));
            frames
        };
        // Dropped on the way out: both sides then end by themselves.
        let (a, b) = (frames(first), frames(second));
        loop {
            match (receive(&a, first), receive(&b, second)) {
                (Ok(Some(a)), Ok(Some(b))) => look(&a, &b),
                (Err(e), _) | (_, Err(e)) => return first.fail(e),
                _ => return,
            }
        }
    });
    // What failed in one of them says more than that the other was stopped.
    let [first, second] = jobs.map(JobContext::into_failure);
    match (first, second) {
        (None, None) => Ok(()),
        (Some(EngineError::Cancelled), Some(e)) | (Some(e), _) | (None, Some(e)) => Err(e),
    }
}

/// The next frame; `None` when there are no more.
fn receive(frames: &Receiver<Arc<Frame>>, job: &JobContext<'_>) -> Result<Option<Arc<Frame>>, EngineError> {
    loop {
        match frames.recv_timeout(Duration::from_millis(50)) {
            Ok(frame) => return Ok(Some(frame)),
            Err(RecvTimeoutError::Timeout) => job.check()?,
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}
