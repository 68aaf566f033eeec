//! Two pictures on their way from one to the other.
//!
//! Where both fill an upright box on whole pixels of the canvas, they are drawn straight onto it: the second with a weight, an
//! offset or a mask. All other transitions are drawn on an upright surface of the box's own, which is then placed like a picture.

use std::sync::Arc;

use reelspeed_core::{Affine, Frame, IRect, Orientation, Rect, Rgba8};
use reelspeed_kernels::blend::{PremulYuva8, mix_row};
use reelspeed_model::Direction;
use reelspeed_timeline::{Picture, ResolvedEffect, ResolvedTransition, TransitionStep};

use reelspeed_kernels::blur::Edge;

use crate::RenderError;
use crate::fx;
use crate::local::Local;
use crate::op::{Op, WipeMask};
use crate::picture::{Manner, is_box};
use crate::place::{QRect, SUB, opacity_u8, quantise, upright, weight_256};
use crate::planner::{Cut, Planner, Surface};

type Side = (Picture, Vec<ResolvedEffect>);

impl Planner<'_> {
    pub(crate) fn transition(&mut self, step: &TransitionStep, surface: Surface) -> Result<Vec<Op>, RenderError> {
        let (width, height) = step.size;
        if ![step.size, step.from.0.size, step.to.0.size].into_iter().all(is_box) {
            return Ok(Vec::new());
        }
        let map = surface.map_from(step.placement.canvas_from_layer(width, height));
        let straight = step.effects.is_empty() && opacity_u8(step.opacity) == 255 && !surface.layer;
        if let Some(place) = upright(map, Rect::new(0.0, 0.0, width, height))
            && straight
            && place.turn == Orientation::UPRIGHT
            && self.fills_its_box(&step.from.0)?
            && self.fills_its_box(&step.to.0)?
        {
            let visible = QRect::of(place.target).intersect(QRect::of_pixels(surface.bounds()));
            if visible.is_empty() {
                return Ok(Vec::new());
            }
            if visible.is_whole() {
                return self.straight(step, map, visible, surface);
            }
        }

        let Some(local) = Local::new(map, step.size, true) else { return Ok(Vec::new()) };
        let mut frame = self.aside(step, local.local_from_box, local.surface)?;
        fx::apply(&mut frame, &step.effects, 1.0, Edge::Clamp, self.tools)?;
        self.place(Cut::Fresh(Arc::new(frame)), local.surface_from_local, step.opacity, surface)
    }

    /// Both pictures opaque, straight onto the canvas.
    fn straight(
        &mut self,
        step: &TransitionStep,
        map: Affine,
        visible: QRect,
        surface: Surface,
    ) -> Result<Vec<Op>, RenderError> {
        let plain = Manner { clip: visible, ..Manner::plain(surface) };
        let moves = Moves::of(step, map);
        let from_map = Affine::translate(moves.from.0 as f64, moves.from.1 as f64) * map;
        let to_map = Affine::translate(moves.to.0 as f64, moves.to.1 as f64) * map;
        let mut ops = Vec::new();
        if moves.shows_from {
            ops.extend(self.side(&step.from, from_map, plain, surface)?);
        }
        if moves.shows_to {
            let manner = Manner { weight: moves.weight, wipe: moves.wipe, ..plain };
            ops.extend(self.side(&step.to, to_map, manner, surface)?);
        }
        if let Some(color) = moves.tint {
            ops.push(Op::Tint { color, rect: visible.round_out() });
        }
        Ok(ops)
    }

    fn side(&mut self, side: &Side, map: Affine, manner: Manner, surface: Surface) -> Result<Vec<Op>, RenderError> {
        self.upright_picture(&side.0, &side.1, map, manner, surface)
    }

    /// The transition on a layer surface that is its box.
    fn aside(&mut self, step: &TransitionStep, map: Affine, surface: Surface) -> Result<Frame, RenderError> {
        let bounds = surface.bounds();
        let plain = Manner::plain(surface);
        let moves = Moves::of(step, map);
        let shift = |(x, y): (i32, i32)| Affine::translate(x as f64, y as f64) * map;
        let from =
            if moves.shows_from { self.side(&step.from, shift(moves.from), plain, surface)? } else { Vec::new() };
        let to = if moves.shows_to { self.side(&step.to, shift(moves.to), plain, surface)? } else { Vec::new() };
        if moves.weight < 256 {
            let mut frame = self.tools.painted_444(&from, bounds)?;
            let other = self.tools.painted_444(&to, bounds)?;
            self.mix(&mut frame, &other, moves.weight);
            return Ok(frame);
        }
        if let Some(wipe) = moves.wipe {
            // Where the new picture has holes, the old one is gone all the same.
            let mut frame = self.tools.painted_444(&from, bounds)?;
            let other = self.tools.painted_444(&to, bounds)?;
            self.wipe(&mut frame, &other, wipe, bounds);
            return Ok(frame);
        }
        let mut ops = from;
        ops.extend(to);
        if let Some(color) = moves.tint {
            ops.push(Op::Tint { color, rect: bounds });
        }
        self.tools.painted_444(&ops, bounds)
    }

    fn mix(&mut self, frame: &mut Frame, other: &Frame, weight: u16) {
        let level = self.tools.level;
        for (i, mut plane) in frame.planes_mut().into_iter().flatten().flatten().enumerate() {
            let from = other.plane(i);
            for row in 0..plane.height {
                mix_row(level, plane.row(row), from.row(row), weight);
            }
        }
    }

    fn wipe(&mut self, frame: &mut Frame, other: &Frame, wipe: WipeMask, bounds: IRect) {
        let level = self.tools.level;
        let mask = wipe.over(bounds);
        for (i, mut plane) in frame.planes_mut().into_iter().flatten().flatten().enumerate() {
            let from = other.plane(i);
            for row in 0..plane.height {
                let (out, from) = (plane.row(row), from.row(row));
                let covered = mask.y.as_ref().map_or(255, |mask| mask[row]);
                match &mask.x {
                    Some(columns) => reelspeed_kernels::blend::lerp_row(level, out, from, columns, covered),
                    None => mix_row(level, out, from, ((covered as u32 * 256 + 127) / 255) as u16),
                }
            }
        }
    }
}

