use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use reelspeed_core::{Flicks, Frame, FrameDesc, FramePool, Rational, Size};
use reelspeed_ffmpeg::{Muxer, OpenedEncoder, VideoEncoder};
use reelspeed_model::report::{EncoderReport, RenderReport, Stage, StageSeconds};
use reelspeed_model::request::EncodeRequest;

use super::pixels;
use super::sound::SoundTrack;
use super::worker::{Made, Worker};
use crate::clips::Warnings;
use crate::memory::predict_frame_encoder;
use crate::pipeline::progress::Reporter;
use crate::pipeline::{encoder_report, panic_text, settings};
use crate::{
    AtomicOutput, CancelToken, EngineError, PerformanceMetrics, Project, RenderOptions, WorkStage, peak_process_bytes,
};

/// Frames that wait for the encoder's thread. None: see `crate::pipeline`.
const QUEUE: usize = 0;

/// Makes a video out of raw frames that come one after another.
///
/// [`push`](Self::push) returns when the thread behind takes the frame, so whoever pushes is never more than two frames ahead.
/// The file appears under its name with [`finish`](Self::finish); dropped before that, or failed, nothing is left behind and an older
/// file stays.
///
/// ```no_run
/// use reelspeed_engine::{FrameEncoder, RenderOptions};
/// use reelspeed_model::request::EncodeRequest;
/// use std::path::Path;
///
/// let request = EncodeRequest::new(1080, 1920);
/// let mut encoder = FrameEncoder::create(Path::new("out.mp4"), &request, &RenderOptions::default())?;
/// for shade in 0..90 {
///     encoder.push(&[shade, 2 * shade, 40, 255].repeat(1080 * 1920))?;
/// }
/// println!("{} bytes", encoder.finish()?.bytes);
/// # Ok::<(), reelspeed_engine::EngineError>(())
/// ```
///
/// # Limits
///
/// What is transparent is laid over black, whatever the codec. A hardware encoder that fails in the middle ends the job: the frames
/// that it has eaten cannot be had again. At most 6 hours.
pub struct FrameEncoder {
    request: EncodeRequest,
    output: PathBuf,
    frame_rate: Rational,
    /// The most frames that may come.
    limit: u64,
    predicted_bytes: u64,
    pool: FramePool,
    cancel: CancelToken,
    metrics: Arc<PerformanceMetrics>,
    warnings: Warnings,
    /// What was said of the sound before the first frame.
    early_warnings: Vec<String>,
    video_encoder: EncoderReport,
    audio_encoder: Option<String>,
    frames: Option<SyncSender<Arc<Frame>>>,
    worker: Option<JoinHandle<Result<Made, EngineError>>>,
    abandoned: Arc<AtomicBool>,
    /// Why no more frames are taken.
    failed: Option<String>,
    pushed: u64,
    converting: Duration,
}

impl FrameEncoder {
    /// Checks the request, opens the encoders and begins the file.
    ///
    /// # Errors
    /// Every fault of the request at once: `INVALID_DOCUMENT`, or `IO` where it is only the file of the sound that is missing;
    /// `INVALID_ARGUMENT` for an output or an option that cannot be; `ENCODE` where no encoder opens; `IO` where the file cannot be
    /// made.
    pub fn create(output: &Path, request: &EncodeRequest, options: &RenderOptions) -> Result<Self, EngineError> {
        let project = Project::new(request.to_composition(), Path::new("")).map_err(name_fields)?;
        let timeline = project.timeline();
        let (frame_rate, limit) = (timeline.frame_rate(), timeline.frame_count());
        let output_settings = &request.output;
        let container = settings::container(&project.composition().output, output)?;
        let pool = options.frame_pool();
        let resources = options.clip_resources(&pool)?;
        if options.cancel.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        let mut reporter = Reporter::open_ended(options.on_progress.clone(), request.frames);
        reporter.tell(Stage::Preparing);
        let file = AtomicOutput::create(output)?;

        let codec = settings::video_codec(&output_settings.video, container);
        let config = settings::video_config(timeline, &output_settings.video, codec, options)?;
        let predicted_bytes = predict_frame_encoder(&project, output, options, expected_frames(request))?;
        let hardware = settings::hardware(options.hardware.unwrap_or(output_settings.video.hardware));
        let OpenedEncoder { encoder, failures } = VideoEncoder::open_first(codec, hardware, &config)?;
        let video_encoder = encoder_report(&encoder, &failures);
        let audio = project.open_audio_encoder(container)?;
        let audio_encoder = audio.as_ref().map(|a| a.name().to_owned());
        let mut muxer = Muxer::create(file.path(), settings::muxer_options(container))?;
        let track = muxer.add_track(encoder.stream())?;
        let warnings = resources.warnings.clone();
        let early_warnings = project.warnings().to_vec();
        let sound = match audio {
            Some(audio) => {
                let track = muxer.add_track(audio.stream())?;
                Some(SoundTrack::new(project, resources, audio, track)?)
            }
            None => None,
        };

        let abandoned = Arc::new(AtomicBool::new(false));
        let metrics = options.metrics.clone().unwrap_or_default();
        let worker = Worker {
            encoder,
            muxer,
            track,
            sound,
            frame_rate,
            file,
            reporter,
            cancel: options.cancel.clone(),
            metrics: metrics.clone(),
            abandoned: abandoned.clone(),
        };
        let (frames, queue) = sync_channel(QUEUE);
        let thread = thread::Builder::new().name("reelspeed-frames".into());
        let worker = thread
            .spawn(move || worker.run(&queue))
            .map_err(|e| EngineError::io("cannot start a thread for", output, e))?;
        Ok(Self {
            request: request.clone(),
            output: output.to_owned(),
            frame_rate,
            limit,
            predicted_bytes,
            pool,
            cancel: options.cancel.clone(),
            metrics,
            warnings,
            early_warnings,
            video_encoder,
            audio_encoder,
            frames: Some(frames),
            worker: Some(worker),
            abandoned,
            failed: None,
            pushed: 0,
            converting: Duration::ZERO,
        })
    }

