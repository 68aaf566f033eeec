//! A render from the first frame to the finished file.

mod composite;
mod context;
mod decode;
mod progress;
