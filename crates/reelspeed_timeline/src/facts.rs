use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use reelspeed_core::{Flicks, Rational, Size};
use reelspeed_model::MediaKind;

/// What the timeline must know of a media file. The host finds it out (by probing) and gives it for every `src`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MediaFact {
    /// Size in pixels as shown: after rotation and sample aspect ratio. Zero where there is no picture.
    pub size: Size,
    /// How long the file plays: from the start of its earliest stream to the end of its last one. `None` for still images and where
    /// nobody knows.
    pub duration: Option<Flicks>,
    /// How long its sound plays, where that differs from `duration`. Only separate audio tracks use it. Default: as `duration`.
    pub audio_duration: Option<Flicks>,
    /// Whether it has a picture (images too).
    pub has_video: bool,
    /// Whether it has sound.
    pub has_audio: bool,
    /// Whether it is an image, still or animated, and not a video.
    pub image: bool,
    /// Whether it is an image with several frames (GIF, APNG, WebP).
    pub animated: bool,
    /// Frames per second of the picture, where known. For hosts; the timeline does not use it.
    pub frame_rate: Option<Rational>,
}

impl MediaFact {
    /// A video of `size` that plays for `duration`.
    pub fn video(size: Size, duration: Flicks) -> Self {
        Self { size, duration: Some(duration), has_video: true, ..Self::default() }
    }

    /// A still image of `size`.
    pub fn still(size: Size) -> Self {
        Self { size, has_video: true, image: true, ..Self::default() }
    }

    /// A sound that plays for `duration`.
    pub fn sound(duration: Flicks) -> Self {
        Self { duration: Some(duration), has_audio: true, ..Self::default() }
    }

    /// The same file with sound beside its picture.
    pub fn with_sound(self) -> Self {
        Self { has_audio: true, ..self }
    }

    /// Whether a place of the document that wants a `kind` of file can have this one.
    pub const fn serves(&self, kind: MediaKind) -> bool {
        match kind {
            MediaKind::Video => self.has_video,
            MediaKind::Image => self.image,
            MediaKind::Audio => self.has_audio && !self.image,
            MediaKind::Font => false,
        }
    }

    /// What it is, for people.
    pub const fn describe(&self) -> &'static str {
        match self {
            Self { image: true, animated: true, .. } => "an animated image",
            Self { image: true, .. } => "a still image",
            Self { has_video: true, .. } => "a video",
            _ => "a sound",
        }
    }

    /// Whether every moment shows the same picture.
    pub fn is_still(&self) -> bool {
        self.image && !self.animated
    }
}

/// Where the timeline looks media files up.
pub trait MediaFacts {
    /// What is known of the file that the document names `src`; `None` where there is none.
    fn fact(&self, src: &str) -> Option<&MediaFact>;
}

impl MediaFacts for BTreeMap<String, MediaFact> {
    fn fact(&self, src: &str) -> Option<&MediaFact> {
        self.get(src)
    }
}

impl<S: BuildHasher> MediaFacts for HashMap<String, MediaFact, S> {
    fn fact(&self, src: &str) -> Option<&MediaFact> {
        self.get(src)
    }
}
