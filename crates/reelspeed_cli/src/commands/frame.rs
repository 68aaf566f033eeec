//! `reelspeed frame`.

use reelspeed::RenderOptions;

use super::{blame, warn};
use crate::args::FrameArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::picture;

pub(crate) fn run(args: &FrameArgs) -> Result<(), Failure> {
    let interrupt = Interrupt::install()?;
    let project = args.source.open()?;
    warn(&project);
    let options = RenderOptions { cancel: interrupt.token(), ..RenderOptions::default() };
    let image = blame(project.frame(args.at, &options), &interrupt)?;
    interrupt.check()?;
    picture::write_png(&image, &args.output)
}
