//! An open input file: identified by content, allowed, bounded, with its streams and its timeline.

mod allow;
mod io;
mod stream;
mod timeline;

use std::ffi::{CString, c_int};
use std::path::{Path, PathBuf};
use std::ptr;

use ffmpeg_sys_next as ff;

pub(crate) use allow::{DEMUXERS, built_in_decoders, decoder_for};
pub(crate) use stream::{StreamKind, StreamRef};
pub(crate) use timeline::{Timeline, presentation_start};

use crate::MediaError;
use crate::limits::{CancelToken, Limits};
use crate::sys::{AvPacket, Dict, log, reason, text};
use io::FileIo;

/// An open file.
pub(crate) struct Input {
    ctx: *mut ff::AVFormatContext,
    /// After `ctx`, which reads through it.
    io: FileIo,
    path: PathBuf,
    limits: Limits,
}

// SAFETY: a format context may move between threads; every method that touches it takes `&mut` or only reads.
unsafe impl Send for Input {}

impl Input {
    /// Opens, identifies and analyses a file.
    pub(crate) fn open(path: &Path, limits: &Limits, cancel: CancelToken) -> Result<Self, MediaError> {
        log::init();
        let mut io = FileIo::open(path, cancel)?;
        io.set_deadline(Some(limits.open_timeout));
        let fail = |io: &mut FileIo, code: c_int| -> MediaError {
            io.stop_reason(path, limits.open_timeout)
                .unwrap_or_else(|| MediaError::Broken { path: path.to_owned(), reason: reason(code) })
        };

        let format = match identify(&mut io, path, limits) {
            Ok(format) => format,
            Err(code) if code == ff::AVERROR_INVALIDDATA || code == ff::AVERROR_EOF => {
                return Err(io
                    .stop_reason(path, limits.open_timeout)
                    .unwrap_or_else(|| MediaError::NotMedia { path: path.to_owned() }));
            }
            Err(code) => return Err(fail(&mut io, code)),
        };
        // SAFETY: `identify` gives one of FFmpeg's static descriptors.
        let name = text(unsafe { (*format).name });
        if !DEMUXERS.contains(&name.as_str()) {
            return Err(MediaError::RefusedFormat { path: path.to_owned(), format: name });
        }

        // SAFETY: no preconditions.
        let mut ctx = unsafe { ff::avformat_alloc_context() };
        if ctx.is_null() {
            return Err(fail(&mut io, ff::AVERROR(12)));
        }
        // SAFETY: `ctx` was just allocated; the I/O context and the callback's state outlive it.
        unsafe {
            (*ctx).pb = io.avio;
            (*ctx).interrupt_callback = io.interrupt_callback();
            (*ctx).io_open = Some(refuse_open);
            (*ctx).flags |= ff::AVFMT_FLAG_CUSTOM_IO;
        }
        let mut options = Dict::new();
        options.set("protocol_whitelist", "file");
        options.set("format_whitelist", &DEMUXERS.join(","));
        options.set("codec_whitelist", &allow::decoder_list());
        options.set("max_streams", &limits.max_streams.saturating_add(1).to_string());
        options.set("probesize", &limits.probe_bytes.clamp(32, i64::MAX as u64).to_string());
        // SAFETY: all pointers are ours; on failure FFmpeg frees `ctx` and sets it to null.
        let code = unsafe { ff::avformat_open_input(&mut ctx, c"".as_ptr(), format, &mut options.0) };
        if code < 0 {
            return Err(fail(&mut io, code));
        }
        let mut input = Self { ctx, io, path: path.to_owned(), limits: limits.clone() };
        input.check_streams()?;
        input.analyse()?;
        input.check_streams()?;
        input.io.set_deadline(None);
        Ok(input)
    }

    fn check_streams(&self) -> Result<(), MediaError> {
        let streams = self.stream_count() as u32;
        if streams > self.limits.max_streams {
            return Err(MediaError::TooManyStreams { path: self.path.clone(), streams, max: self.limits.max_streams });
        }
        Ok(())
    }

