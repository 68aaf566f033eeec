//! A composition whose document, files and fonts have been looked at: everything that can be wrong before the first frame has
//! been found, and all of it at once.

mod files;
mod story;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use reelspeed_model::{Composition, DocumentErrors, Issue, IssueCode};
use reelspeed_render::gather_fonts;
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{MediaFact, Timeline};

pub(crate) use files::MediaFile;
pub use story::{compose_story, story_captions};

use crate::EngineError;
use crate::fonts::{FontFolder, fonts_folder};

/// The largest document that is read, in bytes.
const MAX_DOCUMENT_BYTES: u64 = 16 << 20;

/// A composition that is ready to be rendered: valid, its files there and believable, its fonts complete.
#[derive(Debug)]
pub struct Project {
    composition: Composition,
    timeline: Timeline,
    media: BTreeMap<String, MediaFile>,
    fonts: FontLibrary,
    warnings: Vec<String>,
}

impl Project {
    /// Reads and checks a document. Relative paths in it count from its own folder.
    ///
    /// # Errors
    /// Every fault of the document, its files and its fonts at once: `INVALID_DOCUMENT`, or `IO` where it is only files that are
    /// missing, or `MISSING_FONT` where it is only fonts and glyphs. `IO` also where the document itself cannot be read.
    pub fn open(document: &Path) -> Result<Self, EngineError> {
        let folder = document.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self::open_from(document, folder)
    }

    /// The same with relative paths that count from `base`.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn open_from(document: &Path, base: &Path) -> Result<Self, EngineError> {
        let bytes = fs::metadata(document).map_err(|e| EngineError::io("cannot read", document, e))?.len();
        if bytes > MAX_DOCUMENT_BYTES {
            return Err(EngineError::Argument {
                argument: "document",
                expected: format!("at most {MAX_DOCUMENT_BYTES} bytes"),
                actual: format!("{bytes} bytes in {document:?}"),
            });
        }
        let bytes = fs::read(document).map_err(|e| EngineError::io("cannot read", document, e))?;
        let text = String::from_utf8(bytes).map_err(|e| EngineError::Argument {
            argument: "document",
            expected: "UTF-8 text".into(),
            actual: format!("a bad byte at {} in {document:?}", e.utf8_error().valid_up_to()),
        })?;
        Self::from_json(&text, base)
    }

    /// Checks a document given as JSON. Relative paths in it count from `base`.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn from_json(text: &str, base: &Path) -> Result<Self, EngineError> {
        let errors = match Composition::from_json(text) {
            Ok(composition) => return Self::new(composition, base),
            Err(errors) => errors,
        };
        // Where the document only breaks rules, it still says which files and fonts it wants: what is wrong with those is told
        // in the same breath. Not where there is too much of something.
        let limit = errors.omitted > 0 || errors.issues.iter().any(|i| i.code == IssueCode::Limit);
        match serde_json::from_str(text) {
            Ok(composition) if !limit => Self::check(composition, base, errors.into_issues()),
            _ => Err(errors.into()),
        }
    }

    /// Checks a composition built in code. Relative paths in it count from `base`.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn new(composition: Composition, base: &Path) -> Result<Self, EngineError> {
        let issues = match composition.validate() {
            Ok(()) => Vec::new(),
            Err(errors) => errors.into_issues(),
        };
        Self::check(composition, base, issues)
    }

    /// Looks at files and fonts, and fails where they or `issues`, those of the document, leave anything to complain of.
    fn check(composition: Composition, base: &Path, mut issues: Vec<Issue>) -> Result<Self, EngineError> {
        let mut warnings = Vec::new();
        let media = files::look_at_files(&composition, base, &mut issues, &mut warnings);
        let gathered = gather_fonts(&composition, &mut FontFolder { base, folder: fonts_folder() });
        issues.extend(gathered.issues);
        warnings.extend(gathered.warnings);
        if !issues.is_empty() {
            return Err(DocumentErrors::new(issues).into());
        }
        let facts: BTreeMap<String, MediaFact> = media.iter().map(|(src, file)| (src.clone(), file.fact())).collect();
        let timeline = Timeline::new(&composition, &facts)?;
        Ok(Self { composition, timeline, media, fonts: gathered.library, warnings })
    }

    /// The document.
    pub fn composition(&self) -> &Composition {
        &self.composition
    }

    /// The document resolved to frames.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// What is odd about the files but does not prevent a render.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Bytes that the project itself holds: decoded stills, encoded animations, fonts.
    pub fn held_bytes(&self) -> u64 {
        self.media.values().map(MediaFile::held_bytes).sum::<u64>() + self.fonts.bytes()
    }

    /// The fonts that the texts use.
    pub(crate) fn fonts(&self) -> &FontLibrary {
        &self.fonts
    }

    /// Every file that the document names, but for its fonts.
    pub(crate) fn media_files(&self) -> impl Iterator<Item = &MediaFile> {
        self.media.values()
    }

    /// The file that the document names `src`.
    pub(crate) fn media(&self, src: &str) -> Option<&MediaFile> {
        self.media.get(src)
    }
}

/// Where a path of the document leads.
fn resolve(base: &Path, src: &str) -> PathBuf {
    base.join(src)
}
