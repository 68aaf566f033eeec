//! Runs one test of this binary again in a process of its own, which counts its own memory and time: a crash, a hang or a flood
//! of memory in it is seen and named without taking the rest along.

use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Names the file that the child is to try.
const FILE: &str = "REELSPEED_TEST_FILE";

/// The child's exit status, everything it printed, its time and its greatest memory.
pub(crate) struct Outcome {
    pub(crate) success: bool,
    pub(crate) output: String,
    pub(crate) time: Duration,
    pub(crate) peak_bytes: u64,
}

/// The file that this process, if it is a child, is to try.
pub(crate) fn file() -> Option<std::path::PathBuf> {
    std::env::var_os(FILE).map(Into::into)
}

/// Runs `test` in a process of its own for at most `limit`.
pub(crate) fn run(test: &str, file: &Path, limit: Duration) -> Outcome {
    let begin = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FILE, file)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut peak_bytes = 0;
    let success = loop {
        peak_bytes = peak_bytes.max(peak_of(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break status.success();
        }
        if begin.elapsed() > limit {
            child.kill().unwrap();
            child.wait().unwrap();
            break false;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut output).unwrap();
    Outcome { success, output, time: begin.elapsed(), peak_bytes }
}

/// The greatest resident memory of a process so far, where the system tells.
fn peak_of(pid: u32) -> u64 {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else { return 0 };
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok()).unwrap_or(0) << 10
}
