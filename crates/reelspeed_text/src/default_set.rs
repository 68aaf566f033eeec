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

/// All files of the set, in the order in which they fill what the fonts before them lack.
pub const DEFAULT_FACES: &[DefaultFace] = &[
    face("DejaVuSans.ttf", FIRST_DEFAULT_FAMILY, 400),
    face("DejaVuSans-Bold.ttf", FIRST_DEFAULT_FAMILY, 700),
    oblique("DejaVuSans-Oblique.ttf", FIRST_DEFAULT_FAMILY, 400),
    oblique("DejaVuSans-BoldOblique.ttf", FIRST_DEFAULT_FAMILY, 700),
    face("NotoColorEmoji.ttf", "Noto Color Emoji", 400),
    face("NotoSansArabic-Regular.ttf", "Noto Sans Arabic", 400),
    face("NotoSansArabic-Bold.ttf", "Noto Sans Arabic", 700),
    face("NotoSansHebrew-Regular.ttf", "Noto Sans Hebrew", 400),
    face("NotoSansDevanagari-Regular.ttf", "Noto Sans Devanagari", 400),
    face("NotoSansThai-Regular.ttf", "Noto Sans Thai", 400),
    face("NotoSansSC-Regular.ttf", "Noto Sans SC", 400),
    face("Inter-Regular.ttf", "Inter", 400),
    face("Inter-Medium.ttf", "Inter", 500),
    face("Inter-SemiBold.ttf", "Inter", 600),
    face("Inter-Bold.ttf", "Inter", 700),
];

/// The families of the set in order, each once.
pub fn default_families() -> Vec<&'static str> {
    let mut families: Vec<&str> = DEFAULT_FACES.iter().map(|face| face.family).collect();
    families.dedup();
    families
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
