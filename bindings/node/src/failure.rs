//! What went wrong, as JavaScript is told.

use napi::Status;
use reelspeed::EngineError;
use reelspeed::model::DocumentErrors;
use reelspeed::model::report::ErrorReport;

/// The JSON of a failure.
pub(crate) fn json(error: &EngineError) -> String {
    to_json(&error.report())
}

/// The JSON of a report. There is no report that has none.
pub(crate) fn to_json(report: &impl serde::Serialize) -> String {
    serde_json::to_string(report).unwrap_or_else(|e| {
        let report = ErrorReport::new("INTERNAL", format!("a report cannot be written as JSON: {e}"));
        serde_json::to_string(&report).unwrap_or_default()
    })
}

/// A failure of a call that returns at once.
pub(crate) fn thrown(error: impl Into<EngineError>) -> napi::Error {
    napi::Error::new(Status::GenericFailure, json(&error.into()))
}

/// The same for a request that cannot be read.
pub(crate) fn bad_request(errors: DocumentErrors) -> napi::Error {
    let mut report = EngineError::from(errors).report();
    // A document is not right; a request is an argument.
    report.code = "INVALID_ARGUMENT".into();
    napi::Error::new(Status::GenericFailure, to_json(&report))
}
