//! A grid of pictures with small gaps.

use image::imageops::{self, FilterType};
use image::{Rgba, RgbaImage as Canvas};
use reelspeed::RgbaImage;

use crate::failure::Failure;

/// Pixels between frames and around the grid.
const GAP: u32 = 8;
/// What lies between the frames.
const BACKGROUND: Rgba<u8> = Rgba([24, 24, 27, 255]);

/// A grid that is filled row by row.
pub(crate) struct Sheet {
    canvas: Canvas,
    columns: u32,
    tile: (u32, u32),
    filled: u32,
}

impl Sheet {
    /// An empty grid for frames of `frame` pixels, each shown `tile_width` pixels wide.
    pub(crate) fn new(columns: u32, rows: u32, tile_width: u32, frame: (u32, u32)) -> Self {
        let tile_height =
            (u64::from(tile_width) * u64::from(frame.1) / u64::from(frame.0.max(1))).clamp(1, 4096) as u32;
        let tile = (tile_width, tile_height);
        let size = |n: u32, side: u32| n * (side + GAP) + GAP;
        let canvas = Canvas::from_pixel(size(columns, tile.0), size(rows, tile.1), BACKGROUND);
        Self { canvas, columns, tile, filled: 0 }
    }

    /// Puts `frame` into the next place.
    pub(crate) fn add(&mut self, frame: RgbaImage) -> Result<(), Failure> {
        let picture = Canvas::from_raw(frame.width, frame.height, frame.pixels)
            .ok_or_else(|| Failure::Internal("a frame has fewer bytes than its size says".into()))?;
        let small = imageops::resize(&picture, self.tile.0, self.tile.1, FilterType::CatmullRom);
        let place = |n: u32, side: u32| i64::from(n * (side + GAP) + GAP);
        let (column, row) = (self.filled % self.columns, self.filled / self.columns);
        imageops::overlay(&mut self.canvas, &small, place(column, self.tile.0), place(row, self.tile.1));
        self.filled += 1;
        Ok(())
    }

    /// The whole grid.
    pub(crate) fn finish(self) -> RgbaImage {
        let (width, height) = self.canvas.dimensions();
        RgbaImage { width, height, pixels: self.canvas.into_raw() }
    }
}

/// The middles of `count` equal parts of `duration_secs`.
pub(crate) fn times(count: u32, duration_secs: f64) -> impl Iterator<Item = f64> {
    (0..count).map(move |i| duration_secs * (f64::from(i) + 0.5) / f64::from(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_stand_in_rows_with_gaps() {
        let mut sheet = Sheet::new(2, 2, 20, (10, 20));
        for shade in [100, 150, 200] {
            sheet.add(RgbaImage { width: 10, height: 20, pixels: [shade, 0, 0, 255].repeat(200) }).unwrap();
        }
        let image = sheet.finish();
        assert_eq!((image.width, image.height), (2 * 28 + 8, 2 * 48 + 8));
        let red = |x: u32, y: u32| image.pixels[((y * image.width + x) * 4) as usize];
        assert_eq!(
            [red(8, 8), red(36, 8), red(8, 56), red(36, 56), red(0, 0), red(30, 20)],
            [100, 150, 200, 24, 24, 24]
        );
    }

    #[test]
    fn times_are_the_middles_of_equal_parts() {
        assert_eq!(times(4, 8.0).collect::<Vec<_>>(), [1.0, 3.0, 5.0, 7.0]);
    }
}
