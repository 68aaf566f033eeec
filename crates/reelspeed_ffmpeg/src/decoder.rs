//! Packets in, frames out, for one stream of one input: what video and audio have in common.

use std::ffi::c_int;
use std::ptr;

use ffmpeg_sys_next as ff;
use reelspeed_core::Flicks;

use crate::MediaError;
use crate::input::{Input, StreamRef, decoder_for};
use crate::sys::{AvFrame, AvPacket, CodecCtx, Dict, av_rational, reason};

/// An open decoder with its place in the input.
pub(crate) struct Decoder {
    pub(crate) ctx: CodecCtx,
    frame: AvFrame,
    packet: AvPacket,
    stream: usize,
    /// The input has ended and the decoder was told so.
    draining: bool,
    /// Packets since the last frame.
    fruitless: u32,
    /// Frames since the decoder was opened.
    frames: u64,
    /// Decoding time of the last packet given to the decoder, in ticks.
    last_dts: Option<i64>,
    last_error: c_int,
    /// Packets that could not be decoded, in all.
    damaged: u64,
    /// After a jump: packets before the next key packet refer to pictures that are not there.
    wait_for_key: bool,
}

impl Decoder {
    /// Opens the decoder of `stream`; `setup` may change the context before it is opened.
    pub(crate) fn open(
        input: &Input,
        stream: &StreamRef<'_>,
        threads: u32,
        setup: impl FnOnce(*mut ff::AVCodecContext, &ff::AVCodec),
    ) -> Result<Self, MediaError> {
        let path = || input.path().to_owned();
        let refused = || MediaError::RefusedCodec { path: path(), codec: stream.codec_name() };
        let codec = decoder_for(stream.codec_id(), stream.has_alpha_mode()).ok_or_else(refused)?;
        let no_memory = || MediaError::DecodeFailed { path: path(), at: None, reason: "out of memory".to_owned() };
        let ctx = CodecCtx::new(codec).ok_or_else(no_memory)?;
        let threads = threads.clamp(1, 64);
        // SAFETY: the context is allocated and not yet open; the stream's parameters are alive.
        let code = unsafe {
            let c = ctx.as_ptr();
            let code = ff::avcodec_parameters_to_context(c, stream.params());
            (*c).pkt_timebase = av_rational(stream.timebase());
            (*c).thread_count = threads as c_int;
            (*c).thread_type = ff::FF_THREAD_FRAME | ff::FF_THREAD_SLICE;
            (*c).max_pixels = input.limits().max_pixels.min(i64::MAX as u64) as i64;
            (*c).flags |= ff::AV_CODEC_FLAG_UNALIGNED as c_int;
            setup(c, &*codec);
            code
        };
        if code < 0 {
            return Err(MediaError::DecodeFailed { path: path(), at: None, reason: reason(code) });
        }
        let mut options = Dict::new();
        // SAFETY: the context was allocated for this codec.
        let code = unsafe { ff::avcodec_open2(ctx.as_ptr(), codec, &mut options.0) };
        if code < 0 {
            return Err(MediaError::DecodeFailed { path: path(), at: None, reason: reason(code) });
        }
        Ok(Self {
            ctx,
            frame: AvFrame::new().ok_or_else(no_memory)?,
            packet: AvPacket::new().ok_or_else(no_memory)?,
            stream: stream.index(),
            draining: false,
            fruitless: 0,
            frames: 0,
            last_dts: None,
            last_error: 0,
            damaged: 0,
            wait_for_key: false,
        })
    }

    /// How many packets could not be decoded.
    pub(crate) fn damaged(&self) -> u64 {
        self.damaged
    }

    /// Decoding time of the last packet that went in, in ticks.
    pub(crate) fn last_dts(&self) -> Option<i64> {
        self.last_dts
    }

    /// Forgets everything in flight; call after the input was moved. `wait_for_key` drops what comes before a key packet.
    pub(crate) fn reset(&mut self, wait_for_key: bool) {
        self.wait_for_key = wait_for_key;
        self.ctx.flush();
        self.frame.unref();
        self.packet.unref();
        self.draining = false;
        self.fruitless = 0;
        self.last_dts = None;
    }

    /// The next frame, or `None` at the end. `at` is the time of the last good frame, for errors.
    pub(crate) fn next(&mut self, input: &mut Input, at: Option<Flicks>) -> Result<Option<&mut AvFrame>, MediaError> {
        loop {
            // SAFETY: both are alive; the call empties the frame first.
            let code = unsafe { ff::avcodec_receive_frame(self.ctx.as_ptr(), self.frame.as_ptr()) };
            match code {
                0 => {
                    self.fruitless = 0;
                    self.frames += 1;
                    return Ok(Some(&mut self.frame));
                }
                ff::AVERROR_EOF => {
                    if self.frames == 0 {
                        return Err(self.nothing(input));
                    }
                    return Ok(None);
                }
                code if code == ff::AVERROR(11) => {}
                code => {
                    // Damage in one packet; what follows may be whole.
                    self.last_error = code;
                    self.damaged += 1;
                    self.check_fruitless(input, at)?;
                    if input.interrupted() {
                        return Err(input.stop_reason().unwrap_or(MediaError::Cancelled));
                    }
                    continue;
                }
            }
            if self.draining {
                // The decoder wants input after the end: nothing more will come.
                return if self.frames == 0 { Err(self.nothing(input)) } else { Ok(None) };
            }
            self.feed(input, at)?;
        }
    }

    /// Gives the decoder the next packet of its stream, or the end.
    fn feed(&mut self, input: &mut Input, at: Option<Flicks>) -> Result<(), MediaError> {
        loop {
            if !input.read(&mut self.packet)? {
                self.draining = true;
                // SAFETY: a null packet starts draining.
                unsafe { ff::avcodec_send_packet(self.ctx.as_ptr(), ptr::null()) };
                return Ok(());
            }
            // SAFETY: `read` filled the packet.
            let (index, dts, flags) = unsafe {
                let p = &*self.packet.as_ptr();
                (p.stream_index, p.dts, p.flags)
            };
            if index != self.stream as c_int {
                continue;
            }
            if dts != ff::AV_NOPTS_VALUE {
                self.last_dts = Some(dts);
            }
            if self.wait_for_key && flags & ff::AV_PKT_FLAG_KEY == 0 {
                self.check_fruitless(input, at)?;
                continue;
            }
            self.wait_for_key = false;
            // SAFETY: both are alive.
            let code = unsafe { ff::avcodec_send_packet(self.ctx.as_ptr(), self.packet.as_ptr()) };
            self.packet.unref();
            if code < 0 {
                self.last_error = code;
                self.damaged += 1;
            }
            self.check_fruitless(input, at)?;
            if code >= 0 {
                return Ok(());
            }
        }
    }

    fn check_fruitless(&mut self, input: &Input, at: Option<Flicks>) -> Result<(), MediaError> {
        self.fruitless += 1;
        if self.fruitless <= input.limits().max_fruitless_packets {
            return Ok(());
        }
        let reason = format!("{} packets in a row gave nothing", self.fruitless);
        Err(MediaError::DecodeFailed { path: input.path().to_owned(), at, reason })
    }

    fn nothing(&self, input: &Input) -> MediaError {
        let why = if self.last_error < 0 { reason(self.last_error) } else { "there is no data".to_owned() };
        MediaError::DecodeFailed { path: input.path().to_owned(), at: None, reason: why }
    }
}
