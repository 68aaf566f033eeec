//! Thin owners of FFmpeg's objects. Pointers stay in this crate.

pub(crate) mod color;
pub(crate) mod log;
pub(crate) mod pixfmt;

use std::ffi::{CStr, CString, c_char, c_int};
use std::ptr::{self, NonNull};

use ffmpeg_sys_next as ff;
use reelspeed_core::Rational;

/// Reads a field whose type is a C enum as the integer that it is: a file can carry numbers that the enum does not name,
/// and reading those as a Rust enum would be undefined.
macro_rules! raw_enum {
    ($place:expr) => {
        std::ptr::addr_of!($place).cast::<std::ffi::c_int>().read()
    };
}
pub(crate) use raw_enum;

/// What FFmpeg's error number means, in our own words.
pub(crate) fn reason(code: c_int) -> String {
    match code {
        ff::AVERROR_INVALIDDATA => "the data is damaged".to_owned(),
        ff::AVERROR_EOF => "the data ends too early".to_owned(),
        ff::AVERROR_PATCHWELCOME => "a feature that is not supported".to_owned(),
        ff::AVERROR_DECODER_NOT_FOUND => "there is no such decoder".to_owned(),
        ff::AVERROR_ENCODER_NOT_FOUND => "there is no such encoder".to_owned(),
        ff::AVERROR_MUXER_NOT_FOUND => "there is no such container".to_owned(),
        ff::AVERROR_STREAM_NOT_FOUND => "there is no such stream".to_owned(),
        ff::AVERROR_OPTION_NOT_FOUND => "there is no such option".to_owned(),
        ff::AVERROR_EXTERNAL => "the codec's library or driver refused".to_owned(),
        ff::AVERROR_UNKNOWN => "an unknown error".to_owned(),
        ff::AVERROR_BUG | ff::AVERROR_BUG2 => "a fault inside the codec".to_owned(),
        // FFmpeg's own uses of the system's numbers, which say nothing about the system.
        code if code == ff::AVERROR(22) => "something in it is not allowed".to_owned(),
        code if code == ff::AVERROR(5) => "reading or writing failed, or the data ends too early".to_owned(),
        code if code == ff::AVERROR(12) => "out of memory".to_owned(),
        code if code == ff::AVERROR(38) || code == ff::AVERROR(95) => "it is not supported".to_owned(),
        // Small negative numbers are the system's own; larger ones are four-letter tags.
        code if code < 0 && code > -4096 => std::io::Error::from_raw_os_error(-code).to_string(),
        code => format!("error {code}"),
    }
}

/// A NUL-terminated string of FFmpeg's, copied; null gives the empty string.
pub(crate) fn text(p: *const c_char) -> String {
    if p.is_null() {
        return String::new();
    }
    // SAFETY: FFmpeg's strings are NUL-terminated and live at least as long as the object they came from.
    unsafe { CStr::from_ptr(p) }.to_string_lossy().into_owned()
}

/// A fraction that FFmpeg may have left as 0/0.
pub(crate) fn rational(r: ff::AVRational) -> Rational {
    Rational::new(r.num as i64, r.den as i64)
}

/// A fraction for FFmpeg; what does not fit 32 bits is a caller's fault and becomes 0/1.
pub(crate) fn av_rational(r: Rational) -> ff::AVRational {
    match (c_int::try_from(r.num), c_int::try_from(r.den)) {
        (Ok(num), Ok(den)) => ff::AVRational { num, den },
        _ => ff::AVRational { num: 0, den: 1 },
    }
}

/// A string for FFmpeg. An inner NUL ends it.
pub(crate) fn cstring(s: &str) -> CString {
    let end = s.find('\0').unwrap_or(s.len());
    CString::new(&s[..end]).unwrap_or_default()
}

/// A list of options.
pub(crate) struct Dict(pub(crate) *mut ff::AVDictionary);

impl Dict {
    pub(crate) fn new() -> Self {
        Self(ptr::null_mut())
    }

    pub(crate) fn set(&mut self, key: &str, value: &str) {
        let (key, value) = (cstring(key), cstring(value));
        // SAFETY: both strings are copied; the dictionary pointer is ours.
        unsafe { ff::av_dict_set(&mut self.0, key.as_ptr(), value.as_ptr(), 0) };
    }

    /// Adds `value` to the end of what is there under `key`.
    pub(crate) fn append(&mut self, key: &str, value: &str) {
        let (key, value) = (cstring(key), cstring(value));
        // SAFETY: both strings are copied; the dictionary pointer is ours.
        unsafe { ff::av_dict_set(&mut self.0, key.as_ptr(), value.as_ptr(), ff::AV_DICT_APPEND as c_int) };
    }

