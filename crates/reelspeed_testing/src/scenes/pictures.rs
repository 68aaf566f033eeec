use serde_json::{Value, json};

use super::{moving, over, scene};
use crate::Scene;

pub(super) fn scenes() -> Vec<Scene> {
    vec![
        cover(),
        contain(),
        fill(),
        blurred_fill(),
        odd_boxes(),
        orientations(),
        formats(),
        aspect_and_crop(),
        rotations(),
        ken_burns(),
        stills(),
        animated(),
        alpha(),
        effects(),
        layers_of_video(),
        upscaled(),
    ]
}

fn video(src: &str, size: [f64; 2], position: [f64; 2]) -> Value {
    json!({ "type": "video", "src": src, "size": size, "transform": { "position": position } })
}

fn cover() -> Scene {
    scene("video_cover", json!([{ "type": "video", "src": "big.mp4" }]))
}

/// Bars show what lies below.
fn contain() -> Scene {
    let background = json!({ "type": "radial", "stops": [
        { "offset": 0, "color": "#ffd0a0" }, { "offset": 1, "color": "#602040" } ] });
    over("video_contain", background, json!([{ "type": "video", "src": "landscape.mp4", "fit": "contain" }]))
}

fn fill() -> Scene {
    scene("video_fill", json!([{ "type": "video", "src": "landscape.mp4", "fit": "fill" }]))
}

fn blurred_fill() -> Scene {
    scene(
        "video_blurred_fill",
        json!([
            { "type": "video", "src": "landscape.mp4", "fit": "blurredFill" },
            { "type": "video", "src": "portrait.mp4", "fit": "blurredFill", "size": [121, 81],
              "transform": { "position": [70.5, 60.5], "opacity": 0.8 } },
        ]),
    )
}

/// Boxes on odd pixels, of odd sizes, and on fractions of pixels.
fn odd_boxes() -> Scene {
    scene(
        "odd_boxes",
        json!([
            video("landscape.mp4", [101.0, 75.0], [60.5, 50.5]),
            video("odd.webm", [99.0, 77.0], [200.0, 50.0]),
            video("flat.mp4", [50.0, 50.0], [60.25, 150.75]),
            video("portrait.mp4", [71.5, 61.5], [200.0, 160.0]),
            video("landscape.mp4", [300.0, 100.0], [135.0, 271.0]),
            { "type": "video", "src": "flat.mp4", "size": [33, 21],
              "transform": { "position": [1, 1], "anchor": [0, 0] } },
            { "type": "video", "src": "big.mp4", "size": [200, 100],
              "transform": { "position": moving(json!([100, 400]), json!([170.7, 410.3])) } },
        ]),
    )
}

/// Stored pictures that are turned or mirrored when shown: the red mark is at the top left of the stored one.
fn orientations() -> Scene {
    scene(
        "orientations",
        json!([
            { "type": "video", "src": "turned90.mp4", "fit": "contain", "size": [120, 200],
              "transform": { "position": [70, 110] } },
            { "type": "video", "src": "turned180.mp4", "fit": "contain", "size": [120, 200],
              "transform": { "position": [200, 110] } },
            { "type": "video", "src": "mirrored270.mp4", "fit": "cover", "size": [120, 200],
              "transform": { "position": [70, 340] } },
            { "type": "video", "src": "turned90.mp4", "fit": "contain", "size": [120, 200],
              "transform": { "position": [200, 340], "rotation": -90, "scale": [-1, 1] } },
        ]),
    )
}

/// The same card in other sample formats and colour spaces: all look alike, but for the gray one.
fn formats() -> Scene {
    scene(
        "formats",
        json!([
            video("landscape.mp4", [130.0, 74.0], [68.0, 60.0]),
            video("full601.mp4", [130.0, 74.0], [202.0, 60.0]),
            video("tenbit422.mov", [130.0, 74.0], [68.0, 160.0]),
            video("full444.mp4", [130.0, 74.0], [202.0, 160.0]),
            video("gray.mp4", [130.0, 74.0], [68.0, 260.0]),
            video("odd.webm", [130.0, 74.0], [202.0, 260.0]),
            video("tenbit422.mov", [270.0, 152.0], [135.0, 400.0]),
        ]),
    )
}

