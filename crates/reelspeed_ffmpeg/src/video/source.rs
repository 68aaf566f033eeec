use std::path::{Path, PathBuf};
use std::sync::Arc;

use reelspeed_core::Flicks;

use ffmpeg_sys_next as ff;

use super::buffer::PoolState;
use super::convert::Converter;
use super::picture::wrap;
use super::{BeforeFirst, DecodedFrame, VideoOptions};
use crate::MediaError;
use crate::decoder::Decoder;
use crate::input::{Input, StreamKind, Timeline};
use crate::probe::{VideoStreamInfo, open_info};
use crate::sys::AvFrame;
use crate::sys::color::RawColor;

/// Forward of the current frame by at most this much, [`VideoSource::frame_at`] decodes on rather than seeks.
const DECODE_ON: Flicks = Flicks(reelspeed_core::FLICKS_PER_SECOND);

/// As above, where the container has no index that tells whether seeking saves anything.
const DECODE_ON_BLIND: Flicks = Flicks(10 * reelspeed_core::FLICKS_PER_SECOND);

/// One video stream of one file, decoded.
///
/// Times count from the file's presentation start (see [`MediaInfo::start`](crate::MediaInfo::start)), the same for its
/// sound. The frame shown at time t is the last one with pts ≤ t; a pts counts as known to half a tick of the stream's
/// clock, so that 33 ms, which Matroska writes for 1/30 s, is not late. The last frame stays for ever.
///
/// A stream may change its size midway: every frame carries its own.
pub struct VideoSource {
    /// Before the pool's state, which it calls back into.
    decoder: Decoder,
    pool_state: Box<PoolState>,
    input: Input,
    stream: usize,
    timeline: Timeline,
    info: VideoStreamInfo,
    color: RawColor,
    options: VideoOptions,
    path: PathBuf,
    converter: Converter,
    /// Nominal frame duration, for streams that do not say.
    frame_duration: Flicks,
    /// The frame last given out by `frame_at`, or the one that `seek` found.
    current: Option<DecodedFrame>,
    /// The frame after `current`, decoded ahead to know when it begins.
    ahead: Option<DecodedFrame>,
    /// `current` was found by `seek` and has not been given out by `next_frame`.
    current_unseen: bool,
    ended: bool,
    /// pts of the last frame that left the decoder.
    last_pts: Option<Flicks>,
    /// pts of the stream's first frame, once known.
    first_pts: Option<Flicks>,
    /// The decoder has come from the start of the file without a jump.
    from_start: bool,
}

impl VideoSource {
    /// Opens the best or the chosen video stream of `path`.
    ///
    /// # Errors
    ///
    /// Those of [`probe`](crate::probe); [`MediaError::NoVideoStream`]; [`MediaError::RefusedCodec`] and
    /// [`MediaError::DecodeFailed`] if there is no decoder for it.
    pub fn open(path: impl AsRef<Path>, options: VideoOptions) -> Result<Self, MediaError> {
        let path = path.as_ref().to_owned();
        let mut input = Input::open(&path, &options.limits, options.cancel.clone())?;
        let streams = open_info(&input)?;
        let info = match options.stream {
            None => streams.best_video(true),
            Some(n) => streams.video.get(n as usize),
        };
        let info =
            info.cloned().ok_or_else(|| MediaError::NoVideoStream { path: path.clone(), index: options.stream })?;
        let stream = info.index as usize;
        let pool_state = PoolState::new(options.pool.clone());
        input.keep_only(|s| s.index() == stream);
        let decoder = open_decoder(&input, stream, &options, &pool_state)?;
        let rate = info.frame_rate.recip();
        Ok(Self {
            decoder,
            pool_state,
            timeline: Timeline::new(&input, stream),
            color: input.stream(stream).raw_color(),
            input,
            stream,
            info,
            options,
            path,
            converter: Converter::new(),
            frame_duration: Flicks::from_ticks(1, rate),
            current: None,
            ahead: None,
            current_unseen: false,
            ended: false,
            last_pts: None,
            first_pts: None,
            from_start: true,
        })
    }

    /// The stream's description. Frame count and duration are the header's here; [`probe`](crate::probe) counts.
    pub fn info(&self) -> &VideoStreamInfo {
        &self.info
    }

