use std::fmt;

use reelspeed_core::{IRect, PremulRgba8, Size};

use vello_cpu::kurbo::Rect;

use crate::error::SpriteError;

/// A small picture, drawn once and blended many times.
#[derive(Clone, Default, PartialEq)]
pub struct Sprite {
    /// Rows from top to bottom without padding, `width * height` pixels in all.
    pub pixels: Vec<PremulRgba8>,
    /// Width in device pixels; zero when nothing is visible.
    pub width: u32,
    /// Height in device pixels; zero when nothing is visible.
    pub height: u32,
    /// Where the first pixel lies, in device pixels from the layout box's top-left corner: negative where ink, outline or
    /// shadow stick out to the left.
    pub origin_x: i32,
    /// The same downwards.
    pub origin_y: i32,
    /// Width of the layout box in document pixels, that is before [`scale`](Self::scale).
    pub layout_width: f64,
    /// Height of the layout box in document pixels.
    pub layout_height: f64,
    /// Device pixels per document pixel.
    pub scale: f64,
}

impl Sprite {
    /// Most pixels on one side.
    pub const MAX_SIDE: u32 = 8192;
    /// Most pixels in all.
    pub const MAX_PIXELS: u64 = 8192 * 8192;

    /// Whether there is nothing to blend.
    pub fn is_empty(&self) -> bool {
        self.pixels.is_empty()
    }

    /// Width by height in device pixels.
    pub const fn size(&self) -> Size {
        Size::new(self.width, self.height)
    }

    /// The sprite's place in device pixels, relative to the layout box's top-left corner.
    pub const fn bounds(&self) -> IRect {
        IRect::new(self.origin_x, self.origin_y, self.width, self.height)
    }

    /// The bytes that the pixels hold in memory.
    pub const fn bytes(&self) -> usize {
        self.width as usize * self.height as usize * size_of::<PremulRgba8>()
    }

    /// Sets the picture of the pixels of `area`.
    pub(crate) fn place(&mut self, area: IRect, pixels: Vec<PremulRgba8>) {
        self.pixels = pixels;
        (self.width, self.height) = (area.width, area.height);
        (self.origin_x, self.origin_y) = (area.x, area.y);
    }

    /// The pixel at a place of the sprite, `None` outside.
    pub fn pixel(&self, x: u32, y: u32) -> Option<PremulRgba8> {
        (x < self.width && y < self.height).then(|| self.pixels[y as usize * self.width as usize + x as usize])
    }
}

impl fmt::Debug for Sprite {
    /// Leaves the pixels out: there are too many to read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sprite")
            .field("bounds", &self.bounds())
            .field("layout", &(self.layout_width, self.layout_height))
            .field("scale", &self.scale)
            .finish_non_exhaustive()
    }
}

/// A size in fractional pixels, if a sprite may be as large.
pub(crate) fn check_size(width: f64, height: f64) -> Result<Size, SpriteError> {
    let (max_side, max_pixels) = (Sprite::MAX_SIDE, Sprite::MAX_PIXELS);
    let fits = |side: f64| side >= 0.0 && side <= f64::from(max_side);
    if fits(width) && fits(height) {
        let size = Size::new(libm::ceil(width) as u32, libm::ceil(height) as u32);
        if size.pixels() <= max_pixels {
            return Ok(size);
        }
    }
    Err(SpriteError::TooLarge { width, height, max_side, max_pixels })
}

/// The whole pixels that `bounds` touches, if a sprite may be as large.
pub(crate) fn check_bounds(bounds: Rect) -> Result<IRect, SpriteError> {
    let out = bounds.expand();
    let size = check_size(out.width(), out.height())?;
    // A sprite far away from its box cannot be addressed.
    let far = |edge: f64| !(-1e9..1e9).contains(&edge);
    if far(out.x0) || far(out.y0) {
        let (max_side, max_pixels) = (Sprite::MAX_SIDE, Sprite::MAX_PIXELS);
        return Err(SpriteError::TooLarge { width: out.x0, height: out.y0, max_side, max_pixels });
    }
    Ok(IRect::new(out.x0 as i32, out.y0 as i32, size.width, size.height))
}
