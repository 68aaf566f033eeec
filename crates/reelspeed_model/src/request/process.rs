//! One video with a few settings, for hosts that do not want to write a document.

mod backend;
mod config;
mod generation;
mod lower;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub use backend::{
    BackendAudio, BackendBackground, BackendConfig, BackendEffects, BackendOptimization, BackendTextOverlay,
    BackendTransitions, BackendVideo,
};
pub use config::{
    AnimationConfig, AudioConfig, BackgroundConfig, BackgroundType, ColorCorrectionConfig, EffectsConfig,
    OptimizationConfig, Quality, TextOverlay, TransitionType, VideoConfig, VideoProcessingConfig,
};
pub use generation::{GenerationInput, GenerationSettings, VideoGenerationRequest};
pub use lower::document_effects;

use super::{ReelSpeedVideoConfig, Request};
use crate::parse::strict;
use crate::schema::{above, at_least, range};
use crate::{DocumentErrors, Fit};

/// What is made of one video: the part of it that is used, what is done to it, and how it is encoded.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ProcessRequest {
    /// Picture, sound, effects and bounds.
    #[serde(flatten)]
    pub config: VideoProcessingConfig,
    /// Where in the input to begin, in seconds, at least 0. Default 0.
    #[schemars(transform = at_least(0.0))]
    pub start_secs: f64,
    /// How long the output is, in seconds, over 0. Default: to the end of the input or of the last text, whichever is later.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub duration_secs: Option<f64>,
    /// Playback speed, 0.1 to 10; the sound's pitch follows. Default 1.
    #[schemars(transform = range(0.1, 10.0))]
    pub speed: f64,
    /// How the picture fills the canvas. Default `cover`.
    pub fit: Fit,
    /// A chat story instead of the texts and the background. Not part of the JSON form: other requests are made of it.
    #[serde(skip)]
    #[schemars(skip)]
    pub story: Option<StoryPart>,
}

/// A chat story within a request.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryPart {
    /// The story.
    pub config: ReelSpeedVideoConfig,
    /// Where it stands in the request, as a path for messages.
    pub root: &'static str,
}

impl StoryPart {
    /// A path of the story in words of the request.
    pub fn field_of(&self, path: &str) -> String {
        match path.strip_prefix("messages[") {
            Some(rest) if self.root == OVERLAYS => format!("{OVERLAYS}[{rest}"),
            _ if self.root == OVERLAYS => "effects".into(),
            _ if path.is_empty() => self.root.into(),
            _ => format!("{}.{path}", self.root),
        }
    }
}

/// Where the messages of a story stand in a [`BackendConfig`].
const OVERLAYS: &str = "effects.text_overlays";

impl Default for ProcessRequest {
    fn default() -> Self {
        Self {
            config: VideoProcessingConfig::default(),
            start_secs: 0.0,
            duration_secs: None,
            speed: 1.0,
            fit: Fit::Cover,
            story: None,
        }
    }
}

impl Request for ProcessRequest {}

impl ProcessRequest {
    /// Reads a request in either of two forms: this type's own, or the snake-case [`BackendConfig`] that ReelSpeed's backend writes.
    /// What only the second has tells them apart: `effects.text_overlays`, `effects.transitions`, `effects.background.type`, or
    /// any field of its `optimization`.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    pub fn from_any_json(text: &str) -> Result<Self, DocumentErrors> {
        Self::from_any_value(strict::parse(text)?)
    }

    /// The same from JSON that has been parsed already.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    pub fn from_any_value(request: Value) -> Result<Self, DocumentErrors> {
        if BackendConfig::wrote(&request) {
            BackendConfig::from_value(request).map(Self::from)
        } else {
            Self::from_value(request)
        }
    }

    /// The video bitrate in bits per second at which an output would keep to `targetSizeMb`; `None` where it does so already, with
    /// `bytes` for `duration_secs`.
    pub fn smaller_bitrate(&self, bytes: f64, duration_secs: f64, sound: bool) -> Option<u32> {
        let target_bytes = self.config.optimization.target_size_mb? * 1e6;
        if bytes <= target_bytes || duration_secs <= 0.0 {
            return None;
        }
        let audio = if sound { f64::from(self.config.audio.bitrate) * 1000.0 } else { 0.0 };
        // The container and the encoder's own inaccuracy take their share.
        let bits = target_bytes * 8.0 * 0.95 / duration_secs - audio;
        Some(bits.clamp(10_000.0, 500_000_000.0) as u32)
    }
}

#[cfg(test)]
mod tests;
