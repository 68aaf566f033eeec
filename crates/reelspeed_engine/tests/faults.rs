//! What is wrong with a document, its files and its fonts: all of it, at once, with codes; and what is merely odd.

mod common;

use std::fs;

use common::tools::make;
use common::{document, open, project, render};
use reelspeed_core::ErrorCode;
use reelspeed_engine::EngineError;
use reelspeed_model::IssueCode;
use reelspeed_testing::fixtures::TestClip;
use serde_json::json;

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path();
    TestClip { secs: 0.2, sound: false, ..TestClip::default() }.write(dir, "silent.mp4");
    make(dir, "tone.wav", &["-f", "lavfi", "-i", "sine=frequency=330:duration=0.2"]);
    make(dir, "picture.png", &["-f", "lavfi", "-i", "color=red:size=8x8", "-frames:v", "1"]);
    fs::write(dir.join("words.txt"), "words, no media").unwrap();
    fs::create_dir(dir.join("folder.mp4")).unwrap();
    let layers = json!([
        { "type": "video", "src": "no-video.mp4", "duration": 1 },
        { "type": "image", "src": "no-image.png", "duration": 1 },
        { "type": "video", "src": "tone.wav", "duration": 1 },
        { "type": "image", "src": "silent.mp4", "duration": 1 },
        { "type": "video", "src": "words.txt", "duration": 1 },
        { "type": "video", "src": "folder.mp4", "duration": 1 },
        { "type": "group", "duration": 1, "layers": [{ "type": "video", "src": "nested.mp4", "duration": 1 }] },
        { "type": "sequence", "clips": [{ "src": "in-sequence.mp4", "duration": 1 }] },
        { "type": "text", "text": "a", "style": { "fontFamily": ["No Such Family"] }, "duration": 1 },
        // An Egyptian hieroglyph.
        { "type": "text", "text": "a\u{13000}", "duration": 1 },
        // A fault of the document itself.
        { "type": "text", "text": "a", "start": -1, "duration": 1 },
    ]);
    let mut document = document([64, 64], json!(10), layers);
    document["audio"] = json!([{ "src": "no-audio.mp3" }, { "src": "silent.mp4" }, { "src": "picture.png" }]);
    document["fonts"] = json!([{ "src": "no-font.ttf" }, { "src": "words.txt" }]);
    let Err(EngineError::Document(errors)) = open(&document, dir) else { panic!("no document error") };
    let mut found: Vec<&str> = errors.issues.iter().map(|i| i.path.as_str()).collect();
    found.sort_unstable();
    let mut expected = vec![
        "layers[0].src",
        "layers[1].src",
        "layers[2].src",
        "layers[3].src",
        "layers[4].src",
        "layers[5].src",
        "layers[6].layers[0].src",
        "layers[7].clips[0].src",
        "layers[8].style.fontFamily[0]",
        "layers[9].text",
        "layers[10].start",
        "audio[0].src",
        "audio[1].src",
        "audio[2].src",
        "fonts[0].src",
        "fonts[1].src",
    ];
    expected.sort_unstable();
    assert_eq!(found, expected, "{errors}");
    for name in ["no-video.mp4", "no-image.png", "tone.wav", "words.txt", "folder.mp4", "no-font.ttf", "U+13000"] {
        assert!(errors.to_string().contains(name), "{name} is not named:\n{errors}");
    }
    let code = |path: &str| errors.issues.iter().find(|i| i.path == path).unwrap().code;
    assert_eq!(code("layers[0].src"), IssueCode::MissingFile);
    assert_eq!(code("fonts[0].src"), IssueCode::MissingFile);
    for path in ["layers[2].src", "layers[3].src", "layers[4].src", "layers[5].src", "audio[2].src", "fonts[1].src"] {
        assert_eq!(code(path), IssueCode::UnusableFile, "{path}");
    }
    assert_eq!(code("layers[8].style.fontFamily[0]"), IssueCode::MissingFont);
    assert_eq!(code("layers[9].text"), IssueCode::MissingGlyph);
    assert_eq!(code("layers[10].start"), IssueCode::OutOfRange);
}

/// The error's own code says what is missing where it is all of one kind.
#[test]
fn the_code_tells_missing_files_from_missing_fonts() {
    let folder = tempfile::tempdir().unwrap();
    let missing = json!({ "type": "video", "src": "no.mp4", "duration": 1 });
    let hieroglyph = json!({ "type": "text", "text": "\u{13000}", "duration": 1 });
    for (layers, code) in [
        (json!([missing]), ErrorCode::Io),
        (json!([hieroglyph]), ErrorCode::MissingFont),
        (json!([missing, hieroglyph]), ErrorCode::InvalidDocument),
    ] {
        let error = open(&document([64, 64], json!(10), layers), folder.path()).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
    }
}

/// Packets that cannot be decoded do not end the render, and are told of.
#[test]
fn damaged_packets_are_warned_of() {
    let folder = tempfile::tempdir().unwrap();
    let codecs = ["-c:v", "mjpeg", "-c:a", "flac"];
    let inputs = ["-f", "lavfi", "-i", "testsrc2=size=64x64:rate=10:duration=1"];
    let tone = ["-f", "lavfi", "-i", "sine=duration=1"];
    let path = make(folder.path(), "clip.mkv", &[&inputs[..], &tone, &codecs].concat());
    let mut bytes = fs::read(&path).unwrap();
    // The picture in the middle loses the marks by which a JPEG begins.
    let starts: Vec<usize> =
        bytes.windows(3).enumerate().filter(|(_, w)| *w == [0xff, 0xd8, 0xff]).map(|(i, _)| i).collect();
    assert_eq!(starts.len(), 10);
    bytes[starts[5]..starts[6] - 200].fill(0);
    fs::write(&path, bytes).unwrap();
    let layer = json!({ "type": "video", "src": "clip.mkv", "fit": "fill" });
    let project = project(&document([64, 64], json!(10), json!([layer])), folder.path());
    let report = render(&project, &folder.path().join("out.mp4"));
    assert_eq!(report.frames, 10);
    assert!(report.warnings.iter().any(|w| w.contains("clip.mkv") && w.contains("damaged")), "{:?}", report.warnings);
}
