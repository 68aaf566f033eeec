use std::path::Path;

use image::{ImageResult, RgbaImage};
use reelspeed_core::Frame;
use reelspeed_render::to_rgba;

/// Writes a composited frame as a PNG.
///
/// # Errors
///
/// What the encoder or the file system says.
pub fn write_png(frame: &Frame, path: &Path) -> ImageResult<()> {
    let size = frame.size();
    match RgbaImage::from_raw(size.width, size.height, to_rgba(frame)) {
        Some(image) => image.save(path),
        None => Ok(()),
    }
}

/// The pixels of a PNG, if it is there.
pub fn read_png(path: &Path) -> Option<RgbaImage> {
    image::open(path).ok().map(|image| image.into_rgba8())
}

/// Where two pictures differ: black where they are equal, brighter where they differ more, eight times enlarged.
pub fn difference(a: &RgbaImage, b: &RgbaImage) -> RgbaImage {
    RgbaImage::from_fn(a.width().min(b.width()), a.height().min(b.height()), |x, y| {
        let (a, b) = (a.get_pixel(x, y), b.get_pixel(x, y));
        let channel = |i: usize| a[i].abs_diff(b[i]).saturating_mul(8);
        image::Rgba([channel(0), channel(1), channel(2), 255])
    })
}
