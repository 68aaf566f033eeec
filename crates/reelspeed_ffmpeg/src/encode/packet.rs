use std::ffi::c_int;
use std::ptr;
use std::sync::Arc;

use ffmpeg_sys_next as ff;
use reelspeed_core::{Flicks, Rational};

use crate::sys::AvPacket;

/// An encoded picture or run of samples.
pub struct Packet {
    pub(crate) inner: AvPacket,
    /// Seconds per tick of the times inside.
    pub(crate) timebase: Rational,
}

impl Packet {
    fn raw(&self) -> &ff::AVPacket {
        // SAFETY: the packet is alive and nothing writes while it is borrowed.
        unsafe { &*self.inner.as_ptr() }
    }

    /// The bytes.
    pub fn data(&self) -> &[u8] {
        let p = self.raw();
        if p.data.is_null() {
            return &[];
        }
        // SAFETY: a packet holds `size` bytes.
        unsafe { std::slice::from_raw_parts(p.data, p.size.max(0) as usize) }
    }

    /// When it is shown or heard.
    pub fn pts(&self) -> Flicks {
        Flicks::from_ticks(self.raw().pts, self.timebase)
    }

    /// When it must be decoded: packets are written in this order. Before zero where B-frames need a head start.
    pub fn dts(&self) -> Flicks {
        Flicks::from_ticks(self.raw().dts, self.timebase)
    }

    /// How long it lasts.
    pub fn duration(&self) -> Flicks {
        Flicks::from_ticks(self.raw().duration, self.timebase)
    }

    /// Whether decoding can start here.
    pub fn is_key(&self) -> bool {
        self.raw().flags & ff::AV_PKT_FLAG_KEY != 0
    }
}

impl std::fmt::Debug for Packet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Packet")
            .field("bytes", &self.data().len())
            .field("pts", &self.pts())
            .field("dts", &self.dts())
            .field("is_key", &self.is_key())
            .finish()
    }
}

/// What a container must know about a track: codec, size or rate, colour, and the decoder's configuration.
///
/// Cloning is cheap.
#[derive(Clone)]
pub struct EncodedStream {
    pub(crate) params: Arc<Params>,
    pub(crate) timebase: Rational,
    pub(crate) frame_rate: Option<Rational>,
}

impl EncodedStream {
    /// The decoder's configuration (SPS and PPS for H.264). Packets of another encoder belong to the same track if and only
    /// if this is equal.
    pub fn extradata(&self) -> &[u8] {
        // SAFETY: the parameters are alive and immutable.
        unsafe {
            let p = &*self.params.0;
            if p.extradata.is_null() {
                &[]
            } else {
                std::slice::from_raw_parts(p.extradata, p.extradata_size.max(0) as usize)
            }
        }
    }

    /// Whether a track may hold packets of both: same codec, size, format and configuration.
    pub fn is_compatible(&self, other: &Self) -> bool {
        // SAFETY: the parameters are alive and immutable; enums are read as numbers.
        let key = |s: &Self| unsafe {
            let p = &*s.params.0;
            (crate::sys::raw_enum!(p.codec_id), p.width, p.height, p.format, p.sample_rate)
        };
        key(self) == key(other) && self.timebase == other.timebase && self.extradata() == other.extradata()
    }

    pub(crate) fn from_encoder(ctx: *const ff::AVCodecContext, frame_rate: Option<Rational>) -> Option<Self> {
        // SAFETY: the context is open; the copy is ours.
        unsafe {
            let p = ff::avcodec_parameters_alloc();
            if p.is_null() {
                return None;
            }
            let params = Arc::new(Params(p));
            let code: c_int = ff::avcodec_parameters_from_context(p, ctx);
            (code >= 0).then(|| Self { params, timebase: crate::sys::rational((*ctx).time_base), frame_rate })
        }
    }
}

impl std::fmt::Debug for EncodedStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EncodedStream")
            .field("timebase", &self.timebase)
            .field("extradata_bytes", &self.extradata().len())
            .finish()
    }
}

/// Owns `AVCodecParameters`, never changed after they are filled.
pub(crate) struct Params(pub(crate) *mut ff::AVCodecParameters);

// SAFETY: plain data that nothing writes.
unsafe impl Send for Params {}
// SAFETY: as above.
unsafe impl Sync for Params {}

impl Drop for Params {
    fn drop(&mut self) {
        // SAFETY: allocated by `avcodec_parameters_alloc`, freed once.
        unsafe { ff::avcodec_parameters_free(&mut self.0) };
        self.0 = ptr::null_mut();
    }
}
