use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Request;
use crate::Hardware;
use crate::schema::range;

/// How an engine shares a machine among its jobs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct EngineOptions {
    /// Whether hardware may encode, where a document does not say otherwise and it really opens. Default true.
    pub enable_hardware_acceleration: bool,
    /// The most jobs that run at a time, 1 to 64; others wait. Default 4.
    #[schemars(transform = range(1.0, 64.0))]
    pub max_concurrent_jobs: u32,
    /// The most memory of the whole process in mebibytes (2²⁰ bytes), 64 to 1,048,576: jobs wait until what they are predicted to need
    /// is free, give up speed for memory where it is tight, and are refused where they can never fit. Default 2048.
    #[schemars(transform = range(64.0, 1_048_576.0))]
    pub memory_limit: u32,
    /// The folder of intermediate files; made if it is missing. Default: a folder of its own in the system's temporary folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 4096))]
    pub temp_directory: Option<String>,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { enable_hardware_acceleration: true, max_concurrent_jobs: 4, memory_limit: 2048, temp_directory: None }
    }
}

impl Request for EngineOptions {}

/// How one job is run; nothing here changes the picture.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct JobSettings {
    /// Which of the jobs that wait comes first; among equals the older one. Default `normal`.
    pub priority: Priority,
    /// Which hardware may encode. Default: what the document and the engine say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hardware: Option<Hardware>,
    /// Threads of a software video encoder, 1 to 64. Default: what the document says, or what fits the memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(1.0, 64.0))]
    pub encoder_threads: Option<u32>,
    /// Threads of each video decoder, 1 to 16. Default 1, which needs the least memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(1.0, 16.0))]
    pub decoder_threads: Option<u32>,
    /// The folder from which relative paths of a document count. Default: the current folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 4096))]
    pub base_directory: Option<String>,
}

impl Request for JobSettings {}

/// Which of the jobs that wait comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Priority {
    /// After all others.
    Low,
    /// In order of arrival.
    #[default]
    Normal,
    /// Before all others.
    High,
}
