//! What hosts ask of the engine beside documents.

mod frames;

pub use frames::{DecodeRequest, EncodeRequest, RawPixelFormat};
