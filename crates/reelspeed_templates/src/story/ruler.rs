use std::collections::BTreeMap;

use reelspeed_model::TextStyle;
use unicode_segmentation::UnicodeSegmentation;

/// How large a text is, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct TextExtent {
    /// Width of the longest line.
    pub width: f64,
    /// Height of all lines.
    pub height: f64,
    /// Width of the last line.
    pub last_line: f64,
    /// How many lines there are.
    pub lines: usize,
}

/// Measures texts. Whoever draws the composition also measures for it, so that bubbles fit their texts exactly.
pub trait TextRuler {
    /// How large a text of this style is whose lines are broken at `max_width`, as a text layer without a box would be.
    ///
    /// # Errors
    ///
    /// What stands in the way, in words.
    fn measure(&self, text: &str, style: &TextStyle, max_width: f64) -> Result<TextExtent, String>;

    /// Whether there is a family of fonts.
    fn has_family(&self, family: &str) -> bool;
}

/// Guesses by counting characters, without a font. A story that was measured so has the texts, fonts and files of the final one: enough to
/// find out which fonts it needs.
#[derive(Clone, Copy, Debug, Default)]
pub struct RoughRuler;

impl TextRuler for RoughRuler {
    fn measure(&self, text: &str, style: &TextStyle, max_width: f64) -> Result<TextExtent, String> {
        let size = style.font_size.first().copied().unwrap_or(48.0);
        let line_height = style.line_height.first().copied().unwrap_or(1.2) * size;
        let mut extent = TextExtent::default();
        for line in text.split('\n') {
            let width = line.graphemes(true).count() as f64 * size * 0.56;
            let rows = libm::ceil((width / max_width.max(1.0)).max(1.0));
            extent.lines += rows as usize;
            extent.width = extent.width.max(width.min(max_width));
            extent.last_line = if rows > 1.0 { width - max_width * (rows - 1.0) } else { width };
        }
        extent.height = extent.lines as f64 * line_height;
        Ok(extent)
    }

    fn has_family(&self, _: &str) -> bool {
        true
    }
}

/// What is known of a story's files.
pub type StoryFacts = BTreeMap<String, FileFact>;

/// What is known of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct FileFact {
    /// How long it plays, in seconds; `None` for still images and where nobody knows.
    pub duration: Option<f64>,
    /// Width and height in pixels as shown; `None` where there is no picture.
    pub size: Option<[u32; 2]>,
    /// Whether it is an image and not a video.
    pub is_image: bool,
}
