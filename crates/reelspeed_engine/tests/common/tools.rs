//! The ffmpeg and ffprobe commands: a second opinion, and the maker of fixtures.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// What `ffmpeg` writes to its standard output. `None`, said aloud, where there is no such command.
pub(crate) fn ffmpeg(arguments: &[&str]) -> Option<Vec<u8>> {
    run("ffmpeg", &[&["-v", "error", "-nostdin", "-y"], arguments].concat())
}

/// What `ffprobe` says of a file.
pub(crate) fn ffprobe(path: &Path) -> Option<Value> {
    let path = path.to_str().unwrap();
    let output =
        run("ffprobe", &["-v", "error", "-of", "json", "-show_streams", "-show_format", "-count_packets", path])?;
    Some(serde_json::from_slice(&output).unwrap())
}

fn run(tool: &str, arguments: &[&str]) -> Option<Vec<u8>> {
    let output = match Command::new(tool).args(arguments).output() {
        Ok(output) => output,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("SKIPPED: there is no {tool} command; run scripts/setup.sh");
            return None;
        }
        Err(e) => panic!("{tool}: {e}"),
    };
    assert!(output.status.success(), "{tool} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    Some(output.stdout)
}
