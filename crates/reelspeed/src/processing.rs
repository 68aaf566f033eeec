use std::path::PathBuf;

use reelspeed_model::Fit;
use reelspeed_model::report::{MediaReport, RenderReport};
use serde::{Deserialize, Serialize};

use crate::EffectsConfig;

/// How one video is processed. The default takes all of it, filling the canvas.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct ProcessingConfig {
    /// Where in the input to begin, in seconds. Default 0.
    pub start_secs: f64,
    /// How long the output is, in seconds. Default: to the end of the input.
    pub duration_secs: Option<f64>,
    /// Playback speed, 0.1 to 10; the sound's pitch follows. Default 1.
    pub speed: f64,
    /// How the picture fills the canvas. Default cover.
    pub fit: Fit,
    /// Loudness of the input's sound, 0 to 10. Default 1.
    pub volume: f64,
    /// What is done to pictures. Default: what the processor is set to.
    pub effects: Option<EffectsConfig>,
}

impl Default for ProcessingConfig {
    fn default() -> Self {
        Self { start_secs: 0.0, duration_secs: None, speed: 1.0, fit: Fit::Cover, volume: 1.0, effects: None }
    }
}

/// What became of one video.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ProcessingResult {
    /// The finished file.
    pub output_path: PathBuf,
    /// Length of the output in milliseconds.
    pub duration_ms: u64,
    /// Size of the output in bytes.
    pub file_size: u64,
    /// What is in the output.
    pub metadata: MediaReport,
    /// Who encoded it, and how long each stage took.
    pub report: RenderReport,
}
