use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AnimationConfig, AudioConfig, BackgroundConfig, BackgroundType, EffectsConfig, OVERLAYS, OptimizationConfig,
    ProcessRequest, Quality, StoryPart, TextOverlay, TransitionType, VideoConfig, VideoProcessingConfig,
};
use crate::VideoCodec;
use crate::request::{BackgroundKind, MessageAnimation, ReelSpeedVideoConfig, Request, StoryMessage, StoryTemplate};
use crate::schema::{above, at_least, over, range};

/// The configuration that the integration layer of ReelSpeed's backend writes: snake case, loudness and opacity in per cent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendConfig {
    /// Picture of the output.
    pub video: BackendVideo,
    /// Sound of the output.
    pub audio: BackendAudio,
    /// Texts, background and entrances.
    pub effects: BackendEffects,
    /// Bounds of time, memory and size.
    pub optimization: BackendOptimization,
}

impl Request for BackendConfig {}

/// Picture of the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendVideo {
    /// Width in pixels, even, 16 to 8192. Default 1080.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub width: u32,
    /// Height in pixels, even, 16 to 8192. Default 1920.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub height: u32,
    /// Frames per second, 1 to 240. Default 30.
    #[schemars(transform = range(1.0, 240.0))]
    pub fps: u32,
    /// Codec. Default `h264`.
    pub codec: VideoCodec,
    /// `low`, `medium`, `high` or `ultra`; what else there stands means `high`. Default `high`.
    pub quality: String,
}

impl Default for BackendVideo {
    fn default() -> Self {
        Self { width: 1080, height: 1920, fps: 30, codec: VideoCodec::H264, quality: "high".into() }
    }
}

/// Sound of the output.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendAudio {
    /// Whether there is sound. Default true.
    pub enabled: bool,
    /// Loudness in per cent, 0 to 1000. Default 100.
    #[schemars(transform = range(0.0, 1000.0))]
    pub volume: f64,
}

impl Default for BackendAudio {
    fn default() -> Self {
        Self { enabled: true, volume: 100.0 }
    }
}

/// Texts, background and entrances.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendEffects {
    /// Texts, shown one after another. At most 1000.
    #[schemars(length(max = 1000))]
    pub text_overlays: Vec<BackendTextOverlay>,
    /// What lies behind the video. Default black.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub background: Option<BackendBackground>,
    /// How texts come in.
    pub transitions: BackendTransitions,
}

/// A text over the video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BackendTextOverlay {
    /// The text. At most 10,000 characters.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// For how long it is shown, in seconds, over 0, at most 21,600. Default 2.
    #[serde(default = "two")]
    #[schemars(transform = over(0.0, 21_600.0))]
    pub duration: f64,
    /// A template of chat stories, such as `modern-light`: where the first text names one, the texts become the messages of a chat. Default
    /// none: texts in the lower third.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
}

fn two() -> f64 {
    2.0
}

/// What lies behind the video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendBackground {
    /// `color`, `gradient`, `image` or `video`; what else there stands means `color`. Default `gradient`.
    #[serde(rename = "type")]
    pub kind: String,
    /// A colour, colours separated by commas from top to bottom, or a path. Default empty: black, or a dark blue gradient.
    #[schemars(length(max = 4096))]
    pub source: String,
    /// Per cent, 0 to 100. Default 100.
    #[schemars(transform = range(0.0, 100.0))]
    pub opacity: f64,
}

impl Default for BackendBackground {
    fn default() -> Self {
        Self { kind: "gradient".into(), source: String::new(), opacity: 100.0 }
    }
}

/// How texts come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendTransitions {
    /// Whether they move at all. Default true.
    pub enabled: bool,
    /// `slide`, `fade`, `scale` or `none`; what else there stands means `slide`. Default `slide`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For how long, in milliseconds, at least 0. Default 500.
    #[schemars(transform = at_least(0.0))]
    pub duration: f64,
}

impl Default for BackendTransitions {
    fn default() -> Self {
        Self { enabled: true, kind: "slide".into(), duration: 500.0 }
    }
}

/// Bounds of time, memory and size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BackendOptimization {
    /// The most megabytes (10⁶ bytes) of the output, over 0. A larger one is encoded again. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub target_size_mb: Option<f64>,
    /// Whether hardware may encode, where it opens. Default true.
    pub hardware_acceleration: bool,
    /// Whether memory matters more than speed. The engine keeps to its memory limit in either case. Default true.
    pub memory_optimization: bool,
}

impl Default for BackendOptimization {
    fn default() -> Self {
        Self { target_size_mb: None, hardware_acceleration: true, memory_optimization: true }
    }
}

