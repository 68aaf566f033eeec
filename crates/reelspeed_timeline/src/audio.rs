//! The audio plan: what sounds when, ready for a mixer.

use reelspeed_core::{Flicks, Rational};
use reelspeed_model::{Animated, Fade, FadeCurve};

use crate::ClipId;
use crate::curve::Curve;
use crate::envelope::{Points, volume_points, with_fade};

/// One sound of a composition: that of a clip, or a track.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioClip {
    /// JSON path of the layer, item or track, such as `audio[0]`.
    pub path: String,
    /// The clip whose sound it is; `None` for a track.
    pub clip: Option<ClipId>,
    /// The file as the document names it.
    pub src: String,
    /// When it begins on the composition. For clips the time of their first frame, so that picture and sound stay together; for
    /// tracks exactly what the document says.
    pub start: Flicks,
    /// For how long it sounds on the composition, over 0. It never passes the composition's end.
    pub duration: Flicks,
    /// Where in the file it begins.
    pub source_start: Flicks,
    /// Where in the file it ends; `None`: where the file ends.
    pub source_end: Option<Flicks>,
    /// Whether it begins again at `source_start` when it reaches `source_end`. The sound of a clip whose file has less sound than
    /// picture must be filled up with silence first, or it would run ahead of the picture.
    pub looped: bool,
    /// Seconds of the file per second of the composition, 0.01 to 100. Pitch follows.
    pub speed: Rational,
    /// Constant factor on the amplitude, 0 to 10.
    pub gain: f64,
    /// Factor on the amplitude over time: (time since `start`, factor 0 to 64) with straight lines between; one point where it is
    /// constant. Two points at one time are a jump. Times never fall.
    pub volume_points: Vec<(Flicks, f64)>,
    /// Fade at the beginning; a duration of zero is none.
    pub fade_in: AudioFade,
    /// Fade that ends with `duration`; a duration of zero is none.
    pub fade_out: AudioFade,
}

/// A fade at one end of a sound.
///
/// Clips of a sequence cross-fade in straight lines during a transition: the two factors add up to 1, so that sounds that are
/// alike (two takes from one file) keep their loudness and nothing ever gets louder than its source. Where such a clip has a
/// fade of its own at the same end, that one is worked into `volume_points`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AudioFade {
    /// How long, on the composition.
    pub duration: Flicks,
    /// Its shape.
    pub curve: FadeCurve,
}

impl AudioClip {
    /// When it ends on the composition.
    pub fn end(&self) -> Flicks {
        self.start + self.duration
    }
}

/// Everything a sound is made of.
pub(crate) struct SoundSpec<'a> {
    pub(crate) path: String,
    pub(crate) clip: Option<ClipId>,
    pub(crate) src: &'a str,
    pub(crate) start: Flicks,
    /// How long it may last on the composition.
    pub(crate) room: Flicks,
    pub(crate) source_start: Flicks,
    pub(crate) source_end: Option<Flicks>,
    pub(crate) looped: bool,
    /// Clip and groups together.
    pub(crate) speed: Rational,
    /// The clock in which volume and fades are written, relative to the composition's.
    pub(crate) clock_speed: Rational,
    pub(crate) volume: &'a Animated<f64>,
    pub(crate) gain_db: f64,
    pub(crate) fade_in: Option<&'a Fade>,
    pub(crate) fade_out: Option<&'a Fade>,
    /// The transitions at both ends of a sequence's clip, on the composition; zero: none.
    pub(crate) cross_in: Flicks,
    pub(crate) cross_out: Flicks,
}

impl SoundSpec<'_> {
    /// The sound, or `None` where nothing is heard.
    pub(crate) fn plan(self) -> Option<AudioClip> {
        let volume = Curve::number(self.volume, 1.0);
        if volume.constant().is_some_and(|v| v <= 0.0 || v.is_nan()) {
            return None;
        }
        let through = self.source_end.map(|end| (end - self.source_start).scale(self.speed.recip()));
        let sounding = match through {
            Some(t) if !self.looped => t.min(self.room),
            _ => self.room,
        };
        // A transition into the next clip fades only what still sounds then; it ends with the room, not with the sound.
        let cross_out = if sounding > self.room - self.cross_out { self.cross_out } else { Flicks::ZERO };
        let duration = if cross_out > Flicks::ZERO { self.room } else { sounding };
        if duration <= Flicks::ZERO {
            return None;
        }
        let own = |fade: Option<&Fade>| AudioFade {
            duration: fade.map_or(Flicks::ZERO, |f| {
                Flicks::from_secs(f.duration).max(Flicks::ZERO).scale(self.clock_speed.recip())
            }),
            curve: fade.map_or(FadeCurve::Linear, |f| f.curve),
        };
        let (own_in, own_out) = (own(self.fade_in), own(self.fade_out));
        let mut points = volume_points(&volume, self.clock_speed, duration);
        let fade_in = join(own_in, self.cross_in, &mut points, (Flicks::ZERO, own_in.duration), duration);
        let fade_out = join(own_out, cross_out, &mut points, (sounding, sounding - own_out.duration), duration);
        Some(AudioClip {
            path: self.path,
            clip: self.clip,
            src: self.src.to_owned(),
            start: self.start,
            duration,
            source_start: self.source_start,
            source_end: self.source_end,
            looped: self.looped,
            speed: self.speed,
            gain: decibels(self.gain_db),
            volume_points: points,
            fade_in,
            fade_out,
        })
    }
}

/// The fade of one end. There is room for one: the transition's where there is one, and then the clip's own, from silence to all
/// of it `between` two times, goes into the points.
fn join(own: AudioFade, cross: Flicks, points: &mut Points, between: (Flicks, Flicks), duration: Flicks) -> AudioFade {
    if cross <= Flicks::ZERO {
        return own;
    }
    if own.duration > Flicks::ZERO {
        *points = with_fade(points, own.curve, between.0, between.1, duration);
    }
    AudioFade { duration: cross, curve: FadeCurve::Linear }
}

/// Decibels as a factor on the amplitude; at most +20 dB.
fn decibels(db: f64) -> f64 {
    if db == 0.0 || db.is_nan() { 1.0 } else { libm::pow(10.0, db.min(20.0) / 20.0) }
}
