use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    BackendAudio, BackendBackground, BackendConfig, BackendEffects, BackendOptimization, BackendTextOverlay,
    BackendTransitions, BackendVideo,
};

/// What ReelSpeed's backend asks of its integration layer. What it writes beyond these fields is left alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoGenerationRequest {
    /// The kind of short, which becomes part of the output's name: letters, digits, `-` and `_` of it. Default `video`.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Path of the video that the short is made of. Default none: the background alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_path: Option<String>,
    /// Size and rate of the output.
    pub settings: GenerationSettings,
    /// What it tells.
    pub input: GenerationInput,
}

/// Size and rate of the output.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationSettings {
    /// Width in pixels. Default 1080.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// Height in pixels. Default 1920.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// Frames per second. Default 30.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fps: Option<u32>,
}

/// What the short tells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationInput {
    /// Texts, background, sound. Default none: the video as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<GenerationConfig>,
}

/// Texts, background, sound.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationConfig {
    /// Messages, shown one after another. Default none.
    pub messages: Vec<GenerationMessage>,
    /// A template's name. All look alike so far. Default `modern-light`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
    /// What lies behind.
    pub background_settings: GenerationBackground,
    /// How messages come in.
    pub animation_settings: GenerationAnimation,
    /// Sound.
    pub voice_audio_settings: GenerationAudio,
}

/// A message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationMessage {
    /// Its text.
    pub text: String,
    /// Seconds that it is shown. Default 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio_duration: Option<f64>,
}

/// What lies behind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationBackground {
    /// `color`, `gradient`, `image` or `video`. Default `gradient`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_type: Option<String>,
    /// A colour, colours separated by commas from top to bottom, or a path. Default: a dark blue gradient.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_url: Option<String>,
    /// Per cent, 0 to 100. Default 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background_opacity: Option<f64>,
}

/// How messages come in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationAnimation {
    /// Whether they move at all. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_message_animations: Option<bool>,
    /// `slide`, `fade`, `scale` or `none`. Default `slide`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_animation_type: Option<String>,
    /// Milliseconds of an entrance. Default 500.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transition_duration: Option<f64>,
}

/// Sound.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct GenerationAudio {
    /// Whether there is sound. Default false.
    pub enable_audio: bool,
    /// Per cent, 0 to 100. Default 80.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub master_volume: Option<f64>,
}

impl VideoGenerationRequest {
    /// What of the kind can stand in a file's name; `video` where nothing can.
    pub fn file_stem(&self) -> String {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let stem: String = self.kind.iter().flat_map(|kind| kind.chars()).filter(plain).take(64).collect();
        if stem.is_empty() { "video".into() } else { stem }
    }
}

/// As the backend's own `convertToRustConfig` does it: what is absent, zero or empty has its default.
impl From<&VideoGenerationRequest> for BackendConfig {
    fn from(request: &VideoGenerationRequest) -> Self {
        let given = |value: Option<u32>, default| value.filter(|&v| v != 0).unwrap_or(default);
        let positive = |value: Option<f64>, default| value.filter(|&v| v != 0.0).unwrap_or(default);
        let named = |name: &Option<String>, default: &str| match name.as_deref() {
            None | Some("") => default.to_owned(),
            Some(name) => name.to_owned(),
        };
        let config = request.input.config.as_ref();
        let sound = config.map(|c| &c.voice_audio_settings);
        Self {
            video: BackendVideo {
                width: given(request.settings.width, 1080),
                height: given(request.settings.height, 1920),
                fps: given(request.settings.fps, 30),
                ..BackendVideo::default()
            },
            audio: BackendAudio {
                enabled: sound.is_some_and(|s| s.enable_audio),
                volume: positive(sound.and_then(|s| s.master_volume), 80.0),
            },
            effects: config.map_or_else(BackendEffects::default, |config| BackendEffects {
                text_overlays: config
                    .messages
                    .iter()
                    .map(|message| BackendTextOverlay {
                        text: message.text.clone(),
                        duration: positive(message.audio_duration, 2.0),
                        style: Some(named(&config.template, "modern-light")),
                    })
                    .collect(),
                background: Some(BackendBackground {
                    kind: named(&config.background_settings.background_type, "gradient"),
                    source: named(&config.background_settings.background_url, ""),
                    opacity: positive(config.background_settings.background_opacity, 100.0),
                }),
                transitions: BackendTransitions {
                    enabled: config.animation_settings.show_message_animations != Some(false),
                    kind: named(&config.animation_settings.message_animation_type, "slide"),
                    duration: positive(config.animation_settings.transition_duration, 500.0),
                },
            }),
            optimization: BackendOptimization { target_size_mb: Some(50.0), ..BackendOptimization::default() },
        }
    }
}
