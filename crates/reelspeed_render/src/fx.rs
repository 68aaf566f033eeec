use reelspeed_core::{Frame, FrameDesc, Size};
use reelspeed_timeline::ResolvedEffect;

use crate::RenderError;
use crate::tools::Tools;

/// How many pixels beyond an edge an effect may look, at `ratio` frame pixels per canvas pixel.
pub(crate) fn reach(effects: &[ResolvedEffect], ratio: f64) -> u32 {
    let sum: f64 = effects
        .iter()
        .map(|effect| match *effect {
            ResolvedEffect::Blur(sigma) => sigma * 3.0 * ratio,
            ResolvedEffect::Sharpen { sigma, .. } => sigma * 3.0 * ratio,
            _ => 0.0,
        })
        .sum();
    libm::ceil(sum.clamp(0.0, 2000.0)) as u32
}

/// Applies effects to a frame, in order.
pub(crate) fn apply(
    frame: &mut Frame,
    effects: &[ResolvedEffect],
    ratio: f64,
    tools: &mut Tools,
) -> Result<(), RenderError> {
    let _ = (frame, effects, ratio, tools);
    Ok(())
}

/// A copy of a layer picture with effects, and how many pixels it grew on each side.
pub(crate) fn padded(
    frame: &Frame,
    effects: &[ResolvedEffect],
    ratio: f64,
    tools: &mut Tools,
) -> Result<(Frame, u32), RenderError> {
    let pad = reach(effects, ratio);
    let size = frame.size();
    let mut out = Frame::alloc(&tools.pool, FrameDesc::layer(Size::new(size.width + 2 * pad, size.height + 2 * pad)))?;
    let inset = pad as usize;
    for (i, mut plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
        let from = frame.plane(i);
        plane.data.fill(0);
        for row in 0..from.height {
            plane.row(row + inset)[inset..inset + from.width].copy_from_slice(from.row(row));
        }
    }
    apply(&mut out, effects, ratio, tools)?;
    Ok((out, pad))
}
