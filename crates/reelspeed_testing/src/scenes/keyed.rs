//! Pictures with a key.

use serde_json::{Value, json};

use super::{moving, over};
use crate::Scene;

pub(super) fn scenes() -> Vec<Scene> {
    vec![keyed(), keyed_formats(), keyed_places(), keyed_transitions()]
}

/// Footage behind what is keyed.
fn behind() -> Value {
    json!({ "type": "video", "src": "landscape.mp4", "size": [270, 480] })
}

fn key() -> Value {
    json!({ "color": "#14c832" })
}

/// The defaults over the whole canvas, and other settings in small.
fn keyed() -> Scene {
    let small = |key: Value, x: f64| json!({ "type": "video", "src": "screen.mp4", "key": key, "size": [80, 120], "transform": { "position": [x, 410] } });
    over(
        "keyed_video",
        json!("#302040"),
        json!([
            behind(),
            { "type": "video", "src": "screen.mp4", "key": key() },
            small(json!({ "color": "#14c832", "similarity": 0.1, "smoothness": 0.8, "spill": 1 }), 45.0),
            small(json!({ "color": "#14c832", "smoothness": 0, "spill": 0 }), 135.0),
            small(json!({}), 225.0),
        ]),
    )
}

/// The same screen in other sample formats and colour spaces, as a still, with transparency of its own, and another key on a picture
/// that has none of it.
fn keyed_formats() -> Scene {
    let at = |kind: &str, src: &str, x: f64, y: f64| json!({ "type": kind, "src": src, "key": key(), "size": [130, 90], "transform": { "position": [x, y] } });
    over(
        "keyed_formats",
        json!({ "type": "linear", "stops": [{ "offset": 0, "color": "#c04060" }, { "offset": 1, "color": "#4060c0" }] }),
        json!([
            at("video", "screen.mp4", 68.0, 50.0),
            at("video", "screen601.mov", 202.0, 50.0),
            at("video", "screen444.mp4", 68.0, 145.0),
            at("image", "screen.png", 202.0, 145.0),
            at("image", "disc.png", 68.0, 240.0),
            at("video", "alpha.webm", 202.0, 240.0),
            at("video", "gray.mp4", 68.0, 335.0),
            at("image", "anim.gif", 202.0, 335.0),
            { "type": "image", "src": "disc.png", "key": { "color": "#e0803c", "similarity": 0.2 }, "size": [120, 80],
              "transform": { "position": [202, 430] } },
            { "type": "image", "src": "photo.jpg", "key": { "color": "#3060c0" }, "size": [120, 80],
              "transform": { "position": [68.5, 430.25] } },
        ]),
    )
}

/// Turned, mirrored, cropped, faded, on fractions of pixels, with effects, in a group, and with a fit that would blur what is keyed.
fn keyed_places() -> Scene {
    let place = |more: Value| {
        let mut layer = json!({ "type": "video", "src": "screen.mp4", "key": key(), "size": [120, 90] });
        for (name, value) in more.as_object().into_iter().flatten() {
            layer[name] = value.clone();
        }
        layer
    };
    over(
        "keyed_places",
        json!("#506070"),
        json!([
            behind(),
            place(json!({ "transform": { "position": [68, 60], "rotation": moving(json!(10), json!(60)) } })),
            place(json!({ "transform": { "position": [200, 60], "rotation": 90, "opacity": 0.6 } })),
            place(json!({ "transform": { "position": [68.5, 165.25], "scale": [-1, 1] },
                          "crop": { "x": 0.25, "y": 0.1, "width": 0.5, "height": 0.8 } })),
            place(json!({ "fit": "blurredFill", "transform": { "position": [200, 165] } })),
            place(json!({ "fit": "contain", "size": [121, 91], "transform": { "position": moving(json!([67, 270]), json!([70.5, 271.3])) },
                          "effects": [{ "type": "hue", "degrees": 120 }] })),
            place(json!({ "effects": [{ "type": "blur", "sigma": 3 }], "transform": { "position": [200.5, 270] } })),
            { "type": "group", "clip": true, "clipRadius": 20, "size": [240, 150],
              "transform": { "position": [135, 400], "opacity": 0.9 },
              "layers": [
                { "type": "video", "src": "portrait.mp4" },
                { "type": "video", "src": "screen.mp4", "key": key() },
              ] },
        ]),
    )
}

/// Keyed clips that give way to each other and to others, over footage.
fn keyed_transitions() -> Scene {
    let clips = |kind: &str| {
        json!([
            { "src": "screen.mp4", "key": key(), "duration": 1.2 },
            { "src": "flat.mp4", "duration": 1.3, "transition": { "type": kind, "duration": 0.6 } },
            { "src": "screen601.mov", "key": key(), "duration": 0.5, "transition": { "type": kind, "duration": 0.4 } },
        ])
    };
    let row = |kind: &str, y: f64| json!({ "type": "sequence", "size": [230, 110], "clips": clips(kind), "transform": { "position": [135, y] } });
    over(
        "keyed_transitions",
        json!("#202830"),
        json!([behind(), row("crossfade", 62.0), row("wipe", 180.0), row("push", 298.0), row("fadeThrough", 416.0)]),
    )
}
