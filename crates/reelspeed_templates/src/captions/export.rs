use std::fmt::Write;

use reelspeed_model::request::{CaptionCue, Captions};

use super::clock;
use super::sheet::tidy;
use super::text::places;

/// SubRip. Text and times, to the millisecond; it has no room for words and speakers.
pub fn to_srt(captions: &Captions) -> String {
    let mut srt = String::new();
    let cues = captions.cues.iter().map(|cue| (cue, tidy(&cue.text))).filter(|(_, text)| !text.is_empty());
    for (i, (cue, text)) in cues.enumerate() {
        let (start, end) = times(cue, ',');
        // The arrow would begin another cue.
        let text = text.replace("-->", "→");
        let _ = writeln!(srt, "{}\n{start} --> {end}\n{text}\n", i + 1);
    }
    srt
}

/// WebVTT. Text, times to the millisecond, speakers as voices, and words as time stamps inside the cues.
pub fn to_vtt(captions: &Captions) -> String {
    let mut vtt = String::from("WEBVTT\n\n");
    for cue in &captions.cues {
        let text = tidy(&cue.text);
        if text.is_empty() {
            continue;
        }
        let (start, end) = times(cue, '.');
        let voice = cue.speaker.as_deref().map(|name| tidy(name).replace('\n', " ")).filter(|name| !name.is_empty());
        let voice = voice.map_or(String::new(), |name| format!("<v {}>", escape(&name)));
        let _ = writeln!(vtt, "{start} --> {end}\n{voice}{}\n", payload(cue, &text));
    }
    vtt
}

/// Start and end; no cue is shorter than a millisecond.
fn times(cue: &CaptionCue, mark: char) -> (String, String) {
    let start = clock::millis(cue.start);
    let end = clock::millis(cue.end).max(start + 1);
    (clock::write(start, mark), clock::write(end, mark))
}

/// The text, with a time stamp where a word begins, and where one ends before the next begins.
fn payload(cue: &CaptionCue, text: &str) -> String {
    let words = cue.words.iter().map(|word| word.text.as_str());
    let Some(places) = places(text, words).filter(|places| !places.is_empty()) else { return escape(text) };
    let end = clock::millis(cue.end);
    let mut payload = String::new();
    let mut now = clock::millis(cue.start);
    let mut stamped = false;
    let mut from = 0;
    for (i, (word, place)) in cue.words.iter().zip(&places).enumerate() {
        payload.push_str(&escape(text.get(from..place.start).unwrap_or("")));
        from = place.end;
        let start = clock::millis(word.start);
        // A cue with a single word as long as itself has no other stamp that tells of words.
        if start > now || (from == text.len() && !stamped && clock::millis(word.end) >= end) {
            stamp(&mut payload, start);
            stamped = true;
        }
        payload.push_str(&escape(text.get(place.clone()).unwrap_or("")));
        now = now.max(start);
        let later = cue.words.get(i + 1..).unwrap_or(&[]);
        let next = later.iter().map(|word| clock::millis(word.start)).find(|&time| time > now).unwrap_or(end);
        let stop = clock::millis(word.end);
        if stop > now && stop < next {
            stamp(&mut payload, stop);
            stamped = true;
            now = stop;
        }
    }
    payload.push_str(&escape(text.get(from..).unwrap_or("")));
    payload
}

fn stamp(payload: &mut String, millis: u64) {
    let _ = write!(payload, "<{}>", clock::write(millis, '.'));
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
