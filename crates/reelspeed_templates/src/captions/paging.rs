use reelspeed_model::Color;
use reelspeed_model::request::{CaptionCue, CaptionPaging, Captions};
use unicode_segmentation::UnicodeSegmentation;

use super::text::{breaks, columns, ends_sentence, places, tokens};
use super::words::share;

/// What is shown at once.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// When it appears, in seconds.
    pub start: f64,
    /// When it goes, in seconds, after `start` and not after the start of the next page.
    pub end: f64,
    /// Its lines from top to bottom, each with at least one word.
    pub lines: Vec<Vec<PageWord>>,
    /// Who speaks.
    pub speaker: Option<String>,
}

/// A word of a page, or an ideograph.
#[derive(Clone, Debug, PartialEq)]
pub struct PageWord {
    /// The word with its punctuation.
    pub text: String,
    /// Whether no space stands before it.
    pub glued: bool,
    /// When it begins, in seconds.
    pub start: f64,
    /// When it ends, in seconds.
    pub end: f64,
    /// The colour by which it stands out, once a style has been applied.
    pub emphasis: Option<Color>,
}

impl Page {
    /// Its words, over all lines.
    pub fn words(&self) -> impl Iterator<Item = &PageWord> {
        self.lines.iter().flatten()
    }
}

/// Cuts captions into pages: no line holds more words or characters than it may, pages end with sentences and at silences, and
/// pages that would be too short are put together with their neighbours or share words with them. A page stays until the next one
/// begins where the silence between them is short.
///
/// Words without times share those of their cue by their length. Of two cues that overlap, the first ends where the second begins;
/// two that begin within `min_duration` are shown as one. No page holds words of two cues that do not overlap.
pub fn pages(captions: &Captions, paging: &CaptionPaging) -> Vec<Page> {
    let mut pages: Vec<Page> = Vec::new();
    for cue in disentangle(&captions.cues, paging.min_duration) {
        let words = words_of(&cue, paging);
        let drafts = mend(cut(words, paging), paging, cue.end);
        for draft in drafts {
            let lines = lay(&draft, paging).unwrap_or_else(|| vec![draft]);
            let first_and_last = (lines.first().and_then(|l| l.first()), lines.last().and_then(|l| l.last()));
            let (Some(first), Some(last)) = first_and_last else { continue };
            let (start, end) = (first.start, last.end);
            pages.push(Page { start, end, lines, speaker: cue.speaker.clone() });
        }
    }
    pages.sort_by(|a, b| a.start.total_cmp(&b.start));
    let starts: Vec<f64> = pages.iter().skip(1).map(|page| page.start).chain([f64::INFINITY]).collect();
    for (page, next) in pages.iter_mut().zip(starts) {
        page.end = if next - page.end <= paging.max_pause {
            next
        } else {
            page.end.max(page.start + paging.min_duration).min(next)
        };
    }
    pages.retain(|page| page.end > page.start);
    pages
}

/// Cues one after another.
fn disentangle(cues: &[CaptionCue], min_duration: f64) -> Vec<CaptionCue> {
    let mut plain: Vec<CaptionCue> = Vec::new();
    for cue in cues.iter().filter(|cue| cue.end > cue.start) {
        match plain.last_mut() {
            Some(last) if cue.start < last.end && cue.start - last.start < min_duration => {
                last.text = format!("{}\n{}", last.text, cue.text);
                last.end = last.end.max(cue.end);
                last.words.clear();
                if last.speaker != cue.speaker {
                    last.speaker = None;
                }
                continue;
            }
            Some(last) if cue.start < last.end && cue.start > last.start && last.words.is_empty() => {
                last.end = cue.start;
            }
            _ => {}
        }
        plain.push(cue.clone());
    }
    plain
}

