//! A render from the first frame to the finished file.
//!
//! Threads, each with a bounded queue to the next: one decoder per clip on screen → the compositor → the video encoder → the
//! muxer, and beside them the sound → the muxer. The first failure stops all of them; nothing is left behind.

mod composite;
mod context;
mod decode;
mod encode;
mod mux;
mod pairs;
pub(crate) mod progress;
pub(crate) mod settings;
mod sound;

use std::fs;
use std::path::Path;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::sync_channel;
use std::thread;

use reelspeed_ffmpeg::{
    AudioEncoder, EncoderFailure, Hardware, MediaError, Muxer, OpenedEncoder, Pass, RateControl, TrackId, VideoEncoder,
};
use reelspeed_model::Container;
use reelspeed_model::report::{self, EncoderReport, RenderReport, Stage, StageSeconds};

use crate::{AtomicOutput, EngineError, Project, RenderOptions, peak_process_bytes};
pub(crate) use context::panic_text;
use context::{JobContext, stage_secs};
pub(crate) use decode::LEAD_SECS;
use mux::TrackFeed;
pub(crate) use pairs::each_pair;
pub(crate) use progress::Reporter;
pub(crate) use settings::{container, hardware};

/// Finished frames that wait for the encoder. None: the next one is composited while the encoder takes the last, which keeps both
/// busy; each that waits is 3 MB at 1080x1920.
const FRAME_QUEUE: usize = 0;

/// Packets that wait for the muxer, per track; more than a second of sound.
const PACKET_QUEUE: usize = 64;

/// How one run over all frames differs from what the document says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    /// Which hardware may encode. Default: none.
    pub(crate) hardware: Hardware,
    /// The encoders that failed in the runs before, for the report.
    pub(crate) failed: Vec<EncoderFailure>,
    /// How bits are spent. Default: as the document says.
    pub(crate) rate: Option<RateControl>,
    /// Which pass of two it is. A first pass writes no file and leaves the sound alone: see [`Project::first_pass`].
    pub(crate) pass: Pass,
}

/// A file that is complete but does not have its name yet. Dropped, it is gone.
pub(crate) struct Rendered {
    file: AtomicOutput,
    report: RenderReport,
    /// Bytes of the encoded picture, without container and sound.
    pub(crate) video_bytes: u64,
}

impl Rendered {
    /// Where the file is until it gets its name.
    pub(crate) fn path(&self) -> &Path {
        self.file.path()
    }

    /// What is in it.
    pub(crate) fn report(&self) -> &RenderReport {
        &self.report
    }

    /// Gives the file its name.
    pub(crate) fn commit(self) -> Result<RenderReport, EngineError> {
        let bytes = self.file.commit()? as f64;
        Ok(RenderReport { bytes, ..self.report })
    }
}

impl Project {
    /// Renders the composition into `output`, which appears only when it is complete; a file that was there before stays until
    /// then. Returns when it is done, failed or cancelled.
    ///
    /// # Errors
    /// `CANCELLED`; `ENCODE` where no encoder opens; whatever decoding, drawing, encoding and writing can run into.
    pub fn render(&self, output: &Path, options: &RenderOptions) -> Result<RenderReport, EngineError> {
        let mut reporter = Reporter::new(options.on_progress.clone(), self.timeline().frame_count());
        reporter.tell(Stage::Preparing);
        let document = self.composition().output.video.hardware;
        let hardware = settings::hardware(options.hardware.unwrap_or(document));
        let rendered = match self.run(output, options, Run { hardware, ..Run::default() }, &mut reporter) {
            // Hardware that breaks in the middle is given up for software, from the beginning.
            Err(EngineError::Media(MediaError::EncodeFailed { encoder, reason }))
                if reelspeed_ffmpeg::is_hardware_encoder(&encoder) =>
            {
                let failed = vec![EncoderFailure { encoder, reason }];
                reporter.begin_again();
                self.run(output, options, Run { failed, ..Run::default() }, &mut reporter)
            }
            result => result,
        }?;
        let report = rendered.commit()?;
        reporter.tell(Stage::Done);
        let elapsed_secs = reporter.elapsed_secs();
        Ok(RenderReport { elapsed_secs, fps: f64::from(report.frames) / elapsed_secs.max(1e-9), ..report })
    }

