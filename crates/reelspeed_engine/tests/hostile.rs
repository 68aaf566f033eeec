//! Broken and hostile files in every place of a document that names a file: a typed error or a finished render, soon, within
//! bounds, never a panic; and the folder of the output is as it was.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use common::child;
use common::{document, media, names, open};
use reelspeed_core::ErrorCode;
use reelspeed_engine::{RenderOptions, peak_process_bytes, probe};
use serde_json::{Value, json};

const MAX_TIME: Duration = Duration::from_secs(10);
const MAX_BYTES: u64 = 1 << 30;

/// A document that uses `file` in one of its places.
fn document_with(place: &str, file: &str) -> Value {
    let text = json!({ "type": "text", "text": "a", "duration": 0.1 });
    let mut document = document([64, 64], json!(10), json!([text]));
    match place {
        "video" => document["layers"] = json!([{ "type": "video", "src": file }]),
        "loop" => document["layers"] = json!([{ "type": "video", "src": file, "loop": true, "duration": 0.5 }]),
        "clip" => document["layers"] = json!([{ "type": "sequence", "clips": [{ "src": file, "duration": 0.3 }] }]),
        "image" => document["layers"] = json!([{ "type": "image", "src": file, "duration": 0.3 }]),
        "audio" => {
            document["duration"] = json!(1.5);
            document["audio"] = json!([{ "src": file }, { "src": file, "loop": true }]);
        }
        "font" => document["fonts"] = json!([{ "src": file }]),
        other => panic!("{other}"),
    }
    document
}

/// What came of it: "ok" with the frames or the error's code; the second is what is wrong with that.
fn attempt(place: &str, path: &Path) -> (String, Option<String>) {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    fs::write(&output, b"old").unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let rendered = open(&document_with(place, name), path.parent().unwrap())
        .and_then(|project| project.render(&output, &RenderOptions::default()));
    let mut fault = None;
    let result = match rendered {
        Ok(report) => {
            match probe(&output) {
                Ok(made) if made.video[0].frames == report.frames => {}
                other => fault = Some(format!("{} frames were announced, the file has {other:?}", report.frames)),
            }
            format!("ok, {} frames, warnings {:?}", report.frames, report.warnings)
        }
        Err(error) => {
            let text = error.to_string();
            if error.code() == ErrorCode::Internal || !text.contains(name) {
                fault = Some(format!("not a fault of the file, or the file is not named: {text}"));
            }
            if fs::read(&output).unwrap() != b"old" {
                fault = Some("the old output is gone".into());
            }
            format!("{} {text:?}", error.code())
        }
    };
    if names(folder.path()) != ["out.mp4"] {
        fault = Some(format!("left behind: {:?}", names(folder.path())));
    }
    (result, fault)
}

/// The child's part.
#[test]
fn child_tries_a_file_in_every_place() {
    let Some(path) = child::file() else { return };
    println!();
    for place in ["video", "loop", "clip", "image", "audio", "font"] {
        let begin = Instant::now();
        let (result, fault) = attempt(place, &path);
        println!("RESULT {place} {:.2} s: {result}", begin.elapsed().as_secs_f64());
        assert!(fault.is_none(), "{place}: {}", fault.unwrap());
        assert!(begin.elapsed() < MAX_TIME, "{place}: took {:?}", begin.elapsed());
        let peak = peak_process_bytes().unwrap_or(0);
        assert!(peak < MAX_BYTES, "{place}: {} MiB", peak >> 20);
    }
    println!("ALL TRIED");
}

#[test]
fn bad_files_give_typed_errors_or_finished_files() {
    let Some(media) = media() else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(media.join("bad")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| !f.ends_with("README.md"));
    files.sort();
    assert!(files.len() >= 50, "only {} files", files.len());
    try_all(&files);
}

/// Whole files with some bytes changed, the same ones every time, and files cut off anywhere.
#[test]
fn damaged_files_give_typed_errors_or_finished_files() {
    let Some(media) = media() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    let mut state = 1u64;
    let mut random = |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    for name in ["fragmented_seekable.mp4", "subtitles_ass.mkv", "vp9_odd_161x121.webm", "h264_aac.flv", "chapters.mp4"]
    {
        let whole = fs::read(media.join("video").join(name)).unwrap();
        for n in 0..4 {
            let mut bytes = whole.clone();
            match n {
                0 => bytes.truncate(random(bytes.len())),
                // The header is what most depends on.
                1 => (0..8).for_each(|_| bytes[random(1500)] = random(256) as u8),
                _ => (0..60).for_each(|_| bytes[random(whole.len())] = random(256) as u8),
            }
            let path = folder.path().join(format!("{n}-{name}"));
            fs::write(&path, bytes).unwrap();
            files.push(path);
        }
    }
    try_all(&files);
}

/// Tries each file in a process of its own.
fn try_all(files: &[PathBuf]) {
    let mut faults = Vec::new();
    for file in files {
        let outcome = child::run("child_tries_a_file_in_every_place", file, MAX_TIME * 6);
        let name = file.file_name().unwrap().to_string_lossy();
        println!("{name}: {:.1} s, {} MiB", outcome.time.as_secs_f64(), outcome.peak_bytes >> 20);
        for line in outcome.output.lines().filter(|l| l.starts_with("RESULT")) {
            println!("    {line}");
        }
        // The harness of tests catches panics in the test's own thread; those of other threads would be seen here.
        let panicked = outcome.output.contains("panicked at");
        if !outcome.success || panicked || !outcome.output.contains("ALL TRIED") || outcome.peak_bytes > MAX_BYTES {
            faults.push(format!("{name}:\n{}", outcome.output));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
