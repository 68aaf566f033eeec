//! From compiled layers and a frame number to drawing steps.

use reelspeed_core::{Affine, Flicks, Point};

use crate::effects::resolve_into;
use crate::moving::Limits;
use crate::node::{Body, GroupBody, Item, Node, SequenceBody};
use crate::{Content, Draw, GroupStep, Picture, Placement, ResolvedEffect, Step, TransitionStep};

/// A factor smaller than this makes nothing visible of anything.
const LEAST_SCALE: f64 = 1e-6;

/// The document's range for the radius of a clip.
const CLIP_RADIUS: Limits = (0.0, 4096.0);

/// The canvas on which layers stand.
pub(crate) struct Parent {
    /// From it to the composition's canvas.
    pub(crate) map: Affine,
    /// Its size in its own pixels.
    pub(crate) size: (f64, f64),
}

/// Appends what `nodes` show in `frame`, in painter's order.
pub(crate) fn push_nodes(nodes: &[Node], frame: u64, parent: &Parent, out: &mut Vec<Step>) {
    for node in nodes {
        push_node(node, frame, parent, out);
    }
}

fn push_node(node: &Node, frame: u64, parent: &Parent, out: &mut Vec<Step>) {
    if !node.frames.contains(&frame) {
        return;
    }
    let passed = frame - node.frames.start;
    let local = node.clock.at(passed);
    let opacity = node.opacity.at(local).clamp(0.0, 1.0);
    if opacity <= 0.0 || opacity.is_nan() {
        return;
    }
    let Some(placement) = placement_at(node, local, parent) else { return };
    let canvas_per_parent = mean_scale(&parent.map);
    let effects = || {
        let mut list = Vec::new();
        resolve_into(&node.effects, local, canvas_per_parent, &mut list);
        list
    };
    let content = match &node.body {
        Body::Picture(playback, size) => Content::Picture(playback.picture(passed, local, size.at(local, parent.size))),
        Body::Text(text) => Content::Text(text.at(local, parent.size)),
        Body::Shape(shape) => Content::Shape(shape.at(local)),
        Body::Group(group) => {
            let at =
                Moment { frame, local, opacity, placement, canvas_per_parent, size: group.size.at(local, parent.size) };
            return push_group(group, &at, effects(), out);
        }
        Body::Sequence(sequence) => {
            let size = sequence.size.at(local, parent.size);
            let at = Moment { frame, local, opacity, placement, canvas_per_parent, size };
            return push_sequence(node, sequence, &at, effects(), out);
        }
    };
    out.push(Step::Draw(Draw { content, placement, opacity, effects: effects() }));
}

/// Where a layer stands; `None` where nothing of it can be seen.
fn placement_at(node: &Node, local: Flicks, parent: &Parent) -> Option<Placement> {
    let middle = [parent.size.0 / 2.0, parent.size.1 / 2.0];
    let [x, y] = node.position.as_ref().map_or(middle, |p| p.at(local));
    let [anchor_x, anchor_y] = node.anchor.at(local);
    let [scale_x, scale_y] = node.scale.at(local);
    let rotation = node.rotation.at(local);
    let visible = libm::fabs(scale_x) >= LEAST_SCALE && libm::fabs(scale_y) >= LEAST_SCALE;
    let finite = [x, y, anchor_x, anchor_y, scale_x, scale_y, rotation].iter().all(|v| v.is_finite());
    (visible && finite).then_some(Placement {
        canvas_from_parent: parent.map,
        position: Point::new(x, y),
        anchor: Point::new(anchor_x, anchor_y),
        scale: (scale_x, scale_y),
        rotation,
    })
}

/// By how much a map stretches lengths, on average over directions.
fn mean_scale(map: &Affine) -> f64 {
    libm::sqrt(libm::fabs(map.a * map.d - map.b * map.c))
}

/// What a group or sequence as a whole looks like in a frame.
struct Moment {
    frame: u64,
    /// On its own clock.
    local: Flicks,
    opacity: f64,
    placement: Placement,
    canvas_per_parent: f64,
    /// Its own canvas or box.
    size: (f64, f64),
}

fn push_group(group: &GroupBody, at: &Moment, effects: Vec<ResolvedEffect>, out: &mut Vec<Step>) {
    let &Moment { frame, opacity, size, .. } = at;
    let canvas_from_group = at.placement.canvas_from_layer(size.0, size.1);
    let finite = [
        canvas_from_group.a,
        canvas_from_group.b,
        canvas_from_group.c,
        canvas_from_group.d,
        canvas_from_group.e,
        canvas_from_group.f,
    ];
    if !finite.iter().all(|v| v.is_finite()) {
        return;
    }
    let own = Parent { map: canvas_from_group, size };
    if opacity >= 1.0 && group.clip_radius.is_none() && effects.is_empty() {
        return push_nodes(&group.nodes, frame, &own, out);
    }
    let mut steps = Vec::new();
    push_nodes(&group.nodes, frame, &own, &mut steps);
    if !steps.is_empty() {
        let clip_radius = group.clip_radius.as_ref().map(|radius| radius.within(at.local, CLIP_RADIUS));
        out.push(Step::Group(GroupStep { steps, canvas_from_group, size, clip_radius, opacity, effects }));
    }
}

fn push_sequence(node: &Node, sequence: &SequenceBody, at: &Moment, effects: Vec<ResolvedEffect>, out: &mut Vec<Step>) {
    let index = sequence.items.partition_point(|i| i.first <= at.frame);
    let Some(item) = index.checked_sub(1).map(|i| &sequence.items[i]) else { return };
    let (placement, opacity) = (at.placement, at.opacity);
    let running = item.transition.filter(|t| at.frame - item.first < t.frames);
    let Some((transition, before)) = running.zip(index.checked_sub(2).map(|i| &sequence.items[i])) else {
        let (picture, mut own) = item_at(node, item, at);
        own.extend(effects);
        out.push(Step::Draw(Draw { content: Content::Picture(picture), placement, opacity, effects: own }));
        return;
    };
    // Neither the first nor the last of the shared frames shows one clip alone: those stand before and after them.
    let passed = (at.frame - item.first + 1) as f64 / (transition.frames + 1) as f64;
    out.push(Step::Transition(TransitionStep {
        from: item_at(node, before, at),
        to: item_at(node, item, at),
        kind: transition.kind,
        progress: transition.ease.at(passed).clamp(0.0, 1.0),
        size: at.size,
        placement,
        opacity,
        effects,
    }));
}

/// An item's picture and its own effects. Both follow the item's own clock, which shows zero when it appears.
fn item_at(node: &Node, item: &Item, at: &Moment) -> (Picture, Vec<ResolvedEffect>) {
    let passed = at.frame - item.first;
    let local = node.clock.at(passed);
    let mut effects = Vec::new();
    resolve_into(&item.effects, local, at.canvas_per_parent, &mut effects);
    (item.playback.picture(passed, local, at.size), effects)
}
