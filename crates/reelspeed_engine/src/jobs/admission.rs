//! Bytes: what the process needs itself, and what is left for jobs.

use std::path::Path;
use std::time::{Duration, Instant};

use reelspeed_model::report::MemoryReport;

use crate::metrics::resident_process_bytes;
use crate::{EngineError, Project, RenderOptions};

/// What FFmpeg's libraries take once a job has used them, where none has yet. Measured: 48 MB of shared libraries.
const LIBRARIES_BYTES: u64 = 48 << 20;

/// What a process is reckoned to need itself when a job's share is worked out: a Node process with FFmpeg's libraries. A constant,
/// so that a job's settings do not depend on how large the process happens to be.
const USUAL_PROCESS_BYTES: u64 = 112 << 20;

/// The part of the limit that is kept back: one thirty-second. The process's own code grows while jobs run (a JavaScript heap, code
/// that runs for the first time), and heaps have holes whose size depends on the order in which threads happen to come.
const HEADROOM: u64 = 32;

/// A reading of the resident memory is believed this long.
const FRESH: Duration = Duration::from_millis(20);

/// Keeps the account of a process's memory.
#[derive(Debug)]
pub(super) struct Account {
    limit: u64,
    /// What the process held when no job was running.
    idle: u64,
    /// Whether a job has run, so that FFmpeg's libraries are part of `idle`.
    warmed: bool,
    /// What the running jobs are predicted to need.
    reserved: u64,
    reading: Option<(Instant, u64)>,
}

impl Account {
    pub(super) fn new(limit: u64) -> Self {
        Self { limit, idle: resident_process_bytes().unwrap_or(0), warmed: false, reserved: 0, reading: None }
    }

    /// What one of `places` jobs may need. At least an eighth of the limit, where the process itself takes most of it.
    pub(super) fn share(&self, places: u32) -> u64 {
        let own = USUAL_PROCESS_BYTES + self.limit / HEADROOM;
        self.limit.saturating_sub(own).max(self.limit / 8) / u64::from(places.max(1))
    }

    /// What the process needs without its jobs, and the headroom.
    pub(super) fn own_bytes(&mut self) -> u64 {
        let known = if self.warmed { self.idle } else { self.idle + LIBRARIES_BYTES };
        // What has come since, in so far as the running jobs cannot account for it.
        known.max(self.resident().saturating_sub(self.reserved)) + self.limit / HEADROOM
    }

    /// What a job that needs `bytes` lacks: nothing if it may begin.
    pub(super) fn shortfall(&mut self, bytes: u64) -> u64 {
        (self.own_bytes() + self.reserved + bytes).saturating_sub(self.limit)
    }

    /// A job begins.
    pub(super) fn reserve(&mut self, bytes: u64) {
        self.reserved += bytes;
    }

    /// A job has ended. `idle` says that no other is running; what it held is back with the system.
    pub(super) fn release(&mut self, bytes: u64, idle: bool) {
        self.reserved = self.reserved.saturating_sub(bytes);
        self.reading = None;
        if idle {
            self.idle = self.resident();
            self.warmed = true;
        }
    }

    /// The process has let go of memory or may have: measure anew.
    pub(super) fn measure_idle(&mut self) {
        self.reading = None;
        self.idle = self.resident();
    }

    pub(super) fn reserved(&self) -> u64 {
        self.reserved
    }

    fn resident(&mut self) -> u64 {
        match self.reading {
            Some((when, bytes)) if when.elapsed() < FRESH => bytes,
            _ => {
                let bytes = resident_process_bytes().unwrap_or(0);
                self.reading = Some((Instant::now(), bytes));
                bytes
            }
        }
    }
}

impl Project {
    /// Options with which the render keeps the whole process, in which nothing else runs, within `limit_bytes`.
    ///
    /// # Errors
    /// `MEMORY_BUDGET` where it cannot, with what the process would come to and the limit; else as [`Project::fit_memory`].
    pub fn fit_process_memory(
        &self,
        output: &Path,
        options: &RenderOptions,
        limit_bytes: u64,
    ) -> Result<(RenderOptions, MemoryReport), EngineError> {
        let own = Account::new(limit_bytes).own_bytes();
        self.fit_memory(output, options, limit_bytes.saturating_sub(own)).map_err(|error| match error {
            EngineError::MemoryBudget { predicted, .. } => {
                EngineError::MemoryBudget { predicted: own.saturating_add(predicted), limit: limit_bytes }
            }
            other => other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(limit: u64) -> Account {
        Account { limit, idle: 100, warmed: true, reserved: 0, reading: Some((Instant::now() + FRESH * 50, 100)) }
    }

    #[test]
    fn reserved_bytes_count_until_they_are_released() {
        let mut a = account(3200);
        assert_eq!(a.shortfall(3000), 0);
        assert_eq!(a.shortfall(3001), 1);
        a.reserve(500);
        assert_eq!(a.shortfall(2600), 100);
        a.reserved -= 500;
        assert_eq!(a.shortfall(500), 0);
    }

    #[test]
    fn what_jobs_cannot_account_for_is_the_process_itself() {
        let mut a = account(3200);
        a.reserve(200);
        a.reading = Some((Instant::now() + FRESH * 50, 700));
        assert_eq!(a.own_bytes(), 500 + 100);
    }

    #[test]
    fn shares_depend_on_the_limit_and_the_places_alone() {
        let a = account(512 << 20);
        assert_eq!(a.share(4), 96 << 20);
        let tiny = account(64 << 20);
        assert_eq!(tiny.share(1), 8 << 20);
    }
}
