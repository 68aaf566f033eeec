//! What x264 holds, from its own structure.
//!
//! Nearly all of it is pictures of two kinds. Each frame that waits (in the look-ahead, for its B-frames, for a thread) is held at
//! full size together with four planes of half its sides, motion vectors and costs for every distance to its neighbours. Each
//! frame that others refer to is held with three more luma planes, interpolated to half pixels, and its motion. The rest are
//! arrays per macroblock and thread, and buffers for the stream.

use reelspeed_core::Size;
use reelspeed_ffmpeg::{RateControl, VideoEncoderConfig};

/// The settings of x264 that its memory depends on, as x264 resolves them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct X264 {
    pub(crate) threads: u32,
    pub(crate) lookahead: u32,
    pub(crate) b_frames: u32,
    pub(crate) refs: u32,
    /// Frame types are found by a search over many frames instead of a comparison of a few.
    trellis: bool,
    /// Quality follows how much later frames refer to a block; this is what the look-ahead is for.
    mbtree: bool,
    weighted: Weighted,
    /// Reference frames carry half-pixel planes.
    half_pixels: bool,
    adaptive_quant: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weighted {
    No,
    Simple,
    Smart,
}

/// The most frames that frame threads can have under way.
const MAX_THREADS: u32 = 128;

impl X264 {
    /// The settings that x264 comes to.
    pub(crate) fn of(config: &VideoEncoderConfig) -> Self {
        let mut x = Self::preset(config.preset.as_deref().unwrap_or("medium"));
        if let Some(n) = config.b_frames {
            x.b_frames = n.min(16);
        }
        if let Some(n) = config.refs {
            x.refs = n.clamp(1, 16);
        }
        if let Some(n) = config.lookahead {
            x.lookahead = n.min(250);
        }
        let rows = config.size.height.div_ceil(16);
        x.threads = if config.threads == 0 { cores() * 3 / 2 } else { config.threads };
        // x264 gives each of its threads at least so many rows that one can follow the other.
        x.threads = x.threads.clamp(1, MAX_THREADS.min((rows / 2).max(1)));
        x.lookahead = x.lookahead.min(config.gop.unwrap_or(250).max(1));
        x.mbtree &= x.lookahead > 0;
        x
    }

    fn preset(name: &str) -> Self {
        let (refs, b_frames, lookahead) = match name {
            "ultrafast" => (1, 0, 0),
            "superfast" => (1, 3, 0),
            "veryfast" => (1, 3, 10),
            "faster" => (2, 3, 20),
            "fast" => (2, 3, 30),
            "slow" => (5, 3, 50),
            "slower" => (8, 3, 60),
            "veryslow" => (16, 8, 60),
            _ => (3, 3, 40),
        };
        Self {
            threads: 1,
            lookahead,
            b_frames,
            refs,
            trellis: matches!(name, "slower" | "veryslow"),
            mbtree: !matches!(name, "ultrafast" | "superfast"),
            weighted: match name {
                "ultrafast" => Weighted::No,
                "superfast" | "veryfast" | "faster" | "fast" => Weighted::Simple,
                _ => Weighted::Smart,
            },
            half_pixels: name != "ultrafast",
            adaptive_quant: name != "ultrafast",
        }
    }

    /// Frames that wait at a time, the one that is being encoded among them.
    fn waiting_frames(&self) -> u32 {
        let mut delay = if self.trellis { self.b_frames.max(3) * 4 } else { self.b_frames };
        if self.mbtree {
            delay = delay.max(self.lookahead);
        }
        // With threads the look-ahead runs in one of its own, with a queue before it.
        let queue = if self.threads > 1 { self.b_frames + 1 } else { 0 };
        delay + (self.threads - 1) + queue + 2
    }

    /// Pictures that are referred to or being made.
    fn reference_frames(&self) -> u32 {
        let pyramid = self.b_frames > 1;
        let reorder = u32::from(self.b_frames > 0) + u32::from(pyramid);
        let kept = self.refs.max(1 + reorder).max(if pyramid { 4 } else { 1 }).min(16);
        kept + self.threads
    }

    /// Bytes held while a video of this size is encoded.
    pub(crate) fn bytes(&self, size: Size, rate: RateControl) -> f64 {
        let mbs_wide = f64::from(size.width.div_ceil(16));
        let mbs_high = f64::from(size.height.div_ceil(16));
        let mbs = mbs_wide * mbs_high;
        let stride = align(mbs_wide * 16.0 + 64.0, 64.0);
        let luma = stride * (mbs_high * 16.0 + 64.0);
        let chroma = stride * (mbs_high * 8.0 + 32.0);
        let low = align(mbs_wide * 8.0 + 64.0, 64.0) * (mbs_high * 8.0 + 64.0);

        let b = f64::from(self.b_frames);
        let directions = if self.b_frames > 0 { 2.0 } else { 1.0 };
        let vectors = directions * (b + 1.0) * 8.0;
        let costs = (b + 2.0) * (b + 2.0) * 2.0 + 2.0;
        let quant = if self.adaptive_quant { 10.0 } else { 0.0 };
        let waiting = luma + chroma + 4.0 * low + mbs * (vectors + costs + quant);

        let planes = if self.half_pixels { 4.0 } else { 1.0 };
        let motion = directions * 68.0 + 6.0;
        let reference = planes * luma + chroma + mbs * motion;

        let lists = f64::from(self.refs + u32::from(self.b_frames > 1) + 2);
        let weights = match self.weighted {
            Weighted::No => 0.0,
            Weighted::Simple => luma,
            Weighted::Smart => 2.0 * luma,
        };
        let caches = mbs * (90.0 + 8.0 * directions + 4.0 * lists) + weights;
        // The finished stream: the largest frame is written to in full, at twice its size while it is escaped.
        let stream = largest_frame(size, rate);
        let context = 700e3;
        let thread = caches + 1.5 * stream + context;
        let threads = f64::from(self.threads) + f64::from(u32::from(self.threads > 1));
        f64::from(self.waiting_frames()) * waiting
            + f64::from(self.reference_frames()) * reference
            + threads * thread
            + 2.0 * stream
            + 1.5e6
    }
}

/// Bytes of the largest frame: a key frame.
fn largest_frame(size: Size, rate: RateControl) -> f64 {
    let quality = match rate {
        RateControl::Quality(q) => f64::from(q),
        RateControl::Bitrate { .. } => 23.0,
    };
    size.pixels() as f64 * 0.15 * ((23.0 - quality) / 6.0).exp2().clamp(0.2, 8.0)
}

fn align(value: f64, to: f64) -> f64 {
    (value / to).ceil() * to
}

fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| n.get() as u32)
}
