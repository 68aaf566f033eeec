//! One measure of progress over many encodes, how many of which there will be nobody knows.
//!
//! Each run gets a part of what is left, and never all of it. The fraction done is told in frames of the result, so that `frame` grows
//! to `frames` once, whatever happens in between.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use reelspeed_model::report::{Progress, Stage};

use crate::ProgressFn;
use crate::pipeline::Reporter;

/// Seconds before the time that is left can be told.
const TOLD_AFTER_SECS: f64 = 0.5;

#[derive(Clone)]
pub(super) struct Overall(Arc<Inner>);

struct Inner {
    callback: Option<ProgressFn>,
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    stage: Stage,
    frames: u32,
    /// The part of the whole that the present run stands for.
    part: (f64, f64),
    /// The furthest that was told.
    done: f64,
}

impl Overall {
    pub(super) fn new(callback: Option<ProgressFn>) -> Self {
        let state = State { stage: Stage::Preparing, frames: 0, part: (0.0, 0.0), done: 0.0 };
        Self(Arc::new(Inner { callback, begun: Instant::now(), state: Mutex::new(state) }))
    }

    /// Seconds since the job began.
    pub(super) fn elapsed_secs(&self) -> f64 {
        self.0.begun.elapsed().as_secs_f64()
    }

    /// The result will have about so many frames. What was said first stays.
    pub(super) fn expect(&self, frames: u64) {
        let mut state = self.state();
        if state.frames == 0 {
            state.frames = u32::try_from(frames).unwrap_or(u32::MAX);
        }
    }

    /// A run begins that takes `share` of what is left; what reports on its `frames` frames.
    pub(super) fn run(&self, share: f64, frames: u64) -> Reporter {
        self.begin(Stage::Rendering, share);
        let overall = self.clone();
        Reporter::new(Some(Arc::new(move |p: Progress| overall.tell(fraction(p.frame, p.frames), p.fps))), frames)
    }

    /// What follows takes `share` of what is left.
    pub(super) fn begin(&self, stage: Stage, share: f64) {
        {
            let mut state = self.state();
            let from = state.done;
            (state.stage, state.part) = (stage, (from, from + (1.0 - from) * share));
        }
        self.tell(0.0, 0.0);
    }

    /// So much of the present part is done.
    pub(super) fn tell(&self, fraction: f64, fps: f64) {
        let state = {
            let mut state = self.state();
            let (from, to) = state.part;
            state.done = (from + (to - from) * fraction.clamp(0.0, 1.0)).max(state.done);
            *state
        };
        let Some(callback) = &self.0.callback else { return };
        let elapsed_secs = self.elapsed_secs();
        let known = state.done > 0.02 && elapsed_secs > TOLD_AFTER_SECS;
        let eta_secs = match state.stage {
            Stage::Done => Some(0.0),
            _ => known.then(|| elapsed_secs * (1.0 - state.done) / state.done),
        };
        let frame = (f64::from(state.frames) * state.done) as u32;
        callback(Progress { stage: state.stage, frame, frames: state.frames, fps, elapsed_secs, eta_secs });
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `done` of `all`; nothing of nothing.
pub(super) fn fraction(done: u32, all: u32) -> f64 {
    f64::from(done) / f64::from(all.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_grow_once_over_all_runs() {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let sink = seen.clone();
        let overall = Overall::new(Some(Arc::new(move |p| sink.lock().unwrap().push(p))));
        overall.expect(100);
        overall.expect(50);
        for share in [0.4, 0.6, 0.5] {
            let mut reporter = overall.run(share, 7);
            (0..7).for_each(|_| reporter.frame_done());
        }
        overall.begin(Stage::Done, 1.0);
        overall.tell(1.0, 0.0);
        let seen = seen.lock().unwrap();
        assert!(seen.windows(2).all(|w| w[0].frame <= w[1].frame), "{seen:?}");
        assert!(seen.iter().all(|p| p.frames == 100 && p.fps.is_finite() && p.eta_secs.is_none_or(f64::is_finite)));
        let last = seen.last().unwrap();
        assert_eq!((last.frame, last.stage, last.eta_secs), (100, Stage::Done, Some(0.0)));
    }
}
