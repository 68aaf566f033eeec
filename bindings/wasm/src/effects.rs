//! Effects on single pictures, without JavaScript.

use reelspeed_core::{ErrorCode, FramePool, Point, Size};
use reelspeed_model::request::{PictureEffects, PictureText, Request};
use reelspeed_render::PictureEditor;
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{TextContent, resolve_effects};

use crate::failure::{Failure, Outcome};

/// Bytes of frames that are kept for use again: one picture of 1080x1920 and what its blur needs.
const FRAME_CACHE_BYTES: u64 = 16 << 20;

/// The effects that the module has, by the names that the specification gives them.
pub(crate) const SUPPORTED: &[&str] = &[
    "blur",
    "sharpen",
    "brightness",
    "contrast",
    "saturation",
    "hue",
    "text_overlay",
    "transition",
    "color_correction",
];

/// The effect that `apply_effect_inplace` means by a number.
pub(crate) fn numbered(effect_type: u32, intensity: f64) -> Outcome<PictureEffects> {
    let mut effects = PictureEffects::default();
    let (value, range) = match effect_type {
        0 => (&mut effects.brightness, 0.0..=4.0),
        1 => (&mut effects.contrast, 0.0..=4.0),
        2 => (&mut effects.blur, 0.0..=250.0),
        3 => (&mut effects.saturation, 0.0..=4.0),
        4 => (&mut effects.hue, -360.0..=360.0),
        5 => (&mut effects.sharpen, 0.0..=4.0),
        _ => return Err(Failure::argument("effect_type", "0 to 5", effect_type)),
    };
    if !range.contains(&intensity) {
        return Err(Failure::argument("intensity", format!("{} to {}", range.start(), range.end()), intensity));
    }
    *value = intensity;
    Ok(effects)
}

/// Applies effects to pictures of straight RGBA.
pub(crate) struct Effects {
    pool: FramePool,
    fonts: FontLibrary,
    editor: PictureEditor,
}

impl Effects {
    pub(crate) fn new() -> Self {
        let (pool, fonts) = (FramePool::new(u64::MAX, FRAME_CACHE_BYTES), FontLibrary::new());
        Self { editor: PictureEditor::new(pool.clone(), fonts.clone()), pool, fonts }
    }

    /// Adds a font for texts, behind those that are there.
    pub(crate) fn add_font(&mut self, bytes: Vec<u8>) -> Outcome<()> {
        self.fonts.add(bytes, None).map_err(|e| Failure::new(e.code().as_str(), e.to_string()))?;
        self.editor = PictureEditor::new(self.pool.clone(), self.fonts.clone());
        Ok(())
    }

    /// Does what the JSON of [`PictureEffects`] says.
    pub(crate) fn apply_json(&mut self, pixels: &mut [u8], size: Size, effects: &str) -> Outcome<()> {
        let effects = PictureEffects::from_json(effects).map_err(|errors| {
            let failure = Failure::from(errors);
            Failure { code: ErrorCode::InvalidArgument.as_str(), ..failure }
        })?;
        self.apply(pixels, size, &effects)
    }

    pub(crate) fn apply(&mut self, pixels: &mut [u8], size: Size, effects: &PictureEffects) -> Outcome<()> {
        let text = effects.text_overlay.as_ref().filter(|text| !text.text.trim().is_empty());
        let content = text.map(|text| self.content(text)).transpose()?;
        let text = content.as_ref().zip(text).map(|(content, text)| (content, Point::new(text.x, text.y)));
        Ok(self.editor.edit(pixels, size, &resolve_effects(&effects.effects()), text)?)
    }

    fn content(&self, text: &PictureText) -> Outcome<TextContent> {
        if let Some(missing) = self.fonts.missing_glyphs(&text.text).first() {
            let c = missing.character;
            let message = format!("textOverlay.text: no font that was added has {c:?} (U+{:04X})", u32::from(c));
            return Err(Failure::new(ErrorCode::MissingFont.as_str(), message));
        }
        Ok(TextContent::new(text.text.as_str(), text.style(), 1e6))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_strict_and_texts_need_fonts() {
        let mut effects = Effects::new();
        let size = Size::new(2, 1);
        let mut pixels = [100, 100, 100, 255, 50, 50, 50, 255];
        effects.apply_json(&mut pixels, size, r#"{ "brightness": 2 }"#).unwrap();
        assert!(pixels[0].abs_diff(200) <= 2 && pixels[4].abs_diff(100) <= 2, "{pixels:?}");
        let before = pixels;
        for (json, code) in [
            (r#"{ "brightnes": 2 }"#, "INVALID_ARGUMENT"),
            (r#"{ "blur": -1 }"#, "INVALID_ARGUMENT"),
            ("", "INVALID_ARGUMENT"),
            (r#"{ "textOverlay": { "text": "A", "x": 0, "y": 0 } }"#, "MISSING_FONT"),
        ] {
            assert_eq!(effects.apply_json(&mut pixels, size, json).unwrap_err().code, code, "{json}");
        }
        assert_eq!(pixels, before);
        effects.add_font(dejavu::sans::regular().to_vec()).unwrap();
        effects.apply_json(&mut pixels, size, r#"{ "textOverlay": { "text": "A", "x": 0, "y": 0 } }"#).unwrap();
    }

    #[test]
    fn numbers_mean_effects() {
        assert_eq!(numbered(0, 1.5).unwrap().brightness, 1.5);
        assert_eq!(numbered(2, 3.0).unwrap().blur, 3.0);
        assert_eq!(numbered(2, -3.0).unwrap_err().code, "INVALID_ARGUMENT");
        assert_eq!(numbered(6, 1.0).unwrap_err().code, "INVALID_ARGUMENT");
        assert_eq!(numbered(1, f64::NAN).unwrap_err().code, "INVALID_ARGUMENT");
    }
}
