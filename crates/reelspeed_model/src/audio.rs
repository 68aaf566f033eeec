use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Animated;
use crate::layer::Trim;
use crate::paint::{animated_one, one};
use crate::schema::{above, at_least, range};

/// A sound beside that of the clips: music, a voice, an effect. Any file with an audio stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AudioTrack {
    /// A name for people and error messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub id: Option<String>,
    /// Path of the file.
    #[schemars(length(min = 1, max = 4096))]
    pub src: String,
    /// When it begins, in seconds, at least 0. Default 0.
    #[serde(default)]
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// For how long, in seconds, over 0. Default: the trimmed source's length, or with `loop` to the end of the composition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub duration: Option<f64>,
    /// Which part of the file plays. Default all of it.
    #[serde(default)]
    pub trim: Trim,
    /// Whether the part starts again when it ends. Default false.
    #[serde(default, rename = "loop")]
    pub looped: bool,
    /// Playback speed, 0.1 to 10. Pitch follows. Default 1.
    #[serde(default = "one")]
    #[schemars(transform = range(0.1, 10.0))]
    pub speed: f64,
    /// Loudness as a factor: 0 silent, 1 as recorded, at most 10. Default 1.
    #[serde(default = "animated_one")]
    #[schemars(transform = range(0.0, 10.0))]
    pub volume: Animated<f64>,
    /// Constant gain in decibels, −60 to 20, on top of `volume`. Default 0.
    #[serde(default)]
    #[schemars(transform = range(-60.0, 20.0))]
    pub gain_db: f64,
    /// Fade at the beginning. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade_in: Option<Fade>,
    /// Fade at the end. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade_out: Option<Fade>,
}

/// A fade of a sound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fade {
    /// Seconds, at least 0.
    #[schemars(transform = at_least(0.0))]
    pub duration: f64,
    /// Shape of the fade. Default `linear`.
    #[serde(default)]
    pub curve: FadeCurve,
}

/// The shape of a fade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FadeCurve {
    /// Amplitude grows evenly.
    #[default]
    Linear,
    /// Power grows evenly: two crossing fades keep their loudness.
    EqualPower,
}
