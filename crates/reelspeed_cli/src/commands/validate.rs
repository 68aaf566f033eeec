//! `reelspeed validate`.

use reelspeed::Project;
use reelspeed::model::Issue;
use serde::Serialize;

use super::{length_secs, warn};
use crate::args::ValidateArgs;
use crate::failure::Failure;
use crate::{console, units};

#[derive(Serialize)]
struct ValidationJson<'a> {
    valid: bool,
    issues: &'a [Issue],
    warnings: &'a [String],
}

pub(crate) fn run(args: &ValidateArgs) -> Result<(), Failure> {
    match args.source.open() {
        Ok(project) if args.json => {
            console::json_line(&ValidationJson { valid: true, issues: &[], warnings: project.warnings() })
        }
        Ok(project) => {
            warn(&project);
            console::line(&summary(&project))
        }
        Err(failure) => {
            if args.json && failure.issues().is_empty() {
                failure.print_json();
            } else if args.json {
                console::json_line(&ValidationJson { valid: false, issues: failure.issues(), warnings: &[] })?;
            }
            Err(failure)
        }
    }
}

fn summary(project: &Project) -> String {
    let composition = project.composition();
    let timeline = project.timeline();
    let rate = timeline.frame_rate();
    let mut parts = vec![
        format!("{}x{}", composition.width, composition.height),
        format!("{} fps", units::frame_rate([rate.num as u32, rate.den as u32])),
        units::duration(length_secs(project)),
        units::count(timeline.frame_count(), "frame"),
        units::count(composition.layers.len() as u64, "layer"),
    ];
    if !composition.audio.is_empty() {
        parts.push(units::count(composition.audio.len() as u64, "audio track"));
    }
    format!("OK: {}", parts.join(", "))
}
