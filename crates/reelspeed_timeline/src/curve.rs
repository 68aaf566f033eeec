//! Keyframed values.

use reelspeed_core::Flicks;
use reelspeed_model::{Animated, Scale, Vec2};

use crate::easing::Ease;

/// A value that can stand between two others.
pub(crate) trait Mix: Copy {
    /// `self` at 0, `to` at 1; goes on in a straight line outside.
    fn mix(self, to: Self, t: f64) -> Self;

    /// Every number in it no less than `low` and no more than `high`.
    fn clamped(self, low: f64, high: f64) -> Self;
}

impl Mix for f64 {
    fn mix(self, to: Self, t: f64) -> Self {
        self + (to - self) * t
    }

    fn clamped(self, low: f64, high: f64) -> Self {
        self.clamp(low, high)
    }
}

impl<const N: usize> Mix for [f64; N] {
    fn mix(self, to: Self, t: f64) -> Self {
        std::array::from_fn(|i| self[i].mix(to[i], t))
    }

    fn clamped(self, low: f64, high: f64) -> Self {
        self.map(|v| v.clamp(low, high))
    }
}

/// A value over the time of a layer's own clock.
#[derive(Clone, Debug)]
pub(crate) enum Curve<T> {
    Constant(T),
    /// At least one, times ascending.
    Keys(Vec<Key<T>>),
}

#[derive(Clone, Debug)]
pub(crate) struct Key<T> {
    /// In flicks, so that a keyframe at 0.30000000000000004 s is reached in the frame at 0.3 s.
    pub(crate) time: Flicks,
    pub(crate) value: T,
    /// From here to the next key.
    pub(crate) ease: Ease,
}

impl<T: Mix> Curve<T> {
    /// From the document. `convert` makes the value that is computed with; `empty` stands in for a list without keyframes.
    pub(crate) fn new<S: Copy>(animated: &Animated<S>, empty: T, convert: impl Fn(S) -> T) -> Self {
        match animated {
            Animated::Constant(v) => Self::Constant(convert(*v)),
            Animated::Keyframes(list) => {
                let mut keys: Vec<Key<T>> = list
                    .keyframes
                    .iter()
                    .map(|k| Key {
                        time: Flicks::from_secs(k.time),
                        value: convert(k.value),
                        ease: Ease::new(&k.easing),
                    })
                    .collect();
                keys.sort_by_key(|k| k.time);
                match keys.as_slice() {
                    [] => Self::Constant(empty),
                    [only] => Self::Constant(only.value),
                    _ => Self::Keys(keys),
                }
            }
        }
    }

    /// The value at `time` of the layer's clock: that of the first key before it, exactly that of the last key from it on.
    pub(crate) fn at(&self, time: Flicks) -> T {
        let keys = match self {
            Self::Constant(v) => return *v,
            Self::Keys(keys) => keys,
        };
        let next = keys.partition_point(|k| k.time <= time);
        match (next.checked_sub(1).map(|i| &keys[i]), keys.get(next)) {
            (Some(from), Some(to)) => {
                let passed = (time.0 - from.time.0) as f64 / (to.time.0 - from.time.0) as f64;
                from.value.mix(to.value, from.ease.at(passed))
            }
            (Some(last), None) => last.value,
            (None, _) => keys[0].value,
        }
    }

    /// The value at `time`. Easings may pass beyond their keyframes: what moves is held within `limits`. A constant is as it was
    /// written.
    pub(crate) fn within(&self, time: Flicks, (low, high): (f64, f64)) -> T {
        match self {
            Self::Constant(v) => *v,
            Self::Keys(_) => self.at(time).clamped(low, high),
        }
    }

    /// When the last key is reached; `None` where nothing moves.
    pub(crate) fn end(&self) -> Option<Flicks> {
        match self {
            Self::Constant(_) => None,
            Self::Keys(keys) => keys.last().map(|k| k.time),
        }
    }

    /// The value, if it never changes.
    pub(crate) fn constant(&self) -> Option<T> {
        match self {
            Self::Constant(v) => Some(*v),
            Self::Keys(_) => None,
        }
    }
}

impl Curve<f64> {
    /// A number.
    pub(crate) fn number(animated: &Animated<f64>, empty: f64) -> Self {
        Self::new(animated, empty, |v| v)
    }
}

impl Curve<Vec2> {
    /// A pair.
    pub(crate) fn pair(animated: &Animated<Vec2>, empty: Vec2) -> Self {
        Self::new(animated, empty, |v| v)
    }

    /// A scale, as a pair.
    pub(crate) fn scale(animated: &Animated<Scale>) -> Self {
        Self::new(animated, [1.0, 1.0], Scale::axes)
    }
}
