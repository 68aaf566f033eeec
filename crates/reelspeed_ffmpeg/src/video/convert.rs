//! Pixel formats that the engine does not work in: RGB and palettes (screen recordings, GIF, PNG) and oddly packed or
//! subsampled YUV. 8-bit RGB goes through the engine's own exact formula; the rest through swscale, tagged with what it is
//! afterwards. All of these are rare or small; no camera or editor writes them.

use std::ffi::c_int;
use std::ptr;

use ffmpeg_sys_next as ff;
use reelspeed_core::{ColorMatrix, ColorRange, Frame, FrameDesc, FramePool, Rgba8};

use crate::MediaError;
use crate::sys::pixfmt;

use ff::AVPixelFormat as P;

/// Bicubic, full chroma both ways, accurate rounding, the same on every CPU. As numbers: some releases of FFmpeg have them
/// as macros and some as an enum.
const SCALE_FLAGS: c_int = 0x4 | 0x2000 | 0x4000 | 0x4_0000 | 0x8_0000;

/// A swscale context, kept while pictures stay alike.
pub(super) struct Converter {
    context: *mut ff::SwsContext,
    key: Option<(c_int, FrameDesc)>,
}

// SAFETY: the context is used through `&mut` only and is not bound to a thread.
unsafe impl Send for Converter {}

impl Converter {
    pub(super) fn new() -> Self {
        Self { context: ptr::null_mut(), key: None }
    }

    /// Converts a picture. The error is `None` where the format cannot be converted at all.
    pub(super) fn convert(
        &mut self,
        f: &ff::AVFrame,
        source: P,
        desc: FrameDesc,
        rgb: bool,
        pool: &FramePool,
    ) -> Result<Frame, Option<MediaError>> {
        let mut out = Frame::alloc(pool, desc).map_err(|e| Some(e.into()))?;
        if let Some(order) = byte_order(source) {
            from_bytes(f, order, &mut out);
            return Ok(out);
        }
        self.prepare(f, source, desc, rgb).ok_or(None)?;
        let mut data = [ptr::null_mut::<u8>(); 4];
        let mut strides = [0 as c_int; 4];
        for (i, plane) in out.planes_mut().into_iter().flatten().flatten().enumerate() {
            data[i] = plane.data.as_mut_ptr();
            strides[i] = plane.stride as c_int;
        }
        // SAFETY: both pictures have the size and format that the context was made for.
        let rows = unsafe {
            ff::sws_scale(
                self.context,
                f.data.as_ptr().cast(),
                f.linesize.as_ptr(),
                0,
                f.height,
                data.as_ptr(),
                strides.as_ptr(),
            )
        };
        if rows == f.height { Ok(out) } else { Err(None) }
    }

    fn prepare(&mut self, f: &ff::AVFrame, source: P, desc: FrameDesc, rgb: bool) -> Option<()> {
        let key = Some((f.format, desc));
        if self.key == key {
            return Some(());
        }
        self.key = None;
        let target = pixfmt::to_av(desc.format)?;
        let (w, h) = (f.width, f.height);
        // SAFETY: a new context replaces the old one; all pointers are ours or null where allowed.
        unsafe {
            ff::sws_freeContext(self.context);
            self.context = ff::sws_getContext(
                w,
                h,
                source,
                w,
                h,
                target,
                SCALE_FLAGS,
                ptr::null_mut(),
                ptr::null_mut(),
                ptr::null(),
            );
            if self.context.is_null() {
                return None;
            }
            let matrix = match desc.color.matrix {
                ColorMatrix::Bt709 => ff::SWS_CS_ITU709,
                ColorMatrix::Bt2020 => ff::SWS_CS_BT2020,
                ColorMatrix::Smpte240m => ff::SWS_CS_SMPTE240M,
                ColorMatrix::Fcc => ff::SWS_CS_FCC,
                _ => ff::SWS_CS_ITU601,
            };
            let table = ff::sws_getCoefficients(matrix as c_int);
            let full = (desc.color.range == ColorRange::Full) as c_int;
            let source_full = if rgb { 1 } else { full };
            ff::sws_setColorspaceDetails(self.context, table, source_full, table, full, 0, 1 << 16, 1 << 16);
        }
        self.key = key;
        Some(())
    }
}

impl Drop for Converter {
    fn drop(&mut self) {
        // SAFETY: made by `sws_getContext` or null.
        unsafe { ff::sws_freeContext(self.context) };
    }
}

