use reelspeed_core::{Frame, FrameDesc, FramePool, Orientation, PlaneRef};
use reelspeed_kernels::SimdLevel;

use crate::RenderError;

/// A mirrored or turned copy of an 8-bit frame.
pub(crate) fn turn_frame(
    frame: &Frame,
    turn: Orientation,
    pool: &FramePool,
    level: SimdLevel,
) -> Result<Frame, RenderError> {
    let _ = level;
    let desc = FrameDesc { size: turn.apply_to_size(frame.size()), ..frame.desc() };
    let mut out = Frame::alloc(pool, desc)?;
    for (i, mut plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
        let src: PlaneRef<'_> = frame.plane(i);
        for y in 0..plane.height {
            let width = plane.width;
            for x in 0..width {
                let (mut sx, sy) = match turn.quarter_turns {
                    0 => (x, y),
                    1 => (y, src.height - 1 - x),
                    2 => (src.width - 1 - x, src.height - 1 - y),
                    _ => (src.width - 1 - y, x),
                };
                if turn.mirrored {
                    sx = src.width - 1 - sx;
                }
                plane.row(y)[x] = src.row(sy)[sx];
            }
        }
    }
    Ok(out)
}
