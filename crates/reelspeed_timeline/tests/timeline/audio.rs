//! The audio plan.

use crate::common::timeline;
use reelspeed_core::{Flicks, Rational};
use reelspeed_model::FadeCurve;
use reelspeed_timeline::{AudioClip, AudioFade};
use serde_json::{Value, json};

fn plan(fields: Value) -> Vec<AudioClip> {
    timeline(fields).audio_plan().to_vec()
}

fn secs(s: f64) -> Flicks {
    Flicks::from_secs(s)
}

fn linear(s: f64) -> AudioFade {
    AudioFade { duration: secs(s), curve: FadeCurve::Linear }
}

#[test]
fn clips_sound_with_their_pictures() {
    let plan = plan(json!({
        "layers": [
            { "type": "video", "src": "clip.mp4", "start": 1.01, "trim": { "start": 2, "end": 5 },
              "fadeOut": { "duration": 0.5, "curve": "equalPower" } },
            { "type": "video", "src": "clip.mp4", "muted": true },
            { "type": "video", "src": "mute.mp4" },
            { "type": "video", "src": "clip.mp4", "volume": 0 },
            { "type": "video", "src": "clip.mp4", "transform": { "opacity": 0 }, "volume": 0.5, "duration": 1 },
        ],
    }));
    assert_eq!(plan.len(), 2);
    let first = &plan[0];
    // Frame 30, not 1.01 s: sound and picture stay together.
    assert_eq!((first.path.as_str(), first.start, first.duration), ("layers[0]", secs(1.0), secs(3.0)));
    assert_eq!((first.source_start, first.source_end, first.looped), (secs(2.0), Some(secs(5.0)), false));
    assert_eq!(first.fade_out, AudioFade { duration: secs(0.5), curve: FadeCurve::EqualPower });
    assert_eq!((first.gain, first.volume_points.as_slice()), (1.0, [(Flicks::ZERO, 1.0)].as_slice()));
    assert_eq!(first.end(), secs(4.0));
    assert_eq!((plan[1].path.as_str(), plan[1].duration), ("layers[4]", secs(1.0)));
    assert_eq!(plan[1].volume_points, [(Flicks::ZERO, 0.5)]);
}

#[test]
fn sound_ends_with_its_source_and_with_the_composition() {
    let plan = plan(json!({
        "duration": 6,
        "layers": [
            { "type": "video", "src": "short.mp4", "duration": 4 },
            { "type": "video", "src": "short.mp4", "duration": 4, "loop": true },
            { "type": "video", "src": "clip.mp4", "start": 2, "speed": 0.5 },
        ],
        "audio": [
            { "src": "music.mp3", "start": 0.123, "fadeOut": { "duration": 2 }, "gainDb": -6 },
            { "src": "music.mp3", "loop": true, "trim": { "end": 1.5 }, "speed": 2 },
            { "src": "music.mp3", "start": 7 },
            { "src": "music.mp3", "start": 5, "duration": 0.5 },
        ],
    }));
    let spans: Vec<_> = plan.iter().map(|c| (c.path.as_str(), c.start, c.duration)).collect();
    let expected = [
        ("layers[0]", secs(0.0), secs(1.0)),
        ("layers[1]", secs(0.0), secs(4.0)),
        ("layers[2]", secs(2.0), secs(4.0)),
        ("audio[0]", secs(0.123), secs(5.877)),
        ("audio[1]", secs(0.0), secs(6.0)),
        ("audio[3]", secs(5.0), secs(0.5)),
    ];
    assert_eq!(spans, expected);
    assert!((plan[3].gain - 0.501_187_233_6).abs() < 1e-9);
    assert_eq!((plan[3].clip, plan[3].fade_out), (None, linear(2.0)));
    assert_eq!((plan[4].looped, plan[4].source_end, plan[4].speed), (true, Some(secs(1.5)), Rational::new(2, 1)));
}

