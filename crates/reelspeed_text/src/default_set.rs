//! The default font set: which files there are, in which order they fall back on each other, and which of them a style needs.

/// One file of the default set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DefaultFace {
    /// Name of the file, without folders.
    pub file: &'static str,
    /// The family that it belongs to.
    pub family: &'static str,
    /// Its weight: 400 regular, 700 bold.
    pub weight: u16,
    /// Whether it is italic or oblique.
    pub italic: bool,
}

const fn face(file: &'static str, family: &'static str, weight: u16) -> DefaultFace {
    DefaultFace { file, family, weight, italic: false }
}

const fn oblique(file: &'static str, family: &'static str, weight: u16) -> DefaultFace {
    DefaultFace { file, family, weight, italic: true }
}

/// The family that every text can count on; it comes before all others of the set.
pub const FIRST_DEFAULT_FAMILY: &str = "DejaVu Sans";

/// The family of the set that holds pictures instead of letters.
pub const EMOJI_FAMILY: &str = "Noto Color Emoji";

/// The family of the set whose letters are all of one width. It has no character that the first family lacks.
const MONO_FAMILY: &str = "DejaVu Sans Mono";

/// All files of the set, in the order in which they fill what the fonts before them lack.
pub const DEFAULT_FACES: &[DefaultFace] = &[
    face("DejaVuSans.ttf", FIRST_DEFAULT_FAMILY, 400),
    face("DejaVuSans-Bold.ttf", FIRST_DEFAULT_FAMILY, 700),
    oblique("DejaVuSans-Oblique.ttf", FIRST_DEFAULT_FAMILY, 400),
    oblique("DejaVuSans-BoldOblique.ttf", FIRST_DEFAULT_FAMILY, 700),
    face("NotoColorEmoji.ttf", EMOJI_FAMILY, 400),
    face("NotoSansArabic-Regular.ttf", "Noto Sans Arabic", 400),
    face("NotoSansArabic-Bold.ttf", "Noto Sans Arabic", 700),
    face("NotoSansHebrew-Regular.ttf", "Noto Sans Hebrew", 400),
    face("NotoSansDevanagari-Regular.ttf", "Noto Sans Devanagari", 400),
    face("NotoSansThai-Regular.ttf", "Noto Sans Thai", 400),
    face("NotoSansSC-Regular.ttf", "Noto Sans SC", 400),
    face("NotoSansKR-Regular.ttf", "Noto Sans KR", 400),
    face("Inter-Regular.ttf", "Inter", 400),
    face("Inter-Medium.ttf", "Inter", 500),
    face("Inter-SemiBold.ttf", "Inter", 600),
    face("Inter-Bold.ttf", "Inter", 700),
    face("DejaVuSansMono.ttf", MONO_FAMILY, 400),
    face("DejaVuSansMono-Bold.ttf", MONO_FAMILY, 700),
];

/// The families of the set in order, each once.
pub fn default_families() -> Vec<&'static str> {
    let mut families: Vec<&str> = DEFAULT_FACES.iter().map(|face| face.family).collect();
    families.dedup();
    families
}

/// What a family of the default set may hold, in whole stretches: all that its files do hold lies within, and more. So a host that must
/// fetch files knows which cannot help. `None`: anything.
const STRETCHES: &[(&str, &[(u32, u32)])] = &[
    (
        EMOJI_FAMILY,
        &[
            (0x23, 0x39),
            (0xA9, 0xAE),
            (0x200D, 0x2B55),
            (0x3030, 0x3299),
            (0x1F000, 0x1FAFF),
            (0xE0000, 0xE007F),
            (0xF_E000, 0xF_EFFF),
        ],
    ),
    ("Noto Sans Arabic", &[LATIN, (0x600, 0x8FF), DIACRITICS, SIGNS, (0xFB50, 0xFEFF), (0x10EC0, 0x10EFF)]),
    ("Noto Sans Hebrew", &[LATIN, (0x590, 0x5FF), DIACRITICS, SIGNS, (0xFB1D, 0xFB4F)]),
    (
        "Noto Sans Devanagari",
        &[LATIN, (0x900, 0x97F), (0x1CD0, 0x1CFF), DIACRITICS, SIGNS, (0xA830, 0xA8FF), (0x11B00, 0x11B09)],
    ),
    ("Noto Sans Thai", &[LATIN, (0xE00, 0xE7F), DIACRITICS, SIGNS]),
    ("Noto Sans SC", &[(0x0, 0x451), (0x1E3E, 0x9FFF), (0xF900, 0xFFFF), (0x1F100, 0x1F251), (0x20000, 0x3FFFF)]),
    (
        "Noto Sans KR",
        &[
            (0x0, 0x451),
            (0x1100, 0x11FF),
            (0x1E3E, 0x9FFF),
            (0xA960, 0xA97F),
            (0xAC00, 0xD7FF),
            (0xF900, 0xFFFF),
            (0x1F100, 0x1F251),
            (0x20000, 0x3FFFF),
        ],
    ),
    (
        "Inter",
        &[
            (0x0, 0x52F),
            (0xE3F, 0xE3F),
            (0x1D00, 0x2E4F),
            (0xA640, 0xA92E),
            (0xE000, 0xF8FF),
            (0xFEFF, 0xFEFF),
            (0x1F100, 0x1F8FF),
        ],
    ),
    // It comes last, so that it is asked for hardly ever but by name.
    (MONO_FAMILY, &[(0x0, 0xFFFF), (0x1D000, 0x1FFFF)]),
];

