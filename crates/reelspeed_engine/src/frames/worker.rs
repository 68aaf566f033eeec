//! The thread behind an encoder of frames: encodes what comes, with the sound that belongs to it, and writes the file.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use reelspeed_core::{Flicks, Frame, Rational};
use reelspeed_ffmpeg::{CancelToken, Muxer, TrackId, VideoEncoder};
use reelspeed_model::report::Stage;

use super::sound::SoundTrack;
use crate::pipeline::progress::Reporter;
use crate::{AtomicOutput, EngineError};

/// How long the thread waits before it looks whether it is to stop.
const PATIENCE: Duration = Duration::from_millis(50);

/// All that the thread works with.
pub(super) struct Worker {
    pub(super) encoder: VideoEncoder,
    pub(super) muxer: Muxer,
    pub(super) track: TrackId,
    pub(super) sound: Option<SoundTrack>,
    pub(super) frame_rate: Rational,
    /// The unfinished file. The thread holds it, so that it is gone as soon as the thread gives up.
    pub(super) file: AtomicOutput,
    pub(super) reporter: Reporter,
    pub(super) cancel: CancelToken,
    /// Set where nobody wants the file any more.
    pub(super) abandoned: Arc<AtomicBool>,
}

/// A file that is complete but for its name.
pub(super) struct Made {
    pub(super) file: AtomicOutput,
    pub(super) frames: u32,
    pub(super) encode: Duration,
    pub(super) audio: Duration,
    pub(super) reporter: Reporter,
}

impl Worker {
    /// Encodes every frame that comes until the other side hangs up, and finishes the file.
    pub(super) fn run(mut self, frames: &Receiver<Arc<Frame>>) -> Result<Made, EngineError> {
        self.reporter.tell(Stage::Rendering);
        let (mut encode, mut audio) = (Duration::ZERO, Duration::ZERO);
        let mut count = 0u32;
        loop {
            match frames.recv_timeout(PATIENCE) {
                Ok(frame) => {
                    self.check()?;
                    let begun = Instant::now();
                    self.encoder.send(&frame, i64::from(count))?;
                    drop(frame);
                    self.write_video()?;
                    encode += begun.elapsed();
                    count = count.saturating_add(1);
                    let begun = Instant::now();
                    let until = Flicks::from_frame(i64::from(count), self.frame_rate);
                    if let Some(sound) = &mut self.sound {
                        sound.mix_until(until, &mut self.muxer)?;
                    }
                    audio += begun.elapsed();
                    self.reporter.frame_done();
                }
                Err(RecvTimeoutError::Timeout) => self.check()?,
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.check()?;
        self.reporter.tell(Stage::Finishing);
        let begun = Instant::now();
        self.encoder.finish()?;
        self.write_video()?;
        encode += begun.elapsed();
        let begun = Instant::now();
        if let Some(sound) = self.sound.take() {
            let end = Flicks::from_frame(i64::from(count), self.frame_rate);
            sound.finish(end, &mut self.muxer)?;
        }
        audio += begun.elapsed();
        self.check()?;
        self.muxer.finish()?;
        Ok(Made { file: self.file, frames: count, encode, audio, reporter: self.reporter })
    }

    /// Writes the packets that are ready.
    fn write_video(&mut self) -> Result<(), EngineError> {
        while let Some(packet) = self.encoder.receive()? {
            self.check()?;
            self.muxer.write(self.track, packet)?;
        }
        Ok(())
    }

    fn check(&self) -> Result<(), EngineError> {
        let stop = self.cancel.is_cancelled() || self.abandoned.load(Relaxed);
        if stop { Err(EngineError::Cancelled) } else { Ok(()) }
    }
}
