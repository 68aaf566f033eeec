//! Whatever a document holds, the timeline gives an answer, always the same one, in numbers that can be drawn.

use proptest::prelude::*;
use reelspeed_core::Affine;
use reelspeed_model::Composition;
use reelspeed_timeline::{Content, Picture, Placement, ResolvedEffect, Step, Timeline};
use serde_json::{Value, json};

use crate::common::{document, facts};

fn easing() -> impl Strategy<Value = Value> {
    let named = prop::sample::select(vec![
        "linear",
        "hold",
        "ease",
        "easeIn",
        "easeOut",
        "easeInOut",
        "easeInCubic",
        "easeInOutCubic",
        "easeInBack",
        "easeOutBack",
        "easeInOutBack",
        "easeOutBounce",
        "easeOutElastic",
    ]);
    prop_oneof![
        named.prop_map(|n| json!(n)),
        (0.0..=1.0, -2.0..3.0, 0.0..=1.0, -2.0..3.0).prop_map(|(a, b, c, d)| json!({ "cubicBezier": [a, b, c, d] })),
        (1u32..1000).prop_map(|n| json!({ "steps": n })),
        (0.1..1000.0, 0.1..100.0, 0.1..10.0)
            .prop_map(|(k, c, m)| json!({ "spring": { "stiffness": k, "damping": c, "mass": m } })),
    ]
}

/// A number, or keyframes of it.
fn animated(range: std::ops::Range<f64>) -> impl Strategy<Value = Value> {
    let keys = prop::collection::vec((0.01..2.0, range.clone(), easing()), 1..4).prop_map(|keys| {
        let mut time = -1.0;
        let list: Vec<Value> = keys
            .into_iter()
            .map(|(gap, value, easing)| {
                time += gap;
                json!({ "time": time, "value": value, "easing": easing })
            })
            .collect();
        json!({ "keyframes": list })
    });
    prop_oneof![range.prop_map(|v| json!(v)), keys]
}

fn effects() -> impl Strategy<Value = Value> {
    let one = prop_oneof![
        (prop::sample::select(vec!["brightness", "contrast", "saturation"]), animated(0.0..4.0))
            .prop_map(|(kind, amount)| json!({ "type": kind, "amount": amount })),
        animated(-360.0..360.0).prop_map(|d| json!({ "type": "hue", "degrees": d })),
        animated(0.0..250.0).prop_map(|s| json!({ "type": "blur", "sigma": s })),
        animated(0.0..4.0).prop_map(|a| json!({ "type": "sharpen", "amount": a })),
    ];
    prop::collection::vec(one, 0..3).prop_map(Value::Array)
}

prop_compose! {
    /// What all layers have.
    fn common()(
        start in 0.0..0.5,
        duration in prop::option::of(0.01..3.0),
        opacity in animated(0.0..1.0),
        rotation in animated(-720.0..720.0),
        scale in animated(-3.0..3.0),
        effects in effects(),
    ) -> Value {
        let mut layer = json!({
            "start": start,
            "transform": { "opacity": opacity, "rotation": rotation, "scale": scale },
            "effects": effects,
        });
        if let Some(d) = duration {
            layer["duration"] = json!(d);
        }
        layer
    }
}

prop_compose! {
    /// A clip; sometimes with more transition than it can have.
    fn item()(
        src in prop::sample::select(vec!["clip.mp4", "short.mp4", "anim.gif", "still.png"]),
        duration in 0.3..2.0,
        speed in 0.1..10.0,
        looped: bool,
        volume in animated(0.0..10.0),
        transition in prop::option::of((0.01..0.3, easing())),
        crop in animated(0.0..1.0),
        fade in 0.0..1.0,
        effects in effects(),
        key in prop::option::of((0.0..=1.0, 0.0..=1.0, 0.0..=1.0)),
    ) -> Value {
        let mut item = json!({
            "src": src, "duration": duration, "speed": speed, "loop": looped, "volume": volume, "crop": { "x": crop },
            "fadeIn": { "duration": fade, "curve": "equalPower" }, "effects": effects,
        });
        if let Some((similarity, smoothness, spill)) = key {
            item["key"] = json!({ "similarity": similarity, "smoothness": smoothness, "spill": spill });
        }
        if let Some((duration, easing)) = transition {
            item["transition"] = json!({ "type": "crossfade", "duration": duration, "easing": easing });
        }
        item
    }
}

