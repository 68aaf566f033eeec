//! The composition document: what a short is made of, before anything is looked up, decoded or drawn.
//!
//! The types here are the one source of the TypeScript types and the JSON Schema (`cargo xtask generate`). Times are
//! seconds, lengths are pixels of the enclosing canvas, angles are degrees clockwise, colours are CSS-like strings. Every
//! number is finite and at most 10,000,000 in size, also where its field states no range.
//!
//! [`Composition::from_json`] reads and checks a document; [`Composition::validate`] checks one that was built in Rust. Both
//! report every fault at once as [`Issue`]s, each with its JSON path, what was expected and what came. Whether files, fonts
//! and glyphs are there is for the engine to find out, with [`Composition::media_references`] and
//! [`Composition::text_references`].

mod animation;
mod audio;

mod check;
mod composition;
mod construct;
pub mod effects;
mod issue;
mod key;
mod layer;
mod output;
mod paint;
mod parse;
mod path_data;
pub mod preview;
mod references;
pub mod report;
pub mod request;
pub mod schema;
mod shape;
mod text;

pub use animation::{
    Animated, CubicBezier, Easing, EasingFunction, EasingName, Keyframe, Keyframes, Scale, Spring, Vec2,
};
pub use audio::{AudioTrack, Fade, FadeCurve};
pub use composition::{Composition, FontSource, FrameRate, MissingGlyph, VERSION};
pub use issue::{DocumentErrors, Issue, IssueCode, MAX_ISSUES};
pub use key::ChromaKey;
pub use layer::{
    Clip, Crop, Direction, Fit, GroupLayer, ImageLayer, Layer, LayerCommon, SequenceItem, SequenceLayer, ShapeLayer,
    TextLayer, TextOverflow, Transform, Transition, TransitionKind, Trim, VideoLayer,
};
pub use output::{AudioCodec, AudioOutput, Container, Hardware, Output, Preset, RateControl, VideoCodec, VideoOutput};
pub use paint::{Color, Gradient, GradientStop, LinearGradient, Paint, RadialGradient, Shadow, Stroke};
pub use parse::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
pub use references::{MediaKind, MediaReference, TextReference};
pub use shape::{CornerRadii, Geometry};
pub use text::{FontStyle, SpanBox, TextAlign, TextBox, TextSpan, TextStyle};
