//! Tells the crate its version and commit, and says in plain words what is missing where FFmpeg cannot be linked.

use std::env;
use std::path::Path;
use std::process::{Command, exit};

/// What the engine links, with the oldest version of each (FFmpeg 5.1).
const LIBRARIES: [&str; 4] = ["libavcodec >= 59.37", "libavformat >= 59.27", "libavutil >= 57.28", "libswscale >= 6.7"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    check_ffmpeg();
    let version = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let full = match commit() {
        Some(commit) => format!("{version} ({commit})"),
        None => version,
    };
    println!("cargo:rustc-env=REELSPEED_VERSION_FULL={full}");
}

/// The commit that is built: what `REELSPEED_COMMIT` says, else what git says of the folder that holds this file.
fn commit() -> Option<String> {
    println!("cargo:rerun-if-env-changed=REELSPEED_COMMIT");
    if let Some(commit) = env::var("REELSPEED_COMMIT").ok().filter(|c| !c.is_empty()) {
        return Some(commit);
    }
    let top = git(&["rev-parse", "--show-toplevel"])?;
    // A copy inside somebody else's repository would name that one's commit.
    if Path::new(&top).canonicalize().ok()? != env::current_dir().ok()?.canonicalize().ok()? {
        return None;
    }
    let head = git(&["symbolic-ref", "--quiet", "HEAD"]);
    for name in ["HEAD", "packed-refs"].into_iter().chain(head.as_deref()) {
        if let Some(path) = git(&["rev-parse", "--git-path", name]).filter(|p| Path::new(p).exists()) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(text.trim().to_owned()).filter(|t| output.status.success() && !t.is_empty())
}

/// `ffmpeg-sys-next` would stop too, but with a page of text about one library.
fn check_ffmpeg() {
    for name in ["PKG_CONFIG", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "FFMPEG_DIR"] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    // There the libraries come from a folder, or without pkg-config at all.
    let by_other_means =
        env::var_os("FFMPEG_DIR").is_some() || env::var("CARGO_CFG_TARGET_ENV").is_ok_and(|e| e == "msvc");
    if by_other_means || env::var("HOST") != env::var("TARGET") {
        return;
    }
    let program = env::var_os("PKG_CONFIG").unwrap_or_else(|| "pkg-config".into());
    let exists = |arguments: &[&str]| Command::new(&program).args(arguments).status().is_ok_and(|s| s.success());
    if !exists(&["--version"]) {
        fail("pkg-config is missing");
    }
    let missing: Vec<&str> = LIBRARIES.into_iter().filter(|library| !exists(&["--exists", library])).collect();
    if !missing.is_empty() {
        fail(&format!("FFmpeg's development files are missing or too old: {}", missing.join(", ")));
    }
}

fn fail(what: &str) -> ! {
    eprintln!("reelspeed: {what}");
    eprintln!("reelspeed: run `make setup`, or install FFmpeg 5.1 or newer with its headers:");
    eprintln!(
        "reelspeed:   Debian, Ubuntu: apt-get install pkg-config clang libclang-dev libavcodec-dev libavformat-dev \
         libavutil-dev libswscale-dev"
    );
    eprintln!("reelspeed:   macOS:          brew install ffmpeg pkgconf");
    eprintln!("reelspeed:   Fedora:         dnf install pkgconf clang-devel ffmpeg-free-devel");
    exit(1)
}
