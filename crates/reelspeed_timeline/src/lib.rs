//! Resolves a composition and a frame number to a display list: a plain list of drawing steps without keyframes, defaults or
//! clocks, plus the media frames that they need. Pure: the same document and number always give the same list.
//!
//! [`Timeline::new`] compiles a composition once: seconds become frame numbers, keyframes curves, and every use of a file a
//! [`ClipUse`]. What it must know of the files, a host tells it as [`MediaFacts`]. [`Timeline::display_list`] then only reads.
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use reelspeed_core::{Flicks, Size};
//! use reelspeed_model::Composition;
//! use reelspeed_timeline::{MediaFact, Timeline};
//!
//! let document = r#"{
//!     "version": 1, "width": 1080, "height": 1920, "frameRate": 25,
//!     "layers": [{ "type": "video", "src": "a.mp4", "trim": { "start": 2, "end": 5 }, "speed": 2 }]
//! }"#;
//! let composition: Composition = serde_json::from_str(document)?;
//! let file = MediaFact::video(Size::new(1920, 1080), Flicks::from_secs(10.0)).with_sound();
//! let timeline = Timeline::new(&composition, &BTreeMap::from([("a.mp4".to_owned(), file)]))?;
//!
//! assert_eq!(timeline.frame_count(), 38); // 1.5 s are 37.5 frames
//! let (clip, time) = timeline.display_list(10).pictures()[0];
//! assert_eq!(time, Flicks::from_secs(2.8));
//! assert_eq!(timeline.clip(clip).map(|c| c.path.as_str()), Some("layers[0]"));
//! assert_eq!(timeline.audio_plan()[0].duration, Flicks::from_secs(1.5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it does not do: it knows neither fonts nor outlines, so the boxes of texts and paths are the renderer's to find; and it
//! believes what it is told of the files.

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
mod extent;
mod facts;
mod lengths;
mod moving;
mod node;
mod resolve;
mod scale;
mod timeline;

pub use audio::{AudioClip, AudioFade};
pub use clip::{ClipKind, ClipUse};
pub use display::{
    ClipId, Content, DisplayList, Draw, GroupStep, Picture, Placement, ResolvedEffect, ResolvedTransition,
    ShapeContent, Step, TextContent, TransitionStep,
};
pub use effects::resolve_effects;
pub use error::{TimelineError, TimelineFault};
pub use facts::{MediaFact, MediaFacts};
pub use scale::PreviewScale;
pub use timeline::Timeline;