/// A cue's words with their times. All of its text is in them.
fn words_of(cue: &CaptionCue, paging: &CaptionPaging) -> Vec<PageWord> {
    if cue.words.is_empty() {
        return timed(&cue.text, cue.start, cue.end, true);
    }
    let mut words: Vec<PageWord> = Vec::new();
    let found = places(&cue.text, cue.words.iter().map(|word| word.text.as_str()));
    for (i, word) in cue.words.iter().enumerate() {
        let place = found.as_ref().map(|places| {
            // What stands between two words goes with the first.
            let from = if i == 0 { 0 } else { places[i].start };
            let to = places.get(i + 1).map_or(cue.text.len(), |next| next.start);
            let glued = !cue.text.get(..from).is_some_and(|before| before.ends_with(char::is_whitespace));
            (cue.text.get(from..to).unwrap_or("").trim(), glued)
        });
        let (text, glued) = place.unwrap_or_else(|| {
            let before = words.last().and_then(|word: &PageWord| word.text.graphemes(true).next_back());
            (word.text.trim(), before.is_some_and(|before| breaks(before, &word.text)))
        });
        if columns(text) > paging.max_chars_per_line as usize {
            words.extend(timed(text, word.start, word.end, glued));
        } else if !text.is_empty() {
            let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
            words.push(PageWord { text, glued, start: word.start, end: word.end, emphasis: None });
        }
    }
    words
}

/// A text's words, sharing the time.
fn timed(text: &str, start: f64, end: f64, glued: bool) -> Vec<PageWord> {
    let parts = tokens(text);
    let times = share(&parts, start, end);
    let mut words: Vec<PageWord> = Vec::with_capacity(parts.len());
    // A dash that stands alone is no word: it goes with the one that follows, also where it begins another speaker's line.
    let mut dash = false;
    for (i, (part, (start, end))) in parts.iter().zip(times).enumerate() {
        match words.last_mut().filter(|_| dash) {
            Some(word) => {
                word.text = [word.text.as_str(), if part.glued { "" } else { " " }, part.text].concat();
                word.end = end;
            }
            None => {
                let glued = if i == 0 { glued } else { part.glued };
                words.push(PageWord { text: part.text.to_owned(), glued, start, end, emphasis: None });
            }
        }
        dash = part.text.chars().all(|c| matches!(c, '-' | '–' | '—'));
    }
    words
}

/// Gathers words into pages; sentences and silences end one. What lies between such ends is shared out evenly, so that no word is
/// left over for a page of its own.
fn cut(words: Vec<PageWord>, paging: &CaptionPaging) -> Vec<Vec<PageWord>> {
    let mut phrases: Vec<Vec<PageWord>> = Vec::new();
    for word in words {
        let goes_on = phrases.last().and_then(|phrase| phrase.last()).is_some_and(|last| {
            let sentence_ends = paging.break_at_sentences && ends_sentence(&last.text);
            !sentence_ends && word.start - last.end <= paging.max_pause
        });
        match phrases.last_mut().filter(|_| goes_on) {
            Some(phrase) => phrase.push(word),
            None => phrases.push(vec![word]),
        }
    }
    let widest = paging.max_chars_per_line as usize;
    let even = |phrase: Vec<PageWord>| {
        let count = fill(&phrase, widest, paging).len();
        let width = if count == 1 {
            widest
        } else {
            // The page count only falls as lines get wider.
            let widths: Vec<usize> = (1..widest).collect();
            1 + widths.partition_point(|&width| fill(&phrase, width, paging).len() > count)
        };
        fill(&phrase, width, paging)
    };
    phrases.into_iter().flat_map(even).collect()
}

/// Gathers words greedily.
fn fill(words: &[PageWord], max_columns: usize, paging: &CaptionPaging) -> Vec<Vec<PageWord>> {
    let lines = lay_within(words, max_columns, paging);
    lines.chunks(paging.max_lines.max(1) as usize).map(<[_]>::concat).collect()
}

/// How full a line is.
#[derive(Default)]
struct Line {
    columns: usize,
    words: u32,
}

