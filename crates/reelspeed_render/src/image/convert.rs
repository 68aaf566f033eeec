use std::sync::Arc;

use ::image::DynamicImage;
use reelspeed_core::{Frame, FrameDesc, FramePool, PlaneMut, PoolError, Rgba8, Size};
use reelspeed_kernels::blend::PremulYuva8;

use crate::source::{LayerImage, next_serial};

/// A decoded image in the working space, with a new serial.
pub(super) fn layer_from_image(image: DynamicImage, pool: &FramePool) -> Result<LayerImage, PoolError> {
    let size = Size::new(image.width(), image.height());
    match &image {
        // The common case of a photograph needs no copy with alpha.
        DynamicImage::ImageRgb8(rgb) => layer_from_pixels(size, rgb.as_raw(), 3, pool),
        DynamicImage::ImageRgba8(rgba) => layer_from_pixels(size, rgba.as_raw(), 4, pool),
        _ => layer_from_pixels(size, image.into_rgba8().as_raw(), 4, pool),
    }
}

/// A layer from rows of RGB or straight RGBA (`channels` 3 or 4), 8 bits each.
pub(super) fn layer_from_pixels(
    size: Size,
    pixels: &[u8],
    channels: usize,
    pool: &FramePool,
) -> Result<LayerImage, PoolError> {
    let mut frame = Frame::alloc(pool, FrameDesc::layer(size))?;
    let mut opaque = true;
    if let Some([Some(mut y), Some(mut cb), Some(mut cr), Some(mut a)]) = frame.planes_mut() {
        let row_bytes = size.width as usize * channels;
        for (i, row) in pixels.chunks_exact(row_bytes.max(1)).take(size.height as usize).enumerate() {
            opaque &= convert_row(row, channels, [&mut y, &mut cb, &mut cr, &mut a], i);
        }
    }
    Ok(LayerImage { frame: Arc::new(frame), opaque, serial: next_serial() })
}

/// Whether the row is opaque.
fn convert_row(row: &[u8], channels: usize, planes: [&mut PlaneMut<'_>; 4], i: usize) -> bool {
    let [y, cb, cr, a] = planes.map(|plane| plane.row(i));
    let mut least = 255;
    let outs = y.iter_mut().zip(cb).zip(cr).zip(a);
    for (pixel, (((y, cb), cr), a)) in row.chunks_exact(channels).zip(outs) {
        let alpha = pixel.get(3).copied().unwrap_or(255);
        let color = PremulYuva8::from(Rgba8 { r: pixel[0], g: pixel[1], b: pixel[2], a: alpha });
        (*y, *cb, *cr, *a) = (color.y, color.cb, color.cr, color.a);
        least = least.min(alpha);
    }
    least == 255
}
