//! The compiled composition: layers with frame numbers and curves, from which [`resolve`](crate::resolve) makes display lists.

use std::ops::Range;

use reelspeed_model::Vec2;

use crate::clip::Playback;
use crate::clock::FrameClock;
use crate::curve::Curve;
use crate::easing::Ease;
use crate::effects::EffectCurve;
use crate::extent::{Extent, TextBody};
use crate::moving::Moving;
use crate::{ResolvedTransition, ShapeContent};

/// A layer.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// The frames in which it is on screen. Its clock shows zero at the first.
    pub(crate) frames: Range<u64>,
    /// The layer's own clock: the speed of the groups around it.
    pub(crate) clock: FrameClock,
    /// `None`: the middle of the parent.
    pub(crate) position: Option<Curve<Vec2>>,
    pub(crate) anchor: Curve<Vec2>,
    pub(crate) scale: Curve<Vec2>,
    pub(crate) rotation: Curve<f64>,
    pub(crate) opacity: Curve<f64>,
    pub(crate) effects: Vec<EffectCurve>,
    pub(crate) body: Body,
}

/// What a layer shows.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    Picture(Playback, Extent),
    Text(TextBody),
    Shape(Moving<ShapeContent>),
    Group(GroupBody),
    Sequence(SequenceBody),
}

#[derive(Clone, Debug)]
pub(crate) struct GroupBody {
    pub(crate) size: Extent,
    pub(crate) clip_radius: Option<Curve<f64>>,
    pub(crate) nodes: Vec<Node>,
}

#[derive(Clone, Debug)]
pub(crate) struct SequenceBody {
    pub(crate) size: Extent,
    /// In order of `first`.
    pub(crate) items: Vec<Item>,
}

/// A clip of a sequence. Up to where the next one begins it is alone on screen, then goes through the next one's transition.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The frame in which it appears.
    pub(crate) first: u64,
    pub(crate) playback: Playback,
    pub(crate) effects: Vec<EffectCurve>,
    /// How it comes; `None`: at once.
    pub(crate) transition: Option<ItemTransition>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct ItemTransition {
    /// How many frames show both clips, at least 1.
    pub(crate) frames: u64,
    pub(crate) kind: ResolvedTransition,
    pub(crate) ease: Ease,
}
