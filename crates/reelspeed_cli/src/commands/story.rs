//! `reelspeed story`.

use std::fs;

use reelspeed::compose_story;

use crate::args::StoryArgs;
use crate::failure::Failure;
use crate::{console, document};

pub(crate) fn run(args: &StoryArgs) -> Result<(), Failure> {
    let config = document::story(&args.config)?;
    let composition = compose_story(&config, document::folder(&args.config), None)?;
    let text = composition.to_json() + "\n";
    if args.output.as_os_str() == "-" {
        return console::print(&text);
    }
    let failed = |source| Failure::File { action: "cannot write", path: args.output.clone(), source };
    fs::write(&args.output, text).map_err(failed)
}
