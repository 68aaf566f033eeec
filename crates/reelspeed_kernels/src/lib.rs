//! Pixel kernels: blend, resize, blur, colour, layout; scalar definition and SIMD.
//!
//! Every kernel is defined by integer arithmetic with stated rounding. The first argument is a [`SimdLevel`], and every level
//! gives the same bytes: most bodies are plain loops that the compiler vectorises once per level, the horizontal half of
//! [`resize`] is written by hand. Nothing here allocates frames, starts threads or knows files; callers split work by rows.

pub mod adjust;
pub mod blend;
pub mod blur;
pub mod color;
pub mod key;
mod level;
pub mod resize;
pub mod rotate;
pub mod sample;
pub mod ssim;
pub mod surface;

pub mod yuv;

pub use level::SimdLevel;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod testing;