    /// The keys that are (still) there: after an `open` call, the options that nobody knew.
    pub(crate) fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        let mut entry: *const ff::AVDictionaryEntry = ptr::null();
        loop {
            // SAFETY: the dictionary is alive and `entry` is null or came from it.
            entry = unsafe { ff::av_dict_get(self.0, c"".as_ptr(), entry, ff::AV_DICT_IGNORE_SUFFIX as c_int) };
            if entry.is_null() {
                return keys;
            }
            // SAFETY: `entry` points into the dictionary.
            keys.push(text(unsafe { (*entry).key }));
        }
    }
}

impl Drop for Dict {
    fn drop(&mut self) {
        // SAFETY: frees what `av_dict_set` made; null is allowed.
        unsafe { ff::av_dict_free(&mut self.0) };
    }
}

/// Owns an `AVFrame`.
pub(crate) struct AvFrame(NonNull<ff::AVFrame>);

// SAFETY: a frame is data with atomic reference counts; it may move between threads and be read by several.
unsafe impl Send for AvFrame {}
// SAFETY: as above; nothing writes through a shared reference.
unsafe impl Sync for AvFrame {}

impl AvFrame {
    /// `None` when memory is out.
    pub(crate) fn new() -> Option<Self> {
        // SAFETY: no preconditions.
        NonNull::new(unsafe { ff::av_frame_alloc() }).map(Self)
    }

    pub(crate) fn as_ptr(&self) -> *mut ff::AVFrame {
        self.0.as_ptr()
    }

    /// Moves the content into a frame of its own and leaves this one empty.
    pub(crate) fn take(&mut self) -> Option<Self> {
        let out = Self::new()?;
        // SAFETY: both frames are allocated and `out` is empty.
        unsafe { ff::av_frame_move_ref(out.as_ptr(), self.as_ptr()) };
        Some(out)
    }

    pub(crate) fn unref(&mut self) {
        // SAFETY: the frame is allocated.
        unsafe { ff::av_frame_unref(self.as_ptr()) };
    }
}

impl Drop for AvFrame {
    fn drop(&mut self) {
        let mut p = self.as_ptr();
        // SAFETY: allocated by `av_frame_alloc`, freed once.
        unsafe { ff::av_frame_free(&mut p) };
    }
}

/// Owns an `AVPacket`.
pub(crate) struct AvPacket(NonNull<ff::AVPacket>);

// SAFETY: a packet is data with atomic reference counts.
unsafe impl Send for AvPacket {}
// SAFETY: as above; nothing writes through a shared reference.
unsafe impl Sync for AvPacket {}

impl AvPacket {
    /// `None` when memory is out.
    pub(crate) fn new() -> Option<Self> {
        // SAFETY: no preconditions.
        NonNull::new(unsafe { ff::av_packet_alloc() }).map(Self)
    }

    pub(crate) fn as_ptr(&self) -> *mut ff::AVPacket {
        self.0.as_ptr()
    }

    /// Moves the content into a packet of its own and leaves this one empty.
    pub(crate) fn take(&mut self) -> Option<Self> {
        let out = Self::new()?;
        // SAFETY: both packets are allocated and `out` is empty.
        unsafe { ff::av_packet_move_ref(out.as_ptr(), self.as_ptr()) };
        Some(out)
    }

    pub(crate) fn unref(&mut self) {
        // SAFETY: the packet is allocated.
        unsafe { ff::av_packet_unref(self.as_ptr()) };
    }
}

impl Drop for AvPacket {
    fn drop(&mut self) {
        let mut p = self.as_ptr();
        // SAFETY: allocated by `av_packet_alloc`, freed once.
        unsafe { ff::av_packet_free(&mut p) };
    }
}

/// Owns an `AVCodecContext`.
pub(crate) struct CodecCtx(NonNull<ff::AVCodecContext>);

// SAFETY: a codec context may move between threads; its methods take `&mut`.
unsafe impl Send for CodecCtx {}

impl CodecCtx {
    /// `None` when memory is out.
    pub(crate) fn new(codec: *const ff::AVCodec) -> Option<Self> {
        // SAFETY: `codec` is null or one of FFmpeg's static descriptors.
        NonNull::new(unsafe { ff::avcodec_alloc_context3(codec) }).map(Self)
    }

    pub(crate) fn as_ptr(&self) -> *mut ff::AVCodecContext {
        self.0.as_ptr()
    }

    pub(crate) fn flush(&mut self) {
        // SAFETY: the context is open.
        unsafe { ff::avcodec_flush_buffers(self.as_ptr()) };
    }
}

impl Drop for CodecCtx {
    fn drop(&mut self) {
        let mut p = self.as_ptr();
        // SAFETY: allocated by `avcodec_alloc_context3`, freed once.
        unsafe { ff::avcodec_free_context(&mut p) };
    }
}
