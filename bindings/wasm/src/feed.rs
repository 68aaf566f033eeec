//! Decoded pictures on their way in: the host writes the planes into memory that is lent to it, as WebCodecs lays them out.

use std::sync::Arc;

use reelspeed_core::{
    ColorSpace, ExternalPlanes, Frame, FrameDesc, FramePool, MAX_PLANES, PixelFormat, PoolBuffer, Size, Subsampling,
};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::yuv::rgba_to_premul_yuva_row;

use crate::failure::{Failure, Outcome};

/// The longest side of a picture that is taken.
const MAX_SIDE: u32 = 16_384;

/// How the samples of a picture lie in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// One plane after another.
    Planar(PixelFormat),
    /// Luma, then both chromas in turn.
    SemiPlanar,
    /// Four bytes a pixel.
    Packed {
        /// Blue comes first.
        bgr: bool,
        /// Whether the fourth byte is straight alpha.
        alpha: bool,
    },
}

impl Layout {
    /// By the name that WebCodecs has for it; `I400` (luma alone) is an addition.
    fn named(name: &str) -> Option<Self> {
        let packed = |bgr, alpha| Some(Self::Packed { bgr, alpha });
        match name {
            "NV12" => return Some(Self::SemiPlanar),
            "RGBA" => return packed(false, true),
            "RGBX" => return packed(false, false),
            "BGRA" => return packed(true, true),
            "BGRX" => return packed(true, false),
            _ => {}
        }
        let subsampling = match name.get(..4)? {
            "I400" => Subsampling::Gray,
            "I420" => Subsampling::S420,
            "I422" => Subsampling::S422,
            "I444" => Subsampling::S444,
            _ => return None,
        };
        let (alpha, rest) = match name[4..].strip_prefix('A') {
            Some(rest) => (true, rest),
            None => (false, &name[4..]),
        };
        let depth = match rest {
            "" => 8,
            "P10" => 10,
            "P12" => 12,
            _ => return None,
        };
        Some(Self::Planar(PixelFormat::new(subsampling, depth, alpha)))
    }

    /// Offset and stride of each plane, and the bytes of the whole.
    fn planes(self, size: Size) -> ([(usize, usize); MAX_PLANES], usize) {
        let mut planes = [(0, 0); MAX_PLANES];
        let mut bytes = 0;
        let mut add = |index: usize, stride: usize, rows: u32| {
            planes[index] = (bytes, stride);
            bytes += stride * rows as usize;
        };
        match self {
            Self::Planar(format) => {
                for i in 0..format.planes() {
                    let plane = format.plane_size(i, size);
                    add(i, plane.width as usize * format.bytes_per_sample(), plane.height);
                }
            }
            Self::SemiPlanar => {
                add(0, size.width as usize, size.height);
                add(1, size.width.div_ceil(2) as usize * 2, size.height.div_ceil(2));
            }
            Self::Packed { .. } => add(0, size.width as usize * 4, size.height),
        }
        (planes, bytes)
    }
}

/// A picture that the host is writing.
pub(crate) struct Incoming {
    /// Whose picture.
    pub(crate) clip: u32,
    layout: Layout,
    size: Size,
    color: ColorSpace,
    buffer: PoolBuffer,
}

impl Incoming {
    /// Memory for a picture. `color` is what the samples mean; RGB has BT.709's.
    pub(crate) fn new(clip: u32, size: Size, format: &str, color: ColorSpace, pool: &FramePool) -> Outcome<Self> {
        let layout = Layout::named(format).ok_or_else(|| {
            let known = "one of I420, I422, I444 (with A and P10 or P12), I400, NV12, RGBA, RGBX, BGRA, BGRX";
            Failure::argument("format", known, format!("{format:?}"))
        })?;
        let side = 1..=MAX_SIDE;
        if !side.contains(&size.width) || !side.contains(&size.height) {
            let actual = format!("{}x{}", size.width, size.height);
            return Err(Failure::argument("width and height", format!("1 to {MAX_SIDE}"), actual));
        }
        let buffer = pool.acquire(layout.planes(size).1)?;
        Ok(Self { clip, layout, size, color, buffer })
    }

    /// The first byte to write.
    pub(crate) fn address(&self) -> *const u8 {
        self.buffer.as_ptr()
    }

    /// How many bytes are to be written.
    pub(crate) fn len(&self) -> usize {
        self.buffer.as_slice().len()
    }

