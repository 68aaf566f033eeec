//! Which fonts a composition is drawn with: its own, then those of the default set that its texts need, and what is missing all the
//! same. Where the bytes come from is the host's affair, so that a browser and a server end up with the same fonts in the same order.

use std::sync::Arc;

use reelspeed_model::{Composition, FontSource, Issue, IssueCode, MediaKind, MissingGlyph, TextReference};
use reelspeed_text::{
    DEFAULT_FACES, DefaultFace, EMOJI_FAMILY, FIRST_DEFAULT_FAMILY, FontLibrary, default_families,
    default_family_may_have, has_emoji,
};

/// The bytes of a font file.
#[derive(Clone, Debug)]
pub enum FontBytes {
    /// Part of the program.
    Static(&'static [u8]),
    /// Read for this library alone.
    Owned(Vec<u8>),
    /// Shared with other libraries.
    Shared(Arc<[u8]>),
}

impl AsRef<[u8]> for FontBytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Owned(bytes) => bytes,
            Self::Shared(bytes) => bytes,
        }
    }
}

/// Where [`gather_fonts`] takes the files from.
pub trait FontFiles {
    /// The file that the document names.
    ///
    /// # Errors
    ///
    /// Why there is none: what is said in the issue, and under which code.
    fn named(&mut self, font: &FontSource) -> Result<FontBytes, (IssueCode, String)>;

    /// A file of the default set; `None` where it is not there, which is no fault by itself.
    ///
    /// # Errors
    ///
    /// Why a file that is there cannot be read; it becomes a warning.
    fn standard(&mut self, face: &DefaultFace) -> Option<Result<FontBytes, String>>;

    /// How the file is called in messages. Default: by its name.
    fn label(&self, name: &str) -> String {
        format!("{name:?}")
    }
}

/// The fonts of a composition.
#[derive(Clone, Debug, Default)]
pub struct GatheredFonts {
    /// The fonts, in the order in which they fall back on each other.
    pub library: FontLibrary,
    /// Fonts, families and characters that the document asks for and that are not there.
    pub issues: Vec<Issue>,
    /// Files of the default set that are there and cannot be used.
    pub warnings: Vec<String>,
}

/// The document's fonts first, then DejaVu Sans, then families of the default set that texts name, then what they need of the rest of
/// the set to have all their characters. Without texts only the document's own fonts.
pub fn gather_fonts(composition: &Composition, files: &mut dyn FontFiles) -> GatheredFonts {
    let mut gathered = GatheredFonts::default();
    let places = composition.media_references().into_iter().filter(|r| r.kind == MediaKind::Font);
    for (font, place) in composition.fonts.iter().zip(places) {
        let added = files.named(font).and_then(|bytes| {
            let added = gathered.library.add(bytes, font.family.as_deref());
            added.map_err(|e| (IssueCode::UnusableFile, format!("{}: {e}", files.label(&font.src))))
        });
        if let Err((code, actual)) = added {
            gathered.issues.push(Issue::new(&place.path, place.kind.wanted(), actual).code(code));
        }
    }
    let texts = composition.text_references();
    if texts.is_empty() {
        return gathered;
    }
    gathered.add_family(FIRST_DEFAULT_FAMILY, files);
    gathered.add_families_that_are_named(&texts, files);
    gathered.add_fallbacks(&texts, files);
    if composition.missing_glyph == MissingGlyph::Error {
        gathered.find_missing_glyphs(&texts);
    }
    gathered
}

impl GatheredFonts {
    /// Adds the files of one family of the default set. Whether any was there.
    fn add_family(&mut self, family: &str, files: &mut dyn FontFiles) -> bool {
        let mut added = false;
        for face in DEFAULT_FACES.iter().filter(|face| face.family.eq_ignore_ascii_case(family)) {
            let Some(bytes) = files.standard(face) else { continue };
            let result = bytes.and_then(|bytes| self.library.add(bytes, None).map_err(|e| e.to_string()));
            match result {
                Ok(_) => added = true,
                Err(e) => self.warnings.push(format!("font {}: {e}", files.label(face.file))),
            }
        }
        added
    }

