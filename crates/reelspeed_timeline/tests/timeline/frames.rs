//! Which frame shows which frame of a file.

use crate::common::{facts, only_picture, source_frame, timeline, visible};
use reelspeed_core::{FLICKS_PER_SECOND, Flicks, Rational};
use reelspeed_timeline::ClipKind;
use serde_json::{Value, json};

/// The frames of a 25 fps file that are shown, frame by frame.
fn shown(fields: Value) -> Vec<i128> {
    let t = timeline(fields);
    (0..t.frame_count()).map(|n| source_frame(only_picture(&t, n).time, 25, 1)).collect()
}

fn cut(rate: Value, speed: f64) -> Value {
    json!({
        "frameRate": rate,
        "layers": [{ "type": "video", "src": "clip.mp4", "trim": { "start": 2.0, "end": 5.0 }, "speed": speed }],
    })
}

#[test]
fn a_cut_at_its_own_rate_shows_each_frame_once() {
    assert_eq!(shown(cut(json!(25), 1.0)), (50..125).collect::<Vec<_>>());
}

#[test]
fn a_cut_at_30_fps_repeats_every_fifth() {
    let expected: Vec<i128> = (0..90).map(|n| 50 + n * 25 / 30).collect();
    assert_eq!(shown(cut(json!(30), 1.0)), expected);
    assert_eq!(expected.last(), Some(&124));
}

#[test]
fn a_cut_at_12_and_a_half_fps_skips_every_second() {
    // 37.5 frames, half up.
    let expected: Vec<i128> = (0..38).map(|n| 50 + 2 * n).collect();
    assert_eq!(shown(cut(json!(12.5), 1.0)), expected);
    assert_eq!(shown(cut(json!([25, 2]), 1.0)), expected);
}

#[test]
fn a_cut_at_double_speed_lasts_half_as_long() {
    let expected: Vec<i128> = (0..38).map(|n| 50 + 2 * n).collect();
    assert_eq!(shown(cut(json!(25), 2.0)), expected);
    let at_30: Vec<i128> = (0..45).map(|n| 50 + n * 50 / 30).collect();
    assert_eq!(shown(cut(json!(30), 2.0)), at_30);
}

#[test]
fn slow_motion_shows_each_frame_as_often_as_it_should() {
    let expected: Vec<i128> = (0..225).map(|n| 50 + n / 3).collect();
    assert_eq!(shown(cut(json!(25), 1.0 / 3.0)), expected);
    assert_eq!(shown(cut(json!(25), 0.333_333_333_3)), expected);
}

#[test]
fn ntsc_rates_are_exact_for_hours() {
    for (text, num) in [(json!(29.97), 30000), (json!(23.976), 24000), (json!(59.94), 60000)] {
        let t = timeline(json!({
            "frameRate": text,
            "duration": 20000,
            "layers": [{ "type": "video", "src": "endless.mp4", "duration": 20000 }],
        }));
        assert_eq!(t.frame_rate(), Rational::new(num, 1001));
        assert_eq!(t.frame_count(), (20000.0 * num as f64 / 1001.0 + 0.5) as u64);
        for n in (0..t.frame_count()).step_by(997).chain([t.frame_count() - 1]) {
            // The same rate in the file: frame n is frame n, after five hours too.
            assert_eq!(source_frame(only_picture(&t, n).time, num as i128, 1001), n as i128);
        }
    }
}

#[test]
fn files_of_any_rate_into_output_of_any_rate() {
    for (num, den) in [(24, 1), (24000, 1001), (30000, 1001), (60, 1)] {
        for out in [json!(25), json!(30), json!([30000, 1001])] {
            let t = timeline(json!({
                "frameRate": out, "layers": [{ "type": "video", "src": "clip.mp4" }],
            }));
            let rate = t.frame_rate();
            for n in 0..t.frame_count() {
                let exact = (n as i128 * rate.den as i128 * num).div_euclid(rate.num as i128 * den);
                assert_eq!(source_frame(only_picture(&t, n).time, num, den), exact, "{num}/{den}, frame {n}");
            }
        }
    }
}

