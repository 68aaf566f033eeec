//! Transcripts as JSON, in the forms of those who write them.

use reelspeed_model::report::{CaptionFormat, CaptionImport};
use reelspeed_model::request::CaptionCue;
use reelspeed_templates::captions::{CaptionError, import};

fn read(text: &str) -> CaptionImport {
    import(text.as_bytes()).unwrap()
}

fn words(cue: &CaptionCue) -> Vec<(&str, f64, f64)> {
    cue.words.iter().map(|w| (w.text.as_str(), w.start, w.end)).collect()
}

#[test]
fn openai_with_words_beside_the_segments() {
    let import = read(
        r#"{ "task": "transcribe", "language": "english", "duration": 4.5, "text": "And so, my fellow. Ask!",
            "segments": [
              { "id": 0, "start": 0.0, "end": 2.0, "text": " And so, my fellow.", "tokens": [1, 2], "avg_logprob": -0.2 },
              { "id": 1, "start": 2.0, "end": 4.5, "text": " Ask!" } ],
            "words": [
              { "word": "And", "start": 0.3, "end": 0.6 }, { "word": "so", "start": 0.6, "end": 0.9 },
              { "word": "my", "start": 1.1, "end": 1.3 }, { "word": "fellow", "start": 1.3, "end": 2.02 },
              { "word": "Ask", "start": 3.0, "end": 3.5 } ] }"#,
    );
    assert_eq!(import.format, CaptionFormat::Whisper);
    assert_eq!(import.faults, []);
    let [first, second] = &import.captions.cues[..] else { panic!("{:?}", import.captions) };
    assert_eq!(first.text, "And so, my fellow.");
    // With the punctuation of the text, and within the cue.
    assert_eq!(words(first), [("And", 0.3, 0.6), ("so,", 0.6, 0.9), ("my", 1.1, 1.3), ("fellow.", 1.3, 2.0)]);
    assert_eq!(words(second), [("Ask!", 3.0, 3.5)]);
}

#[test]
fn openai_with_words_alone() {
    let import = read(
        r#"{ "text": "Hi there. You", "words": [{ "word": "Hi", "start": 0, "end": 0.5 },
            { "word": "there.", "start": 0.5, "end": 1 }, { "word": "You", "start": 3, "end": 4 }] }"#,
    );
    let texts: Vec<_> = import.captions.cues.iter().map(|cue| (cue.text.as_str(), cue.start, cue.end)).collect();
    assert_eq!(texts, [("Hi there.", 0.0, 1.0), ("You", 3.0, 4.0)]);
}

#[test]
fn words_within_segments_and_those_without_times() {
    // whisper-timestamped writes `text`, WhisperX `word`, and no times for numbers.
    let import = read(
        r#"{ "segments": [
            { "start": 1, "end": 3, "text": "It costs 20 dollars", "speaker": "A", "words": [
              { "text": "It", "start": 1, "end": 1.5, "confidence": 0.9 }, { "text": "costs", "start": 1.5, "end": 2 },
              { "word": "20" }, { "word": "dollars", "start": 2.5, "end": 3, "score": 0.5 } ] },
            { "start": 5, "text": "no end" }, { "start": 9, "end": 8, "text": "backwards" } ] }"#,
    );
    let [cue] = &import.captions.cues[..] else { panic!("{:?}", import.captions) };
    assert_eq!(words(cue)[2], ("20", 2.0, 2.5));
    assert_eq!(cue.speaker.as_deref(), Some("A"));
    let faults: Vec<String> = import.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "segments[1].end: expected a number of seconds, found nothing",
            "segments[2]: expected an end after the start, found an end at 8 s and a start at 9 s",
        ]
    );
}

