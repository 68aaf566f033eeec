use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;
use crate::layer::Trim;
use crate::paint::{animated_one, one};

/// A sound beside that of the clips: music, a voice, an effect. Any file with an audio stream.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct AudioTrack {
    /// A name for people and error messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Path of the file.
    pub src: String,
    /// When it begins, in seconds, at least 0. Default 0.
    #[serde(default)]
    pub start: f64,
    /// For how long, in seconds, over 0. Default: the trimmed source's length, or with `loop` to the end of the composition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// Which part of the file plays. Default all of it.
    #[serde(default)]
    pub trim: Trim,
    /// Whether the part starts again when it ends. Default false.
    #[serde(default, rename = "loop")]
    pub looped: bool,
    /// Playback speed, 0.1 to 10. Pitch follows. Default 1.
    #[serde(default = "one")]
    pub speed: f64,
    /// Loudness as a factor: 0 silent, 1 as recorded, at most 10. Default 1.
    #[serde(default = "animated_one")]
    pub volume: Animated<f64>,
    /// Constant gain in decibels, −60 to 20, on top of `volume`. Default 0.
    #[serde(default)]
    pub gain_db: f64,
    /// Fade at the beginning. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade_in: Option<Fade>,
    /// Fade at the end. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade_out: Option<Fade>,
}

/// A fade of a sound.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Fade {
    /// Seconds, at least 0.
    pub duration: f64,
    /// Shape of the fade. Default `linear`.
    #[serde(default)]
    pub curve: FadeCurve,
}

/// The shape of a fade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub enum FadeCurve {
    /// Amplitude grows evenly.
    #[default]
    Linear,
    /// Power grows evenly: two crossing fades keep their loudness.
    EqualPower,
}
