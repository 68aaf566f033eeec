//! Resolves a composition and a frame number to a display list: a plain list of drawing steps without keyframes, defaults or
//! clocks, plus the media frames that they need. Pure: the same document and number always give the same list.

mod display;

pub use display::{
    ClipId, Content, DisplayList, Draw, GroupStep, Picture, Placement, ResolvedEffect, ResolvedTransition,
    ShapeContent, Step, TextContent, TransitionStep,
};
