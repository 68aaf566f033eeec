//! One module per command.

pub(crate) mod captions;
pub(crate) mod clip;
pub(crate) mod contact_sheet;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod frame;
mod job;
pub(crate) mod optimize;
pub(crate) mod probe;
pub(crate) mod render;
pub(crate) mod schema;
pub(crate) mod story;
pub(crate) mod validate;

use reelspeed::{EngineError, Project};

use crate::console;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

/// Says the project's warnings.
fn warn(project: &Project) {
    for warning in project.warnings() {
        console::warning(warning);
    }
}

/// The project's length in seconds.
fn length_secs(project: &Project) -> f64 {
    let timeline = project.timeline();
    timeline.frame_count() as f64 / timeline.frame_rate().as_f64()
}

/// A job that a signal cancelled failed by that signal.
fn blame<T>(result: Result<T, EngineError>, interrupt: &Interrupt) -> Result<T, Failure> {
    match result {
        Err(EngineError::Cancelled) => Err(interrupt.check().err().unwrap_or(EngineError::Cancelled.into())),
        other => Ok(other?),
    }
}
