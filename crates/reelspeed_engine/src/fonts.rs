//! The files of the default font set. DejaVu Sans and DejaVu Sans Mono are built in; Inter, Noto Sans for other scripts and Noto Color Emoji are read from a
//! folder when a text asks for their family or needs their glyphs, so that a job pays only for what it shows.

use std::path::{Path, PathBuf};

use reelspeed_model::{FontSource, IssueCode};
use reelspeed_render::{FontBytes, FontFiles};
use reelspeed_text::{DEFAULT_FACES, DefaultFace};

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
    let mut families: Vec<String> = Vec::new();
    for face in DEFAULT_FACES {
        let there = built_in(face).is_some() || folder.is_some_and(|f| f.join(face.file).is_file());
        if there && !families.iter().any(|f| f == face.family) {
            families.push(face.family.to_owned());
        }
    }
    families
}

/// A file that is part of the program.
fn built_in(face: &DefaultFace) -> Option<&'static [u8]> {
    Some(match face.file {
        "DejaVuSans.ttf" => dejavu::sans::regular(),
        "DejaVuSans-Bold.ttf" => dejavu::sans::bold(),
        "DejaVuSans-Oblique.ttf" => dejavu::sans::oblique(),
        "DejaVuSans-BoldOblique.ttf" => dejavu::sans::bold_oblique(),
        "DejaVuSansMono.ttf" => dejavu::sans_mono::regular(),
        "DejaVuSansMono-Bold.ttf" => dejavu::sans_mono::bold(),
        _ => return None,
    })
}

/// Bytes of the files that are built in.
pub(crate) fn built_in_bytes() -> u64 {
    DEFAULT_FACES.iter().filter_map(built_in).map(|bytes| bytes.len() as u64).sum()
}

/// Fonts from the file system.
pub(crate) struct FontFolder<'a> {
    /// Where relative paths of the document count from.
    pub(crate) base: &'a Path,
    /// Where the optional part of the default set lies.
    pub(crate) folder: Option<PathBuf>,
}

impl FontFolder<'_> {
    fn path(&self, name: &str) -> PathBuf {
        match &self.folder {
            Some(folder) if DEFAULT_FACES.iter().any(|face| face.file == name) => folder.join(name),
            _ => self.base.join(name),
        }
    }
}

impl FontFiles for FontFolder<'_> {
    fn named(&mut self, font: &FontSource) -> Result<FontBytes, (IssueCode, String)> {
        let path = self.base.join(&font.src);
        let bytes = std::fs::read(&path).map_err(|e| (IssueCode::MissingFile, format!("{path:?}: {e}")))?;
        Ok(FontBytes::Owned(bytes))
    }

    fn standard(&mut self, face: &DefaultFace) -> Option<Result<FontBytes, String>> {
        if let Some(bytes) = built_in(face) {
            return Some(Ok(FontBytes::Static(bytes)));
        }
        match std::fs::read(self.folder.as_ref()?.join(face.file)) {
            Ok(bytes) => Some(Ok(FontBytes::Owned(bytes))),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => Some(Err(e.to_string())),
        }
    }

    fn label(&self, name: &str) -> String {
        format!("{:?}", self.path(name))
    }
}
