use serde_json::json;

use crate::support::{Room, small};

#[test]
fn a_right_document_is_summed_up() {
    let room = Room::with_clip();
    let document = room.document("a.json", &small());
    let ended = room.run(&["validate", document]);
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    assert_eq!(ended.stdout, "OK: 180x320, 30 fps, 1.00 s, 30 frames, 2 layers\n");
    let ended = room.run(&["validate", document, "--json"]);
    assert_eq!(ended.json_lines(), [json!({ "valid": true, "issues": [], "warnings": [] })]);
}

#[test]
fn every_fault_is_told_at_once_with_its_place() {
    let room = Room::with_clip();
    let mut wrong = small();
    wrong["layers"][1]["start"] = json!(-1);
    wrong["widht"] = json!(3);
    let document = room.document("a.json", &wrong);
    let ended = room.run(&["validate", document]);
    assert_eq!((ended.code, ended.stdout.as_str()), (2, ""));
    let messages = ended.messages();
    assert!(messages.contains(&"reelspeed: error: layers[1].start: must be ≥ 0, was -1"), "{messages:#?}");
    let unknown = messages.iter().find(|m| m.contains("widht")).unwrap();
    assert!(unknown.contains("did you mean \"width\"?"), "{unknown}");

    let ended = room.run(&["validate", document, "--json"]);
    assert_eq!(ended.code, 2);
    let report = &ended.json_lines()[0];
    assert_eq!(report["valid"], false);
    let issues = report["issues"].as_array().unwrap();
    let start = issues.iter().find(|i| i["path"] == "layers[1].start").unwrap();
    assert_eq!((&start["code"], &start["actual"]), (&json!("OUT_OF_RANGE"), &json!("-1")));
}

#[test]
fn missing_files_and_fonts_are_told_together() {
    let room = Room::new();
    let mut wrong = small();
    wrong["layers"][1]["style"]["fontFamily"] = json!(["No Such Family"]);
    let document = room.document("a.json", &wrong);
    let ended = room.run(&["render", document, "-o", "out.mp4"]);
    assert_eq!(ended.code, 2);
    let messages = ended.messages();
    assert!(messages.iter().any(|m| m.contains("layers[0].src") && m.contains("clip.mp4")), "{messages:#?}");
    assert!(messages.iter().any(|m| m.contains("layers[1]") && m.contains("No Such Family")), "{messages:#?}");
    assert_eq!(room.files(), ["a.json"]);
}

#[test]
fn a_document_from_standard_input_counts_paths_from_the_current_folder() {
    let room = Room::with_clip();
    let ended = room.run_with_input(&["validate", "-"], &small().to_string());
    assert_eq!((ended.code, ended.stderr.as_str()), (0, ""));
    let ended = room.run_with_input(&["validate", "-"], "{ not json");
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.starts_with("reelspeed: error: "), "{}", ended.stderr);
}

#[test]
fn a_document_that_is_not_there_is_a_failed_job() {
    let ended = Room::new().run(&["validate", "no.json", "--json"]);
    assert_eq!(ended.code, 1);
    assert!(ended.messages()[0].contains("\"no.json\""), "{}", ended.stderr);
    let error = &ended.json_lines()[0];
    assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!("IO")));
}
