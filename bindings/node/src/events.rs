//! What a job says, on its way to JavaScript.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use napi::bindgen_prelude::{Buffer, FnArgs, Function};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Result, Status};
use reelspeed::EngineError;
use reelspeed::model::report::{Progress, Stage};

use crate::failure;

/// The callback's arguments: what kind of event, its JSON, its pixels.
type Arguments = FnArgs<(u32, String, Option<Buffer>)>;

/// A job's callback.
pub(crate) type Callback<'a> = Function<'a, Arguments, ()>;

/// Progress is told at most so often: more than a display shows is wasted on JavaScript's only thread.
const PROGRESS_EVERY: Duration = Duration::from_millis(33);

/// What a job says.
enum Event {
    /// How far it is: the latest there is when JavaScript gets to it.
    Progress,
    /// What came of it.
    Done(Outcome),
    /// Why nothing came of it.
    Failed(String),
    /// A picture of a stream.
    Frame(Outcome),
    /// There is room for more pictures.
    Ready,
}

/// A report, and pixels where there are any.
#[derive(Default)]
pub(crate) struct Outcome {
    /// JSON.
    pub(crate) json: String,
    /// Handed over without a copy.
    pub(crate) pixels: Option<Vec<u8>>,
}

impl Outcome {
    /// A report without pixels.
    pub(crate) fn report(report: &impl serde::Serialize) -> Self {
        Self { json: failure::to_json(report), pixels: None }
    }
}

/// Sends what a job says to JavaScript. Clones go to the same callback; when the last one is dropped, the job no longer keeps the
/// process alive.
#[derive(Clone)]
pub(crate) struct Events {
    function: Arc<ThreadsafeFunction<Event, (), Arguments, Status, false>>,
    progress: Arc<Mutex<Latest>>,
}

/// The newest progress. At most one event is under way: what JavaScript has no time for is replaced, never queued.
#[derive(Default)]
struct Latest {
    value: Option<Progress>,
    under_way: bool,
    told: Option<(Stage, Instant)>,
}

impl Events {
    /// Events to `callback`.
    pub(crate) fn new(callback: &Callback<'_>) -> Result<Self> {
        let progress = Arc::new(Mutex::new(Latest::default()));
        let latest = progress.clone();
        let function =
            callback.build_threadsafe_function::<Event>().callee_handled::<false>().build_callback(move |context| {
                Ok(match context.value {
                    Event::Progress => {
                        let mut latest = lock(&latest);
                        latest.under_way = false;
                        let json = latest.value.take().map(|progress| failure::to_json(&progress));
                        (0, json.unwrap_or_default(), None)
                    }
                    Event::Done(outcome) => (1, outcome.json, outcome.pixels.map(Buffer::from)),
                    Event::Failed(json) => (2, json, None),
                    Event::Frame(outcome) => (3, outcome.json, outcome.pixels.map(Buffer::from)),
                    Event::Ready => (4, String::new(), None),
                }
                .into())
            })?;
        Ok(Self { function: Arc::new(function), progress })
    }

    /// How far the job is.
    pub(crate) fn progress(&self, progress: Progress) {
        let mut latest = lock(&self.progress);
        latest.value = Some(progress);
        let now = Instant::now();
        let due = latest.told.is_none_or(|(stage, at)| stage != progress.stage || now - at >= PROGRESS_EVERY);
        if due && !latest.under_way {
            latest.under_way = true;
            latest.told = Some((progress.stage, now));
            drop(latest);
            self.send(Event::Progress);
        }
    }

    /// The last word: what came of the job.
    pub(crate) fn settle(&self, outcome: std::result::Result<Outcome, EngineError>) {
        let latest = lock(&self.progress);
        let untold = latest.value.is_some() && !latest.under_way;
        drop(latest);
        if untold {
            self.send(Event::Progress);
        }
        self.send(match outcome {
            Ok(outcome) => Event::Done(outcome),
            Err(error) => Event::Failed(failure::json(&error)),
        });
    }

    /// A picture of a stream.
    pub(crate) fn frame(&self, frame: Outcome) {
        self.send(Event::Frame(frame));
    }

    /// There is room for more pictures.
    pub(crate) fn ready(&self) {
        self.send(Event::Ready);
    }

    fn send(&self, event: Event) {
        // Refused only where the environment is being torn down: then nobody listens any more.
        let _: Status = self.function.call(event, ThreadsafeFunctionCallMode::NonBlocking);
    }
}

fn lock(latest: &Mutex<Latest>) -> MutexGuard<'_, Latest> {
    latest.lock().unwrap_or_else(PoisonError::into_inner)
}
