//! ReelSpeed turns a composition document and media files into a finished vertical short.
//!
//! ```no_run
//! use reelspeed::model::{Composition, Layer};
//! use reelspeed::{Project, RenderOptions};
//! use std::path::Path;
//!
//! let mut short = Composition::new(1080, 1920);
//! short.layers.push(Layer::video("beach.mp4"));
//! short.layers.push(Layer::text("Hello").with_start(1.0).with_duration(2.5).with_position([540.0, 400.0]));
//!
//! let project = Project::new(short, Path::new("."))?;
//! let report = project.render(Path::new("out.mp4"), &RenderOptions::default())?;
//! println!("{} frames at {:.0} fps by {}", report.frames, report.fps, report.video_encoder.name);
//! # Ok::<(), reelspeed::EngineError>(())
//! ```
//!
//! The same without a file, as it can be run anywhere:
//!
//! ```
//! use reelspeed::{Project, RenderOptions};
//! use std::path::Path;
//!
//! let document = r##"{
//!     "version": 1, "width": 108, "height": 192, "duration": 2, "background": "#102030",
//!     "layers": [{ "type": "shape", "geometry": { "kind": "ellipse", "width": 50, "height": 50 }, "fill": "#ff8800" }]
//! }"##;
//! let project = Project::from_json(document, Path::new("."))?;
//! let image = project.frame(1.0, &RenderOptions::default())?;
//! let pixel = |x: u32, y: u32| &image.pixels[((y * image.width + x) * 4) as usize..][..3];
//! assert!(pixel(54, 96)[0] > 250 && pixel(0, 0)[0] < 20);
//! # Ok::<(), reelspeed::EngineError>(())
//! ```
//!
//! # Where to begin
//!
//! - [`Project`] checks a document with its files and fonts and renders it, to a file or to single pictures.
//! - [`model`] is the document: [`model::Composition`], its layers, effects and output settings, and the reports.
//! - [`Engine`] runs many jobs in one process, within a limit of memory.
//! - [`captions`] reads subtitles and transcripts and lays them on a document.
//! - [`optimize()`] makes a video fit a size, [`compare`] says how alike two videos are.
//! - [`probe`] says what is in a media file, [`doctor`] what this machine can do.
//! - [`VideoProcessor`] does one clip with a few settings, for callers who do not want to write a document.
//! - [`MemoryPool`], [`PerformanceMetrics`] and [`HardwareAcceleration`] are the parts that such callers ask about.
//!
//! # Limits
//!
//! The working surface has 8 bits, 4:2:0 and BT.709; HDR sources are tone-mapped to it. All calls block: run them on a thread
//! of their own and stop them by a [`CancelToken`]. Nothing here downloads anything; documents name local files.

mod config;
mod encode;
mod frame;
mod hardware;
mod memory;
mod processing;
mod processor;

pub use config::{
    AnimationConfig, AnimationSettings, AnimationSpeed, AudioConfig, AudioSettings, BackgroundConfig, BackgroundKind,
    BackgroundSettings, BackgroundType, BrainrotOrder, BrainrotSettings, CaptionSettings, ChatHeader, ChatOverlay,
    ChatPosition, ChatSize, ColorCorrectionConfig, ColorCustomization, EffectsConfig, MessageAnimation, MessageSide,
    OptimizationConfig, Quality, ReadReceipt, ReelSpeedVideoConfig, StoryMessage, StoryTemplate, TextOverlay,
    ThreadAnchor, TransitionType, VideoConfig, VideoProcessingConfig, VideoSettings, VoiceAudioSettings,
};
pub use encode::{EncodingConfig, encode_frames_sync};
pub use frame::Frame;
pub use hardware::{HardwareAcceleration, HardwareDevice};
pub use memory::{FrameBuffer, MemoryPool};
pub use processing::{ProcessingConfig, ProcessingResult};
pub use processor::VideoProcessor;

pub use reelspeed_core::{ErrorCode, Flicks, FramePool, LedgerSnapshot, PixelFormat, PoolError, Rational, Rgba8, Size};
pub use reelspeed_engine::memory::return_freed_memory;
pub use reelspeed_engine::{
    AtomicOutput, CancelToken, Engine, EngineError, FrameDecoder, FrameEncoder, JobHandle, JobKind, JobOptions,
    JobSource, PerformanceMetrics, ProgressFn, Project, RenderOptions, RgbaImage, WorkStage, compare, compose_story,
    doctor, fonts_folder, optimize, peak_process_bytes, probe, quality_score, remove_unfinished_outputs,
    resident_process_bytes, story_captions,
};
pub use reelspeed_kernels::SimdLevel;
pub use reelspeed_model as model;
pub use reelspeed_model::VideoCodec;
pub use reelspeed_templates::{captions, story};
pub use reelspeed_timeline::Timeline;

/// Why processing a video failed. The engine has one error for all.
pub type VideoError = EngineError;

/// The version of the engine, such as `0.1.0`.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version with the commit that it was built from, such as `0.1.0 (1a2b3c4d5e6f)`; without it where it is not known.
pub const VERSION_FULL: &str = env!("REELSPEED_VERSION_FULL");
