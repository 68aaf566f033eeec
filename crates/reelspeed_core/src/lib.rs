//! What every other crate of ReelSpeed speaks: time, geometry, colour, frames, and the pool that lends their memory.
//!
//! Nothing here knows FFmpeg, files, the clock or threads of its own; all of it compiles for `wasm32-unknown-unknown`.

mod color;
mod error;
mod format;
mod frame;
mod geometry;
mod pool;
mod time;

pub use color::{
    ColorMatrix, ColorPrimaries, ColorRange, ColorSpace, ColorTags, ParseColorError, PremulRgba8, Rgba8, Transfer, Yuv8,
};
pub use error::ErrorCode;
pub use format::{PixelFormat, Subsampling};
pub use frame::{ExternalPlanes, Frame, FrameDesc, MAX_PLANES, PlaneMut, PlaneRef};
pub use geometry::{Affine, IRect, Orientation, Point, Rect, Size};
pub use pool::{FramePool, LedgerSnapshot, MemoryLedger, PoolBuffer, PoolError};
pub use time::{FLICKS_PER_SECOND, Flicks, ParseRationalError, Rational};
