//! Captions: read out of subtitle files and transcripts, cut into pages, laid on a composition, and written again.
//!
//! ```
//! use reelspeed_model::Composition;
//! use reelspeed_model::request::{CaptionPreset, CaptionStyle, SafeArea};
//! use reelspeed_templates::captions;
//!
//! let import = captions::import(b"WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ada>Hello <00:02.000>world!")?;
//! assert!(import.faults.is_empty());
//! let cue = &import.captions.cues[0];
//! assert_eq!((cue.text.as_str(), cue.speaker.as_deref()), ("Hello world!", Some("Ada")));
//! assert_eq!(cue.words[1].start, 2.0);
//!
//! let style = CaptionStyle { preset: CaptionPreset::Karaoke, safe_area: SafeArea::Tiktok, ..CaptionStyle::default() };
//! let mut short = Composition::new(1080, 1920);
//! short.layers.extend(captions::layers(&import.captions, &style, &short));
//! short.validate()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Limits
//!
//! Settings, colours and positions of subtitle files are left aside: how captions look is the style's business. Scripts that
//! write without spaces are broken between characters where they are ideographs or kana; Thai and its like are broken by the text
//! layout alone.

mod ass;
mod clock;
mod decode;
mod emphasis;
mod error;
mod export;
mod json;
mod lines;
mod lower;
mod paging;
mod sheet;
mod srt;
mod text;
mod vtt;
mod words;

use reelspeed_model::report::{CaptionFormat, CaptionImport as Import};
use reelspeed_model::request::Captions;

pub use error::CaptionError;
pub use export::{to_srt, to_vtt};
pub use lower::{burned_in, layers};
pub use paging::{Page, PageWord, pages};

pub(crate) use text::columns;

use sheet::Sheet;

/// Most bytes in a file of captions: 32 MiB.
pub const MAX_BYTES: usize = 32 << 20;

/// Reads captions of any format that is known, told by their content, and keeps what is good: what is not stands beside it.
///
/// Formats: SRT, WebVTT, ASS and SSA (text and timing), the JSON of OpenAI's `verbose_json`, whisper-timestamped, faster-whisper,
/// WhisperX and whisper.cpp, arrays of `{ text, startMs, endMs }` or `{ text, start, end }` in seconds, and
/// [`Captions`] as this engine writes them.
///
/// Words with their own times come from time stamps inside WebVTT cues, from karaoke tags, and from the lists of words and
/// tokens in JSON. A cue whose speaker is named has it. Cues are sorted by their starts.
///
/// # Errors
///
/// [`CaptionError`] when nothing can be read at all: the file is too large, is no text, is of no known format, or its JSON is
/// broken.
pub fn import(bytes: &[u8]) -> Result<Import, CaptionError> {
    if bytes.len() > MAX_BYTES {
        return Err(CaptionError::TooLarge { bytes: bytes.len(), max_bytes: MAX_BYTES });
    }
    import_text(&decode::text(bytes)?)
}

/// The same, but nothing may be wrong with the file. Remarks that lose nothing are no fault.
///
/// # Errors
///
/// Those of [`import`], and the first fault as [`CaptionError::Malformed`].
pub fn import_strict(bytes: &[u8]) -> Result<Captions, CaptionError> {
    let import = import(bytes)?;
    match import.faults.into_iter().find(|fault| fault.is_error) {
        Some(fault) => Err(CaptionError::Malformed(fault)),
        None => Ok(import.captions),
    }
}

fn import_text(text: &str) -> Result<Import, CaptionError> {
    let mut sheet = Sheet::default();
    let format = match format_of(text) {
        Some(Kind::Json) => json::read(text, &mut sheet)?,
        Some(Kind::Vtt) => {
            vtt::read(text, &mut sheet);
            CaptionFormat::Vtt
        }
        Some(Kind::Ass) => {
            ass::read(text, &mut sheet);
            CaptionFormat::Ass
        }
        Some(Kind::Srt) => {
            srt::read(text, &mut sheet);
            CaptionFormat::Srt
        }
        None => {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
            return Err(CaptionError::UnknownFormat { found: sheet::shown(first) });
        }
    };
    Ok(sheet.finish(format))
}

enum Kind {
    Json,
    Vtt,
    Ass,
    Srt,
}

/// What a text is by its beginning, or, for SRT, by the arrow between two times.
fn format_of(text: &str) -> Option<Kind> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix("WEBVTT")
        && !rest.starts_with(|c: char| !c.is_whitespace())
    {
        return Some(Kind::Vtt);
    }
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with(';'))?;
    if ass::is_section(first) {
        return Some(Kind::Ass);
    }
    if first.starts_with(['{', '[']) {
        return Some(Kind::Json);
    }
    text.contains("-->").then_some(Kind::Srt)
}
