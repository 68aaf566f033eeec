//! Jobs: preflight, pipeline, metrics, cancellation, atomic output.
