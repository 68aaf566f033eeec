use serde_json::{Value, json};

use super::{moving, over, scene};
use crate::Scene;

fn rect(width: f64, height: f64, radius: f64, fill: &str, position: [f64; 2]) -> Value {
    json!({
        "type": "shape",
        "geometry": { "kind": "rect", "width": width, "height": height, "radius": radius },
        "fill": fill,
        "transform": { "position": position },
    })
}

pub(super) fn scenes() -> Vec<Scene> {
    vec![kinds(), gradients(), parity(), motion(), groups(), group_clip(), group_effects(), blend_order()]
}

/// Every kind of shape, with strokes and shadows.
fn kinds() -> Scene {
    let shadow = json!({ "color": "#000000c0", "offset": [4, 6], "blur": 10 });
    let star = "M50 0 L61 35 L98 35 L68 57 L79 91 L50 70 L21 91 L32 57 L2 35 L39 35 Z";
    scene(
        "shape_kinds",
        json!([
            { "type": "shape", "geometry": { "kind": "rect", "width": 100, "height": 60 }, "fill": "#e04040",
              "transform": { "position": [70, 50] }, "shadow": shadow },
            { "type": "shape", "geometry": { "kind": "rect", "width": 100, "height": 60, "radius": [30, 8, 0, 16] },
              "fill": "#40a0e0", "stroke": { "color": "#ffffff", "width": 3 }, "transform": { "position": [200, 50] } },
            { "type": "shape", "geometry": { "kind": "ellipse", "width": 110, "height": 70 }, "fill": "#50c050",
              "stroke": { "color": "#103010", "width": 5 }, "transform": { "position": [70, 150] } },
            { "type": "shape", "geometry": { "kind": "line", "from": [0, 0], "to": [100, 60] },
              "stroke": { "color": "#ffd040", "width": 7 }, "transform": { "position": [200, 150] } },
            { "type": "shape", "geometry": { "kind": "path", "d": star }, "fill": "#f0c000",
              "stroke": { "color": "#804000", "width": 2 }, "shadow": shadow, "transform": { "position": [70, 280] } },
            { "type": "shape", "geometry": { "kind": "path", "d": star }, "fill": "#c060f0",
              "transform": { "position": [200, 280], "rotation": 20, "scale": [1.2, -0.8], "opacity": 0.7 } },
            { "type": "shape", "geometry": { "kind": "rect", "width": 230, "height": 40, "radius": 20 },
              "fill": "#ffffff40", "stroke": { "color": "#ffffff", "width": 1 }, "transform": { "position": [135, 420] } },
        ]),
    )
}

fn gradients() -> Scene {
    let stops = json!([
        { "offset": 0, "color": "#ff3060" }, { "offset": 0.5, "color": "#ffd040" }, { "offset": 1, "color": "#3060ff" }
    ]);
    let background = json!({ "type": "linear", "angle": 160, "stops": [
        { "offset": 0, "color": "#1a1040" }, { "offset": 1, "color": "#40a090" }
    ]});
    over(
        "gradients",
        background,
        json!([
            { "type": "shape", "geometry": { "kind": "rect", "width": 220, "height": 120, "radius": 16 },
              "fill": { "type": "linear", "angle": 90, "stops": stops }, "transform": { "position": [135, 90] } },
            { "type": "shape", "geometry": { "kind": "ellipse", "width": 180, "height": 180 },
              "fill": { "type": "radial", "center": [0.4, 0.35], "radius": 0.8, "stops": stops },
              "transform": { "position": [135, 260] } },
            { "type": "shape", "geometry": { "kind": "rect", "width": 220, "height": 60 },
              "fill": { "type": "linear", "angle": 90, "stops": [
                  { "offset": 0, "color": "#ffffff00" }, { "offset": 1, "color": "#ffffff" } ] },
              "transform": { "position": [135, 420] } },
        ]),
    )
}

/// Small coloured boxes at every parity of position and size, so that chroma of every kind of edge is seen.
fn parity() -> Scene {
    let mut layers = Vec::new();
    for i in 0..4 {
        for j in 0..6 {
            let (width, height) = (20.0 + (i % 3) as f64, 14.0 + (j % 4) as f64);
            let position = [30.0 + i as f64 * 61.0, 40.0 + j as f64 * 71.0];
            let fill = ["#ff0000", "#00ff00", "#0000ff", "#ff00ff", "#00ffffa0", "#ffff00"][j];
            let mut layer = rect(width, height, if i == 3 { 6.0 } else { 0.0 }, fill, position);
            layer["transform"]["anchor"] = json!([0, 0]);
            layers.push(layer);
        }
    }
    over("parity", json!("#808080"), Value::Array(layers))
}

