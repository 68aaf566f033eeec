//! Words into lines and pages.

use reelspeed_model::request::{CaptionCue, CaptionPaging, CaptionWord, Captions};
use reelspeed_templates::captions::{Page, pages};

fn cue(start: f64, end: f64, text: &str) -> CaptionCue {
    CaptionCue { start, end, text: text.into(), ..CaptionCue::default() }
}

fn spoken(words: &[(&str, f64, f64)]) -> CaptionCue {
    let (first, last) = (words[0], words[words.len() - 1]);
    let text = words.iter().map(|w| w.0).collect::<Vec<_>>().join(" ");
    let words = words.iter().map(|&(text, start, end)| CaptionWord { text: text.into(), start, end }).collect();
    CaptionCue { start: first.1, end: last.2, text, words, speaker: None }
}

fn lines(page: &Page) -> Vec<String> {
    let line = |line: &Vec<reelspeed_templates::captions::PageWord>| {
        let words = line.iter().enumerate();
        words.map(|(i, w)| if i == 0 || w.glued { w.text.clone() } else { format!(" {}", w.text) }).collect()
    };
    page.lines.iter().map(line).collect()
}

fn all(cues: Vec<CaptionCue>, paging: &CaptionPaging) -> Vec<Vec<String>> {
    pages(&Captions { cues }, paging).iter().map(lines).collect()
}

#[test]
fn lines_and_pages_are_about_as_long_as_each_other() {
    let paging = CaptionPaging::default();
    let text = "ask not what your country can do for you, ask what you can do for your country.";
    let shown = all(vec![cue(0.0, 8.0, text)], &paging);
    assert_eq!(
        shown,
        [["ask not what", "your country"], ["can do for", "you, ask what"], ["you can do for", "your country."]]
    );
}

#[test]
fn pages_end_with_sentences_and_silences() {
    let paging = CaptionPaging { max_chars_per_line: 40, ..CaptionPaging::default() };
    let words = [("Yes.", 0.0, 1.0), ("No", 1.0, 2.0), ("way", 4.0, 5.0), ("back", 5.1, 6.0)];
    assert_eq!(all(vec![spoken(&words)], &paging), [["Yes."], ["No"], ["way back"]]);
    let anywhere = CaptionPaging { break_at_sentences: false, max_pause: 3.0, ..paging };
    assert_eq!(all(vec![spoken(&words)], &anywhere), [["Yes. No way back"]]);
}

#[test]
fn short_pages_join_their_neighbours_or_share_words() {
    let paging = CaptionPaging { max_chars_per_line: 20, max_lines: 1, ..CaptionPaging::default() };
    // "No." is over in 0.2 s, and there is room for it.
    let joined = [("No.", 0.0, 0.2), ("Not", 0.2, 0.8), ("today", 0.8, 1.4)];
    assert_eq!(all(vec![spoken(&joined)], &paging), [["No. Not today"]]);
    // "end" alone would be.
    let shared =
        [("twelve", 0.0, 0.5), ("letters", 0.5, 1.0), ("here", 1.0, 1.4), ("the", 1.4, 1.6), ("end", 1.6, 1.7)];
    let narrow = CaptionPaging { max_chars_per_line: 22, ..paging };
    assert_eq!(all(vec![spoken(&shared)], &narrow), [["twelve letters"], ["here the end"]]);
}

#[test]
fn a_short_cue_stays_into_the_silence_after_it() {
    let paging = CaptionPaging { min_duration: 0.5, max_pause: 0.8, ..CaptionPaging::default() };
    let cues = vec![cue(0.0, 0.1, "Hi"), cue(5.0, 6.0, "again"), cue(6.5, 7.0, "and"), cue(7.0, 8.0, "on")];
    let times: Vec<_> = pages(&Captions { cues }, &paging).iter().map(|page| (page.start, page.end)).collect();
    assert_eq!(times, [(0.0, 0.5), (5.0, 6.5), (6.5, 7.0), (7.0, 8.0)]);
}

#[test]
fn time_is_shared_out_by_length() {
    let page = &pages(&Captions { cues: vec![cue(0.0, 4.0, "a bbb")] }, &CaptionPaging::default())[0];
    let times: Vec<_> = page.words().map(|word| (word.start, word.end)).collect();
    assert_eq!(times, [(0.0, 1.0), (1.0, 4.0)]);
}

#[test]
fn a_dash_goes_with_the_word_after_it() {
    let page = &pages(&Captions { cues: vec![cue(0.0, 4.0, "he's in - bad")] }, &CaptionPaging::default())[0];
    let words: Vec<_> = page.words().map(|word| word.text.as_str()).collect();
    assert_eq!(words, ["he's", "in", "- bad"]);
}

#[test]
fn ideographs_break_between_characters_but_not_before_punctuation() {
    let paging = CaptionPaging { max_chars_per_line: 8, max_lines: 2, ..CaptionPaging::default() };
    let shown = all(vec![cue(0.0, 6.0, "吾輩は猫である。名前はまだ無い。")], &paging);
    assert_eq!(shown.concat().concat(), "吾輩は猫である。名前はまだ無い。");
    for line in shown.concat() {
        assert!(!line.starts_with('。') && line.chars().count() <= 5, "{shown:?}");
    }
    // Words of a transcript that have no spaces between them stay without.
    let words = ["你好", "世界"].map(|text| CaptionWord { text: text.into(), start: 0.0, end: 1.0 });
    let cue = CaptionCue { end: 1.0, text: "你好，世界".into(), words: words.into(), ..CaptionCue::default() };
    assert_eq!(all(vec![cue], &CaptionPaging::default()), [["你好，世界"]]);
}

#[test]
fn graphemes_and_right_to_left_words_stay_whole() {
    let paging =
        CaptionPaging { max_chars_per_line: 6, max_lines: 1, max_words_per_line: 2, ..CaptionPaging::default() };
    let family = "👨‍👩‍👧‍👦";
    let shown = all(vec![cue(0.0, 4.0, &format!("{family} {family} नमस्ते"))], &paging);
    assert_eq!(shown, [[format!("{family} {family}")], ["नमस्ते".to_owned()]]);
    // Logical order: the text layout turns it.
    let shown = all(vec![cue(0.0, 4.0, "שלום עולם")], &CaptionPaging::default());
    assert_eq!(shown, [["שלום עולם"]]);
}

#[test]
fn overlapping_cues_come_one_after_another() {
    let cues = vec![cue(0.0, 5.0, "one"), cue(3.0, 9.0, "two"), cue(20.0, 22.0, "three"), cue(20.1, 22.0, "four")];
    let shown = pages(&Captions { cues }, &CaptionPaging::default());
    let times: Vec<_> = shown.iter().map(|page| (lines(page).join(" "), page.start, page.end)).collect();
    let expected = [("one", 0.0, 3.0), ("two", 3.0, 9.0), ("three four", 20.0, 22.0)];
    assert_eq!(times, expected.map(|(text, start, end)| (text.to_owned(), start, end)));
}
