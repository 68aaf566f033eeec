//! Sound of files as inputs of the mixer.

use std::ops::Range;

use reelspeed_audio::{AudioBlock, AudioError, AudioInput, ChannelLayout, LoopingInput, Mixer};
use reelspeed_core::Flicks;
use reelspeed_ffmpeg::{AudioEncoderConfig, AudioOptions, AudioSource, MediaError};
use reelspeed_timeline::AudioClip;

use crate::clips::{ClipResources, Warnings};
use crate::project::MediaFile;
use crate::{EngineError, Project};

/// The mixer of a plan, as long as `duration`, for an encoder.
pub(crate) fn mixer(plan: &[AudioClip], duration: Flicks, config: &AudioEncoderConfig) -> Result<Mixer, AudioError> {
    let layout = if config.channels == 1 { ChannelLayout::MONO } else { ChannelLayout::STEREO };
    Mixer::of_timeline(plan, duration, config.sample_rate, layout, 0)
}

/// Opens the sound of `clip` at its first sample.
pub(crate) fn open_sound(
    project: &Project,
    clip: &AudioClip,
    resources: &ClipResources,
) -> Result<Box<dyn AudioInput>, EngineError> {
    let Some(MediaFile::Stream { path, .. }) = project.media(&clip.src) else {
        let message = format!("{} names {:?}, which has no sound", clip.path, clip.src);
        return Err(EngineError::Internal { thread: "audio", message });
    };
    let options = AudioOptions { cancel: resources.cancel.clone(), ..AudioOptions::default() };
    let input = FileSound::new(AudioSource::open(path, options)?, clip, resources.warnings.clone())?;
    Ok(if clip.looped { Box::new(LoopingInput::new(input, None)) } else { Box::new(input) })
}

/// A part of a file's sound on the file's own clock: gaps are silent, what overlaps is cut, so that every sample stands where its
/// time says.
struct FileSound {
    source: AudioSource,
    layout: ChannelLayout,
    sample_rate: u32,
    start: Flicks,
    /// Frames from `start` to the end of the part; unknown where the part ends with the file.
    length: Option<u64>,
    /// Whether the part is filled up with silence to its length.
    fill: bool,
    /// The next frame, counted from `start`.
    position: u64,
    /// A decoded block that is not used up.
    pending: Option<Pending>,
    at_end: bool,
    warnings: Warnings,
}

impl Drop for FileSound {
    fn drop(&mut self) {
        self.warnings.damaged(self.source.path(), self.source.damaged_packets());
    }
}

impl FileSound {
    fn new(source: AudioSource, clip: &AudioClip, warnings: Warnings) -> Result<Self, EngineError> {
        let sample_rate = source.info().sample_rate;
        let channels = source.info().channels as usize;
        let length = clip.source_end.map(|end| (end - clip.source_start).to_samples(sample_rate).max(0) as u64);
        let layout = match source.layout_mask().and_then(ChannelLayout::from_mask) {
            Some(layout) if layout.channels() == channels => layout,
            _ => ChannelLayout::guess(channels)?,
        };
        let mut sound = Self {
            source,
            layout,
            sample_rate,
            start: clip.source_start,
            length,
            fill: clip.looped && clip.clip.is_some(),
            position: 0,
            pending: None,
            at_end: false,
            warnings,
        };
        sound.seek_to_start()?;
        Ok(sound)
    }

    fn seek_to_start(&mut self) -> Result<(), MediaError> {
        self.source.seek(self.start)?;
        (self.position, self.pending, self.at_end) = (0, None, false);
        Ok(())
    }

    /// The next block that reaches beyond `position`; `None` at the end.
    fn next_block(&mut self) -> Result<Option<Pending>, MediaError> {
        while let Some(block) = self.source.next_block()? {
            let first = (block.pts - self.start).to_samples(self.sample_rate);
            let frames = block.frames();
            if first + frames as i64 > self.position as i64 {
                return Ok(Some(Pending { samples: block.samples, first, frames }));
            }
        }
        Ok(None)
    }
}

/// A decoded block and the frame, counted from the part's start, at which it begins.
struct Pending {
    samples: Vec<Vec<f32>>,
    first: i64,
    frames: usize,
}

impl AudioInput for FileSound {
    fn layout(&self) -> ChannelLayout {
        self.layout
    }

    fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        let left = self.length.map_or(u64::MAX, |length| length.saturating_sub(self.position));
        let want = (range.len() as u64).min(left) as usize;
        if want == 0 {
            return Ok(0);
        }
        if self.pending.is_none() && !self.at_end {
            self.pending = self.next_block().map_err(|e| AudioError::input(e.to_string(), e.code()))?;
            self.at_end = self.pending.is_none();
        }
        let Some(Pending { samples, first, frames, .. }) = &self.pending else {
            let filled = if self.fill && self.length.is_some() { want } else { 0 };
            silence(out, range.start, filled);
            self.position += filled as u64;
            return Ok(filled);
        };
        let offset = self.position as i64 - first;
        let given = if offset < 0 {
            let gap = want.min(offset.unsigned_abs() as usize);
            silence(out, range.start, gap);
            gap
        } else {
            let offset = offset as usize;
            let count = want.min(frames - offset);
            for (c, plane) in samples.iter().enumerate().take(out.channels()) {
                out.channel_mut(c)[range.start..][..count].copy_from_slice(&plane[offset..][..count]);
            }
            count
        };
        self.position += given as u64;
        if self.position as i64 >= first + *frames as i64 {
            self.pending = None;
        }
        Ok(given)
    }

    fn rewind(&mut self) -> Result<(), AudioError> {
        self.seek_to_start().map_err(|e| AudioError::input(e.to_string(), e.code()))
    }
}

fn silence(out: &mut AudioBlock, start: usize, count: usize) {
    for c in 0..out.channels() {
        out.channel_mut(c)[start..][..count].fill(0.0);
    }
}
