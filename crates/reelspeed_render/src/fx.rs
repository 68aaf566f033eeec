//! Effects on frames of their own. Colour effects that follow each other are multiplied out and applied once.

use reelspeed_core::{Frame, FrameDesc, PixelFormat, PlaneMut, Size};
use reelspeed_kernels::adjust::{AdjustPlan, Adjustment, limit_row, sharpen_row};
use reelspeed_kernels::blur::{Edge, blur_margin, blur_plane};
use reelspeed_timeline::ResolvedEffect;

use crate::RenderError;
use crate::tools::Tools;

/// How many pixels beyond an edge effects look, or spread, at `ratio` frame pixels per canvas pixel.
pub(crate) fn reach(effects: &[ResolvedEffect], ratio: f64) -> u32 {
    let reach = |effect: &ResolvedEffect| match *effect {
        ResolvedEffect::Blur(sigma) | ResolvedEffect::Sharpen { sigma, .. } => blur_margin(sigma * ratio),
        _ => 0,
    };
    effects.iter().map(reach).sum::<usize>().min(4096) as u32
}

/// Applies effects to a 4:2:0 or a layer frame, in order. `ratio` is frame pixels per canvas pixel; `edge` is what lies outside.
pub(crate) fn apply(
    frame: &mut Frame,
    effects: &[ResolvedEffect],
    ratio: f64,
    edge: Edge,
    tools: &mut Tools,
) -> Result<(), RenderError> {
    let mut pending = Adjustment::IDENTITY;
    for effect in effects {
        match *effect {
            ResolvedEffect::Brightness(factor) => pending = pending.then(Adjustment::brightness(factor)),
            ResolvedEffect::Contrast(factor) => pending = pending.then(Adjustment::contrast(factor)),
            ResolvedEffect::Saturation(factor) => pending = pending.then(Adjustment::saturation(factor)),
            ResolvedEffect::Hue(degrees) => pending = pending.then(Adjustment::hue(degrees)),
            ResolvedEffect::Blur(sigma) => {
                adjust(frame, std::mem::take(&mut pending), tools);
                blur(frame, sigma * ratio, edge, tools);
            }
            ResolvedEffect::Sharpen { amount, sigma } => {
                adjust(frame, std::mem::take(&mut pending), tools);
                sharpen(frame, amount, sigma * ratio, edge, tools)?;
            }
        }
    }
    adjust(frame, pending, tools);
    Ok(())
}

fn adjust(frame: &mut Frame, adjustment: Adjustment, tools: &Tools) {
    if adjustment == Adjustment::IDENTITY {
        return;
    }
    let (plan, level) = (adjustment.plan(), tools.level);
    match frame.planes_mut() {
        Some([Some(mut y), Some(cb), Some(cr), None]) => {
            for row in 0..y.height {
                plan.luma_row(level, y.row(row));
            }
            adjust_chroma(&plan, cb, cr, tools);
        }
        Some([Some(mut y), Some(mut cb), Some(mut cr), Some(mut a)]) => {
            for row in 0..y.height {
                let alpha = a.row(row);
                plan.luma_row_premul(level, y.row(row), alpha);
                plan.chroma_row_premul(level, cb.row(row), cr.row(row), alpha);
            }
        }
        _ => {}
    }
}

fn adjust_chroma(plan: &AdjustPlan, mut cb: PlaneMut<'_>, mut cr: PlaneMut<'_>, tools: &Tools) {
    for row in 0..cb.height {
        plan.chroma_row(tools.level, cb.row(row), cr.row(row));
    }
}

fn blur(frame: &mut Frame, sigma: f64, edge: Edge, tools: &mut Tools) {
    let (sx, sy) = frame.format().chroma_shift();
    let half = |shift: u32| if shift == 1 { 0.5 } else { 1.0 };
    for (i, mut plane) in frame.planes_mut().into_iter().flatten().flatten().enumerate() {
        let (x, y) = if i == 1 || i == 2 { (sigma * half(sx), sigma * half(sy)) } else { (sigma, sigma) };
        blur_plane(tools.level, &mut plane, x, y, edge, &mut tools.blur);
    }
}

/// An unsharp mask on luma.
fn sharpen(frame: &mut Frame, amount: f64, sigma: f64, edge: Edge, tools: &mut Tools) -> Result<(), RenderError> {
    let amount = libm::round(amount.clamp(-16.0, 16.0) * 256.0) as i32;
    let gray = PixelFormat::new(reelspeed_core::Subsampling::Gray, 8, false);
    let mut mask = Frame::alloc(&tools.pool, FrameDesc { format: gray, ..frame.desc() })?;
    let Some(mut blurred) = mask.plane_mut(0) else { return Ok(()) };
    let luma = frame.plane(0);
    for row in 0..luma.height {
        blurred.row(row).copy_from_slice(luma.row(row));
    }
    blur_plane(tools.level, &mut blurred, sigma, sigma, edge, &mut tools.blur);
    let Some([Some(mut y), _, _, alpha]) = frame.planes_mut() else { return Ok(()) };
    for row in 0..y.height {
        sharpen_row(tools.level, y.row(row), blurred.row(row), amount);
    }
    if let Some(mut alpha) = alpha {
        for row in 0..y.height {
            limit_row(tools.level, y.row(row), alpha.row(row));
        }
    }
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
    let grown = Size::new(size.width + 2 * pad, size.height + 2 * pad);
    let mut out = Frame::alloc(&tools.pool, FrameDesc::layer(grown))?;
    let inset = pad as usize;
    for (i, mut plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
        let from = frame.plane(i);
        plane.data.fill(0);
        for row in 0..from.height {
            plane.row(row + inset)[inset..inset + from.width].copy_from_slice(from.row(row));
        }
    }
    apply(&mut out, effects, ratio, Edge::Transparent, tools)?;
    Ok((out, pad))
}
