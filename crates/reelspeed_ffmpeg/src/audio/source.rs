use std::path::{Path, PathBuf};

use ffmpeg_sys_next as ff;
use reelspeed_core::Flicks;

use super::clock::Clock;
use super::conform::{Rerate, fit_channels};
use super::samples::to_planar_f32;
use super::{AudioBlock, AudioOptions, layout};
use crate::MediaError;
use crate::decoder::Decoder;
use crate::input::{Input, StreamKind, Timeline};
use crate::probe::{AudioStreamInfo, open_info};
use crate::sys::AvFrame;

/// How far before the time sought decoding begins: codecs with overlapping windows (AAC, MP3, Opus, Vorbis) need what comes
/// before to give the right samples.
const PRE_ROLL: Flicks = Flicks(reelspeed_core::FLICKS_PER_SECOND / 2);

/// How much of that there must be at least where the container finds no packet so early.
const MIN_PRE_ROLL: Flicks = Flicks(reelspeed_core::FLICKS_PER_SECOND / 10);

/// How far before the pre-roll a seek tries, in seconds, if the container lands too late.
const STEPS: [f64; 4] = [0.0, 1.0, 4.0, 16.0];

/// FFmpeg misnumbers the samples after a jump into an Ogg file's last page, because that page's time is of its trimmed end.
/// Pages hold at most 255 packets, about 6 s, so a jump further back lands before it and counts through.
const OGG_STEPS: [f64; 4] = [10.0, 20.0, 40.0, 80.0];

/// Channels beyond this many are not decoded.
const MAX_CHANNELS: i32 = 64;

/// Containers that are nothing but packets in a row: the demuxer makes their times up.
const UNSTAMPED: [&str; 5] = ["aac", "ac3", "eac3", "mp3", "amr"];

/// One audio stream of one file, decoded.
///
/// Times count from the file's presentation start, the same as its video's. Encoder delay and padding are dropped as the
/// file asks; block lengths are the codec's. Samples stand where the file's clock says, to the sample: they are counted from
/// the first one, and only where the clock disagrees by more than a millisecond (3 ticks, where those are longer) there is a
/// gap, which the next block's pts tells. Blocks never overlap and never go back: of overlapping blocks the earlier is
/// heard, and a clock that is set back by more than a second is taken on as if it had run through.
///
/// Every block has the format of the stream's first: nothing is resampled or mixed, except where a stream changes its format
/// midway. Then extra channels are dropped, missing ones are silent (a mono stretch goes to the first two), and other rates
/// are brought to the first by straight lines.
pub struct AudioSource {
    decoder: Decoder,
    input: Input,
    stream: usize,
    timeline: Timeline,
    info: AudioStreamInfo,
    layout_mask: Option<u64>,
    options: AudioOptions,
    path: PathBuf,
    clock: Clock,
    /// A stretch of another rate is under way.
    rerate: Option<Rerate>,
    /// Decoded ahead: the first block of all after `open`, the first of the pre-roll after `seek`.
    ahead: Option<Result<Option<Run>, MediaError>>,
    /// Samples before this number are dropped.
    wanted: Option<i64>,
    /// `ahead` is the first block of the file, or nothing was read yet.
    untouched: bool,
    /// Damaged packets that decoders before the present one met.
    damaged_before: u64,
}

/// Samples with the number of the first.
struct Run {
    first: i64,
    samples: Vec<Vec<f32>>,
}

impl AudioSource {
    /// Opens the best or the chosen audio stream of `path` and decodes its first block, which tells the format.
    ///
    /// # Errors
    ///
    /// Those of [`probe`](crate::probe); [`MediaError::NoAudioStream`]; [`MediaError::RefusedCodec`] and
    /// [`MediaError::DecodeFailed`] if there is no decoder for it. What goes wrong with the first block,
    /// [`next_block`](Self::next_block) tells.
    pub fn open(path: impl AsRef<Path>, options: AudioOptions) -> Result<Self, MediaError> {
        let path = path.as_ref().to_owned();
        let mut input = Input::open(&path, &options.limits, options.cancel.clone())?;
        let streams = open_info(&input)?;
        let info = match options.stream {
            None => streams.best_audio(),
            Some(n) => streams.audio.get(n as usize),
        };
        let info =
            info.cloned().ok_or_else(|| MediaError::NoAudioStream { path: path.clone(), index: options.stream })?;
        let stream = info.index as usize;
        input.keep_only(|s| s.index() == stream);
        let decoder = open_decoder(&input, stream)?;
        let mut source = Self {
            decoder,
            timeline: Timeline::new(&input, stream),
            clock: clock(&input, &info),
            input,
            stream,
            layout_mask: None,
            info,
            options,
            path,
            rerate: None,
            ahead: None,
            wanted: None,
            untouched: true,
            damaged_before: 0,
        };
        source.ahead = Some(source.first_run());
        Ok(source)
    }

    /// The stream's description, with the rate and channels that every block has. Its duration is the header's here;
    /// [`probe`](crate::probe) measures.
    pub fn info(&self) -> &AudioStreamInfo {
        &self.info
    }

