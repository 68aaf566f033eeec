//! Who is next: looks at jobs as they come, lets them begin in order, and sees them off.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, JoinHandle};
use std::time::Duration;

use reelspeed_model::request::Priority;

use super::admission::Account;
use super::task::{Ready, Task};
use crate::metrics::{EngineMetrics, JobLabels};
use crate::{CancelToken, EngineError, memory};

/// How many threads look at jobs that have come. They decode images, so each costs memory too.
const PREPARERS: u32 = 2;

/// How often queued jobs are asked whether their callers have given up, and whether memory has become free by itself.
const WATCH: Duration = Duration::from_millis(50);

/// What a job does; the label under which metrics count it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JobKind {
    /// A document to a file.
    Render,
    /// A part of a video to a file.
    Clip,
    /// A video with a few settings to a file.
    Process,
    /// A video to a size.
    Optimize,
    /// One picture of a document.
    Frame,
    /// A look at what a render would take.
    Explain,
    /// A look into a file.
    Probe,
    /// Pictures of the caller's to a file.
    Encode,
    /// A file to pictures for the caller.
    Decode,
}

impl JobKind {
    /// The label, such as `render`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Render => "render",
            Self::Clip => "clip",
            Self::Process => "process",
            Self::Optimize => "optimize",
            Self::Frame => "frame",
            Self::Explain => "explain",
            Self::Probe => "probe",
            Self::Encode => "encode",
            Self::Decode => "decode",
        }
    }

    /// Whether it tells how far it is.
    pub(super) const fn reports_progress(self) -> bool {
        matches!(self, Self::Render | Self::Clip | Self::Optimize | Self::Encode)
    }

    /// Whether it takes one of the engine's places. A single picture does not: whoever waits for it sits before a screen. A stream of
    /// pictures for the caller does not either: it goes at the caller's pace, and where the pictures go into another job, that one
    /// would wait for a place that this one never leaves.
    const fn takes_place(self) -> bool {
        !matches!(self, Self::Frame | Self::Explain | Self::Probe | Self::Decode)
    }
}

/// A job's place in the order: priority first, then arrival.
type Rank = (Reverse<Priority>, u64);

struct Entry {
    id: u64,
    kind: JobKind,
    priority: Priority,
    cancel: CancelToken,
    task: Box<dyn Task>,
}

impl Entry {
    fn rank(&self) -> Rank {
        (Reverse(self.priority), self.id)
    }
}

struct Running {
    bytes: u64,
    takes_place: bool,
    cancel: CancelToken,
}

struct State {
    closed: bool,
    last_id: u64,
    arrived: BTreeMap<Rank, Entry>,
    /// Those that a preparer is looking at.
    preparing: HashMap<u64, CancelToken>,
    preparers: u32,
    waiting: BTreeMap<Rank, (Entry, u64)>,
    running: HashMap<u64, Running>,
    /// Jobs whose outcome is being handed over.
    finishing: u32,
    watched: bool,
    /// Every thread that may not have ended yet.
    threads: Vec<JoinHandle<()>>,
    account: Account,
}

impl State {
    /// Remembers a thread, so that [`Scheduler::close`] can wait for its very end, and forgets those that have ended.
    fn keep(&mut self, thread: JoinHandle<()>) {
        self.threads.retain(|thread| !thread.is_finished());
        self.threads.push(thread);
    }
}

/// The queue of an engine.
pub(super) struct Scheduler {
    state: Mutex<State>,
    changed: Condvar,
    places: u32,
    limit: u64,
    metrics: Arc<EngineMetrics>,
}

/// How many jobs there are, and what they are predicted to need.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Load {
    pub(super) running: u32,
    pub(super) waiting: u32,
    pub(super) reserved_bytes: u64,
}

/// Jobs that ended without having run.
type Refused = Vec<(Entry, EngineError)>;

