//! Measures compositing natively, at the lowest and the best SIMD level, and writes what a browser needs to measure the same.
//!
//! `cargo run --release -p reelspeed_testing --example wasm_bench -- FOLDER`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use reelspeed_core::{Flicks, FramePool};
use reelspeed_kernels::SimdLevel;
use reelspeed_render::{FrameSource, SourcePicture};
use reelspeed_testing::{ChatStory, Scene, plain_fonts, tight_planes, web_color, web_format, word_digest};
use serde_json::{Value, json};

/// Frames that are measured of each workload.
const FRAMES: u64 = 24;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write to"));
    fs::create_dir_all(&folder).expect("a folder that can be made");
    let pool = FramePool::unlimited();
    let story = ChatStory::new(&pool);
    let mut workloads = Vec::new();
    for (name, secs) in [
        ("nine overlays at rest", ChatStory::RESTING),
        ("a bubble slides in", ChatStory::SLIDING - 0.1),
        ("crossfade, two overlays", ChatStory::CROSSFADE - 0.4),
    ] {
        let first = story.timeline.frame_at(Flicks::from_secs(secs));
        workloads.push(workload(&folder, name, &ChatStory::document(), &story, first));
    }
    for (name, layers) in ChatStory::DEAR_LAYERS {
        let story = ChatStory::of_layers(&pool, layers);
        workloads.push(workload(&folder, name, &ChatStory::document_of_layers(layers), &story, 2));
    }
    let text = serde_json::to_string(&json!({ "workloads": workloads })).expect("JSON");
    fs::write(folder.join("bench.json"), text).expect("a file that can be written");
}

fn workload(folder: &Path, name: &str, document: &Value, story: &ChatStory, first: u64) -> Value {
    let mut clips: BTreeMap<u32, BTreeMap<usize, Value>> = BTreeMap::new();
    for frame in first..first + FRAMES {
        for (clip, time) in story.timeline.display_list(frame).pictures() {
            let Some(SourcePicture::Video(picture)) = story.picture(clip, time) else { continue };
            let index = (time.as_secs() * 30.0 + 0.01) as usize % 4;
            clips.entry(clip.0).or_default().entry(index).or_insert_with(|| {
                let bytes = tight_planes(&picture.frame);
                let file = format!("{}.bin", word_digest(&bytes));
                fs::write(folder.join(&file), bytes).expect("a file that can be written");
                let size = picture.frame.size();
                json!({
                    "file": file, "width": size.width, "height": size.height, "format": web_format(&picture.frame),
                    "color": web_color(picture.frame.color()), "rotation": picture.orientation.degrees(),
                })
            });
        }
    }
    let fact = story.fact();
    let srcs: Vec<&str> = story.timeline.clips().iter().map(|clip| clip.src.as_str()).collect();
    json!({
        "name": name, "document": document, "srcs": srcs, "first": first, "frames": FRAMES, "clips": clips,
        "fact": {
            "width": fact.size.width, "height": fact.size.height, "hasVideo": true,
            "durationFlicks": fact.duration.map(|d| d.0 as f64),
        },
        "nativeScalarMs": measure(story, first, SimdLevel::SCALAR),
        "nativeBestMs": measure(story, first, SimdLevel::detected()),
    })
}

/// Milliseconds of a frame that is not disturbed: the tenth percentile.
fn measure(story: &ChatStory, first: u64, level: SimdLevel) -> f64 {
    let mut renderer = Scene::renderer(&FramePool::unlimited(), &plain_fonts(), level, false);
    let mut times = Vec::new();
    for _ in 0..3 {
        for frame in first..first + FRAMES {
            let start = Instant::now();
            renderer.render(&story.timeline.display_list(frame), story).expect("a frame");
            times.push(start.elapsed().as_secs_f64() * 1000.0);
        }
    }
    times.sort_by(f64::total_cmp);
    times[times.len() / 10]
}
