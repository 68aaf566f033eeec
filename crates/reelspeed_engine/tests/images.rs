//! Animated images: which of their pictures is shown when.

mod common;

use common::tools::make;
use common::{document, frame_times, project};
use reelspeed_engine::RenderOptions;
use serde_json::{Value, json};

/// Ten flat pictures, each brighter than the one before by 20, with the delays (in hundredths of a second) that a GIF, a PNG
/// and a WebP can all hold.
const DELAY: i64 = 10;

fn numbers(document: &Value, folder: &std::path::Path) -> Vec<i64> {
    let project = project(document, folder);
    let shown = project.frames(&frame_times(&project), &RenderOptions::default()).unwrap();
    let middle = |image: &reelspeed_engine::RgbaImage| {
        let at = ((image.height / 2 * image.width + image.width / 2) * 4 + 1) as usize;
        image.pixels[at]
    };
    shown.iter().map(|image| (f64::from(middle(image)) / 20.0).round() as i64).collect()
}

#[test]
fn every_picture_at_its_time_looped_and_at_other_speeds() {
    let folder = tempfile::tempdir().unwrap();
    let picture = "nullsrc=size=32x32:rate=10:duration=1,format=rgb24,geq=r=20+20*N:g=20+20*N:b=20+20*N";
    let kinds: [(&str, &[&str]); 3] = [
        ("a.gif", &["-pix_fmt", "gray", "-f", "gif"]),
        ("a.png", &["-c:v", "apng", "-f", "apng", "-plays", "0"]),
        ("a.webp", &["-c:v", "libwebp_anim", "-lossless", "1", "-loop", "0"]),
    ];
    for (name, codec) in kinds {
        make(folder.path(), name, &[&["-f", "lavfi", "-i", picture], codec].concat());
        // Speed as a fraction.
        for (rate, [num, den], looped) in
            [(30i64, [1i64, 1], true), (25, [2, 1], true), (24, [1, 2], true), (30, [1, 1], false)]
        {
            let speed = num as f64 / den as f64;
            let layer = json!({ "type": "image", "src": name, "duration": 2.5, "speed": speed, "loop": looped, "size": [32, 32] });
            let expected: Vec<i64> = (0..(rate * 5 + 1) / 2)
                .map(|n| {
                    let picture = (n * num * 100).div_euclid(rate * den * DELAY);
                    1 + if looped { picture % 10 } else { picture.min(9) }
                })
                .collect();
            let shown = numbers(&document([32, 32], json!(rate), json!([layer])), folder.path());
            assert_eq!(shown, expected, "{name} at {rate}/s, speed {speed}, looped {looped}");
        }
    }
}

/// Uneven delays, as screen captures have them.
#[test]
fn uneven_delays() {
    let folder = tempfile::tempdir().unwrap();
    let picture = "nullsrc=size=32x32:rate=10:duration=1,format=rgb24,geq=r=20+20*N:g=20+20*N:b=20+20*N,\
        select='eq(n,0)+eq(n,1)+eq(n,4)+eq(n,9)'";
    make(folder.path(), "a.gif", &["-f", "lavfi", "-i", picture, "-fps_mode", "vfr", "-pix_fmt", "gray", "-f", "gif"]);
    let layer = json!({ "type": "image", "src": "a.gif", "duration": 1, "loop": false, "size": [32, 32] });
    let shown = numbers(&document([32, 32], json!(10), json!([layer])), folder.path());
    assert_eq!(shown, [1, 2, 2, 2, 5, 5, 5, 5, 5, 10]);
}
