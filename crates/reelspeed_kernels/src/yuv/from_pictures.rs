//! Whole RGB pictures to 4:2:0.

use super::from_rgba::premultiply_row;
use crate::SimdLevel;
use crate::level::per_level;
use crate::surface::Yuv420Mut;

/// Straight RGBA bytes (rows of `dst.y.width` pixels without gaps between rows) to 4:2:0, laid over black, until either ends.
/// What is not opaque is multiplied by its alpha first, rounded to nearest; luma is that of [`reelspeed_core::Rgba8::to_yuv`].
///
/// Chroma is sampled where [`yuv420_to_rgba`](super::yuv420_to_rgba) looks for it, on the left luma column and between two rows:
/// neighbours in a row weigh 1, 2, 1, two rows count alike, and the sum is rounded once; edges repeat.
pub fn rgba_to_yuv420(level: SimdLevel, src: &[u8], dst: &mut Yuv420Mut<'_>) {
    let width = dst.y.width.max(1);
    let mut lines = Lines::new(width);
    for (row, pixels) in src.as_chunks::<4>().0.chunks_exact(width).take(dst.y.height).enumerate() {
        if opaque_row(level, pixels) {
            lines.add(level, row, pixels, dst);
        } else {
            let mut over_black = std::mem::take(&mut lines.pixels);
            over_black.copy_from_slice(pixels);
            premultiply_row(level, &mut over_black);
            lines.add(level, row, &over_black, dst);
            lines.pixels = over_black;
        }
    }
}

/// The same from RGB bytes, three a pixel.
pub fn rgb_to_yuv420(level: SimdLevel, src: &[u8], dst: &mut Yuv420Mut<'_>) {
    let width = dst.y.width.max(1);
    let mut lines = Lines::new(width);
    for (row, pixels) in src.as_chunks::<3>().0.chunks_exact(width).take(dst.y.height).enumerate() {
        let mut expanded = std::mem::take(&mut lines.pixels);
        expand_row(level, pixels, &mut expanded);
        lines.add(level, row, &expanded, dst);
        lines.pixels = expanded;
    }
}

/// Sums of two rows, channel by channel, and a row of pixels to work in.
struct Lines {
    sums: [Vec<u16>; 3],
    pixels: Vec<[u8; 4]>,
}

impl Lines {
    fn new(width: usize) -> Self {
        Self { sums: [0; 3].map(|_| vec![0; width]), pixels: vec![[0; 4]; width] }
    }

    /// Writes luma row `row`, and with the second row of a pair, or a last single one, its chroma.
    fn add(&mut self, level: SimdLevel, row: usize, pixels: &[[u8; 4]], dst: &mut Yuv420Mut<'_>) {
        let [r, g, b] = &mut self.sums;
        let luma = dst.y.row(row);
        if row.is_multiple_of(2) {
            first_row(level, pixels, luma, r, g, b);
        } else {
            second_row(level, pixels, luma, r, g, b);
        }
        let last = row + 1 == dst.y.height;
        if row.is_multiple_of(2) && last {
            self.sums.iter_mut().for_each(|sums| sums.iter_mut().for_each(|v| *v *= 2));
        }
        if !row.is_multiple_of(2) || last {
            let [r, g, b] = &self.sums;
            chroma_row(level, r, g, b, dst.cb.row(row / 2), dst.cr.row(row / 2));
        }
    }
}

#[inline(always)]
fn opaque_body(pixels: &[[u8; 4]]) -> bool {
    pixels.iter().fold(u32::MAX, |all, p| all & u32::from_le_bytes(*p)) >> 24 == 255
}

#[inline(always)]
fn expand_body(src: &[[u8; 3]], dst: &mut [[u8; 4]]) {
    for (&[r, g, b], out) in src.iter().zip(dst) {
        *out = [r, g, b, 255];
    }
}

