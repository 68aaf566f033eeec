//! The thread behind a decoder of frames: which picture comes next, and when it is shown.

use std::sync::mpsc::SyncSender;

use reelspeed_core::{Flicks, Rational};
use reelspeed_ffmpeg::DecodedFrame;
use reelspeed_model::report::FrameInfo;
use reelspeed_render::SourceFrame;

use crate::EngineError;
use crate::clips::VideoReader;

/// A decoded picture and when it is shown.
pub(super) struct Shown {
    pub(super) info: FrameInfo,
    pub(super) picture: SourceFrame,
}

/// Which pictures of a video are wanted.
pub(super) struct Reader {
    pub(super) video: VideoReader,
    pub(super) start: Flicks,
    pub(super) duration: Option<Flicks>,
    /// `None`: every picture at its own time.
    pub(super) frame_rate: Option<Rational>,
}

/// Where the pictures go; hung up where nobody wants more.
pub(super) type Queue = SyncSender<Result<Shown, EngineError>>;

impl Reader {
    /// Sends every picture that is wanted, and a last word where something fails.
    pub(super) fn run(mut self, queue: &Queue) {
        let result = match self.frame_rate {
            None => self.every_picture(queue),
            Some(rate) => self.at_rate(rate, queue),
        };
        if let Err(error) = result {
            // Whoever has hung up does not want to know.
            let _ = queue.send(Err(error));
        }
    }

    fn every_picture(&mut self, queue: &Queue) -> Result<(), EngineError> {
        let end = self.duration.map(|d| self.start + d);
        self.video.source.seek(self.start)?;
        let Some(mut frame) = self.video.source.next_frame()? else { return Err(self.video.no_picture()) };
        for index in 0.. {
            // A picture lasts until the next one, so that one is decoded before this one is given out.
            let next = self.video.source.next_frame();
            let until = match &next {
                Ok(Some(next)) => next.pts,
                _ => frame.pts + frame.duration,
            };
            if index == 0 && matches!(next, Ok(None)) {
                self.check_start(until)?;
            }
            let DecodedFrame { frame: picture, pts, .. } = frame;
            let picture = self.video.shown(picture);
            let info = FrameInfo { index, pts_secs: pts.as_secs(), duration_secs: (until - pts).as_secs() };
            if queue.send(Ok(Shown { info, picture })).is_err() {
                break;
            }
            match next? {
                Some(next) if end.is_none_or(|end| next.pts < end) => frame = next,
                _ => break,
            }
        }
        Ok(())
    }

    fn at_rate(&mut self, rate: Rational, queue: &Queue) -> Result<(), EngineError> {
        // Seconds become a number of frames as in a document: to the nearest, and never none.
        let count = |span: Flicks| u32::try_from(span.to_frame_nearest(rate)).unwrap_or(u32::MAX).max(1);
        let wanted = self.duration.map_or(u32::MAX, count);
        let duration_secs = Flicks::from_frame(1, rate).as_secs();
        for index in 0..wanted {
            let time = self.start + Flicks::from_frame(index.into(), rate);
            let Some(DecodedFrame { frame, pts, duration }) = self.video.source.frame_at(time)? else {
                return Err(self.video.no_picture());
            };
            if self.video.source.at_last_frame() {
                let end = pts + duration;
                if index == 0 {
                    self.check_start(end)?;
                }
                if index >= count(end - self.start) {
                    break;
                }
            }
            let picture = self.video.shown(frame);
            let info = FrameInfo { index, pts_secs: time.as_secs(), duration_secs };
            if queue.send(Ok(Shown { info, picture })).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Fails where the video, which ends at `end`, is over before it begins to be wanted.
    fn check_start(&self, end: Flicks) -> Result<(), EngineError> {
        if self.start < end {
            return Ok(());
        }
        Err(EngineError::Argument {
            argument: "start",
            expected: format!("below {} seconds, where {:?} ends", end.as_secs(), self.video.source.path()),
            actual: self.start.as_secs().to_string(),
        })
    }
}
