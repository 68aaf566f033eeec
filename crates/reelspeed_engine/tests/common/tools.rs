//! The ffmpeg and ffprobe commands: a second opinion, and the maker of fixtures.

use std::path::{Path, PathBuf};
use std::process::Command;

use reelspeed_testing::fixtures::{ffmpeg, run};
use serde_json::Value;

/// Writes a file into `folder` by the `ffmpeg` command: what comes between its global options and the output.
pub(crate) fn make(folder: &Path, name: &str, arguments: &[&str]) -> PathBuf {
    let path = folder.join(name);
    run(ffmpeg().args(arguments).arg(&path));
    path
}

/// One picture as `ffmpeg` draws it: 3 bytes a pixel, red, green, blue.
pub(crate) fn picture_by_ffmpeg(arguments: &[&str]) -> Vec<u8> {
    let mut command = ffmpeg();
    command.args(arguments).args(["-frames:v", "1", "-f", "rawvideo", "-pix_fmt", "rgb24", "-"]);
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// What `ffprobe` says of a file. `None`, said aloud, where there is no such command.
pub(crate) fn ffprobe(path: &Path) -> Option<Value> {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-of", "json", "-show_streams", "-show_format", "-count_packets"]).arg(path);
    let Ok(output) = command.output() else {
        eprintln!("SKIPPED: no second opinion, there is no ffprobe command");
        return None;
    };
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}
