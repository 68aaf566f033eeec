//! `reelspeed render`.

use std::fs;
use std::path::Path;

use super::{job, warn};
use crate::args::RenderArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

pub(crate) fn run(args: &RenderArgs) -> Result<(), Failure> {
    refuse_same_file(args.source.path(), &args.output)?;
    let interrupt = Interrupt::install()?;
    let project = args.source.open()?;
    if !args.run.quiet {
        warn(&project);
    }
    job::render(&project, &args.output, &args.run, &interrupt)
}

/// A finished render replaces its output; that must not be the document.
fn refuse_same_file(document: &Path, output: &Path) -> Result<(), Failure> {
    match (fs::canonicalize(document), fs::canonicalize(output)) {
        (Ok(a), Ok(b)) if a == b => Err(Failure::Argument(format!("--output: {output:?} is the document itself"))),
        _ => Ok(()),
    }
}
