//! The few properties of characters that choosing fonts needs.

use icu_properties::props::{
    BinaryProperty, DefaultIgnorableCodePoint, Emoji, EmojiModifier, EmojiPresentation, ExtendedPictographic,
};

const ZERO_WIDTH_JOINER: char = '\u{200d}';
const TEXT_SELECTOR: char = '\u{fe0e}';
const EMOJI_SELECTOR: char = '\u{fe0f}';
const KEYCAP: char = '\u{20e3}';

/// Whether a character is never drawn by itself: controls, joiners, selectors, tags and their like.
pub(crate) fn is_invisible(character: char) -> bool {
    character.is_control() || DefaultIgnorableCodePoint::for_char(character)
}

/// Whether a character ends a paragraph.
pub(crate) fn is_paragraph_separator(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\u{2029}')
}

/// The text as it is laid out: one string per paragraph, tabs as four spaces, other controls gone.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    let mut after_return = false;
    for character in text.chars() {
        let line_feed_of_pair = after_return && character == '\n';
        after_return = character == '\r';
        if line_feed_of_pair {
            continue;
        }
        if is_paragraph_separator(character) {
            paragraphs.push(String::new());
        } else if let Some(paragraph) = paragraphs.last_mut() {
            match character {
                '\t' => paragraph.push_str("    "),
                // The next-line control breaks a line like U+2028.
                '\u{85}' | '\u{b}' | '\u{c}' => paragraph.push('\u{2028}'),
                _ if character.is_control() => {}
                _ => paragraph.push(character),
            }
        }
    }
    paragraphs
}

/// Splits a text into stretches of letters (`false`) and of characters to be shown as emoji (`true`), after UTS #51:
/// by default presentation, variation selectors, skin tones, keycaps, flags, tags and joined sequences.
pub(crate) fn emoji_runs(text: &str) -> Vec<(std::ops::Range<usize>, bool)> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let at = |index: usize| chars.get(index).map(|&(_, character)| character);
    let offset = |index: usize| chars.get(index).map_or(text.len(), |&(offset, _)| offset);
    let mut runs: Vec<(std::ops::Range<usize>, bool)> = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let (end, emoji) = match emoji_length(&at, index) {
            0 => (index + 1, false),
            length => (index + length, true),
        };
        let range = offset(index)..offset(end);
        match runs.last_mut() {
            Some((last, kind)) if *kind == emoji => last.end = range.end,
            _ => runs.push((range, emoji)),
        }
        index = end;
    }
    runs
}

/// Whether a text has characters that are to be shown as emoji, after UTS #51.
pub fn has_emoji(text: &str) -> bool {
    emoji_runs(text).iter().any(|(_, emoji)| *emoji)
}

/// Characters of the emoji sequence that starts at `start`, 0 if none does.
fn emoji_length(at: &impl Fn(usize) -> Option<char>, start: usize) -> usize {
    let Some(mut end) = emoji_element(at, start) else { return 0 };
    while at(end) == Some(ZERO_WIDTH_JOINER) && at(end + 1).is_some_and(ExtendedPictographic::for_char) {
        end = joined_element(at, end + 1);
    }
    end - start
}

/// The end of one element that asks for emoji presentation by itself or by what it is joined with.
fn emoji_element(at: &impl Fn(usize) -> Option<char>, start: usize) -> Option<usize> {
    let first = at(start)?;
    if !Emoji::for_char(first) {
        return None;
    }
    if matches!(first, '0'..='9' | '#' | '*') {
        let keycap = if at(start + 1) == Some(EMOJI_SELECTOR) { start + 2 } else { start + 1 };
        return (at(keycap) == Some(KEYCAP)).then_some(keycap + 1);
    }
    let next = at(start + 1);
    if next == Some(TEXT_SELECTOR) {
        return None;
    }
    let asked = EmojiPresentation::for_char(first)
        || next == Some(EMOJI_SELECTOR)
        || next.is_some_and(EmojiModifier::for_char)
        || (next == Some(ZERO_WIDTH_JOINER) && at(start + 2).is_some_and(ExtendedPictographic::for_char));
    asked.then(|| joined_element(at, start))
}

/// The end of a base character with its selectors, skin tone and tags.
fn joined_element(at: &impl Fn(usize) -> Option<char>, start: usize) -> usize {
    let mut end = start + 1;
    while at(end).is_some_and(|character| {
        character == EMOJI_SELECTOR
            || character == KEYCAP
            || EmojiModifier::for_char(character)
            || ('\u{e0020}'..='\u{e007f}').contains(&character)
    }) {
        end += 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_end_where_they_should() {
        assert_eq!(paragraphs("a\nb\r\nc\rd\u{2029}e"), ["a", "b", "c", "d", "e"]);
        assert_eq!(paragraphs("a\r\r\n\nb"), ["a", "", "", "b"]);
        assert_eq!(paragraphs("\ta\u{7}b\u{0}"), ["    ab"]);
        assert_eq!(paragraphs(""), [""]);
    }

    #[test]
    fn emoji_are_told_from_letters() {
        let emoji = |text: &str| -> Vec<String> {
            emoji_runs(text).into_iter().filter(|run| run.1).map(|run| text[run.0].to_owned()).collect()
        };
        assert_eq!(emoji("a 😀 b"), ["😀"]);
        assert_eq!(emoji("❤ and ❤\u{fe0f} and 😀\u{fe0e}"), ["❤\u{fe0f}"]);
        assert_eq!(emoji("12 © 3\u{fe0f}\u{20e3} #\u{20e3}!"), ["3\u{fe0f}\u{20e3}", "#\u{20e3}"]);
        assert_eq!(emoji("x👩🏽\u{200d}🚀y"), ["👩🏽\u{200d}🚀"]);
        assert_eq!(emoji("x🇩🇪🇫🇷y☝🏿z"), ["🇩🇪🇫🇷", "☝🏿"]);
        let scotland = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
        assert_eq!(emoji(&format!("({scotland})")), [scotland]);
        assert_eq!(emoji("❤\u{200d}🔥"), ["❤\u{200d}🔥"]);
    }

    #[test]
    fn runs_cover_the_text() {
        for text in ["", "a", "😀", "a😀b😀", "\u{200d}\u{fe0f}😀\u{200d}", "9\u{fe0f}"] {
            let mut at = 0;
            for (range, _) in emoji_runs(text) {
                assert_eq!(range.start, at);
                at = range.end;
            }
            assert_eq!(at, text.len());
        }
    }
}
