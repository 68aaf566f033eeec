//! Groups: clocks, canvases and isolation; and what the steps of layers hold.

use crate::common::{only_draw, only_picture, source_frame, timeline, visible};
use reelspeed_core::{Affine, Point, Rect};
use reelspeed_timeline::{Content, ResolvedEffect, Step};
use serde_json::{Value, json};

fn still(extra: Value) -> Value {
    let mut layer = json!({ "type": "image", "src": "still.png" });
    for (name, value) in extra.as_object().expect("an object") {
        layer[name] = value.clone();
    }
    layer
}

#[test]
fn nested_clocks_run_at_the_product_of_their_speeds() {
    // The outer group begins at 1 s at double speed: its second 2 is the composition's second 2. The inner one runs at 3/2
    // of that, so its second 3 is one second later.
    let t = timeline(json!({
        "frameRate": 25,
        "duration": 10,
        "layers": [{ "type": "group", "start": 1.0, "speed": 2.0, "layers": [
            { "type": "group", "start": 2.0, "speed": 1.5, "layers": [
                { "type": "video", "src": "clip.mp4", "start": 3.0, "duration": 6.0, "trim": { "start": 1.0 } },
            ]},
        ]}],
    }));
    assert_eq!(visible(&t), (75..125).collect::<Vec<_>>());
    let clip = &t.clips()[0];
    assert_eq!((clip.path.as_str(), clip.speed.num, clip.speed.den), ("layers[0].layers[0].layers[0]", 3, 1));
    for n in 75..125 {
        assert_eq!(source_frame(only_picture(&t, n).time, 25, 1), 25 + 3 * (n - 75) as i128);
    }
}

#[test]
fn times_in_groups_are_rounded_once() {
    // 0.45 frames and 0.45 frames: each rounds to 0, together they are 0.9.
    let start = 0.45 / 30.0;
    let t = timeline(json!({
        "duration": 1,
        "layers": [{ "type": "group", "start": start, "layers": [still(json!({ "start": start }))] }],
    }));
    assert_eq!(visible(&t)[0], 1);
}

#[test]
fn a_group_ends_what_is_in_it() {
    let t = timeline(json!({
        "duration": 4,
        "layers": [{ "type": "group", "start": 1, "duration": 1, "layers": [
            still(json!({ "start": 0.5, "duration": 3 })),
        ]}],
    }));
    assert_eq!(visible(&t), (45..60).collect::<Vec<_>>());
}

#[test]
fn keyframes_follow_the_groups_clock() {
    let t = timeline(json!({
        "frameRate": 25,
        "duration": 4,
        "layers": [{ "type": "group", "start": 1, "speed": 2.0, "layers": [still(json!({
            "start": 1,
            "transform": { "rotation": { "keyframes": [{ "time": 0, "value": 0 }, { "time": 2, "value": 100 }] } },
        }))] }],
    }));
    // It begins at 1.5 s, frame 38, and takes one second.
    assert_eq!(visible(&t)[0], 38);
    assert_eq!(only_draw(&t, 38).placement.rotation, 0.0);
    assert_eq!(only_draw(&t, 48).placement.rotation, 40.0);
    assert_eq!(only_draw(&t, 63).placement.rotation, 100.0);
    assert_eq!(only_draw(&t, 99).placement.rotation, 100.0);
}

#[test]
fn plain_groups_are_flattened() {
    let t = timeline(json!({
        "duration": 1,
        "layers": [{
            "type": "group",
            "size": [200, 100],
            "transform": { "position": [300, 400], "anchor": [0, 0], "scale": 2 },
            "layers": [still(json!({ "transform": { "anchor": [0, 0], "position": [10, 20] } })), still(json!({}))],
        }],
    }));
    let steps = t.display_list(0).steps;
    let draws: Vec<_> = steps
        .iter()
        .map(|s| match s {
            Step::Draw(d) => d,
            other => panic!("{other:?}"),
        })
        .collect();
    let corner = |i: usize, p: Point| draws[i].placement.canvas_from_layer(400.0, 300.0) * p;
    assert_eq!(corner(0, Point::new(0.0, 0.0)), Point::new(320.0, 440.0));
    assert_eq!(corner(0, Point::new(400.0, 300.0)), Point::new(1120.0, 1040.0));
    // By default the middle of the box lies on the middle of the parent: 300 + 2·100, 400 + 2·50.
    assert_eq!(corner(1, Point::new(200.0, 150.0)), Point::new(500.0, 500.0));
}

