//! The fonts that the host has given, by the name of their file.

use std::collections::BTreeMap;
use std::sync::Arc;

use reelspeed_model::preview::MissingFontFile;
use reelspeed_model::{Composition, FontSource, FontStyle, IssueCode};
use reelspeed_render::{FontBytes, FontFiles, GatheredFonts, gather_fonts};
use reelspeed_text::{DEFAULT_FACES, DefaultFace, FontLibrary};

/// Font files, and the library that was last made of them.
#[derive(Default)]
pub(crate) struct FontShelf {
    /// `None`: the host could not get the file.
    files: BTreeMap<String, Option<Arc<[u8]>>>,
    /// Which files, under which families, the library was made of.
    made_of: Vec<(String, Option<String>)>,
    library: FontLibrary,
}

impl FontShelf {
    /// Takes a file; no bytes mean that it is not to be had.
    pub(crate) fn add(&mut self, file: &str, bytes: Vec<u8>) {
        let bytes = (!bytes.is_empty()).then(|| bytes.into());
        self.files.insert(file.to_owned(), bytes);
        // Another file under a known name: what was made of it is not to be used again.
        if self.made_of.iter().any(|(name, _)| name == file) {
            self.made_of.clear();
            self.library = FontLibrary::new();
        }
    }

    /// Whether a family of the default set is there, or nobody has said yet that it is not to be had.
    pub(crate) fn may_have(&self, family: &str) -> bool {
        DEFAULT_FACES.iter().any(|face| face.family == family && !matches!(self.files.get(face.file), Some(None)))
    }

    /// Bytes of all files.
    pub(crate) fn bytes(&self) -> u64 {
        self.files.values().flatten().map(|bytes| bytes.len() as u64).sum()
    }

    /// The files of the default set that the texts need and nobody has spoken of yet.
    pub(crate) fn missing(&self, composition: &Composition) -> Vec<MissingFontFile> {
        let mut reader = Reader::new(&self.files, composition);
        gather_fonts(composition, &mut reader);
        reader.missing
    }

    /// The fonts of a composition, and whether they are other ones than those of the last time.
    pub(crate) fn gather(&mut self, composition: &Composition) -> (GatheredFonts, bool) {
        let mut reader = Reader::new(&self.files, composition);
        let mut gathered = gather_fonts(composition, &mut reader);
        let changed = reader.used != self.made_of;
        if changed {
            self.made_of = reader.used;
            self.library = gathered.library.clone();
        } else {
            // The same library again: it knows already what shaping learned about the fonts.
            gathered.library = self.library.clone();
        }
        (gathered, changed)
    }
}

/// Reads the shelf for one composition.
struct Reader<'a> {
    files: &'a BTreeMap<String, Option<Arc<[u8]>>>,
    /// Weight and slant of every text.
    styles: Vec<(u16, bool)>,
    used: Vec<(String, Option<String>)>,
    missing: Vec<MissingFontFile>,
}

impl<'a> Reader<'a> {
    fn new(files: &'a BTreeMap<String, Option<Arc<[u8]>>>, composition: &Composition) -> Self {
        let style = |style: &reelspeed_model::TextStyle| (style.font_weight, style.font_style == FontStyle::Italic);
        let mut styles: Vec<_> = composition.text_references().iter().map(|text| style(text.style)).collect();
        styles.sort_unstable();
        styles.dedup();
        Self { files, styles, used: Vec::new(), missing: Vec::new() }
    }
}

impl FontFiles for Reader<'_> {
    fn named(&mut self, font: &FontSource) -> Result<FontBytes, (IssueCode, String)> {
        match self.files.get(&font.src) {
            Some(Some(bytes)) => {
                self.used.push((font.src.clone(), font.family.clone()));
                Ok(FontBytes::Shared(Arc::clone(bytes)))
            }
            _ => Err((IssueCode::MissingFile, format!("missing: {:?} could not be loaded", font.src))),
        }
    }

    fn standard(&mut self, face: &DefaultFace) -> Option<Result<FontBytes, String>> {
        match self.files.get(face.file) {
            Some(Some(bytes)) => {
                self.used.push((face.file.to_owned(), None));
                return Some(Ok(FontBytes::Shared(Arc::clone(bytes))));
            }
            Some(None) => {}
            None if self.styles.iter().any(|&(weight, italic)| face.is_needed_for(weight, italic)) => {
                self.missing.push(MissingFontFile { family: face.family.to_owned(), file: face.file.to_owned() });
            }
            None => {}
        }
        None
    }
}
