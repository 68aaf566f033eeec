//! The composition document: what a short is made of, before anything is looked up, decoded or drawn.
//!
//! The types here are the one source of the TypeScript types and the JSON Schema (`xtask generate`). Times are seconds,
//! lengths are pixels of the enclosing canvas, angles are degrees clockwise, colours are CSS-like strings.

mod animation;
mod audio;
mod check;
mod composition;
pub mod effects;
mod issue;
mod layer;
mod output;
mod paint;
mod parse;
mod path_data;
mod references;
pub mod report;
pub mod schema;
mod shape;
mod text;

pub use animation::{
    Animated, CubicBezier, Easing, EasingFunction, EasingName, Keyframe, Keyframes, Scale, Spring, Vec2,
};
pub use audio::{AudioTrack, Fade, FadeCurve};
pub use composition::{Composition, FontSource, FrameRate, VERSION};
pub use issue::{DocumentErrors, Issue, IssueCode, MAX_ISSUES};
pub use layer::{
    Clip, Crop, Direction, Fit, GroupLayer, ImageLayer, Layer, LayerCommon, SequenceItem, SequenceLayer, ShapeLayer,
    TextLayer, Transform, Transition, TransitionKind, Trim, VideoLayer,
};
pub use output::{AudioCodec, AudioOutput, Container, Hardware, Output, Preset, RateControl, VideoCodec, VideoOutput};
pub use paint::{Color, Gradient, GradientStop, LinearGradient, Paint, RadialGradient, Shadow, Stroke};
pub use parse::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
pub use references::{MediaKind, MediaReference, TextReference};
pub use shape::{CornerRadii, Geometry};
pub use text::{FontStyle, TextAlign, TextBox, TextStyle};
