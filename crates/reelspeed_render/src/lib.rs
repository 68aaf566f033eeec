//! The CPU compositor: a display list and decoded pictures in, a picture of the working space out (8-bit 4:2:0, BT.709, limited
//! range).
//!
//! Rendering is a pure function: the same list over the same pictures gives the same bytes on every SIMD level, with one thread
//! or many, native or in a browser.

mod error;
mod image;
mod source;

pub use error::{ImageError, RenderError};
pub use image::{AnimatedImage, ImageLimits, decode_image};
pub use source::{FrameSource, LayerImage, SourceFrame, SourcePicture, next_serial};
