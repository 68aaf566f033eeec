use std::path::{Path, PathBuf};

use ffmpeg_sys_next as ff;
use reelspeed_core::{Flicks, Rational};

use super::samples::to_planar_f32;
use super::{AudioBlock, AudioOptions, ChannelLayout};
use crate::MediaError;
use crate::decoder::Decoder;
use crate::input::{Input, StreamKind, Timeline};
use crate::probe::{AudioStreamInfo, open_info};

/// How far before the time sought decoding begins: codecs with overlapping windows (AAC, MP3, Opus, Vorbis) need what comes
/// before to give the right samples.
const PRE_ROLL: Flicks = Flicks(reelspeed_core::FLICKS_PER_SECOND / 2);

/// A gap or an overlap between blocks up to this long is jitter of the container's clock, not silence. MP4 and MOV tell
/// the time exactly: two samples of rounding are all, and none where the clock ticks in samples.
const JITTER_SECS: f64 = 0.003;
const JITTER_ROUNDING: i64 = 2;

/// An overlap longer than this is a clock that was set back: the samples follow each other, whatever the clock says.
const MAX_OVERLAP_SECS: f64 = 1.0;

/// One audio stream of one file, decoded.
///
/// Times count from the file's presentation start, the same as its video's. Encoder delay and padding are dropped as the
/// file asks. Nothing is resampled or mixed; block lengths are the codec's. Blocks never overlap; where a file leaves a gap,
/// the next block's pts says so.
pub struct AudioSource {
    decoder: Decoder,
    input: Input,
    stream: usize,
    timeline: Timeline,
    info: AudioStreamInfo,
    options: AudioOptions,
    path: PathBuf,
    /// Sample number, counted from t = 0 at the stream's rate, that follows the last block.
    position: Option<i64>,
    /// Samples before this number are dropped.
    wanted: Option<i64>,
    /// Where the container's clock is too coarse to number samples: the end of the stream's first block, from which every
    /// later block begins a whole number of `grid` samples away.
    origin: Option<i64>,
    grid: Option<i64>,
}

