//! Reads the number that every frame of the coded clip carries: a QR code, light on dark, `L1;hh:mm:ss.mmm;NNNNNNN;25`.

use reelspeed_core::Frame;
use reelspeed_engine::RgbaImage;

/// Where the code is, as fractions of the whole 16:9 picture; it moves through four places inside.
const PLACE: [f64; 4] = [186.0 / 1920.0, 264.0 / 1080.0, 732.0 / 1920.0, 810.0 / 1080.0];

/// The frame number (from 1) in a picture of 8-bit luma samples; `None` where no code can be read.
fn read(width: usize, height: usize, luma: impl Fn(usize, usize) -> u8) -> Option<u32> {
    let at = |fraction: f64, length: usize| (fraction * length as f64).round() as usize;
    let (left, top) = (at(PLACE[0], width), at(PLACE[1], height));
    let (right, bottom) = (at(PLACE[2], width), at(PLACE[3], height));
    // The reader misses a code now and then on the borders of its modules: coarser and softer pictures give it other borders.
    // The code's own checksum keeps it from being misread.
    [(1, 1), (1, 2), (2, 2), (1, 3), (3, 3), (2, 3)].into_iter().find_map(|(step, average)| {
        let mean = |x: usize, y: usize| {
            let (x, y) = (left + x * step, top + y * step);
            let rows = y..(y + average).min(bottom);
            let sum: usize = rows
                .flat_map(|y| (x..(x + average).min(right)).map(move |x| (x, y)))
                .map(|(x, y)| usize::from(luma(x, y)))
                .sum();
            let count = ((y + average).min(bottom) - y) * ((x + average).min(right) - x);
            255 - (sum / count) as u8
        };
        let (width, height) = ((right - left) / step, (bottom - top) / step);
        let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(width, height, mean);
        prepared.detect_grids().iter().find_map(|grid| {
            let (_, text) = grid.decode().ok()?;
            text.strip_prefix("L1;")?.split(';').nth(1)?.parse().ok()
        })
    })
}

/// The frame number in a picture that shows the whole of the coded clip.
pub(crate) fn number_in_image(image: &RgbaImage) -> Option<u32> {
    let width = image.width as usize;
    // The code is grey: its green is its luma.
    read(width, image.height as usize, |x, y| image.pixels[(y * width + x) * 4 + 1])
}

/// As above, for a decoded 8-bit picture.
pub(crate) fn number_in_frame(frame: &Frame) -> Option<u32> {
    let plane = frame.plane(0);
    read(plane.width, plane.height, |x, y| plane.data[y * plane.stride + x])
}
