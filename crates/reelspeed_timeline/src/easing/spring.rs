use core::f64::consts::PI;

use reelspeed_model::Spring;

/// How near to its end a spring must be to count as settled.
const SETTLED: f64 = 0.001;

/// A damped spring that is released at 0, at rest, and pulled to 1; its time is stretched so that it has settled at progress 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SpringCurve {
    motion: Motion,
    /// Seconds from release until the distance from 1 stays within [`SETTLED`].
    settle_secs: f64,
}

/// The three solutions of the spring's equation.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Motion {
    /// Swings about its end: decay and angular frequency per second.
    Under { decay: f64, frequency: f64 },
    /// As fast as possible without a swing.
    Critical { frequency: f64 },
    /// Creeps: the two decays per second, the slower first.
    Over { slow: f64, fast: f64 },
}

impl Motion {
    /// How far from 1 (signed: positive before it) after `t` seconds.
    fn distance(self, t: f64) -> f64 {
        match self {
            Self::Under { decay, frequency } => {
                let angle = frequency * t;
                libm::exp(-decay * t) * (libm::cos(angle) + decay / frequency * libm::sin(angle))
            }
            Self::Critical { frequency } => libm::exp(-frequency * t) * (1.0 + frequency * t),
            Self::Over { slow, fast } => (fast * libm::exp(-slow * t) - slow * libm::exp(-fast * t)) / (fast - slow),
        }
    }

    /// A stretch of time in which the distance passes from outside [`SETTLED`] to inside, for good, and never turns.
    fn bracket(self) -> (f64, f64) {
        match self {
            Self::Under { decay, frequency } => {
                // The distance turns at every half swing, where it is exp(-decay·t): find the first turn that is inside.
                let half_swing = PI / frequency;
                let turns = libm::ceil(-libm::log(SETTLED) / (decay * half_swing));
                ((turns - 1.0) * half_swing, turns * half_swing)
            }
            Self::Critical { frequency } => (0.0, 20.0 / frequency),
            // fast / (fast - slow) · exp(-slow·t) bounds the distance.
            Self::Over { slow, fast } => (0.0, libm::log(fast / ((fast - slow) * SETTLED)) / slow),
        }
    }
}

impl SpringCurve {
    pub(crate) fn new(spring: Spring) -> Self {
        let positive = |v: f64| if v.is_finite() { v.clamp(1e-6, 1e9) } else { 1.0 };
        let (k, c, m) = (positive(spring.stiffness), positive(spring.damping), positive(spring.mass));
        let frequency = libm::sqrt(k / m);
        let ratio = c / (2.0 * libm::sqrt(k * m));
        // Next to the critical point both other formulas divide by almost nothing.
        let motion = if libm::fabs(ratio - 1.0) < 1e-6 {
            Motion::Critical { frequency }
        } else if ratio < 1.0 {
            Motion::Under { decay: ratio * frequency, frequency: frequency * libm::sqrt(1.0 - ratio * ratio) }
        } else {
            let root = libm::sqrt(ratio * ratio - 1.0);
            // (ratio - root) loses its digits when the spring is strongly damped; its reciprocal does not.
            Motion::Over { slow: frequency / (ratio + root), fast: frequency * (ratio + root) }
        };
        let (mut low, mut high) = motion.bracket();
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if libm::fabs(motion.distance(middle)) > SETTLED && same_side(motion, low, middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        Self { motion, settle_secs: high }
    }

    pub(crate) fn at(&self, progress: f64) -> f64 {
        1.0 - self.motion.distance(progress * self.settle_secs)
    }

    #[cfg(test)]
    pub(super) fn settle_secs(&self) -> f64 {
        self.settle_secs
    }
}

/// Within a bracket the distance may pass through 0; only the part before that may be outside.
fn same_side(motion: Motion, low: f64, t: f64) -> bool {
    motion.distance(low) * motion.distance(t) > 0.0
}