    /// The most memory in bytes that encoding such a request is expected to add to the process, the caller's own frames left out.
    ///
    /// # Errors
    /// As [`FrameEncoder::create`] where the request itself is at fault.
    pub fn predict(output: &Path, request: &EncodeRequest, options: &RenderOptions) -> Result<u64, EngineError> {
        let project = Project::new(request.to_composition(), Path::new("")).map_err(name_fields)?;
        predict_frame_encoder(&project, output, options, expected_frames(request))
    }

    /// As [`FrameEncoder::predict`], of this one.
    pub fn predicted_bytes(&self) -> u64 {
        self.predicted_bytes
    }

    /// Width of the frames in pixels.
    pub fn width(&self) -> u32 {
        self.request.width
    }

    /// Height of the frames in pixels.
    pub fn height(&self) -> u32 {
        self.request.height
    }

    /// Bytes of a frame.
    pub fn frame_bytes(&self) -> usize {
        self.request.pixel_format.frame_bytes(self.request.width, self.request.height) as usize
    }

    /// How many frames were taken.
    pub fn frame_count(&self) -> u64 {
        self.pushed
    }

    /// Takes the next frame: [`frame_bytes`](Self::frame_bytes) bytes in the request's pixel format. They are copied; when this
    /// returns the caller may change them.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for another number of bytes, or for a frame beyond the sixth hour: the encoder stays as it was, and the right
    /// frame may follow. `CANCELLED`, `ENCODE`, `IO`, and what the sound can run into: the job is over, and nothing of it is left.
    pub fn push(&mut self, pixels: &[u8]) -> Result<(), EngineError> {
        self.check()?;
        let expected = self.frame_bytes();
        if pixels.len() != expected {
            let EncodeRequest { width, height, pixel_format, .. } = &self.request;
            return Err(EngineError::Argument {
                argument: "pixels",
                expected: format!("{expected} bytes, a frame of {width}x{height} in {}", pixel_format.name()),
                actual: format!("{} bytes", pixels.len()),
            });
        }
        let begun = Instant::now();
        let size = Size::new(self.request.width, self.request.height);
        let mut frame = Frame::alloc(&self.pool, FrameDesc::working(size))?;
        pixels::read(self.request.pixel_format, pixels, &mut frame);
        let spent = begun.elapsed();
        self.converting += spent;
        self.metrics.record_frame_processing(spent);
        self.metrics.record_stage(WorkStage::Render, spent);
        self.hand_over(Arc::new(frame))
    }

    /// Takes the next frame as a picture of the working space (8-bit 4:2:0, BT.709, limited range) of the request's size. It is not
    /// copied and must not be written to.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a picture of another size or format; else as [`FrameEncoder::push`].
    pub fn push_frame(&mut self, frame: &Arc<Frame>) -> Result<(), EngineError> {
        self.check()?;
        let expected = FrameDesc::working(Size::new(self.request.width, self.request.height));
        if frame.desc() != expected {
            return Err(EngineError::Argument {
                argument: "frame",
                expected: format!("{expected:?}"),
                actual: format!("{:?}", frame.desc()),
            });
        }
        self.hand_over(frame.clone())
    }

