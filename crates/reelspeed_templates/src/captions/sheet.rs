use reelspeed_model::report::{CaptionFault, CaptionFormat, CaptionImport};
use reelspeed_model::request::{CaptionCue, CaptionWord, Captions};

/// Most faults that are kept.
const MAX_FAULTS: usize = 200;
/// Most cues, and most characters in one, as the model has them.
const MAX_CUES: usize = 100_000;
const MAX_CHARS: usize = 10_000;
/// Words may stick out of their cue by this many seconds without a remark: transcripts round.
const ROUNDING: f64 = 0.06;

/// Where something stands in a file.
#[derive(Clone, Debug)]
pub(super) enum Place {
    /// A line, counted from 1.
    Line(usize),
    /// A path in JSON.
    Path(String),
}

/// What has been read so far.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    cues: Vec<CaptionCue>,
    faults: Vec<CaptionFault>,
    omitted: u32,
}

impl Sheet {
    /// Notes something that was lost.
    pub(super) fn error(&mut self, place: &Place, expected: impl Into<String>, actual: impl Into<String>) {
        self.note(true, place, expected.into(), actual.into());
    }

    /// Notes something that was left aside or put right.
    pub(super) fn remark(&mut self, place: &Place, expected: impl Into<String>, actual: impl Into<String>) {
        self.note(false, place, expected.into(), actual.into());
    }

    fn note(&mut self, is_error: bool, place: &Place, expected: String, actual: String) {
        if self.faults.len() >= MAX_FAULTS {
            self.omitted = self.omitted.saturating_add(1);
            return;
        }
        let (line, path) = match place {
            Place::Line(line) => (Some(u32::try_from(*line).unwrap_or(u32::MAX)), None),
            Place::Path(path) => (None, Some(path.clone())),
        };
        self.faults.push(CaptionFault { is_error, line, path, expected, actual });
    }

    /// Adds a cue, if its times and its text are good. Blanks around lines and empty lines go; words are kept within the cue.
    pub(super) fn cue(&mut self, place: &Place, mut cue: CaptionCue) {
        let bad = |time: f64| !(0.0..=1e7).contains(&time);
        if bad(cue.start) || bad(cue.end) {
            let actual = format!("{} to {}", cue.start, cue.end);
            return self.error(place, "times from 0 to 10000000 seconds", actual);
        }
        if cue.end <= cue.start {
            let actual = format!("an end at {} s and a start at {} s", cue.end, cue.start);
            return self.error(place, "an end after the start", actual);
        }
        cue.text = tidy(&cue.text);
        if cue.text.is_empty() {
            return self.remark(place, "a cue with text", "an empty one");
        }
        let chars = cue.text.chars().count();
        if chars > MAX_CHARS {
            return self.error(place, format!("at most {MAX_CHARS} characters"), format!("{chars}"));
        }
        if self.cues.len() >= MAX_CUES {
            return self.error(place, format!("at most {MAX_CUES} cues"), "one more");
        }
        cue.speaker = cue.speaker.map(|name| tidy(&name).replace('\n', " ").chars().take(200).collect());
        cue.speaker = cue.speaker.filter(|name| !name.is_empty());
        if !keep_within(&mut cue.words, cue.start, cue.end) {
            self.remark(place, "words in order within their cue", "times that are not; they were moved");
        }
        self.cues.push(cue);
    }

    /// All of it, in order.
    pub(super) fn finish(mut self, format: CaptionFormat) -> CaptionImport {
        self.cues.sort_by(|a, b| a.start.total_cmp(&b.start));
        let captions = Captions { cues: self.cues };
        CaptionImport { format, captions, faults: self.faults, omitted_faults: self.omitted }
    }
}

/// Moves the times of words into order and into their cue; whether they were there but for rounding.
fn keep_within(words: &mut Vec<CaptionWord>, start: f64, end: f64) -> bool {
    words.retain(|word| !word.text.is_empty());
    let mut earliest = start;
    let mut good = true;
    for word in words {
        // Of a time that is no number, `max` makes one.
        let moved = |from: f64, to: f64| from.is_nan() || (from - to).abs() > ROUNDING;
        let from = word.start.max(earliest).min(end);
        let until = word.end.max(from).min(end);
        good &= !moved(word.start, from) && !moved(word.end, until);
        (word.start, word.end, earliest) = (from, until, from);
    }
    good
}

/// A text without control characters, blanks around its lines, and empty lines.
pub(super) fn tidy(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c == '\t' { ' ' } else { c }).collect();
    let plain: String = plain.chars().filter(|c| *c == '\n' || !(c.is_control() || *c == '\u{feff}')).collect();
    let lines: Vec<&str> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// A piece of a file in quotes, short enough for a message.
pub(super) fn shown(text: &str) -> String {
    let short: String = text.chars().take(60).collect();
    if short.len() < text.len() { format!("{short:?}…") } else { format!("{short:?}") }
}
