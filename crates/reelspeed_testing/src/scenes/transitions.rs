use serde_json::{Value, json};

use super::{moving, over, scene};
use crate::Scene;

pub(super) fn scenes() -> Vec<Scene> {
    let left = |kind: &str| json!({ "type": kind, "direction": "left" });
    vec![
        whole("transition_crossfade", json!({ "type": "crossfade" })),
        whole("transition_fade_through", json!({ "type": "fadeThrough", "color": "#ffffff" })),
        whole("transition_slide_left", left("slide")),
        whole("transition_slide_up", json!({ "type": "slide", "direction": "up" })),
        whole("transition_slide_down", json!({ "type": "slide", "direction": "down" })),
        whole("transition_push_right", json!({ "type": "push", "direction": "right" })),
        whole("transition_push_up", json!({ "type": "push", "direction": "up" })),
        whole("transition_wipe_left", json!({ "type": "wipe", "direction": "left", "softness": 0 })),
        whole("transition_wipe_down_soft", json!({ "type": "wipe", "direction": "down", "softness": 0.3 })),
        boxes(),
        cut_and_holes(),
    ]
}

fn clips(transition: Value, fit: &str) -> Value {
    let mut second = json!({ "src": "portrait.mp4", "fit": fit, "trim": { "start": 0.0, "end": 2.0 } });
    let mut transition = transition;
    transition["duration"] = json!(1.6);
    second["transition"] = transition;
    json!([{ "src": "landscape.mp4", "fit": fit, "trim": { "start": 1.0, "end": 2.8 } }, second])
}

/// A transition of the whole canvas; it is on its way at the second of the three moments and nearly done at the third.
fn whole(name: &'static str, transition: Value) -> Scene {
    scene(name, json!([{ "type": "sequence", "clips": clips(transition, "cover") }]))
}

/// Transitions in boxes: at an angle, with bars, translucent, with effects, at fractions of pixels.
fn boxes() -> Scene {
    let sequence = |transition: Value, fit: &str, position: [f64; 2], rotation: f64, opacity: f64, effects: Value| {
        json!({ "type": "sequence", "size": [120, 100], "clips": clips(transition, fit), "effects": effects,
                "transform": { "position": position, "rotation": rotation, "opacity": opacity } })
    };
    let none = json!([]);
    over(
        "transition_boxes",
        json!("#504070"),
        json!([
            sequence(json!({ "type": "crossfade" }), "contain", [70.0, 60.0], 0.0, 1.0, none.clone()),
            sequence(json!({ "type": "slide", "direction": "right" }), "cover", [200.0, 60.0], 20.0, 1.0, none.clone()),
            sequence(json!({ "type": "push", "direction": "down" }), "cover", [70.5, 180.25], 0.0, 1.0, none.clone()),
            sequence(json!({ "type": "wipe", "direction": "right", "softness": 0.5 }), "contain", [200.0, 180.0], -15.0, 0.7,
                     none.clone()),
            sequence(json!({ "type": "fadeThrough", "color": "#ff0000" }), "blurredFill", [70.0, 300.0], 0.0, 1.0, none.clone()),
            sequence(json!({ "type": "crossfade" }), "blurredFill", [200.0, 300.0], 0.0, 0.6,
                     json!([{ "type": "saturation", "amount": 0.2 }])),
            sequence(json!({ "type": "wipe", "direction": "up" }), "cover", [71.0, 420.0], 0.0, 1.0, none),
            { "type": "group", "size": [120, 100], "clip": true, "clipRadius": 20,
              "transform": { "position": [200, 420], "scale": moving(json!(0.8), json!(1.1)) },
              "layers": [{ "type": "sequence", "clips": clips(json!({ "type": "slide", "direction": "left" }), "cover") }] },
        ]),
    )
}

/// A cut, effects on single clips, and clips with holes.
fn cut_and_holes() -> Scene {
    over(
        "sequence_cut_and_holes",
        json!("#306050"),
        json!([
            { "type": "sequence", "size": [250, 200], "transform": { "position": [135, 110] }, "clips": [
                { "src": "landscape.mp4", "trim": { "end": 0.5 }, "effects": [{ "type": "saturation", "amount": 0 }] },
                { "src": "portrait.mp4", "trim": { "end": 1.0 } },
                { "src": "big.mp4", "trim": { "end": 2.0 }, "effects": [{ "type": "blur", "sigma": 4 }],
                  "transition": { "type": "crossfade", "duration": 0.4, "easing": "easeInOut" } } ] },
            { "type": "sequence", "size": [250, 200], "transform": { "position": [135, 350] }, "clips": [
                { "src": "disc.png", "duration": 1.4, "fit": "contain" },
                { "src": "photo.jpg", "duration": 1.4, "fit": "contain",
                  "transition": { "type": "wipe", "direction": "right", "duration": 1.0, "softness": 0.1 } } ] },
        ]),
    )
}
