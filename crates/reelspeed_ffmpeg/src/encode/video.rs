use std::collections::VecDeque;
use std::ffi::{CString, c_int};
use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::Arc;

use ffmpeg_sys_next as ff;
use reelspeed_core::{Frame, Rational, Subsampling};

use super::feed::Feed;
use super::{
    EncodedStream, Hardware, Packet, VideoCodec, VideoEncoderConfig, encoder_candidates, find_encoder,
    is_hardware_encoder, options, pass,
};
use crate::error::{EncoderFailure, MediaError};
use crate::sys::color::raw_color;
use crate::sys::{AvPacket, CodecCtx, av_rational, log, reason};

/// The encoder that opened, and those that did not.
#[derive(Debug)]
pub struct OpenedEncoder {
    /// The encoder.
    pub encoder: VideoEncoder,
    /// The candidates tried before it, in order, with the reason each failed.
    pub failures: Vec<EncoderFailure>,
}

/// An open video encoder.
///
/// Frames go in by [`send`](Self::send), packets come out of [`receive`](Self::receive) in decoding order, some frames later.
/// After the last frame call [`finish`](Self::finish) and receive until `None`.
///
/// Two encoders with equal settings make packets for one track: give each a run of frames under their numbers in the whole,
/// finish it, and write its packets after those of the run before. Every run begins with a key packet that nothing before is
/// needed for; decoding times continue without a seam as long as every run has more frames than the encoder delays (a dozen
/// is plenty). [`EncodedStream::is_compatible`] tells whether that holds.
pub struct VideoEncoder {
    /// Dropped by hand: see `drop`.
    ctx: ManuallyDrop<CodecCtx>,
    feed: Feed,
    name: String,
    config: VideoEncoderConfig,
    stream: EncodedStream,
    /// What the first of two passes said; the context points to it.
    _statistics: Option<CString>,
    packet: AvPacket,
    ready: VecDeque<Packet>,
    sent: u64,
    drained: bool,
    finished: bool,
}

impl std::fmt::Debug for VideoEncoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VideoEncoder").field("name", &self.name).field("sent", &self.sent).finish()
    }
}

impl VideoEncoder {
    /// Opens the first encoder of [`encoder_candidates`] that takes the settings.
    ///
    /// # Errors
    ///
    /// [`MediaError::InvalidConfig`] for settings that no encoder can take; [`MediaError::EncoderUnavailable`] with every
    /// reason if none opens.
    pub fn open_first(
        codec: VideoCodec,
        hardware: Hardware,
        config: &VideoEncoderConfig,
    ) -> Result<OpenedEncoder, MediaError> {
        check(config)?;
        let mut failures = Vec::new();
        for name in encoder_candidates(codec, hardware) {
            match Self::open(name, config) {
                Ok(encoder) => return Ok(OpenedEncoder { encoder, failures }),
                Err(error) => {
                    let reason = match error {
                        MediaError::EncoderUnavailable { mut tried, .. } if tried.len() == 1 => tried.remove(0).reason,
                        error => error.to_string(),
                    };
                    failures.push(EncoderFailure { encoder: name.to_owned(), reason });
                }
            }
        }
        Err(MediaError::EncoderUnavailable { codec: codec.as_str().to_owned(), tried: failures })
    }