fn aspect_and_crop() -> Scene {
    scene(
        "aspect_and_crop",
        json!([
            { "type": "video", "src": "anamorphic.mp4", "fit": "contain", "size": [250, 150],
              "transform": { "position": [135, 85] } },
            { "type": "video", "src": "landscape.mp4", "fit": "contain", "size": [120, 120],
              "crop": { "x": 0, "y": 0, "width": 0.25, "height": 0.5 }, "transform": { "position": [68, 240] } },
            { "type": "video", "src": "turned90.mp4", "fit": "fill", "size": [120, 120],
              "crop": { "x": 0.5, "y": 0, "width": 0.5, "height": 0.5 }, "transform": { "position": [202, 240] } },
            { "type": "video", "src": "landscape.mp4", "fit": "cover", "size": [250, 130],
              "crop": { "x": moving(json!(0), json!(0.5)), "y": 0.25, "width": 0.5, "height": 0.5 },
              "transform": { "position": [135, 395] } },
        ]),
    )
}

/// Boxes at angles, by quarter turns, and mirrored. The red mark is at the top left of the upright card.
fn rotations() -> Scene {
    let card = |position: [f64; 2], rotation: Value, scale: Value| {
        json!({ "type": "video", "src": "landscape.mp4", "size": [110, 62],
                "transform": { "position": position, "rotation": rotation, "scale": scale } })
    };
    scene(
        "rotations",
        json!([
            card([70.0, 70.0], json!(15), json!(1)),
            card([200.0, 70.0], json!(90), json!(1)),
            card([70.0, 190.0], json!(180), json!(1)),
            card([200.0, 190.0], json!(-90), json!(1)),
            card([70.0, 290.0], json!(0), json!([-1, 1])),
            card([200.0, 290.0], json!(0), json!([1, -1])),
            { "type": "video", "src": "landscape.mp4", "size": [110, 62], "fit": "contain",
              "crop": { "width": 0.5 }, "transform": { "position": [70, 400], "rotation": moving(json!(0), json!(400)),
              "scale": 1.3, "opacity": 0.8 } },
            { "type": "image", "src": "disc.png", "size": [110, 70], "fit": "fill",
              "transform": { "position": [200, 400], "rotation": 33 } },
        ]),
    )
}

/// A slow zoom and a pan over a canvas that stays covered, with a fade.
fn ken_burns() -> Scene {
    scene(
        "ken_burns",
        json!([
            { "type": "image", "src": "photo.jpg", "size": [270, 480],
              "transform": { "scale": moving(json!(1.0), json!(1.4)) } },
            { "type": "video", "src": "big.mp4", "size": [200, 160],
              "transform": { "position": moving(json!([100, 330]), json!([160, 345])), "scale": moving(json!(1.1), json!(0.9)),
                             "opacity": moving(json!(1), json!(0.3)) } },
        ]),
    )
}

fn stills() -> Scene {
    scene(
        "stills",
        json!([
            { "type": "image", "src": "photo.jpg", "size": [250, 140], "fit": "cover", "transform": { "position": [135, 80] } },
            { "type": "image", "src": "disc.png", "transform": { "position": [70, 80] } },
            { "type": "image", "src": "disc.png", "transform": { "position": [200.5, 80.25], "opacity": 0.6 } },
            { "type": "image", "src": "disc.png", "size": [60, 60], "transform": { "position": [40, 200] } },
            { "type": "image", "src": "disc.png", "size": [91, 91], "transform": { "position": [120, 210], "scale": [-1, 1] } },
            { "type": "image", "src": "disc.png", "size": [200, 80], "fit": "contain", "transform": { "position": [210, 210] } },
            { "type": "image", "src": "photo.jpg", "size": [110, 110], "fit": "contain", "transform": { "position": [70, 340] } },
            { "type": "image", "src": "photo.jpg", "size": [110, 110], "fit": "blurredFill", "transform": { "position": [200, 340] } },
            { "type": "image", "src": "disc.png", "size": [200, 60], "fit": "fill",
              "transform": { "position": moving(json!([90, 440]), json!([180, 443])) } },
        ]),
    )
}

