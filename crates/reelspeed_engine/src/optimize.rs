//! Makes a video fit a size.
//!
//! The file that comes out has at least 98 % of the bytes asked for and never more, container and sound included. The video is encoded
//! in two passes by encoders that can (x264, x265, libvpx), in one by others; what the first file really came to corrects the rate of
//! the next, until one fits. Few bits are met by x264 and x265 through their constant quality, which is finer than their rates.
//!
//! - Where the bits are too few for the picture's size it goes down a ladder of sizes and then rates.
//! - Sound gets an eighth of the whole, from 24 to 128 kbit/s; at 32 kbit/s and less in mono.
//! - A video that is small enough already is copied byte for byte, if container, codec and size are those wanted. Else it is encoded at
//!   a high quality (18 on x264's scale), and only where that comes out larger than the input or the target made to fit the smaller of
//!   these two.
//! - A picture that needs less than the target (a still one) has as good a quality as the encoder can give, and the file is smaller.
//! - A target that cannot be reached on the last rung with the worst quality is refused with the smallest size that can.

mod budget;
mod copy;
mod ladder;
mod progress;
mod quality;
mod rate_search;
mod runs;
mod source;

use std::path::{Path, PathBuf};

use reelspeed_model::report::{EncoderReport, OptimizeReport, SsimReport, Stage};
use reelspeed_model::request::OptimizeRequest;
use reelspeed_model::{Output, VideoOutput};

pub use quality::{compare, quality_score};

use crate::options::check_range;
use crate::pipeline::{Rendered, container, hardware};
use crate::{AtomicOutput, EngineError, Project, RenderOptions};
use progress::{Overall, fraction};
use runs::{Outcome, Runs};
use source::{Source, output_path, project};

/// Of a target, what is good enough.
const ENOUGH: f64 = 0.98;

/// The constant quality for videos that are small enough already.
const HIGH_QUALITY: f32 = 18.0;

/// Bytes in a megabyte.
const MEGABYTE: f64 = 1_000_000.0;

/// Makes a video fit a size; the result appears only when it is complete, and a file that was there before stays until then.
///
/// `options.on_progress` is told of all encodes and of the comparison at the end as one: `frames` is the number of frames of the result
/// and stays, `frame` grows to it once.
///
/// # Errors
/// [`EngineError::TargetTooSmall`]; `INVALID_ARGUMENT` for numbers out of range, an input without video and an output that is the input;
/// `CANCELLED`; whatever probing, decoding, encoding and writing can run into.
pub fn optimize(request: &OptimizeRequest, options: &RenderOptions) -> Result<OptimizeReport, EngineError> {
    check(request)?;
    let overall = Overall::new(options.on_progress.clone());
    overall.begin(Stage::Preparing, 0.0);
    let output = output_path(request);
    let video = VideoOutput { codec: request.codec, ..VideoOutput::default() };
    let container = container(&Output { video, ..Output::default() }, &output)?;
    let codec = request.codec.unwrap_or_else(|| container.default_video_codec());
    let source = Source::open(Path::new(&request.input), &options.cancel)?;
    refuse_same_file(&source.path, &output)?;
    // Says at once where nothing can be written.
    drop(AtomicOutput::create(&output)?);

    let asked = (request.target_size_mb * MEGABYTE) as u64;
    let target = asked.min(source.bytes);
    let small_enough = source.bytes <= asked;
    let rungs = ladder::ladder(source.size(), source.rate, (request.max_width, request.max_height));
    if small_enough && rungs[0].size == source.size() && copy::is_wanted(&source, container, request.codec) {
        return copy::copy(&source, &output, options, &overall);
    }

    let sound = budget::sound(&source, target, container, request.audio_bitrate);
    let mut runs = Runs {
        request,
        options,
        source: &source,
        output: &output,
        codec,
        sound,
        overall: overall.clone(),
        hardware: hardware(options.hardware.unwrap_or(request.hardware)),
        failed: Vec::new(),
        passes: 0,
    };
    if small_enough && let Some(rendered) = runs.at_quality(rungs[0], HIGH_QUALITY, target)? {
        return finish(runs, rendered, None);
    }
    let source_per_pixel = source.bytes as f64 * 8.0 / (rungs[0].pixel_rate() * source.secs.max(1e-3));
    let enough_per_pixel =
        request.min_bits_per_pixel.unwrap_or_else(|| ladder::enough_per_pixel(codec, source_per_pixel));
    let enough = (target as f64 * ENOUGH).ceil() as u64;
    let picture_bytes = |rung| target as f64 * (1.0 + ENOUGH) / 2.0 - budget::other_bytes(&source, rung, &runs.sound);
    let bits_per_sec = picture_bytes(rungs[0]) * 8.0 / source.secs.max(1e-3);
    let first = ladder::choose(&rungs, bits_per_sec, enough_per_pixel);
    let mut smallest = u64::MAX;
    for &rung in &rungs[first..] {
        let picture_bytes = target as f64 * (1.0 + ENOUGH) / 2.0 - budget::other_bytes(&source, rung, &runs.sound);
        match runs.search(rung, target, enough, picture_bytes)? {
            Outcome::File(rendered) => {
                let missed = ((rendered.report().bytes as u64) < enough).then_some(target);
                return finish(runs, *rendered, missed);
            }
            Outcome::TooLarge(bytes) => smallest = smallest.min(bytes),
        }
    }
    Err(EngineError::TargetTooSmall {
        input: source.path.clone(),
        smallest_mb: round_up(smallest as f64 / MEGABYTE),
        target_mb: request.target_size_mb,
    })
}

