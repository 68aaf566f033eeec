use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use reelspeed_model::effects::Effect;
use reelspeed_model::report::MediaReport;
use reelspeed_model::request::{ProcessRequest, document_effects};
use reelspeed_model::{Animated, Composition, Hardware, RateControl};
use reelspeed_timeline::ResolvedEffect;

use crate::frame::Stage;
use crate::{
    EffectsConfig, EncodingConfig, EngineError, Frame, MemoryPool, PerformanceMetrics, ProcessingConfig,
    ProcessingResult, Project, RenderOptions, VideoError, VideoProcessingConfig,
};

/// Processes single clips: fits one into a canvas, applies effects, encodes. For anything with more than one layer write a
/// document and use [`Project`].
///
/// ```no_run
/// use reelspeed::{ProcessingConfig, VideoProcessingConfig, VideoProcessor};
///
/// let mut processor = VideoProcessor::new(VideoProcessingConfig::default())?;
/// let result = processor.process_video_file("landscape.mp4", "short.mp4", &ProcessingConfig::default())?;
/// println!("{} ms, {} bytes", result.duration_ms, result.file_size);
/// # Ok::<(), reelspeed::VideoError>(())
/// ```
pub struct VideoProcessor {
    config: VideoProcessingConfig,
    pool: MemoryPool,
    stage: Stage,
    metrics: PerformanceMetrics,
}

impl VideoProcessor {
    /// A processor with these settings.
    ///
    /// # Errors
    /// `INVALID_DOCUMENT` where a setting is out of its range, with every such setting.
    pub fn new(config: VideoProcessingConfig) -> Result<Self, VideoError> {
        let processor = Self::build(config);
        processor.request(&ProcessingConfig::default()).to_composition(Some("input.mp4")).validate()?;
        Ok(processor)
    }

    /// A processor with the default settings.
    pub fn new_sync() -> Self {
        Self::build(VideoProcessingConfig::default())
    }

    fn build(config: VideoProcessingConfig) -> Self {
        let pool = MemoryPool::with_limit(config.optimization.memory_limit_mb.saturating_mul(1 << 20));
        let stage = Stage::new(pool.frames());
        Self { config, pool, stage, metrics: PerformanceMetrics::new() }
    }

    /// The settings.
    pub fn config(&self) -> &VideoProcessingConfig {
        &self.config
    }

    /// What this processor did so far.
    pub fn metrics(&self) -> &PerformanceMetrics {
        &self.metrics
    }

    /// Makes `output` from `input`. The output appears only when it is complete; a failure leaves an older one as it was.
    ///
    /// # Errors
    /// Everything that [`Project::new`] and [`Project::render`] can say about the settings, the input and the output.
    pub fn process_video_file(
        &mut self,
        input: impl AsRef<Path>,
        output: impl AsRef<Path>,
        config: &ProcessingConfig,
    ) -> Result<ProcessingResult, VideoError> {
        self.process_video_file_with(input, output, config, &RenderOptions::default())
    }

    /// The same with a way to watch and to stop it. What `options` leaves open, the processor's settings decide.
    ///
    /// # Errors
    /// As [`VideoProcessor::process_video_file`], and `CANCELLED`.
    pub fn process_video_file_with(
        &mut self,
        input: impl AsRef<Path>,
        output: impl AsRef<Path>,
        config: &ProcessingConfig,
        options: &RenderOptions,
    ) -> Result<ProcessingResult, VideoError> {
        let result = self.process(input.as_ref(), output.as_ref(), config, options);
        if result.is_err() {
            self.metrics.record_error();
        }
        result
    }

    fn process(
        &mut self,
        input: &Path,
        output: &Path,
        config: &ProcessingConfig,
        options: &RenderOptions,
    ) -> Result<ProcessingResult, VideoError> {
        let options = self.options(options);
        let mut composition = self.composition(input, config)?;
        // The document's paths are taken as they are: from the current folder.
        let base = Path::new("");
        let mut report = Project::new(composition.clone(), base)?.render(output, &options)?;
        let sound = report.audio_encoder.is_some();
        let request = self.request(config);
        if let Some(bitrate) = request.smaller_bitrate(report.bytes, report.duration_secs, sound) {
            composition.output.video.rate_control = RateControl::Bitrate(bitrate);
            report = Project::new(composition, base)?.render(output, &options)?;
        }
        self.metrics.record_memory(report.peak_frame_bytes as u64);
        let each = Duration::from_secs_f64(report.stages.render.max(0.0) / f64::from(report.frames.max(1)));
        for _ in 0..report.frames {
            self.metrics.record_frame_processing(each);
        }
        Ok(ProcessingResult {
            output_path: PathBuf::from(output),
            duration_ms: (report.duration_secs * 1000.0).round() as u64,
            file_size: report.bytes as u64,
            metadata: self.extract_metadata(output)?,
            report,
        })
    }