#[test]
fn whisper_cpp_tokens_become_words() {
    let import = read(
        r#"{ "systeminfo": "AVX = 1", "model": { "type": "base" }, "result": { "language": "en" }, "transcription": [
            { "timestamps": { "from": "00:00:00,000", "to": "00:00:02,000" }, "offsets": { "from": 0, "to": 2000 },
              "text": " Hello, wonderful", "tokens": [
                { "text": "[_BEG_]", "offsets": { "from": 0, "to": 0 }, "id": 50364, "p": 0.9 },
                { "text": " Hello", "offsets": { "from": 100, "to": 500 } }, { "text": ",", "offsets": { "from": 500, "to": 600 } },
                { "text": " wonder", "offsets": { "from": 700, "to": 1200 } }, { "text": "ful", "offsets": { "from": 1200, "to": 1900 } },
                { "text": "[_TT_100]", "offsets": { "from": 2000, "to": 2000 } } ] },
            { "offsets": { "from": 2000, "to": 3000 }, "text": " é", "tokens": [
                { "text": " \ufffd", "offsets": { "from": 2000, "to": 2500 } } ] } ] }"#,
    );
    assert_eq!(import.format, CaptionFormat::WhisperCpp);
    assert_eq!(words(&import.captions.cues[0]), [("Hello,", 0.1, 0.6), ("wonderful", 0.7, 1.9)]);
    assert_eq!(import.captions.cues[0].text, "Hello, wonderful");
    assert_eq!(import.captions.cues[1].words, []);
    assert!(import.faults.iter().all(|fault| !fault.is_error));
}

#[test]
fn lists_of_cues_and_of_words() {
    let import = read(
        r#"[{ "text": "two words", "startMs": 100, "endMs": 900, "timestampMs": 500, "confidence": 0.8 },
            { "text": "more", "startMs": 1000, "endMs": 1500 }, { "text": "bad", "startMs": "soon", "endMs": 3 }, 7]"#,
    );
    assert_eq!(import.format, CaptionFormat::List);
    assert_eq!(import.captions.cues.len(), 2);
    assert_eq!((import.captions.cues[0].start, import.captions.cues[0].end), (0.1, 0.9));
    let faults: Vec<String> = import.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults[0], "[2].startMs: expected a number of milliseconds, found \"\\\"soon\\\"\"");
    assert!(faults[1].starts_with("[3]: expected an object"), "{faults:?}");

    let import = read(
        r#"[{ "text": "Hello", "startMs": 0, "endMs": 400 }, { "text": " dear", "startMs": 400, "endMs": 700 },
            { "text": " wor", "startMs": 700, "endMs": 900 }, { "text": "ld.", "startMs": 900, "endMs": 1200 },
            { "text": " Bye", "startMs": 1300, "endMs": 1500 }]"#,
    );
    let texts: Vec<_> = import.captions.cues.iter().map(|cue| cue.text.as_str()).collect();
    assert_eq!(texts, ["Hello dear world.", "Bye"]);
    assert_eq!(words(&import.captions.cues[0])[2], ("world.", 0.7, 1.2));

    let import = read(r#"{ "text": "a b", "chunks": [{ "text": " a b", "timestamp": [0.5, 1.5] }] }"#);
    assert_eq!(import.captions.cues[0].start, 0.5);
}

#[test]
fn own_form_and_broken_json() {
    let import = read(
        r#"{ "cues": [{ "start": 1, "end": 2, "text": "a", "words": [{ "text": "a", "start": 1, "end": 2 }] }] }"#,
    );
    assert_eq!(import.format, CaptionFormat::Captions);
    assert_eq!(words(&import.captions.cues[0]), [("a", 1.0, 2.0)]);
    let error = self::import(br#"{ "cues": [{ "start": 1, "end": 0.5, "text": "a" }] }"#).unwrap_err();
    assert_eq!(error.to_string(), "cues[0].end: expected > 1, where the cue starts, found 0.5");
    let Err(CaptionError::Malformed(fault)) = self::import(b"[\n  { \"text\": oops }\n]") else { panic!() };
    assert_eq!(fault.line, Some(2));
    assert_eq!(fault.to_string(), "line 2: expected JSON (expected value), found \"oops }\" at column 13");
}
