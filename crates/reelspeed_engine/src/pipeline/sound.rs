//! The sound's thread: decodes, mixes and encodes.

use std::sync::mpsc::SyncSender;

use reelspeed_audio::{AudioBlock, AudioError, AudioInput};
use reelspeed_ffmpeg::{AudioEncoder, Packet};

use super::context::{JobContext, StageClock};
use crate::EngineError;
use crate::metrics::WorkStage;
use crate::sound::{mixer, open_sound};

/// Samples mixed at a time: two AAC frames.
const BLOCK: usize = 2048;

/// Mixes and encodes the whole sound, as long as the picture. Ends early, without error, when nobody wants packets any more.
pub(super) fn encode_sound(
    job: &JobContext<'_>,
    mut encoder: AudioEncoder,
    packets: &SyncSender<Packet>,
) -> Result<(), EngineError> {
    let timeline = job.project.timeline();
    let channels = encoder.config().channels as usize;
    let plan = timeline.audio_plan();
    let mut mixer = mixer(plan, timeline.duration(), encoder.config())?;
    let mut open = |clip: usize| -> Result<Box<dyn AudioInput>, AudioError> {
        open_sound(job.project, &plan[clip], &job.clips).map_err(|e| AudioError::input(e.to_string(), e.code()))
    };
    let mut clock = StageClock::paused(job, WorkStage::Audio);
    let mut block = AudioBlock::new(channels, BLOCK);
    loop {
        job.check()?;
        clock.resume();
        let frames = mixer.mix_block(&mut open, &mut block)?;
        if frames == 0 {
            break;
        }
        let planes: Vec<&[f32]> = (0..channels).map(|c| &block.channel(c)[..frames]).collect();
        encoder.send(&planes)?;
        clock.pause();
        while let Some(packet) = encoder.receive()? {
            if packets.send(packet).is_err() {
                return Ok(());
            }
        }
    }
    encoder.finish()?;
    while let Some(packet) = encoder.receive()? {
        if packets.send(packet).is_err() {
            break;
        }
    }
    Ok(())
}
