//! Subtitle files: what they say, and what is said about those that are broken.

use reelspeed_model::report::{CaptionFormat, CaptionImport};
use reelspeed_templates::captions::{CaptionError, import, import_strict};

fn read(text: &str) -> CaptionImport {
    import(text.as_bytes()).unwrap()
}

fn texts(import: &CaptionImport) -> Vec<&str> {
    import.captions.cues.iter().map(|cue| cue.text.as_str()).collect()
}

#[test]
fn srt_with_everything_that_players_put_up_with() {
    let text = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i> <font color=\"red\">you</font>\r\n{\\an8}a < b\r\n\r\n\
                00:00:03.000 --> 00:00:04.000\r\nno number\r\n3\r\n00:05,000 --> 00:06,000\r\nno blank line, no hours\r\n";
    let import = read(text);
    assert_eq!(import.format, CaptionFormat::Srt);
    assert_eq!(texts(&import), ["Hello you\na < b", "no number", "no blank line, no hours"]);
    assert_eq!((import.captions.cues[0].start, import.captions.cues[0].end), (1.0, 2.5));
    assert_eq!(import.faults, []);
}

#[test]
fn good_cues_are_kept_beside_the_faults() {
    let text = "1\n00:00:01,000 -> 00:00:02,000\nlost\n\n2\n00:00:05,000 --> 00:00:04,000\nbackwards\n\n\
                3\n00:00:06,000 --> 00:00:07,000\nkept\n\n4\n00:99:00,000 --> 00:00:09,000\nlost\n";
    let import = read(text);
    assert_eq!(texts(&import), ["kept"]);
    let faults: Vec<String> = import.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "line 1: expected a number and times as `00:00:01,000 --> 00:00:02,000`, found \"1\"",
            "line 6: expected an end after the start, found an end at 4 s and a start at 5 s",
            "line 14: expected times as `00:00:01,000 --> 00:00:02,000`, found \"00:99:00,000 --> 00:00:09,000\"",
        ]
    );
    let error = import_strict(text.as_bytes()).unwrap_err();
    assert_eq!(error, CaptionError::Malformed(import.faults[0].clone()));
}

#[test]
fn vtt_words_voices_and_what_is_left_aside() {
    let text = "\u{feff}WEBVTT - a film\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE a --- b\nmore\n\nREGION\nid:x\n\n\
                intro\n00:01.000 --> 00:03.000 line:0 align:start\n<v.loud Ada Byron>One <00:01.500><c>two</c><00:02.000> \
                <00:02.250>th<b>ree</b> &amp; &lt;four&gt;\n\n01:00:00.000 --> 01:00:01.000\n<ruby>漢<rt>kan</rt></ruby>&#x5b57;\n";
    let import = read(text);
    let [first, second] = &import.captions.cues[..] else { panic!("{:?}", import.captions) };
    assert_eq!(first.text, "One two three & <four>");
    assert_eq!(first.speaker.as_deref(), Some("Ada Byron"));
    let words: Vec<_> = first.words.iter().map(|w| (w.text.as_str(), w.start, w.end)).collect();
    assert_eq!(&words[..2], [("One", 1.0, 1.5), ("two", 1.5, 2.0)]);
    assert_eq!((words[2].0, words[2].1), ("three", 2.25));
    assert_eq!((words[4].0, words[4].2), ("<four>", 3.0));
    assert_eq!((second.text.as_str(), second.start, second.words.len()), ("漢字", 3600.0, 0));
    assert_eq!(import.faults.len(), 1);
    assert_eq!(import.faults[0].line, Some(14));
    assert!(!import.faults[0].is_error);
}

#[test]
fn ass_text_timing_names_and_karaoke() {
    let text = "[Script Info]\n; a remark\n[V4+ Styles]\nStyle: Default,Arial,20\n\n[Events]\n\
                Format: Start, End, Name, Effect, Text\n\
                Dialogue: 0:00:01.00,0:00:03.00,Ada,,{\\k50}Hel{\\k30}lo {\\kf20\\b1}world,{\\k0} you\n\
                Comment: 0:00:01.00,0:00:03.00,,,not shown\n\
                Dialogue: 0:00:04.00,0:00:05.00,,,{\\an8}two\\Nlines, one\\hcue{\\p1}m 0 0 l 1 1{\\p0}\n\
                Dialogue: 0:00:06.00,soon,,,lost\nDialogue: too few\n";
    let import = read(text);
    assert_eq!(import.format, CaptionFormat::Ass);
    assert_eq!(texts(&import), ["Hello world, you", "two\nlines, one\u{a0}cue"]);
    let cue = &import.captions.cues[0];
    assert_eq!(cue.speaker.as_deref(), Some("Ada"));
    let words: Vec<_> = cue.words.iter().map(|w| (w.text.as_str(), w.start, w.end)).collect();
    assert_eq!(words, [("Hello", 1.0, 1.8), ("world,", 1.8, 2.0), ("you", 2.0, 2.0)]);
    let lines: Vec<_> = import.faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [Some(11), Some(12)]);
    assert_eq!(import.faults[0].to_string(), "line 11: expected times as `0:00:01.00`, found \"0:00:06.00,soon\"");
}

#[test]
fn encodings() {
    let text = "WEBVTT\n\n00:01.000 --> 00:02.000\nçà 😀\n";
    let mut little: Vec<u8> = vec![0xff, 0xfe];
    little.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    let mut big: Vec<u8> = vec![0xfe, 0xff];
    big.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    for bytes in [&little, &big] {
        assert_eq!(import(bytes).unwrap().captions.cues[0].text, "çà 😀");
    }
    let latin = import(b"WEBVTT\n\xe9").unwrap_err();
    assert_eq!(latin, CaptionError::Encoding { offset: 7, actual: "the byte 0xe9".into() });
    assert!(matches!(import(&big[2..]), Err(CaptionError::Encoding { offset: 0, .. })));
    assert!(matches!(import(&little[..little.len() - 1]), Err(CaptionError::Encoding { .. })));
    assert!(matches!(import(&[0xff, 0xfe, 0x00, 0xd8]), Err(CaptionError::Encoding { offset: 2, .. })));
}

#[test]
fn what_is_no_captions() {
    let error = import(b"\n Dear diary,\n").unwrap_err();
    let message = "captions must be SRT, WebVTT, ASS or JSON of a transcript, began with \" Dear diary,\"";
    assert_eq!(error.to_string(), message);
    assert_eq!(error.code().as_str(), "INVALID_DOCUMENT");
    assert!(matches!(import(b""), Err(CaptionError::UnknownFormat { .. })));
    assert!(matches!(import(b"{}"), Err(CaptionError::UnknownFormat { .. })));
    assert!(read("WEBVTT").captions.cues.is_empty());
}
