//! Numbers of contents that move, beside those of the transform.

use serde_json::{Value, json};

use super::{moving, over, scene};
use crate::Scene;

pub(super) fn scenes() -> Vec<Scene> {
    vec![texts(), shapes(), boxes()]
}

fn eased(from: Value, to: Value, easing: &str) -> Value {
    json!({ "keyframes": [{ "time": 0.0, "value": from, "easing": easing }, { "time": 1.5, "value": to }] })
}

/// Letters that grow and move apart, lines that break elsewhere, a box that swells.
fn texts() -> Scene {
    let layer = |words: &str, style: Value, y: f64| json!({ "type": "text", "text": words, "style": style, "maxWidth": 250, "transform": { "position": [135, y] } });
    let mut breaks = layer("Lines that break where there is room", json!({ "fontSize": 20 }), 330.0);
    breaks["maxWidth"] = moving(json!(250), json!(80));
    scene(
        "moving_texts",
        json!([
            layer(
                "Growing",
                json!({ "fontSize": eased(json!(10), json!(46), "easeOutBack"), "fontWeight": 700 }),
                50.0
            ),
            layer(
                "Outline",
                json!({ "fontSize": 40, "letterSpacing": moving(json!(-4), json!(8)),
                        "stroke": { "color": "#c02040", "width": moving(json!(0), json!(10)) },
                        "shadow": { "color": "#000000", "offset": moving(json!([0, 0]), json!([8, 8])),
                                    "blur": moving(json!(0), json!(8)) } }),
                130.0
            ),
            layer(
                "Two\nlines",
                json!({ "fontSize": 22, "lineHeight": moving(json!(1), json!(1.8)),
                        "color": { "type": "linear", "angle": moving(json!(0), json!(180)),
                                   "stops": [{ "offset": 0, "color": "#ff4080" }, { "offset": 1, "color": "#40ffc0" }] },
                        "box": { "fill": "#0a84ff", "padding": moving(json!([4, 2]), json!([40, 14])),
                                 "radius": moving(json!(0), json!(30)),
                                 "stroke": { "color": "#ffffff", "width": moving(json!(0), json!(5)) } } }),
                230.0
            ),
            breaks,
        ]),
    )
}

/// A rounded box that grows past its size and back, an ellipse, a line that is drawn, over a background that turns.
fn shapes() -> Scene {
    let background = json!({ "type": "linear", "angle": moving(json!(120), json!(240)), "stops": [
        { "offset": 0, "color": "#1a1040" }, { "offset": moving(json!(0.2), json!(0.8)), "color": "#205060" },
        { "offset": 1, "color": "#40a090" } ] });
    let stops = json!([{ "offset": 0, "color": "#ffe080" }, { "offset": 1, "color": "#e04060" }]);
    over(
        "moving_shapes",
        background,
        json!([
            { "type": "shape",
              "geometry": { "kind": "rect", "width": eased(json!(2), json!(200), "easeOutBack"),
                            "height": eased(json!(100), json!(60), "easeInOut"),
                            "radius": moving(json!([0, 0, 0, 0]), json!([30, 4, 30, 4])) },
              "fill": "#e04040", "stroke": { "color": "#ffffff", "width": moving(json!(0), json!(9)) },
              "shadow": { "color": "#000000c0", "offset": moving(json!([0, 0]), json!([6, 10])), "blur": moving(json!(0), json!(14)) },
              "transform": { "position": [135, 80] } },
            { "type": "shape",
              "geometry": { "kind": "ellipse", "width": moving(json!(200), json!(60)), "height": moving(json!(30), json!(140)) },
              "fill": { "type": "radial", "center": moving(json!([0.2, 0.5]), json!([0.8, 0.5])), "radius": moving(json!(0.4), json!(1.2)),
                        "stops": stops },
              "transform": { "position": [135, 230] } },
            { "type": "shape", "geometry": { "kind": "line", "from": [0, 0], "to": moving(json!([1, 1]), json!([220, 90])) },
              "stroke": { "color": "#ffd040", "width": moving(json!(2), json!(12)) },
              "transform": { "position": [25, 340], "anchor": [0, 0] } },
        ]),
    )
}

/// Boxes of videos, stills, groups and sequences that change their shape while the picture keeps filling them.
fn boxes() -> Scene {
    let clips = json!([{ "src": "landscape.mp4", "trim": { "end": 1.2 } },
        { "src": "portrait.mp4", "trim": { "end": 2.0 }, "transition": { "type": "push", "direction": "left", "duration": 1.0 } }]);
    scene(
        "moving_boxes",
        json!([
            { "type": "video", "src": "landscape.mp4", "size": eased(json!([60, 120]), json!([250, 80]), "easeOutBack"),
              "transform": { "position": [135, 70] } },
            { "type": "video", "src": "portrait.mp4", "fit": "contain", "size": moving(json!([40, 100]), json!([110, 60])),
              "transform": { "position": [65, 190] } },
            { "type": "image", "src": "disc.png", "fit": "contain", "size": moving(json!([20, 20]), json!([100, 90])),
              "transform": { "position": [200, 190] } },
            { "type": "group", "size": moving(json!([60, 110]), json!([120, 90])), "clip": true, "clipRadius": moving(json!(0), json!(40)),
              "transform": { "position": [68, 310] }, "layers": [{ "type": "video", "src": "big.mp4" }] },
            { "type": "sequence", "size": moving(json!([100, 60]), json!([60, 110])), "clips": clips,
              "transform": { "position": [200, 310] } },
            { "type": "video", "src": "landscape.mp4", "fit": "blurredFill", "size": moving(json!([260, 30]), json!([120, 90])),
              "transform": { "position": [135, 425] } },
        ]),
    )
}
