//! Structural similarity (SSIM): how alike two pictures look, from 1 (equal) downwards.
//!
//! Wang, Bovik, Sheikh and Simoncelli's index over windows of 8x8 samples that stand 4 samples apart, each weighing the same, as
//! x264 and FFmpeg's `ssim` filter measure it, so that figures can be compared with theirs. With the sums `a`, `b`, `aa`, `bb` and `ab`
//! of a window's samples and of their products,
//!
//! ```text
//!             (2·a·b + C1) (2·(64·ab − a·b) + C2)
//! SSIM = ─────────────────────────────────────────────
//!         (a² + b² + C1) (64·(aa + bb) − a² − b² + C2)
//! ```
//!
//! with C1 = 416 and C2 = 235963: (0.01 · 255)² and (0.03 · 255)² in the scale of those sums, as they are usual there (C1 is a 64th of
//! what the paper has; it matters in black windows only). Rows and columns beyond the last whole block of four are not looked at.
//!
//! The sums are whole numbers. A window's index is one division in `f64`, cut to a multiple of 2⁻³⁰ and added up as an integer: the
//! mean does not depend on the level or on the order of adding.

mod rows;
#[cfg(test)]
mod tests;

use reelspeed_core::PlaneRef;

use crate::SimdLevel;
use rows::{BlockRow, block_row, window_row};

/// Samples from one window to the next.
const STEP: usize = 4;

/// One, as the indices are counted.
const ONE: f64 = (1u64 << 30) as f64;

/// Indices added up over windows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SsimSum {
    /// The sum in multiples of 2⁻³⁰.
    pub sum: i64,
    /// How many windows; 0 where the planes are smaller than one.
    pub windows: u64,
}

impl SsimSum {
    /// The mean over all windows, at most 1; `None` where there is none.
    pub fn mean(self) -> Option<f64> {
        (self.windows > 0).then(|| self.sum as f64 / self.windows as f64 / ONE)
    }
}

/// Working memory of [`ssim_plane`]; keep one per thread.
#[derive(Debug, Default)]
pub struct SsimScratch {
    upper: BlockRow,
    lower: BlockRow,
}

/// Compares two planes of 8-bit samples. Where their sizes differ, the part that both have.
pub fn ssim_plane(level: SimdLevel, a: PlaneRef<'_>, b: PlaneRef<'_>, scratch: &mut SsimScratch) -> SsimSum {
    let columns = a.width.min(b.width) / STEP;
    let rows = a.height.min(b.height) / STEP;
    let mut total = SsimSum::default();
    if columns < 2 || rows < 2 {
        return total;
    }
    let SsimScratch { upper, lower } = scratch;
    upper.resize(columns);
    lower.resize(columns);
    for row in 0..rows {
        std::mem::swap(upper, lower);
        block_row(level, lines(a, row, columns), lines(b, row, columns), lower);
        if row > 0 {
            total.sum += window_row(level, upper, lower);
            total.windows += columns as u64 - 1;
        }
    }
    total
}

/// The lines of a row of blocks.
fn lines(plane: PlaneRef<'_>, row: usize, columns: usize) -> [&[u8]; STEP] {
    std::array::from_fn(|i| &plane.row(row * STEP + i)[..columns * STEP])
}
