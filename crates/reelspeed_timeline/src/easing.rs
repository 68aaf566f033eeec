//! How a value moves between two keyframes: `progress` 0..=1 of the time to progress of the value.
//!
//! Every function is a handful of additions, multiplications and calls of `libm`, so it gives the same bits on every machine.

mod bezier;
mod penner;
mod spring;
#[cfg(test)]
mod tests;

use reelspeed_model::{Easing, EasingFunction, EasingName};

use bezier::Bezier;
use spring::SpringCurve;

/// An easing with everything that does not depend on time worked out.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ease {
    Linear,
    Hold,
    Bezier(Bezier),
    Steps(u32),
    Spring(SpringCurve),
    /// One of Penner's: only the name is needed.
    Penner(fn(f64) -> f64),
}

impl Ease {
    pub(crate) fn new(easing: &Easing) -> Self {
        use EasingName as N;
        match *easing {
            Easing::Named(name) => match name {
                N::Linear => Self::Linear,
                N::Hold => Self::Hold,
                N::Ease => Self::Bezier(Bezier::new([0.25, 0.1, 0.25, 1.0])),
                N::EaseIn => Self::Bezier(Bezier::new([0.42, 0.0, 1.0, 1.0])),
                N::EaseOut => Self::Bezier(Bezier::new([0.0, 0.0, 0.58, 1.0])),
                N::EaseInOut => Self::Bezier(Bezier::new([0.42, 0.0, 0.58, 1.0])),
                N::EaseInCubic => Self::Penner(penner::in_cubic),
                N::EaseOutCubic => Self::Penner(penner::out_cubic),
                N::EaseInOutCubic => Self::Penner(penner::in_out_cubic),
                N::EaseInBack => Self::Penner(penner::in_back),
                N::EaseOutBack => Self::Penner(penner::out_back),
                N::EaseInOutBack => Self::Penner(penner::in_out_back),
                N::EaseOutBounce => Self::Penner(penner::out_bounce),
                N::EaseOutElastic => Self::Penner(penner::out_elastic),
            },
            Easing::Function(EasingFunction::CubicBezier(points)) => Self::Bezier(Bezier::new(points)),
            Easing::Function(EasingFunction::Steps(n)) => Self::Steps(n.max(1)),
            Easing::Function(EasingFunction::Spring(s)) => Self::Spring(SpringCurve::new(s)),
        }
    }

    /// The value's progress when `progress` of the time has passed. Exactly 0 up to 0 and exactly 1 from 1 on; between them
    /// some easings leave 0..=1.
    pub(crate) fn at(&self, progress: f64) -> f64 {
        if progress <= 0.0 {
            return 0.0;
        }
        if progress >= 1.0 {
            return 1.0;
        }
        match self {
            Self::Linear => progress,
            Self::Hold => 0.0,
            Self::Bezier(b) => b.at(progress),
            // A step that begins at a frame must not be missed because i/n * n came out just under i.
            Self::Steps(n) => libm::floor(progress * *n as f64 + 1e-9).min((*n - 1) as f64) / *n as f64,
            Self::Spring(s) => s.at(progress),
            Self::Penner(f) => f(progress),
        }
    }

    /// Points (time, value) of a polyline that follows the easing from (0, 0) to (1, 1); jumps are two points at one time.
    /// Curves get `segments` straight pieces.
    pub(crate) fn polyline(&self, segments: u32, mut emit: impl FnMut(f64, f64)) {
        emit(0.0, 0.0);
        match self {
            Self::Linear => {}
            Self::Hold => emit(1.0, 0.0),
            Self::Steps(n) => {
                for i in 1..=*n {
                    let (t, before) = (i as f64 / *n as f64, (i - 1) as f64 / *n as f64);
                    emit(t, before);
                    if i < *n {
                        emit(t, i as f64 / *n as f64);
                    }
                }
            }
            Self::Bezier(_) | Self::Spring(_) | Self::Penner(_) => {
                for i in 1..segments.max(1) {
                    let t = i as f64 / segments as f64;
                    emit(t, self.at(t));
                }
            }
        }
        emit(1.0, 1.0);
    }
}
