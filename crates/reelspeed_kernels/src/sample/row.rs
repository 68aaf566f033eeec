use core::ops::Range;

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

/// The steps `t` of `0 .. len` at which `low ≤ start + t·step < high`.
fn steps_within(start: i64, step: i64, low: i64, high: i64, len: usize) -> Range<usize> {
    let limit = |t: i64| t.clamp(0, len as i64) as usize;
    let ceil = |a: i64, b: i64| a.div_euclid(b) + (a.rem_euclid(b) > 0) as i64;
    let range = match step {
        0 if (low..high).contains(&start) => 0..len,
        0 => 0..0,
        1.. => limit(ceil(low - start, step))..limit(ceil(high - start, step)),
        _ => limit((start - high).div_euclid(-step) + 1)..limit((start - low).div_euclid(-step) + 1),
    };
    range.start..range.end.max(range.start)
}

/// A row of canvas pixels, cut by where its samples come from.
struct Spans {
    start: [i64; 2],
    /// Pixels that see the source at all.
    touched: Range<usize>,
    /// Pixels whose four samples all lie inside.
    inside: Range<usize>,
}

impl Spans {
    fn new(width: usize, height: usize, map: &SampleMap, x: i32, y: i32, len: usize) -> Self {
        let start = map.at(x, y);
        let within = |first: i64, past: [i64; 2]| {
            let [a, b] = [0, 1].map(|i| steps_within(start[i], map.dx[i], first << FRACTION, past[i] << FRACTION, len));
            let from = a.start.max(b.start);
            from..a.end.min(b.end).max(from)
        };
        let (width, height) = (width as i64, height as i64);
        let touched = within(-1, [width, height]);
        let inside = within(0, [width - 1, height - 1]);
        // An empty span inside may lie anywhere; put it where the others meet.
        let inside = if inside.is_empty() { touched.start..touched.start } else { inside };
        Self { start, touched, inside }
    }

    fn at(&self, map: &SampleMap, pixel: usize) -> [i64; 2] {
        [0, 1].map(|i| self.start[i] + map.dx[i] * pixel as i64)
    }
}

/// The pixels of `out`, whose samples all lie inside the plane.
fn sample_inside(plane: PlaneRef<'_>, map: &SampleMap, mut position: [i64; 2], out: &mut [u8]) {
    let (data, stride) = (plane.data, plane.stride);
    for out in out {
        let ((sx, fx), (sy, fy)) = (split(position[0]), split(position[1]));
        position = [position[0] + map.dx[0], position[1] + map.dx[1]];
        let at = sy as usize * stride + sx as usize;
        let (upper, lower) = (&data[at..at + 2], &data[at + stride..at + stride + 2]);
        *out = bilinear([upper[0], upper[1]], [lower[0], lower[1]], fx, fy);
    }
}

/// The pixels of `out`, with `get` for samples anywhere.
fn sample_anywhere(map: &SampleMap, mut position: [i64; 2], out: &mut [u8], get: impl Fn(i64, i64) -> u8) {
    for out in out {
        let ((sx, fx), (sy, fy)) = (split(position[0]), split(position[1]));
        position = [position[0] + map.dx[0], position[1] + map.dx[1]];
        *out = bilinear([get(sx, sy), get(sx + 1, sy)], [get(sx, sy + 1), get(sx + 1, sy + 1)], fx, fy);
    }
}

/// Samples one row of canvas pixels (`x ..`, `y`) from an 8-bit plane; outside of it lies 0.
pub fn sample_transparent_row(plane: PlaneRef<'_>, map: &SampleMap, x: i32, y: i32, out: &mut [u8]) {
    let (width, height) = (plane.width as i64, plane.height as i64);
    let spans = Spans::new(plane.width, plane.height, map, x, y, out.len());
    let Spans { touched, inside, .. } = &spans;
    let get = |sx: i64, sy: i64| {
        let there = (0..width).contains(&sx) && (0..height).contains(&sy);
        if there { plane.data[sy as usize * plane.stride + sx as usize] } else { 0 }
    };
    out[..touched.start].fill(0);
    out[touched.end..].fill(0);
    for edge in [touched.start..inside.start, inside.end..touched.end] {
        sample_anywhere(map, spans.at(map, edge.start), &mut out[edge], get);
    }
    sample_inside(plane, map, spans.at(map, inside.start), &mut out[inside.clone()]);
}

/// Samples one row of canvas pixels (`x ..`, `y`) from an 8-bit plane whose outermost samples repeat.
pub fn sample_clamped_row(plane: PlaneRef<'_>, map: &SampleMap, x: i32, y: i32, out: &mut [u8]) {
    if plane.width == 0 || plane.height == 0 {
        return;
    }
    let (right, bottom) = (plane.width as i64 - 1, plane.height as i64 - 1);
    let spans = Spans::new(plane.width, plane.height, map, x, y, out.len());
    let inside = spans.inside.clone();
    let get = |sx: i64, sy: i64| plane.data[sy.clamp(0, bottom) as usize * plane.stride + sx.clamp(0, right) as usize];
    for edge in [0..inside.start, inside.end..out.len()] {
        sample_anywhere(map, spans.at(map, edge.start), &mut out[edge], get);
    }
    sample_inside(plane, map, spans.at(map, inside.start), &mut out[inside]);
}

/// How much of each canvas pixel of a row (`x ..`, `y`) a source of `width` x `height` covers, 0 to 255: what
/// [`sample_transparent_row`] gives for a plane full of 255.
pub fn coverage_row(width: usize, height: usize, map: &SampleMap, x: i32, y: i32, out: &mut [u8]) {
    let spans = Spans::new(width, height, map, x, y, out.len());
    let (width, height) = (width as i64, height as i64);
    let Spans { touched, inside, .. } = &spans;
    let get = |sx: i64, sy: i64| if (0..width).contains(&sx) && (0..height).contains(&sy) { 255 } else { 0 };
    out[..touched.start].fill(0);
    out[touched.end..].fill(0);
    for edge in [touched.start..inside.start, inside.end..touched.end] {
        sample_anywhere(map, spans.at(map, edge.start), &mut out[edge], get);
    }
    out[inside.clone()].fill(255);
}