impl Scheduler {
    pub(super) fn new(places: u32, limit: u64, metrics: Arc<EngineMetrics>) -> Arc<Self> {
        let state = State {
            closed: false,
            last_id: 0,
            arrived: BTreeMap::new(),
            preparing: HashMap::new(),
            preparers: 0,
            waiting: BTreeMap::new(),
            running: HashMap::new(),
            finishing: 0,
            watched: false,
            threads: Vec::new(),
            account: Account::new(limit),
        };
        Arc::new(Self { state: Mutex::new(state), changed: Condvar::new(), places, limit, metrics })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The number of the next job.
    pub(super) fn next_id(&self) -> u64 {
        let mut state = self.lock();
        state.last_id += 1;
        state.last_id
    }

    /// The most bytes that one job should need.
    pub(super) fn share(&self) -> u64 {
        self.lock().account.share(self.places)
    }

    /// The most bytes that a job may need when it has the process for itself.
    pub(super) fn whole(&self) -> u64 {
        let own = self.lock().account.own_bytes();
        self.limit.saturating_sub(own)
    }

    /// Refuses what can never fit.
    pub(super) fn check_whole(&self, bytes: u64) -> Result<(), EngineError> {
        if bytes > self.whole() { Err(self.never_fits(bytes)) } else { Ok(()) }
    }

    /// The error of a job that can never fit: what the process would come to, against the limit.
    pub(super) fn never_fits(&self, bytes: u64) -> EngineError {
        let own = self.lock().account.own_bytes();
        EngineError::MemoryBudget { predicted: own + bytes, limit: self.limit }
    }

    pub(super) fn load(&self) -> Load {
        let state = self.lock();
        let queued = state.arrived.len() + state.preparing.len() + state.waiting.len();
        Load { running: state.running.len() as u32, waiting: queued as u32, reserved_bytes: state.account.reserved() }
    }

    /// Takes a job in. Its outcome comes by its task.
    pub(super) fn submit(
        self: &Arc<Self>,
        id: u64,
        kind: JobKind,
        priority: Priority,
        cancel: CancelToken,
        task: Box<dyn Task>,
    ) {
        let entry = Entry { id, kind, priority, cancel, task };
        let mut state = self.lock();
        if state.closed {
            drop(state);
            return self.finish(entry, Some(EngineError::Closed));
        }
        state.arrived.insert(entry.rank(), entry);
        self.watch(&mut state);
        if state.preparers < PREPARERS {
            state.preparers += 1;
            let this = self.clone();
            let spawned = Builder::new().name("reelspeed-prepare".into()).spawn(move || this.prepare_all());
            match spawned {
                Ok(thread) => state.keep(thread),
                Err(e) => {
                    state.preparers -= 1;
                    if state.preparers == 0 {
                        let arrived = std::mem::take(&mut state.arrived);
                        drop(state);
                        let error = || EngineError::io("cannot start a thread for", "prepare", clone_io(&e));
                        arrived.into_values().for_each(|entry| self.finish(entry, Some(error())));
                    }
                }
            }
        }
    }

    /// Cancels everything and waits until it is gone. No job is taken in any more.
    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let entries = state.arrived.values().chain(state.waiting.values().map(|(entry, _)| entry));
        let tokens = entries.map(|e| &e.cancel).chain(state.preparing.values());
        tokens.chain(state.running.values().map(|r| &r.cancel)).for_each(CancelToken::cancel);
        let arrived = std::mem::take(&mut state.arrived).into_values();
        let gone: Vec<_> =
            arrived.chain(std::mem::take(&mut state.waiting).into_values().map(|(entry, _)| entry)).collect();
        drop(state);
        gone.into_iter().for_each(|entry| self.finish(entry, Some(EngineError::Cancelled)));
        let mut state = self.lock();
        while !(state.running.is_empty() && state.preparing.is_empty() && state.finishing == 0) {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        // A thread that has done its work has still to end: code may be about to be unloaded.
        let threads = std::mem::take(&mut state.threads);
        drop(state);
        for thread in threads.into_iter().filter(|thread| thread.thread().id() != std::thread::current().id()) {
            // It has no outcome of its own, and has caught the panics of its jobs.
            let _ = thread.join();
        }
    }

    /// A preparer's life: looks at jobs as long as there are any.
    fn prepare_all(self: Arc<Self>) {
        loop {
            let mut state = self.lock();
            let Some((_, mut entry)) = state.arrived.pop_first() else {
                state.preparers -= 1;
                return;
            };
            state.preparing.insert(entry.id, entry.cancel.clone());
            drop(state);
            let ready = entry.task.prepare();
            let mut state = self.lock();
            state.preparing.remove(&entry.id);
            let refused = match ready {
                Ok(Ready::Waits(bytes)) if !state.closed => {
                    state.waiting.insert(entry.rank(), (entry, bytes));
                    let refused = self.admit(&mut state);
                    state.waiting.values_mut().for_each(|(entry, _)| entry.task.rest());
                    self.watch(&mut state);
                    refused
                }
                Ok(Ready::Waits(_)) => vec![(entry, EngineError::Cancelled)],
                Ok(Ready::Done) => {
                    state.finishing += 1;
                    drop(state);
                    self.finish(entry, None);
                    self.finished();
                    continue;
                }
                Err(error) => vec![(entry, error)],
            };
            state.finishing += 1;
            drop(state);
            refused.into_iter().for_each(|(entry, error)| self.finish(entry, Some(error)));
            self.finished();
        }
    }

    /// Lets jobs begin for which there is a place and memory, in order. Gives those that cannot begin at all.
    fn admit(self: &Arc<Self>, state: &mut State) -> Refused {
        let mut refused = Vec::new();
        let cancelled: Vec<Rank> =
            state.waiting.iter().filter(|(_, (e, _))| e.task.is_cancelled()).map(|(rank, _)| *rank).collect();
        for rank in cancelled {
            refused.extend(state.waiting.remove(&rank).map(|(entry, _)| (entry, EngineError::Cancelled)));
        }
        loop {
            let taken = state.running.values().filter(|r| r.takes_place).count() as u32;
            let next = state.waiting.iter().find(|(_, (e, _))| taken < self.places || !e.kind.takes_place());
            let Some((&rank, &(_, bytes))) = next else { return refused };
            if state.account.shortfall(bytes) > 0 {
                if !state.running.is_empty() {
                    return refused;
                }
                // Nothing is left to wait for. What was freed may still be with the allocator.
                memory::trim();
                state.account.measure_idle();
                if state.account.shortfall(bytes) > 0 {
                    let predicted = state.account.own_bytes() + bytes;
                    let error = EngineError::MemoryBudget { predicted, limit: self.limit };
                    refused.extend(state.waiting.remove(&rank).map(|(entry, _)| (entry, error)));
                    continue;
                }
            }
            let Some((entry, bytes)) = state.waiting.remove(&rank) else { return refused };
            refused.extend(self.start(state, entry, bytes));
        }
    }

    fn start(self: &Arc<Self>, state: &mut State, entry: Entry, bytes: u64) -> Option<(Entry, EngineError)> {
        let (id, cancel) = (entry.id, entry.cancel.clone());
        let running = Running { bytes, takes_place: entry.kind.takes_place(), cancel };
        // The thread takes the job from here, so that it is not lost where none can be started.
        let parcel = Arc::new(Mutex::new(Some(entry)));
        let (this, theirs) = (self.clone(), parcel.clone());
        let take = |parcel: &Mutex<Option<Entry>>| parcel.lock().unwrap_or_else(PoisonError::into_inner).take();
        let spawned = Builder::new().name("reelspeed-job".into()).spawn(move || {
            if let Some(entry) = take(&theirs) {
                this.run(entry);
            }
        });
        match spawned {
            Ok(thread) => {
                state.keep(thread);
                state.account.reserve(bytes);
                state.running.insert(id, running);
                None
            }
            Err(e) => take(&parcel).map(|entry| (entry, EngineError::io("cannot start a thread for", "job", e))),
        }
    }

    /// A job's thread. Those that it starts inherit its priority.
    fn run(self: Arc<Self>, mut entry: Entry) {
        step_back();
        let failure = entry.task.run().err();
        memory::trim();
        let mut state = self.lock();
        if let Some(running) = state.running.remove(&entry.id) {
            let idle = state.running.is_empty();
            state.account.release(running.bytes, idle);
        }
        state.finishing += 1;
        let refused = self.admit(&mut state);
        drop(state);
        self.finish(entry, failure);
        refused.into_iter().for_each(|(entry, error)| self.finish(entry, Some(error)));
        self.finished();
    }

    /// Counts a job and hands its outcome over. Not under the lock: a caller may submit the next job from here.
    fn finish(&self, entry: Entry, failure: Option<EngineError>) {
        let outcome = match &failure {
            None => "done",
            Some(error) if error.code() == reelspeed_core::ErrorCode::Cancelled => "cancelled",
            Some(_) => "failed",
        };
        self.metrics.count_job(JobLabels { kind: entry.kind.as_str(), outcome });
        entry.task.finish(failure);
    }

    fn finished(&self) {
        self.lock().finishing -= 1;
        self.changed.notify_all();
    }

    /// Starts the watcher where jobs are queued and none watches.
    fn watch(self: &Arc<Self>, state: &mut State) {
        if state.watched || (state.waiting.is_empty() && state.arrived.is_empty()) {
            return;
        }
        let this = self.clone();
        // Without a watcher queued jobs still move when others end.
        if let Ok(thread) = Builder::new().name("reelspeed-queue".into()).spawn(move || this.watch_queue()) {
            state.watched = true;
            state.keep(thread);
        }
    }

    fn watch_queue(self: Arc<Self>) {
        loop {
            std::thread::sleep(WATCH);
            let mut state = self.lock();
            let cancelled: Vec<Rank> =
                state.arrived.iter().filter(|(_, e)| e.task.is_cancelled()).map(|(rank, _)| *rank).collect();
            let mut refused: Refused = cancelled
                .iter()
                .filter_map(|rank| Some((state.arrived.remove(rank)?, EngineError::Cancelled)))
                .collect();
            refused.extend(self.admit(&mut state));
            let idle = state.waiting.is_empty() && state.arrived.is_empty();
            state.watched = !idle;
            state.finishing += 1;
            drop(state);
            refused.into_iter().for_each(|(entry, error)| self.finish(entry, Some(error)));
            self.finished();
            if idle {
                return;
            }
        }
    }
}

/// The same failure once more: several jobs share it.
fn clone_io(error: &std::io::Error) -> std::io::Error {
    error.raw_os_error().map_or_else(|| error.kind().into(), std::io::Error::from_raw_os_error)
}

/// Lets the threads of the process that called the engine go first: an event loop that answers, say, while all cores encode. Without
/// effect on how long a job takes where nothing else wants the processor. Elsewhere than on Linux priorities are the process's.
///
/// Since Linux 6.12 a thread may also ask for longer turns, for which it waits longer: whoever wakes up with turns of the usual length goes
/// first. Measured, with both cores encoding: a timer of 1 ms is late by 4.2 ms in one of a hundred cases without, and by 1.8 ms with it.
/// Older ones ignore it.
fn step_back() {
    #[cfg(target_os = "linux")]
    {
        let attributes = libc::sched_attr {
            size: size_of::<libc::sched_attr>() as u32,
            sched_policy: libc::SCHED_OTHER as u32,
            sched_flags: 0,
            sched_nice: NICENESS,
            sched_priority: 0,
            sched_runtime: TURN.as_nanos() as u64,
            sched_deadline: 0,
            sched_period: 0,
        };
        // SAFETY: both change numbers of the calling thread; the second reads the attributes. Failure changes nothing: where a sandbox
        // forbids the second, the first is left.
        unsafe {
            libc::setpriority(libc::PRIO_PROCESS, 0, NICENESS);
            libc::syscall(libc::SYS_sched_setattr, 0, &raw const attributes, 0);
        }
    }
}

/// How far jobs step back, on the scale of `nice`.
#[cfg(target_os = "linux")]
const NICENESS: libc::c_int = 5;

/// How long a job's thread keeps the processor while others that are as urgent wait for it. The usual is 3 ms.
#[cfg(target_os = "linux")]
const TURN: Duration = Duration::from_millis(10);
