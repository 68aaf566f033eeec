//! What holds for every input.

use proptest::prelude::*;
use reelspeed_model::Composition;
use reelspeed_model::request::{
    CaptionCue, CaptionPaging, CaptionPreset, CaptionStyle, CaptionWord, Captions, Request,
};
use reelspeed_templates::captions::{burned_in, import, import_strict, layers, pages, to_srt, to_vtt};
use unicode_segmentation::UnicodeSegmentation;

/// Words without spaces, in several scripts.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zA-Z0-9',.!?&;-]{1,12}",
        "[а-яё]{1,9}",
        "[א-ת]{1,6}",
        "[一-龥]{1,1}",
        Just("👩‍👩‍👧".to_owned()),
        Just("e\u{301}a".to_owned())
    ]
    .prop_filter("an arrow is no text", |word| !word.contains("--"))
}

/// A cue from word lengths and pauses in milliseconds.
fn cue() -> impl Strategy<Value = (CaptionCue, u64)> {
    let words = prop::collection::vec((word(), 1u64..3000, 0u64..2000), 1..8);
    (words, 0u64..5000, any::<bool>(), prop::option::of("[A-Z][a-z]{1,8}( [A-Z][a-z]{1,5})?")).prop_map(
        |(words, lead, timed, speaker)| {
            let mut now = lead;
            let mut list = Vec::new();
            for (text, length, pause) in &words {
                let (start, end) = (now as f64 / 1000.0, (now + length) as f64 / 1000.0);
                list.push(CaptionWord { text: text.clone(), start, end });
                now += length + pause;
            }
            let text = words.iter().map(|w| w.0.as_str()).collect::<Vec<_>>().join(" ");
            let words = if timed { list } else { Vec::new() };
            (CaptionCue { start: 0.0, end: now as f64 / 1000.0, text, words, speaker }, now)
        },
    )
}

/// Cues one after another.
fn captions() -> impl Strategy<Value = Captions> {
    prop::collection::vec(cue(), 0..6).prop_map(|cues| {
        let mut offset = 0u64;
        let mut list = Vec::new();
        for (mut cue, length) in cues {
            let later = |time: f64| ((time * 1000.0).round() as u64 + offset) as f64 / 1000.0;
            (cue.start, cue.end) = (later(cue.start), later(cue.end));
            for word in &mut cue.words {
                (word.start, word.end) = (later(word.start), later(word.end));
            }
            offset += length;
            list.push(cue);
        }
        Captions { cues: list }
    })
}

fn paging() -> impl Strategy<Value = CaptionPaging> {
    (1u32..30, 1u32..8, 1u32..4, 0.0..2.0f64, 0.0..2.0f64, any::<bool>()).prop_map(
        |(max_chars_per_line, max_words_per_line, max_lines, max_pause, min_duration, break_at_sentences)| {
            CaptionPaging {
                max_chars_per_line,
                max_words_per_line,
                max_lines,
                max_pause,
                min_duration,
                break_at_sentences,
            }
        },
    )
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = import(&bytes);
    }

    #[test]
    fn no_text_panics(
        head in prop::sample::select(vec!["", "WEBVTT\n\n", "[Events]\n", "1\n", "{\"segments\":[", "[{"]),
        parts in prop::collection::vec(prop_oneof![
            Just("00:00:01,000 --> 00:00:02.5".to_owned()), Just("\n".to_owned()), Just("\n\n".to_owned()),
            Just("Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,".to_owned()), Just("{\\k50}".to_owned()),
            Just("<00:01.500>".to_owned()), Just("<v é>".to_owned()), Just("&#x1f600;".to_owned()), Just("&é;".to_owned()),
            "\\PC{0,12}", "[<>{}&;\\\\,:.0-9-]{0,6}"
        ], 0..24),
    ) {
        let text = format!("{head}{}", parts.concat());
        if let Ok(read) = import(text.as_bytes()) {
            // What was read is good in every sense, also where the file was not.
            prop_assert_eq!(read.captions.validate(), Ok(()));
            let _ = pages(&read.captions, &CaptionPaging::default());
            prop_assert_eq!(import_strict(to_vtt(&read.captions).as_bytes()).map(|c| c.cues.len()), Ok(read.captions.cues.len()));
        }
    }

    #[test]
    fn vtt_comes_back_the_same(captions in captions()) {
        prop_assert_eq!(import_strict(to_vtt(&captions).as_bytes()), Ok(captions));
    }

    #[test]
    fn srt_comes_back_with_the_same_text_and_times(mut captions in captions()) {
        let srt = to_srt(&captions);
        if captions.cues.is_empty() {
            prop_assert!(srt.is_empty());
            return Ok(());
        }
        for cue in &mut captions.cues {
            cue.words.clear();
            cue.speaker = None;
        }
        prop_assert_eq!(import_strict(srt.as_bytes()), Ok(captions));
    }

    #[test]
    fn own_json_comes_back_the_same(captions in captions()) {
        let json = serde_json::to_vec(&captions).unwrap();
        prop_assert_eq!(import_strict(&json), Ok(captions));
    }

    #[test]
    fn pages_hold_all_text_within_their_limits(captions in captions(), paging in paging()) {
        let pages = pages(&captions, &paging);
        let shown: String = pages.iter().flat_map(|page| page.words()).map(|word| word.text.as_str()).collect();
        let said: String = captions.cues.iter().map(|cue| cue.text.as_str()).collect();
        prop_assert_eq!(squeezed(&shown), squeezed(&said));
        let graphemes = |text: &str| text.graphemes(true).count();
        for page in &pages {
            prop_assert!(page.end > page.start);
            prop_assert!(page.lines.len() <= paging.max_lines as usize);
            for line in &page.lines {
                let length: usize = line.iter().map(|word| graphemes(&word.text)).sum();
                prop_assert!(length <= paging.max_chars_per_line as usize || line.len() == 1);
            }
        }
        prop_assert!(pages.windows(2).all(|pair| pair[0].end <= pair[1].start));
    }

    #[test]
    fn layers_are_valid_and_never_two_at_once(
        captions in captions(),
        paging in paging(),
        preset in prop::sample::select(vec![
            CaptionPreset::Plain, CaptionPreset::Karaoke, CaptionPreset::Pop, CaptionPreset::OneWord, CaptionPreset::Box
        ]),
        uppercase: bool,
    ) {
        let mut canvas = Composition::new(720, 1280);
        canvas.duration = Some(60.0);
        let style = CaptionStyle { preset, uppercase, paging, ..CaptionStyle::default() };
        canvas.layers = layers(&captions, &style, &canvas);
        prop_assert_eq!(canvas.validate(), Ok(()));
        prop_assert_eq!(burned_in(&captions, &style).validate(), Ok(()));
        let times: Vec<_> = canvas.layers.iter().map(|l| (l.common().start, l.common().duration.unwrap())).collect();
        for pair in times.windows(2) {
            prop_assert!(pair[0].0 + pair[0].1 <= pair[1].0 + 1e-9, "{pair:?}");
        }
    }
}
