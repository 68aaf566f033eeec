use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Sub};
use std::str::FromStr;

/// How many [`Flicks`] make a second: 705,600,000, the smallest unit in which one frame of 24, 25, 30, 48, 50, 60, 90, 100
/// and 120 fps, of their 1000/1001 variants, and one sample of every common audio rate last a whole number.
pub const FLICKS_PER_SECOND: i64 = 705_600_000;

/// A point in time or a span of it, in flicks (1/705,600,000 s). Signed; ±413 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Flicks(pub i64);

impl Flicks {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// The largest representable time.
    pub const MAX: Self = Self(i64::MAX);

    /// From seconds, rounded half up. Not-a-number becomes zero; what is out of range saturates.
    pub fn from_secs(secs: f64) -> Self {
        Self(libm::floor(secs * FLICKS_PER_SECOND as f64 + 0.5) as i64)
    }

    /// In seconds. For showing to people and for formulas of animation, never for choosing a frame.
    pub fn as_secs(self) -> f64 {
        self.0 as f64 / FLICKS_PER_SECOND as f64
    }

    /// From `ticks` of a timebase (`timebase` is the seconds that one tick lasts), rounded half up, saturating.
    pub fn from_ticks(ticks: i64, timebase: Rational) -> Self {
        let num = ticks as i128 * timebase.num as i128 * FLICKS_PER_SECOND as i128;
        Self(saturate(div_half_up(num, timebase.den as i128)))
    }

    /// When frame `index` of a stream at `frame_rate` begins.
    pub fn from_frame(index: i64, frame_rate: Rational) -> Self {
        Self::from_ticks(index, frame_rate.recip())
    }

    /// The number of the sample at this time at `sample_rate` hertz, rounded half up.
    pub fn to_samples(self, sample_rate: u32) -> i64 {
        saturate(div_half_up(self.0 as i128 * sample_rate as i128, FLICKS_PER_SECOND as i128))
    }

    /// When sample `index` begins at `sample_rate` hertz.
    pub fn from_samples(index: i64, sample_rate: u32) -> Self {
        Self::from_ticks(index, Rational::new(1, sample_rate.max(1) as i64))
    }

    /// The number of the frame nearest to this time at `frame_rate`, rounded half up.
    pub fn to_frame_nearest(self, frame_rate: Rational) -> i64 {
        let (num, den) = (frame_rate.num as i128, frame_rate.den as i128);
        saturate(div_half_up(self.0 as i128 * num, den * FLICKS_PER_SECOND as i128))
    }

    /// This span times `factor`, rounded half up, saturating.
    pub fn scale(self, factor: Rational) -> Self {
        Self(saturate(div_half_up(self.0 as i128 * factor.num as i128, factor.den as i128)))
    }

    /// The remainder of this time in a loop of length `period`, always in `0..period`; zero when `period` is not positive.
    pub fn rem_euclid(self, period: Self) -> Self {
        if period.0 <= 0 { Self::ZERO } else { Self(self.0.rem_euclid(period.0)) }
    }

    /// Sum, saturating.
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Add for Flicks {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        self.saturating_add(other)
    }
}

impl Sub for Flicks {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

fn saturate(v: i128) -> i64 {
    v.clamp(i64::MIN as i128, i64::MAX as i128) as i64
}

/// `num / den`, rounded half up (towards positive infinity on ties); `den` may have either sign, zero gives zero.
fn div_half_up(num: i128, den: i128) -> i128 {
    if den == 0 {
        return 0;
    }
    let (num, den) = if den < 0 { (-num, -den) } else { (num, den) };
    (2 * num + den).div_euclid(2 * den)
}

/// A fraction in lowest terms with a positive denominator. Frame rates (frames per second), timebases (seconds per tick),
/// aspect ratios and speeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rational {
    /// Numerator.
    pub num: i64,
    /// Denominator, at least 1.
    pub den: i64,
}

impl Rational {
    /// One.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// The fraction `num / den` in lowest terms. A zero denominator gives zero.
    pub const fn new(num: i64, den: i64) -> Self {
        if den == 0 {
            return Self { num: 0, den: 1 };
        }
        let g = gcd(num.unsigned_abs(), den.unsigned_abs()) as i64;
        let (num, den) = if g > 1 { (num / g, den / g) } else { (num, den) };
        if den < 0 { Self { num: -num, den: -den } } else { Self { num, den } }
    }

