//! Sequences: cuts and transitions.

use crate::common::{document, facts, faults, only_picture, source_frame, timeline};
use reelspeed_core::Rgba8;
use reelspeed_model::Direction;
use reelspeed_timeline::{ResolvedEffect, ResolvedTransition, Step, Timeline, TransitionStep};
use serde_json::{Value, json};

fn three(first: Value, second: Value) -> Value {
    json!({
        "frameRate": 25,
        "layers": [{ "type": "sequence", "clips": [
            { "src": "clip.mp4", "duration": 2.0 },
            { "src": "mute.mp4", "trim": { "start": 4.0, "end": 7.0 }, "transition": first },
            { "src": "short.mp4", "transition": second },
        ]}],
    })
}

#[track_caller]
fn transition(t: &Timeline, frame: u64) -> TransitionStep {
    match t.display_list(frame).steps.remove(0) {
        Step::Transition(t) => t,
        other => panic!("frame {frame}: {other:?}"),
    }
}

#[test]
fn cuts_follow_each_other() {
    let t = timeline(three(json!({ "type": "cut", "duration": 1.0 }), Value::Null));
    assert_eq!(t.frame_count(), 150);
    let frames: Vec<_> = t.clips().iter().map(|c| c.frames()).collect();
    assert_eq!(frames, [0..50, 50..125, 125..150]);
    for n in 0..150 {
        let p = only_picture(&t, n);
        let (clip, first, from) = if n < 50 {
            (0, 0, 0)
        } else if n < 125 {
            (1, 50, 100)
        } else {
            (2, 125, 0)
        };
        assert_eq!((p.clip.0 as u64, source_frame(p.time, 25, 1)), (clip, from + (n - first) as i128), "frame {n}");
    }
}

#[test]
fn a_transition_overlaps_its_clips() {
    let t =
        timeline(three(json!({ "type": "crossfade", "duration": 0.4 }), json!({ "type": "push", "duration": 0.2 })));
    // 2 + 3 + 1 seconds less 0.4 and 0.2.
    assert_eq!(t.frame_count(), 135);
    let frames: Vec<_> = t.clips().iter().map(|c| c.frames()).collect();
    assert_eq!(frames, [0..50, 40..115, 110..135]);
    for n in 0..135 {
        match &t.display_list(n).steps[0] {
            Step::Transition(step) => {
                let (first, count) = if n < 100 { (40, 10) } else { (110, 5) };
                assert!((first..first + count).contains(&n), "frame {n}");
                // Neither 0 nor 1: those frames stand before and after.
                assert_eq!(step.progress, (n - first + 1) as f64 / (count + 1) as f64);
                assert_eq!(step.to.0.clip.0, step.from.0.clip.0 + 1);
            }
            Step::Draw(_) => assert!(!(40..50).contains(&n) && !(110..115).contains(&n), "frame {n}"),
            other => panic!("{other:?}"),
        }
    }
    // Both clips go on at their own pace.
    let middle = transition(&t, 45);
    assert_eq!((source_frame(middle.from.0.time, 25, 1), source_frame(middle.to.0.time, 25, 1)), (45, 105));
    assert_eq!(middle.kind, ResolvedTransition::Crossfade);
    assert_eq!(transition(&t, 112).kind, ResolvedTransition::Push(Direction::Left));
    assert_eq!(t.cut_points(), [40, 50, 110, 115]);
}

#[test]
fn transitions_keep_their_parameters_and_easing() {
    let kinds = [
        (json!({ "type": "fadeThrough", "color": "#ff0000" }), ResolvedTransition::FadeThrough(Rgba8::rgb(255, 0, 0))),
        (json!({ "type": "slide", "direction": "up" }), ResolvedTransition::Slide(Direction::Up)),
        (
            json!({ "type": "wipe", "direction": "right", "softness": 0.2 }),
            ResolvedTransition::Wipe(Direction::Right, 0.2),
        ),
    ];
    for (mut json, kind) in kinds {
        json["duration"] = json!(0.4);
        json["easing"] = json!("easeInCubic");
        let t = timeline(three(json, Value::Null));
        let step = transition(&t, 44);
        assert_eq!(step.kind, kind);
        let passed: f64 = 5.0 / 11.0;
        assert!((step.progress - passed * passed * passed).abs() < 1e-12);
    }
    // An easing that overshoots does not take progress out of 0..=1.
    let t = timeline(three(json!({ "type": "slide", "duration": 1.0, "easing": "easeOutBack" }), Value::Null));
    assert!((25..50).all(|n| (0.0..=1.0).contains(&transition(&t, n).progress)));
}

