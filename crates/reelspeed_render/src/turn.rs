use reelspeed_core::{Frame, FrameDesc, FramePool, Orientation};
use reelspeed_kernels::rotate::orient_plane;

use crate::RenderError;

/// A mirrored or turned copy of an 8-bit frame.
pub(crate) fn turn_frame(frame: &Frame, turn: Orientation, pool: &FramePool) -> Result<Frame, RenderError> {
    let desc = FrameDesc { size: turn.apply_to_size(frame.size()), ..frame.desc() };
    let mut out = Frame::alloc(pool, desc)?;
    for (i, mut plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
        orient_plane(frame.plane(i), turn, &mut plane, 0);
    }
    Ok(out)
}
