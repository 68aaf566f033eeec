use reelspeed_model::request::CaptionWord;
use unicode_segmentation::UnicodeSegmentation;

use super::text::{Token, breaks, columns, tokens};

/// A stretch of a cue's text with a time of its own; it may be part of a word, or several.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) text: String,
    pub(super) start: f64,
    pub(super) end: f64,
}

/// Words out of pieces: what no space separates is one word, what is several shares the piece's time.
pub(super) fn words(pieces: &[Piece]) -> Vec<CaptionWord> {
    let mut words: Vec<CaptionWord> = Vec::new();
    let mut open = false;
    for piece in pieces {
        let parts = tokens(&piece.text);
        let times = share(&parts, piece.start, piece.end);
        for (i, (part, (start, end))) in parts.iter().zip(times).enumerate() {
            match words
                .last_mut()
                .filter(|word| i == 0 && open && part.glued && !breaks(last_of(&word.text), part.text))
            {
                Some(word) => {
                    word.text.push_str(part.text);
                    word.end = end;
                }
                None => words.push(CaptionWord { text: part.text.to_owned(), start, end }),
            }
        }
        open =
            if parts.is_empty() { open && piece.text.is_empty() } else { !piece.text.ends_with(char::is_whitespace) };
    }
    words
}

fn last_of(text: &str) -> &str {
    text.graphemes(true).next_back().unwrap_or("")
}

/// The time from `start` to `end`, shared out by length.
pub(super) fn share(parts: &[Token<'_>], start: f64, end: f64) -> Vec<(f64, f64)> {
    let lengths: Vec<f64> = parts.iter().map(|part| columns(part.text) as f64).collect();
    let all: f64 = lengths.iter().sum();
    let last = parts.len().saturating_sub(1);
    let mut before = 0.0;
    let mut from = start;
    let mut times = Vec::with_capacity(parts.len());
    for (i, length) in lengths.iter().enumerate() {
        before += length;
        let to = if i == last { end } else { start + (end - start) * (before / all) };
        times.push((from, to));
        from = to;
    }
    times
}
