//! What people start from, as a composition: captions and chat stories.
//!
//! Pure: no files, clock or threads. The types of requests and reports are those of [`reelspeed_model`].

pub mod captions;
pub mod story;
