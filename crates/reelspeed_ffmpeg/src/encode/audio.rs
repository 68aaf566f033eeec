use std::collections::VecDeque;
use std::ffi::c_int;
use std::ptr;

use ffmpeg_sys_next as ff;

use super::{AudioCodec, AudioEncoderConfig, EncodedStream, Packet, find_encoder};
use crate::error::{EncoderFailure, MediaError};
use crate::sys::{AvFrame, AvPacket, CodecCtx, Dict, log, reason};

use ff::AVSampleFormat as S;

/// An open audio encoder. Samples go in at any length; the first sample sent is at t = 0.
///
/// Encoder delay is told to the container, which tells players to skip it: what is heard begins at zero and lasts exactly as
/// long as what was sent (MP4, MOV, MKV and WebM).
pub struct AudioEncoder {
    ctx: CodecCtx,
    name: &'static str,
    config: AudioEncoderConfig,
    format: S,
    stream: EncodedStream,
    packet: AvPacket,
    /// Samples not yet encoded, one list per channel.
    pending: Vec<Vec<f32>>,
    /// Samples that the encoder takes at a time.
    frame_size: usize,
    position: i64,
    ready: VecDeque<Packet>,
    finished: bool,
}

impl AudioEncoder {
    /// Opens the encoder for the codec.
    ///
    /// # Errors
    ///
    /// [`MediaError::InvalidConfig`], or [`MediaError::EncoderUnavailable`] with the reason.
    pub fn open(config: &AudioEncoderConfig) -> Result<Self, MediaError> {
        log::init();
        if !(1..=8).contains(&config.channels) {
            let reason = format!("{} is outside 1 to 8", config.channels);
            return Err(MediaError::InvalidConfig { setting: "channels", reason });
        }
        if !(8_000..=192_000).contains(&config.sample_rate) {
            let reason = format!("{} is outside 8000 to 192000", config.sample_rate);
            return Err(MediaError::InvalidConfig { setting: "sample_rate", reason });
        }
        let candidates: &[(&'static str, S)] = match config.codec {
            AudioCodec::Aac => &[("aac", S::AV_SAMPLE_FMT_FLTP)],
            AudioCodec::Opus => &[("libopus", S::AV_SAMPLE_FMT_FLT), ("opus", S::AV_SAMPLE_FMT_FLTP)],
            AudioCodec::Mp3 => &[("libmp3lame", S::AV_SAMPLE_FMT_FLTP)],
            AudioCodec::Flac => &[("flac", S::AV_SAMPLE_FMT_S32)],
        };
        let mut tried = Vec::new();
        for &(name, format) in candidates {
            match Self::open_one(name, format, config) {
                Ok(encoder) => return Ok(encoder),
                Err(reason) => tried.push(EncoderFailure { encoder: name.to_owned(), reason }),
            }
        }
        Err(MediaError::EncoderUnavailable { codec: config.codec.as_str().to_owned(), tried })
    }

    fn open_one(name: &'static str, format: S, config: &AudioEncoderConfig) -> Result<Self, String> {
        let codec = find_encoder(name).ok_or("not in this build of FFmpeg")?;
        let ctx = CodecCtx::new(codec).ok_or("out of memory")?;
        let mut options = Dict::new();
        // SAFETY: the context is ours and not yet open.
        let code = unsafe {
            let c = &mut *ctx.as_ptr();
            c.sample_rate = config.sample_rate as c_int;
            c.sample_fmt = format;
            c.time_base = ff::AVRational { num: 1, den: config.sample_rate as c_int };
            c.bit_rate = config.bitrate.min(i64::MAX as u64) as i64;
            c.flags |= ff::AV_CODEC_FLAG_GLOBAL_HEADER as c_int;
            ff::av_channel_layout_default(&mut c.ch_layout, config.channels as c_int);
            if config.codec == AudioCodec::Flac {
                c.bits_per_raw_sample = 24;
            }
            if name == "opus" {
                c.strict_std_compliance = ff::FF_COMPLIANCE_EXPERIMENTAL as c_int;
            }
            ff::avcodec_open2(ctx.as_ptr(), codec, &mut options.0)
        };
        if code < 0 {
            return Err(reason(code));
        }
        // SAFETY: the context is open.
        let frame_size = unsafe { (*ctx.as_ptr()).frame_size }.max(0) as usize;
        Ok(Self {
            stream: EncodedStream::from_encoder(ctx.as_ptr(), None).ok_or("out of memory")?,
            packet: AvPacket::new().ok_or("out of memory")?,
            ctx,
            name,
            config: config.clone(),
            format,
            pending: vec![Vec::new(); config.channels as usize],
            frame_size: if frame_size == 0 { 1024 } else { frame_size },
            position: 0,
            ready: VecDeque::new(),
            finished: false,
        })
    }

    /// The encoder's FFmpeg name.
    pub fn name(&self) -> &str {
        self.name
    }

    /// The settings it was opened with.
    pub fn config(&self) -> &AudioEncoderConfig {
        &self.config
    }

    /// What the container must know.
    pub fn stream(&self) -> &EncodedStream {
        &self.stream
    }

    /// Encodes the samples that follow those sent before: one slice per channel, all of one length, full scale ±1.0.
    ///
    /// # Errors
    ///
    /// [`MediaError::InvalidConfig`] for another number of channels or uneven lengths; [`MediaError::EncodeFailed`].
    pub fn send(&mut self, channels: &[impl AsRef<[f32]>]) -> Result<(), MediaError> {
        let frames = channels.first().map_or(0, |c| c.as_ref().len());
        if channels.len() != self.pending.len() || channels.iter().any(|c| c.as_ref().len() != frames) {
            return Err(MediaError::InvalidConfig {
                setting: "samples",
                reason: format!("expected {} channels of one length, got {}", self.pending.len(), channels.len()),
            });
        }
        for (pending, new) in self.pending.iter_mut().zip(channels) {
            pending.extend_from_slice(new.as_ref());
        }
        let mut from = 0;
        while self.pending[0].len() - from >= self.frame_size {
            self.encode(from, self.frame_size)?;
            from += self.frame_size;
        }
        self.pending.iter_mut().for_each(|c| {
            c.drain(..from);
        });
        Ok(())
    }

    /// Says that no more samples come.
    pub fn finish(&mut self) -> Result<(), MediaError> {
        if self.finished {
            return Ok(());
        }
        self.finished = true;
        let rest = self.pending[0].len();
        if rest > 0 {
            self.encode(0, rest)?;
            self.pending.iter_mut().for_each(Vec::clear);
        }
        self.push(ptr::null())
    }

    /// The next packet; `None` where the encoder wants more samples, and at the end.
    pub fn receive(&mut self) -> Result<Option<Packet>, MediaError> {
        match self.ready.pop_front() {
            Some(packet) => Ok(Some(packet)),
            None => self.pull(),
        }
    }

    fn encode(&mut self, from: usize, frames: usize) -> Result<(), MediaError> {
        let frame = AvFrame::new().ok_or_else(|| self.failed("out of memory".to_owned()))?;
        // SAFETY: the frame is ours; `av_frame_get_buffer` makes room for what its fields say.
        let code = unsafe {
            let f = &mut *frame.as_ptr();
            f.format = self.format as c_int;
            f.nb_samples = frames as c_int;
            f.sample_rate = self.config.sample_rate as c_int;
            f.pts = self.position;
            match ff::av_channel_layout_copy(&mut f.ch_layout, &(*self.ctx.as_ptr()).ch_layout) {
                0 => ff::av_frame_get_buffer(frame.as_ptr(), 0),
                code => code,
            }
        };
        if code < 0 {
            return Err(self.failed(reason(code)));
        }
        // SAFETY: the buffers hold `frames` samples of the format for each channel.
        unsafe { fill(&*frame.as_ptr(), self.format, &self.pending, from, frames) };
        self.position += frames as i64;
        self.push(frame.as_ptr())
    }

    fn push(&mut self, frame: *const ff::AVFrame) -> Result<(), MediaError> {
        loop {
            // SAFETY: the context is open; the frame is null or alive.
            let code = unsafe { ff::avcodec_send_frame(self.ctx.as_ptr(), frame) };
            if code >= 0 {
                return Ok(());
            }
            if code != ff::AVERROR(11) {
                return Err(self.failed(reason(code)));
            }
            match self.pull()? {
                Some(packet) => self.ready.push_back(packet),
                None => return Err(self.failed("it neither takes samples nor gives packets".to_owned())),
            }
        }
    }

    fn pull(&mut self) -> Result<Option<Packet>, MediaError> {
        // SAFETY: both are alive.
        match unsafe { ff::avcodec_receive_packet(self.ctx.as_ptr(), self.packet.as_ptr()) } {
            code if code >= 0 => {}
            code if code == ff::AVERROR_EOF || code == ff::AVERROR(11) => return Ok(None),
            code => return Err(self.failed(reason(code))),
        }
        let inner = self.packet.take().ok_or_else(|| self.failed("out of memory".to_owned()))?;
        Ok(Some(Packet { inner, timebase: self.stream.timebase }))
    }

    fn failed(&self, reason: String) -> MediaError {
        MediaError::EncodeFailed { encoder: self.name.to_owned(), reason }
    }
}

/// Writes planar samples in the encoder's format.
///
/// # Safety
///
/// `f` has room for `frames` samples of `format` in each channel of `source`.
unsafe fn fill(f: &ff::AVFrame, format: S, source: &[Vec<f32>], from: usize, frames: usize) {
    let channels = source.len();
    // SAFETY: the caller's promise.
    unsafe {
        match format {
            S::AV_SAMPLE_FMT_FLTP => {
                for (c, samples) in source.iter().enumerate() {
                    let plane = std::slice::from_raw_parts_mut((*f.extended_data.add(c)).cast::<f32>(), frames);
                    plane.copy_from_slice(&samples[from..from + frames]);
                }
            }
            S::AV_SAMPLE_FMT_FLT => {
                let all = std::slice::from_raw_parts_mut(f.data[0].cast::<f32>(), frames * channels);
                for (i, out) in all.iter_mut().enumerate() {
                    *out = source[i % channels][from + i / channels];
                }
            }
            _ => {
                // 24 bits in the high part of 32, which is how FLAC's encoder takes them.
                let all = std::slice::from_raw_parts_mut(f.data[0].cast::<i32>(), frames * channels);
                for (i, out) in all.iter_mut().enumerate() {
                    let v = f64::from(source[i % channels][from + i / channels]);
                    *out = ((v * 8_388_608.0).round().clamp(-8_388_608.0, 8_388_607.0) as i32) << 8;
                }
            }
        }
    }
}
