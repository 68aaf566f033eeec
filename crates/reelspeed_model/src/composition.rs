use reelspeed_core::Rational;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::{over, range};
use crate::{AudioTrack, Color, Layer, Output, Paint};

/// The version of the document that this engine reads and writes.
pub const VERSION: u32 = 1;

/// A composition: everything that makes one video.
///
/// Relative paths in it are resolved against the folder of the document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Composition {
    /// The version of the document's form: 1.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// Width of the canvas in pixels, even, 16 to 8192.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub width: u32,
    /// Height of the canvas in pixels, even, 16 to 8192.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub height: u32,
    /// Frames per second: a number or `[numerator, denominator]`, 1 to 240. 23.976, 29.97 and 59.94 mean the exact NTSC rates.
    /// Default 30.
    #[serde(default)]
    pub frame_rate: FrameRate,
    /// Length in seconds, over 0, at most 6 hours. Default: until the last layer ends (audio tracks do not count, unless there is no layer with an
    /// end).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 21_600.0))]
    pub duration: Option<f64>,
    /// What lies behind all layers. Default black.
    #[serde(default = "black")]
    pub background: Paint,
    /// Fonts by file. Those of the default set need not be named. At most 256.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 256))]
    pub fonts: Vec<FontSource>,
    /// What becomes of characters that no font has. Default `error`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub missing_glyph: MissingGlyph,
    /// The layers in painter's order: the first is at the back. At most 10,000, those in groups included.
    #[serde(default)]
    #[schemars(length(max = 10_000))]
    pub layers: Vec<Layer>,
    /// Sound beside that of the clips. At most 1000.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub audio: Vec<AudioTrack>,
    /// Container and codecs.
    #[serde(default)]
    pub output: Output,
}

/// What becomes of characters that no font has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MissingGlyph {
    /// The document is refused, and the character named.
    #[default]
    Error,
    /// An empty box stands for each.
    Box,
}

fn is_default(value: &MissingGlyph) -> bool {
    *value == MissingGlyph::default()
}

/// Frames per second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum FrameRate {
    /// A number such as 30 or 29.97.
    Number(#[schemars(transform = range(1.0, 240.0))] f64),
    /// An exact fraction `[numerator, denominator]` such as `[30000, 1001]`.
    Fraction(#[schemars(transform = range(1.0, 10_000_000.0))] [u32; 2]),
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FontSource {
    /// Path of a TTF, OTF or TTC file.
    #[schemars(length(min = 1, max = 4096))]
    pub src: String,
    /// The family name under which texts ask for it. Default: the one in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub family: Option<String>,
}

fn black() -> Paint {
    Paint::Solid(Color::BLACK)
}