impl Line {
    fn takes(&self, word: &PageWord, max_columns: usize, paging: &CaptionPaging) -> bool {
        let space = usize::from(!word.glued);
        let another = u32::from(!word.glued);
        self.columns == 0
            || (self.columns + space + columns(&word.text) <= max_columns
                && self.words + another <= paging.max_words_per_line)
    }

    fn add(&mut self, word: &PageWord) {
        let first = self.columns == 0;
        self.columns += columns(&word.text) + usize::from(!first && !word.glued);
        // An ideograph is no word of its own.
        self.words += u32::from(first || !word.glued);
    }
}

/// Lines for a page's words, about as long as each other; `None` if there are too many.
fn lay(words: &[PageWord], paging: &CaptionPaging) -> Option<Vec<Vec<PageWord>>> {
    let widest = paging.max_chars_per_line as usize;
    let lines = lay_within(words, widest, paging);
    if lines.len() > paging.max_lines as usize {
        return None;
    }
    if lines.len() == 1 {
        return Some(lines);
    }
    let balanced = (1..widest).map(|width| lay_within(words, width, paging)).find(|tried| tried.len() <= lines.len());
    Some(balanced.unwrap_or(lines))
}

fn lay_within(words: &[PageWord], max_columns: usize, paging: &CaptionPaging) -> Vec<Vec<PageWord>> {
    let mut lines: Vec<Vec<PageWord>> = Vec::new();
    let mut line = Line::default();
    for word in words {
        match lines.last_mut() {
            Some(last) if line.takes(word, max_columns, paging) => last.push(word.clone()),
            _ => {
                lines.push(vec![word.clone()]);
                line = Line::default();
            }
        }
        line.add(word);
    }
    lines
}

/// Puts pages that are too short together with a neighbour, or moves words between the two.
fn mend(mut pages: Vec<Vec<PageWord>>, paging: &CaptionPaging, end: f64) -> Vec<Vec<PageWord>> {
    let start =
        |pages: &[Vec<PageWord>], i: usize| pages.get(i).and_then(|page| page.first()).map_or(end, |word| word.start);
    let mut i = 0;
    while i < pages.len() {
        if start(&pages, i + 1) - start(&pages, i) >= paging.min_duration {
            i += 1;
            continue;
        }
        let left = i.saturating_sub(1);
        let pairs = [(i, i + 1), (left, left + 1)];
        let pairs = pairs.into_iter().filter(|&(_, b)| b < pages.len());
        let joined = pairs.clone().find_map(|(a, b)| {
            let whole = [pages[a].as_slice(), &pages[b]].concat();
            (!has_pause(&whole, paging) && lay(&whole, paging).is_some()).then_some((a, whole))
        });
        if let Some((a, whole)) = joined {
            pages[a] = whole;
            pages.remove(a + 1);
            // What has grown is looked at again.
            i = a;
            continue;
        }
        let shared = pairs.clone().find_map(|(a, b)| {
            let whole = [pages[a].as_slice(), &pages[b]].concat();
            let until = start(&pages, b + 1);
            let splits = 1..whole.len();
            let good = splits.filter(|&at| {
                let long = whole[at].start - whole[0].start >= paging.min_duration
                    && until - whole[at].start >= paging.min_duration;
                long && !has_pause(&whole, paging)
                    && lay(&whole[..at], paging).is_some()
                    && lay(&whole[at..], paging).is_some()
            });
            // As little as possible is moved.
            let at = good.min_by_key(|at| at.abs_diff(pages[a].len()))?;
            Some((a, whole, at))
        });
        if let Some((a, mut whole, at)) = shared {
            pages[a + 1] = whole.split_off(at);
            pages[a] = whole;
        }
        i += 1;
    }
    pages
}

fn has_pause(words: &[PageWord], paging: &CaptionPaging) -> bool {
    words.windows(2).any(|pair| pair[1].start - pair[0].end > paging.max_pause)
}