/// How a pixel lies in memory.
#[derive(Clone, Copy)]
enum Bytes {
    /// Packed: bytes per pixel and the offsets of R, G, B and alpha.
    Packed { step: usize, rgb: [usize; 3], alpha: Option<usize> },
    /// An index into a table of 32-bit native-endian ARGB in the second plane.
    Palette,
    /// Planes G, B, R and perhaps alpha.
    Planar { alpha: bool },
}

fn byte_order(format: P) -> Option<Bytes> {
    let packed = |step, rgb, alpha| Some(Bytes::Packed { step, rgb, alpha });
    match format {
        P::AV_PIX_FMT_RGB24 => packed(3, [0, 1, 2], None),
        P::AV_PIX_FMT_BGR24 => packed(3, [2, 1, 0], None),
        P::AV_PIX_FMT_RGBA => packed(4, [0, 1, 2], Some(3)),
        P::AV_PIX_FMT_BGRA => packed(4, [2, 1, 0], Some(3)),
        P::AV_PIX_FMT_ARGB => packed(4, [1, 2, 3], Some(0)),
        P::AV_PIX_FMT_ABGR => packed(4, [3, 2, 1], Some(0)),
        P::AV_PIX_FMT_RGB0 => packed(4, [0, 1, 2], None),
        P::AV_PIX_FMT_BGR0 => packed(4, [2, 1, 0], None),
        P::AV_PIX_FMT_0RGB => packed(4, [1, 2, 3], None),
        P::AV_PIX_FMT_0BGR => packed(4, [3, 2, 1], None),
        P::AV_PIX_FMT_PAL8 => Some(Bytes::Palette),
        P::AV_PIX_FMT_GBRP => Some(Bytes::Planar { alpha: false }),
        P::AV_PIX_FMT_GBRAP => Some(Bytes::Planar { alpha: true }),
        _ => None,
    }
}

/// 8-bit RGB to 4:4:4 in BT.709 limited range, rounded to nearest; alpha stays straight.
fn from_bytes(f: &ff::AVFrame, order: Bytes, out: &mut Frame) {
    let (width, height) = (f.width as usize, f.height as usize);
    // SAFETY: the decoder's planes have the size that its format and picture size say; a negative stride walks upwards.
    let row = |plane: usize, y: usize, len: usize| unsafe {
        std::slice::from_raw_parts(f.data[plane].offset(y as isize * f.linesize[plane] as isize).cast_const(), len)
    };
    let palette: Vec<Rgba8> = match order {
        Bytes::Palette => row(1, 0, 1024)
            .chunks_exact(4)
            .map(|p| u32::from_ne_bytes([p[0], p[1], p[2], p[3]]))
            .map(|v| Rgba8 { a: (v >> 24) as u8, r: (v >> 16) as u8, g: (v >> 8) as u8, b: v as u8 })
            .collect(),
        _ => Vec::new(),
    };
    let Some([Some(y_plane), Some(cb), Some(cr), mut alpha]) = out.planes_mut() else { return };
    for y in 0..height {
        let (ys, us, vs) = (y * y_plane.stride, y * cb.stride, y * cr.stride);
        let mut put = |x: usize, c: Rgba8| {
            let yuv = c.to_yuv();
            y_plane.data[ys + x] = yuv.y;
            cb.data[us + x] = yuv.cb;
            cr.data[vs + x] = yuv.cr;
            if let Some(alpha) = &mut alpha {
                alpha.data[y * alpha.stride + x] = c.a;
            }
        };
        match order {
            Bytes::Packed { step, rgb: [r, g, b], alpha } => {
                for (x, p) in row(0, y, width * step).chunks_exact(step).enumerate() {
                    put(x, Rgba8 { r: p[r], g: p[g], b: p[b], a: alpha.map_or(255, |a| p[a]) });
                }
            }
            Bytes::Palette => {
                for (x, &i) in row(0, y, width).iter().enumerate() {
                    put(x, palette[i as usize]);
                }
            }
            Bytes::Planar { alpha } => {
                let (g, b, r) = (row(0, y, width), row(1, y, width), row(2, y, width));
                let a = if alpha { row(3, y, width) } else { &[] };
                for x in 0..width {
                    put(x, Rgba8 { r: r[x], g: g[x], b: b[x], a: a.get(x).copied().unwrap_or(255) });
                }
            }
        }
    }
}
