//! `render --reelspeed`, `story`.

use serde_json::{Value, json};

use crate::support::Room;

fn story() -> Value {
    json!({
        "template": "terminal",
        "messages": [{ "text": "hello", "audioDuration": 0.5 }, { "text": "who is there", "audioDuration": 0.5 }],
        "videoSettings": { "resolution": "90x160", "fps": 10 },
        "animationSettings": { "baseDelay": 100, "messageDelay": 100, "typingDuration": 100, "endDelay": 300 },
    })
}

#[test]
fn a_story_is_rendered_shown_and_checked() {
    let room = Room::new();
    let config = room.document("chat.json", &story());
    let ended = room.run(&["render", "--reelspeed", config, "-o", "chat.mp4", "--json", "--quiet"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let report: Value = serde_json::from_str(ended.stdout.trim()).unwrap();
    assert_eq!((report["frames"].as_u64(), report["durationSecs"].as_f64()), (Some(17), Some(1.7)));
    assert!(report["spriteHitRate"].as_f64().is_some_and(|rate| rate > 0.5), "{report}");
    assert_eq!(room.run(&["frame", "--reelspeed", config, "--at", "1", "-o", "a.png"]).code, 0);
    assert_eq!(room.run(&["validate", "--reelspeed", config]).code, 0);
    assert_eq!(room.run(&["render", config, "--reelspeed", config, "-o", "b.mp4"]).code, 2);
    assert_eq!(room.run(&["render", "-o", "b.mp4"]).code, 2);
    assert_eq!(room.files(), ["a.png", "chat.json", "chat.mp4"]);
}

#[test]
fn a_story_becomes_a_document_and_subtitles() {
    let room = Room::new();
    let config = room.document("chat.json", &story());
    assert_eq!(room.run(&["story", config, "-o", "short.json"]).code, 0);
    assert_eq!(room.run(&["validate", "short.json"]).code, 0);
    let ended = room.run(&["story", config, "--captions", "srt"]);
    let srt = "1\n00:00:00,200 --> 00:00:00,700\nhello\n\n2\n00:00:00,900 --> 00:00:01,400\nwho is there\n\n";
    assert_eq!((ended.code, ended.stdout.as_str()), (0, srt));
    let bad = room.document("bad.json", &json!({ "template": "terminel", "messages": [{ "text": "a" }] }));
    let ended = room.run(&["story", bad]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.contains("did you mean \"terminal\"?"), "{}", ended.stderr);
}