impl BackendConfig {
    /// Whether a request is of this form, by fields that [`ProcessRequest`] does not have.
    pub(super) fn wrote(request: &Value) -> bool {
        const OWN: [&str; 6] = [
            "/effects/text_overlays",
            "/effects/transitions",
            "/effects/background/type",
            "/optimization/target_size_mb",
            "/optimization/hardware_acceleration",
            "/optimization/memory_optimization",
        ];
        OWN.iter().any(|path| request.pointer(path).is_some())
    }
}

impl BackendConfig {
    /// The chat story that the texts are, where the first names a template.
    fn story(&self) -> Option<ReelSpeedVideoConfig> {
        let style = self.effects.text_overlays.first()?.style.as_deref()?.trim();
        let template = StoryTemplate::ALL.into_iter().find(|template| template.name().eq_ignore_ascii_case(style))?;
        let message = |overlay: &BackendTextOverlay| StoryMessage {
            text: overlay.text.clone(),
            audio_duration: Some(overlay.duration),
            ..StoryMessage::default()
        };
        let shown = self.effects.text_overlays.iter().filter(|overlay| !overlay.text.trim().is_empty());
        let mut story = ReelSpeedVideoConfig {
            messages: shown.map(message).collect(),
            template,
            ..ReelSpeedVideoConfig::default()
        };
        let BackendVideo { width, height, fps, .. } = self.video;
        story.video_settings.resolution = format!("{width}x{height}");
        (story.video_settings.fps, story.video_settings.quality) = (fps, Quality::from_name(&self.video.quality));
        story.audio_settings.enable_audio = Some(self.audio.enabled);
        story.audio_settings.master_volume = Some(self.audio.volume.min(100.0));
        if let Some(background) = &self.effects.background {
            let named = |kind: &str| background.kind.eq_ignore_ascii_case(kind);
            let kinds = [
                ("gradient", BackgroundKind::Gradient),
                ("solid", BackgroundKind::Solid),
                ("image", BackgroundKind::Image),
                ("video", BackgroundKind::Video),
                ("blur", BackgroundKind::Blur),
                ("transparent", BackgroundKind::Transparent),
            ];
            let kind = kinds.into_iter().find(|(name, _)| named(name)).map_or(BackgroundKind::Color, |(_, kind)| kind);
            let wants_file = matches!(kind, BackgroundKind::Image | BackgroundKind::Video | BackgroundKind::Blur);
            let settings = &mut story.background_settings;
            settings.background_type =
                if wants_file && background.source.is_empty() { BackgroundKind::Gradient } else { kind };
            settings.background_url.clone_from(&background.source);
            settings.background_opacity = background.opacity;
        }
        let transitions = &self.effects.transitions;
        let animation = &mut story.animation_settings;
        animation.show_message_animations = transitions.enabled;
        animation.message_animation_type = MessageAnimation::from_name(&transitions.kind);
        animation.transition_duration = transitions.duration.clamp(0.0, 60_000.0);
        Some(story)
    }
}

impl From<BackendConfig> for ProcessRequest {
    fn from(config: BackendConfig) -> Self {
        let story = config.story().map(|config| StoryPart { config, root: OVERLAYS });
        let BackendConfig { video, audio, effects, optimization } = config;
        let background = effects.background.map(|b| BackgroundConfig {
            background_type: BackgroundType::from_name(&b.kind),
            source: b.source,
            opacity: b.opacity / 100.0,
        });
        let config = VideoProcessingConfig {
            video: VideoConfig {
                width: video.width,
                height: video.height,
                fps: video.fps,
                codec: video.codec,
                quality: Quality::from_name(&video.quality),
                hardware_acceleration: optimization.hardware_acceleration,
            },
            audio: AudioConfig { enabled: audio.enabled, volume: audio.volume / 100.0, ..AudioConfig::default() },
            effects: EffectsConfig {
                text_overlays: effects
                    .text_overlays
                    .into_iter()
                    .map(|o| TextOverlay { text: o.text, duration_secs: o.duration, style: o.style })
                    .collect(),
                animations: AnimationConfig {
                    enabled: effects.transitions.enabled,
                    transition_type: TransitionType::from_name(&effects.transitions.kind),
                    duration_ms: effects.transitions.duration.min(60_000.0) as u32,
                },
                background: background.unwrap_or_default(),
                ..EffectsConfig::default()
            },
            optimization: OptimizationConfig {
                target_size_mb: optimization.target_size_mb,
                ..OptimizationConfig::default()
            },
        };
        Self { config, story, ..Self::default() }
    }
}
