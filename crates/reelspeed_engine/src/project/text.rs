//! Gathers the fonts of a composition and finds the glyphs that none of them has.

use std::path::Path;

use reelspeed_model::{Composition, Issue, IssueCode, MediaKind};
use reelspeed_text::FontLibrary;

use super::resolve;
use crate::fonts::{self, FontProblem};

/// The document's fonts first, then DejaVu Sans, then what the texts need of the optional part of the default set.
pub(super) fn gather_fonts(
    composition: &Composition,
    base: &Path,
    issues: &mut Vec<Issue>,
    warnings: &mut Vec<String>,
) -> FontLibrary {
    let mut library = FontLibrary::new();
    let mut problems: Vec<FontProblem> = Vec::new();
    for (font, reference) in
        composition.fonts.iter().zip(composition.media_references().into_iter().filter(|r| r.kind == MediaKind::Font))
    {
        let path = resolve(base, &font.src);
        let added =
            std::fs::read(&path).map_err(|e| (IssueCode::MissingFile, format!("{path:?}: {e}"))).and_then(|bytes| {
                let added = library.add(bytes, font.family.as_deref());
                added.map_err(|e| (IssueCode::UnusableFile, format!("{path:?}: {e}")))
            });
        if let Err((code, actual)) = added {
            issues.push(Issue::new(&reference.path, "a TTF, OTF or TTC font", actual).code(code));
        }
    }
    let texts = composition.text_references();
    if texts.is_empty() {
        return library;
    }
    problems.extend(fonts::add_built_in(&mut library));
    let folder = fonts::fonts_folder();
    for text in &texts {
        for (i, family) in text.style.font_family.iter().enumerate() {
            if library.has_family(family) || fonts::add_family(&mut library, folder.as_deref(), family, &mut problems) {
                continue;
            }
            let path = format!("{}.style.fontFamily[{i}]", text.path);
            let known = library.families().join(", ");
            let expected = format!("a family of the given fonts ({known})");
            issues.push(Issue::new(&path, expected, format!("{family:?}")).code(IssueCode::MissingFont));
        }
    }
    fonts::add_fallbacks(&mut library, folder.as_deref(), &mut problems, |library| {
        texts.iter().all(|t| library.missing_glyphs(t.text).is_empty())
    });
    for text in &texts {
        for missing in library.missing_glyphs(text.text) {
            let path = format!("{}.text", text.path);
            let c = missing.character;
            let actual = format!("{c:?} (U+{:04X}), which none has", u32::from(c));
            let expected = "only characters that the given fonts have";
            issues.push(Issue::new(&path, expected, actual).code(IssueCode::MissingGlyph));
        }
    }
    warnings.extend(problems.into_iter().map(|FontProblem(message)| message));
    library
}
