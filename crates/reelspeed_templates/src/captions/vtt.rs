use reelspeed_model::request::CaptionCue;

use super::clock;
use super::lines::Lines;
use super::sheet::{Place, Sheet, shown};
use super::words::{Piece, words};

const TIMES: &str = "times as `00:01.000 --> 00:02.000`";

/// Reads WebVTT. Voices become speakers, time stamps inside cues become words; settings, classes, styles and regions are left
/// aside.
pub(super) fn read(text: &str, sheet: &mut Sheet) {
    let mut lines = Lines::new(text);
    lines.skip_blank();
    lines.next();
    header(&mut lines, sheet);
    let mut settings_seen = false;
    loop {
        lines.skip_blank();
        let place = Place::Line(lines.number());
        let Some(first) = lines.peek() else { return };
        if ["NOTE", "STYLE", "REGION"].iter().any(|word| is_word(first, word)) && !first.contains("-->") {
            lines.skip_block();
            continue;
        }
        lines.next();
        let (place, timing) = match lines.peek() {
            // The line before the times is the cue's name.
            Some(second) if !first.contains("-->") && second.contains("-->") => {
                let place = Place::Line(lines.number());
                lines.next();
                (place, second)
            }
            _ => (place, first),
        };
        let Some((start, end, settings)) = clock::timing(timing) else {
            sheet.error(&place, TIMES, shown(timing));
            lines.skip_block();
            continue;
        };
        if !settings.is_empty() && !settings_seen {
            settings_seen = true;
            sheet.remark(&place, "no cue settings: the style places captions", shown(settings));
        }
        let mut payload = String::new();
        while let Some(line) = lines.peek().filter(|line| !line.trim().is_empty() && !line.contains("-->")) {
            payload.push_str(line);
            payload.push('\n');
            lines.next();
        }
        let (start, end) = (clock::secs(start), clock::secs(end));
        let parsed = Payload::parse(payload.trim_end(), start, end);
        if parsed.speakers > 1 {
            sheet.remark(&place, "one speaker in a cue", format!("{}; the first was taken", parsed.speakers));
        }
        let words = if parsed.timed { words(&parsed.pieces) } else { Vec::new() };
        let text = parsed.pieces.iter().map(|piece| piece.text.as_str()).collect();
        sheet.cue(&place, CaptionCue { start, end, text, words, speaker: parsed.speaker });
    }
}

/// The lines below `WEBVTT`: old files have `Kind: captions` and the like there.
fn header(lines: &mut Lines<'_>, sheet: &mut Sheet) {
    while let Some(line) = lines.peek().filter(|line| !line.trim().is_empty() && !line.contains("-->")) {
        if !line.contains([':', '=']) {
            sheet.remark(&Place::Line(lines.number()), "a blank line after `WEBVTT`", shown(line));
        }
        lines.next();
    }
}

fn is_word(line: &str, word: &str) -> bool {
    line.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| !c.is_whitespace()))
}

/// A cue's text, cut at its time stamps.
struct Payload {
    pieces: Vec<Piece>,
    timed: bool,
    speaker: Option<String>,
    speakers: usize,
}

impl Payload {
    fn parse(payload: &str, start: f64, end: f64) -> Self {
        let first = Piece { text: String::new(), start, end };
        let mut parsed = Self { pieces: vec![first], timed: false, speaker: None, speakers: 0 };
        // Annotations over the letters (`<rt>`) are not read aloud.
        let mut silent = false;
        let mut rest = payload;
        while let Some(at) = rest.find('<') {
            parsed.add(&rest[..at], silent);
            let tag = &rest[at + 1..];
            let Some(close) = tag.find('>') else {
                rest = "";
                break;
            };
            rest = &tag[close + 1..];
            let tag = tag[..close].trim();
            if let Some(millis) = clock::parse(tag) {
                parsed.stamp(clock::secs(millis).clamp(start, end), end);
                continue;
            }
            let (name, annotation) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
            match name.split('.').next().unwrap_or("") {
                "v" => parsed.voice(annotation),
                "rt" => silent = true,
                "/rt" | "/ruby" => silent = false,
                _ => {}
            }
        }
        parsed.add(rest, silent);
        parsed
    }

    fn add(&mut self, text: &str, silent: bool) {
        if let Some(piece) = self.pieces.last_mut().filter(|_| !silent) {
            piece.text.push_str(&unescape(text));
        }
    }

    fn stamp(&mut self, time: f64, end: f64) {
        if let Some(piece) = self.pieces.last_mut() {
            piece.end = time.max(piece.start);
        }
        self.timed = true;
        self.pieces.push(Piece { text: String::new(), start: time, end });
    }

    fn voice(&mut self, annotation: &str) {
        let name = unescape(annotation).split_whitespace().collect::<Vec<_>>().join(" ");
        if self.speaker.as_ref() != Some(&name) && !name.is_empty() {
            self.speakers += 1;
            self.speaker.get_or_insert(name);
        }
    }
}

/// The text with its character references resolved.
fn unescape(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        // None that is known is longer.
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((reference(&rest[1..end])?, end))) {
            Some((character, end)) => {
                plain.push(character);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "lrm" => '\u{200e}',
        "rlm" => '\u{200f}',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?
        }
    })
}
