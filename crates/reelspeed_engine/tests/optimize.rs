//! Videos made to fit a size: how near, of what shape, how good, and what is left behind.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use common::tools::make;
use common::{media, names};
use reelspeed_core::ErrorCode;
use reelspeed_engine::{CancelToken, EngineError, RenderOptions, compare, optimize, probe, quality_score};
use reelspeed_model::VideoCodec;
use reelspeed_model::report::{OptimizeReport, Stage};
use reelspeed_model::request::OptimizeRequest;
use reelspeed_model::{Hardware, Preset};
use reelspeed_testing::fixtures::{TestClip, fetched, ffmpeg};

const BT709: [&str; 8] =
    ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];

/// Moving, noisy pictures of half a second and more, near to lossless: there is always something to save.
fn noisy(folder: &Path, name: &str, picture: &str, secs: &str, more: &[&str]) -> PathBuf {
    let picture = format!("{picture}:duration={secs},noise=alls=12:allf=t,format=yuv420p");
    let mut arguments = vec!["-f", "lavfi", "-i", &picture];
    arguments.extend(more);
    arguments.extend(BT709);
    arguments.extend(["-c:v", "libx264", "-preset", "ultrafast", "-crf", "12"]);
    make(folder, name, &arguments)
}

fn request(input: &Path, bytes: f64, output: &Path) -> OptimizeRequest {
    OptimizeRequest {
        output: Some(output.to_str().unwrap().into()),
        preset: Preset::Veryfast,
        ..OptimizeRequest::new(input.to_str().unwrap(), bytes / 1e6)
    }
}

fn run(request: &OptimizeRequest) -> OptimizeReport {
    optimize(request, &RenderOptions::default()).unwrap_or_else(|e| panic!("{}: {e}", request.input))
}

/// Within 2 % and never above, on the disk; and the report says what is there.
fn fits(request: &OptimizeRequest, report: &OptimizeReport) {
    let bytes = fs::metadata(&report.output).unwrap().len() as f64;
    let target = request.target_size_mb * 1e6;
    println!(
        "{} → {target:.0}: {bytes} ({:.4}), {}x{} at {:?}, SSIM {:.4}, {} passes",
        request.input,
        bytes / target,
        report.width,
        report.height,
        report.frame_rate,
        report.ssim,
        report.passes
    );
    assert!(bytes <= target && bytes >= target * 0.98, "{}: {bytes} for {target}: {report:#?}", request.input);
    assert_eq!(report.optimized_size, bytes);
    assert_eq!(report.original_size, fs::metadata(&request.input).unwrap().len() as f64);
    assert!((report.compression_ratio - report.original_size / bytes).abs() < 1e-9);
    assert!((report.quality_score - quality_score(report.ssim)).abs() < 1e-9);
    let made = probe(Path::new(&report.output)).unwrap();
    assert_eq!((made.video[0].width, made.video[0].height), (report.width, report.height));
    let source = probe(Path::new(&request.input)).unwrap();
    assert_eq!(made.audio.is_empty(), source.audio.is_empty() && report.audio_bitrate == 0);
    assert!((made.duration_secs - source.duration_secs).abs() < 0.1, "{made:?} {source:?}");
}

#[test]
fn sizes_are_met_within_two_per_cent_and_never_passed() {
    let folder = tempfile::tempdir().unwrap();
    let clips = [
        ("short.mp4", "testsrc2=size=320x180:rate=30", "1", vec![]),
        ("long.mp4", "testsrc2=size=320x240:rate=25", "6", vec!["-f", "lavfi", "-i", "sine=duration=6", "-ac", "1"]),
        (
            "tall.mp4",
            "testsrc2=size=180x320:rate=30",
            "2",
            vec!["-f", "lavfi", "-i", "anoisesrc=duration=2", "-ac", "2"],
        ),
    ];
    for (name, picture, secs, more) in clips {
        let input = noisy(folder.path(), name, picture, secs, &more);
        let whole = fs::metadata(&input).unwrap().len() as f64;
        for part in [0.5, 0.2, 0.06] {
            let request = request(&input, whole * part, &folder.path().join("out.mp4"));
            fits(&request, &run(&request));
        }
    }
}

