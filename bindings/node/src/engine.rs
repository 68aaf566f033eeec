//! An engine, as JavaScript holds it: one method for each kind of job.

use std::path::Path;
use std::sync::Arc;

use napi::{Env, Result};
use napi_derive::napi;
use reelspeed::model::request::{
    ClipRequest, EngineOptions, JobSettings, OptimizeRequest, ProcessRequest, ReelSpeedVideoConfig, Request,
    VideoGenerationRequest, split_settings,
};
use reelspeed::{Engine, EngineError, JobHandle, JobOptions, JobSource, ProgressFn};

use crate::events::{Callback, Events, Outcome};
use crate::exit::{self, Owned};
use crate::failure::{bad_request, thrown, to_json};
use crate::job::NativeJob;
use crate::question::ask;

/// An engine with threads of its own.
#[napi]
pub struct NativeEngine {
    owned: Arc<Owned>,
}

/// A job that is about to start: how it is run, and where what it says goes.
pub(crate) struct Call {
    owned: Arc<Owned>,
    options: JobOptions,
    pub(crate) events: Events,
}

impl Call {
    /// Starts the job; its report goes to JavaScript.
    pub(crate) fn start<T: Send + serde::Serialize + 'static>(
        self,
        submit: impl FnOnce(&Engine, JobOptions) -> JobHandle<T>,
    ) -> NativeJob {
        self.start_with(submit, |report| Ok(Outcome::report(&report)))
    }

    /// Starts the job; what `outcome` makes of its result goes to JavaScript.
    pub(crate) fn start_with<T: Send + 'static>(
        self,
        submit: impl FnOnce(&Engine, JobOptions) -> JobHandle<T>,
        outcome: impl FnOnce(T) -> std::result::Result<Outcome, EngineError> + Send + 'static,
    ) -> NativeJob {
        let Self { owned, options, events } = self;
        let cancel = options.cancel.clone();
        let handle = submit(&owned.engine, options);
        let job = NativeJob::new(handle.id(), cancel);
        handle.then(move |result| {
            events.settle(result.and_then(outcome));
            // Until here, so that the end of the environment closes the engine of a job whose engine JavaScript has forgotten.
            drop(owned);
        });
        job
    }
}

impl NativeEngine {
    /// Prepares a job whose options are about jobs in general only: a JSON object.
    fn settings(&self, options: &str, callback: &Callback<'_>) -> Result<Call> {
        let settings = JobSettings::from_json(options).map_err(bad_request)?;
        self.call(settings, callback)
    }

    /// Prepares a job whose options are given in one JSON object with what the job is.
    pub(crate) fn request<R: Request>(&self, request: &str, callback: &Callback<'_>) -> Result<(Call, R)> {
        let (settings, rest) = split_settings(request).map_err(bad_request)?;
        let request = R::from_value(rest).map_err(bad_request)?;
        Ok((self.call(settings, callback)?, request))
    }

    fn call(&self, settings: JobSettings, callback: &Callback<'_>) -> Result<Call> {
        let events = Events::new(callback)?;
        let progress = events.clone();
        let on_progress: ProgressFn = Arc::new(move |p| progress.progress(p));
        let options = JobOptions { settings, on_progress: Some(on_progress), ..JobOptions::default() };
        Ok(Call { owned: self.owned.clone(), options, events })
    }
}

#[napi]
impl NativeEngine {
    /// An engine with these options, a JSON object.
    #[napi(constructor, catch_unwind)]
    pub fn new(env: Env, options: String) -> Result<Self> {
        let options = EngineOptions::from_json(&options).map_err(bad_request)?;
        let engine = Engine::new(options).map_err(thrown)?;
        Ok(Self { owned: exit::own(&env, engine)? })
    }

    /// The options with their defaults, as JSON.
    #[napi(catch_unwind)]
    pub fn options(&self) -> String {
        to_json(self.owned.engine.options())
    }

