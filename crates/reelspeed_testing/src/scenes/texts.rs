use serde_json::{Value, json};

use super::{moving, over, scene};
use crate::Scene;

pub(super) fn scenes() -> Vec<Scene> {
    vec![latin(), align(), motion(), effects(), arabic(), cjk(), emoji(), chat()]
}

fn text(text: &str, style: Value, position: [f64; 2]) -> Value {
    json!({ "type": "text", "text": text, "style": style, "maxWidth": 250, "transform": { "position": position } })
}

fn latin() -> Scene {
    let shadow = json!({ "color": "#000000", "offset": [3, 3], "blur": 4 });
    scene(
        "text_latin",
        json!([
            text("Plain text", json!({ "fontSize": 28 }), [135.0, 40.0]),
            text("Bold, über öäß", json!({ "fontSize": 28, "fontWeight": 700, "color": "#ffd040" }), [135.0, 85.0]),
            text(
                "Outlined",
                json!({ "fontSize": 44, "fontWeight": 700, "stroke": { "color": "#c02040", "width": 6 } }),
                [135.0, 140.0]
            ),
            text("Shadow", json!({ "fontSize": 44, "fontWeight": 700, "shadow": shadow }), [135.0, 200.0]),
            text(
                "In a box",
                json!({ "fontSize": 26, "box": { "fill": "#0a84ff", "padding": [18, 10], "radius": 18,
                 "shadow": shadow } }),
                [135.0, 265.0]
            ),
            text(
                "Gradient",
                json!({ "fontSize": 48, "fontWeight": 700, "color": { "type": "linear", "angle": 90,
                 "stops": [{ "offset": 0, "color": "#ff4080" }, { "offset": 1, "color": "#40c0ff" }] } }),
                [135.0, 330.0]
            ),
            text(
                "A longer text that is broken into lines where it would leave the canvas.",
                json!({ "fontSize": 20, "lineHeight": 1.4, "letterSpacing": 1 }),
                [135.0, 420.0]
            ),
        ]),
    )
}

fn align() -> Scene {
    let paragraph = "First line\nthe second is longer\nthird";
    let layer = |align: &str, y: f64| {
        text(paragraph, json!({ "fontSize": 20, "align": align, "box": { "fill": "#ffffff30" } }), [135.0, y])
    };
    scene(
        "text_align",
        json!([layer("left", 70.0), layer("center", 190.0), layer("right", 310.0), layer("justify", 420.0)]),
    )
}

/// Texts that slide by fractions of pixels, grow, turn, fade, and stand at scales of their own.
fn motion() -> Scene {
    let mut slide = text("Sliding slowly", json!({ "fontSize": 24 }), [0.0, 0.0]);
    slide["transform"]["position"] = moving(json!([120, 40]), json!([127.7, 43.3]));
    let mut grow = text("Growing", json!({ "fontSize": 30, "fontWeight": 700 }), [135.0, 120.0]);
    grow["transform"]["scale"] = moving(json!(0.3), json!(1.9));
    let mut turn = text("Turning", json!({ "fontSize": 36, "color": "#ff8040" }), [135.0, 230.0]);
    turn["transform"]["rotation"] = moving(json!(-20), json!(110));
    let mut fade =
        text("Fading", json!({ "fontSize": 36, "box": { "fill": "#204080", "radius": 12 } }), [135.0, 340.0]);
    fade["transform"]["opacity"] = moving(json!(0.05), json!(1));
    let mut large = text("2.5x", json!({ "fontSize": 24 }), [70.0, 430.0]);
    large["transform"]["scale"] = json!(2.5);
    let mut mirrored = text("Mirror", json!({ "fontSize": 34 }), [200.0, 430.0]);
    mirrored["transform"]["scale"] = json!([-1, 1]);
    scene("text_motion", json!([slide, grow, turn, fade, large, mirrored]))
}