#[test]
fn other_codecs_meet_them_too() {
    let folder = tempfile::tempdir().unwrap();
    let sound = ["-f", "lavfi", "-i", "sine=frequency=330:duration=3"];
    let input = noisy(folder.path(), "clip.mp4", "testsrc2=size=320x180:rate=25", "3", &sound);
    for (codec, name) in [(VideoCodec::Hevc, "out.mp4"), (VideoCodec::Vp9, "out.webm"), (VideoCodec::H264, "out.mkv")] {
        let mut request = request(&input, 150_000.0, &folder.path().join(name));
        (request.codec, request.hardware) = (Some(codec), Hardware::Off);
        fits(&request, &run(&request));
    }
}

#[test]
fn odd_videos_work() {
    let folder = tempfile::tempdir().unwrap();
    for name in [
        "vfr.mp4",
        "rotated_90.mp4",
        "hdr_pq.mp4",
        "odd_161x121.mkv",
        "sar_2x1.mp4",
        "silent.mp4",
        "surround.mp4",
        "ten_bit.mp4",
        "full_range.mp4",
        "ntsc.mp4",
    ] {
        let Some(input) = fetched(name) else {
            eprintln!("SKIPPED: {name} is not there; run scripts/fixtures.sh");
            continue;
        };
        let whole = fs::metadata(&input).unwrap().len() as f64;
        let request = request(&input, whole * 0.6, &folder.path().join("out.mp4"));
        let report = run(&request);
        let source = &probe(&input).unwrap().video[0];
        let shape = f64::from(source.width) / f64::from(source.height);
        let is = f64::from(report.width) / f64::from(report.height);
        assert!((is / shape - 1.0).abs() < 0.03, "{name}: {shape} became {is}");
        fits(&request, &report);
    }
}

#[test]
fn alpha_is_laid_over_black() {
    let folder = tempfile::tempdir().unwrap();
    let picture = "testsrc2=size=160x120:rate=25:duration=1,format=yuva420p";
    let input = make(folder.path(), "a.webm", &["-f", "lavfi", "-i", picture, "-c:v", "libvpx-vp9", "-b:v", "2M"]);
    let whole = fs::metadata(&input).unwrap().len() as f64;
    let request = request(&input, whole * 0.5, &folder.path().join("out.mp4"));
    fits(&request, &run(&request));
}

#[test]
fn size_goes_before_rate_where_bits_are_few() {
    let folder = tempfile::tempdir().unwrap();
    let input = noisy(folder.path(), "fast.mp4", "testsrc2=size=720x1280:rate=60", "1", &[]);
    let at = |bytes: f64| {
        let request = request(&input, bytes, &folder.path().join("out.mp4"));
        let report = run(&request);
        fits(&request, &report);
        (report.width, report.height, report.frame_rate, report.ssim)
    };
    let (roomy, tight, tightest) = (at(400_000.0), at(60_000.0), at(12_000.0));
    assert_eq!((roomy.0, roomy.1, roomy.2), (720, 1280, [60, 1]));
    assert!(tight.0 < 720 && tight.0 >= 360 && tight.2 == [60, 1], "{tight:?}");
    assert!(tightest.0 < 360 && tightest.2 == [30, 1], "{tightest:?}");
    assert!(roomy.3 > tight.3 && tight.3 > tightest.3);
    // Unless the request forbids it.
    let mut request = request(&input, 100_000.0, &folder.path().join("out.mp4"));
    request.min_bits_per_pixel = Some(0.0);
    assert_eq!(run(&request).width, 720);
    (request.max_width, request.min_bits_per_pixel) = (Some(500), None);
    assert!(run(&request).width <= 500);
}

#[test]
fn what_cannot_be_reached_is_refused_with_what_can() {
    let folder = tempfile::tempdir().unwrap();
    let input = noisy(folder.path(), "clip.mp4", "testsrc2=size=320x180:rate=30", "2", &[]);
    let output = folder.path().join("out.mp4");
    let error = optimize(&request(&input, 900.0, &output), &RenderOptions::default()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidArgument);
    let EngineError::TargetTooSmall { smallest_mb, target_mb, .. } = error else { panic!("{error}") };
    assert_eq!(target_mb, 0.0009);
    assert!(error_text(&input, smallest_mb).starts_with("targetSizeMb: expected at least 0.0"));
    assert_eq!(names(folder.path()), ["clip.mp4"]);
    // What the error names can be had.
    let request = request(&input, smallest_mb * 1e6, &output);
    let report = run(&request);
    assert!(report.optimized_size <= smallest_mb * 1e6, "{report:?}");
}

