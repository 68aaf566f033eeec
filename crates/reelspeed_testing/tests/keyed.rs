//! What a key may not change, and what it must.

use std::sync::Arc;

use reelspeed_core::{Frame, FramePool};
use reelspeed_kernels::SimdLevel;
use reelspeed_model::Composition;
use reelspeed_testing::{Scene, TestMedia, plain_fonts};
use reelspeed_timeline::Timeline;
use serde_json::{Value, json};

/// The first frame of these layers over a background.
fn frame(background: &str, layers: Value) -> Arc<Frame> {
    let document = json!({ "version": 1, "width": 270, "height": 480, "frameRate": 10, "duration": 1,
                           "background": background, "layers": layers });
    let composition: Composition = serde_json::from_value(document).unwrap();
    let pool = FramePool::unlimited();
    let mut media = TestMedia::new(&pool);
    let timeline = Timeline::new(&composition, &media).unwrap();
    media.bind(&timeline);
    let mut renderer = Scene::renderer(&pool, &plain_fonts(), SimdLevel::detected(), false);
    renderer.render(&timeline.display_list(0), &media).unwrap()
}

/// The largest difference in each plane.
fn differences(a: &Frame, b: &Frame) -> [u8; 3] {
    [0, 1, 2].map(|i| {
        let (a, b) = (a.plane(i), b.plane(i));
        let row = |row: usize| a.row(row).iter().zip(b.row(row)).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
        (0..a.height).map(row).max().unwrap()
    })
}

/// No picture here has colours near magenta. Skin has a part along it, which counts as spill.
const FAR: &str = "#ff00ff";

fn with_key(mut layer: Value, key: Value) -> Value {
    layer["key"] = key;
    layer
}

#[test]
fn a_picture_without_the_key_stays_as_it_is() {
    let far = json!({ "color": FAR, "similarity": 0.1, "smoothness": 0.1, "spill": 0 });
    for src in ["screen.mp4", "screen601.mov", "screen444.mp4"] {
        let layer = json!({ "type": "video", "src": src, "size": [180, 200] });
        let (plain, keyed) =
            (frame("#405060", json!([layer])), frame("#405060", json!([with_key(layer.clone(), far.clone())])));
        let [luma, cb, cr] = differences(&plain, &keyed);
        // On the canvas keyed chroma is the mean of 2x2 pixels, where a plain picture's is scaled to it at once.
        assert!(luma == 0 && cb < 40 && cr < 40, "{src}: {luma} {cb} {cr}");
        let group = |layer: Value| json!([{ "type": "group", "transform": { "opacity": 0.7 }, "layers": [layer] }]);
        let (plain, keyed) =
            (frame("#405060", group(layer.clone())), frame("#405060", group(with_key(layer, far.clone()))));
        assert_eq!(differences(&plain, &keyed), [0; 3], "{src} in a group");
    }
}

#[test]
fn the_screen_shows_what_lies_below() {
    let key = json!({ "color": "#14c832", "similarity": 0.5 });
    let layer = with_key(json!({ "type": "video", "src": "screen.mp4", "fit": "fill" }), key);
    let shown = frame("#802040", json!([layer]));
    let below = frame("#802040", json!([]));
    // The corners and the right edge are screen.
    for (x, y) in [(4, 4), (260, 4), (4, 470), (260, 470), (250, 200)] {
        let at = |frame: &Frame, plane: usize| {
            let shift = usize::from(plane > 0);
            frame.plane(plane).row(y >> shift)[x >> shift]
        };
        for plane in 0..3 {
            assert_eq!(at(&shown, plane), at(&below, plane), "plane {plane} at {x},{y}");
        }
    }
    // The subject's middle is not.
    assert!(differences(&shown, &below)[0] > 100);
}

#[test]
fn a_keyed_picture_has_no_blurred_copy_behind() {
    let layer = |fit: &str| {
        with_key(json!({ "type": "video", "src": "screen.mp4", "fit": fit }), json!({ "color": "#14c832" }))
    };
    let (contain, blurred) =
        (frame("#204060", json!([layer("contain")])), frame("#204060", json!([layer("blurredFill")])));
    assert_eq!(differences(&contain, &blurred), [0; 3]);
}

/// What is keyed first is gone for the effects: turned to red, the screen would be no screen any more.
#[test]
fn keys_come_before_effects() {
    let layer = |effects: Value| {
        let layer = json!({ "type": "video", "src": "screen.mp4", "fit": "fill", "effects": effects });
        with_key(layer, json!({ "color": "#14c832", "similarity": 0.5 }))
    };
    let turned = frame("#204060", json!([layer(json!([{ "type": "hue", "degrees": 150 }]))]));
    let below = frame("#204060", json!([]));
    for (x, y) in [(4, 4), (260, 470)] {
        assert_eq!(turned.plane(1).row(y / 2)[x / 2], below.plane(1).row(y / 2)[x / 2]);
    }
}