/// What a transition does at one moment, on the surface.
struct Moves {
    /// Whole pixels by which the pictures are off their place.
    from: (i32, i32),
    to: (i32, i32),
    shows_from: bool,
    shows_to: bool,
    /// Of the new picture, of 256.
    weight: u16,
    wipe: Option<WipeMask>,
    tint: Option<PremulYuva8>,
}

impl Moves {
    fn of(step: &TransitionStep, map: Affine) -> Self {
        let progress = step.progress.clamp(0.0, 1.0);
        let still =
            Self { from: (0, 0), to: (0, 0), shows_from: true, shows_to: true, weight: 256, wipe: None, tint: None };
        let target = QRect::of(map.bounds_of(Rect::new(0.0, 0.0, step.size.0, step.size.1)));
        match step.kind {
            ResolvedTransition::Crossfade => {
                let weight = weight_256(progress);
                Self { weight, shows_from: weight < 256, shows_to: weight > 0, ..still }
            }
            ResolvedTransition::FadeThrough(color) => {
                let first = progress < 0.5;
                let strength = if first { progress * 2.0 } else { 2.0 - progress * 2.0 };
                let alpha = libm::floor(color.a as f64 * strength + 0.5) as u8;
                let tint = Some(PremulYuva8::from(Rgba8 { a: alpha, ..color }));
                Self { shows_from: first, shows_to: !first, tint, ..still }
            }
            ResolvedTransition::Slide(direction) => {
                Self { to: offset(target, direction, progress - 1.0), shows_to: progress > 0.0, ..still }
            }
            ResolvedTransition::Push(direction) => {
                let to = offset(target, direction, progress - 1.0);
                let whole = offset(target, direction, 1.0);
                // Both move as one strip.
                let from = (to.0 + whole.0, to.1 + whole.1);
                Self { from, to, shows_from: progress < 1.0, shows_to: progress > 0.0, ..still }
            }
            ResolvedTransition::Wipe(direction, softness) => {
                let wipe = Some(wipe_mask(target, direction, softness, progress));
                Self { wipe, shows_to: progress > 0.0, ..still }
            }
        }
    }
}

/// `share` of the box's extent in a direction, in whole pixels. Even ones, so that chroma moves with luma.
fn offset(target: QRect, direction: Direction, share: f64) -> (i32, i32) {
    let part = |from: i32, to: i32| libm::floor((to - from) as f64 / SUB as f64 * share / 2.0 + 0.5) as i32 * 2;
    match direction {
        Direction::Left => (-part(target.x0, target.x1), 0),
        Direction::Right => (part(target.x0, target.x1), 0),
        Direction::Up => (0, -part(target.y0, target.y1)),
        Direction::Down => (0, part(target.y0, target.y1)),
    }
}

/// The edge of a wipe. It begins with its soft border just outside the box and ends with it just outside on the other side.
fn wipe_mask(target: QRect, direction: Direction, softness: f64, progress: f64) -> WipeMask {
    let horizontal = matches!(direction, Direction::Left | Direction::Right);
    let (from, to) = if horizontal { (target.x0, target.x1) } else { (target.y0, target.y1) };
    let len = (to - from) as f64 / SUB as f64;
    // A ramp of one pixel is the exact coverage of a hard edge.
    let soft = (softness.clamp(0.0, 1.0) * len).max(1.0);
    // How far from its start the mask is full, and where it ends.
    let reached = (len + soft) * progress - soft;
    let (full, nothing) = (quantise(reached), quantise(reached + soft));
    match direction {
        Direction::Right | Direction::Down => WipeMask { horizontal, full: from + full, nothing: from + nothing },
        Direction::Left | Direction::Up => WipeMask { horizontal, full: to - full, nothing: to - nothing },
    }
}
