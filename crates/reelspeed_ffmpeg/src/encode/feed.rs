//! Frames on their way into an encoder: software encoders read the engine's planes where they lie, hardware gets a copy in
//! its own layout.

use std::ffi::{c_int, c_void};
use std::ptr;
use std::sync::Arc;

use ffmpeg_sys_next as ff;
use reelspeed_core::{ColorSpace, Frame, PixelFormat, Size, Subsampling};

use crate::sys::color::raw_color;
use crate::sys::{AvFrame, pixfmt, reason};

use ff::AVPixelFormat as P;

/// How an encoder wants its pictures.
pub(super) enum Feed {
    /// As they are.
    Planar(P),
    /// Cb and Cr in one plane, in main memory.
    SemiPlanar(P),
    /// As above, then uploaded.
    Upload {
        /// The layout in main memory.
        layout: P,
        device: BufferRef,
        frames: BufferRef,
    },
}

/// Owns an `AVBufferRef`.
pub(super) struct BufferRef(pub(super) *mut ff::AVBufferRef);

// SAFETY: hardware contexts count references atomically and may be used from any one thread.
unsafe impl Send for BufferRef {}

impl Drop for BufferRef {
    fn drop(&mut self) {
        // SAFETY: our reference, dropped once.
        unsafe { ff::av_buffer_unref(&mut self.0) };
    }
}

impl Feed {
    /// The feed for an encoder, with its device opened where it needs one.
    pub(super) fn for_encoder(name: &str, format: PixelFormat, size: Size) -> Result<Self, String> {
        let semi = || match (format.subsampling, format.depth, format.alpha) {
            (Subsampling::S420, 8, false) => Ok(P::AV_PIX_FMT_NV12),
            (Subsampling::S420, 10, false) => Ok(P::AV_PIX_FMT_P010LE),
            _ => Err("only 4:2:0 with 8 or 10 bits is supported".to_owned()),
        };
        if name.ends_with("_vaapi") {
            return upload(semi()?, ff::AVHWDeviceType::AV_HWDEVICE_TYPE_VAAPI, P::AV_PIX_FMT_VAAPI, size);
        }
        if name.ends_with("_qsv") || (name.ends_with("_nvenc") && format.depth > 8) {
            return Ok(Self::SemiPlanar(semi()?));
        }
        if name.ends_with("_videotoolbox") {
            return Ok(Self::SemiPlanar(semi()?));
        }
        pixfmt::to_av(format).map(Self::Planar).ok_or_else(|| "the pixel format is not supported".to_owned())
    }

    /// The pixel format that the encoder is opened with.
    pub(super) fn encoder_format(&self) -> P {
        match self {
            Self::Planar(p) | Self::SemiPlanar(p) => *p,
            Self::Upload { .. } => P::AV_PIX_FMT_VAAPI,
        }
    }

    /// Gives the encoder its device.
    ///
    /// # Safety
    ///
    /// `ctx` is allocated and not open.
    pub(super) unsafe fn install(&self, ctx: *mut ff::AVCodecContext) {
        if let Self::Upload { device, frames, .. } = self {
            // SAFETY: the references are alive; the context owns the new ones.
            unsafe {
                (*ctx).hw_device_ctx = ff::av_buffer_ref(device.0);
                (*ctx).hw_frames_ctx = ff::av_buffer_ref(frames.0);
            }
        }
    }

    /// The picture as the encoder takes it. The engine's frame lives until the encoder lets go of it.
    pub(super) fn picture(&self, frame: &Arc<Frame>, color: ColorSpace, pts: i64) -> Result<AvFrame, String> {
        let out = match self {
            Self::Planar(p) => borrow(frame, *p)?,
            Self::SemiPlanar(p) => interleave(frame, *p)?,
            Self::Upload { layout, frames, .. } => {
                let source = interleave(frame, *layout)?;
                let target = AvFrame::new().ok_or("out of memory")?;
                // SAFETY: all are alive; the transfer checks sizes and formats.
                let code = unsafe {
                    match ff::av_hwframe_get_buffer(frames.0, target.as_ptr(), 0) {
                        0 => ff::av_hwframe_transfer_data(target.as_ptr(), source.as_ptr(), 0),
                        code => code,
                    }
                };
                if code < 0 {
                    return Err(reason(code));
                }
                target
            }
        };
        let (primaries, transfer, matrix, range) = raw_color(color);
        // SAFETY: the frame is ours.
        unsafe {
            let f = &mut *out.as_ptr();
            f.pts = pts;
            f.color_primaries = primaries;
            f.color_trc = transfer;
            f.colorspace = matrix;
            f.color_range = range;
            f.sample_aspect_ratio = ff::AVRational { num: 1, den: 1 };
            #[cfg(ffmpeg_6_0)]
            {
                f.duration = 1;
            }
        }
        Ok(out)
    }
}

