//! Contents whose numbers move: texts, shapes and paints.

mod parts;

use std::sync::Arc;

use reelspeed_core::Flicks;
use reelspeed_model::{Animated, CornerRadii, Vec2};

use crate::curve::Curve;

/// Easings may pass beyond their keyframes; what must be over 0 stays at least this many pixels.
pub(crate) const LEAST: f64 = 1e-3;

/// The least and the greatest value of a number.
pub(crate) type Limits = (f64, f64);

/// A number, a pair or four radii of a content, with the document's range for it.
pub(crate) enum Part<'a> {
    Number(&'a mut Animated<f64>, Limits),
    Pair(&'a mut Animated<Vec2>, Limits),
    Corners(&'a mut Animated<CornerRadii>, Limits),
}

/// What has numbers that may move.
pub(crate) trait Parts: Clone {
    /// Calls `visit` with every one of them, always in the same order.
    fn each(&mut self, visit: &mut dyn FnMut(Part<'_>));

    /// Brings moved numbers that depend on each other into order.
    fn mend(&mut self) {}
}

/// A content over the time of its layer's own clock. What comes out has no keyframes.
#[derive(Clone, Debug)]
pub(crate) enum Moving<T> {
    /// The same `Arc` at all times.
    Still(Arc<T>),
    Moves(Box<Motion<T>>),
}

#[derive(Clone, Debug)]
pub(crate) struct Motion<T> {
    /// With constants in the places of the curves.
    template: T,
    /// Which part moves how, in the order of the parts.
    curves: Vec<(usize, PartCurve)>,
    /// From here on nothing moves.
    end: Flicks,
    rest: Arc<T>,
}

#[derive(Clone, Debug)]
enum PartCurve {
    Number(Curve<f64>),
    Pair(Curve<Vec2>),
    Corners(Curve<[f64; 4]>),
}

impl<T: Parts> Moving<T> {
    pub(crate) fn new(content: &T) -> Self {
        let mut template = content.clone();
        let mut curves = Vec::new();
        let mut index = 0;
        template.each(&mut |part| {
            if let Some(curve) = PartCurve::take(part) {
                curves.push((index, curve));
            }
            index += 1;
        });
        let ends = curves.iter().filter_map(|(_, curve)| curve.end());
        let Some(end) = ends.max() else { return Self::Still(Arc::new(template)) };
        let rest = Arc::new(moved(&template, &curves, end));
        Self::Moves(Box::new(Motion { template, curves, end, rest }))
    }

    /// The content at `time`.
    pub(crate) fn at(&self, time: Flicks) -> Arc<T> {
        match self {
            Self::Still(content) => Arc::clone(content),
            Self::Moves(motion) if time >= motion.end => Arc::clone(&motion.rest),
            Self::Moves(motion) => Arc::new(moved(&motion.template, &motion.curves, time)),
        }
    }
}

fn moved<T: Parts>(template: &T, curves: &[(usize, PartCurve)], time: Flicks) -> T {
    let mut content = template.clone();
    let mut curves = curves.iter().peekable();
    let mut index = 0;
    content.each(&mut |part| {
        if let Some((_, curve)) = curves.next_if(|(i, _)| *i == index) {
            curve.put(part, time);
        }
        index += 1;
    });
    content.mend();
    content
}

impl PartCurve {
    /// Makes the part constant. `None` where it does not move.
    fn take(part: Part<'_>) -> Option<Self> {
        let empty = |(low, high): Limits| 0_f64.clamp(low, high);
        match part {
            Part::Number(value, limits) => {
                let curve = Curve::number(value, empty(limits));
                *value = curve.at(Flicks::ZERO).into();
                curve.end().map(|_| Self::Number(curve))
            }
            Part::Pair(value, limits) => {
                let curve = Curve::pair(value, [empty(limits); 2]);
                *value = curve.at(Flicks::ZERO).into();
                curve.end().map(|_| Self::Pair(curve))
            }
            Part::Corners(value, limits) => {
                if value.as_constant().is_some() {
                    return None;
                }
                let curve = Curve::new(value, [empty(limits); 4], CornerRadii::corners);
                *value = radii(curve.at(Flicks::ZERO)).into();
                curve.end().map(|_| Self::Corners(curve))
            }
        }
    }

    fn end(&self) -> Option<Flicks> {
        match self {
            Self::Number(curve) => curve.end(),
            Self::Pair(curve) => curve.end(),
            Self::Corners(curve) => curve.end(),
        }
    }

    fn put(&self, part: Part<'_>, time: Flicks) {
        match (self, part) {
            (Self::Number(curve), Part::Number(value, limits)) => *value = curve.within(time, limits).into(),
            (Self::Pair(curve), Part::Pair(value, limits)) => *value = curve.within(time, limits).into(),
            (Self::Corners(curve), Part::Corners(value, limits)) => *value = radii(curve.within(time, limits)).into(),
            // A content's parts are of the same kinds each time.
            _ => {}
        }
    }
}

fn radii(corners: [f64; 4]) -> CornerRadii {
    if corners == [corners[0]; 4] { CornerRadii::All(corners[0]) } else { CornerRadii::Each(corners) }
}
