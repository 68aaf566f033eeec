//! Glyphs that are PNG images (CBDT and sbix fonts).

use std::io::Cursor;
use std::sync::Arc;

use skrifa::bitmap::{BitmapData, BitmapGlyph};
use vello_cpu::color::PremulRgba8;
use vello_cpu::kurbo::{Affine, Rect};
use vello_cpu::peniko::{Extend, ImageQuality, ImageSampler};
use vello_cpu::{Image, ImageSource, PaintType, Pixmap, RenderContext};

/// Longest side of an image that is decoded.
const MAX_SIDE: u32 = 2048;

/// Draws an image; a broken one draws nothing. `device_from_image` maps its pixels to the canvas.
pub(crate) fn draw(context: &mut RenderContext, glyph: &BitmapGlyph<'_>, device_from_image: Affine) {
    let BitmapData::Png(png) = glyph.data else { return };
    let Some(mut pixmap) = decode(png) else { return };
    let mut transform = device_from_image;
    // The rasteriser looks at four pixels for each of its own: a strongly shrunk image is halved first.
    let stretch = |transform: Affine| transform.as_coeffs()[0].abs().max(transform.as_coeffs()[3].abs());
    while stretch(transform) <= 0.5 && pixmap.width() > 1 && pixmap.height() > 1 {
        let (width, height) = (f64::from(pixmap.width()), f64::from(pixmap.height()));
        pixmap = halve(&pixmap);
        let (sx, sy) = (width / f64::from(pixmap.width()), height / f64::from(pixmap.height()));
        transform *= Affine::scale_non_uniform(sx, sy);
    }
    let area = Rect::new(0.0, 0.0, f64::from(pixmap.width()), f64::from(pixmap.height()));
    context.set_transform(transform);
    context.set_paint(PaintType::Image(Image {
        image: ImageSource::Pixmap(Arc::new(pixmap)),
        sampler: ImageSampler {
            x_extend: Extend::Pad,
            y_extend: Extend::Pad,
            quality: ImageQuality::Medium,
            alpha: 1.0,
        },
    }));
    context.fill_rect(&area);
    context.reset_transform();
}

fn decode(png: &[u8]) -> Option<Pixmap> {
    // Width and height are the first two numbers of the header chunk.
    let side = |at: usize| Some(u32::from_be_bytes(png.get(at..at + 4)?.try_into().ok()?));
    let sides = [side(16)?, side(20)?];
    if sides.iter().any(|&side| side == 0 || side > MAX_SIDE) {
        return None;
    }
    Pixmap::from_png(Cursor::new(png)).ok()
}

/// The image at half its size, rounded up; each pixel the mean of four.
fn halve(source: &Pixmap) -> Pixmap {
    let (width, height) = (source.width(), source.height());
    let mut half = Pixmap::new(width.div_ceil(2), height.div_ceil(2));
    for y in 0..half.height() {
        for x in 0..half.width() {
            let (x0, y0) = (x * 2, y * 2);
            let (x1, y1) = ((x0 + 1).min(width - 1), (y0 + 1).min(height - 1));
            let four = [source.sample(x0, y0), source.sample(x1, y0), source.sample(x0, y1), source.sample(x1, y1)];
            let mean = |channel: fn(&PremulRgba8) -> u8| {
                ((four.iter().map(|pixel| u32::from(channel(pixel))).sum::<u32>() + 2) / 4) as u8
            };
            let pixel = PremulRgba8 { r: mean(|p| p.r), g: mean(|p| p.g), b: mean(|p| p.b), a: mean(|p| p.a) };
            half.set_pixel(x, y, pixel);
        }
    }
    half
}
