use std::fs;

use serde_json::json;

use crate::support::Room;

#[test]
fn a_video_is_made_to_fit_and_the_command_says_how_well() {
    let room = Room::with_clip();
    let arguments = ["optimize", "clip.mp4", "--target-size-mb", "0.06", "-o", "out.mp4", "--preset", "veryfast"];
    let ended = room.run(&arguments);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert!(ended.stdout.starts_with("out.mp4: ") && ended.stdout.contains(" of 100 (SSIM 0."), "{}", ended.stdout);
    let bytes = fs::metadata(room.file("out.mp4")).unwrap().len();
    assert!((58_800..=60_000).contains(&bytes), "{bytes}");
    assert_eq!(room.files(), ["clip.mp4", "out.mp4"]);

    let quiet = room.run(&[&arguments[..], &["--quiet"]].concat());
    assert_eq!((quiet.code, quiet.stderr.as_str(), quiet.stdout.as_str()), (0, "", ""));
}

#[test]
fn json_is_progress_lines_and_then_the_result() {
    let room = Room::with_clip();
    let ended = room.run(&["optimize", "clip.mp4", "--target-size-mb", "0.06", "--preset", "veryfast", "--json"]);
    assert_eq!(ended.code, 0, "{}", ended.stderr);
    let lines = ended.json_lines();
    let (result, progress) = lines.split_last().unwrap();
    assert!(progress.iter().all(|line| line["type"] == "progress"), "{progress:?}");
    let frames: Vec<_> = progress.iter().map(|line| line["frame"].as_u64().unwrap()).collect();
    assert!(frames.windows(2).all(|w| w[0] <= w[1]), "{frames:?}");
    assert_eq!(progress.last().unwrap()["stage"], "done");
    assert_eq!((&result["type"], &result["output"]), (&json!("result"), &json!("clip.optimized.mp4")));
    let bytes = fs::metadata(room.file("clip.optimized.mp4")).unwrap().len();
    assert_eq!(result["optimizedSize"].as_f64().unwrap() as u64, bytes);
    let score = result["qualityScore"].as_f64().unwrap();
    assert!((0.0..100.0).contains(&score), "{result}");
}

#[test]
fn targets_that_cannot_be_are_refused() {
    let room = Room::with_clip();
    let ended = room.run(&["optimize", "clip.mp4", "--target-size-mb", "0.001", "-o", "out.mp4", "--json"]);
    assert_eq!(ended.code, 2, "{}", ended.stderr);
    assert!(ended.stderr.starts_with("reelspeed: error: targetSizeMb: expected at least 0.0"), "{}", ended.stderr);
    assert_eq!(ended.json_lines().last().unwrap()["code"], "INVALID_ARGUMENT");
    for wrong in [&["optimize", "clip.mp4"][..], &["optimize", "clip.mp4", "--target-size-mb", "0"]] {
        assert_eq!(room.run(wrong).code, 2);
    }
    assert_eq!(room.files(), ["clip.mp4"]);
}