fn upload(layout: P, kind: ff::AVHWDeviceType, surface: P, size: Size) -> Result<Feed, String> {
    let mut device = ptr::null_mut();
    // SAFETY: the default device of its kind, without options.
    let code = unsafe { ff::av_hwdevice_ctx_create(&mut device, kind, ptr::null(), ptr::null_mut(), 0) };
    if code < 0 {
        return Err(format!("no device: {}", reason(code)));
    }
    let device = BufferRef(device);
    // SAFETY: the device is open.
    let frames = BufferRef(unsafe { ff::av_hwframe_ctx_alloc(device.0) });
    if frames.0.is_null() {
        return Err("out of memory".to_owned());
    }
    // SAFETY: a fresh frames context; its fields are set before it is initialised.
    let code = unsafe {
        let f = &mut *(*frames.0).data.cast::<ff::AVHWFramesContext>();
        f.format = surface;
        f.sw_format = layout;
        f.width = size.width as c_int;
        f.height = size.height as c_int;
        f.initial_pool_size = 20;
        ff::av_hwframe_ctx_init(frames.0)
    };
    if code < 0 {
        return Err(format!("no surfaces: {}", reason(code)));
    }
    Ok(Feed::Upload { layout, device, frames })
}

unsafe extern "C" fn free_frame(opaque: *mut c_void, _: *mut u8) {
    // SAFETY: made by `Box::into_raw` in `borrow`; called once.
    drop(unsafe { Box::from_raw(opaque.cast::<Arc<Frame>>()) });
}

/// An `AVFrame` over the engine's planes.
fn borrow(frame: &Arc<Frame>, format: P) -> Result<AvFrame, String> {
    let out = AvFrame::new().ok_or("out of memory")?;
    let size = frame.size();
    let first = frame.plane(0);
    let opaque = Box::into_raw(Box::new(Arc::clone(frame)));
    // SAFETY: the planes stay where they are while the boxed `Arc` lives, which the buffer's free callback ends; the buffer
    // is marked read-only, so nobody writes through it.
    unsafe {
        let reference = ff::av_buffer_create(
            first.data.as_ptr().cast_mut(),
            first.data.len() as _,
            Some(free_frame),
            opaque.cast(),
            ff::AV_BUFFER_FLAG_READONLY as c_int,
        );
        if reference.is_null() {
            drop(Box::from_raw(opaque));
            return Err("out of memory".to_owned());
        }
        let f = &mut *out.as_ptr();
        f.buf[0] = reference;
        f.format = format as c_int;
        f.width = size.width as c_int;
        f.height = size.height as c_int;
        for i in 0..frame.format().planes() {
            let (data, stride) = frame.plane_ptr(i);
            f.data[i] = data.cast_mut();
            f.linesize[i] = stride as c_int;
        }
    }
    Ok(out)
}

