//! A decoder's picture as a frame of the engine: without a copy where the layout allows.

use std::ffi::c_int;
use std::path::Path;

use ffmpeg_sys_next as ff;
use reelspeed_core::{ColorSpace, ExternalPlanes, Frame, FrameDesc, FramePool, Size};

use super::convert::Converter;
use crate::MediaError;
use crate::sys::color::{ColorHints, RawColor, color_space};
use crate::sys::pixfmt::{self, FormatInfo, Layout};
use crate::sys::{AvFrame, raw_enum};

/// Keeps a decoder's picture alive.
struct DecoderPlanes {
    frame: AvFrame,
}

// SAFETY: the planes belong to a reference-counted picture that the decoder no longer writes once it has given it out;
// `wrap` checked pointers and strides.
unsafe impl ExternalPlanes for DecoderPlanes {
    fn plane(&self, index: usize) -> (*const u8, usize) {
        // SAFETY: the frame is alive.
        unsafe {
            let f = &*self.frame.as_ptr();
            (f.data[index].cast_const(), f.linesize[index] as usize)
        }
    }
}

/// The colour tags of a picture, each from the picture where it says something, else from the stream.
fn tags(frame: &ff::AVFrame, stream: RawColor) -> RawColor {
    // SAFETY: reads enums as numbers.
    let own = unsafe {
        RawColor {
            matrix: raw_enum!(frame.colorspace),
            primaries: raw_enum!(frame.color_primaries),
            transfer: raw_enum!(frame.color_trc),
            range: raw_enum!(frame.color_range),
        }
    };
    let or = |own: c_int, stream: c_int, silent: c_int| if own == silent || own < 0 { stream } else { own };
    RawColor {
        matrix: or(own.matrix, stream.matrix, 2),
        primaries: or(own.primaries, stream.primaries, 2),
        transfer: or(own.transfer, stream.transfer, 2),
        range: or(own.range, stream.range, 0),
    }
}

/// Takes the content of `frame` over.
pub(super) fn wrap(
    frame: &mut AvFrame,
    stream_color: RawColor,
    pool: &FramePool,
    converter: &mut Converter,
    path: &Path,
) -> Result<Frame, MediaError> {
    let failed = |reason: &str| MediaError::DecodeFailed { path: path.to_owned(), at: None, reason: reason.to_owned() };
    // SAFETY: the decoder filled the frame.
    let f = unsafe { &*frame.as_ptr() };
    let info = pixfmt::from_raw(f.format)
        .and_then(|p| pixfmt::describe(p).map(|d| (p, d)))
        .ok_or_else(|| failed("a pixel format that is not supported"))?;
    let (av_format, FormatInfo { layout, full_range, rgb }) = info;
    if f.width <= 0 || f.height <= 0 {
        return Err(failed("a picture without a size"));
    }
    let size = Size::new(f.width as u32, f.height as u32);
    let color = color_space(tags(f, stream_color), ColorHints { height: size.height, full_range_format: full_range });
    match layout {
        Layout::Planar(format) => {
            let desc = FrameDesc { format, size, color };
            if usable_in_place(f, desc) {
                let frame = frame.take().ok_or_else(|| failed("out of memory"))?;
                return Ok(Frame::from_external(desc, Box::new(DecoderPlanes { frame })));
            }
            copy_planes(f, desc, pool)
        }
        Layout::SemiPlanar { format, shift, swapped } => {
            split_planes(f, FrameDesc { format, size, color }, shift, swapped, pool)
        }
        Layout::Convert(format) => {
            let color = if rgb { ColorSpace::BT709_LIMITED } else { color };
            converter.convert(f, av_format, FrameDesc { format, size, color }, rgb, pool).map_err(|e| match e {
                Some(e) => e,
                None => failed("the pixel format cannot be converted"),
            })
        }
    }
}

/// Every plane is there, rows follow each other downwards, 16-bit samples lie at even addresses.
fn usable_in_place(f: &ff::AVFrame, desc: FrameDesc) -> bool {
    let bytes = desc.format.bytes_per_sample();
    (0..desc.format.planes()).all(|i| {
        let row = desc.format.plane_size(i, desc.size).width as usize * bytes;
        !f.data[i].is_null()
            && f.linesize[i] > 0
            && f.linesize[i] as usize >= row
            && (f.linesize[i] as usize).is_multiple_of(bytes)
            && (f.data[i] as usize).is_multiple_of(bytes)
    }) && !f.buf[0].is_null()
}

/// Row `y` of plane `index` of a decoder's picture.
///
/// # Safety
///
/// The plane must hold the row, `len` bytes long.
unsafe fn row(f: &ff::AVFrame, index: usize, y: usize, len: usize) -> &[u8] {
    // SAFETY: the caller's promise; a negative stride walks upwards.
    unsafe { std::slice::from_raw_parts(f.data[index].offset(y as isize * f.linesize[index] as isize), len) }
}

fn copy_planes(f: &ff::AVFrame, desc: FrameDesc, pool: &FramePool) -> Result<Frame, MediaError> {
    let bytes = desc.format.bytes_per_sample();
    let mut out = Frame::alloc(pool, desc)?;
    if let Some(planes) = out.planes_mut() {
        for (i, plane) in planes.into_iter().flatten().enumerate() {
            let len = plane.width * bytes;
            for y in 0..plane.height {
                // SAFETY: the decoder's planes have the size that its format and picture size say.
                plane.data[y * plane.stride..][..len].copy_from_slice(unsafe { row(f, i, y, len) });
            }
        }
    }
    Ok(out)
}

/// NV12, P010 and their kin: Cb and Cr taken apart, samples moved to the low bits.
fn split_planes(
    f: &ff::AVFrame,
    desc: FrameDesc,
    shift: u32,
    swapped: bool,
    pool: &FramePool,
) -> Result<Frame, MediaError> {
    let bytes = desc.format.bytes_per_sample();
    let mut out = Frame::alloc(pool, desc)?;
    let Some([Some(y_plane), Some(a), Some(b), _]) = out.planes_mut() else { return Ok(out) };
    let (cb, cr) = if swapped { (b, a) } else { (a, b) };
    let value = |p: &[u8]| (u16::from_ne_bytes([p[0], p[1]]) >> shift).to_ne_bytes();
    for y in 0..y_plane.height {
        let len = y_plane.width * bytes;
        // SAFETY: as in `copy_planes`.
        let source = unsafe { row(f, 0, y, len) };
        let target = &mut y_plane.data[y * y_plane.stride..][..len];
        if bytes == 1 {
            target.copy_from_slice(source);
        } else {
            for (t, s) in target.chunks_exact_mut(2).zip(source.chunks_exact(2)) {
                t.copy_from_slice(&value(s));
            }
        }
    }
    for y in 0..cb.height {
        let len = cb.width * bytes;
        // SAFETY: as above; the plane holds both components side by side.
        let source = unsafe { row(f, 1, y, len * 2) };
        let (u, v) = (&mut cb.data[y * cb.stride..][..len], &mut cr.data[y * cr.stride..][..len]);
        if bytes == 1 {
            for ((u, v), s) in u.iter_mut().zip(v).zip(source.chunks_exact(2)) {
                (*u, *v) = (s[0], s[1]);
            }
        } else {
            for ((u, v), s) in u.chunks_exact_mut(2).zip(v.chunks_exact_mut(2)).zip(source.chunks_exact(4)) {
                u.copy_from_slice(&value(&s[..2]));
                v.copy_from_slice(&value(&s[2..]));
            }
        }
    }
    Ok(out)
}
