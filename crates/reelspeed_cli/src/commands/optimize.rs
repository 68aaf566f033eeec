//! `reelspeed optimize`.

use std::path::Path;

use reelspeed::RenderOptions;
use reelspeed::model::report::OptimizeReport;
use reelspeed::model::request::OptimizeRequest;
use serde::Serialize;

use super::blame;
use crate::args::OptimizeArgs;
use crate::failure::Failure;
use crate::interrupt::Interrupt;
use crate::progress::Reporter;
use crate::{console, units};

#[derive(Serialize)]
#[serde(tag = "type", rename = "result")]
struct ResultJson<'a> {
    #[serde(flatten)]
    report: &'a OptimizeReport,
}

pub(crate) fn run(args: &OptimizeArgs) -> Result<(), Failure> {
    let request = request(args)?;
    let interrupt = Interrupt::install()?;
    let reporter = Reporter::new(args.json, args.quiet, interrupt.token());
    let options = RenderOptions {
        encoder_threads: args.threads,
        cancel: interrupt.token(),
        on_progress: reporter.callback(),
        ..RenderOptions::default()
    };
    let result = reelspeed::optimize(&request, &options);
    let reader_gone = reporter.finish();
    if reader_gone {
        return Err(interrupt.check().err().unwrap_or(Failure::BrokenPipe));
    }
    let report = blame(result, &interrupt)?;
    if args.json {
        return console::json_line(&ResultJson { report: &report });
    }
    if !args.quiet {
        report.warnings.iter().for_each(|warning| console::warning(warning));
        console::line(&summary(&report))?;
    }
    Ok(())
}

fn request(args: &OptimizeArgs) -> Result<OptimizeRequest, Failure> {
    let text = |argument: &str, path: &Path| match path.to_str() {
        Some(text) => Ok(text.to_owned()),
        None => Err(Failure::Argument(format!("{argument}: {path:?} is not UTF-8"))),
    };
    let output = args.output.as_deref().map(|path: &Path| text("--output", path)).transpose()?;
    Ok(OptimizeRequest {
        output,
        max_width: args.max_width,
        max_height: args.max_height,
        codec: args.codec.map(Into::into),
        hardware: args.hardware.into(),
        preset: args.preset.into(),
        audio_bitrate: args.audio_bitrate,
        min_bits_per_pixel: args.min_bits_per_pixel,
        ..OptimizeRequest::new(text("INPUT", &args.input)?, args.target_size_mb)
    })
}

fn summary(r: &OptimizeReport) -> String {
    let how = match r.passes {
        0 => "copied, it is small enough".to_owned(),
        passes => format!("{}, {}", units::count(u64::from(passes), "encode"), r.encoder.name),
    };
    format!(
        "{}: {} of {} ({:.2} times smaller), {}x{} at {} fps, {}, quality {:.1} of 100 (SSIM {:.4}), in {} ({how})",
        r.output,
        units::bytes(r.optimized_size),
        units::bytes(r.original_size),
        r.compression_ratio,
        r.width,
        r.height,
        units::frame_rate(r.frame_rate),
        units::duration(r.duration_secs),
        r.quality_score,
        r.ssim,
        units::duration(r.elapsed_secs),
    )
}

#[cfg(test)]
mod tests {
    use reelspeed::model::report::EncoderReport;

    use super::*;

    #[test]
    fn the_summary_names_sizes_picture_and_quality() {
        let mut report = OptimizeReport {
            output: "a.optimized.mp4".into(),
            original_size: 22_700_000.0,
            optimized_size: 7_930_000.0,
            compression_ratio: 2.8625,
            quality_score: 81.26,
            ssim: 0.99063,
            width: 1080,
            height: 1920,
            frame_rate: [30, 1],
            duration_secs: 30.0,
            video_bitrate: 2_000_000,
            audio_bitrate: 128_000,
            passes: 2,
            encoder: EncoderReport { name: "libx264".into(), ..EncoderReport::default() },
            elapsed_secs: 41.0,
            warnings: Vec::new(),
        };
        let full = "a.optimized.mp4: 7.9 MB of 22.7 MB (2.86 times smaller), 1080x1920 at 30 fps, 30.0 s, \
                    quality 81.3 of 100 (SSIM 0.9906), in 41.0 s (2 encodes, libx264)";
        assert_eq!(summary(&report), full);
        report.passes = 0;
        assert!(summary(&report).ends_with("(copied, it is small enough)"));
    }
}
