//! Transcripts as JSON.

mod list;
mod whisper;
mod whisper_cpp;

use reelspeed_model::report::{CaptionFault, CaptionFormat};
use reelspeed_model::request::{CaptionCue, CaptionWord, Captions, Request};
use serde_json::{Map, Value};

use super::CaptionError;
use super::sheet::{Place, Sheet, shown};
use super::text::{breaks, columns, ends_sentence};

/// A silence of this many seconds between two words of a list ends a cue, and so do this many columns.
const CUE_PAUSE: f64 = 1.0;
const CUE_COLUMNS: usize = 84;

/// Reads whichever kind of transcript it is.
pub(super) fn read(text: &str, sheet: &mut Sheet) -> Result<CaptionFormat, CaptionError> {
    let value: Value = serde_json::from_str(text).map_err(|e| malformed(text, &e))?;
    let list = |key: &str| value.get(key).and_then(Value::as_array).map(Vec::as_slice);
    if let Some(items) = list("transcription") {
        whisper_cpp::read(items, sheet);
        return Ok(CaptionFormat::WhisperCpp);
    }
    if list("segments").is_some() || list("words").is_some() {
        whisper::read(list("segments").unwrap_or(&[]), list("words").unwrap_or(&[]), sheet);
        return Ok(CaptionFormat::Whisper);
    }
    if list("cues").is_some() {
        own(value, sheet)?;
        return Ok(CaptionFormat::Captions);
    }
    // Pipelines of Transformers write `chunks`.
    if let Some(items) = value.as_array().map(Vec::as_slice).or_else(|| list("chunks")) {
        list::read(items, sheet);
        return Ok(CaptionFormat::List);
    }
    Err(CaptionError::UnknownFormat { found: described(&value) })
}

fn malformed(text: &str, error: &serde_json::Error) -> CaptionError {
    let line = text.lines().nth(error.line().saturating_sub(1)).unwrap_or("");
    let column = error.column();
    let rest: String = line.char_indices().skip_while(|(at, _)| at + 1 < column).map(|(_, c)| c).collect();
    let actual = if rest.is_empty() { "its end".into() } else { format!("{} at column {column}", shown(&rest)) };
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or("");
    CaptionError::Malformed(CaptionFault {
        is_error: true,
        line: Some(u32::try_from(error.line()).unwrap_or(u32::MAX)),
        path: None,
        expected: format!("JSON ({message})"),
        actual,
    })
}

/// Captions as this engine writes them: strict, since nobody else writes them.
fn own(value: Value, sheet: &mut Sheet) -> Result<(), CaptionError> {
    match Captions::from_value(value) {
        Ok(captions) => {
            for (i, cue) in captions.cues.into_iter().enumerate() {
                sheet.cue(&Place::Path(format!("cues[{i}]")), cue);
            }
            Ok(())
        }
        Err(errors) => {
            let issue = errors.into_issues().into_iter().next();
            let fault = issue.map(|issue| CaptionFault {
                is_error: true,
                line: None,
                expected: if issue.expected.is_empty() { issue.message } else { issue.expected },
                actual: if issue.actual.is_empty() { "something else".into() } else { issue.actual },
                path: Some(issue.path),
            });
            fault.map_or(Ok(()), |fault| Err(CaptionError::Malformed(fault)))
        }
    }
}

/// What a value is, for a message.
fn described(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let names: Vec<String> = fields.keys().take(8).map(|name| shown(name)).collect();
            format!("an object with {}", if names.is_empty() { "no fields".into() } else { names.join(", ") })
        }
        Value::Array(_) => "a list".into(),
        Value::Null => "nothing".into(),
        value => shown(&value.to_string()),
    }
}

/// The first text among these fields.
fn text_of<'a>(item: &'a Value, keys: &[&str]) -> Option<&'a str> {
    keys.iter().find_map(|key| item.get(key)?.as_str())
}

/// The time in seconds in the first of these fields, `(name, seconds per unit)`.
fn time_of(item: &Map<String, Value>, keys: &[(&str, f64)]) -> Option<f64> {
    // Milliseconds are divided: 0.001 has no exact form.
    keys.iter().find_map(|(key, per_sec)| item.get(*key)?.as_f64().map(|time| time / per_sec))
}

/// A time that must be there, or a fault.
fn required(item: &Map<String, Value>, keys: &[(&str, f64)], path: &str, sheet: &mut Sheet) -> Option<f64> {
    let found = time_of(item, keys);
    if found.is_none() {
        let (name, per_sec) = keys[0];
        let unit = if per_sec == 1.0 { "seconds" } else { "milliseconds" };
        let actual = item.get(name).map_or("nothing".into(), described);
        sheet.error(&Place::Path(format!("{path}.{name}")), format!("a number of {unit}"), actual);
    }
    found
}

/// A word as a list has it: with its spaces.
struct LooseWord<'a> {
    text: &'a str,
    start: f64,
    end: f64,
}

/// Gathers words without cues into cues, at the ends of sentences, at silences, and where a cue gets long.
fn gather(words: &[LooseWord<'_>], sheet: &mut Sheet) {
    // Whoever writes spaces means them.
    let spaced = words.iter().any(|word| word.text.trim() != word.text);
    let mut cue = CaptionCue::default();
    for (i, word) in words.iter().enumerate() {
        let text = word.text.trim();
        if text.is_empty() {
            continue;
        }
        let separate = if spaced {
            word.text.starts_with(char::is_whitespace)
                || i.checked_sub(1).is_some_and(|before| words[before].text.ends_with(char::is_whitespace))
        } else {
            !cue.words.last().is_some_and(|before| breaks(&before.text, text))
        };
        if cue.words.is_empty() {
            cue.start = word.start;
        } else if separate {
            cue.text.push(' ');
        }
        cue.text.push_str(text);
        cue.end = word.end.max(cue.end);
        match cue.words.last_mut().filter(|before| !separate && !breaks(&before.text, text)) {
            Some(before) => {
                before.text.push_str(text);
                before.end = word.end;
            }
            None => cue.words.push(CaptionWord { text: text.to_owned(), start: word.start, end: word.end }),
        }
        let silent = words.get(i + 1).is_none_or(|next| next.start - word.end > CUE_PAUSE);
        if silent || ends_sentence(text) || columns(&cue.text) > CUE_COLUMNS {
            sheet.cue(&Place::Path(format!("[{i}]")), std::mem::take(&mut cue));
        }
    }
    if !cue.words.is_empty() {
        sheet.cue(&Place::Path(String::new()), cue);
    }
}
