use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::paint::Paint;
use crate::schema::{over, range};
use crate::{Animated, Color, Shadow, Stroke, Vec2};

/// How a text looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TextStyle {
    /// Families in order of preference; what they lack is taken from the other fonts of the document and then of the default
    /// set. Default: the default set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16), inner(length(min = 1, max = 200)))]
    pub font_family: Vec<String>,
    /// Size of the em in pixels, over 0, at most 2000; keyframeable. Default 48.
    #[schemars(transform = over(0.0, 2000.0))]
    pub font_size: Animated<f64>,
    /// Weight, 1 to 1000: 400 regular, 700 bold. Default 400. Without keyframes: a weight chooses one of the faces that there
    /// are.
    #[schemars(transform = range(1.0, 1000.0))]
    pub font_weight: u16,
    /// Upright or italic. Default upright.
    pub font_style: FontStyle,
    /// Colour or gradient of the letters. Default white.
    pub color: Paint,
    /// Where lines stand in the text's box. Default `center`.
    pub align: TextAlign,
    /// Distance of baselines as a multiple of the size, 0.5 to 5; keyframeable. Default 1.2.
    #[schemars(transform = range(0.5, 5.0))]
    pub line_height: Animated<f64>,
    /// Extra space between letters in pixels, −100 to 1000; keyframeable. Default 0.
    #[schemars(transform = range(-100.0, 1000.0))]
    pub letter_spacing: Animated<f64>,
    /// Outline behind the letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stroke: Option<Stroke>,
    /// Shadow behind letters and outline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
    /// A box behind the text.
    #[serde(rename = "box", skip_serializing_if = "Option::is_none")]
    pub text_box: Option<TextBox>,
    /// Parts of the text that look different, such as the word that is being spoken; where two overlap, the later one counts. At most
    /// 1000. The text stands as it would without them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000))]
    pub spans: Vec<TextSpan>,
}

impl Default for TextStyle {
    fn default() -> Self {
        Self {
            font_family: Vec::new(),
            font_size: 48.0.into(),
            font_weight: 400,
            font_style: FontStyle::Normal,
            color: Paint::Solid(Color::WHITE),
            align: TextAlign::Center,
            line_height: 1.2.into(),
            letter_spacing: 0.0.into(),
            stroke: None,
            shadow: None,
            text_box: None,
            spans: Vec::new(),
        }
    }
}

/// A part of a text that looks different.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextSpan {
    /// The first character, counted from 0 in Unicode code points (JavaScript's `[...text]`).
    #[schemars(transform = range(0.0, 10_000.0))]
    pub start: u32,
    /// The character after the last, over `start`; what lies behind the text's end is ignored.
    #[schemars(transform = range(0.0, 10_000.0))]
    pub end: u32,
    /// Colour of its letters. Default: as the rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<Color>,
    /// A box behind it, over the text's own box and shadow, on each line that it stands on. Default none.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    pub span_box: Option<SpanBox>,
}

/// A filled box behind a part of a text. It takes no room: neighbours stand where they stood.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct SpanBox {
    /// Colour. Default black.
    pub fill: Color,
    /// Space between the letters and the box's edge in pixels, horizontal and vertical, 0 to 1000. Default `[8, 2]`.
    #[schemars(transform = range(0.0, 1000.0))]
    pub padding: Vec2,
    /// Corner radius in pixels, 0 to 1000; larger than half a side means a half circle. Default 0.
    #[schemars(transform = range(0.0, 1000.0))]
    pub radius: f64,
}

impl Default for SpanBox {
    fn default() -> Self {
        Self { fill: Color::BLACK, padding: [8.0, 2.0], radius: 0.0 }
    }
}

/// A filled box behind a text, such as a chat bubble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct TextBox {
    /// Colour or gradient. Default black.
    pub fill: Paint,
    /// Space between the text and the box's edge in pixels, horizontal and vertical, 0 to 1000; keyframeable. Default
    /// `[24, 16]`.
    #[schemars(transform = range(0.0, 1000.0))]
    pub padding: Animated<Vec2>,
    /// Corner radius in pixels, 0 to 1000; larger than half a side means a half circle; keyframeable. Default 0.
    #[schemars(transform = range(0.0, 1000.0))]
    pub radius: Animated<f64>,
    /// Outline of the box.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stroke: Option<Stroke>,
    /// Shadow of the box.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
}

impl Default for TextBox {
    fn default() -> Self {
        Self {
            fill: Paint::Solid(Color::BLACK),
            padding: [24.0, 16.0].into(),
            radius: 0.0.into(),
            stroke: None,
            shadow: None,
        }
    }
}

/// Slant of letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum FontStyle {
    /// Upright.
    #[default]
    Normal,
    /// Italic, or slanted where a family has no italic.
    Italic,
}

/// Where lines stand in their box. `start` and `end` follow the direction of the paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TextAlign {
    /// Left in left-to-right text, right in right-to-left text.
    Start,
    /// Centred.
    #[default]
    Center,
    /// Right in left-to-right text, left in right-to-left text.
    End,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Flush on both sides, the last line at the start.
    Justify,
}
