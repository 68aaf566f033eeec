use reelspeed_model::request::CaptionCue;

use super::clock;
use super::lines::Lines;
use super::sheet::{Place, Sheet, shown};

/// Reads SubRip. Hours and numbers may be missing, a point may stand for the comma; `<i>` and its like, `<font>` and `{\an8}` are
/// dropped.
pub(super) fn read(text: &str, sheet: &mut Sheet) {
    let mut lines = Lines::new(text);
    loop {
        lines.skip_blank();
        let place = Place::Line(lines.number());
        let Some(first) = lines.next() else { return };
        let (place, timing) = match lines.peek() {
            Some(second) if !first.contains("-->") && is_number(first) && second.contains("-->") => {
                let place = Place::Line(lines.number());
                lines.next();
                (place, second)
            }
            _ => (place, first),
        };
        let Some((start, end, settings)) = clock::timing(timing) else {
            let expected = if timing.contains("-->") {
                "times as `00:00:01,000 --> 00:00:02,000`"
            } else {
                "a number and times as `00:00:01,000 --> 00:00:02,000`"
            };
            sheet.error(&place, expected, shown(timing));
            lines.skip_block();
            continue;
        };
        if !settings.is_empty() {
            sheet.remark(&place, "nothing after the times", shown(settings));
        }
        let text = cue_text(&mut lines);
        let (start, end) = (clock::secs(start), clock::secs(end));
        sheet.cue(&place, CaptionCue { start, end, text: plain(&text), ..CaptionCue::default() });
    }
}

/// The lines up to a blank one, or up to the next cue where the blank line was forgotten.
fn cue_text(lines: &mut Lines<'_>) -> String {
    let mut text = String::new();
    while let Some(line) = lines.peek() {
        let next_cue = clock::timing(line).is_some()
            || (is_number(line) && lines.peek_second().is_some_and(|second| clock::timing(second).is_some()));
        if line.trim().is_empty() || next_cue {
            break;
        }
        text.push_str(line);
        text.push('\n');
        lines.next();
    }
    text
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// The text without the tags that players know; other angle brackets are text.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{']) {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        match tag_length(rest) {
            Some(length) => rest = &rest[length..],
            None => {
                plain.push_str(&rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

fn tag_length(text: &str) -> Option<usize> {
    if text.starts_with("{\\") {
        return text.find('}').map(|end| end + 1);
    }
    let end = text.find('>')?;
    let name = text[1..end].trim_start_matches('/');
    let name = name.split(char::is_whitespace).next()?.to_ascii_lowercase();
    matches!(name.as_str(), "b" | "i" | "u" | "s" | "font").then_some(end + 1)
}
