use std::sync::Arc;

use ::image::DynamicImage;
use reelspeed_core::{Frame, FrameDesc, FramePool, PoolError, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::surface::Yuva444Mut;
use reelspeed_kernels::yuv::rgba_to_premul_yuva_row;

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
    let level = SimdLevel::detected();
    let mut frame = Frame::alloc(pool, FrameDesc::layer(size))?;
    let mut opaque = true;
    let width = size.width as usize;
    let mut padded = vec![[255u8; 4]; if channels == 3 { width } else { 0 }];
    if let Some(mut planes) = Yuva444Mut::of(&mut frame) {
        for (i, row) in pixels.chunks_exact((width * channels).max(1)).take(size.height as usize).enumerate() {
            let row = if channels == 3 {
                for (out, from) in padded.iter_mut().zip(row.as_chunks::<3>().0) {
                    out[..3].copy_from_slice(from);
                }
                &padded[..]
            } else {
                row.as_chunks::<4>().0
            };
            opaque &= row.iter().fold(255, |least, pixel| least & pixel[3]) == 255;
            let (y, cb, cr, a) = (planes.y.row(i), planes.cb.row(i), planes.cr.row(i), planes.a.row(i));
            rgba_to_premul_yuva_row(level, row, y, cb, cr, a);
        }
    }
    Ok(LayerImage { frame: Arc::new(frame), opaque, serial: next_serial() })
}
