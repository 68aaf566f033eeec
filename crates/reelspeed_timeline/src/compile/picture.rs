//! Layers of one clip: videos and images.

use std::ops::Range;

use reelspeed_core::{Flicks, Rational};
use reelspeed_model::{Clip, ImageLayer, Trim, VideoLayer};

use super::{Compiler, Scope, Span};
use crate::audio::SoundSpec;
use crate::clip::{CropCurves, Playback};
use crate::clock::FrameClock;
use crate::extent::Extent;
use crate::lengths::SourceRange;
use crate::{ClipId, ClipKind, ClipUse, MediaFact, MediaFacts, TimelineFault};

/// A clip as a layer or an item of a sequence plays it.
pub(super) struct ClipPlace<'a> {
    pub(super) path: &'a str,
    /// The frames in which it is on screen.
    pub(super) frames: Range<u64>,
    /// How many frames it plays; then the picture holds.
    pub(super) playing: u64,
    pub(super) hidden: bool,
    /// The speed of the groups around it.
    pub(super) clock_speed: Rational,
    /// On the composition.
    pub(super) cross_in: Flicks,
    pub(super) cross_out: Flicks,
}

impl<F: MediaFacts + ?Sized> Compiler<'_, F> {
    pub(super) fn video(
        &mut self,
        layer: &VideoLayer,
        path: &str,
        scope: &Scope,
        span: &Span,
        hidden: bool,
    ) -> Option<(Playback, Extent)> {
        let fact = self.picture_fact(path, &layer.clip.src)?;
        let range = SourceRange::new(&layer.clip.trim, fact.duration);
        if range.end.is_none() && !fact.is_still() && layer.common.duration.is_none() && !layer.clip.looped {
            self.unknown_length(path, &layer.clip.src);
            return None;
        }
        let place = ClipPlace {
            path,
            frames: span.frames.clone(),
            playing: span.frames.end - span.frames.start,
            hidden,
            clock_speed: scope.clock.speed,
            cross_in: Flicks::ZERO,
            cross_out: Flicks::ZERO,
        };
        Some((self.clip(&layer.clip, &fact, &place)?, Extent::new(layer.size.as_ref())))
    }

    pub(super) fn image(
        &mut self,
        layer: &ImageLayer,
        path: &str,
        scope: &Scope,
        span: &Span,
        hidden: bool,
    ) -> Option<(Playback, Extent)> {
        let fact = self.picture_fact(path, &layer.src)?;
        if !fact.image {
            let (path, src) = (path.to_owned(), layer.src.clone());
            self.faults.push(TimelineFault::NotAnImage { path, src });
            return None;
        }
        let clip = Clip {
            src: layer.src.clone(),
            trim: Trim::default(),
            speed: layer.speed,
            looped: layer.looped,
            muted: true,
            volume: 1.0.into(),
            fade_in: None,
            fade_out: None,
            fit: layer.fit,
            crop: layer.crop.clone(),
            key: layer.key,
        };
        let place = ClipPlace {
            path,
            frames: span.frames.clone(),
            playing: span.frames.end - span.frames.start,
            hidden,
            clock_speed: scope.clock.speed,
            cross_in: Flicks::ZERO,
            cross_out: Flicks::ZERO,
        };
        let playback = self.clip(&clip, &fact, &place)?;
        let extent = match Extent::new(layer.size.as_ref()) {
            Extent::Parent => Extent::fixed(fact.size.width as f64, fact.size.height as f64),
            own => own,
        };
        Some((playback, extent))
    }

    /// Enters a clip into the table and its sound into the plan. `None` where it is at fault or never on screen.
    pub(super) fn clip(&mut self, clip: &Clip, fact: &MediaFact, place: &ClipPlace<'_>) -> Option<Playback> {
        let still = fact.is_still();
        let mut range = SourceRange::new(&clip.trim, fact.duration);
        let speed = self.clip_speed(place.path, place.clock_speed, clip.speed);
        if still {
            range = SourceRange { start: Flicks::ZERO, end: None };
        } else if range.is_empty() {
            self.empty_trim(place.path, &clip.src, range);
            return None;
        } else if clip.looped && range.end.is_none() {
            self.unknown_length(place.path, &clip.src);
            return None;
        }
        if place.frames.is_empty() {
            return None;
        }
        let id = ClipId(self.clips.len() as u32);
        let looped = clip.looped && !still;
        let sound = (fact.has_audio && !clip.muted).then(|| SoundSpec {
            path: place.path.to_owned(),
            clip: Some(id),
            src: &clip.src,
            start: self.time_of(place.frames.start),
            room: self.time_of(place.frames.start + place.playing) - self.time_of(place.frames.start),
            source_start: range.start,
            source_end: range.end,
            looped,
            speed,
            clock_speed: place.clock_speed,
            volume: &clip.volume,
            gain_db: 0.0,
            fade_in: clip.fade_in.as_ref(),
            fade_out: clip.fade_out.as_ref(),
            cross_in: place.cross_in,
            cross_out: place.cross_out,
        });
        let sound = sound.and_then(SoundSpec::plan);
        self.clips.push(ClipUse {
            id,
            path: place.path.to_owned(),
            src: clip.src.clone(),
            kind: match (fact.image, fact.animated) {
                (false, _) => ClipKind::Video,
                (true, false) => ClipKind::StillImage,
                (true, true) => ClipKind::AnimatedImage,
            },
            first_frame: place.frames.start,
            end_frame: place.frames.end,
            source_start: range.start,
            source_end: range.end,
            speed,
            looped,
            needs_picture: !place.hidden,
            needs_sound: sound.is_some(),
        });
        self.audio.extend(sound);
        Some(Playback {
            clip: id,
            still,
            source_start: range.start,
            source_end: range.end,
            looped,
            clock: FrameClock::new(self.frame_rate, speed),
            hold_after: place.playing,
            fit: clip.fit,
            crop: CropCurves::new(clip.crop.as_ref()),
            key: clip.key,
        })
    }

    pub(super) fn unknown_length(&mut self, path: &str, src: &str) {
        self.faults.push(TimelineFault::UnknownLength { path: path.to_owned(), src: src.to_owned() });
    }
}
