use reelspeed_core::{PlaneRef, Subsampling};

use crate::SimdLevel;
use crate::level::per_level;
use crate::surface::PictureRef;

/// The samples of one step of the work, as 16-bit values of the source's depth.
pub(super) struct Lines {
    pub(super) luma: [Vec<u16>; 2],
    pub(super) cb: Vec<u16>,
    pub(super) cr: Vec<u16>,
    scratch: [Vec<u16>; 2],
}

impl Lines {
    pub(super) fn new(width: usize) -> Self {
        let line = || vec![0u16; width];
        Self { luma: [line(), line()], cb: line(), cr: line(), scratch: [line(), line()] }
    }

    pub(super) fn load_luma(&mut self, level: SimdLevel, src: &PictureRef<'_>, rows: [usize; 2]) {
        for (line, row) in self.luma.iter_mut().zip(rows) {
            load_row(level, src.y(), row, src.format.depth, line);
        }
    }

    /// Chroma at half the width for chroma row `row` of 4:2:0: means of what lies there.
    pub(super) fn load_chroma_420(&mut self, level: SimdLevel, src: &PictureRef<'_>, row: usize) {
        let depth = src.format.depth;
        let Some(planes) = src.chroma() else {
            self.cb.fill(1 << (depth - 1));
            self.cr.fill(1 << (depth - 1));
            return;
        };
        let [upper, lower] = &mut self.scratch;
        for (plane, out) in planes.into_iter().zip([&mut self.cb, &mut self.cr]) {
            if src.format.subsampling == Subsampling::S420 {
                load_row(level, plane, row, depth, out);
                continue;
            }
            load_row(level, plane, 2 * row, depth, upper);
            load_row(level, plane, 2 * row + 1, depth, lower);
            if src.format.subsampling == Subsampling::S422 {
                mean_of_two(level, upper, lower, out);
            } else {
                let width = plane.width.min(upper.len());
                mean_of_four(level, &upper[..width], &lower[..width], out);
                if width % 2 == 1 {
                    out[width / 2] = ((upper[width - 1] as u32 + lower[width - 1] as u32 + 1) >> 1) as u16;
                }
            }
        }
    }

    /// Chroma at full width for luma row `row`: bilinear, cosited horizontally and centred vertically.
    pub(super) fn load_chroma_444(&mut self, level: SimdLevel, src: &PictureRef<'_>, row: usize) {
        let depth = src.format.depth;
        let Some(planes) = src.chroma() else {
            self.cb.fill(1 << (depth - 1));
            self.cr.fill(1 << (depth - 1));
            return;
        };
        let [near, far] = &mut self.scratch;
        for (plane, out) in planes.into_iter().zip([&mut self.cb, &mut self.cr]) {
            let rows = match src.format.subsampling {
                Subsampling::S444 | Subsampling::Gray => {
                    load_row(level, plane, row, depth, out);
                    continue;
                }
                Subsampling::S422 => [row, row],
                Subsampling::S420 if row.is_multiple_of(2) => [row / 2, (row / 2).saturating_sub(1)],
                Subsampling::S420 => [row / 2, row / 2 + 1],
            };
            load_row(level, plane, rows[0], depth, near);
            load_row(level, plane, rows[1], depth, far);
            let last = out.len().div_ceil(2) - 1;
            let blend = |i: usize| 3 * near[i.min(last)] as u32 + far[i.min(last)] as u32;
            for (i, out) in out.chunks_mut(2).enumerate() {
                let (v, next) = (blend(i), blend(i + 1));
                out[0] = ((2 * v + 4) >> 3) as u16;
                if let Some(odd) = out.get_mut(1) {
                    *odd = ((v + next + 4) >> 3) as u16;
                }
            }
        }
    }
}

/// Row `row` of a plane (the last one if there are fewer) as 16-bit samples.
pub(super) fn load_row(level: SimdLevel, plane: PlaneRef<'_>, row: usize, depth: u8, out: &mut [u16]) {
    if plane.height == 0 {
        return;
    }
    let row = row.min(plane.height - 1);
    if depth > 8 {
        let from = plane.row_u16(row);
        let len = from.len().min(out.len());
        out[..len].copy_from_slice(&from[..len]);
    } else {
        widen(level, plane.row(row), out);
    }
}

#[inline(always)]
fn widen_body(src: &[u8], out: &mut [u16]) {
    for (out, &v) in out.iter_mut().zip(src) {
        *out = v as u16;
    }
}

#[inline(always)]
fn mean_of_two_body(upper: &[u16], lower: &[u16], out: &mut [u16]) {
    for ((out, &u), &l) in out.iter_mut().zip(upper).zip(lower) {
        *out = ((u as u32 + l as u32 + 1) >> 1) as u16;
    }
}

#[inline(always)]
fn mean_of_four_body(upper: &[u16], lower: &[u16], out: &mut [u16]) {
    for ((out, u), l) in out.iter_mut().zip(upper.as_chunks::<2>().0).zip(lower.as_chunks::<2>().0) {
        *out = ((u[0] as u32 + u[1] as u32 + l[0] as u32 + l[1] as u32 + 2) >> 2) as u16;
    }
}

per_level! {
    fn widen(src: &[u8], out: &mut [u16]) = widen_body;
    fn mean_of_two(upper: &[u16], lower: &[u16], out: &mut [u16]) = mean_of_two_body;
    fn mean_of_four(upper: &[u16], lower: &[u16], out: &mut [u16]) = mean_of_four_body;
}
