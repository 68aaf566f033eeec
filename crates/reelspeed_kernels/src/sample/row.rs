use reelspeed_core::PlaneRef;

use super::{FRACTION, SampleMap};

/// Whole sample and 8-bit fraction of a position.
#[inline(always)]
fn split(position: i64) -> (i64, u32) {
    (position >> FRACTION, (position >> (FRACTION - 8)) as u32 & 255)
}

#[inline(always)]
fn bilinear([p00, p01]: [u8; 2], [p10, p11]: [u8; 2], fx: u32, fy: u32) -> u8 {
    let upper = p00 as u32 * (256 - fx) + p01 as u32 * fx;
    let lower = p10 as u32 * (256 - fx) + p11 as u32 * fx;
    ((upper * (256 - fy) + lower * fy + 32768) >> 16) as u8
}

/// Samples one row of canvas pixels (`x ..`, `y`) from an 8-bit plane; outside of it lies 0.
pub fn sample_transparent_row(plane: PlaneRef<'_>, map: &SampleMap, x: i32, y: i32, out: &mut [u8]) {
    let (width, height) = (plane.width as i64, plane.height as i64);
    let mut position = map.at(x, y);
    for out in out {
        let ((sx, fx), (sy, fy)) = (split(position[0]), split(position[1]));
        position = [position[0] + map.dx[0], position[1] + map.dx[1]];
        *out = if (0..width - 1).contains(&sx) && (0..height - 1).contains(&sy) {
            let at = sy as usize * plane.stride + sx as usize;
            let pair = |at: usize| [plane.data[at], plane.data[at + 1]];
            bilinear(pair(at), pair(at + plane.stride), fx, fy)
        } else if sx < -1 || sy < -1 || sx >= width || sy >= height {
            0
        } else {
            let get = |sx: i64, sy: i64| {
                let inside = (0..width).contains(&sx) && (0..height).contains(&sy);
                if inside { plane.data[sy as usize * plane.stride + sx as usize] } else { 0 }
            };
            bilinear([get(sx, sy), get(sx + 1, sy)], [get(sx, sy + 1), get(sx + 1, sy + 1)], fx, fy)
        };
    }
}

/// Samples one row of canvas pixels (`x ..`, `y`) from an 8-bit plane whose outermost samples repeat.
pub fn sample_clamped_row(plane: PlaneRef<'_>, map: &SampleMap, x: i32, y: i32, out: &mut [u8]) {
    if plane.width == 0 || plane.height == 0 {
        return;
    }
    let (right, bottom) = (plane.width as i64 - 1, plane.height as i64 - 1);
    let mut position = map.at(x, y);
    for out in out {
        let ((sx, fx), (sy, fy)) = (split(position[0]), split(position[1]));
        position = [position[0] + map.dx[0], position[1] + map.dx[1]];
        *out = if (0..right).contains(&sx) && (0..bottom).contains(&sy) {
            let at = sy as usize * plane.stride + sx as usize;
            let pair = |at: usize| [plane.data[at], plane.data[at + 1]];
            bilinear(pair(at), pair(at + plane.stride), fx, fy)
        } else {
            let get = |sx: i64, sy: i64| {
                plane.data[sy.clamp(0, bottom) as usize * plane.stride + sx.clamp(0, right) as usize]
            };
            bilinear([get(sx, sy), get(sx + 1, sy)], [get(sx, sy + 1), get(sx + 1, sy + 1)], fx, fy)
        };
    }
}

/// How much of each canvas pixel of a row (`x ..`, `y`) a source of `width` x `height` covers, 0 to 255: what
/// [`sample_transparent_row`] gives for a plane full of 255.
pub fn coverage_row(width: usize, height: usize, map: &SampleMap, x: i32, y: i32, out: &mut [u8]) {
    let (width, height) = (width as i64, height as i64);
    let mut position = map.at(x, y);
    for out in out {
        let ((sx, fx), (sy, fy)) = (split(position[0]), split(position[1]));
        position = [position[0] + map.dx[0], position[1] + map.dx[1]];
        let get = |sx: i64, sy: i64| if (0..width).contains(&sx) && (0..height).contains(&sy) { 255 } else { 0 };
        *out = if (0..width - 1).contains(&sx) && (0..height - 1).contains(&sy) {
            255
        } else {
            bilinear([get(sx, sy), get(sx + 1, sy)], [get(sx, sy + 1), get(sx + 1, sy + 1)], fx, fy)
        };
    }
}