    /// Opens one encoder by its FFmpeg name, for example `"libx264"`.
    ///
    /// # Errors
    ///
    /// [`MediaError::InvalidConfig`], or [`MediaError::EncoderUnavailable`] with the reason.
    pub fn open(name: &str, config: &VideoEncoderConfig) -> Result<Self, MediaError> {
        log::init();
        check(config)?;
        let failed = |reason: String| MediaError::EncoderUnavailable {
            codec: name.to_owned(),
            tried: vec![EncoderFailure { encoder: name.to_owned(), reason }],
        };
        let codec = find_encoder(name).ok_or_else(|| failed("not in this build of FFmpeg".to_owned()))?;
        let feed = Feed::for_encoder(name, config.format, config.size).map_err(&failed)?;
        if name == "libsvtav1" {
            silence_svt();
        }
        let ctx = CodecCtx::new(codec).ok_or_else(|| failed("out of memory".to_owned()))?;
        let (primaries, transfer, matrix, range) = raw_color(config.color);
        // SAFETY: the context is ours and not yet open.
        let mut dict = unsafe {
            let c = &mut *ctx.as_ptr();
            c.width = config.size.width as c_int;
            c.height = config.size.height as c_int;
            c.time_base = av_rational(config.frame_rate.recip());
            c.framerate = av_rational(config.frame_rate);
            c.pix_fmt = feed.encoder_format();
            c.sample_aspect_ratio = ff::AVRational { num: 1, den: 1 };
            c.color_primaries = primaries;
            c.color_trc = transfer;
            c.colorspace = matrix;
            c.color_range = range;
            if config.format.subsampling == Subsampling::S420 {
                c.chroma_sample_location = ff::AVChromaLocation::AVCHROMA_LOC_LEFT;
            }
            // The configuration goes into the container's header, where every container here wants it.
            c.flags |= ff::AV_CODEC_FLAG_GLOBAL_HEADER as c_int;
            c.flags |= ff::AV_CODEC_FLAG_CLOSED_GOP as c_int;
            feed.install(ctx.as_ptr());
            options::apply(ctx.as_ptr(), name, config)
        };
        // SAFETY: the context is not open, and the statistics are kept beside it.
        let statistics = unsafe { pass::apply(ctx.as_ptr(), name, &config.pass, &mut dict) }.map_err(&failed)?;
        // SAFETY: the context was allocated for this codec.
        let code = unsafe { ff::avcodec_open2(ctx.as_ptr(), codec, &mut dict.0) };
        if code < 0 {
            return Err(failed(reason(code)));
        }
        let unknown: Vec<String> =
            dict.keys().into_iter().filter(|k| config.extra.iter().any(|(e, _)| e == k)).collect();
        let stream = EncodedStream::from_encoder(ctx.as_ptr(), Some(config.frame_rate));
        let encoder = Self {
            ctx: ManuallyDrop::new(ctx),
            feed,
            name: name.to_owned(),
            config: config.clone(),
            stream: stream.ok_or_else(|| failed("out of memory".to_owned()))?,
            _statistics: statistics,
            packet: AvPacket::new().ok_or_else(|| failed("out of memory".to_owned()))?,
            ready: VecDeque::new(),
            sent: 0,
            drained: false,
            finished: false,
        };
        if unknown.is_empty() {
            Ok(encoder)
        } else {
            Err(MediaError::InvalidConfig {
                setting: "extra",
                reason: format!("{name} has no option {}", unknown.join(", ")),
            })
        }
    }

    /// The encoder's FFmpeg name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether hardware encodes.
    pub fn is_hardware(&self) -> bool {
        is_hardware_encoder(&self.name)
    }

    /// The settings it was opened with.
    pub fn config(&self) -> &VideoEncoderConfig {
        &self.config
    }

    /// What the container must know.
    pub fn stream(&self) -> &EncodedStream {
        &self.stream
    }

    /// Encodes a frame that is shown at `index / frame_rate`. Indices grow from call to call; they need not begin at zero.
    ///
    /// The frame is not copied on its way to a software encoder; it is released when the encoder has read it.
    ///
    /// # Errors
    ///
    /// [`MediaError::InvalidConfig`] for a frame of another size or format; [`MediaError::EncodeFailed`].
    pub fn send(&mut self, frame: &Arc<Frame>, index: i64) -> Result<(), MediaError> {
        if frame.size() != self.config.size || frame.format() != self.config.format {
            return Err(MediaError::InvalidConfig {
                setting: "frame",
                reason: format!(
                    "expected {:?} of {:?}, got {:?} of {:?}",
                    self.config.format,
                    self.config.size,
                    frame.format(),
                    frame.size()
                ),
            });
        }
        let picture = self.feed.picture(frame, self.config.color, index).map_err(|r| self.failed(r))?;
        self.push(picture.as_ptr())?;
        self.sent += 1;
        Ok(())
    }

    /// Says that no more frames come.
    pub fn finish(&mut self) -> Result<(), MediaError> {
        if self.finished {
            return Ok(());
        }
        self.finished = true;
        if self.sent == 0 {
            self.drained = true;
            return Ok(());
        }
        self.push(ptr::null())
    }

