use reelspeed_model::request::CaptionCue;
use serde_json::{Map, Value};

use super::super::sheet::{Place, Sheet};
use super::super::text::{columns, tokens};
use super::{LooseWord, described, gather, required, text_of};

const MS: f64 = 1000.0;

/// An array of texts with times: words where none holds more than one, else cues.
pub(super) fn read(items: &[Value], sheet: &mut Sheet) {
    let mut texts: Vec<(usize, LooseWord<'_>)> = Vec::new();
    for (i, item) in items.iter().enumerate() {
        let path = format!("[{i}]");
        let (Some(fields), Some(text)) = (item.as_object(), text_of(item, &["text", "word"])) else {
            sheet.error(&Place::Path(path), "an object with `text`, `startMs` and `endMs`", described(item));
            continue;
        };
        if let Some((start, end)) = times(fields, &path, sheet) {
            texts.push((i, LooseWord { text, start, end }));
        }
    }
    let is_word =
        |text: &str| tokens(text).len() <= 2 && !text.trim().contains(char::is_whitespace) && columns(text) <= 24;
    if texts.len() > 1 && texts.iter().all(|(_, item)| is_word(item.text)) {
        let words: Vec<_> = texts.into_iter().map(|(_, item)| item).collect();
        gather(&words, sheet);
        return;
    }
    for (i, item) in texts {
        let (start, end, text) = (item.start, item.end, item.text.to_owned());
        sheet.cue(&Place::Path(format!("[{i}]")), CaptionCue { start, end, text, ..CaptionCue::default() });
    }
}

/// Start and end in seconds, in whichever fields they are.
fn times(item: &Map<String, Value>, path: &str, sheet: &mut Sheet) -> Option<(f64, f64)> {
    if let Some([start, end]) = item.get("timestamp").and_then(Value::as_array).map(Vec::as_slice)
        && let (Some(start), Some(end)) = (start.as_f64(), end.as_f64())
    {
        return Some((start, end));
    }
    let start = required(item, &[("startMs", MS), ("start_ms", MS), ("start", 1.0), ("startTime", 1.0)], path, sheet);
    let end = required(item, &[("endMs", MS), ("end_ms", MS), ("end", 1.0), ("endTime", 1.0)], path, sheet);
    Some((start?, end?))
}
