//! An engine, as JavaScript holds it: one method for each kind of job.

use std::path::PathBuf;
use std::sync::Arc;

use napi::{Env, Result};
use napi_derive::napi;
use reelspeed::model::request::{ClipRequest, EngineOptions, OptimizeRequest, ProcessRequest, Request, split_settings};
use reelspeed::{CancelToken, Engine, EngineError, JobHandle, JobOptions, JobSource, Project};

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

/// What a job of an engine is given beside its own arguments.
pub(crate) struct Call {
    pub(crate) engine: Engine,
    pub(crate) options: JobOptions,
    owned: Arc<Owned>,
    events: Events,
}

impl Call {
    /// Watches over `handle`: what comes of it goes to JavaScript.
    pub(crate) fn watch<T: Send + 'static>(
        self,
        cancel: CancelToken,
        handle: JobHandle<T>,
        outcome: impl FnOnce(T) -> std::result::Result<Outcome, EngineError> + Send + 'static,
    ) -> NativeJob {
        let job = NativeJob::new(handle.id(), cancel);
        let Self { owned, events, .. } = self;
        handle.then(move |result| {
            events.settle(result.and_then(outcome));
            // Until here, so that the end of the environment closes the engine of a job whose engine JavaScript has forgotten.
            drop(owned);
        });
        job
    }
}

impl NativeEngine {
    /// Prepares a job: reads its options, which are a JSON object, and gives back what of them is not about jobs in general.
    pub(crate) fn call(&self, options: &str, callback: &Callback<'_>) -> Result<(Call, serde_json::Value)> {
        let (settings, rest) = split_settings(options).map_err(bad_request)?;
        let events = Events::new(callback)?;
        let progress = events.clone();
        let options = JobOptions {
            settings,
            on_progress: Some(Arc::new(move |p| progress.progress(p))),
            ..JobOptions::default()
        };
        Ok((Call { engine: self.owned.engine.clone(), options, owned: self.owned.clone(), events }, rest))
    }

    fn start<T: Send + serde::Serialize + 'static>(
        &self,
        mut call: Call,
        submit: impl FnOnce(&Engine, JobOptions) -> JobHandle<T>,
    ) -> NativeJob {
        let options = std::mem::take(&mut call.options);
        let cancel = options.cancel.clone();
        let handle = submit(&call.engine, options);
        call.watch(cancel, handle, |report| Ok(Outcome::report(&report)))
    }
}
