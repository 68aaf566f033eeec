use std::fs;

use serde_json::{Value, json};

use crate::support::{Room, small};

/// An orange disc on dark blue.
fn disc() -> Value {
    json!({
        "version": 1, "width": 108, "height": 192, "frameRate": 10, "duration": 2, "background": "#102030",
        "layers": [{
            "type": "shape", "geometry": { "kind": "ellipse", "width": 60, "height": 60 }, "fill": "#ff8800",
            "transform": { "position": { "keyframes": [{ "time": 0, "value": [-40, 96] }, { "time": 1, "value": [54, 96] }] } },
        }],
    })
}

#[test]
fn a_frame_is_the_picture_at_its_time() {
    let room = Room::new();
    let document = room.document("a.json", &disc());
    for (at, middle_is_orange) in [("0", false), ("1", true), ("1.9", true)] {
        let ended = room.run(&["frame", document, "--at", at, "-o", "f.png"]);
        assert_eq!((ended.code, ended.stderr.as_str(), ended.stdout.as_str()), (0, "", ""));
        let picture = image::open(room.file("f.png")).unwrap().to_rgb8();
        assert_eq!(picture.dimensions(), (108, 192));
        let [red, _, blue] = picture.get_pixel(54, 96).0;
        assert_eq!(red > 240 && blue < 20, middle_is_orange, "at {at}: {:?}", picture.get_pixel(54, 96));
        assert!(picture.get_pixel(2, 2).0[0] < 30);
    }
    assert_eq!(room.files(), ["a.json", "f.png"]);
}

#[test]
fn a_frame_goes_to_standard_output_and_a_time_past_the_end_is_refused() {
    let room = Room::new();
    let document = room.document("a.json", &disc());
    let output = room.command(&["frame", document, "--at", "0.5", "-o", "-"]).output().unwrap();
    assert!(output.stdout.starts_with(b"\x89PNG\r\n\x1a\n"));
    let ended = room.run(&["frame", document, "--at", "2", "-o", "f.png"]);
    assert_eq!(ended.code, 2);
    assert!(ended.stderr.starts_with("reelspeed: error: at: expected "), "{}", ended.stderr);
    assert_eq!(room.files(), ["a.json"]);
}

#[test]
fn a_contact_sheet_shows_a_document_or_a_video() {
    let room = Room::with_clip();
    let document = room.document("a.json", &small());
    let shape = ["--columns", "3", "--rows", "2", "--width", "90"];
    let sheet = |input: &str| {
        let ended = room.run(&[&["contact-sheet", input, "-o", "s.png"], &shape[..]].concat());
        assert_eq!((ended.code, ended.stderr.as_str()), (0, ""), "{input}");
        image::open(room.file("s.png")).unwrap().to_rgb8()
    };
    let of_document = sheet(document);
    assert_eq!(of_document.dimensions(), (3 * 98 + 8, 2 * 168 + 8));
    let of_video = sheet("clip.mp4");
    assert_eq!(of_video.dimensions(), (3 * 98 + 8, 2 * 58 + 8));
    let tile = |n: u32| image::imageops::crop_imm(&of_video, 8 + n * 98, 8, 90, 50).to_image();
    assert_ne!(tile(0), tile(1), "frames of different times differ");

    fs::write(room.file("note.txt"), "words").unwrap();
    assert_eq!(room.run(&["contact-sheet", "note.txt", "-o", "t.png"]).code, 1);
    assert!(!room.file("t.png").exists());
}