/// The largest render that a request may lead to, and where its file goes: what its memory is judged by. The comparison at the end needs
/// less, since no encoder is open then.
pub(crate) fn largest(request: &OptimizeRequest, options: &RenderOptions) -> Result<(Project, PathBuf), EngineError> {
    check(request)?;
    let source = Source::open(Path::new(&request.input), &options.cancel)?;
    let rungs = ladder::ladder(source.size(), source.rate, (request.max_width, request.max_height));
    let mut composition = source.composition(rungs[0].size, rungs[0].rate);
    let video = VideoOutput { codec: request.codec, preset: request.preset, ..VideoOutput::default() };
    composition.output = Output { video, ..Output::default() };
    Ok((project(composition)?, output_path(request)))
}

/// Compares the finished file with the source, then gives it its name.
fn finish(runs: Runs<'_>, rendered: Rendered, missed: Option<u64>) -> Result<OptimizeReport, EngineError> {
    let Runs { source, options, overall, passes, sound, .. } = runs;
    let ssim = measure(source, &rendered, options, &overall)?;
    let video_bytes = rendered.video_bytes as f64;
    let report = rendered.commit()?;
    overall.begin(Stage::Done, 1.0);
    overall.tell(1.0, 0.0);
    let mut warnings = report.warnings;
    if let Some(target) = missed {
        warnings.push(format!("the file has {} of {target} bytes: the encoder could not use more", report.bytes));
    }
    Ok(OptimizeReport {
        output: report.output,
        original_size: source.bytes as f64,
        optimized_size: report.bytes,
        compression_ratio: source.bytes as f64 / report.bytes.max(1.0),
        quality_score: quality_score(ssim.all),
        ssim: ssim.all,
        width: report.width,
        height: report.height,
        frame_rate: report.frame_rate,
        duration_secs: report.duration_secs,
        video_bitrate: (video_bytes * 8.0 / report.duration_secs.max(1e-3)).round() as u32,
        audio_bitrate: if report.audio_encoder.is_some() { sound.bitrate } else { 0 },
        passes,
        encoder: report.video_encoder,
        elapsed_secs: overall.elapsed_secs(),
        warnings,
    })
}