    /// What is in a media file.
    ///
    /// # Errors
    /// `IO` or `UNSUPPORTED_MEDIA`.
    pub fn extract_metadata(&self, path: impl AsRef<Path>) -> Result<MediaReport, VideoError> {
        crate::probe(path.as_ref())
    }

    /// `frame` with the effects that the processor is set to.
    ///
    /// # Errors
    /// As [`VideoProcessor::apply_effects_sync`].
    pub fn process_frame(&mut self, frame: &Frame) -> Result<Frame, VideoError> {
        let effects = self.config.effects.clone();
        self.apply_effects_sync(frame, &effects)
    }

    /// `frame` with `effects`. The frame itself where they change nothing.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a setting out of its range or a frame with an odd side, `MEMORY_BUDGET` where the memory limit is reached.
    pub fn apply_effects_sync(&mut self, frame: &Frame, effects: &EffectsConfig) -> Result<Frame, VideoError> {
        let begun = Instant::now();
        let result = resolved_effects(effects).and_then(|resolved| {
            if resolved.is_empty() { Ok(frame.clone()) } else { self.stage.apply(frame, resolved) }
        });
        match &result {
            Ok(_) => self.metrics.record_frame_processing(begun.elapsed()),
            Err(_) => self.metrics.record_error(),
        }
        self.metrics.record_memory(self.pool.ledger().peak_bytes);
        result
    }

    /// Frames as a finished MP4 file in memory, at the processor's frame rate.
    ///
    /// # Errors
    /// As [`encode_frames_sync`](crate::encode_frames_sync).
    pub fn encode_video(&mut self, frames: &[Frame], config: &EncodingConfig) -> Result<Vec<u8>, VideoError> {
        crate::encode::encode_frames(frames, config, self.config.video.fps)
    }

    fn options(&self, options: &RenderOptions) -> RenderOptions {
        let limits = &self.config.optimization;
        let software = !(self.config.video.hardware_acceleration && limits.use_gpu);
        let one_thread = (!limits.parallel_processing).then_some(1);
        RenderOptions {
            hardware: options.hardware.or(software.then_some(Hardware::Off)),
            encoder_threads: options.encoder_threads.or(one_thread),
            max_frame_bytes: options.max_frame_bytes.or(Some(limits.memory_limit_mb.saturating_mul(1 << 20))),
            ..options.clone()
        }
    }

    fn composition(&self, input: &Path, config: &ProcessingConfig) -> Result<Composition, VideoError> {
        let src = input.to_str().ok_or_else(|| EngineError::Argument {
            argument: "input",
            expected: "a path in UTF-8".into(),
            actual: format!("{input:?}"),
        })?;
        Ok(self.request(config).to_composition(Some(src)))
    }

    /// The request that these settings amount to.
    fn request(&self, config: &ProcessingConfig) -> ProcessRequest {
        let mut all = self.config.clone();
        all.audio.volume *= config.volume;
        if let Some(effects) = &config.effects {
            all.effects = effects.clone();
        }
        ProcessRequest {
            config: all,
            start_secs: config.start_secs,
            duration_secs: config.duration_secs,
            speed: config.speed,
            fit: config.fit,
            story: None,
        }
    }
}

impl std::fmt::Debug for VideoProcessor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VideoProcessor").field("config", &self.config).field("metrics", &self.metrics).finish()
    }
}

/// The effects as the compositor has them.
fn resolved_effects(config: &EffectsConfig) -> Result<Vec<ResolvedEffect>, VideoError> {
    document_effects(config).iter().map(resolved).collect()
}

fn resolved(effect: &Effect) -> Result<ResolvedEffect, VideoError> {
    Ok(match effect {
        Effect::Brightness(e) => ResolvedEffect::Brightness(constant("brightness", &e.amount, 0.0..=4.0)?),
        Effect::Contrast(e) => ResolvedEffect::Contrast(constant("contrast", &e.amount, 0.0..=4.0)?),
        Effect::Saturation(e) => ResolvedEffect::Saturation(constant("saturation", &e.amount, 0.0..=4.0)?),
        Effect::Hue(e) => ResolvedEffect::Hue(constant("hueShift", &e.degrees, -360.0..=360.0)?),
        Effect::Blur(e) => ResolvedEffect::Blur(constant("blur", &e.sigma, 0.0..=250.0)?),
        Effect::Sharpen(e) => ResolvedEffect::Sharpen {
            amount: constant("sharpen", &e.amount, 0.0..=4.0)?,
            sigma: constant("sigma", &e.sigma, 0.3..=20.0)?,
        },
    })
}

/// The value of a setting that does not move, if it is in its range.
fn constant(argument: &'static str, value: &Animated<f64>, range: RangeInclusive<f64>) -> Result<f64, VideoError> {
    match value.as_constant() {
        Some(v) if range.contains(v) => Ok(*v),
        other => Err(EngineError::Argument {
            argument,
            expected: format!("a number from {} to {}", range.start(), range.end()),
            actual: other.map_or_else(|| "keyframes".into(), f64::to_string),
        }),
    }
}
