mod fonts;
mod hostile;
mod levels;
mod shapes;
mod spans;
mod texts;
mod unicode_data;

use std::path::PathBuf;

use reelspeed_core::{PremulRgba8, Rgba8};

use crate::{FontLibrary, Paint, Sprite, TextAlign, TextSpec};

/// The fonts that come with the test suite: Latin, Greek, Cyrillic, Hebrew and Arabic.
fn dejavu() -> FontLibrary {
    let mut fonts = FontLibrary::new();
    fonts.add(dejavu::sans::regular(), None).unwrap();
    fonts.add(dejavu::sans::bold(), None).unwrap();
    fonts
}

/// A font that `scripts/fonts.sh` installs; says so when it is not there.
fn installed(name: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("REELSPEED_FONTS").map(PathBuf::from).or_else(|| {
        let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
        Some(cache.or_else(home)?.join("reelspeed/fonts"))
    });
    let font = folder.and_then(|folder| std::fs::read(folder.join(name)).ok());
    if font.is_none() {
        eprintln!("SKIPPED: {name} is not installed; run scripts/fonts.sh");
    }
    font
}

/// DejaVu and the named installed fonts, or nothing when one is missing.
fn with_installed(names: &[&str]) -> Option<FontLibrary> {
    let mut fonts = dejavu();
    for name in names {
        fonts.add(installed(name)?, None).unwrap();
    }
    Some(fonts)
}

fn black(text: &str) -> TextSpec {
    TextSpec { paint: Paint::Solid(Rgba8::BLACK), align: TextAlign::Start, ..TextSpec::new(text) }
}

fn at(sprite: &Sprite, x: i32, y: i32) -> PremulRgba8 {
    let (x, y) = (x - sprite.origin_x, y - sprite.origin_y);
    match (u32::try_from(x), u32::try_from(y)) {
        (Ok(x), Ok(y)) => sprite.pixel(x, y).unwrap_or_default(),
        _ => PremulRgba8::default(),
    }
}

/// Pixels whose three colours differ clearly.
fn colourful(sprite: &Sprite) -> usize {
    let spread = |p: &PremulRgba8| p.r.max(p.g).max(p.b) - p.r.min(p.g).min(p.b);
    sprite.pixels.iter().filter(|pixel| spread(pixel) > 20).count()
}
