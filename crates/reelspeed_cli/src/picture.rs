//! PNG files.

use std::io::Cursor;
use std::path::Path;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder};
use reelspeed::{AtomicOutput, RgbaImage};

use crate::console;
use crate::failure::Failure;

/// Writes `image` to `output`, which appears only when it is complete; `-` is standard output.
pub(crate) fn write_png(image: &RgbaImage, output: &Path) -> Result<(), Failure> {
    let bytes = encode(image)?;
    if output.as_os_str() == "-" {
        return console::write(&bytes);
    }
    let file = AtomicOutput::create(output)?;
    let failed = |source| Failure::File { action: "cannot write", path: output.to_owned(), source };
    std::fs::write(file.path(), bytes).map_err(failed)?;
    file.commit()?;
    Ok(())
}

/// PNG without an alpha channel where every pixel is opaque.
fn encode(image: &RgbaImage) -> Result<Vec<u8>, Failure> {
    let mut bytes = Cursor::new(Vec::new());
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive);
    let opaque = image.pixels.chunks_exact(4).all(|p| p[3] == 255);
    let result = if opaque {
        let rgb: Vec<u8> = image.pixels.chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect();
        encoder.write_image(&rgb, image.width, image.height, ExtendedColorType::Rgb8)
    } else {
        encoder.write_image(&image.pixels, image.width, image.height, ExtendedColorType::Rgba8)
    };
    result.map_err(|e| Failure::Internal(format!("cannot encode PNG: {e}")))?;
    Ok(bytes.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_survive_with_and_without_alpha() {
        for alpha in [255, 17] {
            let pixels = vec![1, 2, 3, 255, 250, 130, 9, alpha];
            let image = RgbaImage { width: 2, height: 1, pixels: pixels.clone() };
            let decoded = image::load_from_memory(&encode(&image).unwrap()).unwrap();
            assert_eq!(decoded.color().has_alpha(), alpha != 255);
            assert_eq!(decoded.to_rgba8().into_raw(), pixels);
        }
    }
}