/// NV12 or P010 in memory of FFmpeg's.
fn interleave(frame: &Arc<Frame>, format: P) -> Result<AvFrame, String> {
    let out = AvFrame::new().ok_or("out of memory")?;
    let size = frame.size();
    // SAFETY: the frame is ours and empty.
    let code = unsafe {
        let f = &mut *out.as_ptr();
        f.format = format as c_int;
        f.width = size.width as c_int;
        f.height = size.height as c_int;
        ff::av_frame_get_buffer(out.as_ptr(), 0)
    };
    if code < 0 {
        return Err(reason(code));
    }
    let depth = frame.format().depth;
    let bytes = frame.format().bytes_per_sample();
    let shift = if depth > 8 { 16 - u32::from(depth) } else { 0 };
    let raise = |v: &[u8]| (u16::from_ne_bytes([v[0], v[1]]) << shift).to_ne_bytes();
    let (luma, cb, cr) = (frame.plane(0), frame.plane(1), frame.plane(2));
    // SAFETY: `av_frame_get_buffer` gave two planes of the picture's size.
    let target = |plane: usize, y: usize, len: usize| unsafe {
        let f = &*out.as_ptr();
        std::slice::from_raw_parts_mut(f.data[plane].offset(y as isize * f.linesize[plane] as isize), len)
    };
    for y in 0..luma.height {
        let source = &luma.data[y * luma.stride..][..luma.width * bytes];
        let row = target(0, y, source.len());
        if bytes == 1 {
            row.copy_from_slice(source);
        } else {
            row.chunks_exact_mut(2).zip(source.chunks_exact(2)).for_each(|(t, s)| t.copy_from_slice(&raise(s)));
        }
    }
    for y in 0..cb.height {
        let len = cb.width * bytes;
        let (u, v) = (&cb.data[y * cb.stride..][..len], &cr.data[y * cr.stride..][..len]);
        let row = target(1, y, len * 2);
        if bytes == 1 {
            row.chunks_exact_mut(2).zip(u.iter().zip(v)).for_each(|(t, (u, v))| t.copy_from_slice(&[*u, *v]));
        } else {
            for (t, (u, v)) in row.chunks_exact_mut(4).zip(u.chunks_exact(2).zip(v.chunks_exact(2))) {
                t[..2].copy_from_slice(&raise(u));
                t[2..].copy_from_slice(&raise(v));
            }
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use reelspeed_core::{FrameDesc, FramePool};

    fn numbered(format: PixelFormat) -> Arc<Frame> {
        let desc = FrameDesc { format, size: Size::new(6, 4), color: ColorSpace::BT709_LIMITED };
        let mut frame = Frame::alloc(&FramePool::unlimited(), desc).unwrap();
        for (i, mut plane) in frame.planes_mut().unwrap().into_iter().flatten().enumerate() {
            for y in 0..plane.height {
                for x in 0..plane.width {
                    let v = i * 100 + y * 10 + x;
                    match format.depth {
                        8 => plane.row(y)[x] = v as u8,
                        _ => plane.row_u16(y)[x] = v as u16,
                    }
                }
            }
        }
        Arc::new(frame)
    }

    fn row<T: Copy>(frame: &AvFrame, plane: usize, y: usize, len: usize) -> Vec<T> {
        // SAFETY: the planes were allocated for the picture's size.
        unsafe {
            let f = &*frame.as_ptr();
            let p = f.data[plane].add(y * f.linesize[plane] as usize).cast::<T>();
            std::slice::from_raw_parts(p, len).to_vec()
        }
    }

    #[test]
    fn chroma_alternates_and_ten_bits_move_up() {
        let out = interleave(&numbered(PixelFormat::YUV420P), P::AV_PIX_FMT_NV12).unwrap();
        assert_eq!(row::<u8>(&out, 0, 3, 6), [30, 31, 32, 33, 34, 35]);
        assert_eq!(row::<u8>(&out, 1, 1, 6), [110, 210, 111, 211, 112, 212]);
        let ten = numbered(PixelFormat::new(Subsampling::S420, 10, false));
        let out = interleave(&ten, P::AV_PIX_FMT_P010LE).unwrap();
        assert_eq!(row::<u16>(&out, 0, 1, 2), [10 << 6, 11 << 6]);
        assert_eq!(row::<u16>(&out, 1, 0, 4), [100 << 6, 200 << 6, 101 << 6, 201 << 6]);
    }

    #[test]
    fn a_borrowed_frame_is_the_same_memory_and_is_let_go() {
        let frame = numbered(PixelFormat::YUV420P);
        let feed = Feed::Planar(P::AV_PIX_FMT_YUV420P);
        let out = feed.picture(&frame, ColorSpace::BT709_LIMITED, 7).unwrap();
        // SAFETY: the frame is alive.
        let (data, pts) = unsafe { ((*out.as_ptr()).data[2].cast_const(), (*out.as_ptr()).pts) };
        assert_eq!((data, pts), (frame.plane_ptr(2).0, 7));
        assert_eq!(Arc::strong_count(&frame), 2);
        drop(out);
        assert_eq!(Arc::strong_count(&frame), 1);
    }
}
