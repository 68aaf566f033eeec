//! Every frame of `wave_croatia_1080p25_framecode.mp4` carries its own number as a QR code. What is shown at the file's time t
//! must be frame floor(25 t) + 1, by every way to it: exactly, frame by frame.

mod common;

use std::path::Path;

use common::qr::{number_in_frame, number_in_image};
use common::{CODED, document, frame_times, media, project};
use reelspeed_core::FramePool;
use reelspeed_engine::{Project, RenderOptions};
use reelspeed_ffmpeg::{VideoOptions, VideoSource};
use serde_json::{Value, json};

const SIZE: [u32; 2] = [960, 540];

/// An exact number of seconds: numerator and denominator.
type Secs = (i64, i64);

/// The number of the frame that the clip shows at `t`: floor(25 t) + 1.
fn number_at((num, den): Secs) -> u32 {
    u32::try_from((25 * num).div_euclid(den) + 1).unwrap()
}

/// The numbers in the frames that begin at `times`.
fn shown(project: &Project, times: &[f64]) -> Vec<Option<u32>> {
    // A few at a time: each picture is 2 MB.
    let frames = |times: &[f64]| project.frames(times, &RenderOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    times.chunks(50).flat_map(frames).map(|image| number_in_image(&image)).collect()
}

fn some(numbers: impl IntoIterator<Item = u32>) -> Vec<Option<u32>> {
    numbers.into_iter().map(Some).collect()
}

/// The cut [2.0 s, 5.0 s).
fn cut(more: Value) -> Value {
    let mut layer = json!({ "type": "video", "src": CODED, "fit": "contain", "trim": { "start": 2.0, "end": 5.0 } });
    layer.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    layer
}

fn check(media: &Path, document: &Value, expected: &[Option<u32>]) {
    let project = project(document, media);
    assert_eq!(shown(&project, &frame_times(&project)), expected, "{document}");
}

/// The codes themselves can be read: all 200, in order.
#[test]
fn the_oracle_can_be_read() {
    let Some(media) = media() else { return };
    let options = VideoOptions { pool: FramePool::unlimited(), ..VideoOptions::default() };
    let mut source = VideoSource::open(media.join(CODED), options).unwrap();
    for expected in 1..=200 {
        let picture = source.next_frame().unwrap().expect("200 frames");
        assert_eq!(number_in_frame(&picture.frame), Some(expected), "at {:?}", picture.pts);
    }
    assert!(source.next_frame().unwrap().is_none());
}

#[test]
fn a_cut_at_25_30_and_12_and_a_half_frames_per_second() {
    let Some(media) = media() else { return };
    // frame rate, frames of 3 s, source time of frame n in units of 1/(6 x 25) s
    for (rate, frames, step) in [(json!(25), 75, 6), (json!(30), 90, 5), (json!(12.5), 38, 12)] {
        let expected = some((0..frames).map(|n| number_at((2 * 150 + n * step, 150))));
        check(&media, &document(SIZE, rate, json!([cut(json!({}))])), &expected);
    }
}

#[test]
fn a_cut_at_double_and_at_half_speed() {
    let Some(media) = media() else { return };
    let expected = some((0..38).map(|n| number_at((50 + 2 * n, 25))));
    check(&media, &document(SIZE, json!(25), json!([cut(json!({ "speed": 2.0 }))])), &expected);
    let expected = some((0..20).map(|n| number_at((100 + n, 50))));
    let slow = cut(json!({ "speed": 0.5, "duration": 0.8 }));
    check(&media, &document(SIZE, json!(25), json!([slow])), &expected);
}

#[test]
fn a_loop_begins_again_at_its_first_frame() {
    let Some(media) = media() else { return };
    // 0.48 s are 12 frames; three and a half rounds.
    let layer = json!({ "type": "video", "src": CODED, "fit": "contain", "trim": { "start": 2.0, "end": 2.48 },
        "loop": true, "duration": 1.68 });
    let expected = some((0..42).map(|n| 51 + n % 12));
    check(&media, &document(SIZE, json!(25), json!([layer])), &expected);
}

#[test]
fn what_is_over_holds_its_last_frame() {
    let Some(media) = media() else { return };
    let layer = json!({ "type": "video", "src": CODED, "fit": "contain", "trim": { "start": 7.8 }, "duration": 0.4 });
    let expected = some((0..10).map(|n| (196 + n).min(200)));
    check(&media, &document(SIZE, json!(25), json!([layer])), &expected);
}

#[test]
fn clips_of_a_sequence_with_a_crossfade() {
    let Some(media) = media() else { return };
    let clip = |start: f64, end: f64| json!({ "src": CODED, "fit": "contain", "trim": { "start": start, "end": end } });
    let mut second = clip(4.0, 5.0);
    second["transition"] = json!({ "type": "crossfade", "duration": 0.4 });
    let mut third = clip(0.2, 0.6);
    third["transition"] = json!({ "type": "cut" });
    let sequence = json!({ "type": "sequence", "start": 0.2, "clips": [clip(2.0, 3.0), second, third] });
    let project = project(&document(SIZE, json!(25), json!([sequence])), &media);
    // 5 frames of nothing, 25 + 25 - 10 of the crossfade, 10.
    assert_eq!(project.timeline().frame_count(), 5 + 40 + 10);
    let numbers = shown(&project, &frame_times(&project));
    assert_eq!(numbers[..5], [None; 5]);
    assert_eq!(numbers[5..20], some(51..66));
    // Frames 20 to 29 show both clips at once.
    assert_eq!(numbers[30..45], some(111..126));
    assert_eq!(numbers[45..], some(6..16));
}

#[test]
fn a_clip_in_a_group_follows_the_groups_clock() {
    let Some(media) = media() else { return };
    let layer = cut(json!({ "start": 0.2 }));
    let group = json!({ "type": "group", "start": 0.4, "speed": 2.0, "layers": [layer] });
    let mut doc = document(SIZE, json!(25), json!([group]));
    doc["duration"] = json!(1.2);
    // The layer appears 0.4 s + 0.2 s / 2 after the start: frame 12.5, rounded up; then two frames of the file each.
    let expected: Vec<_> = (0..30u32).map(|n| n.checked_sub(13).map(|n| 51 + 2 * n)).collect();
    check(&media, &doc, &expected);
}

#[test]
fn any_order_of_seeks_gives_the_same_frames() {
    let Some(media) = media() else { return };
    let project = project(&document(SIZE, json!(25), json!([cut(json!({}))])), &media);
    let order = [74, 0, 37, 36, 1, 73, 12, 50, 49, 51, 25, 26, 24, 0, 74];
    // In the middle of each frame, at its beginning, and just before its end.
    for offset in [0.02, 0.0, 0.039_999] {
        let times = order.map(|n| f64::from(n) / 25.0 + offset);
        assert_eq!(shown(&project, &times), some(order.map(|n| 51 + n as u32)), "offset {offset}");
    }
}

#[test]
fn numbers_survive_the_whole_pipeline() {
    let Some(media) = media() else { return };
    let folder = tempfile::tempdir().unwrap();
    for (rate, frames, step) in [(json!(25), 75, 6), (json!(30), 90, 5), (json!(12.5), 38, 12)] {
        let output = folder.path().join("out.mp4");
        let project = project(&document(SIZE, rate.clone(), json!([cut(json!({ "muted": true }))])), &media);
        common::render(&project, &output);
        let numbers: Vec<_> = common::files::pictures(&output).iter().map(|(_, f)| number_in_frame(f)).collect();
        let expected = some((0..frames).map(|n| number_at((2 * 150 + n * step, 150))));
        assert_eq!(numbers, expected, "at {rate}");
    }
}
