//! The queue's face: one method for each kind of job.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reelspeed_model::Hardware;
use reelspeed_model::report::{
    ExplainReport, MediaReport, MetricsReport, OptimizeReport, Progress, RenderReport, Stage,
};
use reelspeed_model::request::{
    ClipRequest, DecodeRequest, EncodeRequest, EngineOptions, JobSettings, OptimizeRequest,
};

use super::handle::JobHandle;
use super::scheduler::{JobKind, Scheduler};
use super::source::JobSource;
use super::task::{Plan, Prepare, Prepared, TypedTask};
use super::temporary::TemporaryFolder;
use crate::metrics::EngineMetrics;
use crate::{
    CancelToken, EngineError, FrameDecoder, FrameEncoder, ProgressFn, Project, RenderOptions, RgbaImage, optimize,
};

/// What a job beyond a document's own needs to hold while it waits, in bytes, before it is made to let go of it.
const HEAVY_BYTES: u64 = 4 << 20;

/// What a job does when its turn has come.
pub(super) type Work<T> = Box<dyn FnOnce(&RenderOptions) -> Result<T, EngineError> + Send>;

/// Frames of a caller's that a stream of them holds: one under way in each direction.
const CALLERS_FRAMES: u64 = 2;

/// How one job is run, watched and stopped.
#[derive(Clone, Default)]
pub struct JobOptions {
    /// What can be chosen.
    pub settings: JobSettings,
    /// Stops the job from elsewhere.
    pub cancel: CancelToken,
    /// Told how far the job is; from `queued` on.
    pub on_progress: Option<ProgressFn>,
}

impl fmt::Debug for JobOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobOptions").field("settings", &self.settings).field("cancel", &self.cancel).finish()
    }
}

/// Runs jobs in threads of its own, at most so many at a time as there are places, and within a limit of memory for the whole
/// process. Cloning gives the same engine. A process has room for several, but each reckons as if the process were its own.
///
/// ```no_run
/// use reelspeed_engine::{Engine, JobOptions};
/// use reelspeed_model::request::{ClipRequest, EngineOptions};
///
/// let engine = Engine::new(EngineOptions { memory_limit: 512, max_concurrent_jobs: 3, ..EngineOptions::default() })?;
/// let jobs: Vec<_> = (0..12)
///     .map(|n| {
///         let clip = ClipRequest { start: 10.0 * f64::from(n), duration: Some(10.0), ..ClipRequest::new("long.mp4") };
///         engine.clip(clip, format!("clip{n}.mp4").into(), JobOptions::default())
///     })
///     .collect();
/// for job in jobs {
///     println!("{}", job.wait()?.output);
/// }
/// # Ok::<(), reelspeed_engine::EngineError>(())
/// ```
#[derive(Clone)]
pub struct Engine {
    inner: Arc<Inner>,
}

struct Inner {
    options: EngineOptions,
    scheduler: Arc<Scheduler>,
    metrics: Arc<EngineMetrics>,
    temporary: TemporaryFolder,
}

impl Drop for Inner {
    fn drop(&mut self) {
        self.temporary.remove();
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").field("options", &self.inner.options).finish_non_exhaustive()
    }
}

impl Engine {
    /// An engine with these options. Costs next to nothing: threads begin with the first job.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where a number is out of its range.
    pub fn new(options: EngineOptions) -> Result<Self, EngineError> {
        crate::options::check_range("maxConcurrentJobs", options.max_concurrent_jobs, 1..=64)?;
        crate::options::check_range("memoryLimit", options.memory_limit, 64..=1_048_576)?;
        let metrics = Arc::new(EngineMetrics::new());
        let limit = u64::from(options.memory_limit) << 20;
        let scheduler = Scheduler::new(options.max_concurrent_jobs, limit, metrics.clone());
        let temporary = TemporaryFolder::new(options.temp_directory.as_deref());
        Ok(Self { inner: Arc::new(Inner { options, scheduler, metrics, temporary }) })
    }

    /// The options.
    pub fn options(&self) -> &EngineOptions {
        &self.inner.options
    }

