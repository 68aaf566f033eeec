use super::{BackgroundKind, MessageAnimation, ReelSpeedVideoConfig};
use crate::request::{
    AnimationConfig, AudioConfig, BackgroundConfig, BackgroundType, EffectsConfig, OptimizationConfig, TransitionType,
    VideoConfig, VideoProcessingConfig,
};

impl From<ReelSpeedVideoConfig> for VideoProcessingConfig {
    /// The settings of size, sound, entrances and background, for a video that is processed without a chat. A resolution that cannot be read
    /// becomes 1080x1920.
    fn from(config: ReelSpeedVideoConfig) -> Self {
        let video = &config.video_settings;
        let [width, height] = video.size().unwrap_or([1080, 1920]);
        let [volume, _] = config.volumes();
        let (background, animation) = (&config.background_settings, &config.animation_settings);
        Self {
            video: VideoConfig {
                width,
                height,
                fps: video.fps.clamp(1, 240),
                quality: video.quality,
                ..VideoConfig::default()
            },
            audio: AudioConfig { enabled: config.has_sound(), volume, ..AudioConfig::default() },
            effects: EffectsConfig {
                animations: AnimationConfig {
                    enabled: animation.show_message_animations,
                    transition_type: match animation.message_animation_type {
                        MessageAnimation::Slide | MessageAnimation::Bounce => TransitionType::Slide,
                        MessageAnimation::Fade | MessageAnimation::Typewriter => TransitionType::Fade,
                        MessageAnimation::Pop | MessageAnimation::Scale => TransitionType::Scale,
                        MessageAnimation::None => TransitionType::None,
                    },
                    duration_ms: animation.transition_duration.clamp(0.0, 60_000.0) as u32,
                },
                background: BackgroundConfig {
                    background_type: match background.background_type {
                        BackgroundKind::Gradient => BackgroundType::Gradient,
                        BackgroundKind::Image => BackgroundType::Image,
                        BackgroundKind::Video | BackgroundKind::Blur => BackgroundType::Video,
                        BackgroundKind::Solid | BackgroundKind::Color | BackgroundKind::Transparent => {
                            BackgroundType::Color
                        }
                    },
                    source: background.background_url.clone(),
                    opacity: background.background_opacity.clamp(0.0, 100.0) / 100.0,
                },
                ..EffectsConfig::default()
            },
            optimization: OptimizationConfig { target_size_mb: Some(50.0), ..OptimizationConfig::default() },
        }
    }
}
