//! A chat story as ReelSpeed configures it: messages, how the chat looks, what lies behind it, how it moves and what is heard.
//!
//! Lengths in pixels are those of a canvas that is 1080 pixels wide; they grow and shrink with the chat.

mod chat;
mod config;
mod convert;
mod media;
mod message;
mod settings;

pub use chat::{ChatHeader, ChatOverlay, ChatPosition, ChatSize, ColorCustomization, StoryTemplate, ThreadAnchor};
pub use config::{BrainrotOrder, BrainrotSettings, CaptionSettings, ReelSpeedVideoConfig};
pub use media::{StoryFile, StoryFileKind};
pub use message::{MessageSide, ReadReceipt, StoryMessage};
pub use settings::{
    AnimationSettings, AnimationSpeed, AudioSettings, BackgroundKind, BackgroundSettings, MessageAnimation,
    VideoSettings, VoiceAudioSettings,
};