#[test]
fn groups_with_something_of_their_own_are_isolated() {
    let isolated = [
        json!({ "transform": { "opacity": 0.5 } }),
        json!({ "clip": true, "clipRadius": 8 }),
        json!({ "effects": [{ "type": "blur", "sigma": 3 }] }),
    ];
    for extra in isolated {
        let mut group = json!({ "type": "group", "size": [200, 100], "layers": [still(json!({}))] });
        for (name, value) in extra.as_object().expect("an object") {
            group[name] = value.clone();
        }
        let t = timeline(json!({ "duration": 1, "layers": [group] }));
        let steps = t.display_list(3).steps;
        let [Step::Group(g)] = steps.as_slice() else { panic!("{steps:?}") };
        assert_eq!((g.size, g.steps.len()), ((200.0, 100.0), 1));
        assert_eq!(g.canvas_from_group, Affine::translate(440.0, 910.0));
        let Step::Draw(d) = &g.steps[0] else { panic!("{steps:?}") };
        // The layers inside already lead to the canvas.
        assert_eq!(d.placement.canvas_from_parent, g.canvas_from_group);
    }
}

#[test]
fn groups_are_isolated_only_while_they_fade() {
    let t = timeline(json!({
        "frameRate": 10,
        "duration": 2,
        "layers": [{ "type": "group", "layers": [still(json!({}))], "transform": { "opacity": {
            "keyframes": [{ "time": 0.5, "value": 0 }, { "time": 1, "value": 1 }],
        } } }],
    }));
    let kind = |n| match t.display_list(n).steps.first() {
        None => "nothing",
        Some(Step::Draw(_)) => "draw",
        Some(Step::Group(_)) => "group",
        Some(Step::Transition(_)) => "transition",
    };
    let kinds: Vec<_> = (0..12).map(kind).collect();
    let expected = [["nothing"; 6].as_slice(), &["group"; 4], &["draw"; 2]].concat();
    assert_eq!(kinds, expected);
}

#[test]
fn what_cannot_be_seen_is_not_in_the_list() {
    let invisible = [
        still(json!({ "transform": { "opacity": 0 } })),
        still(json!({ "transform": { "scale": 0 } })),
        still(json!({ "transform": { "scale": [1, 0] } })),
        still(json!({ "start": 5 })),
        json!({ "type": "group", "transform": { "opacity": 0.5 }, "layers": [still(json!({ "transform": { "opacity": 0 } }))] }),
        json!({ "type": "group", "transform": { "opacity": 0 }, "layers": [still(json!({}))] }),
        json!({ "type": "group", "layers": [] }),
    ];
    for layer in invisible {
        let t = timeline(json!({ "duration": 1, "layers": [layer] }));
        assert!(visible(&t).is_empty(), "{layer}");
        assert!(t.clips().iter().all(|c| !c.needs_picture), "{layer}");
    }
}

#[test]
fn opacity_is_clamped_and_effects_without_effect_are_dropped() {
    let t = timeline(json!({
        "frameRate": 10,
        "duration": 2,
        "layers": [still(json!({
            "transform": { "opacity": { "keyframes": [
                { "time": 0, "value": 0.5, "easing": "easeOutBack" }, { "time": 1, "value": 1 },
            ] } },
            "effects": [
                { "type": "brightness", "amount": 1 }, { "type": "contrast", "amount": 1 },
                { "type": "saturation", "amount": 1 }, { "type": "hue", "degrees": 360 },
                { "type": "blur", "sigma": 0 }, { "type": "sharpen", "amount": 0 },
                { "type": "saturation", "amount": 0.5 },
                { "type": "sharpen", "amount": 2 },
            ],
        }))],
    }));
    assert!((0..20).all(|n| (0.5..=1.0).contains(&only_draw(&t, n).opacity)));
    assert_eq!(only_draw(&t, 8).opacity, 1.0);
    let kept = [ResolvedEffect::Saturation(0.5), ResolvedEffect::Sharpen { amount: 2.0, sigma: 1.0 }];
    assert_eq!(only_draw(&t, 0).effects, kept);
}

#[test]
fn blur_grows_with_the_group_around_it() {
    let t = timeline(json!({
        "duration": 1,
        "layers": [{ "type": "group", "transform": { "scale": [2, 2], "rotation": 30 }, "layers": [
            still(json!({ "effects": [{ "type": "blur", "sigma": 3 }], "transform": { "scale": 5 } })),
        ] }],
    }));
    let [ResolvedEffect::Blur(sigma)] = only_draw(&t, 0).effects[..] else { panic!("a blur") };
    assert!((sigma - 6.0).abs() < 1e-9, "{sigma}");
}

