use std::path::PathBuf;

use reelspeed_text::FontLibrary;

/// DejaVu Sans, regular and bold: always there.
pub fn plain_fonts() -> FontLibrary {
    let mut fonts = FontLibrary::new();
    for bytes in [dejavu::sans::regular(), dejavu::sans::bold()] {
        fonts.add(bytes, None).expect("DejaVu Sans is a font");
    }
    fonts
}

/// Where `scripts/fonts.sh` puts fonts.
pub fn fonts_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("REELSPEED_FONTS").or_else(|| {
        let cache = set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")))?;
        Some(cache.join("reelspeed").join("fonts"))
    })
}

/// DejaVu Sans with Inter, Arabic, Chinese and colour emoji, where `scripts/fonts.sh` has fetched them.
pub fn all_fonts() -> Option<FontLibrary> {
    let folder = fonts_folder()?;
    let mut fonts = plain_fonts();
    let files = [
        "Inter-Regular.ttf",
        "Inter-Bold.ttf",
        "NotoSansArabic-Regular.ttf",
        "NotoSansSC-Regular.ttf",
        "NotoColorEmoji.ttf",
    ];
    for file in files {
        let bytes = std::fs::read(folder.join(file)).ok()?;
        fonts.add(bytes, None).ok()?;
    }
    Some(fonts)
}
