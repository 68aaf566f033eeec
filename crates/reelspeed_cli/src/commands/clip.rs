//! `reelspeed clip`.

use std::path::Path;

use reelspeed::Project;
use reelspeed::model::request::{ClipRequest, Request};
use serde_json::json;

use super::{job, warn};
use crate::args::ClipArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;

pub(crate) fn run(args: &ClipArgs) -> Result<(), Failure> {
    let interrupt = Interrupt::install()?;
    let project = Project::clip(&request(args)?, Path::new(""))?;
    if !args.run.quiet {
        warn(&project);
    }
    job::render(&project, &args.output, &args.run, &interrupt)
}

/// The request, checked as the engine checks those of other hosts.
fn request(args: &ClipArgs) -> Result<ClipRequest, Failure> {
    let fit = reelspeed::model::Fit::from(args.fit);
    let mut request = json!({
        "input": args.input,
        "start": args.start,
        "width": args.size.0,
        "height": args.size.1,
        "fit": fit,
        "speed": args.speed,
        "muted": args.muted,
        "video": { "rateControl": { "crf": args.crf } },
    });
    for (field, value) in [("duration", args.duration), ("frameRate", args.fps)] {
        if let Some(value) = value {
            request[field] = json!(value);
        }
    }
    ClipRequest::from_value(request).map_err(|errors| Failure::Engine(errors.into()))
}
