//! Raw pixels in and out of frames of the working space.

use reelspeed_core::{Frame, PlaneMut, PlaneRef, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::surface::{Yuv420Mut, Yuv420Ref, crop_plane};
use reelspeed_kernels::yuv::{rgb_to_yuv420, rgba_to_yuv420, yuv420_to_rgb, yuv420_to_rgba};
use reelspeed_model::request::RawPixelFormat;

/// Writes raw pixels of the frame's size into a frame of the working space. Bytes that `pixels` lacks leave the frame as it is.
pub(super) fn read(format: RawPixelFormat, pixels: &[u8], frame: &mut Frame) {
    let level = SimdLevel::detected();
    let Some(mut dst) = Yuv420Mut::of(frame) else { return };
    match format {
        RawPixelFormat::Rgba => rgba_to_yuv420(level, pixels, &mut dst),
        RawPixelFormat::Rgb24 => rgb_to_yuv420(level, pixels, &mut dst),
        RawPixelFormat::Yuv420p => {
            let rest = copy_in(pixels, &mut dst.y);
            let rest = copy_in(rest, &mut dst.cb);
            copy_in(rest, &mut dst.cr);
        }
        RawPixelFormat::Nv12 => {
            let rest = copy_in(pixels, &mut dst.y);
            let width = dst.cb.width;
            for (row, pairs) in rest.chunks_exact((2 * width).max(1)).take(dst.cb.height).enumerate() {
                let (cb, cr) = (dst.cb.row(row), dst.cr.row(row));
                for ((&[u, v], cb), cr) in pairs.as_chunks::<2>().0.iter().zip(cb).zip(cr) {
                    (*cb, *cr) = (u, v);
                }
            }
        }
    }
}

/// Writes the top left `size` pixels of a frame of the working space as raw pixels. `out` has the bytes of such a picture.
pub(super) fn write(format: RawPixelFormat, frame: &Frame, size: Size, out: &mut [u8]) {
    let level = SimdLevel::detected();
    let Some(src) = Yuv420Ref::of(frame) else { return };
    let (width, height) = (size.width as usize, size.height as usize);
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let src = Yuv420Ref {
        y: crop_plane(src.y, 0, 0, width, height),
        cb: crop_plane(src.cb, 0, 0, half_width, half_height),
        cr: crop_plane(src.cr, 0, 0, half_width, half_height),
    };
    match format {
        RawPixelFormat::Rgba => yuv420_to_rgba(level, src, out, width * 4),
        RawPixelFormat::Rgb24 => yuv420_to_rgb(level, src, out, width * 3),
        RawPixelFormat::Yuv420p => {
            let rest = copy_out(src.y, out);
            let rest = copy_out(src.cb, rest);
            copy_out(src.cr, rest);
        }
        RawPixelFormat::Nv12 => {
            let rest = copy_out(src.y, out);
            for (row, pairs) in rest.chunks_exact_mut((2 * half_width).max(1)).take(src.cb.height).enumerate() {
                let (cb, cr) = (src.cb.row(row), src.cr.row(row));
                for ((out, &u), &v) in pairs.as_chunks_mut::<2>().0.iter_mut().zip(cb).zip(cr) {
                    *out = [u, v];
                }
            }
        }
    }
}

/// Fills a plane from rows without gaps; gives what is left.
fn copy_in<'a>(bytes: &'a [u8], plane: &mut PlaneMut<'_>) -> &'a [u8] {
    let (mine, rest) = bytes.split_at((plane.width * plane.height).min(bytes.len()));
    for (row, from) in mine.chunks_exact(plane.width.max(1)).enumerate() {
        plane.row(row).copy_from_slice(from);
    }
    rest
}

/// Writes a plane as rows without gaps; gives what is left.
fn copy_out<'a>(plane: PlaneRef<'_>, bytes: &'a mut [u8]) -> &'a mut [u8] {
    let (mine, rest) = bytes.split_at_mut((plane.width * plane.height).min(bytes.len()));
    for (row, to) in mine.chunks_exact_mut(plane.width.max(1)).enumerate() {
        to.copy_from_slice(plane.row(row));
    }
    rest
}

#[cfg(test)]
mod tests {
    use reelspeed_core::{FrameDesc, FramePool};

    use super::*;

    fn noise(bytes: usize) -> Vec<u8> {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        (0..bytes).map(|_| next()).collect()
    }

    #[test]
    fn planar_pixels_go_in_and_out_unchanged() {
        let pool = FramePool::unlimited();
        for (width, height) in [(16, 16), (18, 20), (17, 19), (1, 1)] {
            for format in [RawPixelFormat::Yuv420p, RawPixelFormat::Nv12] {
                let pixels = noise(format.frame_bytes(width, height) as usize);
                let size = Size::new(width, height);
                let mut frame = Frame::alloc(&pool, FrameDesc::working(size)).unwrap();
                read(format, &pixels, &mut frame);
                let mut out = vec![0; pixels.len()];
                write(format, &frame, size, &mut out);
                assert_eq!(out, pixels, "{format:?} {width}x{height}");
            }
        }
    }

    #[test]
    fn both_planar_formats_are_the_same_picture() {
        let pool = FramePool::unlimited();
        let size = Size::new(18, 10);
        let pixels = noise(RawPixelFormat::Yuv420p.frame_bytes(18, 10) as usize);
        let mut frame = Frame::alloc(&pool, FrameDesc::working(size)).unwrap();
        read(RawPixelFormat::Yuv420p, &pixels, &mut frame);
        let mut nv12 = vec![0; pixels.len()];
        write(RawPixelFormat::Nv12, &frame, size, &mut nv12);
        let (luma, chroma) = (180, 45);
        assert_eq!(nv12[..luma], pixels[..luma]);
        for i in 0..chroma {
            assert_eq!(nv12[luma + 2 * i..][..2], [pixels[luma + i], pixels[luma + chroma + i]]);
        }
    }

    #[test]
    fn a_corner_of_a_larger_frame_is_written_without_gaps() {
        let pool = FramePool::unlimited();
        let mut frame = Frame::alloc(&pool, FrameDesc::working(Size::new(18, 12))).unwrap();
        read(RawPixelFormat::Rgba, &noise(18 * 12 * 4), &mut frame);
        let (mut whole, mut corner) = (vec![0; 18 * 12 * 4], vec![0; 17 * 11 * 4]);
        write(RawPixelFormat::Rgba, &frame, Size::new(18, 12), &mut whole);
        write(RawPixelFormat::Rgba, &frame, Size::new(17, 11), &mut corner);
        let mut rgb = vec![0; 17 * 11 * 3];
        write(RawPixelFormat::Rgb24, &frame, Size::new(17, 11), &mut rgb);
        for i in 0..17 * 11 {
            let (x, y) = (i % 17, i / 17);
            assert_eq!(corner[4 * i..][..3], whole[4 * (18 * y + x)..][..3], "{x}, {y}");
            assert_eq!(corner[4 * i..][..3], rgb[3 * i..][..3]);
        }
    }
}
