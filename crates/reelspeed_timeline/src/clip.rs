//! Clips: which part of which file is shown when.

use std::ops::Range;

use reelspeed_core::{Flicks, Rational, Rect};
use reelspeed_model::{ChromaKey, Crop, Fit};

use crate::clock::FrameClock;
use crate::curve::Curve;
use crate::{ClipId, Picture};

/// One use of a media file by a layer or by an item of a sequence: what a host must open, and for which frames.
#[derive(Clone, Debug, PartialEq)]
pub struct ClipUse {
    /// Its place in [`Timeline::clips`](crate::Timeline::clips).
    pub id: ClipId,
    /// JSON path of the layer or item, such as `layers[0].clips[2]`.
    pub path: String,
    /// The file as the document names it.
    pub src: String,
    /// How it is decoded.
    pub kind: ClipKind,
    /// The first frame of the composition in which it is on screen (and heard).
    pub first_frame: u64,
    /// One past the last frame in which it is on screen.
    pub end_frame: u64,
    /// Where in the file it begins to play.
    pub source_start: Flicks,
    /// Where in the file it ends: the end of the trim or of the file, whichever comes first. `None`: unknown. No picture at or
    /// after this time is ever asked for.
    pub source_end: Option<Flicks>,
    /// Seconds of the file per second of the composition: its own speed times that of the groups around it.
    pub speed: Rational,
    /// Whether it begins again when it reaches `source_end`. Otherwise the last picture stays.
    pub looped: bool,
    /// Whether any display list may show its picture. False where it only sounds (opacity 0 all the time).
    pub needs_picture: bool,
    /// Whether the audio plan plays its sound.
    pub needs_sound: bool,
}

/// How a clip is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClipKind {
    /// A video file.
    Video,
    /// An image that always shows the same picture; its time is always 0.
    StillImage,
    /// An image with several frames.
    AnimatedImage,
}

impl ClipUse {
    /// The frames of the composition in which it is on screen.
    pub fn frames(&self) -> Range<u64> {
        self.first_frame..self.end_frame
    }
}

/// A clip's picture over time.
#[derive(Clone, Debug)]
pub(crate) struct Playback {
    pub(crate) clip: ClipId,
    pub(crate) still: bool,
    pub(crate) source_start: Flicks,
    pub(crate) source_end: Option<Flicks>,
    pub(crate) looped: bool,
    /// The file's clock: speed of groups and clip together.
    pub(crate) clock: FrameClock,
    /// After so many frames the picture stays as it is.
    pub(crate) hold_after: u64,
    pub(crate) fit: Fit,
    pub(crate) crop: Option<CropCurves>,
    pub(crate) key: Option<ChromaKey>,
}

impl Playback {
    /// The time in the file whose frame is shown `frames` frames after the clip began.
    pub(crate) fn time_at(&self, frames: u64) -> Flicks {
        if self.still {
            return Flicks::ZERO;
        }
        let passed = self.clock.at(frames.min(self.hold_after.saturating_sub(1)));
        match self.source_end {
            Some(end) if self.looped => self.source_start + passed.rem_euclid(end - self.source_start),
            Some(end) => (self.source_start + passed).min(end - Flicks(1)),
            None => self.source_start + passed,
        }
    }

    /// What is shown `frames` frames after the clip began, when its layer's clock shows `local`, in a box of `size`.
    pub(crate) fn picture(&self, frames: u64, local: Flicks, size: (f64, f64)) -> Picture {
        Picture {
            clip: self.clip,
            time: self.time_at(frames),
            size,
            fit: self.fit,
            crop: self.crop.as_ref().map_or(WHOLE, |c| c.at(local)),
            key: self.key,
        }
    }
}

const WHOLE: Rect = Rect::new(0.0, 0.0, 1.0, 1.0);

/// A crop over time.
#[derive(Clone, Debug)]
pub(crate) struct CropCurves {
    x: Curve<f64>,
    y: Curve<f64>,
    width: Curve<f64>,
    height: Curve<f64>,
}

impl CropCurves {
    /// `None` for a crop that keeps everything.
    pub(crate) fn new(crop: Option<&Crop>) -> Option<Self> {
        let crop = crop.filter(|c| **c != Crop::default())?;
        Some(Self {
            x: Curve::number(&crop.x, 0.0),
            y: Curve::number(&crop.y, 0.0),
            width: Curve::number(&crop.width, 1.0),
            height: Curve::number(&crop.height, 1.0),
        })
    }

    fn at(&self, time: Flicks) -> Rect {
        let (x, width) = cut(self.x.at(time), self.width.at(time));
        let (y, height) = cut(self.y.at(time), self.height.at(time));
        Rect::new(x, y, width, height)
    }
}

/// What of the stretch from `start`, `length` long, lies within 0..=1; never less than a ten-thousandth.
fn cut(start: f64, length: f64) -> (f64, f64) {
    const LEAST: f64 = 1e-4;
    if !(start.is_finite() && length.is_finite()) {
        return (0.0, 1.0);
    }
    // Left alone where nothing is to cut: start + length - start need not be length.
    if start >= 0.0 && length >= LEAST && start + length <= 1.0 {
        return (start, length);
    }
    let end = (start + length).clamp(LEAST, 1.0);
    let start = start.clamp(0.0, end - LEAST);
    (start, end - start)
}
