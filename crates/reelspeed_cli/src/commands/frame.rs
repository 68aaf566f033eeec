//! `reelspeed frame`.

use reelspeed::RenderOptions;

use super::{blame, length_secs, warn};
use crate::args::FrameArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::{document, picture, units};

pub(crate) fn run(args: &FrameArgs) -> Result<(), Failure> {
    let interrupt = Interrupt::install(&args.output)?;
    let project = document::open(&args.document)?;
    warn(&project);
    let length = length_secs(&project);
    if args.at >= length {
        let (at, length) = (args.at, units::duration(length));
        return Err(Failure::Argument(format!("--at: must be before the end ({length}), was {at}")));
    }
    let options = RenderOptions { cancel: interrupt.token(), ..RenderOptions::default() };
    let image = blame(project.frame(args.at, &options), &interrupt)?;
    interrupt.check()?;
    picture::write_png(&image, &args.output)
}
