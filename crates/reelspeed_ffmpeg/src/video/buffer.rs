//! Decoders draw straight into buffers of the frame pool.

use std::ffi::{c_int, c_void};
use std::sync::{Mutex, PoisonError};

use ffmpeg_sys_next as ff;
use reelspeed_core::{FramePool, PoolBuffer, PoolError};

use crate::sys::pixfmt::{self, Layout};

/// Strides and planes begin at multiples of this many bytes: the widest vectors that decoders use.
const ALIGN: usize = 64;

/// What `get_buffer2` works with; lives as long as its decoder.
pub(super) struct PoolState {
    pool: FramePool,
    error: Mutex<Option<PoolError>>,
}

impl PoolState {
    pub(super) fn new(pool: FramePool) -> Box<Self> {
        Box::new(Self { pool, error: Mutex::new(None) })
    }

    /// The pool's refusal, if that is why decoding failed.
    pub(super) fn take_error(&self) -> Option<PoolError> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    /// Makes `ctx` take its buffers from the pool.
    ///
    /// # Safety
    ///
    /// `self` must outlive `ctx`.
    pub(super) unsafe fn install(&self, ctx: *mut ff::AVCodecContext, codec: &ff::AVCodec) {
        if codec.capabilities as u32 & ff::AV_CODEC_CAP_DR1 as u32 == 0 {
            return;
        }
        // SAFETY: the caller gives a context that is not yet open.
        unsafe {
            (*ctx).opaque = std::ptr::from_ref(self).cast_mut().cast();
            (*ctx).get_buffer2 = Some(get_buffer);
        }
    }
}

unsafe extern "C" fn get_buffer(ctx: *mut ff::AVCodecContext, frame: *mut ff::AVFrame, flags: c_int) -> c_int {
    // SAFETY: FFmpeg gives an open context and a frame with format and size set; `opaque` is the `PoolState`.
    unsafe {
        let state = &*(*ctx).opaque.cast::<PoolState>();
        let layout = pixfmt::from_raw((*frame).format).and_then(pixfmt::describe).map(|d| d.layout);
        let Some(Layout::Planar(format)) = layout else {
            // Taken apart or converted right after decoding, and gone again.
            return ff::avcodec_default_get_buffer2(ctx, frame, flags);
        };
        let (mut width, mut height) = ((*frame).width, (*frame).height);
        let mut align = [0; 8];
        ff::avcodec_align_dimensions2(ctx, &mut width, &mut height, align.as_mut_ptr());
        if width <= 0 || height <= 0 {
            return ff::AVERROR(22);
        }
        let (sx, sy) = format.chroma_shift();
        // Chroma strides stay an exact fraction of luma's, as with FFmpeg's own allocator.
        let stride = (width as usize * format.bytes_per_sample()).next_multiple_of(ALIGN << sx);
        let mut offsets = [0usize; 4];
        let mut strides = [0usize; 4];
        let mut total = 0usize;
        for plane in 0..format.planes() {
            let chroma = format.planes() > 2 && (plane == 1 || plane == 2);
            let (shift_x, shift_y) = if chroma { (sx, sy) } else { (0, 0) };
            let rows = (height as usize).div_ceil(1 << shift_y);
            offsets[plane] = total;
            strides[plane] = stride >> shift_x;
            // Vector code may read one register past the last row.
            total += (strides[plane] * rows + ALIGN).next_multiple_of(ALIGN);
        }
        let buffer = match state.pool.acquire(total) {
            Ok(buffer) => buffer,
            Err(error) => {
                *state.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
                return ff::AVERROR(12);
            }
        };
        let mut buffer = Box::new(buffer);
        let base = buffer.as_mut_slice().as_mut_ptr();
        let opaque = Box::into_raw(buffer);
        let reference = ff::av_buffer_create(base, total as _, Some(free_buffer), opaque.cast(), 0);
        if reference.is_null() {
            drop(Box::from_raw(opaque));
            return ff::AVERROR(12);
        }
        (*frame).buf[0] = reference;
        for plane in 0..format.planes() {
            (*frame).data[plane] = base.add(offsets[plane]);
            (*frame).linesize[plane] = strides[plane] as c_int;
        }
        (*frame).extended_data = (*frame).data.as_mut_ptr();
        0
    }
}

unsafe extern "C" fn free_buffer(opaque: *mut c_void, _: *mut u8) {
    // SAFETY: made by `Box::into_raw` in `get_buffer`; called once, when the last reference is gone.
    drop(unsafe { Box::from_raw(opaque.cast::<PoolBuffer>()) });
}
