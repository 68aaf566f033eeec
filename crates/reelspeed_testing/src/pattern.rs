use std::sync::Arc;

use reelspeed_core::{
    ColorMatrix, ColorRange, ColorSpace, Frame, FrameDesc, FramePool, PixelFormat, Size, Subsampling,
};

/// A synthetic picture, in R'G'B' and alpha from 0 to 1 at each point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Colour gradients with a grid of lines, a white frame, a red mark at the top left and a green one at the top right, and a
    /// white bar that moves to the right with each frame.
    Card,
    /// Bold diagonal stripes of two colours that move.
    Stripes,
    /// A flat colour that says which frame it is.
    Flat,
    /// A subject before an unevenly lit green screen: a skin-coloured disc with a soft edge that moves to the right, a gray square, a
    /// yellow and a black bar, and thin white lines.
    Screen,
    /// A soft disc: opaque in the middle, transparent outside.
    Disc,
}

impl Pattern {
    /// The colour at (`x`, `y`), both from 0 to 1, of frame `index`, in a picture of `size`.
    fn color(self, x: f64, y: f64, size: Size, index: u32) -> [f64; 4] {
        let t = index as f64;
        match self {
            Self::Card => card(x, y, size, t),
            Self::Stripes => {
                let u = (x + y) * 8.0 + t * 0.25;
                let first = u - libm::floor(u) < 0.5;
                if first { [0.95, 0.55 + 0.3 * x, 0.1, 1.0] } else { [0.1, 0.2 + 0.4 * y, 0.75, 1.0] }
            }
            Self::Flat => [(t * 0.37) % 1.0, (t * 0.61 + 0.4) % 1.0, (t * 0.23 + 0.7) % 1.0, 1.0],
            Self::Screen => screen(x, y, t),
            Self::Disc => {
                let (dx, dy) = (x - 0.5, y - 0.5);
                let distance = libm::sqrt(dx * dx + dy * dy) * 2.0;
                [0.9, 0.3 + 0.6 * y, 0.2, ((1.0 - distance) * 6.0).clamp(0.0, 1.0)]
            }
        }
    }
}

fn screen(x: f64, y: f64, t: f64) -> [f64; 4] {
    let mix = |a: [f64; 4], b: [f64; 4], share: f64| [0, 1, 2, 3].map(|i| a[i] + (b[i] - a[i]) * share);
    let light = 1.0 - 0.25 * x - 0.1 * y;
    let mut color = [0.08 * light, 0.85 * light, 0.2 * light, 1.0];
    let (dx, dy) = (x - 0.3 - 0.02 * t, y - 0.4);
    let distance = libm::sqrt(dx * dx + dy * dy);
    color = mix(color, [0.88, 0.67, 0.55, 1.0], ((0.22 - distance) * 12.0 + 0.5).clamp(0.0, 1.0));
    if x > 0.6 && x < 0.8 && y > 0.2 && y < 0.45 {
        color = [0.5, 0.5, 0.5, 1.0];
    }
    if y > 0.75 && y < 0.85 {
        color = if x < 0.5 { [0.95, 0.85, 0.1, 1.0] } else { [0.03, 0.03, 0.03, 1.0] };
    }
    let line = (x + y * 0.3) * 12.0;
    if x > 0.6 && y > 0.5 && y < 0.7 && line - libm::floor(line) < 0.2 { [1.0, 1.0, 1.0, 1.0] } else { color }
}

fn card(x: f64, y: f64, size: Size, t: f64) -> [f64; 4] {
    let (px, py) = (x * size.width as f64, y * size.height as f64);
    let (w, h) = (size.width as f64, size.height as f64);
    let unit = w.min(h) / 10.0;
    if px < 2.0 || py < 2.0 || px > w - 2.0 || py > h - 2.0 {
        return [1.0, 1.0, 1.0, 1.0];
    }
    if px < unit * 1.5 && py < unit * 1.5 {
        return [0.9, 0.05, 0.05, 1.0];
    }
    if px > w - unit * 1.5 && py < unit * 1.5 {
        return [0.05, 0.8, 0.1, 1.0];
    }
    let bar = (t * unit * 0.5) % w;
    if px >= bar && px < bar + unit * 0.6 {
        return [1.0, 1.0, 1.0, 1.0];
    }
    let line = |v: f64| v - libm::floor(v / unit) * unit < 1.0;
    if line(px) || line(py) {
        return [0.05, 0.05, 0.05, 1.0];
    }
    [0.15 + 0.7 * x, 0.2 + 0.5 * y, 0.8 - 0.6 * x * y, 1.0]
}

/// Y'CbCr as fractions (luma 0 to 1, chroma -0.5 to 0.5).
fn yuv(rgb: [f64; 4], matrix: ColorMatrix) -> [f64; 3] {
    let (kr, kb) = matrix.luma_weights();
    let [r, g, b, _] = rgb;
    let y = kr * r + (1.0 - kr - kb) * g + kb * b;
    [y, (b - y) / (2.0 * (1.0 - kb)), (r - y) / (2.0 * (1.0 - kr))]
}

fn quantise(value: f64, chroma: bool, range: ColorRange, depth: u8) -> u16 {
    let step = (1u32 << (depth - 8)) as f64;
    let max = ((1u32 << depth) - 1) as f64;
    let level = match (range, chroma) {
        (ColorRange::Limited, false) => (16.0 + 219.0 * value) * step,
        (ColorRange::Limited, true) => (128.0 + 224.0 * value) * step,
        (ColorRange::Full, false) => value * max,
        (ColorRange::Full, true) => 128.0 * step + value * max,
    };
    libm::floor(level.clamp(0.0, max) + 0.5) as u16
}

/// Frame `index` of a pattern as a decoder would hand it over. Chroma is sampled where it is sited: on the left luma column,
/// between two rows.
pub fn pattern_frame(
    pattern: Pattern,
    index: u32,
    size: Size,
    format: PixelFormat,
    color: ColorSpace,
    pool: &FramePool,
) -> Arc<Frame> {
    let desc = FrameDesc { format, size, color };
    let mut frame = Frame::alloc(pool, desc).expect("the pool of a test has room");
    let (w, h) = (size.width as f64, size.height as f64);
    let (sx, sy) = format.chroma_shift();
    let planes = frame.planes_mut().expect("an owned frame").into_iter().flatten();
    for (i, mut plane) in planes.enumerate() {
        let alpha = Some(i) == format.alpha_plane();
        let chroma = i > 0 && !alpha && format.subsampling != Subsampling::Gray;
        for row in 0..plane.height {
            for column in 0..plane.width {
                let (x, y) = if chroma {
                    let x = if sx == 1 { column as f64 * 2.0 + 0.5 } else { column as f64 + 0.5 };
                    let y = if sy == 1 { row as f64 * 2.0 + 1.0 } else { row as f64 + 0.5 };
                    (x / w, y / h)
                } else {
                    ((column as f64 + 0.5) / w, (row as f64 + 0.5) / h)
                };
                let rgb = pattern.color(x.min(1.0), y.min(1.0), size, index);
                let value = if alpha {
                    libm::floor(rgb[3] * ((1u32 << format.depth) - 1) as f64 + 0.5) as u16
                } else {
                    quantise(yuv(rgb, color.matrix)[i], chroma, color.range, format.depth)
                };
                if format.bytes_per_sample() == 2 {
                    plane.row_u16(row)[column] = value;
                } else {
                    plane.row(row)[column] = value as u8;
                }
            }
        }
    }
    Arc::new(frame)
}
