use std::ops::Range;

use reelspeed_core::Rgba8;

use crate::error::{TextError, ValueError, in_range};
use crate::paint::Paint;

/// A text and how it looks. All lengths are document pixels.
#[derive(Clone, Debug, PartialEq)]
pub struct TextSpec {
    /// The text. Line feeds (also CR, CR LF, U+2029) end paragraphs, each of which has a direction of its own; a tab counts as
    /// four spaces; other control characters are dropped. At most [`MAX_CHARS`](Self::MAX_CHARS) characters.
    pub text: String,
    /// Families in order of preference, compared without case. What they lack is taken from the library's other fonts in
    /// the order in which they were added. Empty by default.
    pub families: Vec<String>,
    /// Size of the em, over 0 to 4000. Default 48.
    pub size_px: f64,
    /// Weight, 1 to 1000: 400 regular, 700 bold. Default 400. Where no face is heavy enough, letters are thickened.
    pub weight: u16,
    /// Whether letters are italic, or slanted where the family has no italic. Default false.
    pub italic: bool,
    /// Colour or gradient of the letters; a gradient spans the text without the box's padding. Default white.
    pub paint: Paint,
    /// Extra space after each letter, −1000 to 1000. Default 0.
    pub letter_spacing_px: f64,
    /// Distance of baselines as a multiple of the size, 0.1 to 10. Default 1.2.
    pub line_height: f64,
    /// Where lines stand in the box, which is as wide as the longest of them. Default `Center`.
    pub align: TextAlign,
    /// Lines longer than this are broken, over 0; a word longer than it is broken anywhere. Default none: only line feeds
    /// break.
    pub max_width_px: Option<f64>,
    /// Lines beyond this many are cut, at least 1. Default none.
    pub max_lines: Option<u32>,
    /// Lines beyond this height are cut, without the box's padding, over 0 to 1e6; the first line always stands. Default none.
    pub max_height_px: Option<f64>,
    /// Whether the letters become smaller until all lines have room and no word is broken: in steps of a quarter pixel, down to a
    /// quarter of the size. Default false.
    pub shrink: bool,
    /// Whether a text that was cut ends in `…`. Default true.
    pub ellipsis: bool,
    /// Outline behind the letters, centred on their edge, with round joins; emoji have none. Default none.
    pub stroke: Option<Outline>,
    /// Shadow behind letters and outline. Default none.
    pub shadow: Option<Shadow>,
    /// A box behind the text. Default none.
    pub text_box: Option<TextBox>,
    /// Parts that look different; where two overlap, the later one counts. At most 1000. They do not change where letters stand.
    /// Default none.
    pub spans: Vec<TextSpan>,
    /// Only this many of its characters (code points) are drawn; the others keep their places. A ligature is drawn with its first letter.
    /// Default none: all.
    pub shown_chars: Option<usize>,
}

impl TextSpec {
    /// Most characters in a text.
    pub const MAX_CHARS: usize = 100_000;

    /// Most spans in a text.
    pub const MAX_SPANS: usize = 1000;

    /// A text with the default look.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    pub(crate) fn check(&self) -> Result<(), TextError> {
        let chars = self.text.chars().count();
        if chars > Self::MAX_CHARS {
            return Err(TextError::TooLong { chars, max_chars: Self::MAX_CHARS });
        }
        in_range("size", self.size_px, 1e-3, 4000.0)?;
        in_range("weight", f64::from(self.weight), 1.0, 1000.0)?;
        in_range("letter spacing", self.letter_spacing_px, -1000.0, 1000.0)?;
        in_range("line height", self.line_height, 0.1, 10.0)?;
        if let Some(max_width) = self.max_width_px {
            in_range("max width", max_width, 1e-3, 1e6)?;
        }
        if let Some(max_lines) = self.max_lines {
            in_range("max lines", f64::from(max_lines), 1.0, f64::from(u32::MAX))?;
        }
        if let Some(max_height) = self.max_height_px {
            in_range("max height", max_height, 1e-3, 1e6)?;
        }
        self.paint.check()?;
        self.stroke.as_ref().map_or(Ok(()), Outline::check)?;
        self.shadow.as_ref().map_or(Ok(()), Shadow::check)?;
        self.text_box.as_ref().map_or(Ok(()), TextBox::check)?;
        in_range("number of spans", self.spans.len() as f64, 0.0, Self::MAX_SPANS as f64)?;
        self.spans.iter().filter_map(|span| span.back.as_ref()).try_for_each(SpanBox::check)?;
        Ok(())
    }
}