#[test]
fn layers_show_from_their_start_to_before_their_end() {
    let t = timeline(json!({
        "duration": 4, "layers": [{ "type": "image", "src": "still.png", "start": 1.0, "duration": 0.5 }],
    }));
    assert_eq!(visible(&t), (30..45).collect::<Vec<_>>());
    // 1.216666 s is frame 36.49998, 1.2166667 s frame 36.500001.
    for (start, first) in [(1.216_666, 36), (1.216_666_7, 37), (0.05, 2), (0.049_999, 1)] {
        let t = timeline(json!({
            "duration": 4, "layers": [{ "type": "image", "src": "still.png", "start": start, "duration": 1.0 }],
        }));
        assert_eq!(visible(&t)[0], first, "{start} s");
    }
}

#[test]
fn what_ends_when_the_next_begins_leaves_no_gap() {
    for i in 0..200 {
        let at = 0.011 * i as f64;
        let t = timeline(json!({
            "frameRate": 29.97,
            "duration": 4,
            "layers": [
                { "type": "image", "src": "still.png", "duration": at + 0.02 },
                { "type": "image", "src": "still.png", "start": at + 0.02 },
            ],
        }));
        for n in 0..t.frame_count() {
            assert_eq!(t.display_list(n).steps.len(), 1, "cut at {at} s, frame {n}");
        }
    }
}

#[test]
fn the_last_frame_stays_and_loops_wrap() {
    let layer = |looped: bool| {
        timeline(json!({
            "frameRate": 25,
            "layers": [{ "type": "video", "src": "clip.mp4", "trim": { "start": 1.0, "end": 2.0 }, "loop": looped,
                         "duration": 3.0 }],
        }))
    };
    let (held, looped) = (layer(false), layer(true));
    for n in 0..75 {
        assert_eq!(source_frame(only_picture(&held, n).time, 25, 1), 25 + n.min(24) as i128);
        assert_eq!(source_frame(only_picture(&looped, n).time, 25, 1), 25 + n as i128 % 25);
    }
    assert_eq!(only_picture(&looped, 25).time, Flicks::from_secs(1.0));
    // Nothing new to draw while the last frame stays.
    assert!(!held.same_as_previous(0) && !held.same_as_previous(24));
    assert!((26..75).all(|n| held.same_as_previous(n)));
}

#[test]
fn trims_past_the_end_of_the_file_end_with_it() {
    let t = timeline(json!({
        "frameRate": 25, "layers": [{ "type": "video", "src": "clip.mp4", "trim": { "start": 9.0, "end": 60.0 } }],
    }));
    assert_eq!(t.frame_count(), 25);
    assert_eq!(t.clips()[0].source_end, Some(Flicks::from_secs(10.0)));
}

#[test]
fn stills_have_one_time_and_animations_their_own() {
    let t = timeline(json!({
        "frameRate": 25,
        "duration": 5,
        "layers": [{ "type": "image", "src": "still.png" }, { "type": "image", "src": "anim.gif", "speed": 2.0 }],
    }));
    assert_eq!(t.clips()[0].kind, ClipKind::StillImage);
    assert_eq!(t.clips()[1].kind, ClipKind::AnimatedImage);
    for n in 0..125 {
        let times: Vec<i64> = t.display_list(n).pictures().iter().map(|p| p.1.0).collect();
        let expected = (n as i64 * 2 * FLICKS_PER_SECOND / 25) % (2 * FLICKS_PER_SECOND);
        assert_eq!(times, [0, expected]);
    }
}

#[test]
fn the_clip_table_says_what_is_needed_when() {
    let t = timeline(json!({
        "frameRate": 25,
        "layers": [
            { "type": "video", "src": "clip.mp4", "start": 1, "speed": 2.0 },
            { "type": "video", "src": "clip.mp4", "start": 20, "muted": true, "duration": 2 },
            { "type": "video", "src": "clip.mp4", "transform": { "opacity": 0 } },
            { "type": "video", "src": "mute.mp4", "start": 21.999, "duration": 0.001 },
        ],
    }));
    let table: Vec<_> = t
        .clips()
        .iter()
        .map(|c| (c.id.0, c.path.as_str(), c.frames(), c.needs_picture, c.needs_sound, c.speed))
        .collect();
    let expected = [
        (0, "layers[0]", 25..150, true, true, Rational::new(2, 1)),
        (1, "layers[1]", 500..550, true, false, Rational::ONE),
        (2, "layers[2]", 0..250, false, true, Rational::ONE),
    ];
    assert_eq!(table, expected);
    assert_eq!(t.cut_points(), [25, 150, 500]);
    assert_eq!(t.clip(t.clips()[1].id), Some(&t.clips()[1]));
}

