//! What the host has told of the document's media files, and the images that the module decodes itself.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use reelspeed_core::{Flicks, FramePool, Size};
use reelspeed_model::preview::MediaFacts as MediaFactsJson;
use reelspeed_model::{Composition, Issue, IssueCode, MediaKind};
use reelspeed_render::{AnimatedImage, ImageLimits, LayerImage, decode_image};
use reelspeed_timeline::{ClipId, MediaFact, MediaFacts};

use crate::failure::{Failure, Outcome};

/// A file that the module holds.
enum Image {
    Still(Arc<LayerImage>),
    /// Each clip decodes its own.
    Animation(Arc<[u8]>),
}

/// Media files by the document's names for them.
pub(crate) struct MediaShelf {
    pool: FramePool,
    facts: BTreeMap<String, MediaFact>,
    images: HashMap<String, Image>,
    /// The animations that clips are playing.
    playing: HashMap<u32, AnimatedImage>,
}

impl MediaFacts for MediaShelf {
    fn fact(&self, src: &str) -> Option<&MediaFact> {
        self.facts.get(src)
    }
}

impl MediaShelf {
    pub(crate) fn new(pool: FramePool) -> Self {
        Self { pool, facts: BTreeMap::new(), images: HashMap::new(), playing: HashMap::new() }
    }

    /// Takes what the host found out about a video or a sound.
    pub(crate) fn set_fact(&mut self, src: &str, facts: &MediaFactsJson) -> Outcome<()> {
        let flicks = |name: &str, value: Option<f64>| match value {
            // Whole numbers up to 2^53 are exact.
            Some(v) if !(0.0..=9.0e15).contains(&v) => Err(Failure::argument(name, "0 to 9e15", v)),
            v => Ok(v.map(|v| Flicks(v as i64))),
        };
        let fact = MediaFact {
            size: Size::new(facts.width, facts.height),
            duration: flicks("durationFlicks", facts.duration_flicks)?,
            audio_duration: flicks("audioDurationFlicks", facts.audio_duration_flicks)?,
            has_video: facts.has_video,
            has_audio: facts.has_audio,
            ..MediaFact::default()
        };
        if fact.has_video && (facts.width == 0 || facts.height == 0) {
            let actual = format!("{}x{}", facts.width, facts.height);
            return Err(Failure::argument("width and height", "those of the picture, since hasVideo is true", actual));
        }
        self.forget(src);
        self.facts.insert(src.to_owned(), fact);
        Ok(())
    }

    /// Decodes an image.
    pub(crate) fn set_image(&mut self, src: &str, bytes: Vec<u8>) -> Outcome<()> {
        let bytes: Arc<[u8]> = bytes.into();
        let mut decoded = decode_image(Arc::clone(&bytes), &self.pool)?;
        let still = MediaFact::still(decoded.size());
        self.forget(src);
        let (fact, image) = if decoded.is_animated() {
            let fact = MediaFact { duration: Some(decoded.duration()), animated: true, ..still };
            (fact, Image::Animation(bytes))
        } else {
            (still, Image::Still(decoded.picture(Flicks::ZERO)?))
        };
        self.facts.insert(src.to_owned(), fact);
        self.images.insert(src.to_owned(), image);
        Ok(())
    }

    pub(crate) fn has(&self, src: &str) -> bool {
        self.facts.contains_key(src)
    }

    pub(crate) fn forget(&mut self, src: &str) {
        self.facts.remove(src);
        self.images.remove(src);
        self.stop_playing();
    }

    /// Lets go of what clips were playing: they are other clips from now on.
    pub(crate) fn stop_playing(&mut self) {
        self.playing.clear();
    }

    /// Bytes of decoded stills and encoded animations.
    pub(crate) fn image_bytes(&self) -> u64 {
        let bytes = |image: &Image| match image {
            Image::Still(image) => image.frame.desc().bytes() as u64,
            Image::Animation(bytes) => bytes.len() as u64,
        };
        self.images.values().map(bytes).sum()
    }

    /// What is wrong with the files of a document: those that nobody told of, and those of the wrong kind.
    pub(crate) fn check(&self, composition: &Composition) -> Vec<Issue> {
        let mut issues = Vec::new();
        for reference in composition.media_references() {
            if reference.kind == MediaKind::Font {
                continue;
            }
            let (code, actual) = match self.facts.get(reference.src) {
                Some(fact) if fact.serves(reference.kind) => continue,
                Some(fact) => (IssueCode::UnusableFile, format!("{} in {:?}", fact.describe(), reference.src)),
                None => (IssueCode::MissingFile, format!("missing: {:?} could not be loaded", reference.src)),
            };
            issues.push(Issue::new(&reference.path, reference.kind.wanted(), actual).code(code));
        }
        issues
    }

    /// What the image that a clip shows looks like at `time`; `None` where it is none of the module's images.
    pub(crate) fn image(&mut self, clip: ClipId, src: &str, time: Flicks) -> Outcome<Option<Arc<LayerImage>>> {
        use std::collections::hash_map::Entry;
        Ok(Some(match self.images.get(src) {
            None => return Ok(None),
            Some(Image::Still(image)) => Arc::clone(image),
            Some(Image::Animation(bytes)) => match self.playing.entry(clip.0) {
                Entry::Occupied(mut playing) => playing.get_mut().picture(time)?,
                Entry::Vacant(entry) => {
                    let image = AnimatedImage::decode(Arc::clone(bytes), &self.pool, ImageLimits::default())?;
                    entry.insert(image).picture(time)?
                }
            },
        }))
    }
}
