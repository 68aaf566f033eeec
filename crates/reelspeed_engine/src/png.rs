//! Pictures as PNG files.

use std::io::Cursor;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};

use crate::{EngineError, RgbaImage};

impl RgbaImage {
    /// The picture as a PNG file in memory; without an alpha channel where every pixel is opaque. Packed quickly rather than small.
    ///
    /// # Errors
    /// `INTERNAL` where a side is 0 or `pixels` has not `width * height * 4` bytes.
    pub fn to_png(&self) -> Result<Vec<u8>, EngineError> {
        let failed = |message: String| EngineError::Internal { thread: "picture", message };
        let expected = u64::from(self.width) * u64::from(self.height) * 4;
        if self.pixels.len() as u64 != expected || expected == 0 {
            return Err(failed(format!("{self:?} with {} bytes of pixels", self.pixels.len())));
        }
        let mut bytes = Cursor::new(Vec::new());
        let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
        let opaque = self.pixels.chunks_exact(4).all(|p| p[3] == 255);
        let result = if opaque {
            let rgb: Vec<u8> = self.pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
            encoder.write_image(&rgb, self.width, self.height, ExtendedColorType::Rgb8)
        } else {
            encoder.write_image(&self.pixels, self.width, self.height, ExtendedColorType::Rgba8)
        };
        result.map_err(|e| failed(format!("cannot encode PNG: {e}")))?;
        Ok(bytes.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_survive_with_and_without_alpha() {
        for alpha in [255, 17] {
            let pixels = vec![1, 2, 3, 255, 250, 130, 9, alpha];
            let image = RgbaImage { width: 2, height: 1, pixels: pixels.clone() };
            let decoded = image::load_from_memory(&image.to_png().unwrap()).unwrap();
            assert_eq!(decoded.color().has_alpha(), alpha != 255);
            assert_eq!(decoded.to_rgba8().into_raw(), pixels);
        }
        let short = RgbaImage { width: 2, height: 1, pixels: vec![0; 4] };
        assert_eq!(short.to_png().unwrap_err().code().as_str(), "INTERNAL");
    }
}
