//! The video encoder's thread.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::time::Duration;

use reelspeed_core::Frame;
use reelspeed_ffmpeg::{Packet, VideoEncoder};

use super::context::{JobContext, StageClock};
use super::progress::Reporter;
use crate::EngineError;
use crate::metrics::WorkStage;

/// Encodes every frame that comes, in order, and empties the encoder when no more come. Ends early, without error, when nobody
/// wants packets any more.
pub(super) fn encode_all(
    job: &JobContext<'_>,
    mut encoder: VideoEncoder,
    frames: &Receiver<Arc<Frame>>,
    packets: &SyncSender<Packet>,
    reporter: &mut Reporter,
) -> Result<(), EngineError> {
    let mut clock = StageClock::paused(job, WorkStage::Encode);
    let mut index = 0;
    loop {
        match frames.recv_timeout(Duration::from_millis(50)) {
            Ok(frame) => {
                clock.resume();
                encoder.send(&frame, index)?;
                drop(frame);
                index += 1;
                if !hand_on(job, &mut encoder, packets)? {
                    return Ok(());
                }
                clock.pause();
                reporter.frame_done();
            }
            Err(RecvTimeoutError::Timeout) => job.check()?,
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    // The compositor hangs up when it is done, and also when it has failed.
    job.check()?;
    clock.resume();
    encoder.finish()?;
    while let Some(packet) = encoder.receive()? {
        job.check()?;
        job.video_bytes.fetch_add(packet.data().len() as u64, Relaxed);
        if packets.send(packet).is_err() {
            break;
        }
    }
    Ok(())
}

fn hand_on(
    job: &JobContext<'_>,
    encoder: &mut VideoEncoder,
    packets: &SyncSender<Packet>,
) -> Result<bool, EngineError> {
    while let Some(packet) = encoder.receive()? {
        job.video_bytes.fetch_add(packet.data().len() as u64, Relaxed);
        if packets.send(packet).is_err() {
            return Ok(false);
        }
    }
    Ok(true)
}