/// A layer without layers.
fn leaf() -> impl Strategy<Value = Value> {
    let body = prop_oneof![
        item().prop_map(|mut v| {
            v["type"] = json!("video");
            v.as_object_mut().expect("an object").remove("transition");
            v
        }),
        Just(json!({ "type": "image", "src": "still.png" })),
        Just(json!({ "type": "text", "text": "text" })),
        Just(json!({ "type": "shape", "geometry": { "kind": "ellipse", "width": 10, "height": 20 } })),
        prop::collection::vec(item(), 1..4).prop_map(|mut clips| {
            clips[0].as_object_mut().expect("an object").remove("transition");
            json!({ "type": "sequence", "clips": clips })
        }),
    ];
    (body, common()).prop_map(|(body, common)| joined(body, &common))
}

fn joined(mut body: Value, common: &Value) -> Value {
    for (name, value) in common.as_object().expect("an object") {
        body[name] = value.clone();
    }
    body
}

fn layer() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 16, 3, |inner| {
        (prop::collection::vec(inner, 1..4), common(), 0.3..3.0, any::<bool>()).prop_map(
            |(layers, common, speed, clip)| {
                joined(json!({ "type": "group", "layers": layers, "speed": speed, "clip": clip }), &common)
            },
        )
    })
}

fn composition() -> impl Strategy<Value = Composition> {
    let rate = prop::sample::select(vec![json!(30), json!(25), json!(29.97), json!(12.5), json!([7, 3])]);
    (prop::collection::vec(layer(), 1..6), rate, 0.5..3.0, animated(0.0..10.0)).prop_map(
        |(layers, rate, duration, volume)| {
            document(json!({
                "layers": layers, "frameRate": rate, "duration": duration,
                "audio": [{ "src": "music.mp3", "volume": volume, "fadeOut": { "duration": 1 } }],
            }))
        },
    )
}

fn check_matrix(m: &Affine) {
    assert!([m.a, m.b, m.c, m.d, m.e, m.f].iter().all(|v| v.is_finite()), "{m:?}");
}

fn check_picture(p: &Picture, t: &Timeline, frame: u64) {
    let clip = t.clip(p.clip).expect("a clip of the table");
    assert!(clip.frames().contains(&frame) && clip.needs_picture, "{clip:?} in frame {frame}");
    if let Some(end) = clip.source_end {
        assert!(p.time >= clip.source_start && p.time < end, "{p:?} of {clip:?}");
    }
    let c = p.crop;
    assert!(c.x >= 0.0 && c.y >= 0.0 && c.width > 0.0 && c.height > 0.0, "{c:?}");
    assert!(c.x + c.width <= 1.0 && c.y + c.height <= 1.0, "{c:?}");
}

fn check_placement(p: &Placement) {
    check_matrix(&p.canvas_from_layer(100.0, 50.0));
}

fn check_effects(effects: &[ResolvedEffect]) {
    for e in effects {
        let sound = match *e {
            ResolvedEffect::Brightness(v) | ResolvedEffect::Contrast(v) | ResolvedEffect::Saturation(v) => {
                (0.0..=4.0).contains(&v) && v != 1.0
            }
            ResolvedEffect::Hue(v) => v != 0.0 && v.abs() < 360.0,
            ResolvedEffect::Blur(v) => v > 0.0 && v <= 1000.0,
            ResolvedEffect::Sharpen { amount, sigma } => {
                amount > 0.0 && amount <= 4.0 && sigma > 0.0 && sigma <= 1000.0
            }
        };
        assert!(sound, "{e:?}");
    }
}

fn check_opacity(opacity: f64) {
    assert!(opacity > 0.0 && opacity <= 1.0, "{opacity}");
}

