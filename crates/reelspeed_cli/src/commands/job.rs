//! A render from a project to the last line that is said of it.

use std::path::Path;

use reelspeed::model::report::RenderReport;
use reelspeed::{Project, RenderOptions};
use serde::Serialize;

use super::blame;
use crate::args::RunArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::progress::Reporter;
use crate::{console, units};

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultJson<'a> {
    #[serde(flatten)]
    report: &'a RenderReport,
}

/// Renders `project` into `output` and says how far it is and what came of it.
pub(super) fn render(project: &Project, output: &Path, args: &RunArgs, interrupt: &Interrupt) -> Result<(), Failure> {
    interrupt.check()?;
    let reporter = Reporter::new(args.json, args.quiet, interrupt.token());
    let mut options = RenderOptions {
        hardware: args.hardware.map(Into::into),
        encoder_threads: args.threads,
        decoder_threads: args.decoder_threads,
        max_frame_bytes: args.frame_memory.map(|mib| mib << 20),
        cancel: interrupt.token(),
        on_progress: reporter.callback(),
        ..RenderOptions::default()
    };
    if let Some(limit) = args.memory_limit {
        (options, _) = project.fit_process_memory(output, &options, limit << 20)?;
    }
    let result = project.render(output, &options);
    let reader_gone = reporter.finish();
    if reader_gone {
        return Err(interrupt.check().err().unwrap_or(Failure::BrokenPipe));
    }
    let report = blame(result, interrupt)?;
    if args.json {
        return console::json_line(&ResultJson { report: &report });
    }
    if !args.quiet {
        for warning in report.warnings.iter().filter(|w| !project.warnings().contains(w)) {
            console::warning(warning);
        }
        console::line(&summary(&report))?;
    }
    Ok(())
}

fn summary(r: &RenderReport) -> String {
    let encoder = match &r.audio_encoder {
        Some(audio) => format!("{} + {audio}", r.video_encoder.name),
        None => r.video_encoder.name.clone(),
    };
    let mut text = format!(
        "{}: {}x{}, {}, {}, {} in {} ({:.1} fps), {encoder}",
        r.output,
        r.width,
        r.height,
        units::duration(r.duration_secs),
        units::count(u64::from(r.frames), "frame"),
        units::bytes(r.bytes),
        units::duration(r.elapsed_secs),
        r.fps,
    );
    if let Some(peak) = r.peak_process_bytes {
        text += &format!(", peak memory {}", units::bytes(peak));
    }
    text
}

#[cfg(test)]
mod tests {
    use reelspeed::model::report::{EncoderReport, StageSeconds};

    use super::*;

    #[test]
    fn the_summary_names_file_size_time_and_encoders() {
        let mut report = RenderReport {
            output: "out.mp4".into(),
            bytes: 8_120_000.0,
            duration_secs: 20.0,
            frames: 600,
            width: 1080,
            height: 1920,
            frame_rate: [30, 1],
            video_encoder: EncoderReport { name: "libx264".into(), ..Default::default() },
            audio_encoder: Some("aac".into()),
            elapsed_secs: 15.0,
            fps: 40.0,
            peak_frame_bytes: 0.0,
            peak_process_bytes: Some(350e6),
            stages: StageSeconds::default(),
            sprite_hit_rate: None,
            warnings: Vec::new(),
        };
        let full =
            "out.mp4: 1080x1920, 20.0 s, 600 frames, 8.1 MB in 15.0 s (40.0 fps), libx264 + aac, peak memory 350 MB";
        assert_eq!(summary(&report), full);
        (report.audio_encoder, report.peak_process_bytes, report.frames) = (None, None, 1);
        assert_eq!(summary(&report), "out.mp4: 1080x1920, 20.0 s, 1 frame, 8.1 MB in 15.0 s (40.0 fps), libx264");
    }
}
