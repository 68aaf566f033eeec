//! Shadows: a silhouette's alpha, blurred by three box filters (the approximation of a Gaussian that the SVG filter
//! specification gives) in integers, then tinted.

use reelspeed_core::{IRect, PremulRgba8, Rgba8};
use vello_cpu::kurbo::Rect;

use crate::canvas::div255;
use crate::spec::Shadow;

/// A shadow in device pixels.
#[derive(Clone, Copy)]
pub(crate) struct DeviceShadow {
    color: Rgba8,
    pub(crate) dx: i32,
    pub(crate) dy: i32,
    /// Side of the box filters; up to 1 nothing is blurred.
    box_side: u32,
}

impl DeviceShadow {
    /// The shadow at a scale, if it draws anything.
    pub(crate) fn new(shadow: &Shadow, scale: f64) -> Option<Self> {
        let sigma = shadow.blur_px / 2.0 * scale;
        // The specification's d = floor(s * 3 * sqrt(2 * pi) / 4 + 0.5).
        let box_side = libm::floor(sigma * 1.879_971_205_598_25 + 0.5).min(1e6) as u32;
        let whole = |offset: f64| libm::floor(offset * scale + 0.5) as i32;
        shadow.is_visible().then(|| Self {
            color: shadow.color,
            dx: whole(shadow.dx_px),
            dy: whole(shadow.dy_px),
            box_side,
        })
    }

    /// How far the blur reaches beyond the silhouette.
    pub(crate) fn reach(&self) -> u32 {
        let side = self.box_side;
        match side {
            0 | 1 => 0,
            _ if side % 2 == 1 => 3 * (side / 2),
            _ => 3 * (side / 2) - 1,
        }
    }

    /// What the shadow of a silhouette within `silhouette` may touch.
    pub(crate) fn bounds(&self, silhouette: Rect) -> Rect {
        let reach = f64::from(self.reach());
        (silhouette + vello_cpu::kurbo::Vec2::new(f64::from(self.dx), f64::from(self.dy))).inflate(reach, reach)
    }

    /// The shadow's picture, from the picture of a silhouette that already lies where the shadow falls.
    pub(crate) fn cast(&self, silhouette: &[PremulRgba8], area: IRect) -> Vec<PremulRgba8> {
        let (width, height) = (area.width as usize, area.height as usize);
        // 8.8 fixed point, so that the six passes do not add up their rounding.
        let mut plane: Vec<u16> = silhouette.iter().map(|pixel| u16::from(pixel.a) << 8).collect();
        if self.box_side > 1 && width > 0 && height > 0 {
            let mut spare = vec![0u16; plane.len()];
            for (side, back) in self.boxes() {
                let divide = Divider::new(side);
                for (from, to) in plane.chunks_exact(width).zip(spare.chunks_exact_mut(width)) {
                    blur_row(from, to, side, back, &divide);
                }
                std::mem::swap(&mut plane, &mut spare);
            }
            for (side, back) in self.boxes() {
                blur_columns(&plane, &mut spare, width, side, back, &Divider::new(side));
                std::mem::swap(&mut plane, &mut spare);
            }
        }
        plane.iter().map(|&value| tint(self.color, ((u32::from(value) + 128) >> 8) as u8)).collect()
    }

    /// Side of each box filter and how many of its samples lie before the output's.
    fn boxes(&self) -> [(usize, usize); 3] {
        let side = self.box_side as usize;
        if side % 2 == 1 {
            [(side, side / 2); 3]
        } else {
            [(side, side / 2), (side, side / 2 - 1), (side + 1, side / 2)]
        }
    }
}

fn tint(color: Rgba8, coverage: u8) -> PremulRgba8 {
    let full = color.premultiply();
    let channel = |value: u8| div255(u32::from(value) * u32::from(coverage)) as u8;
    PremulRgba8 { r: channel(full.r), g: channel(full.g), b: channel(full.b), a: channel(full.a) }
}

/// Division of a box's sum by its side, rounded to nearest, as a multiplication. Exact for sums of up to 2^15 samples.
struct Divider {
    factor: u64,
    half: u32,
}

impl Divider {
    const SHIFT: u32 = 44;

    fn new(side: usize) -> Self {
        let side = side as u64;
        Self { factor: (1u64 << Self::SHIFT).div_ceil(side), half: (side / 2) as u32 }
    }

    fn mean(&self, sum: u32) -> u16 {
        ((u64::from(sum + self.half) * self.factor) >> Self::SHIFT) as u16
    }
}

