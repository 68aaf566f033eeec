//! The façade of the ReelSpeed engine.
