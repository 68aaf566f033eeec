//! The mixer over sound that the host decodes: what the class `SoundMixer` is made of, without JavaScript.

use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reelspeed_audio::{
    AudioBlock, AudioError, AudioInput, ChannelLayout, ClipPlan, LoopingInput, MAX_CHANNELS, MAX_SAMPLE_RATE,
    MIN_SAMPLE_RATE, Mixer, SilenceInput,
};
use reelspeed_core::Flicks;
use reelspeed_model::preview::SoundNeed;
use reelspeed_timeline::{AudioClip, Timeline};

use crate::failure::{Failure, Outcome};
use crate::feed_sound::{Feed, FeedInput};

/// How far ahead of its output the mixer reads at the most, in seconds: its stretches of 512 samples and the limiter's look-ahead.
const AHEAD_SECS: f64 = 0.05;

/// What a resampler's filter reaches on both sides, in samples at the lower rate.
const FILTER: f64 = 256.0;

/// The most frames of one block.
const MAX_BLOCK: usize = 1 << 20;

/// See the module.
pub(crate) struct Mix {
    plan: Vec<AudioClip>,
    clips: Vec<ClipPlan>,
    feeds: Vec<Arc<Mutex<Feed>>>,
    mixer: Mixer,
    sample_rate: u32,
}

