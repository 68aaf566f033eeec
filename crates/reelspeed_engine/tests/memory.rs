//! Predicted memory beside measured memory. Each case runs in a process of its own, this binary again.

#![cfg(target_os = "linux")]

mod common;

use std::path::Path;
use std::process::Command;

use common::{document, project};
use reelspeed_core::ErrorCode;
use reelspeed_engine::{EngineError, Project, RenderOptions, memory, peak_process_bytes};
use serde_json::{Value, json};

/// Holds the case in a process that measures.
const CASE: &str = "REELSPEED_MEMORY_CASE";

/// The most that a prediction may lie below what is measured.
const BELOW: f64 = 0.15;

fn drawn(size: [u32; 2], video: Value) -> Value {
    let turn = json!({ "keyframes": [{ "time": 0, "value": 0 }, { "time": 3, "value": 180 }] });
    let layers = json!([{
        "type": "shape", "geometry": { "kind": "rect", "width": 150, "height": 250 }, "fill": "#3060c0",
        "transform": { "rotation": turn },
    }]);
    with_video(document(size, json!(30), layers), 2.0, video)
}

fn with_video(mut document: Value, duration: f64, mut video: Value) -> Value {
    video["hardware"] = "off".into();
    document["duration"] = json!(duration);
    document["output"]["video"] = video;
    document
}

/// Not a test: what the processes run that `predictions_are_not_below_measured_peaks` starts.
#[test]
fn child_measures() {
    let Ok(case) = std::env::var(CASE) else { return };
    let case: Value = serde_json::from_str(&case).unwrap();
    memory::return_freed_memory();
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let video = case["document"]["output"]["video"].clone();
    let tiny = with_video(document([64, 64], json!(30), json!([])), 0.2, video);
    project(&tiny, folder.path()).render(&output, &RenderOptions::default()).unwrap();
    memory::trim();
    // A new peak begins.
    std::fs::write("/proc/self/clear_refs", "5").unwrap();
    let before = peak_process_bytes().unwrap();

    let project = project(&case["document"], Path::new(case["base"].as_str().unwrap()));
    let options = RenderOptions::default();
    let predicted = project.predict_memory(&output, &options).unwrap().total;
    project.render(&output, &options).unwrap();
    println!("measured {} predicted {predicted}", peak_process_bytes().unwrap() - before);
}

fn measured_and_predicted(document: &Value, base: &Path) -> (f64, f64) {
    let case = json!({ "document": document, "base": base });
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_measures", "--nocapture"])
        .env(CASE, case.to_string())
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&child.stdout);
    let number = |name: &str| {
        let rest = text.split(&format!("{name} ")).nth(1)?;
        rest.split_whitespace().next()?.parse::<f64>().ok()
    };
    match (number("measured"), number("predicted")) {
        (Some(measured), Some(predicted)) => (measured, predicted),
        _ => panic!("{text}{}", String::from_utf8_lossy(&child.stderr)),
    }
}

#[test]
fn predictions_are_not_below_measured_peaks() {
    let folder = tempfile::tempdir().unwrap();
    let clip = drawn([640, 480], json!({ "preset": "medium", "threads": 1 }));
    project(&clip, folder.path()).render(&folder.path().join("clip.mp4"), &RenderOptions::default()).unwrap();
    let clip = json!([{ "type": "video", "src": "clip.mp4" }]);
    let clip = |size, video| with_video(document(size, json!(30), clip.clone()), 1.5, video);
    for document in [
        drawn([360, 640], json!({ "preset": "veryfast", "threads": 1 })),
        drawn([720, 1280], json!({ "preset": "medium", "threads": 2 })),
        drawn([720, 1280], json!({ "preset": "ultrafast", "threads": 4 })),
        clip([720, 1280], json!({ "preset": "veryfast", "threads": 1 })),
        clip([720, 1280], json!({ "preset": "veryfast", "threads": 1, "lookahead": 5, "bFrames": 1 })),
        clip([360, 640], json!({ "preset": "superfast", "threads": 3 })),
    ] {
        let (measured, predicted) = measured_and_predicted(&document, folder.path());
        let settings = &document["output"]["video"];
        assert!(
            predicted >= measured * (1.0 - BELOW),
            "predicted {predicted:.0}, measured {measured:.0}: {} {settings}",
            document["width"]
        );
        assert!(predicted <= measured * 1.6 + 10e6, "predicted {predicted:.0}, measured {measured:.0}: {settings}");
    }
}

