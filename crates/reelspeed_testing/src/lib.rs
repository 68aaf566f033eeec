//! Scenes, synthetic media and picture comparison for tests. Development only.
//!
//! A [`Scene`] is a small composition over synthetic files ([`TestMedia`]): no decoder is involved, and the same sample values come
//! out on every machine. `tests/scenes.rs` renders each scene at every SIMD level, with one thread and with many, and compares
//! the bytes with each other and their digests with `goldens.txt`; `REELSPEED_BLESS=1` accepts the new ones. The example `scenes`
//! writes all pictures to look at.

mod digest;
pub mod fixtures;
mod fonts;
mod media;
mod pattern;
mod png;
mod scene;
mod scenes;
mod wire;
mod workload;

pub use digest::{Goldens, digest};
pub use fonts::{all_fonts, fonts_folder, plain_fonts};
pub use media::TestMedia;
pub use pattern::{Pattern, pattern_frame};
pub use png::{difference, read_png, write_png};
pub use scene::Scene;
pub use scenes::scenes;
pub use wire::{tight_planes, web_color, web_format, word_digest};
pub use workload::ChatStory;
