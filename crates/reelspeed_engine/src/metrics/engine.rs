//! An engine's metrics, as a report and for Prometheus.

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::{ConstCounter, Counter};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Registry;
use reelspeed_model::report::MetricsReport;

use super::{PerformanceMetrics, peak_process_bytes, resident_process_bytes};

/// The prefix of every metric, from the specification.
const PREFIX: &str = "rust_engine";

/// Under which a job is counted when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(crate) struct JobLabels {
    /// What it did.
    pub(crate) kind: &'static str,
    /// `done`, `failed` or `cancelled`.
    pub(crate) outcome: &'static str,
}

/// What an engine counts.
#[derive(Debug)]
pub(crate) struct EngineMetrics {
    performance: Arc<PerformanceMetrics>,
    jobs: Family<JobLabels, Counter<u64, AtomicU64>>,
    done: Counter<u64, AtomicU64>,
    failed: Counter<u64, AtomicU64>,
    cancelled: Counter<u64, AtomicU64>,
}

impl EngineMetrics {
    pub(crate) fn new() -> Self {
        Self {
            performance: Arc::default(),
            jobs: Family::default(),
            done: Counter::default(),
            failed: Counter::default(),
            cancelled: Counter::default(),
        }
    }

    /// What jobs count while they run.
    pub(crate) fn performance(&self) -> &Arc<PerformanceMetrics> {
        &self.performance
    }

    /// Counts a job that has ended.
    pub(crate) fn count_job(&self, labels: JobLabels) {
        self.jobs.get_or_create(&labels).inc();
        match labels.outcome {
            "done" => self.done.inc(),
            "cancelled" => self.cancelled.inc(),
            _ => {
                self.performance.record_error();
                self.failed.inc()
            }
        };
    }

    /// Everything but what the queue knows.
    pub(crate) fn report(&self) -> MetricsReport {
        let p = &self.performance;
        MetricsReport {
            frames_processed: p.frames_processed() as f64,
            average_processing_time_ms: p.get_average_processing_time(),
            memory_peak_bytes: peak_process_bytes().unwrap_or_else(|| p.memory_peak_bytes()) as f64,
            resident_bytes: resident_process_bytes().map(|b| b as f64),
            cache_hit_rate: p.get_cache_hit_rate(),
            jobs_done: self.done.get() as f64,
            jobs_failed: self.failed.get() as f64,
            jobs_cancelled: self.cancelled.get() as f64,
            ..MetricsReport::default()
        }
    }

    /// Everything in the text format of OpenMetrics.
    pub(crate) fn encode(&self, report: &MetricsReport) -> String {
        let mut registry = Registry::with_prefix(PREFIX);
        register_performance(&mut registry, &self.performance, report.memory_peak_bytes);
        registry.register("jobs", "Jobs that have ended", self.jobs.clone());
        let mut gauge = |name: &str, help: &str, value: f64| registry.register(name, help, ConstGauge::new(value));
        gauge("jobs_running", "Jobs that run now", f64::from(report.running_jobs));
        gauge("jobs_queued", "Jobs that wait for their turn", f64::from(report.queued_jobs));
        gauge("memory_reserved_bytes", "What the running jobs are predicted to need", report.reserved_bytes);
        gauge("memory_limit_bytes", "The most memory that the process shall have", report.memory_limit_bytes);
        if let Some(resident) = report.resident_bytes {
            gauge("memory_resident_bytes", "Resident memory of the process", resident);
        }
        print(&registry)
    }
}

/// The metrics of a job without an engine.
pub(super) fn encode_performance(metrics: &PerformanceMetrics) -> String {
    let mut registry = Registry::with_prefix(PREFIX);
    register_performance(&mut registry, metrics, metrics.memory_peak_bytes() as f64);
    print(&registry)
}

/// The metrics that the specification names, and the stages.
fn register_performance(registry: &mut Registry, metrics: &PerformanceMetrics, peak_bytes: f64) {
    registry.register("frames_processed", "Total frames processed", ConstCounter::new(metrics.frames_processed()));
    let mut gauge = |name: &str, help: &str, value: f64| registry.register(name, help, ConstGauge::new(value));
    gauge(
        "avg_processing_time_ms",
        "Average frame processing time in milliseconds",
        metrics.get_average_processing_time(),
    );
    gauge("memory_peak_bytes", "Peak memory usage in bytes", peak_bytes);
    gauge("cache_hit_rate", "Cache hit rate percentage", metrics.get_cache_hit_rate());
    registry.register("stage_seconds", "Seconds of work on one frame, or block of sound", metrics.stages.clone());
}

fn print(registry: &Registry) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = text::encode(&mut out, registry);
    out
}
