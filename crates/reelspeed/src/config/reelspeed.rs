//! The configuration of ReelSpeed's own backend, as its TypeScript writes it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    AnimationConfig, AudioConfig, BackgroundConfig, BackgroundType, EffectsConfig, OptimizationConfig, Quality,
    TransitionType, VideoConfig, VideoProcessingConfig,
};

/// The configuration of ReelSpeed's backend. Absent sections and fields have their defaults; fields that this engine does not
/// know are left alone, since the backend writes more than the engine reads.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ReelSpeedVideoConfig {
    /// Size, length and quality.
    pub video_settings: VideoSettings,
    /// Voice and music.
    pub audio_settings: AudioSettings,
    /// What lies behind the chat.
    pub background_settings: BackgroundSettings,
    /// How messages come in.
    pub animation_settings: AnimationSettings,
    /// Colours of the chat, as the backend names them.
    pub color_customization: ColorCustomization,
    /// The chat itself, as the backend names its parts.
    pub chat_overlay: ChatOverlay,
}

/// Size, length and quality.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoSettings {
    /// Seconds. Default 30.
    pub duration: f64,
    /// `WIDTHxHEIGHT` in pixels. Default `1080x1920`, which also stands in for what cannot be read.
    pub resolution: String,
    /// Frames per second. Default 30.
    pub fps: u32,
    /// `low`, `medium`, `high` or `ultra`. Default `high`.
    pub quality: String,
    /// Whether the background is a green screen. Default false.
    pub green_screen: bool,
    /// Whether gameplay footage runs below. Default false.
    pub brainrot_mode: bool,
}

impl Default for VideoSettings {
    fn default() -> Self {
        Self {
            duration: 30.0,
            resolution: "1080x1920".into(),
            fps: 30,
            quality: "high".into(),
            green_screen: false,
            brainrot_mode: false,
        }
    }
}

/// Voice and music.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AudioSettings {
    /// Whether there is sound. Default true.
    pub enable_audio: bool,
    /// Loudness in per cent, 0 to 100. Default 80.
    pub master_volume: f64,
}

impl Default for AudioSettings {
    fn default() -> Self {
        Self { enable_audio: true, master_volume: 80.0 }
    }
}

/// What lies behind the chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct BackgroundSettings {
    /// `color`, `gradient`, `image` or `video`. Default `gradient`.
    pub background_type: String,
    /// Colour, colours or path. Default empty.
    pub background_url: String,
    /// Per cent, 0 to 100. Default 100.
    pub background_opacity: f64,
}

impl Default for BackgroundSettings {
    fn default() -> Self {
        Self { background_type: "gradient".into(), background_url: String::new(), background_opacity: 100.0 }
    }
}

/// How messages come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct AnimationSettings {
    /// `slide`, `fade`, `scale` or `none`. Default `slide`.
    pub message_animation_type: String,
    /// `slow`, `normal` or `fast`. Default `normal`.
    pub animation_speed: String,
    /// Milliseconds of one entrance. Default 500.
    pub transition_duration: u32,
    /// Milliseconds before the first message. Default 0.
    pub base_delay: u32,
    /// Milliseconds from one message to the next. Default 1500.
    pub message_delay: u32,
    /// Whether messages move at all. Default true.
    pub show_message_animations: bool,
}

impl Default for AnimationSettings {
    fn default() -> Self {
        Self {
            message_animation_type: "slide".into(),
            animation_speed: "normal".into(),
            transition_duration: 500,
            base_delay: 0,
            message_delay: 1500,
            show_message_animations: true,
        }
    }
}

/// Colours of the chat, kept as they came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ColorCustomization {
    /// The backend's fields.
    pub fields: Map<String, Value>,
}

/// The chat itself, kept as it came.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ChatOverlay {
    /// The backend's fields.
    pub fields: Map<String, Value>,
}

impl From<ReelSpeedVideoConfig> for VideoProcessingConfig {
    /// What cannot be read becomes the default: the backend does not expect this step to fail.
    fn from(config: ReelSpeedVideoConfig) -> Self {
        let (width, height) = parse_resolution(&config.video_settings.resolution);
        let background = config.background_settings;
        let animation = config.animation_settings;
        Self {
            video: VideoConfig {
                width,
                height,
                fps: config.video_settings.fps.clamp(1, 240),
                quality: Quality::from_name(&config.video_settings.quality),
                ..VideoConfig::default()
            },
            audio: AudioConfig {
                enabled: config.audio_settings.enable_audio,
                volume: config.audio_settings.master_volume.clamp(0.0, 100.0) / 100.0,
                ..AudioConfig::default()
            },
            effects: EffectsConfig {
                animations: AnimationConfig {
                    enabled: animation.show_message_animations,
                    transition_type: TransitionType::from_name(&animation.message_animation_type),
                    duration_ms: animation.transition_duration,
                },
                background: BackgroundConfig {
                    background_type: BackgroundType::from_name(&background.background_type),
                    source: background.background_url,
                    opacity: background.background_opacity.clamp(0.0, 100.0) / 100.0,
                },
                ..EffectsConfig::default()
            },
            optimization: OptimizationConfig { target_size_mb: Some(50.0), ..OptimizationConfig::default() },
        }
    }
}

/// `WIDTHxHEIGHT` with even sides that a canvas may have, else 1080x1920.
fn parse_resolution(text: &str) -> (u32, u32) {
    let side = |s: &str| s.trim().parse::<u32>().ok().filter(|v| (16..=8192).contains(v) && v % 2 == 0);
    let parsed = text.split_once(['x', 'X', '×']).and_then(|(w, h)| Some((side(w)?, side(h)?)));
    parsed.unwrap_or((1080, 1920))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolutions() {
        let read = ["1080x1920", "720X1280", " 1920 x 1080 ", "1081x1920", "0x0", "1080", "", "99999x2"];
        let full = (1080, 1920);
        let expected = [full, (720, 1280), (1920, 1080), full, full, full, full, full];
        assert_eq!(read.map(parse_resolution), expected);
    }

    #[test]
    fn what_the_backend_adds_is_kept_and_harmless() {
        let text =
            r##"{ "colorCustomization": { "bubble": "#fff" }, "chatOverlay": { "messages": [1] }, "new": true }"##;
        let config: ReelSpeedVideoConfig = serde_json::from_str(text).unwrap();
        assert_eq!(config.color_customization.fields["bubble"], "#fff");
        assert_eq!(config.chat_overlay.fields["messages"][0], 1);
        let processing = VideoProcessingConfig::from(config);
        assert_eq!(processing.video, VideoConfig::default());
        assert_eq!(processing.effects.background.background_type, BackgroundType::Gradient);
    }

    #[test]
    fn names_are_read_without_case_and_fall_back() {
        assert_eq!(
            ["LOW", "Medium", "ultra", "?"].map(Quality::from_name),
            [Quality::Low, Quality::Medium, Quality::Ultra, Quality::High]
        );
        assert_eq!(TransitionType::from_name("Fade"), TransitionType::Fade);
        assert_eq!(BackgroundType::from_name("Video"), BackgroundType::Video);
    }
}
