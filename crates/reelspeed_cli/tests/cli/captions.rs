//! `captions`.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Room, small};

const SUBTITLES: &str =
    "WEBVTT\n\n00:00.000 --> 00:00.500\n<v Ada>Hello <00:00.250>you\n\nstray\n\n00:00.500 --> 00:01.000\nBye\n";

#[test]
fn subtitles_are_converted_and_their_faults_said() {
    let room = Room::new();
    fs::write(room.file("a.vtt"), SUBTITLES).unwrap();
    let ended = room.run(&["captions", "a.vtt", "--format", "srt"]);
    let srt = "1\n00:00:00,000 --> 00:00:00,500\nHello you\n\n2\n00:00:00,500 --> 00:00:01,000\nBye\n\n";
    assert_eq!((ended.code, ended.stdout.as_str()), (0, srt));
    let fault = "line 6: expected times as `00:01.000 --> 00:02.000`, found \"stray\"";
    assert_eq!(ended.messages(), [format!("reelspeed: warning: \"a.vtt\": {fault}")]);

    let ended = room.run(&["captions", "a.vtt", "--strict", "-o", "b.srt"]);
    assert_eq!((ended.code, ended.messages()), (2, vec![format!("reelspeed: error: \"a.vtt\": {fault}").as_str()]));
    assert_eq!(room.files(), ["a.vtt"]);

    let ended = room.run_with_input(&["captions", "-", "--format", "json"], SUBTITLES);
    let captions: Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(captions["cues"][0]["speaker"], "Ada");
    assert_eq!(captions["cues"][0]["words"][1], json!({ "text": "you", "start": 0.25, "end": 0.5 }));
}

#[test]
fn captions_are_laid_on_a_document_in_a_style() {
    let room = Room::with_clip();
    fs::write(room.file("a.vtt"), SUBTITLES).unwrap();
    let document = room.document("a.json", &small());
    let style =
        room.document("style.json", &json!({ "preset": "box", "fontFamily": ["DejaVu Sans"], "position": "top" }));
    let ended = room.run(&["captions", "a.vtt", "--onto", document, "--style", style, "-o", "b.json"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let laid: Value = serde_json::from_str(&fs::read_to_string(room.file("b.json")).unwrap()).unwrap();
    let layers = laid["layers"].as_array().unwrap();
    let texts: Vec<_> = layers[2..].iter().map(|layer| layer["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["Hello you", "Hello you", "Bye"]);
    assert_eq!(layers[3]["style"]["spans"][0]["start"], 6);
    let ended = room.run(&["render", "b.json", "-o", "out.mp4", "--quiet"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));

    let ended = room.run(&["captions", "a.vtt", "--format", "srt", "--style", style]);
    assert!(ended.stdout.starts_with("1\n00:00:00,000 --> 00:00:00,500\nHello you\n"), "{}", ended.stdout);

    let wrong = room.document("style.json", &json!({ "presett": "box" }));
    let ended = room.run(&["captions", "a.vtt", "--onto", document, "--style", wrong]);
    assert_eq!(ended.code, 2);
    assert!(ended.messages().iter().any(|m| m.contains("did you mean \"preset\"?")), "{}", ended.stderr);
}