    /// The bytes, for tests.
    #[cfg(test)]
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        self.buffer.as_mut_slice()
    }

    /// The picture, when all is written.
    pub(crate) fn finish(self, pool: &FramePool) -> Outcome<Arc<Frame>> {
        let frame = match self.layout {
            Layout::Planar(format) => {
                let desc = FrameDesc { format, size: self.size, color: self.color };
                let planes = TightPlanes { planes: self.layout.planes(self.size).0, buffer: self.buffer };
                Frame::from_external(desc, Box::new(planes))
            }
            Layout::SemiPlanar => self.split_chroma(pool)?,
            Layout::Packed { bgr, alpha } => self.convert_rgb(bgr, alpha, pool)?,
        };
        Ok(Arc::new(frame))
    }

    fn split_chroma(self, pool: &FramePool) -> Outcome<Frame> {
        let desc = FrameDesc { format: PixelFormat::YUV420P, size: self.size, color: self.color };
        let mut frame = Frame::alloc(pool, desc)?;
        let ([(_, luma), (offset, chroma), ..], _) = self.layout.planes(self.size);
        let bytes = self.buffer.as_slice();
        if let Some([Some(mut y), Some(mut cb), Some(mut cr), _]) = frame.planes_mut() {
            for row in 0..y.height {
                y.row(row).copy_from_slice(&bytes[row * luma..][..luma]);
            }
            for row in 0..cb.height {
                let pairs = bytes[offset + row * chroma..][..chroma].chunks_exact(2);
                for ((pair, cb), cr) in pairs.zip(cb.row(row)).zip(cr.row(row)) {
                    (*cb, *cr) = (pair[0], pair[1]);
                }
            }
        }
        Ok(frame)
    }

    /// By the engine's exact formula; alpha stays straight.
    fn convert_rgb(mut self, bgr: bool, alpha: bool, pool: &FramePool) -> Outcome<Frame> {
        let level = SimdLevel::detected();
        let format = if alpha { PixelFormat::YUVA444P } else { PixelFormat::YUV444P };
        let desc = FrameDesc { format, size: self.size, color: ColorSpace::BT709_LIMITED };
        let mut frame = Frame::alloc(pool, desc)?;
        let width = self.size.width as usize;
        let mut ignored = vec![0; width];
        let Some([Some(mut y), Some(mut cb), Some(mut cr), mut a]) = frame.planes_mut() else { return Ok(frame) };
        for (row, bytes) in self.buffer.as_mut_slice().chunks_exact_mut(width * 4).enumerate() {
            let (pixels, _) = bytes.as_chunks_mut::<4>();
            if let Some(a) = &mut a {
                for (a, pixel) in a.row(row).iter_mut().zip(pixels.iter()) {
                    *a = pixel[3];
                }
            }
            for pixel in pixels.iter_mut() {
                if bgr {
                    pixel.swap(0, 2);
                }
                pixel[3] = 255;
            }
            rgba_to_premul_yuva_row(level, pixels, y.row(row), cb.row(row), cr.row(row), &mut ignored);
        }
        Ok(frame)
    }
}

/// Planes in a lent buffer, without gaps.
struct TightPlanes {
    planes: [(usize, usize); MAX_PLANES],
    buffer: PoolBuffer,
}

// SAFETY: `Layout::planes` lays the planes of the format out inside the buffer, which is as long as it says and is written by nobody
// until it is dropped.
unsafe impl ExternalPlanes for TightPlanes {
    fn plane(&self, index: usize) -> (*const u8, usize) {
        let (offset, stride) = self.planes[index];
        (self.buffer.as_slice()[offset..].as_ptr(), stride)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(size: Size, format: &str, fill: impl Fn(usize) -> u8) -> Arc<Frame> {
        let pool = FramePool::unlimited();
        let mut incoming = Incoming::new(0, size, format, ColorSpace::BT709_LIMITED, &pool).unwrap();
        for (i, byte) in incoming.bytes().iter_mut().enumerate() {
            *byte = fill(i);
        }
        incoming.finish(&pool).unwrap()
    }

    #[test]
    fn planes_of_odd_pictures_lie_one_after_another() {
        let frame = finished(Size::new(5, 3), "I420A", |i| i as u8);
        assert_eq!(frame.format(), PixelFormat::YUVA420P);
        assert_eq!(frame.plane(0).row(2), [10, 11, 12, 13, 14]);
        assert_eq!(frame.plane(1).row(1), [18, 19, 20]);
        assert_eq!(frame.plane(2).row(0), [21, 22, 23]);
        assert_eq!(frame.plane(3).row(0), [27, 28, 29, 30, 31]);
    }

    #[test]
    fn ten_bit_samples_are_two_bytes() {
        let frame = finished(Size::new(4, 2), "I422P10", |i| if i % 2 == 0 { (i / 2) as u8 } else { 1 });
        assert_eq!(frame.format(), PixelFormat::new(Subsampling::S422, 10, false));
        assert_eq!(frame.plane(2).row_u16(1), [256 + 14, 256 + 15]);
    }

    #[test]
    fn chroma_in_turn_is_split() {
        let frame = finished(Size::new(3, 2), "NV12", |i| i as u8);
        assert_eq!(
            (frame.plane(0).row(1), frame.plane(1).row(0), frame.plane(2).row(0)),
            (&[3, 4, 5][..], &[6, 8][..], &[7, 9][..])
        );
    }

    #[test]
    fn rgb_becomes_the_exact_yuv() {
        let pixel = [200, 30, 90, 77];
        let expected = reelspeed_core::Rgba8::rgb(200, 30, 90).to_yuv();
        for (format, order) in [("RGBA", [0, 1, 2, 3]), ("BGRX", [2, 1, 0, 3])] {
            let frame = finished(Size::new(2, 2), format, |i| pixel[order[i % 4]]);
            let sample = |plane: usize| frame.plane(plane).row(1)[1];
            assert_eq!((sample(0), sample(1), sample(2)), (expected.y, expected.cb, expected.cr), "{format}");
            assert_eq!(frame.format().alpha.then(|| sample(3)), (format == "RGBA").then_some(77));
        }
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        let pool = FramePool::unlimited();
        let begin = |w, h, format| Incoming::new(0, Size::new(w, h), format, ColorSpace::BT709_LIMITED, &pool).err();
        for (w, h, format) in [(0, 4, "I420"), (4, 20_000, "I420"), (4, 4, "I410"), (4, 4, "I420P9"), (4, 4, "é")] {
            assert_eq!(begin(w, h, format).map(|e| e.code), Some("INVALID_ARGUMENT"), "{w}x{h} {format}");
        }
    }
}
