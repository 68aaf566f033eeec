//! The folder of real media that the tests over real files need.

#![allow(dead_code, reason = "each test binary uses its own part")]

pub(crate) mod video;

use std::path::PathBuf;

/// `REELSPEED_MEDIA`, else `../shared/media` beside the repository; says so where neither is there.
pub(crate) fn media() -> Option<PathBuf> {
    let beside = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the package is"))
        .join("../../../shared/media");
    let folder = std::env::var_os("REELSPEED_MEDIA").map_or(beside, PathBuf::from);
    if folder.join("expected.json").is_file() {
        return Some(folder);
    }
    eprintln!("SKIPPED: no real media at {}; set REELSPEED_MEDIA to run this test", folder.display());
    None
}
