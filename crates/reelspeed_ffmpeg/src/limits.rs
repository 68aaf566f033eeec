use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use reelspeed_core::Flicks;

/// What input may ask of this process. Files that ask for more are refused with the numbers in the error.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The longest side of a picture, in pixels. Default 16,384.
    pub max_side: u32,
    /// The most pixels in a picture. Default 64 Mi (8192x8192).
    pub max_pixels: u64,
    /// The most streams in a file. Default 64.
    pub max_streams: u32,
    /// The longest content. Default 12 hours.
    pub max_duration: Flicks,
    /// How many bytes may be read to find out what a file is. Default 5 MiB.
    pub probe_bytes: u64,
    /// How many bytes [`probe`](crate::probe) may read to count packets where the container does not list them; a larger
    /// file's frame count is estimated, with a warning. Default 512 MiB.
    pub scan_bytes: u64,
    /// How long opening or probing one file may take. Default 10 s.
    pub open_timeout: Duration,
    /// How many packets in a row may fail to give a frame before decoding stops with an error. Default 2,000.
    pub max_fruitless_packets: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_side: 16_384,
            max_pixels: 64 << 20,
            max_streams: 64,
            max_duration: Flicks::from_secs(12.0 * 3600.0),
            probe_bytes: 5 << 20,
            scan_bytes: 512 << 20,
            open_timeout: Duration::from_secs(10),
            max_fruitless_packets: 2_000,
        }
    }
}

/// A flag that stops work: every call that was given a clone of it returns [`MediaError::Cancelled`](crate::MediaError)
/// soon after [`cancel`](Self::cancel). Cloning gives the same flag.
#[derive(Clone, Debug, Default)]
pub struct CancelToken(Arc<AtomicBool>);

impl CancelToken {
    /// A flag that is not set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the flag, for good.
    pub fn cancel(&self) {
        self.0.store(true, Relaxed);
    }

    /// Whether the flag is set.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Relaxed)
    }
}

impl From<Arc<AtomicBool>> for CancelToken {
    fn from(flag: Arc<AtomicBool>) -> Self {
        Self(flag)
    }
}
