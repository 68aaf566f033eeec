//! The CPU compositor: a display list and decoded pictures in, a picture of the working space out (8-bit 4:2:0, BT.709, limited
//! range).
//!
//! Rendering is a pure function: the same list over the same pictures gives the same bytes on every SIMD level, with one thread
//! or many, native or in a browser.
//!
//! A frame is made in two halves. Planning turns each step of the list into a few acts of painting: geometry becomes whole
//! numbers, texts and shapes become sprites (kept between frames), and what needs a surface of its own is painted there. Painting
//! then lays the acts onto the canvas, each touching its own rectangle only, band by band where there are threads.
//!
//! ```
//! use std::sync::Arc;
//!
//! use reelspeed_core::{Flicks, Frame, FrameDesc, FramePool, Size};
//! use reelspeed_model::Composition;
//! use reelspeed_render::{FrameSource, Renderer, RendererConfig, SourceFrame, SourcePicture, to_rgba};
//! use reelspeed_text::FontLibrary;
//! use reelspeed_timeline::{ClipId, MediaFact, Timeline};
//!
//! /// A source of one picture.
//! struct Same(SourceFrame);
//!
//! impl FrameSource for Same {
//!     fn picture(&self, _: ClipId, _: Flicks) -> Option<SourcePicture> {
//!         Some(SourcePicture::Video(self.0.clone()))
//!     }
//! }
//!
//! let composition: Composition = serde_json::from_str(
//!     r#"{ "version": 1, "width": 90, "height": 160, "layers": [{ "type": "video", "src": "a.mp4" }] }"#,
//! )?;
//! let facts = std::collections::HashMap::from([(
//!     "a.mp4".to_owned(),
//!     MediaFact::video(Size::new(64, 36), Flicks::from_secs(1.0)),
//! )]);
//! let timeline = Timeline::new(&composition, &facts)?;
//!
//! let pool = FramePool::unlimited();
//! let decoded = Arc::new(Frame::alloc(&pool, FrameDesc::working(Size::new(64, 36)))?);
//! let source = Same(SourceFrame::upright(decoded));
//! let mut renderer = Renderer::new(RendererConfig::new(pool, FontLibrary::new()));
//! let frame = renderer.render(&timeline.display_list(0), &source)?;
//! assert_eq!(frame.size(), Size::new(90, 160));
//! assert_eq!(to_rgba(&frame).len(), 90 * 160 * 4);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! The canvas is 8-bit SDR; HDR sources are tone-mapped on the way in. Blending happens in gamma-encoded Y'CbCr, as a browser blends
//! gamma-encoded R'G'B'. There are no blend modes but "over". Stills, sprites and keyed pictures lend their chroma to 2x2 blocks by
//! the mean of what they cover. Slides and pushes move by whole (even) pixels.

mod backdrop;
mod cache;
mod contents;
mod editor;
mod error;
mod fonts;
mod fx;
mod group;
mod image;
mod keyed;
mod local;
mod measure;
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
pub use editor::PictureEditor;
pub use error::{ImageError, RenderError};
pub use fonts::{FontBytes, FontFiles, GatheredFonts, gather_fonts};
pub use image::{AnimatedImage, ImageLimits, decode_image, is_image};
pub use measure::measure_text;
pub use renderer::{RenderStats, Renderer, RendererConfig};
pub use rgba::{to_rgba, to_rgba_into};
pub use source::{FrameSource, LayerImage, SourceFrame, SourcePicture, next_serial};
