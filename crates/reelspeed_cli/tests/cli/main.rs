//! The `reelspeed` command as its users meet it: exit codes, messages, files, signals.

mod captions;
mod clips;
mod documents;
mod interrupt;
mod optimizing;
mod pictures;
mod probing;
mod rendering;
mod stories;
mod support;
mod usage;
