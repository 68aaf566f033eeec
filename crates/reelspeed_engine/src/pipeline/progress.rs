//! Tells the caller how far a job is.

use std::time::Instant;

use reelspeed_model::report::{Progress, Stage};

use crate::ProgressFn;

/// Counts encoded frames and tells the caller. Frames never fall, figures are never NaN or infinite.
pub(crate) struct Reporter {
    callback: Option<ProgressFn>,
    begun: Instant,
    first_frame_at: Option<Instant>,
    frames: u32,
    /// Whether there may be more frames than that.
    open_ended: bool,
    /// Frames of this attempt.
    done: u32,
    /// The most that any attempt came to: what the caller is told.
    frame: u32,
}

impl Reporter {
    pub(crate) fn new(callback: Option<ProgressFn>, frames: u64) -> Self {
        let frames = u32::try_from(frames).unwrap_or(u32::MAX);
        Self { callback, begun: Instant::now(), first_frame_at: None, frames, open_ended: false, done: 0, frame: 0 }
    }

    /// For a job that ends when its frames do; `expected` is what the caller thinks.
    pub(crate) fn open_ended(callback: Option<ProgressFn>, expected: Option<u32>) -> Self {
        Self { open_ended: true, ..Self::new(callback, expected.unwrap_or(0).into()) }
    }

    /// Seconds since the job began.
    pub(crate) fn elapsed_secs(&self) -> f64 {
        self.begun.elapsed().as_secs_f64()
    }

    /// One more frame has gone into the encoder.
    pub(crate) fn frame_done(&mut self) {
        self.first_frame_at.get_or_insert_with(Instant::now);
        if self.open_ended {
            self.frames = self.frames.max(self.done.saturating_add(1));
        }
        self.done = (self.done + 1).min(self.frames);
        self.frame = self.frame.max(self.done);
        self.tell(Stage::Rendering);
    }

    /// The job begins again from its first frame, since its encoder gave up. What was told stays told.
    pub(crate) fn begin_again(&mut self) {
        (self.done, self.first_frame_at) = (0, None);
    }

    /// The job has come to `stage`.
    pub(crate) fn tell(&mut self, stage: Stage) {
        let Some(callback) = &self.callback else { return };
        let working = self.first_frame_at.map_or(0.0, |t| t.elapsed().as_secs_f64());
        // The first frame starts the clock, so it does not count.
        let counted = self.done.saturating_sub(1) as f64;
        let fps = if working > 0.0 { counted / working } else { 0.0 };
        let eta_secs = match stage {
            Stage::Done => Some(0.0),
            // The first frames say little about the rest.
            // Nobody knows how much is left where the last frame is always the newest.
            _ if self.open_ended && self.frames == self.done => None,
            _ if fps > 0.0 && working > 0.2 => Some((self.frames - self.done) as f64 / fps),
            _ => None,
        };
        let (frame, frames, elapsed_secs) = (self.frame, self.frames, self.elapsed_secs());
        callback(Progress { stage, frame, frames, fps, elapsed_secs, eta_secs });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn figures_are_finite_and_frames_never_fall() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let mut reporter = Reporter::new(Some(Arc::new(move |p| sink.lock().unwrap().push(p))), 3);
        reporter.tell(Stage::Preparing);
        for _ in 0..5 {
            reporter.frame_done();
        }
        reporter.tell(Stage::Done);
        let seen = seen.lock().unwrap();
        assert_eq!(seen.iter().map(|p| p.frame).collect::<Vec<_>>(), [0, 1, 2, 3, 3, 3, 3]);
        assert!(seen.iter().all(|p| p.fps.is_finite() && p.eta_secs.is_none_or(f64::is_finite)));
        assert_eq!(seen.last().unwrap().eta_secs, Some(0.0));
    }

    #[test]
    fn where_nobody_knows_the_end_frames_grow_and_no_time_is_left_to_tell() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let mut reporter = Reporter::open_ended(Some(Arc::new(move |p| sink.lock().unwrap().push(p))), Some(2));
        (0..3).for_each(|_| reporter.frame_done());
        let seen = seen.lock().unwrap();
        assert_eq!(seen.iter().map(|p| (p.frame, p.frames)).collect::<Vec<_>>(), [(1, 2), (2, 2), (3, 3)]);
        assert_eq!(seen[2].eta_secs, None);
    }

    #[test]
    fn a_second_attempt_neither_falls_back_nor_runs_ahead() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let mut reporter = Reporter::new(Some(Arc::new(move |p| sink.lock().unwrap().push(p.frame))), 4);
        (0..3).for_each(|_| reporter.frame_done());
        reporter.begin_again();
        (0..4).for_each(|_| reporter.frame_done());
        assert_eq!(*seen.lock().unwrap(), [1, 2, 3, 3, 3, 3, 4]);
    }
}
