use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MediaReport, RenderReport};

/// What became of a video that was processed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProcessingResult {
    /// Always true: what fails says so by an error.
    pub success: bool,
    /// The finished file.
    pub output_path: String,
    /// Length of the output in milliseconds.
    pub duration_ms: f64,
    /// Size of the output in bytes.
    pub file_size: f64,
    /// What is in the output.
    pub metadata: MediaReport,
    /// Who encoded it, and how long each stage took.
    pub report: RenderReport,
}
