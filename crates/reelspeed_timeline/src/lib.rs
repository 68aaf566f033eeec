//! Resolves a composition and a frame number to a display list: a plain list of drawing steps without keyframes, defaults or
//! clocks, plus the media frames that they need. Pure: the same document and number always give the same list.
//!
//! [`Timeline::new`] compiles a composition once: seconds become frame numbers, keyframes curves, and every use of a file a
//! [`ClipUse`]. What it must know of the files, a host tells it as [`MediaFacts`]. [`Timeline::display_list`] then only reads.

mod audio;
mod clip;
mod clock;
mod compile;
mod curve;
mod display;
mod easing;
mod effects;
mod envelope;
mod error;
mod facts;
mod lengths;
mod node;
mod resolve;
mod timeline;

pub use audio::{AudioClip, AudioFade};
pub use clip::{ClipKind, ClipUse};
pub use display::{
    ClipId, Content, DisplayList, Draw, GroupStep, Picture, Placement, ResolvedEffect, ResolvedTransition,
    ShapeContent, Step, TextContent, TransitionStep,
};
pub use error::{TimelineError, TimelineFault};
pub use facts::{MediaFact, MediaFacts};
pub use timeline::Timeline;
