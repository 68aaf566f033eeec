//! From a story's configuration to a project: its files are looked at, its texts are measured with the fonts that will draw them.

use std::path::Path;

use reelspeed_model::request::{Captions, ReelSpeedVideoConfig, Request, StoryFileKind};
use reelspeed_model::{AudioTrack, Composition, DocumentErrors, Issue, IssueCode, Layer, SequenceItem, TextStyle};
use reelspeed_render::{gather_fonts, measure_text};
use reelspeed_templates::story::{self, FileFact, RoughRuler, StoryError, StoryFacts, TextExtent, TextRuler};
use reelspeed_text::FontLibrary;

use super::{Project, files};
use crate::EngineError;
use crate::fonts::{FontFolder, default_families, fonts_folder};

impl Project {
    /// Makes a chat story ready to be rendered. Relative paths count from `base`.
    ///
    /// # Errors
    /// As [`Project::open`]; faults are told in words of the configuration, such as `messages[3].audioUrl`.
    pub fn story(config: &ReelSpeedVideoConfig, base: &Path) -> Result<Self, EngineError> {
        Self::story_over(config, base, None)
    }

    /// The same from JSON.
    ///
    /// # Errors
    /// As [`Project::story`].
    pub fn story_from_json(text: &str, base: &Path) -> Result<Self, EngineError> {
        Self::story(&ReelSpeedVideoConfig::from_json(text)?, base)
    }

    /// The same, laid over a video.
    pub(crate) fn story_over(
        config: &ReelSpeedVideoConfig,
        base: &Path,
        video: Option<&str>,
    ) -> Result<Self, EngineError> {
        let composition = compose_story(config, base, video)?;
        Self::new(composition.clone(), base).map_err(|error| match error {
            EngineError::Document(errors) => EngineError::Document(story::in_words_of_the_story(errors, &composition)),
            other => other,
        })
    }
}

/// The composition that a chat story stands for, laid over a video where there is one. Relative paths count from `base`.
///
/// # Errors
/// What is wrong with the configuration, and files that are missing or of the wrong kind.
pub fn compose_story(
    config: &ReelSpeedVideoConfig,
    base: &Path,
    video: Option<&str>,
) -> Result<Composition, EngineError> {
    config.validate()?;
    let facts = look_at_files(config, base, video)?;
    let families = default_families(fonts_folder().as_deref());
    let rough = Ruler { library: None, families: &families };
    let draft = story::compose_over(config, &facts, &rough, video).map_err(refused)?;
    let gathered = gather_fonts(&draft, &mut FontFolder { base, folder: fonts_folder() });
    let ruler = Ruler { library: Some(&gathered.library), families: &families };
    story::compose_over(config, &facts, &ruler, video).map_err(refused)
}

/// What the messages of a chat story say, and when: for subtitle files beside the video.
///
/// # Errors
/// As [`compose_story`].
pub fn story_captions(config: &ReelSpeedVideoConfig, base: &Path) -> Result<Captions, EngineError> {
    config.validate()?;
    Ok(story::captions(config, &look_at_files(config, base, None)?))
}

fn refused(error: StoryError) -> EngineError {
    let issue = match error {
        StoryError::Text { path, reason } => Issue::new(path, "a text that can be laid out", reason),
        StoryError::TooLong { what, actual, max } => {
            let expected = format!("a story of at most {max} {what}");
            Issue::new("messages", expected, actual.to_string()).code(IssueCode::Limit)
        }
        other => Issue::new("", "a story that can be laid out", other.to_string()),
    };
    EngineError::Document(issue.into())
}

/// What is known of every file of a story.
fn look_at_files(config: &ReelSpeedVideoConfig, base: &Path, video: Option<&str>) -> Result<StoryFacts, EngineError> {
    let mut composition = Composition::new(16, 16);
    let (mut layers, mut tracks) = (Vec::new(), Vec::new());
    for file in config.files() {
        match file.kind {
            StoryFileKind::Audio => {
                composition.audio.push(AudioTrack::new(file.src));
                tracks.push(file.path);
            }
            kind => {
                composition.layers.push(match kind {
                    StoryFileKind::Image => Layer::image(file.src),
                    StoryFileKind::ImageOrVideo => Layer::sequence([SequenceItem::new(file.src)]),
                    _ => Layer::video(file.src),
                });
                layers.push(file.path);
            }
        }
    }
    if let Some(video) = video {
        composition.layers.push(Layer::video(video));
        layers.push("inputPath".into());
    }
    let (mut issues, mut warnings) = (Vec::new(), Vec::new());
    let media = files::look_at_files(&composition, base, &mut issues, &mut warnings);
    if !issues.is_empty() {
        for issue in &mut issues {
            let [own, named] = [("layers[", &layers), ("audio[", &tracks)].map(|(prefix, fields)| {
                let rest = issue.path.strip_prefix(prefix)?;
                fields.get(rest.split(']').next()?.parse::<usize>().ok()?)
            });
            if let Some(field) = own.or(named) {
                issue.path.clone_from(field);
            }
        }
        return Err(DocumentErrors::new(issues).into());
    }
    let fact = |file: &super::MediaFile| {
        let fact = file.fact();
        let secs = fact.audio_duration.filter(|_| !fact.has_video).or(fact.duration).map(|d| d.as_secs());
        let size = fact.has_video.then_some([fact.size.width, fact.size.height]);
        FileFact { duration: secs, size, is_image: fact.image }
    };
    Ok(media.iter().map(|(src, file)| (src.clone(), fact(file))).collect())
}

/// Measures with the fonts that draw, or roughly where they are not known yet.
struct Ruler<'a> {
    library: Option<&'a FontLibrary>,
    families: &'a [String],
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
        self.families.iter().any(|known| known == family)
    }
}
