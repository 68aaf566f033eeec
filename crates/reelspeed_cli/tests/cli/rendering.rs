use std::fs;

use serde_json::{Value, json};

use crate::support::{Room, endless, small};

#[test]
fn a_render_says_what_it_made() {
    let room = Room::with_clip();
    let document = room.document("a.json", &small());
    let ended = room.run(&["render", document, "-o", "out.mp4"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("out.mp4: 180x320, 1.00 s, 30 frames, "), "{}", ended.stdout);
    assert!(ended.stdout.contains(", libx264 + aac"), "{}", ended.stdout);
    let quiet = room.run(&["render", document, "-o", "out.mp4", "--quiet"]);
    assert_eq!((quiet.code, quiet.stderr.as_str(), quiet.stdout.as_str()), (0, "", ""));

    let probe: Value = serde_json::from_str(&room.run(&["probe", "--json", "out.mp4"]).stdout).unwrap();
    let video = &probe["video"][0];
    assert_eq!((&video["frames"], &video["width"], &video["height"]), (&json!(30), &json!(180), &json!(320)));
    assert_eq!((&video["color"]["matrix"], &video["color"]["range"]), (&json!("bt709"), &json!("limited")));
    assert_eq!(probe["audio"][0]["codec"], "aac");
    assert_eq!(room.files(), ["a.json", "clip.mp4", "out.mp4"]);
}

#[test]
fn json_is_progress_lines_and_then_the_result() {
    let room = Room::with_clip();
    let document = room.document("a.json", &small());
    let ended = room.run(&["render", document, "-o", "out.mkv", "--json", "--hardware", "nvenc", "--threads", "1"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let lines = ended.json_lines();
    let (result, progress) = lines.split_last().unwrap();
    assert!(!progress.is_empty());
    let mut before = 0;
    for line in progress {
        assert_eq!((&line["type"], &line["frames"]), (&json!("progress"), &json!(30)));
        let frame = line["frame"].as_u64().unwrap();
        assert!(frame >= before && frame <= 30, "{line} after {before}");
        before = frame;
    }
    assert_eq!(progress.last().unwrap()["stage"], "done");
    assert_eq!((&result["type"], &result["frames"]), (&json!("result"), &json!(30)));
    assert_eq!(result["bytes"].as_f64().unwrap() as u64, fs::metadata(room.file("out.mkv")).unwrap().len());
    let quiet = room.run(&["render", document, "-o", "out.mkv", "--json", "--quiet"]);
    assert_eq!(quiet.json_lines().len(), 1, "only the result: {}", quiet.stdout);

    // Hardware that is not there gives way to software, and the result says so.
    if result["videoEncoder"]["hardware"] == false {
        assert_eq!(result["videoEncoder"]["failed"][0]["name"], "h264_nvenc", "{result}");
    }
}

#[test]
fn an_existing_output_survives_a_render_that_fails() {
    let room = Room::with_clip();
    let document = room.document("a.json", &endless());
    fs::write(room.file("out.mp4"), "precious").unwrap();
    // One mebibyte does not hold a frame of 1080x1920, which shows only once rendering has begun.
    let ended = room.run(&["render", document, "-o", "out.mp4", "--frame-memory", "1", "--json"]);
    assert_eq!(ended.code, 1, "{}", ended.stderr);
    assert!(ended.stderr.starts_with("reelspeed: error: "), "{}", ended.stderr);
    let lines = ended.json_lines();
    let error = lines.last().unwrap();
    assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("MEMORY_BUDGET")));
    assert_eq!(fs::read_to_string(room.file("out.mp4")).unwrap(), "precious");
    assert_eq!(room.files(), ["a.json", "clip.mp4", "out.mp4"]);
}

#[test]
fn outputs_that_cannot_be_are_refused() {
    let room = Room::with_clip();
    let document = room.document("a.json", &small());
    for (output, code) in [("no/such/out.mp4", 1), (".", 2), (document, 2)] {
        let ended = room.run(&["render", document, "-o", output]);
        assert_eq!(ended.code, code, "{output}: {}", ended.stderr);
        assert!(ended.stderr.starts_with("reelspeed: error: "), "{output}: {}", ended.stderr);
    }
    assert_eq!(room.files(), ["a.json", "clip.mp4"]);
    assert_eq!(fs::read_to_string(room.file(document)).unwrap(), small().to_string());
}
