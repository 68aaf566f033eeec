//! What hosts ask of the engine beside documents: options of an engine, a clip, a part of a job. They come as JSON and are checked as
//! documents are: along the schema that the Rust types generate, every fault at once, each with its path, what was expected and
//! what came.

mod captions;
mod clip;
mod engine;
mod frames;
mod optimize;
mod picture;
mod process;
mod split;
mod story;

use std::any::TypeId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use captions::{
    CaptionCue, CaptionEmphasis, CaptionPaging, CaptionPosition, CaptionPreset, CaptionStyle, CaptionWord, Captions,
    SafeArea,
};
pub use clip::ClipRequest;
pub use engine::{EngineOptions, JobSettings, Priority};
pub use frames::{DecodeRequest, EncodeRequest, RawPixelFormat};
pub use optimize::OptimizeRequest;
pub use picture::{PictureEffects, PictureText};
pub use process::{
    AnimationConfig, AudioConfig, BackendAudio, BackendBackground, BackendConfig, BackendEffects, BackendOptimization,
    BackendTextOverlay, BackendTransitions, BackendVideo, BackgroundConfig, BackgroundType, ColorCorrectionConfig,
    EffectsConfig, GenerationInput, GenerationSettings, OptimizationConfig, ProcessRequest, Quality, StoryPart,
    TextOverlay, TransitionType, VideoConfig, VideoGenerationRequest, VideoProcessingConfig, document_effects,
};
pub use split::split_settings;
pub use story::{
    AnimationSettings, AnimationSpeed, AudioSettings, BackgroundKind, BackgroundSettings, BrainrotOrder,
    BrainrotSettings, CaptionSettings, ChatHeader, ChatOverlay, ChatPosition, ChatSize, ColorCustomization,
    MessageAnimation, MessageSide, ReadReceipt, ReelSpeedVideoConfig, StoryFile, StoryFileKind, StoryMessage,
    StoryTemplate, ThreadAnchor, VideoSettings, VoiceAudioSettings,
};

use crate::check;
use crate::parse::strict;
use crate::{DocumentErrors, Issue, IssueCode};

/// A request: read by [`Request::from_json`], which refuses what its type does not know.
pub trait Request: JsonSchema + DeserializeOwned + 'static {
    /// Parses and checks a request.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once; if the text is not JSON, where.
    ///
    /// ```
    /// use reelspeed_model::request::{ClipRequest, Request};
    ///
    /// let errors = ClipRequest::from_json(r#"{ "input": "a.mp4", "start": -1, "lenght": 5 }"#).unwrap_err();
    /// assert_eq!(errors.issues[0].to_string(), "start: must be ≥ 0, was -1");
    /// assert_eq!(errors.issues[1].path, "lenght");
    /// ```
    fn from_json(text: &str) -> Result<Self, DocumentErrors> {
        Self::from_value(strict::parse(text)?)
    }

    /// The same from JSON that has been parsed already.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    fn from_value(request: Value) -> Result<Self, DocumentErrors> {
        let mut errors = check::check_against(&request, shapes::<Self>());
        if errors.is_empty() {
            errors.extend(Self::conflicts(&request));
        }
        errors.into_result(())?;
        serde_json::from_value(request)
            .map_err(|e| Issue::with_message("", IssueCode::InvalidValue, format!("cannot be read: {e}")).into())
    }

    /// Checks a request that was built in Rust.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    fn validate(&self) -> Result<(), DocumentErrors>
    where
        Self: Serialize,
    {
        match serde_json::to_value(self) {
            Ok(request) => Self::from_value(request).map(|_| ()),
            Err(e) => {
                Err(Issue::with_message("", IssueCode::InvalidValue, format!("cannot be written as JSON: {e}")).into())
            }
        }
    }

    /// What does not go together in a request whose single values are right. Default: nothing.
    fn conflicts(request: &Value) -> Vec<Issue> {
        let _ = request;
        Vec::new()
    }
}

/// The compiled schema of a request; made once for each type.
fn shapes<T: JsonSchema + 'static>() -> &'static check::Shapes {
    static COMPILED: Mutex<Option<HashMap<TypeId, &'static check::Shapes>>> = Mutex::new(None);
    let mut compiled = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    let compiled = compiled.get_or_insert_default();
    compiled
        .entry(TypeId::of::<T>())
        // Kept for the whole process, as many as there are types.
        .or_insert_with(|| Box::leak(Box::new(check::Shapes::compile(&crate::schema::request::<T>()))))
}
