use reelspeed_model::TextStyle;
use reelspeed_text::{FontLibrary, TextError, TextLayout, layout};
use reelspeed_timeline::TextContent;

use crate::raster::text_spec;

/// How a text stands: exactly as a text layer with this style and `max_width` (in pixels) is drawn. Of keyframes the first counts.
///
/// # Errors
///
/// [`TextError`] when a number of the style is out of its range, the text is too long, or there is text and no font.
pub fn measure_text(
    fonts: &FontLibrary,
    text: &str,
    style: &TextStyle,
    max_width: f64,
) -> Result<TextLayout, TextError> {
    layout(fonts, &text_spec(&TextContent::new(text, style.clone(), max_width)))
}