fn error_text(input: &Path, smallest_mb: f64) -> String {
    EngineError::TargetTooSmall { input: input.into(), smallest_mb, target_mb: 0.0009 }.to_string()
}

#[test]
fn still_pictures_stay_below() {
    let folder = tempfile::tempdir().unwrap();
    let black = ["-f", "lavfi", "-i", "color=black:size=320x240:rate=25:duration=2", "-c:v", "mjpeg", "-q:v", "2"];
    let input = make(folder.path(), "black.mov", &black);
    let request = request(&input, fs::metadata(&input).unwrap().len() as f64 * 0.9, &folder.path().join("out.mp4"));
    let report = run(&request);
    assert!(report.optimized_size < request.target_size_mb * 1e6 * 0.5, "{report:?}");
    assert!(report.quality_score > 99.0, "{report:?}");
    assert!(report.warnings.iter().any(|w| w.contains("could not use more")), "{report:?}");
}

#[test]
fn a_video_that_is_small_enough_is_copied_and_never_grows() {
    let folder = tempfile::tempdir().unwrap();
    let input = TestClip { secs: 1.0, ..TestClip::default() }.write(folder.path(), "clip.mp4");
    let whole = fs::read(&input).unwrap();
    let copied = run(&OptimizeRequest::new(input.to_str().unwrap(), 100.0));
    assert_eq!(fs::read(folder.path().join("clip.optimized.mp4")).unwrap(), whole);
    assert_eq!((copied.passes, copied.quality_score, copied.compression_ratio), (0, 100.0, 1.0));
    // Another container must be encoded: at a high quality, and no larger than what it was made from.
    let request = request(&input, 100e6, &folder.path().join("out.mkv"));
    let encoded = run(&request);
    assert!(encoded.passes > 0 && encoded.optimized_size <= whole.len() as f64, "{encoded:?}");
    assert!(encoded.quality_score > 60.0, "{encoded:?}");
}

#[test]
fn progress_grows_once_and_cancelling_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let input = noisy(folder.path(), "clip.mp4", "testsrc2=size=320x180:rate=30", "3", &[]);
    let output = folder.path().join("out.mp4");
    fs::write(&output, b"old").unwrap();
    let request = request(&input, 200_000.0, &output);
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = seen.clone();
    let on_progress = move |p| sink.lock().unwrap().push(p);
    optimize(&request, &RenderOptions { on_progress: Some(Arc::new(on_progress)), ..Default::default() }).unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.windows(2).all(|w| w[0].frame <= w[1].frame));
    assert!(seen.iter().all(|p| p.fps.is_finite() && p.eta_secs.is_none_or(f64::is_finite)));
    let working: Vec<_> = seen.iter().filter(|p| p.stage != Stage::Preparing).collect();
    assert!(working.iter().all(|p| p.frames == 90 && p.frame <= 90));
    let last = seen.last().unwrap();
    assert_eq!((last.stage, last.frame), (Stage::Done, 90));
    assert!(working.iter().filter(|p| p.stage != Stage::Done).all(|p| p.frame < 90));

    fs::write(&output, b"old").unwrap();
    // In the first pass, in the second, in the comparison.
    for at in [1, 40, 75] {
        let cancel = CancelToken::new();
        let (token, asked) = (cancel.clone(), Arc::new(Mutex::new(None)));
        let when = asked.clone();
        let on_progress = move |p: reelspeed_model::report::Progress| {
            if p.frame >= at && !token.is_cancelled() {
                *when.lock().unwrap() = Some(Instant::now());
                token.cancel();
            }
        };
        let options = RenderOptions { cancel, on_progress: Some(Arc::new(on_progress)), ..Default::default() };
        let error = optimize(&request, &options).unwrap_err();
        let took = asked.lock().unwrap().expect("cancelled").elapsed();
        println!("cancelled at {at}: {took:?}");
        assert_eq!(error.code(), ErrorCode::Cancelled);
        assert_eq!(names(folder.path()), ["clip.mp4", "out.mp4"]);
        assert_eq!(fs::read(&output).unwrap(), b"old");
    }
}