fn effects() -> Scene {
    let layer = |effects: Value, y: f64| {
        json!({ "type": "text", "text": "Effects", "effects": effects, "transform": { "position": [135, y] },
                "style": { "fontSize": 40, "fontWeight": 700, "color": "#ff6040", "box": { "fill": "#103050", "radius": 10 } } })
    };
    over(
        "text_effects",
        json!("#c0c0b0"),
        json!([
            layer(json!([{ "type": "blur", "sigma": 3 }]), 60.0),
            layer(json!([{ "type": "saturation", "amount": 0 }]), 160.0),
            layer(json!([{ "type": "hue", "degrees": 90 }]), 260.0),
            layer(
                json!([{ "type": "brightness", "amount": 1.5 }, { "type": "blur", "sigma": moving(json!(0), json!(6)) }]),
                370.0
            ),
        ]),
    )
}

fn with_fonts(scene: Scene) -> Scene {
    Scene { needs_fonts: true, ..scene }
}

fn arabic() -> Scene {
    with_fonts(scene(
        "text_arabic",
        json!([
            text("مرحبا بالعالم", json!({ "fontSize": 36 }), [135.0, 60.0]),
            text(
                "السلام عليكم ورحمة الله وبركاته، كيف حالك اليوم؟",
                json!({ "fontSize": 26, "align": "start", "box": { "fill": "#1f7a4d", "radius": 16 } }),
                [135.0, 190.0]
            ),
            text("Mixed: العربية and English 123", json!({ "fontSize": 24 }), [135.0, 320.0]),
            text("نص مائل", json!({ "fontSize": 40, "stroke": { "color": "#800040", "width": 4 } }), [135.0, 420.0]),
        ]),
    ))
}

fn cjk() -> Scene {
    with_fonts(scene(
        "text_cjk",
        json!([
            text("你好，世界", json!({ "fontSize": 44 }), [135.0, 70.0]),
            text(
                "这是一个较长的句子，用来测试自动换行和标点符号的处理。",
                json!({ "fontSize": 26, "align": "left", "box": { "fill": "#7a1f2b", "radius": 12 } }),
                [135.0, 220.0]
            ),
            text("中文 and Latin 混排", json!({ "fontSize": 26, "fontFamily": ["Inter"] }), [135.0, 400.0]),
        ]),
    ))
}

fn emoji() -> Scene {
    with_fonts(scene(
        "text_emoji",
        json!([
            text("😀🎉🚀❤️", json!({ "fontSize": 52 }), [135.0, 70.0]),
            text("Party 🎈 time 👍🏽", json!({ "fontSize": 30, "fontFamily": ["Inter"] }), [135.0, 170.0]),
            text("👨‍👩‍👧‍👦 family", json!({ "fontSize": 34, "box": { "fill": "#3a3a3c", "radius": 20 } }), [135.0, 270.0]),
            { "type": "text", "text": "🌈", "style": { "fontSize": 60 },
              "transform": { "position": [135, 390], "rotation": moving(json!(0), json!(60)), "opacity": 0.8 } },
        ]),
    ))
}

/// What the engine is for: a title and bubbles that slide in over a video.
fn chat() -> Scene {
    let mut layers = vec![json!({ "type": "video", "src": "big.mp4" })];
    layers.push(text(
        "Chat story",
        json!({ "fontSize": 30, "fontWeight": 700, "fontFamily": ["Inter"],
        "shadow": { "color": "#000000a0", "offset": [0, 2], "blur": 6 } }),
        [135.0, 36.0],
    ));
    let lines =
        ["Hey!", "Are you there? 👀", "Yes, just arrived", "Great, look at this:", "It renders in no time 🚀", "wow"];
    for (i, line) in lines.iter().enumerate() {
        let left = i % 2 == 0;
        let (x, from, anchor) = if left { (12.0, -150.0, 0.0) } else { (258.0, 420.0, 1.0) };
        let y = 90.0 + 62.0 * i as f64;
        let fill = if left { "#3a3a3c" } else { "#0a84ff" };
        layers.push(json!({
            "type": "text", "text": line, "start": 0.25 * i as f64,
            "style": { "fontSize": 18, "fontFamily": ["Inter"], "align": "left",
                       "box": { "fill": fill, "padding": [14, 9], "radius": 18 } },
            "transform": { "anchor": [anchor, 0], "position": { "keyframes": [
                { "time": 0.0, "value": [from, y], "easing": "easeOutCubic" }, { "time": 0.4, "value": [x, y] } ] } },
        }));
    }
    with_fonts(scene("chat_story", Value::Array(layers)))
}