#[test]
fn groups_speed_their_sound_up_too() {
    let plan = plan(json!({
        "frameRate": 25,
        "layers": [{ "type": "group", "start": 1, "speed": 2.0, "layers": [{
            "type": "video", "src": "clip.mp4", "start": 2, "speed": 1.5, "fadeIn": { "duration": 1 },
            "volume": { "keyframes": [{ "time": 1, "value": 1 }, { "time": 2, "value": 0 }] },
        }] }],
    }));
    let clip = &plan[0];
    assert_eq!((clip.start, clip.speed, clip.fade_in), (secs(2.0), Rational::new(3, 1), linear(0.5)));
    // 10 s at three times the speed, cut at the last frame's end (3 1/3 s is 83.33 frames).
    assert_eq!(clip.duration, secs(83.0 / 25.0));
    let points = [(secs(0.0), 1.0), (secs(0.5), 1.0), (secs(1.0), 0.0), (clip.duration, 0.0)];
    assert_eq!(clip.volume_points, points);
}

fn crossfade(extra: Value) -> Vec<AudioClip> {
    let mut second = json!({
        "src": "clip.mp4", "trim": { "start": 5 }, "duration": 2,
        "transition": { "type": "crossfade", "duration": 0.4 },
    });
    let mut first = json!({ "src": "clip.mp4", "duration": 2 });
    for (name, value) in extra.as_object().expect("an object") {
        first[name] = value.clone();
        second[name] = value.clone();
    }
    plan(json!({ "frameRate": 25, "layers": [{ "type": "sequence", "clips": [first, second] }] }))
}

#[test]
fn transitions_cross_fade_the_sounds() {
    let plan = crossfade(json!({}));
    assert_eq!((plan[0].start, plan[0].duration), (secs(0.0), secs(2.0)));
    assert_eq!((plan[1].start, plan[1].duration), (secs(1.6), secs(2.0)));
    assert_eq!((plan[0].fade_in, plan[0].fade_out), (linear(0.0), linear(0.4)));
    assert_eq!((plan[1].fade_in, plan[1].fade_out), (linear(0.4), linear(0.0)));
    assert_eq!((plan[0].end(), plan[1].start + plan[1].fade_in.duration), (secs(2.0), secs(2.0)));
}

#[test]
fn own_fades_beside_a_transition_go_into_the_volume() {
    let plan = crossfade(json!({ "fadeIn": { "duration": 1 }, "fadeOut": { "duration": 1 } }));
    // The outer ends keep them as fades, the inner ones have both.
    assert_eq!((plan[0].fade_in, plan[0].fade_out), (linear(1.0), linear(0.4)));
    assert_eq!((plan[1].fade_in, plan[1].fade_out), (linear(0.4), linear(1.0)));
    let (first, last) = (plan[0].volume_points[0], *plan[0].volume_points.last().unwrap());
    assert_eq!((first, last), ((Flicks::ZERO, 1.0), (secs(2.0), 0.0)));
    let (first, last) = (plan[1].volume_points[0], *plan[1].volume_points.last().unwrap());
    assert_eq!((first, last), ((Flicks::ZERO, 0.0), (secs(1.0), 1.0)));
}

#[test]
fn a_sound_that_is_over_before_the_transition_is_not_faded_by_it() {
    let plan = plan(json!({
        "frameRate": 25,
        "layers": [{ "type": "sequence", "clips": [
            { "src": "short.mp4", "duration": 3, "fadeOut": { "duration": 0.2 } },
            { "src": "clip.mp4", "transition": { "type": "push", "duration": 1 } },
        ]}],
    }));
    assert_eq!((plan[0].duration, plan[0].fade_out), (secs(1.0), linear(0.2)));
    assert_eq!((plan[1].start, plan[1].fade_in), (secs(2.0), linear(1.0)));
}

#[test]
fn cuts_do_not_fade() {
    let plan = crossfade(json!({ "transition": null }));
    assert_eq!((plan[0].fade_out, plan[1].fade_in), (linear(0.0), linear(0.0)));
    assert_eq!(plan[0].end(), plan[1].start);
}