    /// Reads as much as it takes to know every stream's parameters.
    fn analyse(&mut self) -> Result<(), MediaError> {
        let mut options: Vec<Dict> = (0..self.stream_count())
            .map(|_| {
                let mut d = Dict::new();
                d.set("threads", "1");
                d.set("max_pixels", &self.limits.max_pixels.to_string());
                d
            })
            .collect();
        let mut raw: Vec<*mut ff::AVDictionary> = options.iter().map(|d| d.0).collect();
        // SAFETY: one dictionary per stream that exists now, as the call demands.
        let code = unsafe { ff::avformat_find_stream_info(self.ctx, raw.as_mut_ptr()) };
        for (dict, raw) in options.iter_mut().zip(raw) {
            dict.0 = raw;
        }
        if let Some(error) = self.io.stop_reason(&self.path, self.limits.open_timeout) {
            return Err(error);
        }
        if code < 0 {
            return Err(MediaError::Broken { path: self.path.clone(), reason: reason(code) });
        }
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    pub(crate) fn file_size(&self) -> u64 {
        self.io.size()
    }

    pub(crate) fn interrupted(&mut self) -> bool {
        self.io.interrupted()
    }

    pub(crate) fn set_deadline(&mut self, limit: Option<std::time::Duration>) {
        self.io.set_deadline(limit);
    }

    /// Why the last call was stopped from outside, if it was.
    pub(crate) fn stop_reason(&mut self) -> Option<MediaError> {
        self.io.stop_reason(&self.path, self.limits.open_timeout)
    }

    /// FFmpeg's name of the container.
    pub(crate) fn format_name(&self) -> String {
        // SAFETY: an open input has a format.
        text(unsafe { (*(*self.ctx).iformat).name })
    }

    /// Whether the container lists every packet, so that seeking finds exactly what it is asked for.
    pub(crate) fn has_full_index(&self) -> bool {
        self.format_name().starts_with("mov,")
    }

    /// The duration that the container claims, in microseconds.
    pub(crate) fn declared_duration_us(&self) -> Option<i64> {
        // SAFETY: `ctx` is open.
        let d = unsafe { (*self.ctx).duration };
        (d != ff::AV_NOPTS_VALUE && d > 0).then_some(d)
    }

    pub(crate) fn stream_count(&self) -> usize {
        // SAFETY: `ctx` is open.
        unsafe { (*self.ctx).nb_streams as usize }
    }

    /// Stream `index` of the file.
    pub(crate) fn stream(&self, index: usize) -> StreamRef<'_> {
        assert!(index < self.stream_count(), "stream {index} of {}", self.stream_count());
        // SAFETY: the table has `nb_streams` entries, each alive as long as `ctx`.
        StreamRef::new(unsafe { &**(*self.ctx).streams.add(index) })
    }

    pub(crate) fn streams(&self) -> impl Iterator<Item = StreamRef<'_>> {
        (0..self.stream_count()).map(|i| self.stream(i))
    }

    /// Packets of every stream for which `keep` is false are skipped, unread where the container allows.
    pub(crate) fn keep_only(&mut self, keep: impl Fn(&StreamRef<'_>) -> bool) {
        for i in 0..self.stream_count() {
            let kept = keep(&self.stream(i));
            // SAFETY: as in `stream`; `&mut self` excludes other users.
            unsafe {
                (**(*self.ctx).streams.add(i)).discard =
                    if kept { ff::AVDiscard::AVDISCARD_DEFAULT } else { ff::AVDiscard::AVDISCARD_ALL };
            }
        }
    }

    /// Reads the next packet of the kept streams into `packet`; `false` at the end. Damage inside the file ends it too: what
    /// was read before is good, and callers see that there is less than was promised.
    pub(crate) fn read(&mut self, packet: &mut AvPacket) -> Result<bool, MediaError> {
        let mut retries = 0;
        loop {
            if self.io.interrupted() {
                return Err(self.stop_reason().unwrap_or(MediaError::Cancelled));
            }
            packet.unref();
            // SAFETY: both are alive; the packet is empty.
            let code = unsafe { ff::av_read_frame(self.ctx, packet.as_ptr()) };
            if code >= 0 {
                return Ok(true);
            }
            if let Some(error) = self.stop_reason() {
                return Err(error);
            }
            // Some demuxers ask to be called again; a few report damage and go on behind it.
            let again = code == ff::AVERROR(11) || code == ff::AVERROR_INVALIDDATA;
            retries += 1;
            if !again || retries > 100 {
                return Ok(false);
            }
        }
    }

    /// Goes to the key packet of stream `index` at or before `ts` (in its ticks), or to the start of the file where there is
    /// none. `false` if the container cannot do it.
    pub(crate) fn seek(&mut self, index: usize, ts: i64) -> bool {
        // SAFETY: `ctx` is open and the stream exists.
        unsafe {
            ff::av_seek_frame(self.ctx, index as c_int, ts, ff::AVSEEK_FLAG_BACKWARD) >= 0
                || ff::avformat_seek_file(self.ctx, index as c_int, i64::MIN, ts, i64::MAX, 0) >= 0
        }
    }
}

impl Drop for Input {
    fn drop(&mut self) {
        // SAFETY: opened by `avformat_open_input`; the custom I/O is freed by `FileIo` afterwards.
        unsafe { ff::avformat_close_input(&mut self.ctx) };
    }
}

/// Finds the format by content. The name plays no part, but for the few sound formats whose head may be hidden behind tags.
fn identify(io: &mut FileIo, path: &Path, limits: &Limits) -> Result<*const ff::AVInputFormat, c_int> {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase();
    let name = match extension.as_str() {
        "mp3" | "aac" | "flac" => format!("x.{extension}"),
        _ => String::new(),
    };
    let name = CString::new(name).unwrap_or_default();
    let max = limits.probe_bytes.clamp(2048, 1 << 20) as u32;
    let mut format: *const ff::AVInputFormat = ptr::null();
    // SAFETY: the I/O context is open; the name outlives the call.
    let code = unsafe {
        ff::av_probe_input_buffer2(io.avio, &mut format as *mut _ as *mut _, name.as_ptr(), ptr::null_mut(), 0, max)
    };
    if code < 0 || format.is_null() { Err(code.min(-1)) } else { Ok(format) }
}

/// No input opens another file, whatever it says.
unsafe extern "C" fn refuse_open(
    _: *mut ff::AVFormatContext,
    pb: *mut *mut ff::AVIOContext,
    _: *const std::ffi::c_char,
    _: c_int,
    _: *mut *mut ff::AVDictionary,
) -> c_int {
    // SAFETY: FFmpeg gives a place for the result.
    unsafe { *pb = ptr::null_mut() };
    ff::AVERROR(1)
}