fn lock(feed: &Mutex<Feed>) -> MutexGuard<'_, Feed> {
    feed.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Mix {
    pub(crate) fn new(timeline: &Timeline, sample_rate: u32, from_sample: u64) -> Outcome<Self> {
        let plan = timeline.audio_plan().to_vec();
        let mixer = Mixer::of_timeline(&plan, timeline.duration(), sample_rate, ChannelLayout::STEREO, from_sample)?;
        let feeds = plan.iter().map(|clip| Arc::new(Mutex::new(Feed::new(clip)))).collect();
        let clips = plan.iter().map(|clip| ClipPlan::of(clip, sample_rate)).collect();
        Ok(Self { plan, clips, feeds, mixer, sample_rate })
    }

    /// What must be pushed before the next `frames` frames can be mixed.
    pub(crate) fn needs(&self, frames: usize) -> Vec<SoundNeed> {
        (0..self.plan.len()).filter_map(|input| self.need(input, frames)).collect()
    }

    /// The stretch of a clip's sound that `frames` further frames reach into: output samples since the clip's beginning.
    fn reached(&self, input: usize, frames: usize) -> Option<Range<i64>> {
        let clip = &self.clips[input];
        let now = self.mixer.position() as i64;
        let ahead = (AHEAD_SECS * f64::from(self.sample_rate)) as i64;
        let until = (now + frames as i64 + ahead).min(self.mixer.length_samples() as i64).min(clip.end_sample());
        let from = now.max(clip.start_sample);
        (from < until && now < self.mixer.length_samples() as i64)
            .then(|| from - clip.start_sample..until - clip.start_sample)
    }

    fn need(&self, input: usize, frames: usize) -> Option<SoundNeed> {
        let reached = self.reached(input, frames)?;
        let clip = &self.plan[input];
        let mut feed = lock(&self.feeds[input]);
        if feed.is_silent() {
            return None;
        }
        let need = SoundNeed { input: input as u32, src: clip.src.clone(), ..SoundNeed::default() };
        let Some((rate, _)) = feed.format else {
            let time = |samples: i64| {
                let played = Flicks::from_samples(samples, self.sample_rate).scale(clip.speed);
                (clip.source_start + played).as_secs()
            };
            let margin = FILTER / f64::from(self.sample_rate.min(MIN_SAMPLE_RATE));
            let from_secs = (time(reached.start) - margin).max(clip.source_start.as_secs());
            return Some(SoundNeed { from_secs, to_secs: time(reached.end) + margin, ..need });
        };
        let missing = feed.missing(self.wanted(input, &feed, reached, rate), rate)?;
        feed.expect(missing.start);
        let (from, to) = (feed.sample_of(missing.start, rate), feed.sample_of(missing.end, rate));
        let secs = |sample: i64| sample as f64 / f64::from(rate);
        Some(SoundNeed {
            from_secs: secs(from),
            to_secs: secs(to),
            from_sample: Some(from as f64),
            to_sample: Some(to as f64),
            ..need
        })
    }

    /// Frames of the clip's sound, counted over all passes, that are read for a stretch of output.
    fn wanted(&self, input: usize, feed: &Feed, reached: Range<i64>, rate: u32) -> Range<i64> {
        let ratio = f64::from(rate) / f64::from(self.sample_rate) * self.clips[input].speed.as_f64();
        let margin = (FILTER * ratio.max(1.0)) as i64;
        let from = ((reached.start as f64 * ratio) as i64 - margin).max(0);
        // What was read once is not read again.
        feed.consumed.max(from)..(reached.end as f64 * ratio) as i64 + margin
    }

    /// Takes decoded sound: `planar` holds the channels one after another, the first of them begins with sample `first_sample` of the
    /// file.
    pub(crate) fn push(
        &mut self,
        input: usize,
        first_sample: f64,
        channels: usize,
        sample_rate: u32,
        planar: &[f32],
    ) -> Outcome<()> {
        let feed = self.feed(input)?;
        if !(MIN_SAMPLE_RATE..=MAX_SAMPLE_RATE).contains(&sample_rate) {
            let expected = format!("{MIN_SAMPLE_RATE} to {MAX_SAMPLE_RATE}");
            return Err(Failure::argument("sampleRate", expected, sample_rate));
        }
        if !(1..=MAX_CHANNELS).contains(&channels) || !planar.len().is_multiple_of(channels) {
            let actual = format!("{channels} for {} samples", planar.len());
            return Err(Failure::argument("channels", format!("1 to {MAX_CHANNELS}, dividing the samples"), actual));
        }
        if first_sample.is_nan() || first_sample.abs() > 9.0e15 {
            return Err(Failure::argument("firstSample", "a whole number", first_sample));
        }
        let mut feed = lock(feed);
        let format = (sample_rate, ChannelLayout::guess(channels)?);
        if feed.format.is_some_and(|known| known != format) {
            return Err(Failure::argument(
                "channels and sampleRate",
                "those of the earlier pushes for this input",
                format!("{channels} and {sample_rate}"),
            ));
        }
        if feed.format.is_none() {
            feed.format = Some(format);
            // Whatever was asked for by time begins here or before.
            let first = feed.frame_of(first_sample as i64, sample_rate);
            let from = self.reached(input, 0).map_or(0, |r| self.wanted(input, &feed, r, sample_rate).start);
            feed.expect(from.min(first));
        }
        let frames = planar.len() / channels;
        let mut samples = AudioBlock::new(channels, frames);
        for c in 0..channels {
            samples.channel_mut(c).copy_from_slice(&planar[c * frames..][..frames]);
        }
        feed.push(first_sample as i64, sample_rate, samples);
        Ok(())
    }

    /// The file has no sound after what was pushed last for the input.
    pub(crate) fn end(&mut self, input: usize) -> Outcome<()> {
        lock(self.feed(input)?).finish();
        Ok(())
    }

    fn feed(&self, input: usize) -> Outcome<&Mutex<Feed>> {
        let known = self.feeds.get(input).map(AsRef::as_ref);
        known.ok_or_else(|| Failure::argument("input", format!("a number below {}", self.feeds.len()), input))
    }

    /// The next frames, left and right in turn: fewer than `frames` only at the end, where there are none.
    pub(crate) fn mix(&mut self, frames: usize) -> Outcome<Vec<f32>> {
        if !(1..=MAX_BLOCK).contains(&frames) {
            return Err(Failure::argument("frames", format!("1 to {MAX_BLOCK}"), frames));
        }
        if let Some(need) = self.needs(frames).first() {
            let message = format!(
                "input {} ({:?}) needs its sound from {} s to {} s first",
                need.input, need.src, need.from_secs, need.to_secs
            );
            return Err(Failure::new("MISSING_SOUND", message));
        }
        let mut block = AudioBlock::new(2, frames);
        let (plan, feeds) = (&self.plan, &self.feeds);
        let mut open = |clip: usize| -> Result<Box<dyn AudioInput>, AudioError> {
            let Some((rate, layout)) = lock(&feeds[clip]).format else {
                return Ok(Box::new(SilenceInput::new(ChannelLayout::STEREO, 48_000, u64::MAX)));
            };
            let input = FeedInput { feed: Arc::clone(&feeds[clip]), rate, layout };
            Ok(if plan[clip].looped { Box::new(LoopingInput::new(input, None)) } else { Box::new(input) })
        };
        let got = self.mixer.mix_block(&mut open, &mut block)?;
        for (input, feed) in self.feeds.iter().enumerate() {
            let mut feed = lock(feed);
            if let Some((rate, _)) = feed.format {
                let soon = self.reached(input, 5 * self.sample_rate as usize);
                let soon = soon.map_or(0..0, |reached| self.wanted(input, &feed, reached, rate));
                feed.tidy(soon, rate);
            }
        }
        block.set_frames(got);
        let mut interleaved = Vec::new();
        block.interleave_into(&mut interleaved);
        Ok(interleaved)
    }

    /// The output sample that comes next.
    pub(crate) fn position(&self) -> u64 {
        self.mixer.position()
    }

    /// The output's length in samples.
    pub(crate) fn length(&self) -> u64 {
        self.mixer.length_samples()
    }
}

#[cfg(test)]
mod tests;