    /// The fraction nearest to `value` with a denominator of at most 1001 for the NTSC family (24000/1001, 30000/1001,
    /// 60000/1001 are recognised from 23.976, 29.97, 59.94), else `value` rounded to six decimals.
    pub fn from_f64(value: f64) -> Self {
        if !value.is_finite() {
            return Self { num: 0, den: 1 };
        }
        let nominal = libm::round(value);
        if (1.0..1e6).contains(&nominal) && libm::fabs(value - nominal) > 1e-9 {
            let ntsc = nominal * 1000.0 / 1001.0;
            // 23.976 and 23.98 both mean 24000/1001; 29.97 and 59.94 likewise.
            if libm::fabs(value - ntsc) < 0.005 {
                return Self::new(nominal as i64 * 1000, 1001);
            }
        }
        Self::new(libm::round(value.clamp(-1e12, 1e12) * 1e6) as i64, 1_000_000)
    }

    /// As a float.
    pub fn as_f64(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// The reciprocal; zero stays zero.
    pub const fn recip(self) -> Self {
        Self::new(self.den, self.num)
    }

    /// Whether the fraction is greater than zero.
    pub const fn is_positive(self) -> bool {
        self.num > 0
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.num as i128 * other.den as i128).cmp(&(other.num as i128 * self.den as i128))
    }
}

impl fmt::Display for Rational {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

/// The text is not a number or a fraction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a number or a fraction such as 30 or 30000/1001, got {text:?}")]
pub struct ParseRationalError {
    /// What was given.
    pub text: String,
}

impl FromStr for Rational {
    type Err = ParseRationalError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let err = || ParseRationalError { text: s.to_owned() };
        match s.split_once('/') {
            Some((n, d)) => {
                let (n, d) = (n.trim().parse().map_err(|_| err())?, d.trim().parse().map_err(|_| err())?);
                if d == 0 { Err(err()) } else { Ok(Self::new(n, d)) }
            }
            None => s.trim().parse().map(Self::from_f64).map_err(|_| err()),
        }
    }
}

const fn gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_common_rate_last_whole_flicks() {
        for (num, den) in [(24, 1), (25, 1), (30, 1), (50, 1), (60, 1), (24000, 1001), (30000, 1001), (60000, 1001)] {
            let rate = Rational::new(num, den);
            for i in 0..1000 {
                let t = Flicks::from_frame(i, rate);
                assert_eq!(t.0 as i128 * num as i128, i as i128 * den as i128 * FLICKS_PER_SECOND as i128);
                assert_eq!(t.to_frame_nearest(rate), i);
            }
        }
    }

    #[test]
    fn rounding_is_half_up_on_both_sides_of_zero() {
        assert_eq!(div_half_up(5, 2), 3);
        assert_eq!(div_half_up(-5, 2), -2);
        assert_eq!(div_half_up(7, -2), -3);
        assert_eq!(div_half_up(1, 0), 0);
    }

    #[test]
    fn decimal_ntsc_rates_are_recognised() {
        assert_eq!(Rational::from_f64(29.97), Rational::new(30000, 1001));
        assert_eq!(Rational::from_f64(23.976), Rational::new(24000, 1001));
        assert_eq!(Rational::from_f64(23.98), Rational::new(24000, 1001));
        assert_eq!(Rational::from_f64(59.94), Rational::new(60000, 1001));
        assert_eq!(Rational::from_f64(12.5), Rational::new(25, 2));
        assert_eq!(Rational::from_f64(30.0), Rational::new(30, 1));
    }

    #[test]
    fn rationals_parse_and_compare() {
        assert_eq!("30000/1001".parse(), Ok(Rational::new(30000, 1001)));
        assert!("1/0".parse::<Rational>().is_err());
        assert!(Rational::new(1, 3) < Rational::new(1, 2));
        assert_eq!(Rational::new(-2, -4), Rational::new(1, 2));
    }

    #[test]
    fn loops_wrap_and_extremes_saturate() {
        assert_eq!(Flicks(7).rem_euclid(Flicks(5)), Flicks(2));
        assert_eq!(Flicks(-1).rem_euclid(Flicks(5)), Flicks(4));
        assert_eq!(Flicks::from_secs(f64::NAN), Flicks(0));
        assert_eq!(Flicks::from_secs(1e300), Flicks::MAX);
        assert_eq!(Flicks::MAX + Flicks(1), Flicks::MAX);
    }
}
