//! Still and animated images as pictures of the working space.
//!
//! PNG (also 16-bit, gray and palette), JPEG (turned as its EXIF says), WebP, and animated GIF, APNG and WebP. Frames are laid over
//! each other as the file says (disposal and blending). Embedded colour profiles are not applied: samples count as sRGB. Animated
//! AVIF is a video and not read here.
//!
//! A frame that says it lasts 10 ms or less lasts 100 ms, as in browsers.

mod animated;
mod convert;
#[cfg(test)]
mod tests;

use std::io::Cursor;
use std::sync::Arc;

use ::image::codecs::gif::GifDecoder;
use ::image::codecs::jpeg::JpegDecoder;
use ::image::codecs::png::PngDecoder;
use ::image::codecs::webp::WebPDecoder;
use ::image::error::LimitErrorKind;
use ::image::metadata::Orientation;
use ::image::{AnimationDecoder, DynamicImage, Frames, ImageDecoder, ImageFormat, Limits};
use reelspeed_core::{FramePool, Size};

use crate::ImageError;
pub use animated::AnimatedImage;

/// How much of an image is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageLimits {
    /// The longest side in pixels. Default 8192.
    pub max_side: u32,
    /// The most pixels of a still image; frames of an animation may have a quarter of them. Default 64 Mi.
    pub max_pixels: u64,
    /// The most bytes that a decoder may take at once. Default 512 MiB.
    pub max_alloc_bytes: u64,
    /// The most frames of an animation. Default 10,000.
    pub max_frames: usize,
    /// The most pixels of all frames of an animation together. Default 2 Gi.
    pub max_total_pixels: u64,
    /// The most bytes of an animation's frames that are kept decoded. What is beyond is decoded again when it is asked for.
    /// Default 32 MiB; one frame is always kept.
    pub max_kept_bytes: u64,
}

impl Default for ImageLimits {
    fn default() -> Self {
        Self {
            max_side: 8192,
            max_pixels: 64 << 20,
            max_alloc_bytes: 512 << 20,
            max_frames: 10_000,
            max_total_pixels: 2 << 30,
            max_kept_bytes: 32 << 20,
        }
    }
}

impl ImageLimits {
    fn check(&self, (width, height): (u32, u32), max_pixels: u64) -> Result<Size, ImageError> {
        let size = Size::new(width, height);
        if width > self.max_side || height > self.max_side || size.pixels() > max_pixels {
            return Err(ImageError::TooLarge { width, height, max_side: self.max_side, max_pixels });
        }
        Ok(size)
    }

    fn check_still(&self, size: (u32, u32)) -> Result<Size, ImageError> {
        self.check(size, self.max_pixels)
    }

    /// A decoder of animations holds several frames at once.
    fn check_animated(&self, size: (u32, u32)) -> Result<Size, ImageError> {
        self.check(size, self.max_pixels / 4)
    }

    fn for_decoder(&self) -> Limits {
        let mut limits = Limits::default();
        limits.max_image_width = Some(self.max_side);
        limits.max_image_height = Some(self.max_side);
        limits.max_alloc = Some(self.max_alloc_bytes);
        limits
    }
}

/// Decodes a still or animated image with the default [`ImageLimits`].
///
/// # Errors
///
/// [`ImageError`]: an unknown format, a broken file, one larger than the limits, or a pool without room.
pub fn decode_image(bytes: impl Into<Arc<[u8]>>, pool: &FramePool) -> Result<AnimatedImage, ImageError> {
    AnimatedImage::decode(bytes.into(), pool, ImageLimits::default())
}

/// Whether a file that begins like this (its first 12 bytes are enough) is for the image decoders here and not for a video decoder.
pub fn is_image(head: &[u8]) -> bool {
    head.starts_with(b"\x89PNG\r\n\x1a\n")
        || head.starts_with(b"\xff\xd8\xff")
        || head.starts_with(b"GIF87a")
        || head.starts_with(b"GIF89a")
        || (head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP".as_slice()))
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Png,
    Apng,
    Jpeg,
    WebP,
    AnimatedWebP,
    Gif,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Apng => "APNG",
            Self::Jpeg => "JPEG",
            Self::WebP | Self::AnimatedWebP => "WebP",
            Self::Gif => "GIF",
        }
    }

    /// Keeps what the decoder says, as it is.
    fn error(self, error: ::image::ImageError, limits: &ImageLimits) -> ImageError {
        if let ::image::ImageError::Limits(limit) = &error
            && matches!(limit.kind(), LimitErrorKind::InsufficientMemory)
        {
            return ImageError::TooMuchMemory { limit: limits.max_alloc_bytes };
        }
        ImageError::Broken { format: self.name(), message: error.to_string() }
    }
}

