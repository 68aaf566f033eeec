//! `reelspeed contact-sheet`.

use std::path::{Path, PathBuf};

use reelspeed::model::report::VideoStreamReport;
use reelspeed::{Project, RenderOptions};
use serde_json::json;

use super::{blame, length_secs, warn};
use crate::args::ContactSheetArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::sheet::{self, Sheet};
use crate::{document, picture};

/// Largest width of the canvas on which a video is shown: more than any tile.
const MAX_WIDTH: u32 = 1080;

pub(crate) fn run(args: &ContactSheetArgs) -> Result<(), Failure> {
    let interrupt = Interrupt::install()?;
    let project = open(&args.input)?;
    warn(&project);
    let composition = project.composition();
    let mut sheet = Sheet::new(args.columns, args.rows, args.width, (composition.width, composition.height));
    let options = RenderOptions { cancel: interrupt.token(), ..RenderOptions::default() };
    let times: Vec<f64> = sheet::times(args.columns * args.rows, length_secs(&project)).collect();
    // Row by row: all frames of a large sheet at once would need gigabytes.
    for row in times.chunks(args.columns as usize) {
        interrupt.check()?;
        for frame in blame(project.frames(row, &options), &interrupt)? {
            sheet.add(frame)?;
        }
    }
    interrupt.check()?;
    picture::write_png(&sheet.finish(), &args.output)
}

/// The document, or one that shows the video.
fn open(input: &Path) -> Result<Project, Failure> {
    let is_document = input.as_os_str() == "-" || input.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
    if is_document {
        return document::open(input);
    }
    let report = reelspeed::probe(input)?;
    let Some(video) = report.video.first() else {
        return Err(Failure::Argument(format!(
            "{input:?}: no pictures in it, and not a document (those end in .json)"
        )));
    };
    let (width, height) = canvas_size(video);
    let absolute = std::fs::canonicalize(input).unwrap_or_else(|_| PathBuf::from(input));
    let Some(src) = absolute.to_str() else {
        return Err(Failure::Argument(format!("{input:?}: the path is not UTF-8")));
    };
    let document = json!({
        "version": 1,
        "width": width,
        "height": height,
        "frameRate": video.frame_rate,
        "layers": [{ "type": "video", "src": src, "muted": true, "fit": "fill" }],
    });
    Ok(Project::from_json(&document.to_string(), Path::new("."))?)
}

/// An even size of the video's shape, not larger than a tile can be.
fn canvas_size(video: &VideoStreamReport) -> (u32, u32) {
    let (width, height) = (f64::from(video.width.max(1)), f64::from(video.height.max(1)));
    let factor = (f64::from(MAX_WIDTH) / width).min(4096.0 / height).min(1.0);
    let even = |side: f64| ((side * factor / 2.0).round() as u32 * 2).max(16);
    (even(width), even(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canvases_are_even_and_bounded() {
        let size = |width, height| canvas_size(&VideoStreamReport { width, height, ..Default::default() });
        assert_eq!(size(1080, 1920), (1080, 1920));
        assert_eq!(size(161, 121), (162, 122));
        assert_eq!(size(3840, 2160), (1080, 608));
        assert_eq!(size(100, 10_000), (40, 4096));
        assert_eq!(size(2, 2), (16, 16));
    }
}
