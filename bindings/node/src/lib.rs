//! The engine inside a Node process. Nothing here decides anything: arguments are read, the engine is called, and what it answers
//! is handed on. The TypeScript of `npm/engine` is what users see, and the only caller.
//!
//! # How a call crosses
//!
//! Every call that does work starts a job on a thread of the engine and returns at once. What the job says comes back through one
//! callback, by a thread-safe function that lives as long as the job: it keeps the process alive while the job runs, and an idle
//! engine does not. Requests and reports cross as JSON text, whose types both sides generate from the same Rust types; pixels cross
//! as buffers. Node's own pool of threads is never used.
//!
//! Functions that return at once fail by throwing an error whose message is the JSON of an `ErrorReport`.

mod captions;
mod engine;
mod events;
mod exit;
mod failure;
mod frames;
mod job;
mod question;

use napi_derive::napi;

/// Version of the engine, such as `0.1.0`.
#[napi(catch_unwind)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
