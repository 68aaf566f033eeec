//! How far a render is: a bar on a terminal, JSON lines for machines, nothing for others.

use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reelspeed::model::report::{Progress, Stage};
use reelspeed::{CancelToken, ProgressFn};
use serde::Serialize;

use crate::console;
use crate::units;

/// The least time between two JSON lines of the same stage.
const JSON_INTERVAL: Duration = Duration::from_millis(100);
/// How often the bar is drawn, times a second.
const BAR_HERTZ: u8 = 15;

/// Shows the progress of one render.
pub(crate) struct Reporter {
    bar: Option<ProgressBar>,
    json: Option<Arc<JsonLines>>,
}

impl Reporter {
    /// Nothing if `quiet`; else JSON lines if `json`; else a bar if standard error is a terminal. A reader of the JSON lines that
    /// goes away cancels `token`.
    pub(crate) fn new(json: bool, quiet: bool, token: CancelToken) -> Self {
        let bar = (!json && !quiet && std::io::stderr().is_terminal()).then(new_bar);
        let json = (json && !quiet).then(|| Arc::new(JsonLines::new(token)));
        Self { bar, json }
    }

    /// What the engine calls.
    pub(crate) fn callback(&self) -> Option<ProgressFn> {
        if let Some(bar) = self.bar.clone() {
            return Some(Arc::new(move |progress| update(&bar, progress)));
        }
        let json = self.json.clone()?;
        Some(Arc::new(move |progress| json.update(progress)))
    }

    /// Takes the bar off the screen. Whether the reader of the JSON lines went away.
    pub(crate) fn finish(self) -> bool {
        if let Some(bar) = self.bar {
            bar.finish_and_clear();
        }
        self.json.is_some_and(|json| json.reader_gone.load(Relaxed))
    }
}

fn new_bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr_with_hz(BAR_HERTZ));
    let style = ProgressStyle::with_template("{prefix:9} {wide_bar:.cyan/dim} {percent:>3}%  {pos}/{len}  {msg}");
    if let Ok(style) = style {
        bar.set_style(style.progress_chars("━━─"));
    }
    bar
}

fn update(bar: &ProgressBar, progress: Progress) {
    bar.set_length(u64::from(progress.frames));
    bar.set_prefix(stage_name(progress.stage));
    bar.set_message(message(&progress));
    bar.set_position(u64::from(progress.frame));
}

/// Frames per second and the time left, as far as they are known.
fn message(progress: &Progress) -> String {
    let mut parts = Vec::new();
    if progress.fps > 0.0 {
        parts.push(format!("{:.1} fps", progress.fps));
    }
    if let Some(left) = progress.eta_secs.filter(|_| progress.stage == Stage::Rendering) {
        parts.push(format!("{} left", units::clock(left)));
    }
    parts.join("  ")
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Queued => "queued",
        Stage::Preparing => "preparing",
        Stage::Rendering => "rendering",
        Stage::Finishing => "finishing",
        Stage::Done => "done",
    }
}

#[derive(Serialize)]
#[serde(tag = "type", rename = "progress")]
struct ProgressJson {
    #[serde(flatten)]
    progress: Progress,
}

/// JSON lines on standard output, not more often than [`JSON_INTERVAL`], but every change of stage and the last frame.
struct JsonLines {
    last: Mutex<Option<(Instant, Stage)>>,
    reader_gone: AtomicBool,
    token: CancelToken,
}

impl JsonLines {
    fn new(token: CancelToken) -> Self {
        Self { last: Mutex::new(None), reader_gone: AtomicBool::new(false), token }
    }

    fn update(&self, progress: Progress) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let due = last.is_none_or(|(at, stage)| stage != progress.stage || now - at >= JSON_INTERVAL);
        if !(due || progress.frame == progress.frames) || self.reader_gone.load(Relaxed) {
            return;
        }
        *last = Some((now, progress.stage));
        if console::json_line(&ProgressJson { progress }).is_err() {
            self.reader_gone.store(true, Relaxed);
            self.token.cancel();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_tells_what_is_known() {
        let mut progress =
            Progress { stage: Stage::Rendering, frame: 10, frames: 100, fps: 0.0, elapsed_secs: 0.1, eta_secs: None };
        assert_eq!(message(&progress), "");
        (progress.fps, progress.eta_secs) = (33.333, Some(2.2));
        assert_eq!(message(&progress), "33.3 fps  0:03 left");
        progress.stage = Stage::Finishing;
        assert_eq!(message(&progress), "33.3 fps");
    }
}
