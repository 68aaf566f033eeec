//! Turns what `ffmpeg-sys-next` found out about the installed FFmpeg into `cfg(ffmpeg_X_Y)`.

use std::env;

/// The releases at which an interface that this crate uses changed.
const RELEASES: [&str; 5] = ["ffmpeg_6_0", "ffmpeg_6_1", "ffmpeg_7_0", "ffmpeg_7_1", "ffmpeg_8_0"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for release in RELEASES {
        println!("cargo:rustc-check-cfg=cfg({release})");
        let found = env::var(format!("DEP_FFMPEG_{}", release.to_uppercase()));
        if found.is_ok_and(|v| v == "true") {
            println!("cargo:rustc-cfg={release}");
        }
    }
}
