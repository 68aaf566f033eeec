//! The engine inside a browser: the same compositor and the same mixer as on a server, over pictures and sound that the host decodes.
//!
//! [`Stage`] turns a document and decoded pictures into frames, [`SoundMixer`] decoded sound into that of the document. [`WasmVideoEngine`] and
//! [`OptimizedBuffer`] apply effects to single pictures. The classes here are thin: what they do is plain
//! Rust in the modules beside them, which tests run natively.
//!
//! # How values cross
//!
//! Requests and reports cross as JSON text, whose types both sides have from the model (`reelspeed_model::preview`); pixels cross as
//! pointers into the module's memory. A pointer holds until the next call into the module, and the memory's buffer must be taken anew
//! after each call, because the memory may have grown.
//!
//! Failures are thrown as an `Error` with a `code` (`INVALID_DOCUMENT`, `MISSING_PICTURE`, ...), and for documents with `issues`. One with
//! the code `INTERNAL` is a fault of the engine: nothing that the module holds may be used after it.

mod buffer;
mod color;
mod document;
mod effects;
mod failure;
mod feed;
mod feed_sound;
mod fonts;
mod media;
mod preview;
mod sound;
mod sound_mixer;
mod stage;
mod video_engine;

pub use buffer::OptimizedBuffer;
pub use sound_mixer::SoundMixer;
pub use stage::Stage;
pub use video_engine::WasmVideoEngine;
use wasm_bindgen::prelude::wasm_bindgen;

/// Version of the engine, such as `0.1.0`.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Whether this build uses SIMD instructions. The pixels are the same either way.
#[wasm_bindgen]
pub fn simd() -> bool {
    cfg!(target_feature = "simd128")
}

/// Runs when the module is loaded.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen(start)]
pub fn start() {
    std::panic::set_hook(Box::new(failure::throw_panic));
}
