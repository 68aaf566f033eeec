use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{BackendAudio, BackendConfig, BackendOptimization, BackendVideo, ProcessRequest, StoryPart};
use crate::parse::strict;
use crate::request::{ReelSpeedVideoConfig, Request};
use crate::{DocumentErrors, Issue, IssueCode};

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
    /// The chat story. Fields that are `null` count as left out. Default none: the video as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub config: Option<ReelSpeedVideoConfig>,
}

/// Where a story stands in a request.
const CONFIG: &str = "input.config";

impl VideoGenerationRequest {
    /// Reads what the backend wrote: fields that are not known are left alone, but within `input.config` every one must be known.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    pub fn from_json(text: &str) -> Result<Self, DocumentErrors> {
        let mut request = strict::parse(text)?;
        let config = request.pointer_mut("/input/config").map(Value::take).filter(|config| !config.is_null());
        let unreadable =
            |e: serde_json::Error| Issue::with_message("", IssueCode::InvalidValue, format!("cannot be read: {e}"));
        let mut read: Self = serde_json::from_value(request).map_err(unreadable)?;
        if let Some(config) = config {
            read.input.config =
                Some(ReelSpeedVideoConfig::from_value(without_nulls(config)).map_err(|e| e.below(CONFIG))?);
        }
        Ok(read)
    }

    /// The video that is asked for: the story laid over the request's video, at most 50 MB. As in the backend's own `convertToRustConfig`,
    /// numbers of the settings that are absent or zero have their defaults (those of the story, where it says any), and there is no sound
    /// unless the configuration enables it or names a sound.
    ///
    /// # Errors
    ///
    /// Numbers that are out of their ranges.
    pub fn to_process(&self) -> Result<ProcessRequest, DocumentErrors> {
        let given = |value: Option<u32>| value.filter(|&v| v != 0);
        let mut story = self.input.config.clone();
        let own = story.as_ref().and_then(|story| story.video_settings.size()).unwrap_or([1080, 1920]);
        let [width, height] =
            [given(self.settings.width).unwrap_or(own[0]), given(self.settings.height).unwrap_or(own[1])];
        let fps = given(self.settings.fps).unwrap_or(story.as_ref().map_or(30, |story| story.video_settings.fps));
        let enabled = story.as_ref().is_some_and(ReelSpeedVideoConfig::wants_sound);
        let volume = story.as_ref().map_or(80.0, |story| story.volumes()[0] * 100.0);
        let config = BackendConfig {
            video: BackendVideo { width, height, fps, ..BackendVideo::default() },
            audio: BackendAudio { enabled, volume },
            optimization: BackendOptimization { target_size_mb: Some(50.0), ..BackendOptimization::default() },
            ..BackendConfig::default()
        };
        config.validate()?;
        let mut process = ProcessRequest::from(config);
        if let Some(story) = &mut story {
            story.video_settings.resolution = format!("{width}x{height}");
            story.video_settings.fps = fps;
            story.audio_settings.enable_audio = Some(enabled);
            process.config.video.quality = story.video_settings.quality;
        }
        process.story = story.map(|config| StoryPart { config, root: CONFIG });
        Ok(process)
    }

    /// What of the kind can stand in a file's name; `video` where nothing can.
    pub fn file_stem(&self) -> String {
        let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let stem: String = self.kind.iter().flat_map(|kind| kind.chars()).filter(plain).take(64).collect();
        if stem.is_empty() { "video".into() } else { stem }
    }
}

/// The value without fields that are `null`.
fn without_nulls(mut value: Value) -> Value {
    match &mut value {
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(|field| *field = without_nulls(field.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = without_nulls(item.take())),
        _ => {}
    }
    value
}