    /// Makes the folder of intermediate files and says where it is.
    #[napi(catch_unwind)]
    pub fn initialize(&self, callback: Callback<'_>) -> Result<()> {
        let engine = self.owned.engine.clone();
        ask(Events::new(&callback)?, move || Ok(Outcome::report(&engine.temporary_folder()?)))
    }

    /// Renders a document, given as JSON or by its path.
    #[napi(catch_unwind)]
    pub fn render(
        &self,
        document: String,
        kind: String,
        output: String,
        options: String,
        callback: Callback<'_>,
    ) -> Result<NativeJob> {
        let (source, call) = (source(document, &kind)?, self.settings(&options, &callback)?);
        Ok(call.start(|engine, options| engine.render(source, output.into(), options)))
    }

    /// One frame of a document, as a PNG file or as RGBA.
    #[napi(catch_unwind)]
    pub fn frame(
        &self,
        document: String,
        kind: String,
        seconds: f64,
        format: String,
        options: String,
        callback: Callback<'_>,
    ) -> Result<NativeJob> {
        let png = picture_is_png(&format)?;
        let (source, call) = (source(document, &kind)?, self.settings(&options, &callback)?);
        Ok(call.start_with(
            |engine, options| engine.frame(source, seconds, options),
            move |image| {
                let size = PictureSize { width: image.width, height: image.height };
                let pixels = if png { image.to_png()? } else { image.pixels };
                Ok(Outcome { json: to_json(&size), pixels: Some(pixels) })
            },
        ))
    }

    /// What a render of a document would take.
    #[napi(catch_unwind)]
    pub fn explain(
        &self,
        document: String,
        kind: String,
        output: String,
        options: String,
        callback: Callback<'_>,
    ) -> Result<NativeJob> {
        let (source, call) = (source(document, &kind)?, self.settings(&options, &callback)?);
        Ok(call.start(|engine, options| engine.explain(source, output.into(), options)))
    }

    /// Everything that is wrong with a document, its files and its fonts.
    #[napi(catch_unwind)]
    pub fn validate(&self, document: String, kind: String, options: String, callback: Callback<'_>) -> Result<()> {
        let settings = JobSettings::from_json(&options).map_err(bad_request)?;
        let source = source(document, &kind)?;
        ask(Events::new(&callback)?, move || match source.open(settings.base_directory.as_deref()) {
            Ok(_) => Ok(Outcome::report(&[(); 0])),
            Err(EngineError::Document(errors)) => Ok(Outcome::report(&errors.issues)),
            Err(error) => Err(error),
        })
    }

    /// The composition that a chat story stands for, as JSON.
    #[napi(catch_unwind)]
    pub fn compose_story(&self, config: String, options: String, callback: Callback<'_>) -> Result<()> {
        let config = ReelSpeedVideoConfig::from_json(&config).map_err(bad_request)?;
        let settings = JobSettings::from_json(&options).map_err(bad_request)?;
        ask(Events::new(&callback)?, move || {
            let base = settings.base_directory.unwrap_or_default();
            Ok(Outcome::report(&reelspeed::compose_story(&config, Path::new(&base), None)?))
        })
    }

    /// What the messages of a chat story say, and when, as JSON.
    #[napi(catch_unwind)]
    pub fn story_captions(&self, config: String, options: String, callback: Callback<'_>) -> Result<()> {
        let config = ReelSpeedVideoConfig::from_json(&config).map_err(bad_request)?;
        let settings = JobSettings::from_json(&options).map_err(bad_request)?;
        ask(Events::new(&callback)?, move || {
            let base = settings.base_directory.unwrap_or_default();
            Ok(Outcome::report(&reelspeed::story_captions(&config, Path::new(&base))?))
        })
    }

    /// What is in a media file.
    #[napi(catch_unwind)]
    pub fn probe(&self, input: String, options: String, callback: Callback<'_>) -> Result<NativeJob> {
        let call = self.settings(&options, &callback)?;
        Ok(call.start(|engine, options| engine.probe(input.into(), options)))
    }