    /// The next packet; `None` where the encoder wants more frames, and at the end.
    pub fn receive(&mut self) -> Result<Option<Packet>, MediaError> {
        if let Some(packet) = self.ready.pop_front() {
            return Ok(Some(packet));
        }
        self.pull()
    }

    fn push(&mut self, picture: *const ff::AVFrame) -> Result<(), MediaError> {
        loop {
            // SAFETY: the context is open; the picture is null or alive.
            let code = unsafe { ff::avcodec_send_frame(self.ctx.as_ptr(), picture) };
            if code >= 0 {
                return Ok(());
            }
            if code != ff::AVERROR(11) {
                return Err(self.failed(reason(code)));
            }
            // Full: make room.
            match self.pull()? {
                Some(packet) => self.ready.push_back(packet),
                None => return Err(self.failed("it neither takes frames nor gives packets".to_owned())),
            }
        }
    }

    fn pull(&mut self) -> Result<Option<Packet>, MediaError> {
        if self.drained {
            return Ok(None);
        }
        // SAFETY: both are alive.
        match unsafe { ff::avcodec_receive_packet(self.ctx.as_ptr(), self.packet.as_ptr()) } {
            code if code >= 0 => {}
            ff::AVERROR_EOF => {
                self.drained = true;
                // SAFETY: the context is open.
                unsafe { pass::collect(self.ctx.as_ptr(), &self.config.pass) };
                return Ok(None);
            }
            code if code == ff::AVERROR(11) => return Ok(None),
            code => return Err(self.failed(reason(code))),
        }
        // SAFETY: the encoder filled the packet.
        unsafe {
            let p = &mut *self.packet.as_ptr();
            // Without it an MP4's last frame is lost.
            if p.duration <= 0 {
                p.duration = 1;
            }
            if p.dts == ff::AV_NOPTS_VALUE {
                p.dts = p.pts;
            }
        }
        let inner = self.packet.take().ok_or_else(|| self.failed("out of memory".to_owned()))?;
        Ok(Some(Packet { inner, timebase: self.stream.timebase }))
    }

    fn failed(&self, reason: String) -> MediaError {
        MediaError::EncodeFailed { encoder: self.name.clone(), reason }
    }
}

impl Drop for VideoEncoder {
    fn drop(&mut self) {
        // SVT-AV1 waits for ever when it is closed before it has seen a frame: better to lose its memory.
        if self.name == "libsvtav1" && self.sent == 0 {
            return;
        }
        // SAFETY: dropped here and nowhere else.
        unsafe { ManuallyDrop::drop(&mut self.ctx) };
    }
}

/// SVT-AV1 writes to stderr unless this variable says otherwise; FFmpeg offers no other way.
fn silence_svt() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        if std::env::var_os("SVT_LOG").is_none() {
            // SAFETY: Rust's own readers are locked out; C code that reads the environment at this very moment could see it
            // change, which happens once in a process and only where AV1 is asked for.
            unsafe { std::env::set_var("SVT_LOG", "0") };
        }
    });
}

/// Settings that no encoder could take.
fn check(config: &VideoEncoderConfig) -> Result<(), MediaError> {
    let invalid = |setting, reason: String| Err(MediaError::InvalidConfig { setting, reason });
    let (w, h) = (config.size.width, config.size.height);
    if w == 0 || h == 0 || w > 16_384 || h > 16_384 {
        return invalid("size", format!("{w}x{h} is outside 1x1 to 16384x16384"));
    }
    let (sx, sy) = config.format.chroma_shift();
    if w % (1 << sx) != 0 || h % (1 << sy) != 0 {
        return invalid("size", format!("{w}x{h} has an odd side, which {:?} cannot hold", config.format));
    }
    let rate = config.frame_rate;
    if !rate.is_positive() || rate > Rational::new(1000, 1) || rate < Rational::new(1, 60) {
        return invalid("frame_rate", format!("{rate} is outside 1/60 to 1000"));
    }
    if rate.num > i64::from(c_int::MAX) || rate.den > i64::from(c_int::MAX) {
        return invalid("frame_rate", format!("{rate} does not fit 32 bits"));
    }
    if let super::RateControl::Quality(q) = config.rate
        && !(0.0..=51.0).contains(&q)
    {
        return invalid("rate", format!("quality {q} is outside 0 to 51"));
    }
    Ok(())
}