/// One box filter along a row; outside the row there is nothing.
fn blur_row(from: &[u16], to: &mut [u16], side: usize, back: usize, divide: &Divider) {
    let ahead = side - 1 - back;
    let at = |index: usize| from.get(index).map_or(0, |&value| u32::from(value));
    let mut sum: u32 = (0..ahead).map(at).sum();
    for (x, out) in to.iter_mut().enumerate() {
        sum += at(x + ahead);
        *out = divide.mean(sum);
        if let Some(leaving) = x.checked_sub(back) {
            sum -= at(leaving);
        }
    }
}

/// One box filter down all columns at once, row by row.
fn blur_columns(from: &[u16], to: &mut [u16], width: usize, side: usize, back: usize, divide: &Divider) {
    let ahead = side - 1 - back;
    let row = |y: usize| from.get(y * width..(y + 1) * width);
    let mut sums = vec![0u32; width];
    for y in 0..ahead {
        let Some(entering) = row(y) else { break };
        sums.iter_mut().zip(entering).for_each(|(sum, &value)| *sum += u32::from(value));
    }
    for (y, out) in to.chunks_exact_mut(width).enumerate() {
        if let Some(entering) = row(y + ahead) {
            sums.iter_mut().zip(entering).for_each(|(sum, &value)| *sum += u32::from(value));
        }
        out.iter_mut().zip(&sums).for_each(|(out, &sum)| *out = divide.mean(sum));
        if let Some(leaving) = y.checked_sub(back).and_then(row) {
            sums.iter_mut().zip(leaving).for_each(|(sum, &value)| *sum -= u32::from(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(size: u32) -> (Vec<PremulRgba8>, IRect) {
        let mut pixels = vec![PremulRgba8::default(); (size * size) as usize];
        pixels[(size / 2 * size + size / 2) as usize].a = 255;
        (pixels, IRect::new(0, 0, size, size))
    }

    #[test]
    fn division_is_exact() {
        for side in [2usize, 3, 7, 100, 1023, 5461, 8193] {
            let divide = Divider::new(side);
            let most = side as u32 * 65_280;
            for sum in (0..=most).step_by((most / 5000).max(1) as usize).chain([most - 1, most]) {
                assert_eq!(u32::from(divide.mean(sum)), (sum + side as u32 / 2) / side as u32, "{sum} / {side}");
            }
        }
    }

    #[test]
    fn blur_is_symmetric_and_keeps_within_its_reach() {
        for blur_px in [2.0, 3.0, 4.0, 5.5, 9.0] {
            let shadow = Shadow { color: Rgba8::BLACK, blur_px, ..Shadow::default() };
            let shadow = DeviceShadow::new(&shadow, 1.0).unwrap();
            let (pixels, area) = (vec![PremulRgba8 { a: 255, ..Default::default() }; 9], IRect::new(0, 0, 61, 61));
            let mut canvas = vec![PremulRgba8::default(); 61 * 61];
            for (index, pixel) in pixels.iter().enumerate() {
                canvas[(29 + index / 3) * 61 + 29 + index % 3] = *pixel;
            }
            let out = shadow.cast(&canvas, area);
            let at = |x: usize, y: usize| out[y * 61 + x].a;
            for y in 0..61 {
                for x in 0..61 {
                    assert_eq!(at(x, y), at(60 - x, y));
                    assert_eq!(at(x, y), at(x, 60 - y));
                    let reach = shadow.reach() as usize + 1;
                    assert!(at(x, y) == 0 || (x.abs_diff(30) <= reach && y.abs_diff(30) <= reach));
                }
            }
            assert!(at(30, 30) > 0);
        }
    }

    #[test]
    fn blur_keeps_the_amount_of_ink() {
        let shadow = Shadow { color: Rgba8::BLACK, blur_px: 10.0, ..Shadow::default() };
        let shadow = DeviceShadow::new(&shadow, 1.0).unwrap();
        let area = IRect::new(0, 0, 100, 100);
        let mut canvas = vec![PremulRgba8::default(); 100 * 100];
        for y in 40..60 {
            canvas[y * 100 + 40..y * 100 + 60].fill(PremulRgba8 { a: 255, ..Default::default() });
        }
        let sum: i64 = shadow.cast(&canvas, area).iter().map(|pixel| i64::from(pixel.a)).sum();
        let ink = 20 * 20 * 255;
        // Each pixel rounds to a byte: at most half a step for each of the pixels reached.
        assert!((sum - ink).abs() < 50 * 50 / 2, "{sum} {ink}");
    }

    #[test]
    fn no_blur_changes_nothing() {
        let (pixels, area) = dot(9);
        let color = Rgba8 { r: 10, g: 20, b: 30, a: 128 };
        let shadow = DeviceShadow::new(&Shadow { color, ..Shadow::default() }, 1.0).unwrap();
        let out = shadow.cast(&pixels, area);
        assert_eq!(out[4 * 9 + 4], color.premultiply());
        assert_eq!(out.iter().filter(|pixel| pixel.a > 0).count(), 1);
    }
}
