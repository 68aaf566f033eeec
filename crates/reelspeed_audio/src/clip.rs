//! What the mixer is told about each clip, and the gain that follows from it.

use reelspeed_core::Rational;

use crate::{AudioError, MAX_SPEED, MIN_SPEED};

/// The shape of a fade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FadeCurve {
    /// Straight in amplitude. Two halves of a crossfade add up to 1: right for sounds that are alike.
    #[default]
    Linear,
    /// A quarter of a sine. The squares of two halves add up to 1: right for sounds that have nothing in common.
    EqualPower,
}

/// A fade at one end of a clip.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Fade {
    /// How long, in output samples. Zero is no fade. Longer than the clip is allowed: the clip then ends within it.
    pub samples: u64,
    /// Its shape.
    pub curve: FadeCurve,
}

impl Fade {
    /// No fade.
    pub const NONE: Self = Self { samples: 0, curve: FadeCurve::Linear };

    /// The gain `index` samples after the silent end. Sample centres are used, so that a fade and its mirror image are equal
    /// and two that cross add up exactly at every sample.
    fn gain(self, index: u64) -> f32 {
        if index >= self.samples {
            return 1.0;
        }
        let t = (index as f64 + 0.5) / self.samples as f64;
        match self.curve {
            FadeCurve::Linear => t as f32,
            FadeCurve::EqualPower => libm::sin(t * core::f64::consts::FRAC_PI_2) as f32,
        }
    }
}

/// One clip on the output's time line.
#[derive(Clone, Debug, PartialEq)]
pub struct ClipPlan {
    /// The output sample at which its first sample sounds. Negative: what lies before zero is left out (it is read and
    /// dropped).
    pub start_sample: i64,
    /// How many output samples it sounds. An input that ends earlier is silent for the rest; one that goes on is cut.
    pub length_samples: u64,
    /// Amplitude factor, 0 to 64 (+36 dB). Default 1.
    pub gain: f32,
    /// Fade at the beginning. Default none.
    pub fade_in: Fade,
    /// Fade at the end (of `length_samples`, not of the input). Default none.
    pub fade_out: Fade,
    /// Volume over time: `(output sample since the clip's start, factor 0 to 64)`, in rising order, straight lines between
    /// the points, constant before the first and after the last. Two points at one sample make a step. Empty: 1 all over.
    pub envelope: Vec<(u64, f32)>,
    /// Balance, -1 (left only) to 1 (right only); 0 leaves both sides as they are. The other side falls by a quarter cosine.
    /// Without meaning for a mono output. Default 0.
    pub pan: f32,
    /// Leaves the clip out; its input is not opened. Default false.
    pub muted: bool,
    /// How much faster than normal it plays, 1/100 to 100. Default 1.
    pub speed: Rational,
    /// Whether a changed speed leaves the pitch as it was (time stretching) or moves it as a tape would. Default false.
    pub preserve_pitch: bool,
}

impl ClipPlan {
    /// A clip as it is: gain 1, no fades, normal speed.
    pub fn new(start_sample: i64, length_samples: u64) -> Self {
        Self {
            start_sample,
            length_samples,
            gain: 1.0,
            fade_in: Fade::NONE,
            fade_out: Fade::NONE,
            envelope: Vec::new(),
            pan: 0.0,
            muted: false,
            speed: Rational::ONE,
            preserve_pitch: false,
        }
    }

    /// The first output sample after the clip; saturates.
    pub fn end_sample(&self) -> i64 {
        self.start_sample.saturating_add(i64::try_from(self.length_samples).unwrap_or(i64::MAX))
    }

    /// Checks every range.
    ///
    /// # Errors
    /// [`AudioError::OutOfRange`] or [`AudioError::Speed`] with the first number that is wrong.
    pub fn validate(&self) -> Result<(), AudioError> {
        let range = |field, expected, got: f64, ok| {
            if ok { Ok(()) } else { Err(AudioError::OutOfRange { field, expected, got }) }
        };
        range("gain", "0 to 64", self.gain as f64, (0.0..=64.0).contains(&self.gain))?;
        range("pan", "-1 to 1", self.pan as f64, (-1.0..=1.0).contains(&self.pan))?;
        let mut last = 0;
        for &(at, value) in &self.envelope {
            range("envelope value", "0 to 64", value as f64, (0.0..=64.0).contains(&value))?;
            range("envelope position", "not before the point ahead of it", at as f64, at >= last)?;
            last = at;
        }
        check_speed(self.speed)
    }

    /// The gain of output sample `index` of the clip, fades and envelope together. `cursor` is the caller's place in the
    /// envelope; start with zero and go forward.
    pub(crate) fn gain_at(&self, index: u64, cursor: &mut usize) -> f32 {
        let mut gain = self.gain * self.envelope_at(index, cursor);
        if index < self.fade_in.samples {
            gain *= self.fade_in.gain(index);
        }
        let to_end = self.length_samples.saturating_sub(index).saturating_sub(1);
        if to_end < self.fade_out.samples {
            gain *= self.fade_out.gain(to_end);
        }
        gain
    }

    /// Whether the gain is the same for all samples of `from..to`.
    pub(crate) fn gain_is_constant(&self, from: u64, to: u64) -> bool {
        let flat = match (self.envelope.first(), self.envelope.last()) {
            (Some(first), Some(last)) => to <= first.0 || from >= last.0,
            _ => true,
        };
        flat && from >= self.fade_in.samples && to <= self.length_samples.saturating_sub(self.fade_out.samples)
    }

    fn envelope_at(&self, index: u64, cursor: &mut usize) -> f32 {
        let points = &self.envelope;
        while *cursor < points.len() && points[*cursor].0 <= index {
            *cursor += 1;
        }
        match (cursor.checked_sub(1).map(|i| points[i]), points.get(*cursor)) {
            (None, None) => 1.0,
            (None, Some(next)) => next.1,
            (Some(last), None) => last.1,
            (Some((t0, v0)), Some(&(t1, v1))) => {
                let t = (index - t0) as f64 / (t1 - t0) as f64;
                (v0 as f64 + (v1 as f64 - v0 as f64) * t) as f32
            }
        }
    }

    /// The factors of the left and the right channel.
    pub(crate) fn balance(&self) -> (f32, f32) {
        let fall = |p: f32| libm::cos(p as f64 * core::f64::consts::FRAC_PI_2) as f32;
        match self.pan {
            p if p >= 1.0 => (0.0, 1.0),
            p if p <= -1.0 => (1.0, 0.0),
            p if p > 0.0 => (fall(p), 1.0),
            p if p < 0.0 => (1.0, fall(-p)),
            _ => (1.0, 1.0),
        }
    }
}

pub(crate) fn check_speed(speed: Rational) -> Result<(), AudioError> {
    let ok = speed.num > 0
        && speed.den > 0
        && speed.num as i128 * (1.0 / MIN_SPEED) as i128 >= speed.den as i128
        && speed.num as i128 <= speed.den as i128 * MAX_SPEED as i128;
    if ok { Ok(()) } else { Err(AudioError::Speed { num: speed.num, den: speed.den }) }
}