/// Boxes that move by fractions of a pixel, grow, turn and fade.
fn motion() -> Scene {
    let mut slide = rect(80.0, 30.0, 8.0, "#40c0ff", [0.0, 0.0]);
    slide["transform"]["position"] = moving(json!([60, 40]), json!([203.3, 66.6]));
    let mut grow = rect(60.0, 60.0, 12.0, "#ff8040", [135.0, 150.0]);
    grow["transform"]["scale"] = moving(json!(0.2), json!(2.1));
    let mut turn = rect(120.0, 40.0, 0.0, "#80ff60", [135.0, 290.0]);
    turn["transform"]["rotation"] = moving(json!(0), json!(135));
    let mut fade = rect(200.0, 50.0, 25.0, "#ffffff", [135.0, 420.0]);
    fade["transform"]["opacity"] = moving(json!(0.1), json!(1));
    scene("motion", json!([slide, grow, turn, fade]))
}

/// Nested groups with opacity, scale and rotation.
fn groups() -> Scene {
    let inner = json!({
        "type": "group", "size": [100, 100], "transform": { "position": [50, 50], "opacity": 0.5, "rotation": 30 },
        "layers": [rect(60.0, 60.0, 0.0, "#ffff00", [40.0, 40.0]), rect(60.0, 60.0, 0.0, "#00a0ff", [65.0, 65.0])],
    });
    let outer = |position: [f64; 2], scale: f64, rotation: f64, opacity: f64| {
        json!({
            "type": "group", "size": [120, 120],
            "transform": { "position": position, "scale": scale, "rotation": rotation, "opacity": opacity },
            "layers": [rect(120.0, 120.0, 10.0, "#a03050", [60.0, 60.0]), inner],
        })
    };
    scene(
        "nested_groups",
        json!([
            outer([70.0, 80.0], 1.0, 0.0, 1.0),
            outer([200.0, 80.0], 0.8, 0.0, 0.5),
            outer([135.0, 240.0], 1.4, 15.0, 0.8),
            outer([70.0, 400.0], 1.0, 90.0, 1.0),
            outer([200.0, 400.0], 0.5, -45.0, 1.0),
        ]),
    )
}

/// Groups that clip: square, rounded, turned, at fractions of a pixel.
fn group_clip() -> Scene {
    let clipped = |position: [f64; 2], radius: f64, rotation: f64| {
        json!({
            "type": "group", "size": [100, 80], "clip": true, "clipRadius": radius,
            "transform": { "position": position, "rotation": rotation },
            "layers": [
                { "type": "video", "src": "landscape.mp4", "muted": true },
                rect(80.0, 40.0, 20.0, "#ffffffc0", [90.0, 75.0]),
            ],
        })
    };
    scene(
        "group_clip",
        json!([
            clipped([70.0, 70.0], 0.0, 0.0),
            clipped([200.5, 70.25], 0.0, 0.0),
            clipped([70.0, 180.0], 24.0, 0.0),
            clipped([200.0, 180.0], 40.0, 20.0),
            { "type": "group", "clip": true, "clipRadius": 60, "size": [240, 180],
              "transform": { "position": [135, 360], "opacity": 0.9, "scale": moving(json!(0.7), json!(1.05)) },
              "layers": [
                  { "type": "video", "src": "portrait.mp4" },
                  clipped([120.0, 90.0], 16.0, -10.0),
              ] },
        ]),
    )
}

fn group_effects() -> Scene {
    let content =
        json!([rect(90.0, 60.0, 12.0, "#ff4040", [60.0, 50.0]), rect(60.0, 60.0, 30.0, "#40ff80", [90.0, 70.0]),]);
    let with = |effects: Value, position: [f64; 2], clip: bool| {
        json!({
            "type": "group", "size": [140, 120], "clip": clip, "effects": effects,
            "transform": { "position": position }, "layers": content,
        })
    };
    scene(
        "group_effects",
        json!([
            with(json!([{ "type": "blur", "sigma": 6 }]), [70.0, 70.0], false),
            with(json!([{ "type": "blur", "sigma": 6 }]), [205.0, 70.0], true),
            with(json!([{ "type": "saturation", "amount": 0 }]), [70.0, 210.0], false),
            with(
                json!([{ "type": "hue", "degrees": 120 }, { "type": "brightness", "amount": 1.4 }]),
                [205.0, 210.0],
                false
            ),
            with(
                json!([{ "type": "contrast", "amount": 0.5 }, { "type": "blur", "sigma": 1.5 }]),
                [70.0, 360.0],
                false
            ),
            with(json!([{ "type": "sharpen", "amount": 2, "sigma": 3 }]), [205.0, 360.0], false),
        ]),
    )
}

/// Translucent boxes over each other and over video: order matters.
fn blend_order() -> Scene {
    let mut layers = vec![json!({ "type": "video", "src": "landscape.mp4" })];
    for i in 0..6 {
        let fill = ["#ff000080", "#00ff0080", "#0000ff80", "#ffffff80", "#00000080", "#ffff0080"][i];
        layers.push(rect(150.0, 120.0, 30.0, fill, [90.0 + 18.0 * i as f64, 100.0 + 55.0 * i as f64]));
    }
    scene("translucent_over_video", Value::Array(layers))
}
