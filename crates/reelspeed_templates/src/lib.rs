//! What people start from, as a composition: so far captions.
//!
//! Pure: no files, clock or threads. The types of requests and reports are those of [`reelspeed_model`].

pub mod captions;
