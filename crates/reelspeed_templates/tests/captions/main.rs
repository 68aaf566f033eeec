//! Captions: reading, writing, pages and layers.

mod files;
mod layers;
mod paging;
mod properties;
mod reading;
mod transcripts;
