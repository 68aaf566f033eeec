use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::{above, over, range};
use crate::{RateControl, VideoCodec};

/// Picture, sound, effects and bounds of a video that is processed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoProcessingConfig {
    /// Picture of the output.
    pub video: VideoConfig,
    /// Sound of the output.
    pub audio: AudioConfig,
    /// What is done to pictures.
    pub effects: EffectsConfig,
    /// Bounds of time, memory and size.
    pub optimization: OptimizationConfig,
}

/// Picture of the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoConfig {
    /// Width in pixels, even, 16 to 8192. Default 1080.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub width: u32,
    /// Height in pixels, even, 16 to 8192. Default 1920.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub height: u32,
    /// Frames per second, 1 to 240. Default 30.
    #[schemars(transform = range(1.0, 240.0))]
    pub fps: u32,
    /// Codec. Default H.264.
    pub codec: VideoCodec,
    /// Quality. Default high.
    pub quality: Quality,
    /// Whether hardware may encode, where it opens. Default true.
    pub hardware_acceleration: bool,
}

impl Default for VideoConfig {
    fn default() -> Self {
        Self {
            width: 1080,
            height: 1920,
            fps: 30,
            codec: VideoCodec::H264,
            quality: Quality::High,
            hardware_acceleration: true,
        }
    }
}

/// How good an encoded picture is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Quality {
    /// Drafts: CRF 30.
    Low,
    /// Small files: CRF 26.
    Medium,
    /// What platforms are given: CRF 23.
    #[default]
    High,
    /// Hard to tell from the source: CRF 18.
    Ultra,
}

impl Quality {
    /// By its name, without case; `high` where there is no such.
    pub fn from_name(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "low" => Self::Low,
            "medium" => Self::Medium,
            "ultra" => Self::Ultra,
            _ => Self::High,
        }
    }

    /// The setting of a constant-quality encoder.
    pub fn rate_control(self) -> RateControl {
        RateControl::Crf(match self {
            Self::Low => 30.0,
            Self::Medium => 26.0,
            Self::High => 23.0,
            Self::Ultra => 18.0,
        })
    }
}

/// Sound of the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AudioConfig {
    /// Whether there is sound. Default true.
    pub enabled: bool,
    /// Hertz: 44100 or 48000. Default 44100.
    pub sample_rate: u32,
    /// Channels: 1 or 2. Default 2.
    #[schemars(transform = range(1.0, 2.0))]
    pub channels: u32,
    /// Kilobits per second, 8 to 512. Default 128.
    #[schemars(transform = range(8.0, 512.0))]
    pub bitrate: u32,
    /// Loudness as a factor, 0 to 10. Default 1.
    #[schemars(transform = range(0.0, 10.0))]
    pub volume: f64,
}

impl Default for AudioConfig {
    fn default() -> Self {
        Self { enabled: true, sample_rate: 44_100, channels: 2, bitrate: 128, volume: 1.0 }
    }
}

/// What is done to pictures. The default changes nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct EffectsConfig {
    /// Texts, shown one after another in the lower third. At most 1000. Default none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub text_overlays: Vec<TextOverlay>,
    /// How texts come in.
    pub animations: AnimationConfig,
    /// What lies behind a clip that does not fill the canvas.
    pub background: BackgroundConfig,
    /// Brightness, contrast, saturation, hue.
    pub color_correction: ColorCorrectionConfig,
    /// Gaussian blur: standard deviation in pixels, 0 to 250. Default 0.
    #[schemars(transform = range(0.0, 250.0))]
    pub blur: f64,
    /// Strength of the unsharp mask, 0 to 4. Default 0.
    #[schemars(transform = range(0.0, 4.0))]
    pub sharpen: f64,
}

/// A text over the video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextOverlay {
    /// The text; `\n` breaks lines. At most 10,000 characters.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// For how long it is shown, in seconds, over 0, at most 21,600. Default 2.
    #[serde(default = "two")]
    #[schemars(transform = over(0.0, 21_600.0))]
    pub duration_secs: f64,
    /// A template's name. All look alike so far. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
}