fn veryfast() -> (Project, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let document = drawn([1080, 1920], json!({ "preset": "veryfast", "threads": 4 }));
    (project(&document, folder.path()), folder)
}

#[test]
fn a_budget_lowers_threads_first_and_then_the_look_ahead() {
    let (project, _folder) = veryfast();
    let output = Path::new("out.mp4");
    let options = RenderOptions::default();
    let whole = project.predict_memory(output, &options).unwrap();
    let (same, report) = project.fit_memory(output, &options, whole.total as u64).unwrap();
    assert_eq!((same.encoder_threads, same.encoder_lookahead, report), (None, None, whole));

    let (fitted, report) = project.fit_memory(output, &options, whole.total as u64 - 1).unwrap();
    assert_eq!((fitted.encoder_threads, fitted.encoder_lookahead), (Some(3), None));
    assert!(report.total < whole.total);

    let mut last = whole.total as u64;
    loop {
        match project.fit_memory(output, &options, last - 1) {
            Ok((fitted, report)) => {
                assert!(report.total < last as f64, "{fitted:?}");
                assert!(fitted.encoder_lookahead.is_none() || fitted.encoder_threads == Some(1), "{fitted:?}");
                last = report.total as u64;
            }
            Err(error @ EngineError::MemoryBudget { predicted, limit }) => {
                assert_eq!((predicted, limit), (last, last - 1));
                assert_eq!(error.code(), ErrorCode::MemoryBudget);
                break;
            }
            Err(other) => panic!("{other}"),
        }
    }
    assert!((last as f64) < whole.total * 0.45, "{last} of {whole:?}");
}

#[test]
fn what_the_document_says_is_never_raised() {
    let document = drawn([1080, 1920], json!({ "preset": "medium", "threads": 2, "lookahead": 6, "bFrames": 0 }));
    let folder = tempfile::tempdir().unwrap();
    let project = project(&document, folder.path());
    let options = RenderOptions::default();
    let whole = project.explain(Path::new("out.mp4"), &options, None).unwrap();
    assert_eq!((whole.encoder.threads, whole.encoder.lookahead, whole.encoder.b_frames), (2, Some(6), Some(0)));
    for budget in (0..whole.memory.total as u64).step_by(1 << 20) {
        let Ok(plan) = project.explain(Path::new("out.mp4"), &options, Some(budget)) else { continue };
        assert!(plan.encoder.threads <= 2 && plan.encoder.lookahead <= Some(6) && plan.encoder.b_frames == Some(0));
        assert!(plan.memory.total <= budget as f64 && !plan.notes.is_empty());
    }
}

#[test]
fn an_explanation_says_what_will_come_out() {
    let (project, folder) = veryfast();
    let output = folder.path().join("out.mp4");
    let plan = project.explain(&output, &RenderOptions::default(), None).unwrap();
    assert_eq!((plan.frames, plan.width, plan.height, plan.frame_rate), (60, 1080, 1920, [30, 1]));
    assert_eq!((plan.duration_secs, plan.limit), (2.0, None));
    assert!(plan.seconds > 0.0 && plan.output_bytes > 0.0 && plan.notes.is_empty());
    let parts = plan.memory;
    let sum = parts.decoders + parts.frames + parts.sprites + parts.encoder + parts.audio + parts.other;
    assert_eq!(parts.total, sum);
    assert_eq!((parts.decoders, parts.audio), (0.0, 0.0));
}