    /// Renders everything into a file beside `output`.
    pub(crate) fn run(
        &self,
        output: &Path,
        options: &RenderOptions,
        run: Run,
        reporter: &mut Reporter,
    ) -> Result<Rendered, EngineError> {
        let timeline = self.timeline();
        let container = settings::container(&self.composition().output, output)?;
        let pool = options.frame_pool();
        let metrics = options.metrics.clone().unwrap_or_default();
        let job = JobContext::new(self, options.clip_resources(&pool)?, metrics);
        job.check()?;
        let file = AtomicOutput::create(output)?;

        let (encoder, video_encoder) = self.open_video_encoder(container, options, run)?;
        let sound = self.open_audio_encoder(container)?;
        let audio_encoder = sound.as_ref().map(|s| s.name().to_owned());

        let mut muxer = Muxer::create(file.path(), settings::muxer_options(container))?;
        let video_track = muxer.add_track(encoder.stream())?;
        let sound_track = sound.as_ref().map(|s| muxer.add_track(s.stream())).transpose()?;
        reporter.tell(Stage::Rendering);
        run_threads(&job, encoder, sound, muxer, (video_track, sound_track), reporter);

        let stages = StageSeconds {
            decode: stage_secs(&job.stages.decode),
            render: stage_secs(&job.stages.render),
            encode: stage_secs(&job.stages.encode),
            audio: stage_secs(&job.stages.audio),
        };
        let mut warnings = self.warnings().to_vec();
        warnings.extend(job.clips.warnings.take());
        let video_bytes = job.video_bytes.load(Relaxed);
        let (hits, needed) = (job.sprites.0.load(Relaxed), job.sprites.1.load(Relaxed));
        if let Some(failure) = job.into_failure() {
            return Err(failure);
        }
        let bytes = fs::metadata(file.path()).map_err(|e| EngineError::io("cannot measure", file.path(), e))?.len();
        let frames = u32::try_from(timeline.frame_count()).unwrap_or(u32::MAX);
        let elapsed_secs = reporter.elapsed_secs();
        let rate = timeline.frame_rate();
        let report = RenderReport {
            output: output.to_string_lossy().into_owned(),
            bytes: bytes as f64,
            duration_secs: timeline.duration().as_secs(),
            frames,
            width: timeline.size().width,
            height: timeline.size().height,
            frame_rate: [rate.num, rate.den].map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
            video_encoder,
            audio_encoder,
            elapsed_secs,
            fps: f64::from(frames) / elapsed_secs.max(1e-9),
            peak_frame_bytes: pool.ledger().peak_bytes as f64,
            peak_process_bytes: peak_process_bytes().map(|b| b as f64),
            stages,
            sprite_hit_rate: (needed > 0).then(|| hits as f64 / needed as f64),
            warnings,
        };
        Ok(Rendered { file, report, video_bytes })
    }

    /// Encodes the picture for what can be learnt from it, with the first of two passes in `run`. Nothing is kept but the log.
    pub(crate) fn first_pass(
        &self,
        output: &Path,
        options: &RenderOptions,
        run: Run,
        reporter: &mut Reporter,
    ) -> Result<(), EngineError> {
        let container = settings::container(&self.composition().output, output)?;
        let metrics = options.metrics.clone().unwrap_or_default();
        let job = JobContext::new(self, options.clip_resources(&options.frame_pool())?, metrics);
        job.check()?;
        let (encoder, _) = self.open_video_encoder(container, options, run)?;
        reporter.tell(Stage::Rendering);
        thread::scope(|scope| {
            let job = &job;
            let (frame_sender, frames) = sync_channel(FRAME_QUEUE);
            let (packet_sender, packets) = sync_channel(PACKET_QUEUE);
            job.spawn(scope, "composite", move || composite::composite_all(scope, job, frame_sender));
            job.spawn(scope, "encode", move || encode::encode_all(job, encoder, &frames, &packet_sender, reporter));
            job.spawn(scope, "mux", move || mux::discard_all(job, &packets));
        });
        job.into_failure().map_or(Ok(()), Err)
    }

    fn open_video_encoder(
        &self,
        container: Container,
        options: &RenderOptions,
        run: Run,
    ) -> Result<(VideoEncoder, EncoderReport), EngineError> {
        let settings = &self.composition().output.video;
        let codec = settings::video_codec(settings, container);
        let mut config = settings::video_config(self.timeline(), settings, codec, options)?;
        config.rate = run.rate.unwrap_or(config.rate);
        config.pass = run.pass;
        let OpenedEncoder { encoder, failures } = VideoEncoder::open_first(codec, run.hardware, &config)?;
        let report = encoder_report(&encoder, &[run.failed, failures].concat());
        Ok((encoder, report))
    }

    /// The sound's encoder; `None` where nothing sounds or the document wants no sound.
    pub(crate) fn open_audio_encoder(&self, container: Container) -> Result<Option<AudioEncoder>, EngineError> {
        let settings = &self.composition().output.audio;
        if !settings.enabled || self.timeline().audio_plan().is_empty() {
            return Ok(None);
        }
        Ok(Some(AudioEncoder::open(&settings::audio_config(settings, container))?))
    }
}

/// Runs the job's threads to their end. What went wrong is in the context.
fn run_threads(
    job: &JobContext<'_>,
    encoder: VideoEncoder,
    sound: Option<AudioEncoder>,
    muxer: Muxer,
    (video_track, sound_track): (TrackId, Option<TrackId>),
    reporter: &mut Reporter,
) {
    thread::scope(|scope| {
        let (frame_sender, frames) = sync_channel(FRAME_QUEUE);
        let (packet_sender, packets) = sync_channel(PACKET_QUEUE);
        let mut feeds = vec![TrackFeed { track: video_track, packets }];
        job.spawn(scope, "composite", move || composite::composite_all(scope, job, frame_sender));
        if let (Some(sound), Some(track)) = (sound, sound_track) {
            let (sender, packets) = sync_channel(PACKET_QUEUE);
            feeds.push(TrackFeed { track, packets });
            job.spawn(scope, "audio", move || sound::encode_sound(job, sound, &sender));
        }
        job.spawn(scope, "encode", move || {
            encode::encode_all(job, encoder, &frames, &packet_sender, reporter)?;
            reporter.tell(Stage::Finishing);
            Ok(())
        });
        job.spawn(scope, "mux", move || mux::mux_all(job, muxer, feeds).map(|_| ()));
    });
}

/// Which encoder was taken, and which were not.
pub(crate) fn encoder_report(encoder: &VideoEncoder, failed: &[EncoderFailure]) -> EncoderReport {
    let failed =
        failed.iter().map(|f| report::EncoderFailure { name: f.encoder.clone(), reason: f.reason.clone() }).collect();
    EncoderReport { name: encoder.name().to_owned(), hardware: encoder.is_hardware(), failed }
}
