//! One video with a few settings as a job.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reelspeed_model::report::{ProcessingResult, Progress, RenderReport};
use reelspeed_model::request::{ProcessRequest, ReelSpeedVideoConfig};
use reelspeed_model::{Composition, DocumentErrors, Hardware, RateControl};

use super::engine::{Engine, JobOptions, Work};
use super::handle::JobHandle;
use super::scheduler::JobKind;
use crate::{AtomicOutput, EngineError, Project, RenderOptions, compose_story};

impl Engine {
    /// Makes `output` from `input`, or from the request's background alone. The output's folder is made where it is missing. Where the
    /// request names a size and the output is larger, it is encoded once more, at the bitrate that fits; the progress then counts
    /// on.
    ///
    /// # Errors
    /// By the handle: what [`Engine::render`] can say, with the request's fields as paths.
    pub fn process(
        &self,
        request: ProcessRequest,
        input: Option<String>,
        output: PathBuf,
        mut options: JobOptions,
    ) -> JobHandle<ProcessingResult> {
        let base = options.settings.base_directory.clone();
        let config = &request.config;
        if !(config.video.hardware_acceleration && config.optimization.use_gpu) {
            options.settings.hardware = options.settings.hardware.or(Some(Hardware::Off));
        }
        if !config.optimization.parallel_processing {
            options.settings.encoder_threads = options.settings.encoder_threads.or(Some(1));
        }
        let job = Job { request: Arc::new(request), input, output: output.clone(), base };
        let (opens, works) = (job.clone(), job);
        self.submit_render(
            JobKind::Process,
            output,
            options,
            move || opens.open(None),
            move |project| -> Work<ProcessingResult> {
                let job = works.clone();
                Box::new(move |options| job.run(&project, options))
            },
        )
    }
}

#[derive(Clone)]
struct Job {
    request: Arc<ProcessRequest>,
    input: Option<String>,
    output: PathBuf,
    base: Option<String>,
}

impl Job {
    /// The request as a project, or another composition that was made of it.
    fn open(&self, composition: Option<Composition>) -> Result<Project, EngineError> {
        let base = Path::new(self.base.as_deref().unwrap_or(""));
        let made = match (composition, &self.request.story) {
            (Some(composition), _) => Project::new(composition, base),
            (None, Some(story)) => self.open_story(&story.config, base),
            (None, None) => Project::new(self.request.to_composition(self.input.as_deref()), base),
        };
        let project = made.map_err(|error| match error {
            EngineError::Document(errors) => EngineError::Document(self.in_words_of_the_request(errors)),
            other => other,
        })?;
        if let Some(folder) = self.output.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|e| EngineError::io("cannot make the folder", folder, e))?;
        }
        Ok(project)
    }

    fn open_story(&self, story: &ReelSpeedVideoConfig, base: &Path) -> Result<Project, EngineError> {
        let mut composition = compose_story(story, base, self.input.as_deref())?;
        self.request.lay_output(&mut composition);
        Project::new(composition, base)
    }

    fn in_words_of_the_request(&self, errors: DocumentErrors) -> DocumentErrors {
        let omitted = errors.omitted;
        let renamed = errors.into_issues().into_iter().map(|mut issue| {
            issue.path = match &self.request.story {
                Some(_) if issue.path == "inputPath" => issue.path,
                Some(story) => story.field_of(&issue.path),
                None => self.request.field_of(&issue.path, self.input.is_some()),
            };
            issue
        });
        let mut errors = DocumentErrors::new(renamed);
        errors.omitted = omitted;
        errors
    }

    fn run(&self, project: &Project, options: &RenderOptions) -> Result<ProcessingResult, EngineError> {
        let report = match self.request.config.optimization.target_size_mb {
            None => project.render(&self.output, options)?,
            Some(_) => self.render_within_size(project, options)?,
        };
        let metadata = crate::probe(&self.output)?;
        Ok(ProcessingResult {
            success: true,
            output_path: self.output.to_string_lossy().into_owned(),
            duration_ms: (report.duration_secs * 1000.0).round(),
            file_size: report.bytes,
            metadata,
            report,
        })
    }

    fn render_within_size(&self, project: &Project, options: &RenderOptions) -> Result<RenderReport, EngineError> {
        // What is too large shall not be seen under the output's name.
        let file = AtomicOutput::create(&self.output)?;
        let mut report = project.render(file.path(), options)?;
        let sound = report.audio_encoder.is_some();
        if let Some(bitrate) = self.request.smaller_bitrate(report.bytes, report.duration_secs, sound) {
            let mut composition = project.composition().clone();
            composition.output.video.rate_control = RateControl::Bitrate(bitrate);
            report = self.open(Some(composition))?.render(file.path(), &counting_on(options, report.frames))?;
        }
        report.output = self.output.to_string_lossy().into_owned();
        file.commit()?;
        Ok(report)
    }
}

/// The same options for a second run after one of `frames` frames.
fn counting_on(options: &RenderOptions, frames: u32) -> RenderOptions {
    let on_progress = options.on_progress.clone().map(|tell| -> crate::ProgressFn {
        Arc::new(move |p: Progress| {
            tell(Progress { frame: p.frame.saturating_add(frames), frames: p.frames.saturating_add(frames), ..p });
        })
    });
    RenderOptions { on_progress, ..options.clone() }
}