    /// Says that no more frames come, waits until everything is written, and gives the file its name.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where no frame has come; `CANCELLED`, `ENCODE`, `IO`, and what the sound can run into.
    pub fn finish(mut self) -> Result<RenderReport, EngineError> {
        self.check()?;
        if self.pushed == 0 {
            let (expected, actual) = ("at least one".into(), "none".into());
            return Err(EngineError::Argument { argument: "frames", expected, actual });
        }
        self.frames = None;
        let Made { file, frames, encode, audio, mut reporter } = self.join()?;
        if self.cancel.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        let bytes = file.commit()?;
        reporter.tell(Stage::Done);
        let elapsed_secs = reporter.elapsed_secs();
        let mut warnings = std::mem::take(&mut self.early_warnings);
        warnings.extend(self.warnings.take());
        Ok(RenderReport {
            output: self.output.to_string_lossy().into_owned(),
            bytes: bytes as f64,
            duration_secs: Flicks::from_frame(i64::from(frames), self.frame_rate).as_secs(),
            frames,
            width: self.request.width,
            height: self.request.height,
            frame_rate: [self.frame_rate.num, self.frame_rate.den].map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
            video_encoder: std::mem::take(&mut self.video_encoder),
            audio_encoder: self.audio_encoder.take(),
            elapsed_secs,
            fps: f64::from(frames) / elapsed_secs.max(1e-9),
            peak_frame_bytes: self.pool.ledger().peak_bytes as f64,
            peak_process_bytes: peak_process_bytes().map(|b| b as f64),
            stages: StageSeconds {
                decode: 0.0,
                render: self.converting.as_secs_f64(),
                encode: encode.as_secs_f64(),
                audio: audio.as_secs_f64(),
            },
            sprite_hit_rate: None,
            warnings,
        })
    }

    /// Fails where no frame can be taken.
    fn check(&self) -> Result<(), EngineError> {
        if self.cancel.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        let refusal = |expected: String, actual: String| EngineError::Argument { argument: "frame", expected, actual };
        if let Some(reason) = &self.failed {
            return Err(refusal("an encoder that goes on".into(), format!("one that has failed: {reason}")));
        }
        if self.pushed >= self.limit {
            return Err(refusal(format!("at most {} frames, which are 6 hours", self.limit), "one more".into()));
        }
        Ok(())
    }

    fn hand_over(&mut self, frame: Arc<Frame>) -> Result<(), EngineError> {
        if self.frames.as_ref().is_some_and(|frames| frames.send(frame).is_ok()) {
            self.pushed += 1;
            return Ok(());
        }
        // The thread has given up; it says why.
        self.frames = None;
        let error = match self.join() {
            Err(error) => error,
            Ok(_) => EngineError::Internal { thread: "frames", message: "ended before its frames did".into() },
        };
        self.failed = Some(error.to_string());
        Err(error)
    }

    fn join(&mut self) -> Result<Made, EngineError> {
        let internal = |message: String| EngineError::Internal { thread: "frames", message };
        let Some(worker) = self.worker.take() else { return Err(internal("has ended before".into())) };
        match worker.join() {
            Ok(Err(_)) if self.cancel.is_cancelled() => Err(EngineError::Cancelled),
            Ok(result) => result,
            Err(panic) => Err(internal(panic_text(&*panic))),
        }
    }
}

impl Drop for FrameEncoder {
    fn drop(&mut self) {
        self.abandoned.store(true, Relaxed);
        self.frames = None;
        // When this returns the unfinished file is gone.
        let _ = self.join();
    }
}

impl fmt::Debug for FrameEncoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (request, output, pushed) = (&self.request, &self.output, &self.pushed);
        f.debug_struct("FrameEncoder")
            .field("output", output)
            .field("request", request)
            .field("pushed", pushed)
            .finish_non_exhaustive()
    }
}

/// How many frames are reckoned with where nobody says: ten minutes at thirty a second. The file's index grows by some bytes with
/// each.
fn expected_frames(request: &EncodeRequest) -> u32 {
    request.frames.unwrap_or(18_000)
}

/// A fault of the document that stands for a request, under the names of the request's fields.
fn name_fields(error: EngineError) -> EngineError {
    match error {
        EngineError::Document(mut errors) => {
            for issue in errors.issues.iter_mut().filter(|i| i.path.starts_with("audio[0]")) {
                issue.path = "audio".into();
            }
            EngineError::Document(errors)
        }
        other => other,
    }
}