#[test]
fn a_composition_lasts_until_its_last_layer_ends() {
    let frames = |fields: Value| timeline(fields).frame_count();
    let title = json!({ "type": "text", "text": "Hi" });
    let video = json!({ "type": "video", "src": "clip.mp4", "start": 1.5 });
    let music = json!([{ "src": "music.mp3", "start": 1 }]);
    assert_eq!(frames(json!({ "layers": [title, video], "audio": music })), 345);
    assert_eq!(frames(json!({ "layers": [title], "audio": music })), 270);
    assert_eq!(frames(json!({ "layers": [title], "duration": 2.5, "audio": music })), 75);
    // What is in a group counts, on the group's clock.
    assert_eq!(frames(json!({ "layers": [{ "type": "group", "start": 1, "speed": 2.0, "layers": [video] }] })), 203);
    assert_eq!(frames(json!({ "duration": 0.001 })), 1);
    assert_eq!(
        crate::common::faults(json!({ "layers": [title] })),
        ["duration: needed, because no layer and no audio track has an end"]
    );
}

#[test]
fn times_and_frames_agree() {
    let t = timeline(json!({ "duration": 10, "frameRate": 29.97 }));
    assert_eq!((t.size().width, t.size().height), (1080, 1920));
    assert_eq!(t.duration(), t.time_of(t.frame_count()));
    for n in 0..t.frame_count() {
        assert_eq!(t.frame_at(t.time_of(n)), n);
        assert_eq!(t.frame_at(t.time_of(n + 1) - Flicks(1)), n);
    }
    assert_eq!(t.frame_at(Flicks(-5)), 0);
    assert_eq!(t.frame_at(Flicks::MAX), t.frame_count() - 1);
    assert!(t.display_list(t.frame_count()).steps.is_empty());
}

#[test]
fn everything_wrong_with_the_media_is_said_at_once() {
    let said = crate::common::faults(json!({
        "duration": 5,
        "layers": [
            { "type": "video", "src": "gone.mp4" },
            { "type": "video", "src": "music.mp3" },
            { "type": "image", "src": "clip.mp4" },
            { "type": "group", "layers": [{ "type": "video", "src": "clip.mp4", "trim": { "start": 10.0 } }] },
            { "type": "video", "src": "endless.mp4" },
            { "type": "video", "src": "endless.mp4", "loop": true, "duration": 2 },
            { "type": "group", "speed": 10, "layers": [{ "type": "group", "speed": 10, "layers": [
                { "type": "video", "src": "clip.mp4", "speed": 10 },
            ]}]},
            { "type": "sequence", "clips": [{ "src": "still.png" }] },
        ],
        "audio": [{ "src": "still.png" }, { "src": "gone.mp3" }],
    }));
    let expected = [
        "layers[0].src: no such media file: \"gone.mp4\"",
        "layers[1].src: must be a file with a picture, but \"music.mp3\" has none",
        "layers[2].src: must be an image, but \"clip.mp4\" is a video; use a layer of type \"video\"",
        "layers[3].layers[0].trim: must leave something of \"clip.mp4\", but goes from 10 s to 10 s",
        "layers[4]: the length of \"endless.mp4\" is unknown, and without it there is no default duration and no loop",
        "layers[5]: the length of \"endless.mp4\" is unknown, and without it there is no default duration and no loop",
        "layers[6].layers[0].layers[0].speed: must be 0.01 to 100 together with the groups around it, was 1000",
        "layers[7].clips[0].duration: needed, because \"still.png\" is a still image",
        "audio[0].src: must be a file with sound, but \"still.png\" has none",
        "audio[1].src: no such media file: \"gone.mp3\"",
    ];
    assert_eq!(said, expected);
    assert_eq!(facts().len(), 7);
}
