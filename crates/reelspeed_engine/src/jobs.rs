//! Many jobs in one process: an [`Engine`] queues them by priority and lets one begin when there is a place and the memory it is
//! predicted to need.
//!
//! # The rules
//!
//! - Every job is looked at when it is submitted, on a thread of its own kind: its document, its files, its memory. What is wrong is
//!   said at once, and so is that a job can never fit (`MEMORY_BUDGET`).
//! - A job's share of the memory is the limit, less what the process needs itself, divided by the number of places. Where the usual
//!   settings of its encoder need more, it gets leaner ones. They follow from the limit and the number of places alone, never from
//!   what else happens to run: the same job gives the same file.
//! - Jobs begin in order of priority, then of arrival. None overtakes one that waits for memory, so a large job is never starved.
//! - A queued job holds no pictures: what was decoded to look at it is let go of and decoded again when its turn comes.
//!
//! Rejected: admission by the number of cores (memory is what kills servers), and choosing settings by what is free at the moment
//! (a file's bytes would depend on the load).

mod admission;
mod engine;
mod handle;
mod process;
mod scheduler;
mod source;
mod task;
mod temporary;

pub use engine::{Engine, JobOptions};
pub use handle::JobHandle;
pub use scheduler::JobKind;
pub use source::JobSource;