/// The bytes of a file with the limits under which they are read.
#[derive(Clone, Debug)]
struct Input {
    bytes: Arc<[u8]>,
    kind: Kind,
    limits: ImageLimits,
}

impl Input {
    fn open(bytes: Arc<[u8]>, limits: ImageLimits) -> Result<Self, ImageError> {
        let format = ::image::guess_format(&bytes).map_err(|_| ImageError::UnknownFormat)?;
        let reader = || Cursor::new(Arc::clone(&bytes));
        let kind = match format {
            ImageFormat::Jpeg => Kind::Jpeg,
            ImageFormat::Gif => Kind::Gif,
            ImageFormat::Png => {
                let decoder =
                    PngDecoder::with_limits(reader(), limits.for_decoder()).map_err(|e| Kind::Png.error(e, &limits))?;
                let animated = decoder.is_apng().map_err(|e| Kind::Png.error(e, &limits))?;
                if animated { Kind::Apng } else { Kind::Png }
            }
            ImageFormat::WebP => {
                let decoder = WebPDecoder::new(reader()).map_err(|e| Kind::WebP.error(e, &limits))?;
                if decoder.has_animation() { Kind::AnimatedWebP } else { Kind::WebP }
            }
            _ => return Err(ImageError::UnknownFormat),
        };
        Ok(Self { bytes, kind, limits })
    }

    fn reader(&self) -> Cursor<Arc<[u8]>> {
        Cursor::new(Arc::clone(&self.bytes))
    }

    fn error(&self, error: ::image::ImageError) -> ImageError {
        self.kind.error(error, &self.limits)
    }

    fn is_animated(&self) -> bool {
        matches!(self.kind, Kind::Apng | Kind::AnimatedWebP | Kind::Gif)
    }

    /// The picture of a still image, turned upright.
    fn still(&self) -> Result<DynamicImage, ImageError> {
        match self.kind {
            Kind::Jpeg => self.upright(JpegDecoder::new(self.reader()).map_err(|e| self.error(e))?),
            Kind::WebP | Kind::AnimatedWebP => {
                self.upright(WebPDecoder::new(self.reader()).map_err(|e| self.error(e))?)
            }
            Kind::Png | Kind::Apng | Kind::Gif => {
                let decoder = PngDecoder::with_limits(self.reader(), self.limits.for_decoder());
                self.upright(decoder.map_err(|e| self.error(e))?)
            }
        }
    }

    fn upright(&self, mut decoder: impl ImageDecoder) -> Result<DynamicImage, ImageError> {
        self.limits.check_still(decoder.dimensions())?;
        // The limit is the decoder's own affair; the picture's bytes are counted here.
        let mut limits = self.limits.for_decoder();
        limits.reserve(decoder.total_bytes()).map_err(|e| self.error(e))?;
        decoder.set_limits(limits).map_err(|e| self.error(e))?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut image = DynamicImage::from_decoder(decoder).map_err(|e| self.error(e))?;
        image.apply_orientation(orientation);
        Ok(image)
    }

    /// The frames of an animation from its beginning, and their size.
    fn frames(&self) -> Result<(Size, Frames<'static>), ImageError> {
        let limits = self.limits.for_decoder();
        match self.kind {
            Kind::Gif => {
                let mut decoder = GifDecoder::new(self.reader()).map_err(|e| self.error(e))?;
                let size = self.limits.check_animated(decoder.dimensions())?;
                decoder.set_limits(limits).map_err(|e| self.error(e))?;
                Ok((size, decoder.into_frames()))
            }
            Kind::WebP | Kind::AnimatedWebP => {
                let mut decoder = WebPDecoder::new(self.reader()).map_err(|e| self.error(e))?;
                let size = self.limits.check_animated(decoder.dimensions())?;
                decoder.set_limits(limits).map_err(|e| self.error(e))?;
                Ok((size, decoder.into_frames()))
            }
            Kind::Apng | Kind::Png | Kind::Jpeg => {
                let decoder = PngDecoder::with_limits(self.reader(), limits).map_err(|e| self.error(e))?;
                let size = self.limits.check_animated(decoder.dimensions())?;
                Ok((size, decoder.apng().map_err(|e| self.error(e))?.into_frames()))
            }
        }
    }
}
