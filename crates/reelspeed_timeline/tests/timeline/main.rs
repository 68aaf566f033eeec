//! What the timeline makes of documents, seen from outside.

mod audio;
mod common;
mod frames;
mod groups;
mod random;
mod sequences;
