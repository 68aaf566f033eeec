//! Jobs: from a document to a finished file.
//!
//! A [`Project`] is a composition whose document, files and fonts have been checked; [`Project::render`] makes the file and
//! [`Project::frame`] a single picture. Decoding, compositing, encoding, sound and muxing overlap in threads of their own with
//! bounded queues between them.

mod atomic_output;
mod clip;
mod clips;
mod doctor;
mod error;
mod failure;
mod fonts;
mod frame;
mod frames;
mod gpu;
mod jobs;
pub mod memory;
mod metrics;
mod optimize;
mod options;
mod pipeline;
mod png;
mod probe;
mod project;
mod sound;

pub use atomic_output::{AtomicOutput, remove_unfinished_outputs};
pub use doctor::doctor;
pub use error::EngineError;
pub use fonts::fonts_folder;
pub use frame::RgbaImage;
pub use frames::{FrameDecoder, FrameEncoder};
pub use jobs::{Engine, JobHandle, JobKind, JobOptions, JobSource};
pub use metrics::{PerformanceMetrics, WorkStage, peak_process_bytes, resident_process_bytes};
pub use optimize::{compare, optimize, quality_score};
pub use options::{ProgressFn, RenderOptions};
pub use probe::probe;
pub use project::{Project, compose_story, story_captions};
pub use reelspeed_ffmpeg::CancelToken;
