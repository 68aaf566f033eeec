//! Running the command in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use reelspeed_testing::fixtures::TestClip;
use serde_json::{Value, json};
use tempfile::TempDir;

/// What a run of the command came to.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Standard output as JSON values, one a line.
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|l| serde_json::from_str(l).unwrap_or_else(|e| panic!("{l:?}: {e}"))).collect()
    }

    /// The lines of standard error; each must be an error or a warning as this command says them.
    pub(crate) fn messages(&self) -> Vec<&str> {
        self.stderr.lines().collect()
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("the command writes UTF-8");
        Self { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

/// A temporary folder that the command runs in.
pub(crate) struct Room {
    folder: TempDir,
}

impl Room {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A room with `clip.mp4` (2 s, 320x180, 30 fps, with a tone).
    pub(crate) fn with_clip() -> Self {
        let room = Self::new();
        TestClip::default().write(room.path(), "clip.mp4");
        room
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a document and returns its name.
    pub(crate) fn document(&self, name: &'static str, document: &Value) -> &'static str {
        fs::write(self.file(name), document.to_string()).unwrap();
        name
    }

    /// The command with arguments, not started.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reelspeed"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.command(arguments).output().unwrap().into()
    }

    /// Runs the command with `input` on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Ended {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap().into()
    }

    /// The names of all files, hidden ones too.
    pub(crate) fn files(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path()).unwrap();
        let mut names: Vec<_> = entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// One second of `clip.mp4` in a small canvas with a text over it.
pub(crate) fn small() -> Value {
    json!({
        "version": 1, "width": 180, "height": 320, "frameRate": 30, "duration": 1,
        "layers": [
            { "type": "video", "src": "clip.mp4" },
            { "type": "text", "text": "Hello", "style": { "fontFamily": ["DejaVu Sans"] } },
        ],
        "output": { "video": { "hardware": "off", "preset": "ultrafast" } },
    })
}

/// Minutes of full-size frames that all differ: a render that nobody waits for.
pub(crate) fn endless() -> Value {
    json!({
        "version": 1, "width": 1080, "height": 1920, "frameRate": 30, "duration": 600,
        "layers": [{ "type": "video", "src": "clip.mp4", "loop": true }],
        "output": { "video": { "hardware": "off", "preset": "medium" } },
    })
}