/// Red, green and blue. As one number, which vector code splits in fewer steps than four bytes.
#[inline(always)]
fn channels(pixel: [u8; 4]) -> [i32; 3] {
    let p = u32::from_le_bytes(pixel);
    [p & 255, (p >> 8) & 255, (p >> 16) & 255].map(|v| v as i32)
}

#[inline(always)]
fn luma([r, g, b]: [i32; 3]) -> u8 {
    (((16 << 16) + 11966 * r + 40254 * g + 4064 * b + 32768) >> 16) as u8
}

#[inline(always)]
fn first_body(src: &[[u8; 4]], y: &mut [u8], r: &mut [u16], g: &mut [u16], b: &mut [u16]) {
    for ((((&p, y), r), g), b) in src.iter().zip(y).zip(r).zip(g).zip(b) {
        let c = channels(p);
        *y = luma(c);
        [*r, *g, *b] = c.map(|v| v as u16);
    }
}

#[inline(always)]
fn second_body(src: &[[u8; 4]], y: &mut [u8], r: &mut [u16], g: &mut [u16], b: &mut [u16]) {
    for ((((&p, y), r), g), b) in src.iter().zip(y).zip(r).zip(g).zip(b) {
        let c = channels(p);
        *y = luma(c);
        *r += c[0] as u16;
        *g += c[1] as u16;
        *b += c[2] as u16;
    }
}

/// Chroma of sums that weigh eight in all.
#[inline(always)]
fn chroma([r, g, b]: [i32; 3]) -> [u8; 2] {
    let half = (128 << 19) + (1 << 18);
    let cb = half - 6596 * r - 22189 * g + 28785 * b;
    let cr = half + 28785 * r - 26145 * g - 2640 * b;
    [cb, cr].map(|v| (v >> 19).clamp(0, 255) as u8)
}

#[inline(always)]
fn chroma_body(r: &[u16], g: &[u16], b: &[u16], cb: &mut [u8], cr: &mut [u8]) {
    let width = r.len().min(g.len()).min(b.len());
    let (r, g, b) = (&r[..width], &g[..width], &b[..width]);
    let count = cb.len().min(cr.len()).min(width.div_ceil(2));
    let at = |v: &[u16], x: usize| v[x.min(width - 1)] as i32;
    let edge = |v: &[u16], i: usize| at(v, (2 * i).saturating_sub(1)) + 2 * at(v, 2 * i) + at(v, 2 * i + 1);
    let mut put = |i: usize| [cb[i], cr[i]] = chroma([r, g, b].map(|v| edge(v, i)));
    if count > 0 {
        put(0);
    }
    // Pairs that have a neighbour on both sides.
    let inner = (width / 2).min(count);
    if count > inner.max(1) {
        put(count - 1);
    }
    if inner < 2 {
        return;
    }
    let (cb, cr) = (&mut cb[1..inner], &mut cr[1..inner]);
    let [r, g, b] = [r, g, b].map(|v| v[1..].as_chunks::<2>().0.iter().zip(v[2..].as_chunks::<2>().0));
    let weigh = |(l, m): (&[u16; 2], &[u16; 2])| l[0] as i32 + 2 * m[0] as i32 + m[1] as i32;
    for ((((r, g), b), cb), cr) in r.zip(g).zip(b).zip(cb).zip(cr) {
        [*cb, *cr] = chroma([weigh(r), weigh(g), weigh(b)]);
    }
}

per_level! {
    fn opaque_row(pixels: &[[u8; 4]]) -> bool = opaque_body;
    fn expand_row(src: &[[u8; 3]], dst: &mut [[u8; 4]]) = expand_body;
    fn first_row(src: &[[u8; 4]], y: &mut [u8], r: &mut [u16], g: &mut [u16], b: &mut [u16]) = first_body;
    fn second_row(src: &[[u8; 4]], y: &mut [u8], r: &mut [u16], g: &mut [u16], b: &mut [u16]) = second_body;
    fn chroma_row(r: &[u16], g: &[u16], b: &[u16], cb: &mut [u8], cr: &mut [u8]) = chroma_body;
}
