//! The compositor's thread: display list and pictures in, finished frames out, in order.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::SyncSender;
use std::thread::Scope;
use std::time::Instant;

use reelspeed_core::Frame;

use super::context::{JobContext, StageClock};
use super::decode::ClipFeeds;
use crate::EngineError;
use crate::metrics::WorkStage;

/// Composites every frame of the job and hands each to `frames`. Ends early, without error, when the other side hangs up.
pub(super) fn composite_all<'scope, 'env>(
    scope: &'scope Scope<'scope, 'env>,
    job: &'env JobContext<'env>,
    frames: SyncSender<Arc<Frame>>,
) -> Result<(), EngineError> {
    let timeline = job.project.timeline();
    let mut renderer = job.project.renderer(&job.clips.pool);
    let mut feeds = ClipFeeds::new(scope, job);
    let mut clock = StageClock::paused(job, WorkStage::Render);
    let mut list = timeline.display_list(0);
    for n in 0..timeline.frame_count() {
        job.check()?;
        timeline.display_list_into(n, &mut list);
        feeds.advance(n, &list)?;
        clock.resume();
        let begun = Instant::now();
        let frame = renderer.render(&list, &feeds)?;
        job.metrics.record_frame_processing(begun.elapsed());
        clock.pause();
        if frames.send(frame).is_err() {
            break;
        }
    }
    let cache = renderer.stats().sprites;
    job.metrics.record_cache(cache.hits, cache.misses);
    job.sprites.0.fetch_add(cache.hits, Relaxed);
    job.sprites.1.fetch_add(cache.hits + cache.misses, Relaxed);
    Ok(())
}
