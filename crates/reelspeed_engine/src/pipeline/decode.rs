//! One thread per clip on screen: it decodes ahead of the compositor, bounded by its queue. Which pictures are wanted, and
//! when, both sides read from the same display lists.

use std::collections::HashMap;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread::Scope;
use std::time::Duration;

use reelspeed_core::Flicks;
use reelspeed_render::{FrameSource, SourcePicture};
use reelspeed_timeline::{ClipId, ClipUse, DisplayList};

use super::context::{JobContext, StageClock};
use crate::EngineError;
use crate::clips::ClipReader;
use crate::metrics::WorkStage;

/// Pictures that wait between a clip's thread and the compositor. None: each thread decodes its next picture while the last one is
/// composited, and hands it over in person. Waiting pictures (3 MB each at 1080p) were measured to bring no speed.
const QUEUE: usize = 0;

/// How long before a clip appears its decoder is opened, in seconds.
pub(crate) const LEAD_SECS: f64 = 0.5;

/// The clips on screen and the pictures of the present frame.
pub(super) struct ClipFeeds<'scope, 'env> {
    job: &'env JobContext<'env>,
    scope: &'scope Scope<'scope, 'env>,
    /// Clips not yet begun, the earliest last.
    waiting: Vec<&'env ClipUse>,
    running: Vec<Feed<'env>>,
    pictures: HashMap<ClipId, SourcePicture>,
    lead_frames: u64,
}

struct Feed<'env> {
    clip: &'env ClipUse,
    queue: Receiver<SourcePicture>,
}

impl<'scope, 'env> ClipFeeds<'scope, 'env> {
    pub(super) fn new(scope: &'scope Scope<'scope, 'env>, job: &'env JobContext<'env>) -> Self {
        let timeline = job.project.timeline();
        let mut waiting: Vec<_> = timeline.clips().iter().filter(|c| c.needs_picture).collect();
        waiting.sort_by_key(|c| std::cmp::Reverse(c.first_frame));
        let lead_frames = (timeline.frame_rate().as_f64() * LEAD_SECS).ceil() as u64;
        Self { job, scope, waiting, running: Vec::new(), pictures: HashMap::new(), lead_frames }
    }

    /// Waits for the pictures of `frame`, whose display list is `list`. Frames come in order, one after another.
    pub(super) fn advance(&mut self, frame: u64, list: &DisplayList) -> Result<(), EngineError> {
        while let Some(clip) = self.waiting.pop_if(|c| c.first_frame <= frame + self.lead_frames) {
            self.start(clip);
        }
        // Hanging up lets the clip's thread end.
        self.running.retain(|feed| feed.clip.end_frame > frame);
        self.pictures.clear();
        for (id, _) in list.pictures() {
            if self.pictures.contains_key(&id) {
                continue;
            }
            let Some(feed) = self.running.iter().find(|feed| feed.clip.id == id) else { continue };
            let picture = receive(&feed.queue, self.job)?;
            self.pictures.insert(id, picture);
        }
        Ok(())
    }

    fn start(&mut self, clip: &'env ClipUse) {
        let (sender, queue) = sync_channel(QUEUE);
        let job = self.job;
        job.spawn(self.scope, "decode", move || decode_clip(job, clip, &sender));
        self.running.push(Feed { clip, queue });
    }
}

impl FrameSource for ClipFeeds<'_, '_> {
    fn picture(&self, clip: ClipId, _time: Flicks) -> Option<SourcePicture> {
        self.pictures.get(&clip).cloned()
    }
}

fn receive(queue: &Receiver<SourcePicture>, job: &JobContext<'_>) -> Result<SourcePicture, EngineError> {
    loop {
        match queue.recv_timeout(Duration::from_millis(50)) {
            Ok(picture) => return Ok(picture),
            Err(RecvTimeoutError::Timeout) => job.check()?,
            // The thread failed and has told the job why.
            Err(RecvTimeoutError::Disconnected) => return Err(EngineError::Cancelled),
        }
    }
}

/// Sends the picture of every frame on which the clip is on screen, in order, until the other side hangs up.
fn decode_clip(job: &JobContext<'_>, clip: &ClipUse, queue: &SyncSender<SourcePicture>) -> Result<(), EngineError> {
    let timeline = job.project.timeline();
    let mut clock = StageClock::paused(job, WorkStage::Decode);
    clock.resume();
    let mut reader = ClipReader::open(job.project, clip, &job.clips)?;
    let mut list = timeline.display_list(clip.first_frame);
    for frame in clip.frames() {
        job.check()?;
        clock.resume();
        timeline.display_list_into(frame, &mut list);
        let wanted = list.pictures().into_iter().find(|(id, _)| *id == clip.id);
        let picture = wanted.map(|(_, time)| reader.picture(time)).transpose()?;
        clock.pause();
        if picture.is_some_and(|picture| queue.send(picture).is_err()) {
            break;
        }
    }
    Ok(())
}
