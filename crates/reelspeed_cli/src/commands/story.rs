//! `reelspeed story`.

use std::fs;

use reelspeed::{captions, compose_story, story_captions};

use crate::args::{CaptionFormatArg, StoryArgs};
use crate::failure::Failure;
use crate::{console, document};

pub(crate) fn run(args: &StoryArgs) -> Result<(), Failure> {
    let (config, folder) = (document::story(&args.config)?, document::folder(&args.config));
    let text = match args.captions {
        None => compose_story(&config, folder, None)?.to_json() + "\n",
        Some(format) => {
            let spoken = story_captions(&config, folder)?;
            match format {
                CaptionFormatArg::Srt => captions::to_srt(&spoken),
                CaptionFormatArg::Vtt => captions::to_vtt(&spoken),
                CaptionFormatArg::Json => {
                    serde_json::to_string_pretty(&spoken).map_err(|e| Failure::Internal(e.to_string()))? + "\n"
                }
            }
        }
    };
    if args.output.as_os_str() == "-" {
        return console::print(&text);
    }
    let failed = |source| Failure::File { action: "cannot write", path: args.output.clone(), source };
    fs::write(&args.output, text).map_err(failed)
}