    /// The folder of intermediate files, which exists when this returns.
    ///
    /// # Errors
    /// `IO` where it cannot be made.
    pub fn temporary_folder(&self) -> Result<PathBuf, EngineError> {
        self.inner.temporary.path()
    }

    /// Renders a document into `output`, as [`Project::render`].
    pub fn render(&self, source: JobSource, output: PathBuf, options: JobOptions) -> JobHandle<RenderReport> {
        let base = options.settings.base_directory.clone();
        self.render_project(JobKind::Render, output, options, move || source.open(base.as_deref()))
    }

    /// Makes `output` from a part of a video.
    pub fn clip(&self, request: ClipRequest, output: PathBuf, options: JobOptions) -> JobHandle<RenderReport> {
        let base = options.settings.base_directory.clone();
        self.render_project(JobKind::Clip, output, options, move || {
            Project::clip(&request, Path::new(base.as_deref().unwrap_or("")))
        })
    }

    fn render_project(
        &self,
        kind: JobKind,
        output: PathBuf,
        options: JobOptions,
        open: impl FnMut() -> Result<Project, EngineError> + Send + 'static,
    ) -> JobHandle<RenderReport> {
        let target = output.clone();
        self.submit_render(kind, output, options, open, move |project| -> Work<RenderReport> {
            let output = target.clone();
            Box::new(move |options| project.render(&output, options))
        })
    }