#[test]
fn inputs_and_outputs_that_cannot_be_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let input = TestClip { secs: 0.5, ..TestClip::default() }.write(folder.path(), "clip.mp4");
    let sound = make(folder.path(), "sound.m4a", &["-f", "lavfi", "-i", "sine=duration=1"]);
    let refused = |request: OptimizeRequest, argument: &str| {
        let error = optimize(&request, &RenderOptions::default()).unwrap_err();
        assert!(error.to_string().contains(argument), "{error}");
        error.code()
    };
    let out = folder.path().join("out.mp4");
    assert_eq!(refused(request(&input, 1e4, &input), "output: expected another file"), ErrorCode::InvalidArgument);
    assert_eq!(refused(request(&sound, 1e4, &out), "input: expected a file with video"), ErrorCode::InvalidArgument);
    assert_eq!(refused(request(&folder.path().join("no.mp4"), 1e4, &out), "no.mp4"), ErrorCode::Io);
    assert_eq!(refused(request(&input, 1e4, &folder.path().join("no/such/out.mp4")), "out.mp4"), ErrorCode::Io);
    assert_eq!(names(folder.path()), ["clip.mp4", "sound.m4a"]);
}

/// What the `ssim` filter of the ffmpeg command prints: Y, U, V and All.
fn ssim_by_ffmpeg(a: &Path, b: &Path) -> [f64; 4] {
    let mut command: Command = ffmpeg();
    command.args(["-v", "info", "-i"]).arg(b).arg("-i").arg(a).args(["-lavfi", "ssim", "-f", "null", "-"]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().find(|l| l.contains("SSIM ")).unwrap_or_else(|| panic!("{said}")).to_owned();
    ["Y:", "U:", "V:", "All:"].map(|key| {
        let text = line.split(' ').find_map(|word| word.strip_prefix(key)).unwrap_or_else(|| panic!("{line}"));
        text.parse().unwrap()
    })
}

#[test]
fn ssim_is_that_of_ffmpeg() {
    let folder = tempfile::tempdir().unwrap();
    let a = noisy(folder.path(), "a.mp4", "testsrc2=size=322x182:rate=25", "1", &[]);
    for quality in ["20", "35", "48"] {
        let arguments = ["-i", a.to_str().unwrap(), "-c:v", "libx264", "-preset", "ultrafast", "-crf", quality];
        let b = make(folder.path(), "b.mp4", &arguments);
        let ours = compare(&a, &b, &RenderOptions::default()).unwrap();
        let theirs = ssim_by_ffmpeg(&a, &b);
        println!("{quality}: {ours:?} {theirs:?}");
        assert_eq!(ours.frames, 25);
        for (ours, theirs) in [ours.y, ours.u, ours.v, ours.all].into_iter().zip(theirs) {
            // It adds in `f32` and prints six decimals.
            assert!((ours - theirs).abs() < 2e-5, "{quality}: {ours} {theirs}");
        }
    }
    let same = compare(&a, &a, &RenderOptions::default()).unwrap();
    assert_eq!((same.y, same.all), (1.0, 1.0));
}

#[test]
fn real_footage_meets_its_target() {
    let Some(media) = media() else { return };
    let folder = tempfile::tempdir().unwrap();
    // Two seconds of footage, as a phone would keep it.
    let source = media.join(common::CODED);
    let arguments = ["-t", "2", "-i", source.to_str().unwrap(), "-vf", "scale=640:360", "-an"];
    let arguments = [&arguments[..], &["-c:v", "libx264", "-preset", "veryfast", "-crf", "16"]].concat();
    let input = make(folder.path(), "clip.mp4", &arguments);
    let whole = fs::metadata(&input).unwrap().len() as f64;
    let mut before = 0.0;
    for part in [0.05, 0.2, 0.6] {
        let request = request(&input, whole * part, &folder.path().join("out.mp4"));
        let report = run(&request);
        fits(&request, &report);
        assert!(report.quality_score > before, "{part}: {report:?}");
        before = report.quality_score;
    }
}
