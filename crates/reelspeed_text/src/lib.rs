//! Fonts, text layout and vector shapes, drawn to premultiplied RGBA sprites.
//!
//! - [`FontLibrary`] holds fonts given as bytes; the system's fonts are never read. [`DEFAULT_FACES`] names the files of the default set.
//! - [`layout`] measures a [`TextSpec`], [`rasterize`] draws it.
//! - [`rasterize_shape`] draws a [`ShapeSpec`], [`rasterize_gradient`] fills a picture with a [`Paint`].
//!
//! The same input gives the same bytes on every processor and in the browser.
//!
//! # How it works
//!
//! parley shapes and breaks lines, skrifa reads outlines and colour glyphs, vello_cpu (its u8 pipeline) fills paths, and this
//! crate blurs shadows with integers. Letters are not hinted: a text that grows must not jitter. Lines are broken at scale 1,
//! so that a scaled text breaks where the plain one does; baselines are rounded to whole device pixels. Of vello_cpu's SIMD
//! levels only those without fused multiplication are used: the others differ from its scalar level in a pixel here and there.
//!
//! Rejected: vello_cpu's own glyph runs (they panic on broken fonts and do not tell the size of the ink), its filters and its
//! blurred rectangle (slow), per-script fallback lists (each text gets one list of all families instead, so that coverage
//! decides).
//!
//! # Limits
//!
//! No vertical text, no hyphenation, no tab stops. SVG glyphs are not drawn; EBDT bitmaps (black and white) neither.

mod bitmap_glyph;
mod canvas;
mod color_glyph;
mod default_set;
mod error;
mod fonts;
mod glyphs;
mod layout;
mod outline;
mod paint;
mod shadow;
mod shape;
mod shape_raster;
mod spec;
mod sprite;
mod text_raster;
mod unicode;

#[cfg(test)]
mod tests;

pub use default_set::{
    DEFAULT_FACES, DefaultFace, EMOJI_FAMILY, FIRST_DEFAULT_FAMILY, default_families, default_family_may_have,
};
pub use error::{FontError, ShapeError, SpriteError, TextError, ValueError};
pub use fonts::{FontFace, FontLibrary, MissingGlyph};
pub use layout::{TextLayout, TextLine, layout};
pub use paint::{GradientStop, LinearGradient, Paint, RadialGradient};
pub use shape::{Geometry, LineCap, LineJoin, ShapeSpec, ShapeStroke};
pub use shape_raster::{rasterize_gradient, rasterize_shape};
pub use spec::{Outline, Shadow, TextAlign, TextBox, TextSpec};
pub use sprite::Sprite;
pub use text_raster::rasterize;
pub use unicode::has_emoji;
