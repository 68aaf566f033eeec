//! What the timeline makes of documents, seen from outside.

mod audio;
mod common;
mod frames;
mod groups;
mod moving;
mod random;
mod sequences;
