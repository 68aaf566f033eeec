//! What is shown: a composition, or a chat story, which becomes one once its files and fonts are known.

use reelspeed_core::Flicks;
use reelspeed_model::request::{ReelSpeedVideoConfig, Request};
use reelspeed_model::{Composition, DocumentErrors, Issue, IssueCode, TextStyle};
use reelspeed_render::measure_text;
use reelspeed_templates::story::{self, FileFact, RoughRuler, StoryError, StoryFacts, TextExtent, TextRuler};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::MediaFacts;
use serde_json::Value;

use crate::failure::Outcome;
use crate::fonts::FontShelf;
use crate::media::MediaShelf;

/// The field of a document that holds a story instead.
const STORY: &str = "reelspeed";

/// A document as the host gave it.
pub(crate) enum Document {
    Composition,
    Story(Box<ReelSpeedVideoConfig>),
}

impl Document {
    /// Reads a composition, or `{ "reelspeed": … }`, with the composition as far as it is known.
    pub(crate) fn read(text: &str) -> Outcome<(Self, Composition)> {
        let story = match serde_json::from_str::<Value>(text) {
            Ok(Value::Object(mut fields)) if fields.len() == 1 => fields.remove(STORY),
            _ => None,
        };
        let Some(story) = story else { return Ok((Self::Composition, Composition::from_json(text)?)) };
        let config = ReelSpeedVideoConfig::from_value(story)?;
        let draft = story::compose(&config, &StoryFacts::new(), &RoughRuler).map_err(refused)?;
        Ok((Self::Story(Box::new(config)), draft))
    }

    /// Files that a story wants to know of although it does not show or play them.
    pub(crate) fn other_files(&self) -> Vec<&str> {
        match self {
            Self::Composition => Vec::new(),
            Self::Story(config) => config.files().into_iter().map(|file| file.src).collect(),
        }
    }

    /// A story with its texts where they will roughly be: it needs the fonts of the final one. `None` for a composition.
    pub(crate) fn draft(&self, media: &MediaShelf, fonts: &FontShelf) -> Outcome<Option<Composition>> {
        self.compose(media, fonts, None)
    }

    /// A story as it is drawn with these fonts. `None` for a composition.
    pub(crate) fn composed(
        &self,
        media: &MediaShelf,
        fonts: &FontShelf,
        library: &FontLibrary,
    ) -> Outcome<Option<Composition>> {
        self.compose(media, fonts, Some(library))
    }

    fn compose(
        &self,
        media: &MediaShelf,
        fonts: &FontShelf,
        library: Option<&FontLibrary>,
    ) -> Outcome<Option<Composition>> {
        let Self::Story(config) = self else { return Ok(None) };
        let mut facts = StoryFacts::new();
        for file in config.files() {
            if let Some(fact) = media.fact(file.src) {
                let secs = fact.audio_duration.filter(|_| !fact.has_video).or(fact.duration).map(Flicks::as_secs);
                let size = fact.has_video.then_some([fact.size.width, fact.size.height]);
                facts.insert(file.src.to_owned(), FileFact { duration: secs, size, is_image: fact.image });
            }
        }
        Ok(Some(story::compose(config, &facts, &Ruler { library, fonts }).map_err(refused)?))
    }

    /// Faults in words of what the host wrote.
    pub(crate) fn told(&self, errors: DocumentErrors, composition: &Composition) -> DocumentErrors {
        match self {
            Self::Composition => errors,
            Self::Story(_) => story::in_words_of_the_story(errors, composition),
        }
    }
}

fn refused(error: StoryError) -> DocumentErrors {
    Issue::with_message("", IssueCode::InvalidValue, error.to_string()).into()
}

/// Measures with the fonts that draw, or roughly where they are not known yet.
struct Ruler<'a> {
    library: Option<&'a FontLibrary>,
    fonts: &'a FontShelf,
}

impl TextRuler for Ruler<'_> {
    fn measure(&self, text: &str, style: &TextStyle, max_width: f64) -> Result<TextExtent, String> {
        let Some(library) = self.library else { return RoughRuler.measure(text, style, max_width) };
        let layout = measure_text(library, text, style, max_width).map_err(|e| e.to_string())?;
        Ok(TextExtent {
            width: layout.width,
            height: layout.height,
            last_line: layout.lines.last().map_or(0.0, |line| line.width),
            lines: layout.lines.len(),
        })
    }

    fn has_family(&self, family: &str) -> bool {
        self.fonts.may_have(family)
    }
}
