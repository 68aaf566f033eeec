//! Media files for tests: synthesised by the `ffmpeg` command, or found in a folder of real ones.
//!
//! Functions here panic where a fixture cannot be made: a test without its file proves nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A clip to synthesise: a test pattern that differs in every frame, with a tone or in silence.
#[derive(Clone, Debug)]
pub struct TestClip {
    /// Width and height in pixels, even.
    pub size: (u32, u32),
    /// Frames per second.
    pub fps: u32,
    /// Length in seconds.
    pub secs: f64,
    /// Whether there is a tone of 440 Hz (AAC stereo, 48 kHz).
    pub sound: bool,
}

impl Default for TestClip {
    /// Two seconds of 320x180 at 30 frames a second with a tone.
    fn default() -> Self {
        Self { size: (320, 180), fps: 30, secs: 2.0, sound: true }
    }
}

impl TestClip {
    /// Writes the clip as H.264, BT.709, into `folder` under `name` and returns its path.
    pub fn write(&self, folder: &Path, name: &str) -> PathBuf {
        let path = folder.join(name);
        let Self { size: (width, height), fps, secs, sound } = self;
        let picture = format!("testsrc2=size={width}x{height}:rate={fps}:duration={secs}");
        let tone = format!("sine=frequency=440:sample_rate=48000:duration={secs}");
        let mut command = ffmpeg();
        command.args(["-f", "lavfi", "-i", &picture]);
        if *sound {
            command.args(["-f", "lavfi", "-i", &tone, "-c:a", "aac", "-ac", "2"]);
        }
        command.args(["-c:v", "libx264", "-preset", "ultrafast", "-threads", "1", "-pix_fmt", "yuv420p"]);
        command.args([
            "-colorspace",
            "bt709",
            "-color_primaries",
            "bt709",
            "-color_trc",
            "bt709",
            "-color_range",
            "tv",
        ]);
        run(command.arg(&path));
        path
    }
}

/// The `ffmpeg` command, quiet, overwriting, not reading standard input; `FFMPEG` names another one.
pub fn ffmpeg() -> Command {
    let mut command = Command::new(std::env::var_os("FFMPEG").unwrap_or_else(|| "ffmpeg".into()));
    command.args(["-v", "error", "-nostdin", "-y"]).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
///
/// # Panics
/// If it cannot be started or fails; says what it wrote to standard error.
pub fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|e| panic!("{command:?}: {e}; run scripts/setup.sh"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}: {said}", output.status);
}

/// A folder of real media with expected values: what `REELSPEED_MEDIA` names, else `../shared/media` beside the repository.
/// `None` where neither is there.
pub fn real_media() -> Option<PathBuf> {
    let beside = workspace_root().join("../shared/media");
    let named = std::env::var_os("REELSPEED_MEDIA").map(PathBuf::from);
    named.into_iter().chain([beside]).find(|p| p.join("expected.json").is_file())
}

/// A file that `scripts/fixtures.sh` has put into `REELSPEED_FIXTURES`, or else into the user's cache. `None` where it is not
/// there.
pub fn fetched(name: &str) -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let cache = || set("XDG_CACHE_HOME").or_else(|| Some(set("HOME")?.join(".cache")));
    let folder = set("REELSPEED_FIXTURES").or_else(|| Some(cache()?.join("reelspeed/media")))?;
    Some(folder.join(name)).filter(|p| p.is_file())
}

/// The folder of the workspace whose package cargo is running. Asked for when it runs: clones may share one folder of build results,
/// and a path that was compiled in would lead to the clone that built it.
fn workspace_root() -> PathBuf {
    let package = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| ".".into()));
    package.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).unwrap_or(&package).to_owned()
}