fn check_steps(steps: &[Step], t: &Timeline, frame: u64) {
    for step in steps {
        match step {
            Step::Draw(d) => {
                check_placement(&d.placement);
                check_opacity(d.opacity);
                check_effects(&d.effects);
                if let Content::Picture(p) = &d.content {
                    check_picture(p, t, frame);
                }
            }
            Step::Transition(x) => {
                check_placement(&x.placement);
                check_opacity(x.opacity);
                assert!((0.0..=1.0).contains(&x.progress));
                for (picture, effects) in [&x.from, &x.to] {
                    check_picture(picture, t, frame);
                    check_effects(effects);
                }
                check_effects(&x.effects);
            }
            Step::Group(g) => {
                check_matrix(&g.canvas_from_group);
                check_opacity(g.opacity);
                check_effects(&g.effects);
                assert!(!g.steps.is_empty());
                check_steps(&g.steps, t, frame);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_frame_of_every_composition_can_be_drawn(composition in composition()) {
        let t = match Timeline::new(&composition, &facts()) {
            Ok(t) => t,
            Err(e) => {
                // Only what the generator overdoes on purpose.
                prop_assert!(e.faults.iter().all(|f| f.to_string().contains("transition") || f.to_string().contains("speed")), "{e}");
                return Ok(());
            }
        };
        let twin = Timeline::new(&composition, &facts()).expect("as before");
        // Backwards in the twin: no frame depends on those asked for before.
        let mut lists: Vec<_> = (0..t.frame_count()).rev().map(|n| twin.display_list(n)).collect();
        for n in 0..t.frame_count() {
            let list = t.display_list(n);
            check_steps(&list.steps, &t, n);
            prop_assert_eq!(Some(list), lists.pop());
        }
        for c in t.audio_plan() {
            prop_assert!(c.start.0 >= 0 && c.duration.0 > 0 && c.end() <= t.duration(), "{:?}", c);
            prop_assert!(c.source_end.is_none_or(|e| e > c.source_start));
            prop_assert!(c.volume_points.windows(2).all(|w| w[0].0 <= w[1].0), "{:?}", c.volume_points);
            prop_assert!(c.volume_points.iter().all(|p| (0.0..=64.0).contains(&p.1) && p.0 <= c.duration));
            prop_assert!(c.fade_in.duration.0 >= 0 && c.fade_out.duration.0 >= 0);
        }
        prop_assert!(t.cut_points().windows(2).all(|w| w[0] < w[1]));
    }

    /// Nothing here would pass validation.
    #[test]
    fn nonsense_does_not_panic(numbers in prop::collection::vec(prop_oneof![
        any::<f64>(), Just(0.0), Just(-1.0), Just(1e300), Just(f64::INFINITY), Just(f64::NAN),
    ], 24)) {
        let mut composition = document(json!({
            "duration": 1,
            "layers": [
                { "type": "group", "layers": [{ "type": "video", "src": "clip.mp4" }] },
                { "type": "sequence", "clips": [{ "src": "clip.mp4" }, { "src": "clip.mp4", "transition": { "type": "push" } }] },
            ],
            "audio": [{ "src": "music.mp3" }],
        }));
        use reelspeed_model::{Animated, Layer, Scale};
        let [Layer::Group(g), Layer::Sequence(s)] = composition.layers.as_mut_slice() else { unreachable!() };
        let Layer::Video(v) = &mut g.layers[0] else { unreachable!() };
        (g.common.start, g.speed, g.clip_radius) = (numbers[0], numbers[1], Animated::Constant(numbers[2]));
        g.size = Some(Animated::Constant([numbers[3], numbers[4]]));
        g.common.transform.opacity = Animated::Constant(numbers[5]);
        g.common.transform.position = Some(Animated::Constant([numbers[6], numbers[7]]));
        (v.clip.speed, v.clip.trim.start, v.clip.trim.end) = (numbers[8], numbers[9], Some(numbers[10]));
        (v.common.start, v.common.duration) = (numbers[11], Some(numbers[12]));
        v.common.transform.scale = Animated::Constant(Scale::Axes([numbers[13], numbers[14]]));
        (s.clips[0].duration, s.clips[1].duration) = (Some(numbers[15]), Some(numbers[16]));
        if let Some(t) = &mut s.clips[1].transition {
            t.duration = numbers[17];
        }
        let a = &mut composition.audio[0];
        (a.start, a.duration, a.speed, a.gain_db) = (numbers[18], Some(numbers[19]), numbers[20], numbers[21]);
        a.volume = Animated::Constant(numbers[22]);
        if let Ok(t) = Timeline::new(&composition, &facts()) {
            for n in 0..t.frame_count() {
                t.display_list(n);
            }
        }
    }
}
