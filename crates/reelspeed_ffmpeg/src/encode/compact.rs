//! x264 with little memory at the same quality.
//!
//! x264 spends bits where later frames refer to ("mb-tree"), as far as its look-ahead lets it see. With a short one it sees little
//! of that: at one constant rate factor the picture gets worse, and the file larger than it need be at the same picture. Two of its
//! settings make up for most of it. `qcomp` is the strength of mb-tree: the shorter the look-ahead, the stronger what is seen must
//! count. `trellis` in the final pass costs a little time, which B-frames left out more than give back. What is left is a
//! difference in rate factor that hardly depends on the footage.
//!
//! Measured at `veryfast` on three pieces of animation and film at 1080x1920, one thread, against the preset's own look-ahead of
//! ten frames and three B-frames; bytes at equal SSIM:
//!
//! | look-ahead, B-frames | `qcomp` | rate factor | bytes | CPU |
//! |---|---|---|---|---|
//! | 7, 1 | 0.5 | −0.2 to −0.3 | 0.97 to 1.02 | 0.79 to 0.87 |
//! | 5, 1 | 0.4 | −1.5 | 0.97 to 1.02 | 0.81 to 0.90 |
//! | 3, 1 | 0.4 | −2.5 to −2.7 | 1.05 to 1.08 | 0.80 to 0.88 |
//! | 2, 1 | 0.3 | −4.8 | 1.06 | 0.82 |
//!
//! Without both, a look-ahead of 5 costs 7 to 13 % more bytes, one of 2 costs 22 to 25 %.

/// What makes up for a short look-ahead.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Compact {
    /// x264's `qcomp`; `None`: as it is.
    pub(super) qcomp: Option<f32>,
    /// What is added to the constant rate factor.
    pub(super) rate_factor: f32,
}

impl Compact {
    /// For a look-ahead of so many frames.
    pub(super) fn of(lookahead: u32) -> Self {
        let (qcomp, rate_factor) = match lookahead {
            0 => (None, 2.5),
            1 | 2 => (Some(0.3), -4.8),
            3 | 4 => (Some(0.4), -2.6),
            5 | 6 => (Some(0.4), -1.5),
            7..=9 => (Some(0.5), -0.25),
            _ => (None, 0.0),
        };
        Self { qcomp, rate_factor }
    }
}