impl Default for TextSpec {
    fn default() -> Self {
        Self {
            text: String::new(),
            families: Vec::new(),
            size_px: 48.0,
            weight: 400,
            italic: false,
            paint: Paint::Solid(Rgba8::WHITE),
            letter_spacing_px: 0.0,
            line_height: 1.2,
            align: TextAlign::Center,
            max_width_px: None,
            max_lines: None,
            max_height_px: None,
            shrink: false,
            ellipsis: true,
            stroke: None,
            shadow: None,
            text_box: None,
            spans: Vec::new(),
            shown_chars: None,
        }
    }
}

/// Where lines stand. `Start` and `End` follow the direction of the paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
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
    /// Flush on both sides of `max_width_px`, the last line of a paragraph at the start.
    Justify,
}

/// A line along an edge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Outline {
    /// Colour.
    pub color: Rgba8,
    /// Width, 0 to 1000.
    pub width_px: f64,
}

impl Outline {
    /// Whether it draws anything.
    pub(crate) fn is_visible(&self) -> bool {
        self.width_px > 0.0 && self.color.a > 0
    }

    pub(crate) fn check(&self) -> Result<(), ValueError> {
        in_range("stroke width", self.width_px, 0.0, 1000.0).map(|_| ())
    }
}

/// A soft copy of a silhouette, drawn under it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shadow {
    /// Colour; its alpha is the shadow's strength.
    pub color: Rgba8,
    /// How far it falls to the right, −10000 to 10000; rounded to whole device pixels.
    pub dx_px: f64,
    /// How far it falls down.
    pub dy_px: f64,
    /// Blur radius as in CSS, that is twice the standard deviation, 0 to 1000.
    pub blur_px: f64,
    /// How much the silhouette grows on each side before the blur, −1000 to 1000. Texts ignore it.
    pub spread_px: f64,
}

impl Shadow {
    /// Whether it draws anything.
    pub(crate) fn is_visible(&self) -> bool {
        self.color.a > 0
    }

    pub(crate) fn check(&self) -> Result<(), ValueError> {
        in_range("shadow dx", self.dx_px, -10_000.0, 10_000.0)?;
        in_range("shadow dy", self.dy_px, -10_000.0, 10_000.0)?;
        in_range("shadow blur", self.blur_px, 0.0, 1000.0)?;
        in_range("shadow spread", self.spread_px, -1000.0, 1000.0)?;
        Ok(())
    }
}

/// A filled box behind a text, such as a chat bubble. It makes the layout box larger by its padding on each side.
#[derive(Clone, Debug, PartialEq)]
pub struct TextBox {
    /// Colour or gradient.
    pub fill: Paint,
    /// Space to the left and to the right of the text, 0 to 10000.
    pub padding_x_px: f64,
    /// Space above and below the text.
    pub padding_y_px: f64,
    /// Corner radii `[top left, top right, bottom right, bottom left]`, 0 to 10000; shrunk together as in CSS where they do not fit.
    pub radii_px: [f64; 4],
    /// Line along the edge of the box, centred on it.
    pub stroke: Option<Outline>,
    /// Shadow of the box.
    pub shadow: Option<Shadow>,
}

impl TextBox {
    fn check(&self) -> Result<(), ValueError> {
        self.fill.check()?;
        in_range("padding", self.padding_x_px, 0.0, 10_000.0)?;
        in_range("padding", self.padding_y_px, 0.0, 10_000.0)?;
        for radius in self.radii_px {
            in_range("corner radius", radius, 0.0, 1e6)?;
        }
        self.stroke.as_ref().map_or(Ok(()), Outline::check)?;
        self.shadow.as_ref().map_or(Ok(()), Shadow::check)
    }
}

/// A part of a text that looks different.
#[derive(Clone, Debug, PartialEq)]
pub struct TextSpan {
    /// Its characters (code points), counted from 0; what lies behind the text's end is ignored.
    pub chars: Range<usize>,
    /// Colour of its letters. Default: the text's paint.
    pub color: Option<Rgba8>,
    /// A box behind it on each line that it stands on, over the text's box and shadow. Default none.
    pub back: Option<SpanBox>,
}

/// A filled box behind a part of a text. It takes no room.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SpanBox {
    /// Colour.
    pub fill: Rgba8,
    /// Space to the left and to the right of the letters, 0 to 10000.
    pub padding_x_px: f64,
    /// Space above and below the line's letters, 0 to 10000.
    pub padding_y_px: f64,
    /// Corner radius, 0 to 1e6; shrunk where it does not fit.
    pub radius_px: f64,
}

impl SpanBox {
    fn check(&self) -> Result<(), ValueError> {
        in_range("span padding", self.padding_x_px, 0.0, 10_000.0)?;
        in_range("span padding", self.padding_y_px, 0.0, 10_000.0)?;
        in_range("span corner radius", self.radius_px, 0.0, 1e6).map(|_| ())
    }
}