#[test]
fn effects_of_items_come_before_those_of_the_sequence() {
    let t = timeline(json!({
        "frameRate": 25,
        "layers": [{ "type": "sequence", "effects": [{ "type": "contrast", "amount": 2 }], "clips": [
            { "src": "clip.mp4", "duration": 2, "effects": [{ "type": "hue", "degrees": 90 }] },
            { "src": "clip.mp4", "duration": 2, "transition": { "type": "crossfade", "duration": 1 },
              "effects": [{ "type": "brightness", "amount": { "keyframes": [{ "time": 0, "value": 0 }, { "time": 2, "value": 1 }] } }] },
        ]}],
    }));
    let alone = crate::common::only_draw(&t, 0);
    assert_eq!(alone.effects, [ResolvedEffect::Hue(90.0), ResolvedEffect::Contrast(2.0)]);
    let step = transition(&t, 25);
    assert_eq!(step.from.1, [ResolvedEffect::Hue(90.0)]);
    // The item's keyframes count from where the item begins.
    assert_eq!(step.to.1, [ResolvedEffect::Brightness(0.0)]);
    assert_eq!(step.effects, [ResolvedEffect::Contrast(2.0)]);
    assert_eq!(
        crate::common::only_draw(&t, 50).effects,
        [ResolvedEffect::Brightness(0.5), ResolvedEffect::Contrast(2.0)]
    );
}

#[test]
fn boundaries_are_summed_before_they_are_rounded() {
    // 1.01 s is 30.3 frames: rounded one by one, the hundredth would begin 30 frames early.
    let clips: Vec<Value> = (0..100).map(|_| json!({ "src": "still.png", "duration": 1.01 })).collect();
    let t = timeline(json!({ "layers": [{ "type": "sequence", "clips": clips }] }));
    assert_eq!(t.frame_count(), 3030);
    for (i, c) in t.clips().iter().enumerate() {
        assert_eq!(c.first_frame, (30.3 * i as f64 + 0.5 + 1e-9) as u64);
    }
}

#[test]
fn no_frame_is_empty_whatever_the_lengths() {
    for i in 0..60 {
        let (a, d) = (0.7 + 0.013 * i as f64, 0.05 + 0.0107 * i as f64);
        let t = timeline(json!({
            "frameRate": 29.97,
            "layers": [{ "type": "sequence", "start": 0.017 * i as f64, "clips": [
                { "src": "clip.mp4", "duration": a },
                { "src": "clip.mp4", "duration": 2.0 * a, "transition": { "type": "crossfade", "duration": d.min(a) } },
                { "src": "clip.mp4", "duration": a, "transition": { "type": "wipe", "duration": d.min(a) } },
            ]}],
        }));
        for n in t.clips()[0].first_frame..t.frame_count() {
            assert_eq!(t.display_list(n).steps.len(), 1);
        }
        for pair in t.clips().windows(2) {
            assert!(pair[0].end_frame >= pair[1].first_frame);
        }
    }
}

#[test]
fn a_longer_sequence_holds_its_last_picture_and_a_shorter_one_is_cut() {
    let make = |duration: f64| {
        timeline(json!({
            "frameRate": 25,
            "layers": [{ "type": "sequence", "duration": duration, "clips": [
                { "src": "clip.mp4", "duration": 1.0 }, { "src": "clip.mp4", "duration": 1.0 },
            ]}],
        }))
    };
    let long = make(4.0);
    assert_eq!(long.clips()[1].frames(), 25..100);
    assert_eq!(source_frame(only_picture(&long, 99).time, 25, 1), 24);
    // Its sound does not go on without it.
    assert_eq!(long.audio_plan()[1].duration.as_secs(), 1.0);
    let short = make(0.6);
    assert_eq!((short.frame_count(), short.clips().len()), (15, 1));
}

#[test]
fn a_looping_last_clip_plays_to_the_sequences_end() {
    let t = timeline(json!({
        "frameRate": 25,
        "layers": [{ "type": "sequence", "duration": 3.0, "clips": [{ "src": "short.mp4", "loop": true }] }],
    }));
    assert_eq!(source_frame(only_picture(&t, 60).time, 25, 1), 10);
    assert_eq!(t.audio_plan()[0].duration.as_secs(), 3.0);
}

#[test]
fn transitions_that_do_not_fit_are_refused() {
    let long = json!({ "type": "crossfade", "duration": 2.5 });
    assert_eq!(
        faults(three(long, Value::Null)),
        ["layers[0].clips[1].transition.duration: must be at most 2 s, the shorter of the two clips, was 2.5 s"]
    );
    let both = json!({
        "layers": [{ "type": "sequence", "clips": [
            { "src": "clip.mp4", "duration": 2.0 },
            { "src": "clip.mp4", "duration": 1.0, "transition": { "type": "crossfade", "duration": 0.75 } },
            { "src": "clip.mp4", "duration": 2.0, "transition": { "type": "crossfade", "duration": 0.75 } },
        ]}],
    });
    assert_eq!(
        faults(both),
        ["layers[0].clips[1]: must be at least 1.5 s long for the transitions on both sides of it, was 1 s"]
    );
    // Half a frame is forgiven.
    let near = json!({ "type": "crossfade", "duration": 1.01 });
    assert!(Timeline::new(&document(three(Value::Null, near)), &facts()).is_ok());
}
