//! The memory contract: what a render will need at most, known before it starts.
//!
//! [`Project::predict_memory`] adds up, from the document and the files that it names, what each part of the pipeline holds at the
//! moment at which it holds most. [`Project::fit_memory`] chooses settings of the encoder with which the sum stays within a budget.
//! The parts are modelled from their own structure (how many pictures of which size they keep) and were checked against
//! measured peaks over sizes, codecs, presets and threads; `cargo run --release -p reelspeed_engine --example memory` measures
//! them again.
//!
//! All numbers are what a job adds to a process that has run one before: the code of FFmpeg and of the encoders, some 40 MB that is
//! read from disk when it first runs, belongs to the process and is there once for all jobs. They hold for a process that called [`return_freed_memory`] when it began and
//! calls [`trim`] after its jobs: otherwise glibc keeps what finished jobs left.

mod allocator;
mod decoders;
mod encoder;
mod explain;
mod fit;
mod frames;
mod sound;
mod sprites;
mod x264;

use std::path::Path;

use reelspeed_core::Size;
use reelspeed_ffmpeg::{VideoEncoderConfig, VideoStreamInfo};
use reelspeed_model::report::MemoryReport;

use crate::pipeline::settings;
use crate::{EngineError, Project, RenderOptions};

pub use allocator::{return_freed_memory, trim};

/// Queues, the muxer's buffers, stacks of threads, holes in the heaps.
const OTHER_BYTES: f64 = 4e6;

/// What the muxer keeps of each packet until it writes the index.
const MUXER_ENTRY_BYTES: f64 = 120.0;

impl Project {
    /// The most memory that rendering into `output` with these options adds to its process.
    ///
    /// Checked not to be more than 15 % below what is measured. A picture whose motion makes a new text or shape in each frame may
    /// be predicted too high, never higher than the bound of the sprite cache.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` and `INVALID_DOCUMENT` for what [`Project::render`] would refuse before it starts; `ENCODE` where there is
    /// no encoder for the codec.
    pub fn predict_memory(&self, output: &Path, options: &RenderOptions) -> Result<MemoryReport, EngineError> {
        let (name, config) = self.encoder_plan(output, options)?;
        Ok(self.predict_with(name, &config, options))
    }

    /// The encoder that a render would open, and its settings.
    fn encoder_plan(
        &self,
        output: &Path,
        options: &RenderOptions,
    ) -> Result<(&'static str, VideoEncoderConfig), EngineError> {
        let settings = &self.composition().output.video;
        let container = settings::container(&self.composition().output, output)?;
        let codec = settings::video_codec(settings, container);
        let config = settings::video_config(self.timeline(), settings, codec, options)?;
        let hardware = settings::hardware(options.hardware.unwrap_or(settings.hardware));
        let name = reelspeed_ffmpeg::likely_encoder(codec, hardware).ok_or_else(|| {
            EngineError::Media(reelspeed_ffmpeg::MediaError::EncoderUnavailable {
                codec: codec.as_str().to_owned(),
                tried: Vec::new(),
            })
        })?;
        Ok((name, config))
    }

    fn predict_with(&self, name: &str, config: &VideoEncoderConfig, options: &RenderOptions) -> MemoryReport {
        let drawn = sprites::predict(self);
        let clips = decoders::predict(self, options.decoder_threads.unwrap_or(1));
        let frames = clips.kept + frames::predict(self, drawn.surfaces);
        // The pool's limit bounds what it lends; the job fails rather than pass it.
        let limit = options.max_frame_bytes.map_or(f64::INFINITY, |b| b as f64);
        let frames = frames.min(limit);
        let packets = self.timeline().frame_count() as f64 + self.timeline().duration().as_secs() * 47.0;
        let report = MemoryReport {
            decoders: clips.open,
            frames,
            sprites: drawn.sprites,
            encoder: encoder::predict(name, config),
            audio: sound::predict(self),
            other: OTHER_BYTES + packets * MUXER_ENTRY_BYTES,
            total: 0.0,
        };
        rounded(report)
    }
}

/// The most memory that encoding raw frames adds to its process, whose size, sound and output are those of `project` and of which
/// about `frames` come.
pub(crate) fn predict_frame_encoder(
    project: &Project,
    output: &Path,
    options: &RenderOptions,
    frames: u32,
) -> Result<u64, EngineError> {
    let (name, config) = project.encoder_plan(output, options)?;
    let secs = f64::from(frames) / config.frame_rate.as_f64().max(1.0);
    let packets = f64::from(frames) + secs * 47.0;
    let bytes = encoder::predict(name, &config)
        + frames::in_flight(config.size)
        + sound::predict(project)
        + OTHER_BYTES
        + packets * MUXER_ENTRY_BYTES;
    Ok(bytes.ceil() as u64)
}

/// The most memory that decoding a stream to raw frames of `size` adds to its process.
pub(crate) fn predict_frame_decoder(stream: &VideoStreamInfo, threads: u32, size: Size) -> u64 {
    let bytes = decoders::stream_bytes(stream, threads) + frames::in_flight(size) + OTHER_BYTES;
    bytes.ceil() as u64
}

/// Whole bytes, and their sum.
fn rounded(report: MemoryReport) -> MemoryReport {
    let MemoryReport { decoders, frames, sprites, encoder, audio, other, .. } = report;
    let [decoders, frames, sprites, encoder, audio, other] =
        [decoders, frames, sprites, encoder, audio, other].map(f64::ceil);
    let total = decoders + frames + sprites + encoder + audio + other;
    MemoryReport { decoders, frames, sprites, encoder, audio, other, total }
}
