//! What the tests over files share: where media lies, documents in few words, what is in a finished file.

#![allow(dead_code, reason = "each test binary uses its own part")]

pub(crate) mod child;
pub(crate) mod files;
pub(crate) mod qr;
pub(crate) mod tools;

use std::path::{Path, PathBuf};

use reelspeed_engine::{EngineError, Project, RenderOptions};
use reelspeed_model::report::RenderReport;
use serde_json::{Value, json};

/// The clip of real footage whose every frame carries its number.
pub(crate) const CODED: &str = "video/wave_croatia_1080p25_framecode.mp4";

/// `REELSPEED_MEDIA`, else `../shared/media` beside the repository; says so where neither is there.
pub(crate) fn media() -> Option<PathBuf> {
    let beside = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the package is"))
        .join("../../../shared/media");
    let folder = std::env::var_os("REELSPEED_MEDIA").map_or(beside, PathBuf::from);
    if folder.join("expected.json").is_file() {
        // Projects are opened relative to other folders.
        return Some(folder.canonicalize().unwrap());
    }
    eprintln!("SKIPPED: no real media at {}; set REELSPEED_MEDIA to run this test", folder.display());
    None
}

/// A document of one size and rate, encoded as cheaply as can be: it is the content that is looked at.
pub(crate) fn document(size: [u32; 2], frame_rate: Value, layers: Value) -> Value {
    json!({
        "version": 1,
        "width": size[0],
        "height": size[1],
        "frameRate": frame_rate,
        "layers": layers,
        "output": { "video": { "preset": "ultrafast", "threads": 1, "hardware": "off" } },
    })
}

/// The document, checked; its files are those of `base`.
pub(crate) fn open(document: &Value, base: &Path) -> Result<Project, EngineError> {
    Project::from_json(&document.to_string(), base)
}

/// As [`open`], for documents that must be right.
pub(crate) fn project(document: &Value, base: &Path) -> Project {
    open(document, base).unwrap_or_else(|e| panic!("{e}\n{document:#}"))
}

/// Renders with one encoder thread.
pub(crate) fn render(project: &Project, output: &Path) -> RenderReport {
    project.render(output, &RenderOptions::default()).unwrap_or_else(|e| panic!("{}: {e}", output.display()))
}

/// When each frame of a project begins, in seconds.
pub(crate) fn frame_times(project: &Project) -> Vec<f64> {
    let timeline = project.timeline();
    (0..timeline.frame_count()).map(|n| timeline.time_of(n).as_secs()).collect()
}

/// What lies in a folder, hidden files too, sorted.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
