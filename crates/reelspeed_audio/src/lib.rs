//! Mixing, resampling, effects and limiting in f32.
//!
//! Everything streams: a [`Mixer`] pulls from its [inputs](AudioInput), which the host opens when a clip begins and which are
//! dropped when it ends, so memory depends on how many clips sound at once and never on how long they are.
//!
//! ```
//! use reelspeed_audio::{AudioBlock, ChannelLayout, ClipPlan, Mixer, MixerConfig, SineInput};
//!
//! // One second of a 440 Hz tone at 44.1 kHz that begins half a second into a 48 kHz stereo mix.
//! let mut mixer = Mixer::new(MixerConfig::default(), vec![ClipPlan::new(24_000, 48_000)])?;
//! let mut sources = |_clip: usize| {
//!     let tone = SineInput::new(ChannelLayout::MONO, 44_100, 440.0, 0.5, 44_100);
//!     Ok(Box::new(tone) as Box<dyn reelspeed_audio::AudioInput>)
//! };
//! let mut block = AudioBlock::new(2, 1024);
//! let mut total = 0;
//! while let n @ 1.. = mixer.mix_block(&mut sources, &mut block)? {
//!     total += n; // the first n frames of `block` are the next n of the mix
//! }
//! assert_eq!(total, 72_000);
//! # Ok::<(), reelspeed_audio::AudioError>(())
//! ```
//!
//! # Rules
//! - The same inputs give the same bytes on every machine, native or wasm, and for every size of block: scalar `f32` with
//!   `+ - * /`, `libm` where a table needs a sine, integers for time and for the limiter's gain.
//! - Time is exact: a clip's first sample is at the output sample that its plan names, a resampler has no delay, and `n`
//!   samples at rate `a` become `round(n * b / a)` at rate `b`. The limiter's look-ahead is taken back.
//! - What needs no change is not changed: an input at the output's rate and layout, with gain 1 and below the limiter's
//!   ceiling, comes out bit for bit.
//!
//! # Not chosen
//! - `rubato` for resampling: its kernels use fused multiply-add where the CPU has it and the standard library's sine for
//!   their tables, so a browser and a server would not agree.
//! - A soft clipper instead of the limiter: it colours everything that is loud, not only what is too loud.

mod block;
mod clip;
mod error;
mod input;
mod layout;
mod limiter;
mod looping;
mod mixer;
mod plan;
mod remix;
mod resample;
mod stretch;
mod true_peak;

pub use block::AudioBlock;
pub use clip::{ClipPlan, Fade, FadeCurve};
pub use error::AudioError;
pub use input::{AudioInput, BufferInput, SilenceInput, SineInput, read_all, read_full};
pub use layout::{ChannelLayout, Speaker};
pub use limiter::{Limiter, LimiterConfig};
pub use looping::{LoopingInput, TrimmedInput};
pub use mixer::{AudioSources, Mixer, MixerConfig};
pub use remix::{Downmix, RemixMatrix, RemixedInput};
pub use resample::{ResampledInput, Resampler, resampled_len};
pub use stretch::{StretchedInput, TimeStretch};

/// The lowest sample rate that is accepted, in hertz.
pub const MIN_SAMPLE_RATE: u32 = 4_000;
/// The highest sample rate that is accepted, in hertz.
pub const MAX_SAMPLE_RATE: u32 = 768_000;
/// The most channels that an input may have.
pub const MAX_CHANNELS: usize = 64;
/// The slowest speed.
pub const MIN_SPEED: f64 = 0.01;
/// The fastest speed.
pub const MAX_SPEED: f64 = 100.0;

pub(crate) fn check_rate(rate: u32) -> Result<(), AudioError> {
    if (MIN_SAMPLE_RATE..=MAX_SAMPLE_RATE).contains(&rate) { Ok(()) } else { Err(AudioError::SampleRate { rate }) }
}
