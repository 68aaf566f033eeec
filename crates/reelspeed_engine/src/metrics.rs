use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Counters of one engine or one job; cheap to update from any thread.
#[derive(Debug, Default)]
pub struct PerformanceMetrics {
    frames_processed: AtomicU64,
    processing_nanos: AtomicU64,
    memory_peak_bytes: AtomicU64,
    errors: AtomicU64,
    cache_hits: AtomicU64,
    cache_misses: AtomicU64,
}

impl PerformanceMetrics {
    /// Everything at zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one frame that took `duration` to composite.
    pub fn record_frame_processing(&self, duration: Duration) {
        self.frames_processed.fetch_add(1, Relaxed);
        self.processing_nanos.fetch_add(duration.as_nanos() as u64, Relaxed);
    }

    /// Raises the memory peak to `bytes` if it is higher.
    pub fn record_memory(&self, bytes: u64) {
        self.memory_peak_bytes.fetch_max(bytes, Relaxed);
    }

    /// Counts a failed job.
    pub fn record_error(&self) {
        self.errors.fetch_add(1, Relaxed);
    }

    /// Adds look-ups of the sprite cache.
    pub fn record_cache(&self, hits: u64, misses: u64) {
        self.cache_hits.fetch_add(hits, Relaxed);
        self.cache_misses.fetch_add(misses, Relaxed);
    }

    /// Frames composited.
    pub fn frames_processed(&self) -> u64 {
        self.frames_processed.load(Relaxed)
    }

    /// Mean milliseconds of compositing per frame; 0 before the first.
    pub fn get_average_processing_time(&self) -> f64 {
        match self.frames_processed() {
            0 => 0.0,
            n => self.processing_nanos.load(Relaxed) as f64 / n as f64 / 1e6,
        }
    }

    /// The most bytes recorded.
    pub fn memory_peak_bytes(&self) -> u64 {
        self.memory_peak_bytes.load(Relaxed)
    }

    /// Failed jobs.
    pub fn errors(&self) -> u64 {
        self.errors.load(Relaxed)
    }

    /// Share of look-ups that hit, in per cent; 0 before the first.
    pub fn get_cache_hit_rate(&self) -> f64 {
        let (hits, misses) = (self.cache_hits.load(Relaxed), self.cache_misses.load(Relaxed));
        match hits + misses {
            0 => 0.0,
            n => hits as f64 / n as f64 * 100.0,
        }
    }
}

/// The most resident memory that this process has had, in bytes, where the system tells.
pub fn peak_process_bytes() -> Option<u64> {
    #[cfg(target_os = "linux")]
    {
        // VmHWM and not getrusage: the latter is inherited across exec from whoever started us.
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
        return line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kib| kib * 1024);
    }
    #[cfg(target_os = "macos")]
    {
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        // SAFETY: `usage` is a valid place for one rusage, and getrusage fills it when it returns 0.
        let usage = unsafe {
            if libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) != 0 {
                return None;
            }
            usage.assume_init()
        };
        return Some(usage.ru_maxrss as u64);
    }
    #[allow(unreachable_code, reason = "the systems above return early")]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_and_rates_start_at_zero_and_follow_what_is_recorded() {
        let m = PerformanceMetrics::new();
        assert_eq!((m.get_average_processing_time(), m.get_cache_hit_rate()), (0.0, 0.0));
        m.record_frame_processing(Duration::from_millis(2));
        m.record_frame_processing(Duration::from_millis(4));
        m.record_cache(3, 1);
        m.record_memory(10);
        m.record_memory(5);
        assert_eq!(m.get_average_processing_time(), 3.0);
        assert_eq!(m.get_cache_hit_rate(), 75.0);
        assert_eq!(m.memory_peak_bytes(), 10);
    }
}