fn two() -> f64 {
    2.0
}

/// How texts come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AnimationConfig {
    /// Whether they move at all. Default true.
    pub enabled: bool,
    /// How. Default slide.
    pub transition_type: TransitionType,
    /// For how long, in milliseconds, 0 to 60,000; at most half of the time that a text is shown. Default 500.
    #[schemars(transform = range(0.0, 60_000.0))]
    pub duration_ms: u32,
}

impl Default for AnimationConfig {
    fn default() -> Self {
        Self { enabled: true, transition_type: TransitionType::Slide, duration_ms: 500 }
    }
}

/// A kind of entrance.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TransitionType {
    /// From the side.
    #[default]
    Slide,
    /// By opacity.
    Fade,
    /// By size.
    Scale,
    /// At once.
    None,
}

/// What lies behind a clip.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BackgroundConfig {
    /// What `source` is. Default a colour.
    pub background_type: BackgroundType,
    /// A colour, two or more colours separated by commas from top to bottom, or a path. Default empty: black, or a dark blue
    /// gradient.
    #[schemars(length(max = 4096))]
    pub source: String,
    /// 0 (black) to 1. Default 1.
    #[schemars(transform = range(0.0, 1.0))]
    pub opacity: f64,
}

impl Default for BackgroundConfig {
    fn default() -> Self {
        Self { background_type: BackgroundType::Color, source: String::new(), opacity: 1.0 }
    }
}

/// A kind of background.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum BackgroundType {
    /// One colour.
    #[default]
    Color,
    /// Colours from top to bottom.
    Gradient,
    /// A still image.
    Image,
    /// A video, looped and silent.
    Video,
}

/// Colour of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ColorCorrectionConfig {
    /// Factor on the signal, 0 to 4. Default 1.
    #[schemars(transform = range(0.0, 4.0))]
    pub brightness: f64,
    /// Factor about mid grey, 0 to 4. Default 1.
    #[schemars(transform = range(0.0, 4.0))]
    pub contrast: f64,
    /// Factor on chroma, 0 to 4. Default 1.
    #[schemars(transform = range(0.0, 4.0))]
    pub saturation: f64,
    /// Degrees by which colours are turned, −360 to 360. Default 0.
    #[schemars(transform = range(-360.0, 360.0))]
    pub hue_shift: f64,
}

impl Default for ColorCorrectionConfig {
    fn default() -> Self {
        Self { brightness: 1.0, contrast: 1.0, saturation: 1.0, hue_shift: 0.0 }
    }
}

/// Bounds of time, memory and size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct OptimizationConfig {
    /// The most megabytes (10⁶ bytes) of the output. A larger one is encoded again at the bitrate that fits. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub target_size_mb: Option<f64>,
    /// The most mebibytes of frames held at a time, without the encoder's own. Default 1024.
    #[schemars(transform = range(1.0, 1_048_576.0))]
    pub memory_limit_mb: u64,
    /// Whether graphics processors may help. Only encoding does so far, and only with `hardwareAcceleration`. Default true.
    pub use_gpu: bool,
    /// Whether the encoder may use all cores. Default true.
    pub parallel_processing: bool,
}

impl Default for OptimizationConfig {
    fn default() -> Self {
        Self { target_size_mb: None, memory_limit_mb: 1024, use_gpu: true, parallel_processing: true }
    }
}

impl TransitionType {
    /// By its name, without case; `slide` where there is no such.
    pub fn from_name(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "fade" => Self::Fade,
            "scale" => Self::Scale,
            "none" => Self::None,
            _ => Self::Slide,
        }
    }
}

impl BackgroundType {
    /// By its name, without case; `color` where there is no such.
    pub fn from_name(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "gradient" => Self::Gradient,
            "image" => Self::Image,
            "video" => Self::Video,
            _ => Self::Color,
        }
    }
}
