//! Many clips into one stream.

use std::ops::Range;

use reelspeed_core::Rational;

use crate::{
    AudioBlock, AudioError, AudioInput, ChannelLayout, ClipPlan, Downmix, Limiter, LimiterConfig, RemixedInput,
    ResampledInput, StretchedInput, check_rate, read_full,
};

/// The mixer works in stretches of this many frames, whatever the size of the blocks that it is asked for.
const QUANTUM: usize = 512;

/// What comes out of a [`Mixer`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MixerConfig {
    /// Output rate in hertz. Default 48,000.
    pub sample_rate: u32,
    /// Mono or stereo. Default stereo.
    pub layout: ChannelLayout,
    /// How more channels become fewer. Default [`Downmix::Normalized`].
    pub downmix: Downmix,
    /// The limiter at the end, or none: sums may then exceed full scale. Default on, at -1 dB.
    pub limiter: Option<LimiterConfig>,
    /// The output sample with which the mix begins; what lies before is left out. The limiter knows nothing of what was before, so a
    /// loud place just ahead may be heard a little in the first half second. Default 0.
    pub start_sample: u64,
    /// Output length in samples, counted from 0: what clips have beyond it is cut, what they lack is silence. Default: up to the end of the
    /// last clip (a muted one counts).
    pub length_samples: Option<u64>,
}

impl Default for MixerConfig {
    fn default() -> Self {
        Self {
            sample_rate: 48_000,
            layout: ChannelLayout::STEREO,
            downmix: Downmix::default(),
            limiter: Some(LimiterConfig::default()),
            start_sample: 0,
            length_samples: None,
        }
    }
}

/// The host's side of a mix: it opens inputs and decides what a failing one means.
///
/// Every `FnMut(usize) -> Result<Box<dyn AudioInput>, AudioError>` is one; it stops at the first error.
pub trait AudioSources {
    /// Opens the input of clip `clip` (its place in the list of plans) at its first sample: trims and loops are the input's
    /// own matter, see [`TrimmedInput`](crate::TrimmedInput) and [`LoopingInput`](crate::LoopingInput). Called once per clip,
    /// shortly before it sounds. Any rate and layout will do.
    ///
    /// # Errors
    /// Why it cannot be opened.
    fn open(&mut self, clip: usize) -> Result<Box<dyn AudioInput>, AudioError>;

    /// An input could not be opened or read on. `Ok` makes the clip silent from here on and goes on with the others; the
    /// default gives the error back, which ends the mix.
    ///
    /// # Errors
    /// What [`Mixer::mix_block`] is to return.
    fn failed(&mut self, clip: usize, error: AudioError) -> Result<(), AudioError> {
        Err(AudioError::Clip { clip, source: Box::new(error) })
    }
}

impl<F: FnMut(usize) -> Result<Box<dyn AudioInput>, AudioError>> AudioSources for F {
    fn open(&mut self, clip: usize) -> Result<Box<dyn AudioInput>, AudioError> {
        self(clip)
    }
}

struct Active {
    clip: usize,
    /// `None` once it has ended or failed.
    input: Option<Box<dyn AudioInput>>,
    envelope_at: usize,
    balance: (f32, f32),
}

/// Sums clips into one stream, block by block.
///
/// At most as many inputs are open as clips sound at once. The bytes do not depend on the size of the blocks.
pub struct Mixer {
    config: MixerConfig,
    clips: Vec<ClipPlan>,
    /// The clips that sound, by their start.
    order: Vec<usize>,
    next: usize,
    active: Vec<Active>,
    limiter: Option<Limiter>,
    bus: AudioBlock,
    bus_at: usize,
    scratch: AudioBlock,
    gains: Vec<f32>,
    /// The output sample at which the next stretch begins, before the limiter's delay.
    mixed: u64,
    /// Frames that the limiter's delay still owes.
    skip: usize,
    position: u64,
    length: u64,
}

