//! The engine inside a Node process. Nothing here decides anything: arguments are read, the engine is called, and what it answers
//! is handed on. The TypeScript of `npm/engine` is what users see.

use napi_derive::napi;

/// Version of the engine, such as `0.1.0`.
#[napi(catch_unwind)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
