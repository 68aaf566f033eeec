//! The sound under a video whose length is not known before its last frame.

use reelspeed_audio::{AudioBlock, AudioError, AudioInput, Mixer};
use reelspeed_core::Flicks;
use reelspeed_ffmpeg::{AudioEncoder, Muxer, TrackId};

use crate::clips::ClipResources;
use crate::sound::{mixer, open_sound};
use crate::{EngineError, Project};

/// Samples mixed at a time: two AAC frames.
const BLOCK: u64 = 2048;

/// Mixes and encodes the sound of a project as far as the picture has come.
pub(super) struct SoundTrack {
    project: Project,
    resources: ClipResources,
    mixer: Mixer,
    encoder: AudioEncoder,
    track: TrackId,
    block: AudioBlock,
}

impl SoundTrack {
    pub(super) fn new(
        project: Project,
        resources: ClipResources,
        encoder: AudioEncoder,
        track: TrackId,
    ) -> Result<Self, EngineError> {
        let timeline = project.timeline();
        let mixer = mixer(timeline.audio_plan(), timeline.duration(), encoder.config())?;
        let block = AudioBlock::new(encoder.config().channels as usize, BLOCK as usize);
        Ok(Self { project, resources, mixer, encoder, track, block })
    }

    /// Writes the whole blocks before `end`.
    pub(super) fn mix_until(&mut self, end: Flicks, muxer: &mut Muxer) -> Result<(), EngineError> {
        let end = self.sample_at(end);
        while self.mixer.position() + BLOCK <= end {
            self.mix(BLOCK, muxer)?;
        }
        Ok(())
    }

    /// Writes what is left before `end`, where the sound ends.
    pub(super) fn finish(mut self, end: Flicks, muxer: &mut Muxer) -> Result<(), EngineError> {
        self.mix_until(end, muxer)?;
        let left = self.sample_at(end).saturating_sub(self.mixer.position());
        if left > 0 {
            self.mix(left, muxer)?;
        }
        self.encoder.finish()?;
        self.write(muxer)
    }

    fn sample_at(&self, time: Flicks) -> u64 {
        time.to_samples(self.encoder.config().sample_rate).max(0) as u64
    }

    /// Mixes and encodes the next `count` samples.
    fn mix(&mut self, count: u64, muxer: &mut Muxer) -> Result<(), EngineError> {
        self.block.set_frames(count as usize);
        let Self { project, resources, mixer, encoder, block, .. } = self;
        let plan = project.timeline().audio_plan();
        let mut open = |clip: usize| -> Result<Box<dyn AudioInput>, AudioError> {
            open_sound(project, &plan[clip], resources).map_err(|e| AudioError::input(e.to_string(), e.code()))
        };
        mixer.mix_block(&mut open, block)?;
        let planes: Vec<&[f32]> = (0..block.channels()).map(|c| block.channel(c)).collect();
        encoder.send(&planes)?;
        self.write(muxer)
    }

    fn write(&mut self, muxer: &mut Muxer) -> Result<(), EngineError> {
        while let Some(packet) = self.encoder.receive()? {
            muxer.write(self.track, packet)?;
        }
        Ok(())
    }
}
