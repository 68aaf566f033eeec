use reelspeed_core::Rational;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AudioTrack, Color, Layer, Output, Paint};

/// The version of the document that this engine reads and writes.
pub const VERSION: u32 = 1;

/// A composition: everything that makes one video.
///
/// Relative paths in it are resolved against the folder of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Composition {
    /// The version of the document's form: 1.
    pub version: u32,
    /// Width of the canvas in pixels, even, 16 to 8192.
    pub width: u32,
    /// Height of the canvas in pixels, even, 16 to 8192.
    pub height: u32,
    /// Frames per second: a number or `[numerator, denominator]`, over 0 and at most 240. 23.976, 29.97 and 59.94 mean the exact NTSC rates.
    /// Default 30.
    #[serde(default)]
    pub frame_rate: FrameRate,
    /// Length in seconds, over 0, at most 6 hours. Default: until the last layer ends (audio tracks do not count, unless there is no layer with an
    /// end).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration: Option<f64>,
    /// What lies behind all layers. Default black.
    #[serde(default = "black")]
    pub background: Paint,
    /// Fonts by file. Those of the default set need not be named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fonts: Vec<FontSource>,
    /// The layers in painter's order: the first is at the back.
    #[serde(default)]
    pub layers: Vec<Layer>,
    /// Sound beside that of the clips.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub audio: Vec<AudioTrack>,
    /// Container and codecs.
    #[serde(default)]
    pub output: Output,
}

/// Frames per second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(untagged)]
pub enum FrameRate {
    /// A number such as 30 or 29.97.
    Number(f64),
    /// An exact fraction `[numerator, denominator]` such as `[30000, 1001]`.
    Fraction([u32; 2]),
}

impl Default for FrameRate {
    fn default() -> Self {
        Self::Number(30.0)
    }
}

impl FrameRate {
    /// The exact rate; zero where the document holds nonsense (validation refuses it).
    pub fn to_rational(self) -> Rational {
        match self {
            Self::Number(n) => Rational::from_f64(n),
            Self::Fraction([num, den]) => Rational::new(num as i64, den as i64),
        }
    }
}

/// A font file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct FontSource {
    /// Path of a TTF, OTF or TTC file.
    pub src: String,
    /// The family name under which texts ask for it. Default: the one in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
}

fn black() -> Paint {
    Paint::Solid(Color::BLACK)
}
