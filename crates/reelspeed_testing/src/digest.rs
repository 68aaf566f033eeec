use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use reelspeed_core::Frame;

/// A digest of a frame's size and samples (FNV-1a, 64 bits). Bytes between rows do not count.
pub fn digest(frame: &Frame) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325u64;
    let mut eat = |byte: u8| hash = (hash ^ byte as u64).wrapping_mul(0x100_0000_01b3);
    let size = frame.size();
    [size.width, size.height].iter().flat_map(|v| v.to_le_bytes()).for_each(&mut eat);
    for i in 0..frame.format().planes() {
        let plane = frame.plane(i);
        for row in 0..plane.height {
            plane.row(row).iter().copied().for_each(&mut eat);
        }
    }
    hash
}

/// The accepted digests, by name: lines `name digest` in a text file.
pub struct Goldens {
    path: PathBuf,
    accepted: BTreeMap<String, u64>,
}

impl Goldens {
    /// Reads the file; a missing one is empty.
    pub fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let entry = |line: &str| {
            let (name, digest) = line.split_once(' ')?;
            Some((name.to_owned(), u64::from_str_radix(digest.trim(), 16).ok()?))
        };
        Self { path: path.to_owned(), accepted: text.lines().filter_map(entry).collect() }
    }

    /// The accepted digest.
    pub fn get(&self, name: &str) -> Option<u64> {
        self.accepted.get(name).copied()
    }

    /// Accepts a digest.
    pub fn set(&mut self, name: &str, digest: u64) {
        self.accepted.insert(name.to_owned(), digest);
    }

    /// Drops what `wanted` does not know any more.
    pub fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.accepted.retain(|name, _| wanted(name));
    }

    /// Writes the file.
    ///
    /// # Errors
    ///
    /// What the file system says.
    pub fn write(&self) -> std::io::Result<()> {
        let mut text = String::new();
        for (name, digest) in &self.accepted {
            let _ = writeln!(text, "{name} {digest:016x}");
        }
        std::fs::write(&self.path, text)
    }
}