#[test]
fn boxes_have_their_default_sizes() {
    let t = timeline(json!({
        "duration": 1,
        "layers": [
            { "type": "video", "src": "clip.mp4" },
            { "type": "video", "src": "clip.mp4", "size": [100, 50] },
            still(json!({})),
            still(json!({ "size": [10, 20] })),
            { "type": "sequence", "clips": [{ "src": "clip.mp4" }] },
            { "type": "group", "size": [64, 32], "layers": [{ "type": "video", "src": "clip.mp4" }] },
            { "type": "text", "text": "wide" },
            { "type": "text", "text": "narrow", "maxWidth": 120 },
            { "type": "group", "size": [300, 32], "layers": [{ "type": "text", "text": "inner" }] },
        ],
    }));
    let mut sizes = Vec::new();
    let mut widths = Vec::new();
    for step in t.display_list(0).steps {
        match step {
            Step::Draw(d) => match d.content {
                Content::Picture(p) => sizes.push(p.size),
                Content::Text(x) => widths.push(x.max_width),
                Content::Shape(_) => {}
            },
            other => panic!("{other:?}"),
        }
    }
    let expected = [(1080.0, 1920.0), (100.0, 50.0), (400.0, 300.0), (10.0, 20.0), (1080.0, 1920.0), (64.0, 32.0)];
    assert_eq!(sizes, expected);
    assert_eq!(widths, [1000.0, 120.0, 220.0]);
}

#[test]
fn crops_are_cut_to_the_picture() {
    let crop = |c: Value| {
        let t = timeline(json!({ "duration": 1, "layers": [still(json!({ "crop": c }))] }));
        only_picture(&t, 0).crop
    };
    assert_eq!(crop(json!({})), Rect::new(0.0, 0.0, 1.0, 1.0));
    // Not 0.30000000000000004.
    assert_eq!(crop(json!({ "x": 0.1, "width": 0.3 })), Rect::new(0.1, 0.0, 0.3, 1.0));
    assert_eq!(crop(json!({ "x": 0.5, "y": 0.75 })), Rect::new(0.5, 0.75, 0.5, 0.25));
    for c in [json!({ "x": 1.0 }), json!({ "width": 0.0 }), json!({ "x": -3, "width": 1 }), json!({ "x": 9 })] {
        let r = crop(c);
        assert!(r.x >= 0.0 && r.width > 0.0 && r.x + r.width <= 1.0, "{r:?}");
    }
}

#[test]
fn texts_and_shapes_are_the_same_in_every_frame() {
    let t = timeline(json!({
        "duration": 1,
        "layers": [{ "type": "text", "text": "a" }, { "type": "shape", "geometry": { "kind": "rect", "width": 9, "height": 9 } }],
    }));
    let (a, b) = (t.display_list(0), t.display_list(29));
    for (x, y) in a.steps.iter().zip(&b.steps) {
        let (Step::Draw(x), Step::Draw(y)) = (x, y) else { panic!("draws") };
        match (&x.content, &y.content) {
            (Content::Text(x), Content::Text(y)) => assert!(std::sync::Arc::ptr_eq(x, y)),
            (Content::Shape(x), Content::Shape(y)) => assert!(std::sync::Arc::ptr_eq(x, y)),
            other => panic!("{other:?}"),
        }
    }
    assert!((1..30).all(|n| t.same_as_previous(n)));
    let mut again = t.display_list(7);
    t.display_list_into(3, &mut again);
    assert_eq!(again, a);
}

#[test]
fn motion_ends_exactly_at_rest() {
    for easing in [
        json!("easeOutElastic"),
        json!({ "spring": {} }),
        json!({ "cubicBezier": [0.3, 0.1, 0.2, 1.7] }),
        json!("hold"),
    ] {
        let t = timeline(json!({
            "duration": 2,
            "layers": [still(json!({ "transform": { "position": { "keyframes": [
                { "time": 0.1, "value": [0.1, -50.3], "easing": easing },
                // 0.1 + 0.2, as a computer writes it: frame 9 is there already.
                { "time": 0.30000000000000004, "value": [333.3, 777.7], "easing": easing },
            ] } } }))],
        }));
        assert_eq!(only_draw(&t, 0).placement.position, Point::new(0.1, -50.3));
        assert_ne!(only_draw(&t, 8).placement.position, Point::new(333.3, 777.7));
        assert!((9..60).all(|n| only_draw(&t, n).placement.position == Point::new(333.3, 777.7)), "{easing}");
        assert!((10..60).all(|n| t.same_as_previous(n)));
    }
}