    /// A part of a video as a short of its own.
    #[napi(catch_unwind)]
    pub fn clip(&self, request: String, output: String, callback: Callback<'_>) -> Result<NativeJob> {
        let (call, request) = self.request::<ClipRequest>(&request, &callback)?;
        Ok(call.start(|engine, options| engine.clip(request, output.into(), options)))
    }

    /// A video made to fit a size.
    #[napi(catch_unwind)]
    pub fn optimize(&self, request: String, callback: Callback<'_>) -> Result<NativeJob> {
        let (call, request) = self.request::<OptimizeRequest>(&request, &callback)?;
        Ok(call.start(|engine, options| engine.optimize(request, options)))
    }

    /// A video with a few settings; no input is the settings' background alone.
    #[napi(catch_unwind)]
    pub fn process(
        &self,
        input: String,
        output: String,
        config: String,
        options: String,
        callback: Callback<'_>,
    ) -> Result<NativeJob> {
        let request = ProcessRequest::from_any_json(&config).map_err(bad_request)?;
        let call = self.settings(&options, &callback)?;
        let input = Some(input).filter(|input| !input.is_empty());
        Ok(call.start(|engine, options| engine.process(request, input, output.into(), options)))
    }

    /// What ReelSpeed's backend asks of its integration layer, as a file in `folder`.
    #[napi(catch_unwind)]
    pub fn generate(
        &self,
        request: String,
        folder: String,
        id: String,
        options: String,
        callback: Callback<'_>,
    ) -> Result<NativeJob> {
        let request = VideoGenerationRequest::from_json(&request).map_err(bad_request)?;
        let config = request.to_process().map_err(bad_request)?;
        let call = self.settings(&options, &callback)?;
        let output = Path::new(&folder).join(format!("{}_{id}.mp4", request.file_stem()));
        let input = request.input_path.filter(|input| !input.is_empty());
        Ok(call.start(|engine, options| engine.process(config, input, output, options)))
    }

    /// What this machine and build can do.
    #[napi(catch_unwind)]
    pub fn doctor(&self, callback: Callback<'_>) -> Result<()> {
        ask(Events::new(&callback)?, || Ok(Outcome::report(&reelspeed::doctor())))
    }

    /// What the engine did so far and does now, as JSON.
    #[napi(catch_unwind)]
    pub fn metrics(&self) -> String {
        to_json(&self.owned.engine.metrics())
    }

    /// The same for Prometheus.
    #[napi(catch_unwind)]
    pub fn prometheus(&self) -> String {
        self.owned.engine.prometheus()
    }

    /// Takes in no more jobs, cancels those that there are, and says when they are gone.
    #[napi(catch_unwind)]
    pub fn close(&self, callback: Callback<'_>) -> Result<()> {
        let engine = self.owned.engine.clone();
        ask(Events::new(&callback)?, move || {
            engine.close();
            Ok(Outcome::report(&()))
        })
    }
}

/// Size of a picture in pixels.
#[derive(serde::Serialize)]
struct PictureSize {
    width: u32,
    height: u32,
}

/// What is rendered, told apart by its kind: the text of a `document` or a `story`, or a `path`.
fn source(document: String, kind: &str) -> Result<JobSource> {
    match kind {
        "document" => Ok(JobSource::Json(document)),
        "story" => Ok(JobSource::StoryJson(document)),
        "path" => Ok(JobSource::File(document.into())),
        other => {
            let (expected, actual) = ("document, story or path".to_owned(), format!("{other:?}"));
            Err(thrown(EngineError::Argument { argument: "kind", expected, actual }))
        }
    }
}

fn picture_is_png(format: &str) -> Result<bool> {
    match format {
        "png" => Ok(true),
        "rgba" => Ok(false),
        other => {
            let (expected, actual) = ("\"png\" or \"rgba\"".to_owned(), format!("{other:?}"));
            Err(thrown(EngineError::Argument { argument: "format", expected, actual }))
        }
    }
}
