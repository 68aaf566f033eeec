//! Settings of a [`VideoProcessor`](crate::VideoProcessor). The types are those of the requests that hosts write.

pub use reelspeed_model::request::{
    AnimationConfig, AudioConfig, BackgroundConfig, BackgroundType, ColorCorrectionConfig, EffectsConfig,
    OptimizationConfig, Quality, TextOverlay, TransitionType, VideoConfig, VideoProcessingConfig,
};
pub use reelspeed_model::request::{
    AnimationSettings, AnimationSpeed, AudioSettings, BackgroundKind, BackgroundSettings, BrainrotOrder,
    BrainrotSettings, CaptionSettings, ChatHeader, ChatOverlay, ChatPosition, ChatSize, ColorCustomization,
    MessageAnimation, MessageSide, ReadReceipt, ReelSpeedVideoConfig, StoryMessage, StoryTemplate, ThreadAnchor,
    VideoSettings, VoiceAudioSettings,
};