impl Mixer {
    /// A mixer at the beginning of the time line. Nothing is opened yet.
    ///
    /// # Errors
    /// [`AudioError::Clip`] with the first plan that is not valid, or an error about the configuration.
    pub fn new(config: MixerConfig, clips: Vec<ClipPlan>) -> Result<Self, AudioError> {
        check_rate(config.sample_rate)?;
        if config.layout != ChannelLayout::MONO && config.layout != ChannelLayout::STEREO {
            return Err(AudioError::OutputLayout { channels: config.layout.channels() });
        }
        for (clip, plan) in clips.iter().enumerate() {
            plan.validate().map_err(|e| AudioError::Clip { clip, source: Box::new(e) })?;
        }
        let channels = config.layout.channels();
        let limiter = config.limiter.map(|l| Limiter::new(l, channels, config.sample_rate)).transpose()?;
        let end = clips.iter().map(|c| c.end_sample().max(0) as u64).max().unwrap_or(0);
        let length = config.length_samples.unwrap_or(end);
        let first = config.start_sample.min(length);
        let sounds = |c: &ClipPlan| {
            let within = c.end_sample() > first as i64 && i128::from(c.start_sample) < i128::from(length);
            !c.muted && c.length_samples > 0 && within
        };
        let mut order: Vec<usize> = (0..clips.len()).filter(|&i| sounds(&clips[i])).collect();
        order.sort_by_key(|&i| (clips[i].start_sample, i));
        Ok(Self {
            config,
            clips,
            order,
            next: 0,
            active: Vec::new(),
            skip: limiter.as_ref().map_or(0, Limiter::latency),
            limiter,
            bus: AudioBlock::new(channels, QUANTUM),
            bus_at: QUANTUM,
            scratch: AudioBlock::new(channels, QUANTUM),
            gains: Vec::with_capacity(QUANTUM),
            mixed: first,
            position: first,
            length,
        })
    }

    /// The output's length in samples.
    pub fn length_samples(&self) -> u64 {
        self.length
    }

    /// The output sample that the next block begins with.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// How many inputs are open.
    pub fn open_inputs(&self) -> usize {
        self.active.iter().filter(|a| a.input.is_some()).count()
    }

    /// Fills `block` with the next frames and returns how many they are: all of the block but at the end, where the rest of it
    /// is silence; zero after the end.
    ///
    /// # Errors
    /// [`AudioError::ChannelMismatch`] when the block has other channels than the output, and what
    /// [`AudioSources::failed`] gives back. After the latter the mixer is at its end and everything is closed.
    pub fn mix_block(&mut self, sources: &mut dyn AudioSources, block: &mut AudioBlock) -> Result<usize, AudioError> {
        if block.channels() != self.bus.channels() {
            return Err(AudioError::ChannelMismatch { expected: self.bus.channels(), got: block.channels() });
        }
        let left = self.length - self.position;
        let want = usize::try_from(left).unwrap_or(usize::MAX).min(block.frames());
        let mut have = 0;
        while have < want {
            if self.bus_at == QUANTUM {
                if let Err(error) = self.mix_quantum(sources) {
                    self.active.clear();
                    self.position = self.length;
                    return Err(error);
                }
                self.bus_at = self.skip.min(QUANTUM);
                self.skip -= self.bus_at;
            }
            let n = (QUANTUM - self.bus_at).min(want - have);
            block.copy_from(have, &self.bus, self.bus_at, n);
            self.bus_at += n;
            have += n;
        }
        for c in 0..block.channels() {
            block.channel_mut(c)[have..].fill(0.0);
        }
        self.position += have as u64;
        if self.position == self.length {
            self.active.clear();
        }
        Ok(have)
    }

