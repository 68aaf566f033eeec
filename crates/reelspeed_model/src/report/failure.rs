use schemars::JsonSchema;
use serde::Serialize;

use crate::Issue;

/// Why a job, or a question about a file, failed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ErrorReport {
    /// The stable name of the kind of failure, such as `INVALID_DOCUMENT` or `MEMORY_BUDGET`.
    pub code: String,
    /// What happened, for people: the parameter or file, what was expected, what came.
    pub message: String,
    /// Where it lies: the path of the first faulty field (`layers[2].src`), the name of the argument, or the path of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Every fault of a document or a request.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub issues: Vec<Issue>,
    /// What the job was predicted to need, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub predicted: Option<f64>,
    /// What it may need at the most, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

impl ErrorReport {
    /// A failure of which no more is known.
    pub fn new(code: impl Into<String>, message: impl Into<String>) -> Self {
        let (code, message) = (code.into(), message.into());
        Self { code, message, path: None, issues: Vec::new(), predicted: None, limit: None }
    }
}
