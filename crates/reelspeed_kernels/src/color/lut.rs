use reelspeed_core::ColorSpace;

use super::hdr::{HdrToSdr, convert_point};

/// Lattice points along one axis: one every 2^(depth − 6) sample values, the last one just past the largest. With 33 the bend of
/// PQ between two points costs up to two steps of 8-bit luma.
const POINTS: usize = 65;
/// Fractional bits of the lattice's values.
const FRACTION: u32 = 7;

/// A lattice from source samples to the working space.
#[derive(Clone, Debug)]
pub(super) struct Lut {
    /// Y', Cb', Cr' of each point; red difference runs fastest, luma slowest.
    points: Vec<[u16; 4]>,
    /// Low bits of a sample that lie between lattice points.
    between: u32,
}

impl Lut {
    pub(super) fn new(depth: u8, color: ColorSpace, hdr: HdrToSdr) -> Self {
        let between = depth as u32 - 6;
        let step = (1u32 << between) as f64;
        let mut points = Vec::with_capacity(POINTS * POINTS * POINTS);
        for y in 0..POINTS {
            for cb in 0..POINTS {
                for cr in 0..POINTS {
                    let yuv = [y as f64 * step, cb as f64 * step, cr as f64 * step];
                    let [y, cb, cr] = convert_point(yuv, depth, color, hdr)
                        .map(|v| libm::round(v.clamp(0.0, 255.0) * (1 << FRACTION) as f64) as u16);
                    points.push([y, cb, cr, 0]);
                }
            }
        }
        Self { points, between }
    }

    /// The four points of the tetrahedron around a sample and their weights, which sum to `1 << between`.
    #[inline(always)]
    fn corners(&self, y: u16, cb: u16, cr: u16) -> [([u16; 4], u32); 4] {
        const STEP: [usize; 3] = [POINTS * POINTS, POINTS, 1];
        let split = |v: u16| {
            // Stray high bits of a 16-bit container must not leave the lattice.
            let cell = (v as usize >> self.between).min(POINTS - 2);
            (cell, (v as u32 - ((cell as u32) << self.between)).min(1 << self.between))
        };
        let ((y, fy), (cb, fb), (cr, fr)) = (split(y), split(cb), split(cr));
        let base = y * STEP[0] + cb * STEP[1] + cr;
        // Walk from the near corner to the far one, the largest fraction first; ties keep the order y, cb, cr.
        let (mut first, mut second, mut third) = ((fy, STEP[0]), (fb, STEP[1]), (fr, STEP[2]));
        if second.0 > first.0 {
            std::mem::swap(&mut first, &mut second);
        }
        if third.0 > second.0 {
            std::mem::swap(&mut second, &mut third);
            if second.0 > first.0 {
                std::mem::swap(&mut first, &mut second);
            }
        }
        let one = 1u32 << self.between;
        let a = base + first.1;
        let b = a + second.1;
        [
            (self.points[base], one - first.0),
            (self.points[a], first.0 - second.0),
            (self.points[b], second.0 - third.0),
            (self.points[b + third.1], third.0),
        ]
    }

    #[inline(always)]
    fn value(&self, corners: &[([u16; 4], u32); 4], channel: usize) -> u8 {
        let shift = self.between + FRACTION;
        let sum: u32 = corners.iter().map(|(point, weight)| point[channel] as u32 * weight).sum();
        ((sum + (1 << (shift - 1))) >> shift) as u8
    }

    pub(super) fn luma_row_420(&self, luma: &[u16], cb: &[u16], cr: &[u16], out: &mut [u8]) {
        for (i, (out, &y)) in out.iter_mut().zip(luma).enumerate() {
            *out = self.value(&self.corners(y, cb[i / 2], cr[i / 2]), 0);
        }
    }

    /// Chroma sees the mean of the luma samples of its block.
    pub(super) fn chroma_row(
        &self,
        luma: &[Vec<u16>; 2],
        cb: &[u16],
        cr: &[u16],
        out_cb: &mut [u8],
        out_cr: &mut [u8],
    ) {
        let last = luma[0].len() - 1;
        for (i, (out_cb, out_cr)) in out_cb.iter_mut().zip(out_cr).enumerate() {
            let (left, right) = (2 * i, (2 * i + 1).min(last));
            let sum: u32 = luma.iter().map(|row| row[left] as u32 + row[right] as u32).sum();
            let corners = self.corners(((sum + 2) >> 2) as u16, cb[i], cr[i]);
            *out_cb = self.value(&corners, 1);
            *out_cr = self.value(&corners, 2);
        }
    }

    pub(super) fn row_444(
        &self,
        luma: &[u16],
        cb: &[u16],
        cr: &[u16],
        out_y: &mut [u8],
        out_cb: &mut [u8],
        out_cr: &mut [u8],
    ) {
        for (i, ((out_y, out_cb), out_cr)) in out_y.iter_mut().zip(out_cb).zip(out_cr).enumerate() {
            let corners = self.corners(luma[i], cb[i], cr[i]);
            *out_y = self.value(&corners, 0);
            *out_cb = self.value(&corners, 1);
            *out_cr = self.value(&corners, 2);
        }
    }
}
