//! A job, as JavaScript holds it.

use napi_derive::napi;
use reelspeed::CancelToken;

/// A job under way. Dropping it leaves the job alone.
#[napi]
pub struct NativeJob {
    id: f64,
    cancel: CancelToken,
}

impl NativeJob {
    pub(crate) fn new(id: u64, cancel: CancelToken) -> Self {
        // Exact as far as anybody can count jobs.
        Self { id: id as f64, cancel }
    }
}

#[napi]
impl NativeJob {
    /// The job's number in its engine.
    #[napi(getter, catch_unwind)]
    pub fn id(&self) -> f64 {
        self.id
    }

    /// Stops the job, which says so by its callback.
    #[napi(catch_unwind)]
    pub fn cancel(&self) {
        self.cancel.cancel();
    }
}