impl AudioSource {
    /// Opens the best or the chosen audio stream of `path`.
    ///
    /// # Errors
    ///
    /// Those of [`probe`](crate::probe); [`MediaError::NoAudioStream`]; [`MediaError::RefusedCodec`] and
    /// [`MediaError::DecodeFailed`] if there is no decoder for it.
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
        Ok(Self {
            decoder,
            timeline: Timeline::new(&input, stream),
            input,
            stream,
            info,
            options,
            path,
            position: None,
            wanted: None,
            origin: None,
            grid: None,
        }
        .with_grid())
    }

    /// Finds out whether times must be drawn to the codec's grid of block boundaries.
    fn with_grid(mut self) -> Self {
        let s = self.input.stream(self.stream);
        let rate = i64::from(self.info.sample_rate.max(1));
        let tick_samples = (s.timebase().num * rate).div_euclid(s.timebase().den.max(1));
        let block = match s.frame_size() {
            n if n > 1 => i64::from(n),
            // Vorbis blocks overlap by quarters of powers of two from 64 up.
            _ if self.info.codec == "vorbis" => 64,
            _ => 0,
        };
        // Ticks finer than a few samples need no help; blocks shorter than two ticks cannot give any.
        self.grid = (tick_samples > 4 && block > 2 * tick_samples / 2).then_some(block);
        self
    }

    /// The sample number nearest to `stamped` at which a block can begin.
    fn on_grid(&self, stamped: i64) -> i64 {
        match (self.origin, self.grid) {
            (Some(origin), Some(grid)) => {
                let steps = (2 * (stamped - origin) + grid).div_euclid(2 * grid);
                origin + steps * grid
            }
            _ => stamped,
        }
    }

    /// The stream's description. Its duration is the header's here; [`probe`](crate::probe) measures.
    pub fn info(&self) -> &AudioStreamInfo {
        &self.info
    }

    /// How many packets so far were damaged beyond decoding; their blocks are missing.
    pub fn damaged_packets(&self) -> u64 {
        self.decoder.damaged()
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The next samples, or `None` after the last.
    pub fn next_block(&mut self) -> Result<Option<AudioBlock>, MediaError> {
        loop {
            let at = self.position.map(|p| Flicks::from_samples(p, self.info.sample_rate));
            let Some(frame) = self.decoder.next(&mut self.input, at)? else { return Ok(None) };
            // SAFETY: the decoder filled the frame.
            let f = unsafe { &*frame.as_ptr() };
            let frames = f.nb_samples.max(0) as usize;
            let rate = if f.sample_rate > 0 { f.sample_rate as u32 } else { self.info.sample_rate };
            let layout = ChannelLayout::from_av(&f.ch_layout);
            if frames == 0 || rate == 0 || layout.channels() == 0 || f.ch_layout.nb_channels > 64 {
                continue;
            }
            if rate != self.info.sample_rate {
                // The counters below count at the stream's rate.
                self.position = self.position.map(|p| rescale(p, self.info.sample_rate, rate));
                self.wanted = self.wanted.map(|p| rescale(p, self.info.sample_rate, rate));
                self.info.sample_rate = rate;
            }
            let ticks = [f.best_effort_timestamp, f.pts].into_iter().find(|t| *t != ff::AV_NOPTS_VALUE);
            let stamped = ticks.map(|t| self.timeline.time(t).to_samples(rate));
            let samples_in = |secs| Flicks::from_secs(secs).to_samples(rate);
            let ticks_are_samples = self.input.stream(self.stream).timebase() == Rational::new(1, i64::from(rate));
            let jitter = match self.input.has_full_index() {
                true if ticks_are_samples => 0,
                true => JITTER_ROUNDING,
                false => samples_in(JITTER_SECS),
            };
            let first = match (stamped, self.position) {
                (Some(s), Some(p)) if (s - p).abs() <= jitter || p - s > samples_in(MAX_OVERLAP_SECS) => p,
                (Some(s), _) => self.on_grid(s),
                (None, p) => p.unwrap_or(0),
            };
            let failed = || MediaError::DecodeFailed {
                path: self.path.clone(),
                at: Some(Flicks::from_samples(first, rate)),
                reason: "a sample format that is not supported".to_owned(),
            };
            let mut samples = to_planar_f32(f, layout.channels(), frames).ok_or_else(failed)?;
            // Where blocks overlap, the earlier one is heard.
            let wanted = self.wanted.max(self.position.filter(|p| *p > first));
            self.position = self.position.max(Some(first + frames as i64));
            if self.origin.is_none() {
                self.origin = self.position;
            }
            let mut start = first;
            if let Some(wanted) = wanted {
                let drop = (wanted - first).clamp(0, frames as i64);
                if drop == frames as i64 {
                    continue;
                }
                self.wanted = None;
                start += drop;
                samples.iter_mut().for_each(|c| {
                    c.drain(..drop as usize);
                });
            }
            let pts = Flicks::from_samples(start, rate);
            return Ok(Some(AudioBlock { pts, sample_rate: rate, layout, samples }));
        }
    }

    /// Moves so that [`next_block`](Self::next_block) begins with the sample heard at `t` (or the first one after it, where
    /// the stream begins later or has a gap).
    pub fn seek(&mut self, t: Flicks) -> Result<(), MediaError> {
        if self.grid.is_some() && self.origin.is_none() {
            self.next_block()?;
        }
        let target = t - PRE_ROLL;
        let ticks = self.timeline.ticks(target);
        let first = self.input.stream(self.stream).start_ticks();
        let from_start = target <= Flicks::ZERO || first.is_some_and(|f| ticks <= f);
        if from_start || !self.input.seek(self.stream, ticks) {
            self.rewind()?;
        }
        self.decoder.reset(false);
        self.position = None;
        self.wanted = Some(t.to_samples(self.info.sample_rate));
        Ok(())
    }

    fn rewind(&mut self) -> Result<(), MediaError> {
        let (stream, path) = (self.stream, &self.path);
        // Only a fresh demuxer tells the decoder again how many samples of priming to drop.
        self.input = Input::open(path, &self.options.limits, self.options.cancel.clone())?;
        if stream >= self.input.stream_count() || self.input.stream(stream).kind() != StreamKind::Audio {
            return Err(MediaError::NoAudioStream { path: path.clone(), index: self.options.stream });
        }
        self.input.keep_only(|s| s.index() == stream);
        self.decoder = open_decoder(&self.input, stream)?;
        Ok(())
    }
}

fn open_decoder(input: &Input, stream: usize) -> Result<Decoder, MediaError> {
    Decoder::open(input, &input.stream(stream), 1, |_, _| {})
}

fn rescale(samples: i64, from: u32, to: u32) -> i64 {
    Flicks::from_samples(samples, from).to_samples(to)
}