fn measure(
    source: &Source,
    rendered: &Rendered,
    options: &RenderOptions,
    overall: &Overall,
) -> Result<SsimReport, EngineError> {
    overall.begin(Stage::Finishing, 1.0);
    let result = quality::beside(source, rendered.path(), options)?;
    let secs = rendered.report().duration_secs.min(source.secs);
    let frames = u32::try_from(result.timeline().frame_count()).unwrap_or(u32::MAX);
    // The last step is the file's getting its name.
    quality::compare_with(source, &result, secs, options, |n| overall.tell(fraction(n, frames) * 0.99, 0.0))
}

/// What a request that was not read from JSON may have wrong.
fn check(request: &OptimizeRequest) -> Result<(), EngineError> {
    let wrong = |argument, expected: &str, actual: f64| {
        Err(EngineError::Argument { argument, expected: expected.into(), actual: actual.to_string() })
    };
    let target = request.target_size_mb;
    if !(target > 0.0 && target <= 1e6) {
        return wrong("targetSizeMb", "over 0 and at most 1000000", target);
    }
    for (argument, side) in [("maxWidth", request.max_width), ("maxHeight", request.max_height)] {
        side.map_or(Ok(()), |side| check_range(argument, side, 16..=8192))?;
    }
    request.audio_bitrate.map_or(Ok(()), |rate| check_range("audioBitrate", rate, 8_000..=512_000))?;
    match request.min_bits_per_pixel {
        Some(bits) if !(0.0..=1.0).contains(&bits) => wrong("minBitsPerPixel", "0 to 1", bits),
        _ => Ok(()),
    }
}

/// The result is compared with the input at the end, and nobody wants to lose the better of the two.
fn refuse_same_file(input: &Path, output: &Path) -> Result<(), EngineError> {
    match (input.canonicalize(), output.canonicalize()) {
        (Ok(a), Ok(b)) if a == b => Err(EngineError::Argument {
            argument: "output",
            expected: "another file than the input".into(),
            actual: format!("{output:?}"),
        }),
        _ => Ok(()),
    }
}

/// Up to the next number of three digits, with room for what varies from one run to the next.
fn round_up(megabytes: f64) -> f64 {
    let wanted = megabytes * 1.02;
    let step = 10f64.powf(wanted.max(1e-6).log10().floor() - 2.0);
    let rounded = (wanted / step).ceil() * step;
    // As it is printed.
    (rounded * 1e9).round() / 1e9
}

/// What an input that was copied reports as its encoder.
fn copied() -> EncoderReport {
    EncoderReport { name: "copy".into(), ..EncoderReport::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_size_is_rounded_up_to_three_digits() {
        assert_eq!(round_up(0.0123), 0.0126);
        assert_eq!(round_up(1.0), 1.02);
        assert!(round_up(7.777) >= 7.777 * 1.02);
        assert_eq!(round_up(0.0).to_string(), "0");
    }

    #[test]
    fn numbers_out_of_range_are_named() {
        let request = |change: fn(&mut OptimizeRequest)| {
            let mut request = OptimizeRequest::new("no such file.mp4", 1.0);
            change(&mut request);
            optimize(&request, &RenderOptions::default()).unwrap_err()
        };
        type Spoil = fn(&mut OptimizeRequest);
        let faults: [(&str, Spoil); 6] = [
            ("targetSizeMb", |r| r.target_size_mb = 0.0),
            ("targetSizeMb", |r| r.target_size_mb = f64::NAN),
            ("maxWidth", |r| r.max_width = Some(2)),
            ("audioBitrate", |r| r.audio_bitrate = Some(1)),
            ("minBitsPerPixel", |r| r.min_bits_per_pixel = Some(f64::INFINITY)),
            ("output", |r| r.output = Some("a.txt".into())),
        ];
        for (argument, change) in faults {
            let error = request(change);
            assert_eq!(error.code().as_str(), "INVALID_ARGUMENT", "{error}");
            assert!(error.to_string().starts_with(&format!("{argument}: expected ")), "{error}");
        }
        assert_eq!(request(|_| {}).code().as_str(), "IO");
    }
}