    /// Which channels there are, one bit each, numbered as WAVE and FFmpeg do (1 front left, 2 front right, 4 front centre,
    /// 8 LFE …), in the order of the bits. `None` where the file does not say or the order is another.
    pub fn layout_mask(&self) -> Option<u64> {
        self.layout_mask
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How many packets so far were damaged beyond decoding; their blocks are missing.
    pub fn damaged_packets(&self) -> u64 {
        self.damaged_before + self.decoder.damaged()
    }

    /// The next samples, or `None` after the last.
    ///
    /// # Errors
    ///
    /// [`MediaError::DecodeFailed`] where nothing (more) can be decoded or the rate changes more than sixteenfold;
    /// [`MediaError::TooLong`] past the limit; [`MediaError::Cancelled`]; [`MediaError::Io`].
    pub fn next_block(&mut self) -> Result<Option<AudioBlock>, MediaError> {
        loop {
            self.untouched = false;
            let next = match self.ahead.take() {
                Some(ahead) => ahead?,
                None => self.run()?,
            };
            let Some(Run { mut first, mut samples }) = next else { return Ok(None) };
            let frames = samples.first().map_or(0, Vec::len);
            if let Some(wanted) = self.wanted {
                let drop = (wanted - first).clamp(0, frames as i64);
                if drop == frames as i64 {
                    continue;
                }
                self.wanted = None;
                first += drop;
                samples.iter_mut().for_each(|c| drop_front(c, drop));
            }
            let sample_rate = self.info.sample_rate;
            let pts = Flicks::from_samples(first, sample_rate);
            return Ok(Some(AudioBlock { pts, sample_rate, samples }));
        }
    }

    /// Moves so that [`next_block`](Self::next_block) begins with the sample heard at `t` (or the first one after it, where
    /// the stream begins later or has a gap).
    ///
    /// Decoding begins half a second earlier, so that codecs whose blocks depend on earlier ones have settled; what they draw
    /// at random (noise substitution in AAC) is not the same every time.
    pub fn seek(&mut self, t: Flicks) -> Result<(), MediaError> {
        if self.clock.is_unsure() {
            self.rewind()?;
            self.untouched = false;
            for _ in 0..8 {
                if !self.clock.is_unsure() || self.run()?.is_none() {
                    break;
                }
            }
        }
        let wanted = t.to_samples(self.info.sample_rate);
        let enough = (t - MIN_PRE_ROLL).to_samples(self.info.sample_rate);
        // Steps back from the pre-roll, in seconds; then the start of the file.
        let ogg = self.input.format_name() == "ogg";
        for back in if ogg { OGG_STEPS } else { STEPS } {
            let target = t - PRE_ROLL - Flicks::from_secs(back);
            let ticks = self.timeline.ticks(target);
            let start = self.input.stream(self.stream).start_ticks();
            if target <= Flicks::ZERO || start.is_some_and(|s| ticks <= s) {
                break;
            }
            if !self.input.seek(self.stream, ticks) {
                continue;
            }
            self.moved(false);
            let run = self.run();
            let early = match &run {
                Ok(Some(run)) => run.first <= enough,
                // Behind the end, or where the container has lost its way.
                Ok(None) | Err(MediaError::DecodeFailed { .. }) => false,
                Err(_) => true,
            };
            if early {
                self.ahead = Some(Ok(run?));
                self.wanted = Some(wanted);
                return Ok(());
            }
        }
        self.rewind()?;
        self.wanted = Some(wanted);
        Ok(())
    }

    /// Back to the first block.
    fn rewind(&mut self) -> Result<(), MediaError> {
        if self.untouched {
            return Ok(());
        }
        let (stream, path) = (self.stream, &self.path);
        // Only a fresh demuxer tells the decoder again how many samples of priming to drop.
        self.input = Input::open(path, &self.options.limits, self.options.cancel.clone())?;
        if stream >= self.input.stream_count() || self.input.stream(stream).kind() != StreamKind::Audio {
            return Err(MediaError::NoAudioStream { path: path.clone(), index: self.options.stream });
        }
        self.input.keep_only(|s| s.index() == stream);
        self.damaged_before += self.decoder.damaged();
        self.decoder = open_decoder(&self.input, stream)?;
        self.moved(true);
        Ok(())
    }

    fn moved(&mut self, from_start: bool) {
        if !from_start {
            self.decoder.reset(false);
        }
        self.clock.moved(from_start);
        self.rerate = None;
        self.ahead = None;
        self.wanted = None;
        self.untouched = from_start;
    }

    /// The file's first samples; what they are, every later block is.
    fn first_run(&mut self) -> Result<Option<Run>, MediaError> {
        let Some(frame) = next_frame(&mut self.decoder, &mut self.input, None)? else { return Ok(None) };
        // SAFETY: the decoder filled the frame.
        let f = unsafe { &*frame.as_ptr() };
        self.layout_mask = layout::mask(&f.ch_layout);
        self.info.channels = f.ch_layout.nb_channels as u32;
        let rate = f.sample_rate.max(0) as u32;
        if rate > 0 && rate != self.info.sample_rate {
            self.info.sample_rate = rate;
            self.clock = clock(&self.input, &self.info);
        }
        match self.take(&frame)? {
            Some(run) => Ok(Some(run)),
            None => self.run(),
        }
    }

    /// The next samples that are heard.
    fn run(&mut self) -> Result<Option<Run>, MediaError> {
        loop {
            let at = self.clock.position().map(|p| Flicks::from_samples(p, self.info.sample_rate));
            let Some(frame) = next_frame(&mut self.decoder, &mut self.input, at)? else { return Ok(None) };
            if let Some(run) = self.take(&frame)? {
                return Ok(Some(run));
            }
        }
    }

    /// A frame converted and placed; `None` if nothing of it is heard.
    fn take(&mut self, frame: &AvFrame) -> Result<Option<Run>, MediaError> {
        // SAFETY: the decoder filled the frame.
        let f = unsafe { &*frame.as_ptr() };
        let (rate, path) = (self.info.sample_rate, &self.path);
        let at = self.clock.position().map(|p| Flicks::from_samples(p, rate));
        let failed = |reason: String| MediaError::DecodeFailed { path: path.clone(), at, reason };
        let mut samples = to_planar_f32(f, f.ch_layout.nb_channels as usize, f.nb_samples as usize)
            .ok_or_else(|| failed("a sample format that is not supported".to_owned()))?;
        fit_channels(&mut samples, self.info.channels as usize);
        let own_rate = if f.sample_rate > 0 { f.sample_rate as u32 } else { rate };
        if own_rate == rate {
            self.rerate = None;
        } else {
            if self.rerate.as_ref().is_none_or(|r| r.source_rate() != own_rate) {
                let rerate = Rerate::new(own_rate, rate);
                self.rerate =
                    Some(rerate.ok_or_else(|| failed(format!("the rate changes from {rate} to {own_rate}")))?);
            }
            if let Some(rerate) = &mut self.rerate {
                samples = rerate.convert(&samples);
            }
        }
        let max = self.options.limits.max_duration;
        let stamp = [f.best_effort_timestamp, f.pts].into_iter().find(|t| *t != ff::AV_NOPTS_VALUE);
        // A stamp beyond all limits is damage; the count goes on.
        let stamp = stamp.map(|t| self.timeline.time(t)).filter(|t| (-max.0..=max.0).contains(&t.0));
        let frames = samples.first().map_or(0, Vec::len) as i64;
        let Some(place) = self.clock.place(stamp.map(|t| t.to_samples(rate)), frames) else { return Ok(None) };
        let end = Flicks::from_samples(place.first.saturating_add(frames), rate);
        if end > max {
            return Err(MediaError::TooLong { path: path.clone(), duration: end, max });
        }
        if place.drop >= frames {
            return Ok(None);
        }
        samples.iter_mut().for_each(|c| drop_front(c, place.drop));
        Ok(Some(Run { first: place.first, samples }))
    }
}

fn drop_front(channel: &mut Vec<f32>, count: i64) {
    channel.drain(..(count.max(0) as usize).min(channel.len()));
}

/// The next frame that holds any samples.
fn next_frame(decoder: &mut Decoder, input: &mut Input, at: Option<Flicks>) -> Result<Option<AvFrame>, MediaError> {
    let failed = |input: &Input, reason: String| MediaError::DecodeFailed { path: input.path().to_owned(), at, reason };
    while let Some(frame) = decoder.next(input, at)? {
        // SAFETY: the decoder filled the frame.
        let (frames, channels) = unsafe { ((*frame.as_ptr()).nb_samples, (*frame.as_ptr()).ch_layout.nb_channels) };
        if channels > MAX_CHANNELS {
            return Err(failed(input, format!("{channels} channels, the limit is {MAX_CHANNELS}")));
        }
        if frames > 0 && channels > 0 {
            return frame.take().map(Some).ok_or_else(|| failed(input, "out of memory".to_owned()));
        }
    }
    Ok(None)
}

fn open_decoder(input: &Input, stream: usize) -> Result<Decoder, MediaError> {
    Decoder::open(input, &input.stream(stream), 1, |_, _| {})
}

fn clock(input: &Input, info: &AudioStreamInfo) -> Clock {
    let s = input.stream(info.index as usize);
    let (rate, timebase) = (i64::from(info.sample_rate.max(1)), s.timebase());
    let block = match s.frame_size() {
        n if n > 1 => i64::from(n),
        // Vorbis' blocks overlap by quarters of powers of two from 256 up.
        _ if info.codec == "vorbis" => 64,
        _ => 0,
    };
    let clock = Clock::new(info.sample_rate, (timebase.num.saturating_mul(rate), timebase.den), block);
    match input.format_name().as_str() {
        name if UNSTAMPED.contains(&name) => clock.free_running(),
        // Only pages have times; those of packets are reckoned, and off by a block where Vorbis changes its block size.
        "ogg" => clock.with_jitter(rate / 10),
        _ => clock,
    }
}
