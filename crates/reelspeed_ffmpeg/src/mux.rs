//! Packets into a container.

use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::ptr;

use ffmpeg_sys_next as ff;
use reelspeed_core::Rational;

use crate::MediaError;
use crate::encode::{EncodedStream, Packet};
use crate::sys::{Dict, av_rational, cstring, log, raw_enum, reason};

/// A container to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Container {
    /// MP4.
    #[default]
    Mp4,
    /// QuickTime.
    Mov,
    /// Matroska.
    Mkv,
    /// WebM: VP9 or AV1 with Opus.
    WebM,
}

impl Container {
    /// The usual file extension, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Mkv => "mkv",
            Self::WebM => "webm",
        }
    }

    const fn muxer(self) -> &'static str {
        match self {
            Self::Mp4 => "mp4",
            Self::Mov => "mov",
            Self::Mkv => "matroska",
            Self::WebM => "webm",
        }
    }

    const fn is_iso(self) -> bool {
        matches!(self, Self::Mp4 | Self::Mov)
    }
}

/// How to write a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MuxerOptions {
    /// The container. Default: MP4.
    pub container: Container,
    /// MP4 and MOV: index in front of the media, so that playing can begin while the file loads. Default: yes.
    pub faststart: bool,
    /// MP4 and MOV: in fragments that can be played while the file is written; `faststart` has no meaning then. Default: no.
    pub fragmented: bool,
    /// Tags such as `title`.
    pub metadata: Vec<(String, String)>,
}

impl Default for MuxerOptions {
    fn default() -> Self {
        Self { container: Container::Mp4, faststart: true, fragmented: false, metadata: Vec::new() }
    }
}

/// A track of a file being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TrackId(usize);

/// Writes one file: add the tracks, write packets (each track's in decoding order; tracks in any interleaving), finish.
///
/// The file is written at the path given; making that atomic is the caller's part. A muxer that is dropped without
/// [`finish`](Self::finish) leaves an unusable file behind.
pub struct Muxer {
    ctx: *mut ff::AVFormatContext,
    path: PathBuf,
    options: MuxerOptions,
    /// Timebase of the packets of each track.
    timebases: Vec<Rational>,
    started: bool,
}

// SAFETY: a format context may move between threads; its methods take `&mut`.
unsafe impl Send for Muxer {}

impl Muxer {
    /// Creates the file.
    ///
    /// # Errors
    ///
    /// [`MediaError::MuxFailed`].
    pub fn create(path: impl AsRef<Path>, options: MuxerOptions) -> Result<Self, MediaError> {
        log::init();
        let path = path.as_ref().to_owned();
        let failed = |code: c_int| MediaError::MuxFailed { path: path.clone(), reason: reason(code) };
        let url = file_url(&path)?;
        let name = cstring(options.container.muxer());
        let mut ctx = ptr::null_mut();
        // SAFETY: the strings outlive the call.
        let code = unsafe { ff::avformat_alloc_output_context2(&mut ctx, ptr::null(), name.as_ptr(), url.as_ptr()) };
        if code < 0 || ctx.is_null() {
            return Err(failed(code));
        }
        let muxer = Self { ctx, path: path.clone(), options, timebases: Vec::new(), started: false };
        let mut dict = Dict::new();
        dict.set("protocol_whitelist", "file");
        // SAFETY: the context is ours; `avio` opens the file for writing.
        let code = unsafe {
            ff::avio_open2(&mut (*ctx).pb, url.as_ptr(), ff::AVIO_FLAG_WRITE as c_int, ptr::null(), &mut dict.0)
        };
        if code < 0 {
            return Err(failed(code));
        }
        Ok(muxer)
    }

    /// Adds a track. All tracks are added before the first packet.
    ///
    /// # Errors
    ///
    /// [`MediaError::InvalidConfig`] after the first packet; [`MediaError::MuxFailed`].
    pub fn add_track(&mut self, stream: &EncodedStream) -> Result<TrackId, MediaError> {
        if self.started {
            let reason = "tracks are added before the first packet".to_owned();
            return Err(MediaError::InvalidConfig { setting: "track", reason });
        }
        // SAFETY: the context is ours; the new stream belongs to it.
        let code = unsafe {
            let st = ff::avformat_new_stream(self.ctx, ptr::null());
            if st.is_null() {
                ff::AVERROR(12)
            } else {
                let st = &mut *st;
                st.time_base = av_rational(stream.timebase);
                if let Some(rate) = stream.frame_rate {
                    st.avg_frame_rate = av_rational(rate);
                    st.r_frame_rate = av_rational(rate);
                    st.sample_aspect_ratio = ff::AVRational { num: 1, den: 1 };
                }
                let code = ff::avcodec_parameters_copy(st.codecpar, stream.params.0);
                (*st.codecpar).codec_tag = 0;
                let hevc = ff::AVCodecID::AV_CODEC_ID_HEVC as c_int;
                if self.options.container.is_iso() && raw_enum!((*st.codecpar).codec_id) == hevc {
                    // Apple's players want the configuration in the header, which is what this tag says.
                    (*st.codecpar).codec_tag = u32::from_le_bytes(*b"hvc1");
                }
                code
            }
        };
        if code < 0 {
            return Err(self.failed(reason(code)));
        }
        self.timebases.push(stream.timebase);
        Ok(TrackId(self.timebases.len() - 1))
    }