    fn mix_quantum(&mut self, sources: &mut dyn AudioSources) -> Result<(), AudioError> {
        self.bus.clear();
        let start = self.mixed as i64;
        let end = start + QUANTUM as i64;
        while let Some(&clip) = self.order.get(self.next)
            && self.clips[clip].start_sample < end
        {
            self.next += 1;
            let plan = &self.clips[clip];
            let input = match open(sources, clip, plan, &self.config, start) {
                Ok(input) => Some(input),
                Err(error) => sources.failed(clip, error).map(|()| None)?,
            };
            self.active.push(Active { clip, input, envelope_at: 0, balance: plan.balance() });
            // Always added in the order of the list: the order of sums is part of the result.
            self.active.sort_by_key(|a| a.clip);
        }
        for active in &mut self.active {
            let Some(input) = &mut active.input else { continue };
            let plan = &self.clips[active.clip];
            let from = (plan.start_sample.max(start) - start) as usize;
            let to = (plan.end_sample().min(end) - start) as usize;
            let got = match read_full(input, &mut self.scratch, from..to) {
                Ok(got) => got,
                Err(error) => {
                    sources.failed(active.clip, error)?;
                    active.input = None;
                    continue;
                }
            };
            if got < to - from {
                active.input = None;
            }
            let first = (start + from as i64 - plan.start_sample) as u64;
            add(plan, active, first, &self.scratch, from..from + got, &mut self.bus, &mut self.gains);
        }
        self.active.retain(|a| a.input.is_some() && self.clips[a.clip].end_sample() > end);
        self.mixed += QUANTUM as u64;
        match &mut self.limiter {
            Some(limiter) => limiter.process(&mut self.bus),
            None => Ok(()),
        }
    }
}

/// Opens a clip's input and brings it to the output's rate and layout, and to the place where the output is.
fn open(
    sources: &mut dyn AudioSources,
    clip: usize,
    plan: &ClipPlan,
    config: &MixerConfig,
    now: i64,
) -> Result<Box<dyn AudioInput>, AudioError> {
    let mut input = sources.open(clip)?;
    let remix = input.layout() != config.layout;
    // Whichever side has fewer channels is the cheaper one to resample.
    let remix_first = remix && input.layout().channels() >= config.layout.channels();
    if remix_first {
        input = Box::new(RemixedInput::new(input, config.layout, config.downmix)?);
    }
    let mut tape_speed = plan.speed;
    if plan.preserve_pitch && plan.speed != Rational::ONE {
        input = Box::new(StretchedInput::new(input, plan.speed)?);
        tape_speed = Rational::ONE;
    }
    if input.sample_rate() != config.sample_rate || tape_speed != Rational::ONE {
        input = Box::new(ResampledInput::new(input, config.sample_rate, tape_speed)?);
    }
    if remix && !remix_first {
        input = Box::new(RemixedInput::new(input, config.layout, config.downmix)?);
    }
    if plan.start_sample < now {
        input.skip(now.abs_diff(plan.start_sample))?;
    }
    Ok(input)
}

/// Adds `range` of `samples`, whose first frame is frame `first` of the clip, to the same range of `bus`.
fn add(
    plan: &ClipPlan,
    active: &mut Active,
    first: u64,
    samples: &AudioBlock,
    range: Range<usize>,
    bus: &mut AudioBlock,
    gains: &mut Vec<f32>,
) {
    gains.clear();
    let last = first + range.len() as u64;
    if plan.gain_is_constant(first, last) {
        gains.resize(range.len(), plan.gain_at(first, &mut active.envelope_at));
    } else {
        gains.extend((first..last).map(|n| plan.gain_at(n, &mut active.envelope_at)));
    }
    let balance = if bus.channels() == 2 { [active.balance.0, active.balance.1] } else { [1.0, 1.0] };
    for (c, side) in (0..bus.channels()).zip(balance) {
        let samples = &samples.channel(c)[range.clone()];
        for ((b, s), g) in bus.channel_mut(c)[range.clone()].iter_mut().zip(samples).zip(&*gains) {
            // A broken decoder may give anything; one bad value must not spoil the sum.
            *b += if s.is_finite() { s.clamp(-64.0, 64.0) * (g * side) } else { 0.0 };
        }
    }
}

#[cfg(test)]
mod tests;
