//! Clocks: how the seconds of a layer, a group or a file follow from the number of a frame. All of it whole numbers.

use reelspeed_core::{FLICKS_PER_SECOND, Flicks, Rational};

/// The slowest and the fastest speed that groups and clip may have together.
pub(crate) const SPEED_LIMITS: (f64, f64) = (0.01, 100.0);

/// A speed as written in a document. Unlike a frame rate it is never taken for one of the NTSC family: 0.999 is 999/1000. What is
/// within 1e-9 of a fraction with a denominator of at most 1000 means that fraction (0.3333333333 is 1/3), anything else is
/// rounded to six decimals. What is not a positive number becomes 1.
pub(crate) fn speed(value: f64) -> Rational {
    if !value.is_finite() || value < 1e-6 {
        return Rational::ONE;
    }
    let value = value.min(1e6);
    // Continued fraction: h/k are the convergents.
    let (mut h0, mut k0, mut h1, mut k1) = (0i64, 1i64, 1i64, 0i64);
    let mut x = value;
    for _ in 0..20 {
        let whole = libm::floor(x);
        if whole > 1e9 {
            break;
        }
        (h0, h1) = (h1, whole as i64 * h1 + h0);
        (k0, k1) = (k1, whole as i64 * k1 + k0);
        if k1 > 1000 {
            break;
        }
        if libm::fabs(h1 as f64 / k1 as f64 - value) <= 1e-9 {
            return Rational::new(h1, k1);
        }
        x = 1.0 / (x - whole);
    }
    Rational::new(libm::round(value * 1e6) as i64, 1_000_000)
}

/// The product; rounded to six decimals where the exact one does not fit.
pub(crate) fn product(a: Rational, b: Rational) -> Rational {
    let (mut num, mut den) = (a.num as i128 * b.num as i128, a.den as i128 * b.den as i128);
    let g = gcd(num.unsigned_abs(), den.unsigned_abs()) as i128;
    if g > 1 {
        (num, den) = (num / g, den / g);
    }
    // Kept small enough for the products that clocks form with frame numbers and flicks.
    let limit = 1i128 << 40;
    if num.abs() < limit && den < limit {
        Rational::new(num as i64, den as i64)
    } else {
        Rational::new(libm::round((a.as_f64() * b.as_f64()).clamp(-1e6, 1e6) * 1e6) as i64, 1_000_000)
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// The clock of a group, seen from the composition.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupClock {
    /// The composition's time at which the clock shows zero. Exact: groups inside groups are not rounded to frames one by one.
    pub(crate) origin: Flicks,
    /// How fast it runs.
    pub(crate) speed: Rational,
}

impl GroupClock {
    /// The composition's own clock.
    pub(crate) const ROOT: Self = Self { origin: Flicks::ZERO, speed: Rational::ONE };

    /// The composition's time at which this clock shows `local`.
    pub(crate) fn to_composition(self, local: Flicks) -> Flicks {
        self.origin + self.span(local)
    }

    /// How long a span of this clock lasts on the composition.
    pub(crate) fn span(self, local: Flicks) -> Flicks {
        local.scale(self.speed.recip())
    }

    /// The clock of a group that begins at `start` of this clock and runs `speed` times as fast.
    pub(crate) fn nested(self, start: Flicks, speed: Rational) -> Self {
        Self { origin: self.to_composition(start), speed: product(self.speed, speed) }
    }
}

/// A clock that counts the composition's frames: how far it has come `k` frames after it showed zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct FrameClock {
    num: i128,
    den: i128,
}

impl FrameClock {
    /// A clock of `speed` under a composition of `frame_rate`.
    pub(crate) fn new(frame_rate: Rational, speed: Rational) -> Self {
        let num = FLICKS_PER_SECOND as i128 * frame_rate.den as i128 * speed.num as i128;
        let den = (frame_rate.num as i128 * speed.den as i128).max(1);
        let g = gcd(num.unsigned_abs(), den.unsigned_abs()).max(1) as i128;
        Self { num: num / g, den: den / g }
    }

    /// The time after `frames` frames: exact, rounded half up to whole flicks.
    pub(crate) fn at(self, frames: u64) -> Flicks {
        let num = (frames.min(1 << 40) as i128).saturating_mul(self.num);
        let flicks = if self.den == 1 {
            num
        } else {
            num.saturating_mul(2).saturating_add(self.den).div_euclid(self.den.saturating_mul(2))
        };
        Flicks(flicks.clamp(0, i64::MAX as i128) as i64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speeds_are_the_fraction_that_was_meant() {
        assert_eq!(speed(2.0), Rational::new(2, 1));
        assert_eq!(speed(0.1), Rational::new(1, 10));
        assert_eq!(speed(1.0 / 3.0), Rational::new(1, 3));
        assert_eq!(speed(0.333_333_333_3), Rational::new(1, 3));
        assert_eq!(speed(0.999), Rational::new(999, 1000));
        assert_eq!(speed(1.996), Rational::new(499, 250));
        assert_eq!(speed(1.234_567), Rational::new(1_234_567, 1_000_000));
        assert_eq!(speed(f64::NAN), Rational::ONE);
        assert_eq!(speed(-1.0), Rational::ONE);
    }

    #[test]
    fn frame_clocks_are_exact() {
        let ntsc = FrameClock::new(Rational::new(30000, 1001), Rational::ONE);
        assert_eq!(ntsc.at(30_000), Flicks(1001 * FLICKS_PER_SECOND));
        let third = FrameClock::new(Rational::new(30, 1), Rational::new(1, 3));
        assert_eq!(third.at(90), Flicks(FLICKS_PER_SECOND));
        // A rate whose frames do not last whole flicks drifts by no more than half a flick, however long it runs.
        let odd = FrameClock::new(Rational::new(71, 7), Rational::ONE);
        assert_eq!(odd.at(71_000_000), Flicks(7_000_000 * FLICKS_PER_SECOND));
    }

    #[test]
    fn products_do_not_overflow() {
        let s = speed(9.876_543);
        let p = (0..8).fold(Rational::ONE, |p, _| product(p, s));
        assert!(p.is_positive() && p.num < 1 << 45);
        assert_eq!(product(Rational::new(2, 3), Rational::new(3, 4)), Rational::new(1, 2));
    }

    #[test]
    fn nested_clocks_add_up() {
        let half = GroupClock::ROOT.nested(Flicks::from_secs(1.0), Rational::new(1, 2));
        let inner = half.nested(Flicks::from_secs(0.5), Rational::new(4, 1));
        assert_eq!(inner.origin, Flicks::from_secs(2.0));
        assert_eq!(inner.speed, Rational::new(2, 1));
        assert_eq!(inner.to_composition(Flicks::from_secs(1.0)), Flicks::from_secs(2.5));
    }
}
