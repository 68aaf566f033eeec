//! What cutting captions needs to know of characters.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// What ends a sentence.
const SENTENCE_ENDS: &str = ".!?…。！？؟।۔";
/// What may follow the end of a sentence within its last word.
const CLOSERS: &str = "\"'”’»)]}」』）】〉》";
/// Never at the beginning of a line.
const NO_START: &str =
    ",.!?:;%)]}»”’…‥、。，．・：；？！」』）】〕〉》ー々ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ〜";
/// Never at the end of a line.
const NO_END: &str = "([{«“‘「『（【〔〈《";

/// A piece of text that stays together.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// Whether no space stands before it.
    pub(super) glued: bool,
}

/// A text cut at its spaces, and between ideographs and kana where lines may break.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for (start, run) in runs(text) {
        let mut glued = start == 0;
        let mut from = 0;
        let mut before: Option<&str> = None;
        for (at, grapheme) in run.grapheme_indices(true) {
            if before.is_some_and(|before| breaks(before, grapheme)) {
                tokens.push(Token { text: &run[from..at], glued });
                (from, glued) = (at, true);
            }
            before = Some(grapheme);
        }
        tokens.push(Token { text: &run[from..], glued });
    }
    tokens
}

/// Stretches without spaces, and where they begin.
fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let base = text.as_ptr() as usize;
    text.split_whitespace().map(move |run| (run.as_ptr() as usize - base, run))
}

/// Whether a line may break between two neighbours that have no space between them.
pub(super) fn breaks(before: &str, after: &str) -> bool {
    let ideographic = |grapheme: &str| grapheme.chars().next().is_some_and(is_ideographic);
    let is_one_of = |grapheme: &str, set: &str| grapheme.chars().next().is_some_and(|c| set.contains(c));
    (ideographic(before) || ideographic(after)) && !is_one_of(after, NO_START) && !is_one_of(before, NO_END)
}

/// Ideographs, kana, and the punctuation that goes with them.
fn is_ideographic(c: char) -> bool {
    matches!(u32::from(c),
        0x2e80..=0x2fdf | 0x3001..=0x30ff | 0x31f0..=0x31ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff
        | 0xf900..=0xfaff | 0xff01..=0xff60 | 0xff66..=0xff9f | 0x2_0000..=0x3_ffff)
}

/// How many columns a text takes: one for a character as a reader sees it, two for one that is as wide as it is high.
pub(crate) fn columns(text: &str) -> usize {
    text.graphemes(true).map(|grapheme| if grapheme.chars().next().is_some_and(is_wide) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    is_ideographic(c) && !matches!(u32::from(c), 0xff61..=0xff9f)
        || matches!(u32::from(c), 0x1100..=0x115f | 0x3000 | 0xac00..=0xd7a3 | 0xffe0..=0xffe6 | 0x1_f300..=0x1_faff)
}

/// Whether a sentence ends with this word.
pub(super) fn ends_sentence(word: &str) -> bool {
    let inner = word.trim_end_matches(|c| CLOSERS.contains(c));
    inner.chars().next_back().is_some_and(|c| SENTENCE_ENDS.contains(c))
}

/// Where each word stands in the text, in order, with what touches it: a transcript's words often lack their punctuation. `None`
/// when a word is not there.
pub(super) fn places<'a>(text: &str, words: impl IntoIterator<Item = &'a str>) -> Option<Vec<Range<usize>>> {
    let mut places: Vec<Range<usize>> = Vec::new();
    let mut from = 0;
    for word in words {
        let at = from + text.get(from..)?.find(word)?;
        from = at + word.len();
        places.push(at..from);
    }
    for i in 0..places.len() {
        let lowest = i.checked_sub(1).map_or(0, |before| places[before].end);
        let highest = places.get(i + 1).map_or(text.len(), |next| next.start);
        let gap = text.get(lowest..places[i].start)?;
        let start = places[i].start - (gap.len() - gap.rfind(char::is_whitespace).map_or(0, |at| next_char(gap, at)));
        let rest = text.get(places[i].end..highest)?;
        let end = places[i].end + rest.find(char::is_whitespace).unwrap_or(rest.len());
        places[i] = start..end;
    }
    Some(places)
}

fn next_char(text: &str, at: usize) -> usize {
    at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}