    fn start(&mut self) -> Result<(), MediaError> {
        if self.started {
            return Ok(());
        }
        let mut dict = Dict::new();
        if self.options.container.is_iso() {
            // FFmpeg 5 calls FLAC in MP4 an experiment.
            dict.set("strict", "experimental");
            if self.options.fragmented {
                dict.set("movflags", "frag_keyframe+empty_moov+delay_moov+default_base_moof");
            } else if self.options.faststart {
                dict.set("movflags", "faststart");
            }
        }
        if !self.options.container.is_iso() && self.delay_is_told() {
            // Matroska subtracts Opus's delay itself; shifting everything to make room for it would move the picture by 7 ms.
            dict.set("avoid_negative_ts", "disabled");
        }
        for (key, value) in &self.options.metadata {
            let (key, value) = (cstring(key), cstring(value));
            // SAFETY: the strings are copied.
            unsafe { ff::av_dict_set(&mut (*self.ctx).metadata, key.as_ptr(), value.as_ptr(), 0) };
        }
        // SAFETY: the context has its tracks and its file.
        let code = unsafe { ff::avformat_write_header(self.ctx, &mut dict.0) };
        if code < 0 {
            return Err(self.failed(reason(code)));
        }
        self.started = true;
        Ok(())
    }

    /// Whether every audio track's encoder delay has its own field in Matroska.
    fn delay_is_told(&self) -> bool {
        let opus = ff::AVCodecID::AV_CODEC_ID_OPUS as c_int;
        (0..self.timebases.len()).all(|i| {
            // SAFETY: the tracks were made by `add_track`; the enum is read as a number.
            unsafe {
                let par = &*(**(*self.ctx).streams.add(i)).codecpar;
                par.initial_padding <= 0 || raw_enum!(par.codec_id) == opus
            }
        })
    }

    /// What the times of a track's packets lack, in ticks. Matroska counts Opus from the first sample that comes out of the
    /// decoder and tells the delay beside it. FFmpeg tells it, but turns the times round only since 6.0: with 5.1 the sound
    /// would come 6.5 ms early.
    fn delay_to_add(&self, track: TrackId, timebase: Rational) -> i64 {
        if cfg!(ffmpeg_6_0) || self.options.container.is_iso() {
            return 0;
        }
        // SAFETY: the track was made by `add_track`; the enum is read as a number.
        let (opus, padding, rate) = unsafe {
            let par = &*(**(*self.ctx).streams.add(track.0)).codecpar;
            (raw_enum!(par.codec_id) == ff::AVCodecID::AV_CODEC_ID_OPUS as c_int, par.initial_padding, par.sample_rate)
        };
        if !opus || padding <= 0 || rate <= 0 {
            return 0;
        }
        // SAFETY: a pure function.
        unsafe { ff::av_rescale_q(padding as i64, ff::AVRational { num: 1, den: rate }, av_rational(timebase)) }
    }

    /// Writes a packet. The header goes out with the first.
    ///
    /// # Errors
    ///
    /// [`MediaError::MuxFailed`], also where decoding times do not grow.
    pub fn write(&mut self, track: TrackId, packet: Packet) -> Result<(), MediaError> {
        self.start()?;
        let inner = packet.inner;
        // SAFETY: the track exists (ids come from `add_track`); the packet is ours and is emptied by the call.
        let code = unsafe {
            let st = *(*self.ctx).streams.add(track.0);
            let p = inner.as_ptr();
            (*p).stream_index = track.0 as c_int;
            let delay = self.delay_to_add(track, packet.timebase);
            for ts in [&mut (*p).pts, &mut (*p).dts] {
                if *ts != ff::AV_NOPTS_VALUE {
                    *ts += delay;
                }
            }
            ff::av_packet_rescale_ts(p, av_rational(packet.timebase), (*st).time_base);
            ff::av_interleaved_write_frame(self.ctx, p)
        };
        if code < 0 { Err(self.failed(reason(code))) } else { Ok(()) }
    }

    /// Writes the index and closes the file; gives its length in bytes.
    ///
    /// # Errors
    ///
    /// [`MediaError::MuxFailed`].
    pub fn finish(mut self) -> Result<u64, MediaError> {
        self.start()?;
        // SAFETY: the header was written; the file is closed exactly once.
        let code = unsafe {
            let trailer = ff::av_write_trailer(self.ctx);
            // What was written may have failed without a call that said so.
            let written = (*(*self.ctx).pb).error;
            let closed = ff::avio_closep(&mut (*self.ctx).pb);
            [trailer, written, closed].into_iter().find(|c| *c < 0).unwrap_or(0)
        };
        if code < 0 {
            return Err(self.failed(reason(code)));
        }
        std::fs::metadata(&self.path).map(|m| m.len()).map_err(|e| MediaError::io(&self.path, e))
    }

    fn failed(&self, reason: String) -> MediaError {
        MediaError::MuxFailed { path: self.path.clone(), reason }
    }
}

impl Drop for Muxer {
    fn drop(&mut self) {
        // SAFETY: the file may be closed already (null); the context is freed once.
        unsafe {
            if !(*self.ctx).pb.is_null() {
                ff::avio_closep(&mut (*self.ctx).pb);
            }
            ff::avformat_free_context(self.ctx);
        }
    }
}

/// The path as a URL of the `file` protocol, so that no name means anything else.
fn file_url(path: &Path) -> Result<std::ffi::CString, MediaError> {
    #[cfg(unix)]
    let bytes = std::os::unix::ffi::OsStrExt::as_bytes(path.as_os_str()).to_vec();
    #[cfg(not(unix))]
    let bytes = path.to_string_lossy().into_owned().into_bytes();
    let url = [b"file:".as_slice(), &bytes].concat();
    std::ffi::CString::new(url)
        .map_err(|_| MediaError::InvalidConfig { setting: "path", reason: format!("{path:?} contains a zero byte") })
}
