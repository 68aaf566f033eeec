use reelspeed_model::request::CaptionCue;

use super::clock;
use super::lines::Lines;
use super::sheet::{Place, Sheet, shown};
use super::words::{Piece, words};

/// The fields of a line of `[Events]` where the file does not say them.
const FIELDS: [&str; 10] =
    ["Layer", "Start", "End", "Style", "Name", "MarginL", "MarginR", "MarginV", "Effect", "Text"];

/// Whether a line is the head of a section of such a file.
pub(super) fn is_section(line: &str) -> bool {
    let line = line.trim().to_ascii_lowercase();
    matches!(line.as_str(), "[script info]" | "[v4+ styles]" | "[v4 styles]" | "[events]")
}

/// Reads Advanced SubStation Alpha and SubStation Alpha: text, timing, names and karaoke.
pub(super) fn read(text: &str, sheet: &mut Sheet) {
    let mut lines = Lines::new(text);
    let mut in_events = false;
    let mut fields: Vec<String> = FIELDS.map(str::to_ascii_lowercase).into();
    loop {
        let place = Place::Line(lines.number());
        let Some(line) = lines.next() else { return };
        let line = line.trim_start();
        if line.starts_with('[') && line.ends_with(']') {
            in_events = line.eq_ignore_ascii_case("[events]");
            continue;
        }
        let Some((kind, rest)) = line.split_once(':').filter(|_| in_events) else { continue };
        if kind.trim().eq_ignore_ascii_case("format") {
            let named: Vec<String> = rest.split(',').map(|field| field.trim().to_ascii_lowercase()).collect();
            // The text may hold commas, so it can only be the last.
            if named.last().is_some_and(|field| field == "text") {
                fields = named;
            } else {
                sheet.remark(&place, "fields that end with `Text`", shown(rest));
            }
        } else if kind.trim().eq_ignore_ascii_case("dialogue") {
            dialogue(rest.trim_start(), &fields, &place, sheet);
        }
    }
}

fn dialogue(line: &str, fields: &[String], place: &Place, sheet: &mut Sheet) {
    let values: Vec<&str> = line.splitn(fields.len(), ',').collect();
    if values.len() < fields.len() {
        return sheet.error(place, format!("{} values separated by commas", fields.len()), format!("{}", values.len()));
    }
    let value = |name: &str| {
        let found = fields.iter().zip(&values).find(|(field, _)| *field == name);
        found.map_or("", |(_, value)| value.trim())
    };
    let (Some(start), Some(end)) = (clock::parse(value("start")), clock::parse(value("end"))) else {
        let actual = shown(&format!("{},{}", value("start"), value("end")));
        return sheet.error(place, "times as `0:00:01.00`", actual);
    };
    let (pieces, timed) = pieces(value("text"), start, end);
    let (start, end) = (clock::secs(start), clock::secs(end));
    let words = if timed { words(&pieces) } else { Vec::new() };
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    if text.trim().is_empty() && value("text").contains("\\p") {
        return sheet.remark(place, "text", "a drawing");
    }
    let speaker = Some(value("name").to_owned()).filter(|name| !name.is_empty());
    sheet.cue(place, CaptionCue { start, end, text, words, speaker });
}

/// The text without its override tags, cut where karaoke tags stand, and whether there are any.
fn pieces(text: &str, start: u64, end: u64) -> (Vec<Piece>, bool) {
    let piece = |from: u64, to: u64| {
        let (start, end) = (clock::secs(from.min(end)), clock::secs(to.min(end)));
        Piece { text: String::new(), start, end }
    };
    let mut pieces = vec![piece(start, end)];
    let (mut timed, mut drawing) = (false, false);
    // When the next syllable begins.
    let mut time = start;
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((tags, after)) = rest.strip_prefix('{').and_then(|inner| inner.split_once('}')) {
            for tag in tags.split('\\').skip(1) {
                if let Some(millis) = karaoke(tag) {
                    if let Some(piece) = pieces.last_mut().filter(|_| !timed) {
                        piece.end = piece.start;
                    }
                    timed = true;
                    pieces.push(piece(time, time.saturating_add(millis)));
                    time = time.saturating_add(millis);
                } else if let Some(level) = tag.strip_prefix('p').and_then(|level| level.trim().parse::<u32>().ok()) {
                    drawing = level > 0;
                }
            }
            rest = after;
            continue;
        }
        let escape = ["\\N", "\\n", "\\h"].iter().find(|escape| rest.starts_with(**escape));
        let (shown, length) = match (escape, rest.chars().next()) {
            (Some(&"\\N"), _) => ('\n', 2),
            (Some(&"\\h"), _) => ('\u{a0}', 2),
            (Some(_), _) => (' ', 2),
            (None, Some(character)) => (character, character.len_utf8()),
            (None, None) => break,
        };
        if let Some(piece) = pieces.last_mut().filter(|_| !drawing) {
            piece.text.push(shown);
        }
        rest = &rest[length..];
    }
    (pieces, timed)
}

/// Milliseconds that a syllable lasts, of `k50`, `K50`, `kf50` or `ko50` in hundredths of a second.
fn karaoke(tag: &str) -> Option<u64> {
    let number = ["kf", "ko", "k", "K"].iter().find_map(|name| tag.strip_prefix(name))?;
    number.trim().parse::<u32>().ok().map(|hundredths| u64::from(hundredths) * 10)
}