    /// A job that renders the project that `open` opens into `output`, by the work that `plan` makes of it.
    pub(super) fn submit_render<T: Send + 'static>(
        &self,
        kind: JobKind,
        output: PathBuf,
        options: JobOptions,
        mut open: impl FnMut() -> Result<Project, EngineError> + Send + 'static,
        plan: impl Fn(Project) -> Work<T> + Send + 'static,
    ) -> JobHandle<T> {
        let scheduler = self.inner.scheduler.clone();
        let prepare = move |options: &RenderOptions| {
            let project = open()?;
            let (options, bytes) = fit(&scheduler, &project, &output, options)?;
            let heavy = project.held_bytes() > HEAVY_BYTES;
            Ok(Prepared::Planned(Plan { bytes, heavy, options, work: plan(project) }))
        };
        self.submit(kind, options, Box::new(prepare))
    }

    /// Makes a video fit a size, as [`optimize`](crate::optimize). Relative paths of the request count from the settings' folder.
    pub fn optimize(&self, mut request: OptimizeRequest, options: JobOptions) -> JobHandle<OptimizeReport> {
        resolve(&options.settings, std::iter::once(&mut request.input).chain(&mut request.output));
        let inner = self.inner.clone();
        let prepare = move |options: &RenderOptions| {
            let (project, output) = optimize::largest(&request, options)?;
            let (mut options, bytes) = fit(&inner.scheduler, &project, &output, options)?;
            options.temporary_folder = Some(inner.temporary.path()?);
            let request = request.clone();
            let work = Box::new(move |options: &RenderOptions| optimize::optimize(&request, options));
            Ok(Prepared::Planned(Plan { bytes, heavy: false, options, work }))
        };
        self.submit(JobKind::Optimize, options, Box::new(prepare))
    }

    /// Makes `output` from pictures of the caller's: `feed` is called on the job's thread, pushes them, and finishes the encoder.
    pub fn encode_frames(
        &self,
        mut request: EncodeRequest,
        output: PathBuf,
        options: JobOptions,
        feed: impl FnOnce(FrameEncoder, &RenderOptions) -> Result<RenderReport, EngineError> + Send + 'static,
    ) -> JobHandle<RenderReport> {
        resolve(&options.settings, request.audio.iter_mut());
        let (asked, target) = (request.clone(), output.clone());
        let predict = move |options: &RenderOptions| {
            let frame = asked.pixel_format.frame_bytes(asked.width, asked.height);
            Ok(FrameEncoder::predict(&target, &asked, options)? + frame * CALLERS_FRAMES)
        };
        self.run_predicted(JobKind::Encode, options, predict, move |options| {
            feed(FrameEncoder::create(&output, &request, options)?, options)
        })
    }

    /// Gives the caller the pictures of a video: `take` is called on the job's thread and reads them. Takes no place among the jobs,
    /// but memory.
    pub fn decode_frames<T: Send + 'static>(
        &self,
        mut request: DecodeRequest,
        options: JobOptions,
        take: impl FnOnce(FrameDecoder, &RenderOptions) -> Result<T, EngineError> + Send + 'static,
    ) -> JobHandle<T> {
        resolve(&options.settings, std::iter::once(&mut request.input));
        let asked = request.clone();
        let predict = move |options: &RenderOptions| {
            // While the job waits, no file is held open.
            let decoder = FrameDecoder::open(&asked, options)?;
            Ok(decoder.predicted_bytes() + decoder.frame_bytes() as u64 * CALLERS_FRAMES)
        };
        self.run_predicted(JobKind::Decode, options, predict, move |options| {
            take(FrameDecoder::open(&request, options)?, options)
        })
    }

    /// The frame of a document that is on screen at `at_secs`, as [`Project::frame`]. Takes no place among the jobs, but memory.
    pub fn frame(&self, source: JobSource, at_secs: f64, options: JobOptions) -> JobHandle<RgbaImage> {
        let base = options.settings.base_directory.clone();
        let scheduler = self.inner.scheduler.clone();
        let prepare = move |options: &RenderOptions| {
            let project = source.open(base.as_deref())?;
            let bytes = predict_frame(&project, options)?;
            scheduler.check_whole(bytes)?;
            let heavy = project.held_bytes() > HEAVY_BYTES;
            let work = Box::new(move |options: &RenderOptions| project.frame(at_secs, options));
            Ok(Prepared::Planned(Plan { bytes, heavy, options: options.clone(), work }))
        };
        self.submit(JobKind::Frame, options, Box::new(prepare))
    }

    /// What a render of the document into `output` would take: memory, time and size, with the settings that it would get here.
    pub fn explain(&self, source: JobSource, output: PathBuf, options: JobOptions) -> JobHandle<ExplainReport> {
        let base = options.settings.base_directory.clone();
        let scheduler = self.inner.scheduler.clone();
        let prepare = move |options: &RenderOptions| {
            let project = source.open(base.as_deref())?;
            let (options, _) = fit(&scheduler, &project, &output, options)?;
            Ok(Prepared::Finished(project.explain(&output, &options, Some(scheduler.whole()))?))
        };
        self.submit(JobKind::Explain, options, Box::new(prepare))
    }

    /// What is in a media file. Waits for no other job.
    pub fn probe(&self, path: PathBuf, options: JobOptions) -> JobHandle<MediaReport> {
        let prepare = move |options: &RenderOptions| {
            let info =
                reelspeed_ffmpeg::probe_with_cancel(&path, &reelspeed_ffmpeg::Limits::default(), &options.cancel)?;
            Ok(Prepared::Finished(crate::probe::media_report(&info)))
        };
        self.submit(JobKind::Probe, options, Box::new(prepare))
    }

    /// A job of the caller's own that is predicted to need `bytes`: it waits its turn like all others and runs on a job's thread.
    ///
    /// # Errors
    /// By the handle: what `work` fails with; `MEMORY_BUDGET` where it can never fit; `CLOSED`.
    pub fn run<T: Send + 'static>(
        &self,
        kind: JobKind,
        bytes: u64,
        options: JobOptions,
        work: impl FnOnce(&RenderOptions) -> Result<T, EngineError> + Send + 'static,
    ) -> JobHandle<T> {
        self.run_predicted(kind, options, move |_| Ok(bytes), work)
    }

    /// The same where what it needs has to be found out first, by looking into files for example: `predict` is called on a thread of the
    /// engine's own and says the bytes.
    ///
    /// # Errors
    /// By the handle: what `predict` or `work` fail with; `MEMORY_BUDGET` where it can never fit; `CLOSED`.
    pub fn run_predicted<T: Send + 'static>(
        &self,
        kind: JobKind,
        options: JobOptions,
        mut predict: impl FnMut(&RenderOptions) -> Result<u64, EngineError> + Send + 'static,
        work: impl FnOnce(&RenderOptions) -> Result<T, EngineError> + Send + 'static,
    ) -> JobHandle<T> {
        let scheduler = self.inner.scheduler.clone();
        let mut work = Some(work);
        let prepare = move |options: &RenderOptions| {
            let bytes = predict(options)?;
            scheduler.check_whole(bytes)?;
            // Nothing heavy is held, so this is called once.
            let work = work.take().ok_or(EngineError::Cancelled)?;
            Ok(Prepared::Planned(Plan { bytes, heavy: false, options: options.clone(), work: Box::new(work) }))
        };
        self.submit(kind, options, Box::new(prepare))
    }

    /// What the engine did so far and does now.
    pub fn metrics(&self) -> MetricsReport {
        let load = self.inner.scheduler.load();
        MetricsReport {
            running_jobs: load.running,
            queued_jobs: load.waiting,
            reserved_bytes: load.reserved_bytes as f64,
            memory_limit_bytes: f64::from(self.inner.options.memory_limit) * f64::from(1 << 20),
            ..self.inner.metrics.report()
        }
    }

    /// The same for Prometheus, in the text format of OpenMetrics (`application/openmetrics-text; version=1.0.0; charset=utf-8`).
    pub fn prometheus(&self) -> String {
        self.inner.metrics.encode(&self.metrics())
    }

    /// Takes in no more jobs (`CLOSED`), cancels those that there are, waits until they are gone, and removes intermediate files.
    /// Doing it twice does nothing.
    pub fn close(&self) {
        self.inner.scheduler.close();
        self.inner.temporary.remove();
    }

    fn submit<T: Send + 'static>(&self, kind: JobKind, options: JobOptions, prepare: Prepare<T>) -> JobHandle<T> {
        let JobOptions { settings, cancel, on_progress } = options;
        let id = self.inner.scheduler.next_id();
        let (handle, completer) = JobHandle::new(id, cancel.clone());
        if let Some(on_progress) = on_progress.as_ref().filter(|_| kind.reports_progress()) {
            on_progress(Progress::at_stage(Stage::Queued));
        }
        // What the document leaves open, the engine decides.
        let hardware = settings.hardware.or((!self.options().enable_hardware_acceleration).then_some(Hardware::Off));
        let options = RenderOptions {
            hardware,
            encoder_threads: settings.encoder_threads,
            decoder_threads: settings.decoder_threads,
            cancel: cancel.clone(),
            on_progress,
            metrics: Some(self.inner.metrics.performance().clone()),
            ..RenderOptions::default()
        };
        let task = TypedTask { prepare, options, plan: None, outcome: None, completer };
        self.inner.scheduler.submit(id, kind, settings.priority, cancel, Box::new(task));
        handle
    }
}

