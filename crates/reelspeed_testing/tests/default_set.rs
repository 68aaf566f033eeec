//! What is said of the default set's files without reading them is true of the files.

use reelspeed_testing::fonts_folder;
use reelspeed_text::{DEFAULT_FACES, FontLibrary, default_family_may_have};

#[test]
fn no_file_holds_a_character_that_its_family_cannot_have() {
    let Some(folder) = fonts_folder() else { return };
    let everything: String = ('\u{20}'..=char::MAX).collect();
    for face in DEFAULT_FACES {
        // The fonts are fetched by scripts/fonts.sh; without them there is nothing to compare.
        let Ok(bytes) = std::fs::read(folder.join(face.file)) else { continue };
        let mut library = FontLibrary::new();
        let faces = library.add(bytes, None).unwrap();
        assert_eq!(faces.len(), 1, "{}", face.file);
        assert_eq!(faces[0].family, face.family);
        assert_eq!((faces[0].min_weight, faces[0].italic), (face.weight, face.italic), "{}", face.file);
        let mut lacks = library.missing_glyphs(&everything).into_iter().map(|m| m.character).peekable();
        for character in everything.chars() {
            if lacks.next_if_eq(&character).is_none() && !character.is_whitespace() && !character.is_control() {
                // Characters that are never drawn count as there; the family need not have them.
                let invisible =
                    library.missing_glyphs(&character.to_string()).is_empty() && !has_glyph(&library, character);
                assert!(
                    invisible || default_family_may_have(face.family, character),
                    "{} holds U+{:04X}",
                    face.file,
                    u32::from(character)
                );
            }
        }
    }
}

/// Whether the library draws a character: an empty library lacks exactly those that are drawn.
fn has_glyph(library: &FontLibrary, character: char) -> bool {
    let text = character.to_string();
    !FontLibrary::new().missing_glyphs(&text).is_empty() && library.missing_glyphs(&text).is_empty()
}
