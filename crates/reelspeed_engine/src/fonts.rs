//! The default font set. DejaVu Sans is built in; Inter, Noto Sans for other scripts and Noto Color Emoji are read from a folder
//! when a text asks for their family or needs their glyphs, so that a job pays only for what it shows.

use std::path::{Path, PathBuf};

use reelspeed_text::FontLibrary;

/// One file of the optional part of the default set.
struct OptionalFace {
    file: &'static str,
    family: &'static str,
}

const fn face(file: &'static str, family: &'static str) -> OptionalFace {
    OptionalFace { file, family }
}

/// The optional faces, in the order in which they fill what the fonts before them lack. `scripts/fonts.sh` fetches them.
const OPTIONAL_FACES: &[OptionalFace] = &[
    face("NotoColorEmoji.ttf", "Noto Color Emoji"),
    face("NotoSansArabic-Regular.ttf", "Noto Sans Arabic"),
    face("NotoSansArabic-Bold.ttf", "Noto Sans Arabic"),
    face("NotoSansHebrew-Regular.ttf", "Noto Sans Hebrew"),
    face("NotoSansDevanagari-Regular.ttf", "Noto Sans Devanagari"),
    face("NotoSansThai-Regular.ttf", "Noto Sans Thai"),
    face("NotoSansSC-Regular.ttf", "Noto Sans SC"),
    face("Inter-Regular.ttf", "Inter"),
    face("Inter-Medium.ttf", "Inter"),
    face("Inter-SemiBold.ttf", "Inter"),
    face("Inter-Bold.ttf", "Inter"),
];

/// Where the optional part of the default set lies: `REELSPEED_FONTS`, else `reelspeed/fonts` in the user's cache folder.
/// `None` where neither is known. The folder need not exist.
pub fn fonts_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    set("REELSPEED_FONTS").or_else(|| {
        let cache = set("XDG_CACHE_HOME").or_else(|| set("HOME").map(|home| home.join(".cache")))?;
        Some(cache.join("reelspeed").join("fonts"))
    })
}

/// The families of the default set that are there, DejaVu Sans first.
pub(crate) fn default_families(folder: Option<&Path>) -> Vec<String> {
    let mut families = vec!["DejaVu Sans".to_owned()];
    for face in OPTIONAL_FACES {
        let there = folder.is_some_and(|f| f.join(face.file).is_file());
        if there && !families.iter().any(|f| f == face.family) {
            families.push(face.family.to_owned());
        }
    }
    families
}

/// A font of the default set that is there but cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct FontProblem(pub String);

fn built_in() -> [&'static [u8]; 4] {
    [dejavu::sans::regular(), dejavu::sans::bold(), dejavu::sans::oblique(), dejavu::sans::bold_oblique()]
}

/// Bytes of the files that are built in.
pub(crate) fn built_in_bytes() -> u64 {
    built_in().iter().map(|bytes| bytes.len() as u64).sum()
}

/// Adds DejaVu Sans, which is built in.
pub(crate) fn add_built_in(library: &mut FontLibrary) -> Vec<FontProblem> {
    let add = |bytes: &'static [u8]| library.add(bytes, None).err();
    built_in().into_iter().filter_map(add).map(|e| FontProblem(format!("built-in font DejaVu Sans: {e}"))).collect()
}

/// Adds the faces of one optional family from `folder`. Whether any was there.
pub(crate) fn add_family(
    library: &mut FontLibrary,
    folder: Option<&Path>,
    family: &str,
    problems: &mut Vec<FontProblem>,
) -> bool {
    let mut added = false;
    for face in OPTIONAL_FACES.iter().filter(|f| f.family.eq_ignore_ascii_case(family)) {
        added |= add_file(library, folder, face, problems);
    }
    added
}

/// Adds optional families until `satisfied` says that no glyph is missing, or none is left.
pub(crate) fn add_fallbacks(
    library: &mut FontLibrary,
    folder: Option<&Path>,
    problems: &mut Vec<FontProblem>,
    mut satisfied: impl FnMut(&FontLibrary) -> bool,
) {
    let mut families: Vec<&str> = OPTIONAL_FACES.iter().map(|f| f.family).collect();
    families.dedup();
    for family in families {
        if satisfied(library) {
            return;
        }
        add_family(library, folder, family, problems);
    }
}

fn add_file(
    library: &mut FontLibrary,
    folder: Option<&Path>,
    face: &OptionalFace,
    problems: &mut Vec<FontProblem>,
) -> bool {
    let Some(path) = folder.map(|f| f.join(face.file)) else { return false };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return false,
        Err(e) => {
            problems.push(FontProblem(format!("font {path:?}: {e}")));
            return false;
        }
    };
    match library.add(bytes, None) {
        Ok(_) => true,
        Err(e) => {
            problems.push(FontProblem(format!("font {path:?}: {e}")));
            false
        }
    }
}