/// Lets relative paths of a request count from the settings' folder.
fn resolve<'a>(settings: &JobSettings, paths: impl Iterator<Item = &'a mut String>) {
    let Some(base) = &settings.base_directory else { return };
    for path in paths {
        *path = Path::new(base).join(&*path).to_string_lossy().into_owned();
    }
}

/// The settings with which a render keeps to its share of the memory, and what it is predicted to need with them.
fn fit(
    scheduler: &Scheduler,
    project: &Project,
    output: &Path,
    options: &RenderOptions,
) -> Result<(RenderOptions, u64), EngineError> {
    let budget = |bytes: u64| {
        project.fit_memory(output, options, bytes).map(|(options, report)| (options, report.total.max(0.0) as u64))
    };
    match budget(scheduler.share()) {
        // More than a job's share at the least: it gets what it must have, and others wait for it.
        Err(EngineError::MemoryBudget { predicted, .. }) if predicted <= scheduler.whole() => budget(predicted),
        Err(EngineError::MemoryBudget { predicted, .. }) => Err(scheduler.never_fits(predicted)),
        other => other,
    }
}

/// What a single frame needs: everything of a render but its encoder and its sound.
fn predict_frame(project: &Project, options: &RenderOptions) -> Result<u64, EngineError> {
    let report = project.predict_memory(Path::new("frame.mp4"), options)?;
    Ok((report.decoders + report.frames + report.sprites) as u64)
}
