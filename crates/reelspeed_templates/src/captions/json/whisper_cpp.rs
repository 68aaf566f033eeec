use reelspeed_model::request::CaptionCue;
use serde_json::Value;

use super::super::sheet::{Place, Sheet};
use super::super::words::{Piece, words};
use super::{described, required, text_of, time_of};

const FROM: (&str, f64) = ("from", 1000.0);
const TO: (&str, f64) = ("to", 1000.0);

/// whisper.cpp's form: segments with `offsets` in milliseconds, and tokens that are parts of words.
pub(super) fn read(items: &[Value], sheet: &mut Sheet) {
    for (i, item) in items.iter().enumerate() {
        let path = format!("transcription[{i}]");
        let place = Place::Path(path.clone());
        let offsets = item.get("offsets").and_then(Value::as_object);
        let (Some(offsets), Some(text)) = (offsets, text_of(item, &["text"])) else {
            sheet.error(&place, "an object with `text` and `offsets`", described(item));
            continue;
        };
        let path = format!("{path}.offsets");
        let (start, end) = (required(offsets, &[FROM], &path, sheet), required(offsets, &[TO], &path, sheet));
        let (Some(start), Some(end)) = (start, end) else { continue };
        let pieces: Vec<Piece> =
            item.get("tokens").and_then(Value::as_array).into_iter().flatten().filter_map(piece).collect();
        // A token can end in the middle of a character; such words cannot be put together again.
        let whole = !pieces.iter().any(|piece| piece.text.contains('\u{fffd}'));
        if !whole {
            sheet.remark(&place, "whole characters in tokens", "parts of some; the cue has no words");
        }
        let words = if whole { words(&pieces) } else { Vec::new() };
        let speaker = text_of(item, &["speaker"]).map(str::to_owned);
        sheet.cue(&place, CaptionCue { start, end, text: text.to_owned(), words, speaker });
    }
}

/// A token that is text, not one of the model's marks.
fn piece(token: &Value) -> Option<Piece> {
    let text = text_of(token, &["text"])?;
    let is_mark = (text.starts_with("[_") && text.ends_with(']')) || (text.starts_with("<|") && text.ends_with("|>"));
    let offsets = token.get("offsets")?.as_object()?;
    let (start, end) = (time_of(offsets, &[FROM])?, time_of(offsets, &[TO])?);
    (!is_mark).then(|| Piece { text: text.to_owned(), start, end: end.max(start) })
}
