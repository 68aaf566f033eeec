//! Separable scaling of 8-bit planes, from a rectangle with fractional edges to whole pixels.
//!
//! The arithmetic, the same at every level:
//!
//! 1. Coefficients are `i16` that sum exactly to 2^14 per output sample ([`AxisPlan`]).
//! 2. Horizontally: `t = clamp_i16((Σ cᵢ·sᵢ + 64 − 128·2^14) >> 7)`, that is `(value − 128) · 128`, rounded.
//! 3. Vertically: `acc = Σ ((cⱼ·tⱼ + 2^14) >> 15)` in wrapping `i16`, that is `(value − 128) · 64`; then
//!    `clamp_u8((acc + 128·64 + 32) >> 6)`.
//!
//! A constant picture stays what it is, and so does one that is only moved by whole pixels. Rows are scaled horizontally once
//! into a ring of as many rows as the vertical filter has taps; there is no intermediate picture.
//!
//! Filters widen when the picture shrinks, so that nothing aliases. Rejected: one 2D kernel (more work), `f32` (wasm and native
//! would have to agree on contraction), and coefficients of 8 bits (`pmaddubsw`; visible banding in slow gradients).

mod axis;
mod horizontal;
mod spec;
#[cfg(test)]
mod tests;
mod vertical;

use reelspeed_core::{PlaneMut, PlaneRef, Rect, Size};

pub use axis::AxisPlan;
pub use spec::{AxisSpec, ChromaSiting, Filter, ResizeError};

use crate::SimdLevel;

/// The plan of one plane: both axes. It can be kept and shared; frames of one geometry need only one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResizePlan {
    x: AxisPlan,
    y: AxisPlan,
}

/// Rows that a running resize needs; keep one per thread and hand it to every call.
#[derive(Debug, Default)]
pub struct ResizeScratch {
    ring: Vec<i16>,
    held: Vec<usize>,
    padded: Vec<u8>,
}

impl ResizeScratch {
    /// Empty; it grows at first use.
    pub fn new() -> Self {
        Self::default()
    }

    /// Bytes held.
    pub fn bytes(&self) -> usize {
        self.ring.capacity() * 2 + self.held.capacity() * size_of::<usize>() + self.padded.capacity()
    }
}

impl ResizePlan {
    /// A plan from one description per axis.
    pub fn new(x: &AxisSpec, y: &AxisSpec) -> Result<Self, ResizeError> {
        Ok(Self { x: AxisPlan::new(x)?, y: AxisPlan::new(y)? })
    }

    /// The plan of a luma (or alpha, or 4:4:4) plane of size `src`, whose rectangle `crop` becomes a picture of size `dst`.
    /// Samples outside `crop` are read where the filter reaches over its edges, and the plane's edge repeats.
    pub fn for_plane(src: Size, crop: Rect, dst: Size, filter: Filter) -> Result<Self, ResizeError> {
        let [x, y] = AxisSpec::of_rect(src, crop, dst, filter);
        Self::new(&x, &y)
    }

    /// The size that it writes.
    pub fn dst_size(&self) -> (usize, usize) {
        (self.x.dst_len(), self.y.dst_len())
    }

    /// The size of the plane that it reads.
    pub fn src_size(&self) -> (usize, usize) {
        (self.x.src_len(), self.y.src_len())
    }

    /// If the plan copies a rectangle of whole samples: its left upper corner in the source.
    pub fn as_copy(&self) -> Option<(usize, usize)> {
        Some((self.x.as_shift()?, self.y.as_shift()?))
    }

    /// Scales the rows `first_row .. first_row + dst.height` of the result into `dst`. Threads may each take a band of rows.
    ///
    /// # Errors
    ///
    /// [`ResizeError::PlaneSize`] if `src` or `dst` are not what the plan was made for.
    pub fn run(
        &self,
        level: SimdLevel,
        src: PlaneRef<'_>,
        dst: &mut PlaneMut<'_>,
        first_row: usize,
        scratch: &mut ResizeScratch,
    ) -> Result<(), ResizeError> {
        let fits = (src.width, src.height) == self.src_size()
            && dst.width == self.x.dst_len()
            && first_row.checked_add(dst.height).is_some_and(|end| end <= self.y.dst_len());
        if !fits {
            return Err(ResizeError::PlaneSize {
                src: (src.width, src.height),
                plan_src: self.src_size(),
                dst: (dst.width, first_row.saturating_add(dst.height)),
                plan_dst: self.dst_size(),
            });
        }
        if self.x.taps() == 1 && self.y.taps() == 1 {
            self.pick(src, dst, first_row);
        } else {
            self.filter(level, src, dst, first_row, scratch);
        }
        Ok(())
    }

    /// One source sample per result sample: nearest neighbour, or a copy.
    fn pick(&self, src: PlaneRef<'_>, dst: &mut PlaneMut<'_>, first_row: usize) {
        for row in 0..dst.height {
            let from = src.row(self.y.start(first_row + row));
            let out = dst.row(row);
            match self.x.as_shift() {
                Some(shift) => out.copy_from_slice(&from[shift..shift + out.len()]),
                None => out.iter_mut().zip(self.x.starts()).for_each(|(out, &start)| *out = from[start as usize]),
            }
        }
    }

    fn filter(
        &self,
        level: SimdLevel,
        src: PlaneRef<'_>,
        dst: &mut PlaneMut<'_>,
        first_row: usize,
        scratch: &mut ResizeScratch,
    ) {
        let taps = self.y.taps();
        let width = self.x.padded_dst_len();
        scratch.ring.resize(taps * width, 0);
        scratch.held.clear();
        scratch.held.resize(taps, usize::MAX);
        scratch.padded.clear();
        scratch.padded.resize(self.x.padded_src_len(), 0);
        for row in 0..dst.height {
            let start = self.y.start(first_row + row);
            for needed in start..start + taps {
                let slot = needed % taps;
                if scratch.held[slot] == needed {
                    continue;
                }
                let from = src.row(needed.min(src.height - 1));
                let from = if self.x.padded_src_len() > from.len() {
                    scratch.padded[..from.len()].copy_from_slice(from);
                    &scratch.padded[..]
                } else {
                    from
                };
                horizontal::run(level, &self.x, from, &mut scratch.ring[slot * width..][..width]);
                scratch.held[slot] = needed;
            }
            let ring = &scratch.ring;
            let columns = dst.width;
            let line = |tap: usize| &ring[((start + tap) % taps) * width..][..columns];
            vertical::run(level, dst.row(row), self.y.coefficients(first_row + row), line);
        }
    }
}
