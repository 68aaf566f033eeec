//! A render over a key colour, encoded, keyed over other footage: what comes out is close to composing it at once.

mod common;

use common::{document, project, render};
use reelspeed_engine::{RenderOptions, RgbaImage};
use reelspeed_testing::fixtures::TestClip;
use serde_json::{Value, json};

/// Things with hard, soft, thin and moving edges; nothing of the colours of screens.
fn subject() -> Vec<Value> {
    let moving = |from: [f64; 2], to: [f64; 2]| json!({ "keyframes": [{ "time": 0, "value": from }, { "time": 0.4, "value": to }] });
    let ellipse = |size: f64, color: &str, sigma: f64, position: Value| {
        json!({ "type": "shape", "geometry": { "kind": "ellipse", "width": size, "height": size }, "fill": color,
                "effects": [{ "type": "blur", "sigma": sigma }], "transform": { "position": position } })
    };
    vec![
        ellipse(130.0, "#e8b898", 3.0, moving([90.0, 130.0], [130.0, 150.0])),
        ellipse(90.0, "#241c1a", 1.5, json!([260, 100])),
        json!({ "type": "shape", "geometry": { "kind": "rect", "width": 90, "height": 60, "radius": 12 }, "fill": "#c8202c",
                "transform": { "position": moving([270.0, 250.0], [230.0, 260.0]), "rotation": 20 } }),
        json!({ "type": "text", "text": "Keyed", "style": { "fontSize": 64, "color": "white" },
                "transform": { "position": [180, 340] } }),
        json!({ "type": "text", "text": "thin lines, too", "style": { "fontSize": 22, "color": "#f0e0d0" },
                "transform": { "position": [180, 400] } }),
    ]
}

/// Mean difference of the channels in steps of 8 bits, and how many of a thousand pixels differ by more than 32 in one of them.
fn difference(a: &RgbaImage, b: &RgbaImage) -> (f64, f64) {
    assert_eq!((a.width, a.height), (b.width, b.height));
    let (mut sum, mut far) = (0u64, 0u32);
    for (a, b) in a.pixels.chunks_exact(4).zip(b.pixels.chunks_exact(4)) {
        let steps = [0, 1, 2].map(|i| a[i].abs_diff(b[i]));
        sum += steps.iter().map(|s| u64::from(*s)).sum::<u64>();
        far += u32::from(steps.iter().any(|s| *s > 32));
    }
    let pixels = f64::from(a.width) * f64::from(a.height);
    (sum as f64 / pixels / 3.0, f64::from(far) / pixels * 1000.0)
}

#[test]
fn a_render_over_a_key_colour_comes_back_over_other_footage() {
    let folder = tempfile::tempdir().unwrap();
    TestClip { size: (360, 640), fps: 25, secs: 0.4, sound: false }.write(folder.path(), "behind.mp4");
    let behind = json!({ "type": "video", "src": "behind.mp4" });
    let of = |background: &str, layers: Vec<Value>| {
        let mut document = document([360, 640], json!(25), json!(layers));
        document["duration"] = json!(0.4);
        document["background"] = json!(background);
        document
    };
    let at_once = project(&of("#000", std::iter::once(behind.clone()).chain(subject()).collect()), folder.path());
    for (color, name) in [("#00ff00", "green.mp4"), ("#0000ff", "blue.mp4")] {
        render(&project(&of(color, subject()), folder.path()), &folder.path().join(name));
        let keyed = |key: Value| {
            let layer = json!({ "type": "video", "src": name, "key": key });
            project(&of("#000", vec![behind.clone(), layer]), folder.path())
        };
        let (defaults, screen) = (keyed(json!({ "color": color })), keyed(json!({ "color": "#ff00ff" })));
        for at in [0.0, 0.2, 0.36] {
            let frame = |project: &reelspeed_engine::Project| project.frame(at, &RenderOptions::default()).unwrap();
            let expected = frame(&at_once);
            let (mean, far) = difference(&expected, &frame(&defaults));
            let (unkeyed, _) = difference(&expected, &frame(&screen));
            eprintln!("{name} at {at}: mean {mean:.2}, {far:.1} of 1000 far; with another key {unkeyed:.1}");
            // Measured: means of 0.9 to 1.1, 15 to 20 of 1000 far. What is left is the encoder's, and edges that are finer than chroma.
            assert!(mean < 1.5 && far < 25.0, "{name} at {at}: mean {mean}, {far} of 1000 are far");
            assert!(unkeyed > 20.0, "{name} at {at}: {unkeyed}");
        }
    }
}
