use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Request;
use super::process::{ColorCorrectionConfig, EffectsConfig, document_effects};
use crate::effects::Effect;
use crate::schema::{over, range};
use crate::{Color, TextAlign, TextStyle};

/// What is done to one picture in a browser. Effects are those of the same names in a document, applied in this order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct PictureEffects {
    /// Factor on R'G'B', 0 (black) to 4. Default 1.
    #[schemars(transform = range(0.0, 4.0))]
    pub brightness: f64,
    /// Factor about mid grey, 0 to 4. Default 1.
    #[schemars(transform = range(0.0, 4.0))]
    pub contrast: f64,
    /// Factor on chroma, 0 (grey) to 4. Default 1.
    #[schemars(transform = range(0.0, 4.0))]
    pub saturation: f64,
    /// Degrees by which colours are turned, −360 to 360. Default 0.
    #[schemars(transform = range(-360.0, 360.0))]
    pub hue: f64,
    /// Gaussian blur: standard deviation in pixels, 0 to 250. Default 0.
    #[schemars(transform = range(0.0, 250.0))]
    pub blur: f64,
    /// Strength of the unsharp mask, 0 to 4. Default 0.
    #[schemars(transform = range(0.0, 4.0))]
    pub sharpen: f64,
    /// A text over the picture, after the effects. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_overlay: Option<PictureText>,
}

impl Default for PictureEffects {
    fn default() -> Self {
        Self { brightness: 1.0, contrast: 1.0, saturation: 1.0, hue: 0.0, blur: 0.0, sharpen: 0.0, text_overlay: None }
    }
}

/// A text over a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PictureText {
    /// The text; `\n` breaks lines. At most 10,000 characters.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// Left edge of the text in pixels.
    pub x: f64,
    /// Upper edge of the text in pixels.
    pub y: f64,
    /// Size of the em in pixels, over 0, at most 2000. Default 48.
    #[serde(default = "size")]
    #[schemars(transform = over(0.0, 2000.0))]
    pub font_size: f64,
    /// Colour of the letters. Default white.
    #[serde(default = "white")]
    pub color: Color,
}

fn size() -> f64 {
    48.0
}

fn white() -> Color {
    Color::WHITE
}

impl Request for PictureEffects {}

impl PictureEffects {
    /// The effects as a document has them; none that change nothing.
    pub fn effects(&self) -> Vec<Effect> {
        document_effects(&EffectsConfig {
            color_correction: ColorCorrectionConfig {
                brightness: self.brightness,
                contrast: self.contrast,
                saturation: self.saturation,
                hue_shift: self.hue,
            },
            blur: self.blur,
            sharpen: self.sharpen,
            ..EffectsConfig::default()
        })
    }
}

impl PictureText {
    /// How it looks, as a document says it.
    pub fn style(&self) -> TextStyle {
        TextStyle {
            font_size: self.font_size.into(),
            color: self.color.into(),
            align: TextAlign::Left,
            ..TextStyle::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_strictly() {
        let text = r##"{ "brightness": 1.2, "textOverlay": { "text": "Hi", "x": 10, "y": 20, "color": "#f00" } }"##;
        let effects = PictureEffects::from_json(text).unwrap();
        assert_eq!(effects.effects().len(), 1);
        assert_eq!(effects.text_overlay.unwrap().font_size, 48.0);
        assert_eq!(PictureEffects::from_json("{}").unwrap().effects(), []);
        let errors = PictureEffects::from_json(r#"{ "brightness": 9, "blurr": 1 }"#).unwrap_err();
        assert_eq!(errors.issues.iter().map(|i| i.path.as_str()).collect::<Vec<_>>(), ["brightness", "blurr"]);
    }
}
