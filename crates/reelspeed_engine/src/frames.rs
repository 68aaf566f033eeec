//! Streams of raw frames: what a host draws itself becomes a video ([`FrameEncoder`]), and a video becomes pixels that a host
//! looks at ([`FrameDecoder`]).
//!
//! Both are plain blocking objects that can be moved between threads; a host with an event loop calls them on a thread of its own,
//! one call at a time, and has its back-pressure by that. Each has one thread beside the caller's: while that one encodes the last
//! frame the caller makes and converts the next, and while the caller looks at a frame the next one is decoded. Frames are handed
//! over in person, so memory does not grow with the length of the video.
//!
//! Colours take the way of every render: raw frames are converted by the kernels, decoded pictures by the compositor, which turns,
//! scales and tone-maps them.

mod decoder;
mod encoder;
mod pixels;
mod reader;
mod screen;
mod sound;
mod worker;

pub use decoder::FrameDecoder;
pub use encoder::FrameEncoder;
