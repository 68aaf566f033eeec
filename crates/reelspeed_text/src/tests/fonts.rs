use std::sync::Arc;

use super::{dejavu, installed, with_installed};
use crate::{FontError, FontLibrary, MissingGlyph};

#[test]
fn a_font_tells_what_it_is() {
    let mut fonts = FontLibrary::new();
    assert!(fonts.is_empty());
    let faces = fonts.add(dejavu::sans::bold_oblique(), None).unwrap();
    assert_eq!(faces.len(), 1);
    assert_eq!(
        (faces[0].family.as_str(), faces[0].min_weight, faces[0].italic, faces[0].emoji),
        ("DejaVu Sans", 700, true, false)
    );
    assert!(faces[0].glyphs > 1000);
    fonts.add(Arc::<[u8]>::from(dejavu::sans_mono::regular()), Some("Code")).unwrap();
    assert_eq!(fonts.families(), ["DejaVu Sans", "Code"]);
    assert!(fonts.has_family("code") && !fonts.has_family("DejaVu Sans Mono"));
    assert_eq!(fonts.faces().count(), 2);
}

#[test]
fn clones_share_and_go_their_own_ways() {
    let mut fonts = dejavu();
    let before = fonts.clone();
    fonts.add(dejavu::sans_mono::regular(), None).unwrap();
    assert_eq!((before.families().len(), fonts.families().len()), (1, 2));
    fn assert_send_sync<T: Send + Sync>(_: &T) {}
    assert_send_sync(&fonts);
}

#[test]
fn what_is_no_font_is_refused() {
    let mut fonts = dejavu();
    assert_eq!(fonts.add(Vec::new(), None), Err(FontError::NotAFont));
    assert_eq!(fonts.add(b"wOF2 and more".to_vec(), None), Err(FontError::Compressed { format: "WOFF2" }));
    assert_eq!(fonts.add(vec![0x5a; 4096], None), Err(FontError::NotAFont));
    let mut cut = dejavu::sans::regular().to_vec();
    cut.truncate(2000);
    assert!(matches!(fonts.add(cut, None), Err(FontError::BrokenTable { .. })));
    let too_large = vec![0u8; FontLibrary::MAX_FONT_BYTES + 1];
    assert!(matches!(fonts.add(too_large, None), Err(FontError::TooLarge { .. })));
    assert_eq!(fonts.faces().count(), 2);
}

#[test]
fn missing_glyphs_are_found_once() {
    let fonts = dejavu();
    let missing = |character, byte_offset| MissingGlyph { character, byte_offset };
    assert_eq!(fonts.missing_glyphs("Żółw, Ελλάδα, Привет, مرحبا\n\tשלום"), []);
    assert_eq!(fonts.missing_glyphs("a中b文中"), [missing('中', 1), missing('文', 5)]);
    // Joiners, selectors, controls and spaces are not drawn.
    assert_eq!(fonts.missing_glyphs("a\u{200d}\u{fe0f}\u{fe0e}\u{0}\u{7}\u{2003}\u{e0020}\u{ad}\u{2066}b"), []);
    assert_eq!(FontLibrary::new().missing_glyphs("ab a").len(), 2);
}

#[test]
fn an_emoji_font_is_known_as_one() {
    let Some(bytes) = installed("NotoColorEmoji.ttf") else { return };
    let mut fonts = dejavu();
    assert!(!fonts.missing_glyphs("👩🏽\u{200d}🚀🇩🇪").is_empty());
    let faces = fonts.add(bytes, None).unwrap();
    assert!(faces[0].emoji);
    assert_eq!(fonts.missing_glyphs("👩🏽\u{200d}🚀🇩🇪1\u{fe0f}\u{20e3}"), []);
    let stacks = fonts.stacks(&["noto color emoji".into()]);
    assert_eq!(stacks.letters, ["DejaVu Sans", "Noto Color Emoji"]);
    assert_eq!(stacks.emoji, ["Noto Color Emoji", "DejaVu Sans"]);
}

#[test]
fn a_wanted_family_comes_first() {
    let Some(fonts) = with_installed(&["Inter-Regular.ttf", "NotoSansSC-Regular.ttf"]) else { return };
    let stacks = fonts.stacks(&["Nowhere".into(), "NOTO SANS SC".into(), "noto sans sc".into()]);
    assert_eq!(stacks.letters, ["Noto Sans SC", "DejaVu Sans", "Inter"]);
}