    /// How many packets so far were damaged beyond decoding; their frames are missing.
    pub fn damaged_packets(&self) -> u64 {
        self.decoder.damaged()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The next frame in presentation order, or `None` after the last. After [`seek`](Self::seek) it begins with the frame
    /// shown at the time sought; after [`frame_at`](Self::frame_at), with the one that follows the frame given.
    pub fn next_frame(&mut self) -> Result<Option<DecodedFrame>, MediaError> {
        if self.current_unseen {
            self.current_unseen = false;
            return Ok(self.current.clone());
        }
        let next = match self.ahead.take() {
            Some(frame) => Some(frame),
            None => self.decode()?,
        };
        // At the end `current` stays: it is what `frame_at` holds.
        if next.is_some() {
            self.current.clone_from(&next);
        }
        Ok(next)
    }

    /// The frame shown at `t`. Calls with growing `t` decode every frame once; going back, or far forward, seeks.
    ///
    /// Before the first frame it is the first frame or `None`, as [`VideoOptions::before_first`] says; after the last, the
    /// last.
    pub fn frame_at(&mut self, t: Flicks) -> Result<Option<DecodedFrame>, MediaError> {
        if self.worth_seeking(t) {
            self.seek(t)?;
        }
        self.advance(t)?;
        self.current_unseen = false;
        let Some(current) = &self.current else { return Ok(None) };
        if self.is_after(current, t) && self.options.before_first == BeforeFirst::Nothing {
            return Ok(None);
        }
        Ok(Some(current.clone()))
    }

    /// Whether the frame last given is known to be the last one. After [`frame_at`](Self::frame_at) for a time at or after that
    /// frame's it is always known.
    pub fn at_last_frame(&self) -> bool {
        self.ended && self.ahead.is_none() && self.current.is_some()
    }

    /// Moves so that [`next_frame`](Self::next_frame) gives the frame shown at `t` (the first frame for times before it).
    ///
    /// Exact: goes to a key packet at or before `t` and decodes from there. Where the pictures that follow a key packet turn
    /// out to begin after `t` (open GOPs, key packets found by decoding time), it starts further back; where the container
    /// cannot seek, from the start.
    pub fn seek(&mut self, t: Flicks) -> Result<(), MediaError> {
        // Steps back from t, in seconds; the last try is the start of the file.
        for back in [Some(0.0), Some(1.0), Some(4.0), Some(16.0), None] {
            let target = match back {
                Some(secs) => t - Flicks::from_secs(secs),
                None => Flicks::ZERO,
            };
            let from_start = back.is_none() || target <= Flicks::ZERO;
            if from_start {
                self.rewind()?;
            } else {
                let ticks = self.timeline.ticks(target);
                if !self.input.seek(self.stream, ticks) {
                    continue;
                }
                self.forget(true);
                self.from_start = false;
            }
            match self.advance(t) {
                Ok(()) => {}
                // The container jumped to where nothing can be decoded any more; further back there is something.
                Err(MediaError::DecodeFailed { at: None, .. }) if !from_start => continue,
                Err(error) => return Err(error),
            }
            let early_enough = self.current.as_ref().is_some_and(|f| !self.is_after(f, t));
            if early_enough || from_start {
                break;
            }
        }
        self.current_unseen = self.current.is_some();
        Ok(())
    }

    /// Whether `frame` appears only after `t`.
    fn is_after(&self, frame: &DecodedFrame, t: Flicks) -> bool {
        frame.pts - self.timeline.tolerance() > t
    }

    /// Decodes until `current` is the frame shown at `t` or the first one after it.
    fn advance(&mut self, t: Flicks) -> Result<(), MediaError> {
        if self.current.is_none() {
            self.current = match self.ahead.take() {
                Some(frame) => Some(frame),
                None => self.decode()?,
            };
        }
        loop {
            if self.current.as_ref().is_none_or(|f| self.is_after(f, t)) {
                return Ok(());
            }
            if self.ahead.is_none() && !self.ended {
                self.ahead = self.decode()?;
            }
            match &self.ahead {
                Some(next) if !self.is_after(next, t) => self.current = self.ahead.take(),
                _ => return Ok(()),
            }
        }
    }

    /// Whether a jump to `t` beats decoding on (or is the only way).
    fn worth_seeking(&self, t: Flicks) -> bool {
        let position = match &self.current {
            Some(current) => {
                if self.is_after(current, t) {
                    // Backwards, unless there is nothing before.
                    return self.first_pts != Some(current.pts);
                }
                current.pts
            }
            None => Flicks::ZERO,
        };
        if self.ahead.as_ref().is_some_and(|f| self.is_after(f, t)) || t - position <= DECODE_ON {
            return false;
        }
        match self.input.stream(self.stream).key_at_or_before(self.timeline.ticks(t)) {
            Some(key) => self.decoder.last_dts().is_none_or(|at| key > at),
            None => t - position > DECODE_ON_BLIND,
        }
    }

    /// Back to the start of the file: by seeking where the container lists every packet, else by opening it again (seeking in
    /// a transport stream, for one, may land behind the first key packet).
    fn rewind(&mut self) -> Result<(), MediaError> {
        if self.from_start && self.last_pts.is_none() {
            return Ok(());
        }
        let first = self.input.stream(self.stream).start_ticks().unwrap_or(0);
        if self.input.has_full_index() && self.input.seek(self.stream, first) {
            self.forget(false);
        } else {
            self.input = Input::open(&self.path, &self.options.limits, self.options.cancel.clone())?;
            let stream = self.stream;
            if stream >= self.input.stream_count() || self.input.stream(stream).kind() != StreamKind::Video {
                return Err(MediaError::NoVideoStream { path: self.path.clone(), index: self.options.stream });
            }
            self.input.keep_only(|s| s.index() == stream);
            self.decoder = open_decoder(&self.input, stream, &self.options, &self.pool_state)?;
            self.forget(false);
        }
        self.from_start = true;
        Ok(())
    }

    fn forget(&mut self, jumped: bool) {
        self.decoder.reset(jumped);
        self.current = None;
        self.ahead = None;
        self.current_unseen = false;
        self.ended = false;
        self.last_pts = None;
    }

    /// The next frame out of the decoder.
    fn decode(&mut self) -> Result<Option<DecodedFrame>, MediaError> {
        if self.ended {
            return Ok(None);
        }
        let next = match self.decoder.next(&mut self.input, self.last_pts) {
            Ok(next) => next,
            Err(error) => return Err(self.pool_state.take_error().map_or(error, MediaError::Memory)),
        };
        let Some(frame) = next else {
            self.ended = true;
            // A refused buffer loses frames silently otherwise.
            return self.pool_state.take_error().map_or(Ok(None), |e| Err(e.into()));
        };
        if let Some(error) = self.pool_state.take_error() {
            return Err(error.into());
        }
        let (ticks, duration) = times(frame);
        let picture = wrap(frame, self.color, &self.options.pool, &mut self.converter, &self.path)?;
        let duration = match duration {
            d if d > 0 => self.timeline.span(d),
            _ => self.frame_duration,
        };
        let mut pts = match (ticks, self.last_pts) {
            (Some(ticks), _) => self.timeline.time(ticks),
            (None, Some(last)) => last + self.frame_duration,
            (None, None) => Flicks::ZERO,
        };
        if let Some(last) = self.last_pts
            && pts <= last
        {
            // A clock that stands still or jumps back: the order of pictures is what is left to go by.
            pts = last + Flicks(1);
        }
        if self.from_start && self.last_pts.is_none() {
            self.first_pts = Some(pts);
        }
        self.last_pts = Some(pts);
        Ok(Some(DecodedFrame { frame: Arc::new(picture), pts, duration }))
    }
}

fn open_decoder(input: &Input, stream: usize, options: &VideoOptions, pool: &PoolState) -> Result<Decoder, MediaError> {
    Decoder::open(input, &input.stream(stream), options.threads, |ctx, codec| {
        // SAFETY: the state is boxed beside the decoder and declared after it, so it is dropped later.
        unsafe { pool.install(ctx, codec) };
    })
}

/// Presentation time and duration of a decoded frame, in ticks.
fn times(frame: &AvFrame) -> (Option<i64>, i64) {
    // SAFETY: the decoder filled the frame.
    let f = unsafe { &*frame.as_ptr() };
    let ticks = [f.best_effort_timestamp, f.pts, f.pkt_dts].into_iter().find(|t| *t != ff::AV_NOPTS_VALUE);
    #[cfg(ffmpeg_6_0)]
    let duration = f.duration;
    #[cfg(not(ffmpeg_6_0))]
    let duration = f.pkt_duration;
    (ticks, duration)
}
