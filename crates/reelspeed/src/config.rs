//! Settings of a [`VideoProcessor`](crate::VideoProcessor). The types are those of the requests that hosts write.

mod reelspeed;

pub use reelspeed_model::request::{
    AnimationConfig, AudioConfig, BackgroundConfig, BackgroundType, ColorCorrectionConfig, EffectsConfig,
    OptimizationConfig, Quality, TextOverlay, TransitionType, VideoConfig, VideoProcessingConfig,
};

pub use self::reelspeed::{
    AnimationSettings, AudioSettings, BackgroundSettings, ChatOverlay, ColorCustomization, ReelSpeedVideoConfig,
    VideoSettings,
};