const LATIN: (u32, u32) = (0x0, 0x34F);
const DIACRITICS: (u32, u32) = (0x1E80, 0x1EF9);
const SIGNS: (u32, u32) = (0x2000, 0x2E41);

/// Whether files of this family of the default set may hold a character. False is certain, true is not.
pub fn default_family_may_have(family: &str, character: char) -> bool {
    let code = u32::from(character);
    let stretches = STRETCHES.iter().find(|(name, _)| *name == family);
    stretches.is_none_or(|(_, stretches)| stretches.iter().any(|&(first, last)| (first..=last).contains(&code)))
}

impl DefaultFace {
    /// Whether a family that has only its needed faces draws a style just as the whole family does: that takes the face that CSS's rules
    /// of font matching choose, and the plain one, which stands in where that lacks a glyph.
    pub fn is_needed_for(&self, weight: u16, italic: bool) -> bool {
        let family = || DEFAULT_FACES.iter().filter(|face| face.family == self.family);
        let plain = family().min_by_key(|face| (face.italic, distance(face.weight, 400)));
        let best = family().min_by_key(|face| (face.italic != italic, distance(face.weight, weight)));
        plain == Some(self) || best == Some(self)
    }
}

/// How far a face's weight is from the wanted one, in CSS's order of preference: 400 and 500 stand in for each other, then lighter ones
/// for what is light and heavier ones for what is heavy, nearest first.
fn distance(have: u16, wanted: u16) -> (u8, u16) {
    let gap = have.abs_diff(wanted);
    match wanted {
        400..=500 if (wanted..=500).contains(&have) => (0, gap),
        0..=500 if have <= wanted => (1, gap),
        0..=500 => (2, gap),
        _ if have >= wanted => (0, gap),
        _ => (1, gap),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needed(family: &str, weight: u16, italic: bool) -> Vec<&'static str> {
        let faces = DEFAULT_FACES.iter().filter(|f| f.family == family && f.is_needed_for(weight, italic));
        faces.map(|f| f.file).collect()
    }

    #[test]
    fn a_style_needs_its_own_face_and_the_plain_one() {
        assert_eq!(needed("DejaVu Sans", 400, false), ["DejaVuSans.ttf"]);
        assert_eq!(needed("DejaVu Sans", 501, false), ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"]);
        assert_eq!(needed("DejaVu Sans", 900, true), ["DejaVuSans.ttf", "DejaVuSans-BoldOblique.ttf"]);
        assert_eq!(needed("Inter", 450, true), ["Inter-Regular.ttf", "Inter-Medium.ttf"]);
        assert_eq!(needed("Inter", 300, false), ["Inter-Regular.ttf"]);
        assert_eq!(needed("Inter", 650, false), ["Inter-Regular.ttf", "Inter-Bold.ttf"]);
        assert_eq!(needed("Noto Sans SC", 700, false), ["NotoSansSC-Regular.ttf"]);
    }

    #[test]
    fn the_first_family_comes_first_and_families_stand_together() {
        let families = default_families();
        assert_eq!(families[0], FIRST_DEFAULT_FAMILY);
        let mut unique = families.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(unique.len(), families.len());
    }
}