fn animated() -> Scene {
    scene(
        "animated_image",
        json!([
            { "type": "image", "src": "anim.gif", "size": [250, 160], "transform": { "position": [135, 120] } },
            { "type": "image", "src": "anim.gif", "speed": 2, "transform": { "position": [135, 320], "rotation": 10 } },
        ]),
    )
}

/// Video with an alpha channel.
fn alpha() -> Scene {
    over(
        "alpha_video",
        json!("#406080"),
        json!([
            { "type": "video", "src": "landscape.mp4", "size": [270, 240], "transform": { "position": [135, 120] } },
            { "type": "video", "src": "alpha.webm", "size": [200, 200], "transform": { "position": [135, 130] } },
            { "type": "video", "src": "alpha.webm", "size": [120, 120],
              "transform": { "position": [70.5, 370], "opacity": 0.5 } },
            { "type": "video", "src": "alpha.webm", "size": [120, 120], "effects": [{ "type": "hue", "degrees": 180 }],
              "transform": { "position": [200, 370], "rotation": 45 } },
        ]),
    )
}

fn effects() -> Scene {
    let card = |effects: Value, column: usize, row: usize| {
        json!({ "type": "video", "src": "landscape.mp4", "size": [130, 90], "effects": effects,
                "transform": { "position": [68.0 + 134.0 * column as f64, 50.0 + 95.0 * row as f64] } })
    };
    scene(
        "video_effects",
        json!([
            card(json!([{ "type": "brightness", "amount": moving(json!(0.4), json!(1.6)) }]), 0, 0),
            card(json!([{ "type": "contrast", "amount": 1.6 }]), 1, 0),
            card(json!([{ "type": "saturation", "amount": 0.2 }]), 0, 1),
            card(json!([{ "type": "hue", "degrees": moving(json!(0), json!(180)) }]), 1, 1),
            card(json!([{ "type": "blur", "sigma": 5 }]), 0, 2),
            card(json!([{ "type": "sharpen", "amount": 1.5 }]), 1, 2),
            card(json!([{ "type": "saturation", "amount": 1.5 }, { "type": "blur", "sigma": 2 },
                        { "type": "brightness", "amount": 0.7 }]), 0, 3),
            { "type": "video", "src": "landscape.mp4", "size": [131, 91], "fit": "contain",
              "effects": [{ "type": "blur", "sigma": 3 }], "transform": { "position": [202.5, 335.25], "rotation": 12 } },
            { "type": "video", "src": "big.mp4", "size": [300, 80], "effects": [{ "type": "blur", "sigma": 8 }],
              "transform": { "position": [135, 440], "opacity": 0.9 } },
        ]),
    )
}

/// Pictures over pictures; the first is hidden by the second and need not be drawn.
fn layers_of_video() -> Scene {
    scene(
        "hidden_below",
        json!([
            { "type": "video", "src": "portrait.mp4" },
            { "type": "video", "src": "landscape.mp4", "trim": { "start": 1.0 } },
            video("portrait.mp4", [90.0, 160.0], [200.0, 380.0]),
        ]),
    )
}

/// A tiny source brought up a long way, and a large one brought down.
fn upscaled() -> Scene {
    scene(
        "extreme_scales",
        json!([
            { "type": "video", "src": "flat.mp4", "size": [270, 240], "transform": { "position": [135, 120] } },
            { "type": "image", "src": "anim.gif", "size": [900, 600], "transform": { "position": [135, 360], "rotation": 5 } },
            video("big.mp4", [32.0, 18.0], [60.0, 240.0]),
            video("big.mp4", [9.0, 5.0], [140.5, 240.5]),
            video("big.mp4", [2.0, 2.0], [200.0, 240.0]),
            video("big.mp4", [0.7, 0.7], [230.0, 240.0]),
        ]),
    )
}
