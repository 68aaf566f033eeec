//! What engines and jobs count: frames, times by stage, memory, outcomes.

mod engine;
mod process;

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};

pub(crate) use engine::{EngineMetrics, JobLabels};
pub use process::{peak_process_bytes, resident_process_bytes};

/// A part of the pipeline whose work is timed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WorkStage {
    /// Demuxing and decoding the picture of a frame, for each clip.
    Decode,
    /// Compositing a frame.
    Render,
    /// Encoding a frame.
    Encode,
    /// Decoding, mixing and encoding a block of sound.
    Audio,
}

impl WorkStage {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Decode, Self::Render, Self::Encode, Self::Audio];

    /// The label, such as `decode`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Render => "render",
            Self::Encode => "encode",
            Self::Audio => "audio",
        }
    }
}

/// Counters of one engine or one job; cheap to update from any thread.
#[derive(Debug)]
pub struct PerformanceMetrics {
    frames_processed: AtomicU64,
    processing_nanos: AtomicU64,
    memory_peak_bytes: AtomicU64,
    errors: AtomicU64,
    cache_hits: AtomicU64,
    cache_misses: AtomicU64,
    /// Seconds of work on one frame, by [`WorkStage`].
    stages: Family<StageLabels, Histogram, fn() -> Histogram>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StageLabels {
    stage: &'static str,
}

/// From 0.1 ms to 1.6 s: from a frame that did not change to a key frame of a slow preset.
fn stage_histogram() -> Histogram {
    Histogram::new(exponential_buckets(1e-4, 2.0, 15))
}

impl Default for PerformanceMetrics {
    fn default() -> Self {
        let stages = Family::<_, _, fn() -> Histogram>::new_with_constructor(stage_histogram);
        // A stage that nothing was done in is exported too.
        for stage in WorkStage::ALL {
            drop(stages.get_or_create(&StageLabels { stage: stage.as_str() }));
        }
        Self {
            frames_processed: AtomicU64::new(0),
            processing_nanos: AtomicU64::new(0),
            memory_peak_bytes: AtomicU64::new(0),
            errors: AtomicU64::new(0),
            cache_hits: AtomicU64::new(0),
            cache_misses: AtomicU64::new(0),
            stages,
        }
    }
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

    /// Counts work on one frame, or one block of sound, in a stage.
    pub fn record_stage(&self, stage: WorkStage, duration: Duration) {
        self.stages.get_or_create(&StageLabels { stage: stage.as_str() }).observe(duration.as_secs_f64());
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

    /// The four metrics of the specification and a histogram of each stage, in the text format of OpenMetrics.
    pub fn export_prometheus_metrics(&self) -> String {
        engine::encode_performance(self)
    }
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

    #[test]
    fn the_specifications_names_are_exported() {
        let m = PerformanceMetrics::new();
        m.record_frame_processing(Duration::from_millis(2));
        m.record_stage(WorkStage::Encode, Duration::from_millis(3));
        m.record_memory(1024);
        m.record_cache(3, 1);
        let text = m.export_prometheus_metrics();
        for line in [
            "rust_engine_frames_processed_total 1",
            "# TYPE rust_engine_avg_processing_time_ms gauge",
            "rust_engine_avg_processing_time_ms 2.0",
            "rust_engine_memory_peak_bytes 1024.0",
            "rust_engine_cache_hit_rate 75.0",
            "rust_engine_stage_seconds_count{stage=\"encode\"} 1",
            "rust_engine_stage_seconds_count{stage=\"audio\"} 0",
        ] {
            assert!(text.lines().any(|l| l == line), "{line} is not in\n{text}");
        }
        assert!(text.ends_with("# EOF\n"));
    }
}
