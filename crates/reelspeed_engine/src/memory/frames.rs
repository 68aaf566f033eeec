//! The frame pool beside the decoders' pictures.

use reelspeed_core::{FrameDesc, Size};
use reelspeed_model::Paint;

use crate::Project;

/// Canvas frames that are out at a time: one being painted or waiting to be handed over, and the one before it, which the compositor
/// compares with and the encoder is still reading.
const IN_FLIGHT: f64 = 2.0;

/// The most bytes of canvas frames and `surfaces` at a time.
pub(crate) fn predict(project: &Project, surfaces: f64) -> f64 {
    let canvas = canvas_bytes(project.timeline().size());
    let mut frames = IN_FLIGHT;
    // A still beginning is kept as a picture of its own.
    if project.composition().layers.len() > 1 {
        frames += 1.0;
    }
    if !matches!(*project.timeline().display_list(0).background, Paint::Solid(_)) {
        frames += 1.0;
    }
    frames * canvas + surfaces
}

/// Frames of `size` on their way through a pipeline.
pub(crate) fn in_flight(size: Size) -> f64 {
    IN_FLIGHT * canvas_bytes(size)
}

/// Bytes of a frame of the canvas.
pub(crate) fn canvas_bytes(size: Size) -> f64 {
    FrameDesc::working(size).bytes() as f64
}
