//! The CPU compositor: a display list and decoded pictures in, a picture of the working space out (8-bit 4:2:0, BT.709, limited
//! range).
//!
//! Rendering is a pure function: the same list over the same pictures gives the same bytes on every SIMD level, with one thread
//! or many, native or in a browser.
//!
//! A frame is made in two halves. Planning turns each step of the list into a few acts of painting: geometry becomes whole
//! numbers, texts and shapes become sprites (kept between frames), and what needs a surface of its own is painted there. Painting
//! then lays the acts onto the canvas, each touching its own rectangle only, band by band where there are threads.

mod backdrop;
mod cache;
mod contents;
mod error;
mod fx;
mod group;
mod image;
mod op;
mod paint;
mod picture;
mod place;
mod planner;
mod plans;
mod prefix;
mod prepare;
mod raster;
mod renderer;
mod rgba;
mod shift;
mod source;
mod sprite;
mod stamp;
mod still;
mod tools;
mod transition;
mod turn;

pub use cache::CacheStats;
pub use error::{ImageError, RenderError};
pub use image::{AnimatedImage, ImageLimits, decode_image};
pub use renderer::{RenderStats, Renderer, RendererConfig};
pub use rgba::to_rgba;
pub use source::{FrameSource, LayerImage, SourceFrame, SourcePicture, next_serial};