    fn add_families_that_are_named(&mut self, texts: &[TextReference<'_>], files: &mut dyn FontFiles) {
        for text in texts {
            for (i, family) in text.style.font_family.iter().enumerate() {
                if self.library.has_family(family) || self.add_family(family, files) {
                    continue;
                }
                let path = format!("{}.style.fontFamily[{i}]", text.path);
                let known = self.library.families().join(", ");
                let expected = format!("a family of the given fonts ({known})");
                self.issues.push(Issue::new(&path, expected, format!("{family:?}")).code(IssueCode::MissingFont));
            }
        }
    }

    /// Adds the families of the default set that can change a pixel, in its order: the emoji where one is shown (other fonts have many of
    /// them too, in black and white), and what has a character that is still missing.
    fn add_fallbacks(&mut self, texts: &[TextReference<'_>], files: &mut dyn FontFiles) {
        let emoji = texts.iter().any(|text| has_emoji(text.text));
        let mut missing = self.missing(texts);
        for family in default_families().into_iter().filter(|family| *family != FIRST_DEFAULT_FAMILY) {
            let wanted = (emoji && family == EMOJI_FAMILY)
                || missing.iter().any(|&(_, character)| default_family_may_have(family, character));
            if wanted && !self.library.has_family(family) && self.add_family(family, files) {
                missing = self.missing(texts);
            }
        }
    }

    /// The characters that no font has, each with the place of its text in `texts`.
    fn missing(&self, texts: &[TextReference<'_>]) -> Vec<(usize, char)> {
        let texts = texts.iter().enumerate();
        texts
            .flat_map(|(i, text)| self.library.missing_glyphs(text.text).into_iter().map(move |m| (i, m.character)))
            .collect()
    }

    fn find_missing_glyphs(&mut self, texts: &[TextReference<'_>]) {
        for (i, c) in self.missing(texts) {
            let path = format!("{}.text", texts[i].path);
            let actual = format!("{c:?} (U+{:04X}), which none has", u32::from(c));
            let expected = "only characters that the given fonts have";
            self.issues.push(Issue::new(&path, expected, actual).code(IssueCode::MissingGlyph));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Has DejaVu Sans, and notes which other families are asked for.
    #[derive(Default)]
    struct Noting(Vec<&'static str>);

    impl FontFiles for Noting {
        fn named(&mut self, font: &FontSource) -> Result<FontBytes, (IssueCode, String)> {
            Err((IssueCode::MissingFile, font.src.clone()))
        }

        fn standard(&mut self, face: &DefaultFace) -> Option<Result<FontBytes, String>> {
            if face.family == FIRST_DEFAULT_FAMILY {
                return Some(Ok(FontBytes::Static(dejavu::sans::regular())));
            }
            self.0.push(face.family);
            None
        }
    }

    fn asked_for(text: &str) -> Vec<&'static str> {
        let document = serde_json::json!({ "version": 1, "width": 64, "height": 64, "duration": 1,
            "layers": [{ "type": "text", "text": text }] });
        let mut files = Noting::default();
        gather_fonts(&serde_json::from_value(document).unwrap(), &mut files);
        files.0.dedup();
        files.0
    }

    #[test]
    fn emoji_are_asked_for_where_one_is_shown_though_other_fonts_draw_it_too() {
        assert_eq!(asked_for("Hello \u{1F600}"), [EMOJI_FAMILY]);
        assert_eq!(asked_for("\u{2764}\u{FE0F}"), [EMOJI_FAMILY]);
        // As text, which DejaVu Sans has.
        assert_eq!(asked_for("\u{2764}"), [""; 0]);
        assert_eq!(asked_for("Hello"), [""; 0]);
    }

    #[test]
    fn only_families_that_may_have_what_is_missing_are_asked_for() {
        let asked = asked_for("\u{0E01}");
        assert!(asked.contains(&"Noto Sans Thai") && !asked.contains(&"Noto Sans Hebrew"), "{asked:?}");
    }
}
