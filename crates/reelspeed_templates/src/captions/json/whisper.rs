use reelspeed_model::request::{CaptionCue, CaptionWord};
use serde_json::Value;

use super::super::sheet::{Place, Sheet, tidy};
use super::super::text::places;
use super::{LooseWord, described, gather, required, text_of, time_of};

const START: (&str, f64) = ("start", 1.0);
const END: (&str, f64) = ("end", 1.0);

/// OpenAI's form: segments, with words in them or beside them, in seconds.
pub(super) fn read(segments: &[Value], words: &[Value], sheet: &mut Sheet) {
    let beside = timed(words, sheet);
    if segments.is_empty() {
        let loose: Vec<_> = beside.iter().map(|w| LooseWord { text: &w.text, start: w.start, end: w.end }).collect();
        return gather(&loose, sheet);
    }
    let mut beside = beside.into_iter().peekable();
    for (i, segment) in segments.iter().enumerate() {
        let path = format!("segments[{i}]");
        let place = Place::Path(path.clone());
        let (Some(fields), Some(text)) = (segment.as_object(), text_of(segment, &["text"])) else {
            sheet.error(&place, "an object with `text`, `start` and `end`", described(segment));
            continue;
        };
        let (start, end) = (required(fields, &[START], &path, sheet), required(fields, &[END], &path, sheet));
        let (Some(start), Some(end)) = (start, end) else { continue };
        let text = tidy(text);
        let own = segment.get("words").and_then(Value::as_array);
        let mut words = own.map_or(Vec::new(), |words| untimed(words, start, end));
        // Those beside belong to the segment in which their middle lies.
        while let Some(word) = beside.next_if(|word| (word.start + word.end) / 2.0 < end) {
            if own.is_none() {
                words.push(word);
            }
        }
        let speaker = text_of(segment, &["speaker"]).map(str::to_owned);
        punctuate(&text, &mut words);
        sheet.cue(&place, CaptionCue { start, end, text, words, speaker });
    }
}

/// Words that must have times.
fn timed(words: &[Value], sheet: &mut Sheet) -> Vec<CaptionWord> {
    let mut good = Vec::new();
    for (i, word) in words.iter().enumerate() {
        let path = format!("words[{i}]");
        let (Some(fields), Some(text)) = (word.as_object(), text_of(word, &["word", "text"])) else {
            sheet.error(&Place::Path(path), "an object with `word`, `start` and `end`", described(word));
            continue;
        };
        if let (Some(start), Some(end)) =
            (required(fields, &[START], &path, sheet), required(fields, &[END], &path, sheet))
        {
            good.push(CaptionWord { text: text.to_owned(), start, end });
        }
    }
    good
}

/// Words of a segment; those without times (numbers, in WhisperX) share what their neighbours leave.
fn untimed(words: &[Value], start: f64, end: f64) -> Vec<CaptionWord> {
    let texts = words.iter().filter_map(|word| Some((text_of(word, &["word", "text"])?.trim(), word.as_object()?)));
    let known: Vec<_> = texts.map(|(text, word)| (text, time_of(word, &[START]).zip(time_of(word, &[END])))).collect();
    let mut timed: Vec<CaptionWord> = Vec::with_capacity(known.len());
    let mut i = 0;
    while let Some((text, times)) = known.get(i) {
        if let Some((start, end)) = *times {
            timed.push(CaptionWord { text: (*text).to_owned(), start, end });
            i += 1;
            continue;
        }
        let count = known[i..].iter().take_while(|(_, times)| times.is_none()).count();
        let from = timed.last().map_or(start, |word| word.end);
        let to = known.get(i + count).and_then(|(_, times)| *times).map_or(end, |(start, _)| start).max(from);
        for (j, (text, _)) in known[i..i + count].iter().enumerate() {
            let at = |n: usize| from + (to - from) * n as f64 / count as f64;
            timed.push(CaptionWord { text: (*text).to_owned(), start: at(j), end: at(j + 1) });
        }
        i += count;
    }
    timed
}

/// Gives words the punctuation that the text has around them.
fn punctuate(text: &str, words: &mut [CaptionWord]) {
    for word in &mut *words {
        word.text = word.text.trim().to_owned();
    }
    if let Some(places) = places(text, words.iter().map(|word| word.text.as_str())) {
        for (word, place) in words.iter_mut().zip(places) {
            if let Some(whole) = text.get(place) {
                word.text = whole.to_owned();
            }
        }
    }
}
