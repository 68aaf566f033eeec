//! `clip` and `explain`, and the limit of memory.

use serde_json::json;

use crate::support::{Room, small};

#[test]
fn a_clip_is_a_part_in_a_vertical_canvas() {
    let room = Room::with_clip();
    let arguments = ["clip", "clip.mp4", "--start", "0.5", "--duration", "0.5", "--size", "90x160", "-o", "out.mp4"];
    let ended = room.run(&arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("out.mp4: 90x160, 0.50 s, 15 frames, "), "{}", ended.stdout);
    let ended =
        room.run(&["clip", "clip.mp4", "-o", "slow.mp4", "--size", "90x160", "--speed", "0.5", "--muted", "--json"]);
    let lines = ended.json_lines();
    let result = lines.last().unwrap();
    assert_eq!(
        (&result["type"], &result["frames"], &result["audioEncoder"]),
        (&json!("result"), &json!(120), &json!(null))
    );
}

#[test]
fn faults_of_a_clip_are_told_in_its_own_words() {
    let room = Room::with_clip();
    let ended = room.run(&["clip", "clip.mp4", "-o", "out.mp4", "--size", "91x160", "--speed", "99"]);
    assert_eq!(ended.code, 2);
    let messages = ended.messages();
    assert!(messages.iter().any(|m| m.contains("error: width: must be")), "{messages:?}");
    assert!(messages.iter().any(|m| m.contains("error: speed: must be from 0.1 to 10, was 99")), "{messages:?}");
    let ended = room.run(&["clip", "none.mp4", "-o", "out.mp4", "--json"]);
    assert_eq!((ended.code, &ended.json_lines()[0]["issues"][0]["path"]), (2, &json!("input")));
    assert_eq!(room.files(), ["clip.mp4"]);
}

#[test]
fn a_render_is_explained_and_kept_within_a_limit() {
    let room = Room::with_clip();
    let mut document = small();
    (document["width"], document["height"]) = (json!(1080), json!(1920));
    // A preset with something to give up.
    document["output"] = json!({ "video": { "preset": "medium", "hardware": "off" } });
    let document = room.document("a.json", &document);
    let ended = room.run(&["explain", document, "--json"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let free: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(free["frames"], 30);
    let total = free["memory"]["total"].as_f64().unwrap();
    assert!(total > 50e6 && free["seconds"].as_f64().unwrap() > 0.0, "{free}");
    let limit = ((total * 0.7 + 110e6) / 1_048_576.0).to_string();
    let limit = limit.split('.').next().unwrap();
    let ended = room.run(&["explain", document, "--json", "--memory-limit", limit]);
    let tight: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert!(tight["memory"]["total"].as_f64().unwrap() < total, "{tight}");
    let ended = room.run(&["explain", document]);
    assert!(ended.stdout.contains("\n  memory     ") && ended.stdout.contains("libx264"), "{}", ended.stdout);

    let ended = room.run(&["render", document, "-o", "out.mp4", "--memory-limit", "64", "--json"]);
    assert_eq!((ended.code, &ended.json_lines().last().unwrap()["code"]), (1, &json!("MEMORY_BUDGET")));
    assert_eq!(room.files(), ["a.json", "clip.mp4"]);
}
