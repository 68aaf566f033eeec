mod keyed;
mod moving;
mod pictures;
mod shapes;
mod texts;
mod transitions;

use serde_json::{Value, json};

use crate::Scene;

/// All scenes. 270x480 pixels, 2 s at 10 frames per second.
pub fn scenes() -> Vec<Scene> {
    let mut all = shapes::scenes();
    all.extend(pictures::scenes());
    all.extend(texts::scenes());
    all.extend(transitions::scenes());
    all.extend(moving::scenes());
    all.extend(keyed::scenes());
    all
}

/// A scene over a dark background.
fn scene(name: &'static str, layers: Value) -> Scene {
    over(name, json!("#202830"), layers)
}

fn over(name: &'static str, background: Value, layers: Value) -> Scene {
    let document = json!({
        "version": 1,
        "width": 270,
        "height": 480,
        "frameRate": 10,
        "duration": 2.0,
        "background": background,
        "layers": layers,
    });
    Scene { name, document, needs_fonts: false }
}

/// A value that moves from `from` to `to` in two seconds.
fn moving(from: Value, to: Value) -> Value {
    json!({ "keyframes": [{ "time": 0.0, "value": from }, { "time": 2.0, "value": to }] })
}
