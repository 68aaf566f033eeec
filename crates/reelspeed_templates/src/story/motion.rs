//! Values that move, and how they come to rest.

use reelspeed_model::{Animated, Easing, EasingFunction, EasingName, Keyframe, Keyframes, Spring};

/// A value and when it is reached; the easing leads to the next.
pub(super) struct Key<T>(pub(super) f64, pub(super) T, pub(super) Easing);

pub(super) const LINEAR: Easing = Easing::Named(EasingName::Linear);
pub(super) const HOLD: Easing = Easing::Named(EasingName::Hold);
pub(super) const OUT: Easing = Easing::Function(EasingFunction::CubicBezier([0.16, 1.0, 0.3, 1.0]));
pub(super) const IN_OUT: Easing = Easing::Function(EasingFunction::CubicBezier([0.45, 0.0, 0.2, 1.0]));
pub(super) const OVERSHOOT: Easing =
    Easing::Function(EasingFunction::Spring(Spring { stiffness: 210.0, damping: 18.0, mass: 1.0 }));
pub(super) const BOUNCE: Easing = Easing::Named(EasingName::EaseOutBounce);

/// The value along its keys; times that do not ascend are left out, since the earlier key wins.
pub(super) fn moving<T: Clone + PartialEq>(keys: Vec<Key<T>>) -> Animated<T> {
    let mut keyframes: Vec<Keyframe<T>> = Vec::with_capacity(keys.len());
    for Key(time, value, easing) in keys {
        match keyframes.last_mut() {
            Some(last) if time <= last.time => (last.value, last.easing) = (value, easing),
            _ => keyframes.push(Keyframe { time, value, easing }),
        }
    }
    if let [first, rest @ ..] = &keyframes[..]
        && rest.iter().all(|key| key.value == first.value)
    {
        return Animated::Constant(first.value.clone());
    }
    Animated::Keyframes(Keyframes { keyframes })
}
