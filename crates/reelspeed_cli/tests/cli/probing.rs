use std::fs;

use reelspeed_testing::fixtures::{TestClip, ffmpeg, run};
use serde_json::json;

use crate::support::Room;

#[test]
fn the_json_has_exactly_the_promised_fields() {
    let room = Room::with_clip();
    let ended = room.run(&["probe", "--json", "clip.mp4"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    let duration = report["durationSecs"].as_f64().unwrap();
    let sound_secs = report["audio"][0]["durationSecs"].as_f64().unwrap();
    assert!((duration - 2.0).abs() < 0.05 && (sound_secs - 2.0).abs() < 0.05, "{report}");
    let expected = json!({
        "container": report["container"],
        "durationSecs": duration,
        "startSecs": 0.0,
        "video": [{
            "codec": "h264", "width": 320, "height": 180, "codedWidth": 320, "codedHeight": 180, "rotation": 0,
            "mirrored": false, "frameRate": [30, 1], "variableFrameRate": false, "frames": 60, "pixelFormat": "yuv420p",
            "color": { "range": "limited", "matrix": "bt709", "primaries": "bt709", "transfer": "bt709" },
            "hdr": false, "alpha": false,
        }],
        "audio": [{ "codec": "aac", "sampleRate": 48000, "channels": 2, "durationSecs": sound_secs }],
        "subtitles": [],
        "warnings": [],
    });
    assert_eq!(report, expected);
    assert!(report["container"].as_str().unwrap().contains("mp4"));
}

#[test]
fn people_get_one_line_a_stream() {
    let room = Room::new();
    TestClip { sound: false, fps: 25, secs: 1.0, ..TestClip::default() }.write(room.path(), "a.mp4");
    run(ffmpeg()
        .arg("-i")
        .arg(room.file("a.mp4"))
        .args(["-vf", "transpose=1", "-c:v", "ffv1"])
        .arg(room.file("b.mkv")));
    let ended = room.run(&["probe", "b.mkv"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let lines: Vec<_> = ended.stdout.lines().collect();
    assert!(lines[0].starts_with("b.mkv: matroska") && lines[0].ends_with("1.000 s"), "{lines:?}");
    assert!(lines[1].contains("ffv1, 180x320, 25 fps, 25 frames"), "{lines:?}");
    assert_eq!(lines.len(), 2);
}

#[test]
fn what_is_not_media_fails_in_one_line() {
    let room = Room::new();
    fs::write(room.file("note.txt"), "just words\n".repeat(100)).unwrap();
    fs::write(room.file("empty.mp4"), "").unwrap();
    for (name, code) in
        [("note.txt", "UNSUPPORTED_MEDIA"), ("empty.mp4", "UNSUPPORTED_MEDIA"), ("no.mp4", "IO"), (".", "IO")]
    {
        let ended = room.run(&["probe", "--json", name]);
        assert_eq!(ended.code, 1, "{name}");
        assert_eq!(ended.messages().len(), 1, "{name}: {}", ended.stderr);
        assert!(ended.stderr.starts_with("reelspeed: error: "), "{name}: {}", ended.stderr);
        let error = &ended.json_lines()[0];
        assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!(code)), "{name}: {error}");
    }
}
