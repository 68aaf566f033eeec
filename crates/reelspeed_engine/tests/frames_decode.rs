//! Raw frames out of videos: which pictures come, when they are shown, how they look, and what comes of bad files.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use common::qr::number_in_image;
use common::tools::{make, picture_by_ffmpeg};
use common::{CODED, child, document, media, project};
use reelspeed_core::ErrorCode;
use reelspeed_engine::{CancelToken, EngineError, FrameDecoder, RenderOptions, RgbaImage, peak_process_bytes};
use reelspeed_model::report::FrameInfo;
use reelspeed_model::request::{DecodeRequest, RawPixelFormat};
use reelspeed_model::{Fit, FrameRate};
use serde_json::{Value, json};

fn request(path: &Path) -> DecodeRequest {
    DecodeRequest::new(path.to_str().unwrap())
}

fn open(request: &DecodeRequest) -> FrameDecoder {
    FrameDecoder::open(request, &RenderOptions::default()).unwrap_or_else(|e| panic!("{}: {e}", request.input))
}

/// Every frame, looked at by `see`.
fn decode<T>(request: &DecodeRequest, mut see: impl FnMut(&[u8]) -> T) -> Vec<(FrameInfo, T)> {
    let mut decoder = open(request);
    let mut pixels = vec![0; decoder.frame_bytes()];
    let mut seen = Vec::new();
    while let Some(info) = decoder.next_into(&mut pixels).unwrap_or_else(|e| panic!("{}: {e}", request.input)) {
        assert_eq!(info.index as usize, seen.len());
        seen.push((info, see(&pixels)));
    }
    assert!(decoder.next_into(&mut pixels).unwrap().is_none(), "nothing comes after the end");
    seen
}

/// Times in seconds at which `ffprobe` shows the frames, from the presentation's start.
fn times_by_ffprobe(path: &Path) -> Option<Vec<f64>> {
    let mut command = Command::new("ffprobe");
    command.args(["-v", "error", "-of", "json", "-select_streams", "v:0", "-show_frames", "-show_format"]);
    command.args(["-show_entries", "frame=best_effort_timestamp_time:format=start_time"]).arg(path);
    let Ok(output) = command.output() else {
        eprintln!("SKIPPED: no second opinion, there is no ffprobe command");
        return None;
    };
    let all: Value = serde_json::from_slice(&output.stdout).unwrap();
    let secs = |v: &Value| v.as_str().unwrap().parse::<f64>().unwrap();
    let start = secs(&all["format"]["start_time"]);
    let frames = all["frames"].as_array().unwrap().iter();
    Some(frames.map(|f| secs(&f["best_effort_timestamp_time"]) - start).collect())
}

#[test]
fn every_picture_comes_at_its_own_time() {
    let Some(media) = media() else { return };
    let files = [
        "video/phone_vfr_rot180_mono.mp4",
        "video/screen_cursed_vfr_3026x1386.mp4",
        "video/iphone_portrait_hlg_hevc10_editlist.mp4",
        "video/chapters.mp4",
        "video/firstpts_10s.mp4",
        "video/fragmented_seekable.mp4",
        "video/editlist_video_starts_1s.mp4",
        "video/mpegts_mpeg2_mp2_1080p.ts",
        "video/subtitles_ass.mkv",
        "video/h264_aac.flv",
        "video/vp9_odd_161x121.webm",
        "gameplay/craftax_dungeon_352x416.gif",
    ];
    for file in files {
        let path = media.join(file);
        let Some(expected) = times_by_ffprobe(&path) else { return };
        // Small frames: it is the times that are looked at.
        let seen = decode(&DecodeRequest { width: Some(64), height: Some(64), ..request(&path) }, |_| ());
        let times: Vec<f64> = seen.iter().map(|(info, ())| info.pts_secs).collect();
        assert_eq!(times.len(), expected.len(), "{file}");
        for (i, (ours, theirs)) in times.iter().zip(&expected).enumerate() {
            // Six decimals are printed of each of the two times that the expected one is made of.
            assert!((ours - theirs).abs() < 2e-6, "{file}: frame {i} at {ours}, expected {theirs}");
        }
        for pair in seen.windows(2) {
            let (a, b) = (pair[0].0, pair[1].0);
            assert!((a.pts_secs + a.duration_secs - b.pts_secs).abs() < 1e-9, "{file}: a gap after {a:?}");
        }
        assert!(seen.last().unwrap().0.duration_secs > 0.0, "{file}");
    }
}

/// The numbers that frames of the coded clip carry.
fn numbers(request: &DecodeRequest) -> Vec<(f64, Option<u32>)> {
    let (width, height) = (request.width.unwrap(), request.height.unwrap());
    let number = |pixels: &[u8]| number_in_image(&RgbaImage { width, height, pixels: pixels.to_vec() });
    decode(request, number).into_iter().map(|(info, n)| (info.pts_secs, n)).collect()
}

#[test]
fn seeks_give_exactly_the_frames_asked_for() {
    let Some(media) = media() else { return };
    let coded = DecodeRequest { width: Some(960), height: Some(540), ..request(&media.join(CODED)) };
    let own = |first: u32, last: u32| -> Vec<(f64, Option<u32>)> {
        (first..=last).map(|n| (f64::from(n - 1) / 25.0, Some(n))).collect()
    };
    // Start, duration, and the first and last frame that are on screen then: floor(25 t) + 1, up to but without the end.
    for (start, duration, first, last) in [
        (0.0, Some(0.2), 1, 5),
        (2.0, Some(1.0), 51, 75),
        (2.019, Some(0.021), 51, 51),
        (2.019, Some(0.0211), 51, 52),
        (3.96, Some(0.08), 100, 101),
        (7.9, None, 198, 200),
        (7.999, None, 200, 200),
        (7.9, Some(60.0), 198, 200),
    ] {
        let seen = numbers(&DecodeRequest { start, duration, ..coded.clone() });
        assert_eq!(seen, own(first, last), "{duration:?} s from {start} s");
    }
    // At a rate of their own: frame n is what is on screen at start + n / rate, as many as the span is long.
    for (start, duration, [num, den], count) in [
        (2.0, Some(1.0), [30, 1], 30),
        (2.0, Some(1.0), [25, 2], 13),
        (1.01, Some(0.5), [60, 1], 30),
        (7.0, None, [30, 1], 30),
        (0.0, None, [1, 1], 8),
        (0.5, Some(0.001), [5, 1], 1),
    ] {
        let rate = FrameRate::Fraction([num, den]);
        let seen = numbers(&DecodeRequest { start, duration, frame_rate: Some(rate), ..coded.clone() });
        assert_eq!(seen.len(), count, "{duration:?} s from {start} s at {num}/{den}");
        for (n, (pts, number)) in seen.into_iter().enumerate() {
            // In thousandths of a frame of the file, so that nothing is rounded.
            let at = (start * 1000.0).round() as u64 * 25 * u64::from(num) + n as u64 * 1000 * 25 * u64::from(den);
            assert_eq!(
                number,
                Some((at / (1000 * u64::from(num))) as u32 + 1),
                "frame {n} of {start} s at {num}/{den}"
            );
            assert!((pts - start - n as f64 * f64::from(den) / f64::from(num)).abs() < 1e-9);
        }
    }
}

#[test]
fn a_start_behind_the_end_is_an_error_with_both() {
    let Some(media) = media() else { return };
    for rate in [None, Some(FrameRate::Number(30.0))] {
        let late = DecodeRequest { start: 8.0, frame_rate: rate, ..request(&media.join(CODED)) };
        let mut decoder = open(&late);
        let mut pixels = vec![0; decoder.frame_bytes()];
        let error = decoder.next_into(&mut pixels).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        assert!(error.to_string().starts_with("start: expected below 8 seconds"), "{error}");
        assert!(decoder.next_into(&mut pixels).unwrap().is_none());
    }
}

/// The compositor draws them: turned, mirrored, with square pixels, tone-mapped; the same bytes as in a frame of a document.
#[test]
fn pictures_are_those_of_a_render() {
    let Some(media) = media() else { return };
    for (file, [width, height]) in [
        ("phone_720p_rot90_h264.mp4", [720, 1280]),
        ("phone_vfr_rot180_mono.mp4", [1280, 720]),
        ("rotate_and_reflect.mp4", [720, 1080]),
        ("sar_2x1.mp4", [1280, 360]),
        ("iphone_portrait_hlg_hevc10_editlist.mp4", [1080, 1920]),
        ("portrait_720x1280_hdr10_av1.mp4", [720, 1280]),
        ("hevc_1080p_fullrange_counter.mp4", [1920, 1080]),
        ("flower_540p_h264_aac.mp4", [960, 540]),
        ("prores4444_alpha_640x360.mov", [640, 360]),
    ] {
        let path = media.join("video").join(file);
        let at = 0.2;
        let mut decoder = open(&DecodeRequest { start: at, ..request(&path) });
        assert_eq!([decoder.width(), decoder.height()], [width, height], "{file}");
        let (_, pixels) = decoder.next_frame().unwrap().unwrap();
        let layer = json!({ "type": "video", "src": path.to_str().unwrap(), "fit": "fill" });
        let project = project(&document([width, height], json!(240), json!([layer])), &media);
        let expected = project.frame(at, &RenderOptions::default()).unwrap();
        assert!(pixels == expected.pixels, "{file}: another picture than in a document");
    }
}

/// The same way up as players show it.
#[test]
fn portrait_files_come_upright() {
    let Some(media) = media() else { return };
    for file in ["phone_720p_rot90_h264.mp4", "phone_vfr_rot180_mono.mp4", "rotate_and_reflect.mp4"] {
        let path = media.join("video").join(file);
        let mut decoder = open(&DecodeRequest { pixel_format: RawPixelFormat::Rgb24, ..request(&path) });
        let (_, ours) = decoder.next_frame().unwrap().unwrap();
        let theirs = picture_by_ffmpeg(&["-i", path.to_str().unwrap()]);
        assert_eq!(ours.len(), theirs.len(), "{file}");
        // swscale's conversion differs by its chroma filter and rounding; another way up differs by tens.
        assert!(mean_difference(&ours, &theirs) < 2.5, "{file}: {}", mean_difference(&ours, &theirs));
    }
}

fn mean_difference(a: &[u8], b: &[u8]) -> f64 {
    let sum: u64 = a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
    sum as f64 / a.len().max(1) as f64
}

/// Odd sides, upright and turned, with their last columns and rows.
#[test]
fn odd_sizes_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    let colors = "color=c=red:s=161x121:r=10:d=0.3,format=yuv444p,drawbox=x=0:y=0:w=80:h=121:c=blue:t=fill";
    let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
    let codec = ["-c:v", "libx264", "-qp", "0", "-pix_fmt", "yuv444p"];
    let flat = make(folder.path(), "odd.mp4", &[&["-f", "lavfi", "-i", colors], &codec[..], &tags].concat());
    for degrees in ["0", "90", "180", "270"] {
        let tag = format!("rotate={degrees}");
        let copy = ["-i", flat.to_str().unwrap(), "-c", "copy", "-metadata:s:v:0", &tag];
        let path = make(folder.path(), &format!("{degrees}.mp4"), &copy);
        for format in [RawPixelFormat::Rgba, RawPixelFormat::Rgb24] {
            let step = if format == RawPixelFormat::Rgba { 4 } else { 3 };
            let mut decoder = open(&DecodeRequest { pixel_format: format, ..request(&path) });
            let (width, height) = (decoder.width() as usize, decoder.height() as usize);
            let sideways = degrees == "90" || degrees == "270";
            assert_eq!([width, height], if sideways { [121, 161] } else { [161, 121] }, "{degrees}");
            let (_, pixels) = decoder.next_frame().unwrap().unwrap();
            assert_eq!(pixels.len(), width * height * step);
            for (i, p) in pixels.chunks_exact(step).enumerate() {
                let (x, y) = (i % width, i / width);
                let edge = [x, width - 1 - x, y, height - 1 - y].into_iter().min().unwrap();
                let middle = if sideways { y.abs_diff(height / 2) } else { x.abs_diff(width / 2) };
                // Red or blue everywhere but at the border between them, also on the outermost pixels. (Not quite pure: ffmpeg's
                // sources paint in BT.601.)
                let pure = |c: usize, other: usize| p[c] > 230 && p[other] < 40 && p[1] < 40;
                assert!(middle < 4 || pure(0, 2) || pure(2, 0), "{degrees}: {p:?} at {x}, {y} ({edge} from the edge)");
            }
        }
    }
    // A real one, beside another opinion.
    let Some(media) = media() else { return };
    let path = media.join("video/vp9_odd_161x121.webm");
    let mut decoder = open(&DecodeRequest { pixel_format: RawPixelFormat::Rgb24, ..request(&path) });
    let (_, ours) = decoder.next_frame().unwrap().unwrap();
    assert_eq!(ours.len(), 161 * 121 * 3);
    let theirs = picture_by_ffmpeg(&["-i", path.to_str().unwrap()]);
    assert!(mean_difference(&ours, &theirs) < 4.0, "{}", mean_difference(&ours, &theirs));
}

#[test]
fn frames_have_the_size_asked_for() {
    let Some(media) = media() else { return };
    let coded = request(&media.join(CODED));
    for (width, height, expected) in [
        (None, None, [1920, 1080]),
        (Some(320), None, [320, 180]),
        (None, Some(90), [160, 90]),
        (Some(16), None, [16, 9]),
        (Some(333), Some(77), [333, 77]),
        (Some(101), None, [101, 57]),
    ] {
        for format in [RawPixelFormat::Rgba, RawPixelFormat::Rgb24, RawPixelFormat::Yuv420p, RawPixelFormat::Nv12] {
            let wanted = DecodeRequest { width, height, pixel_format: format, ..coded.clone() };
            let mut decoder = open(&wanted);
            assert_eq!([decoder.width(), decoder.height()], expected);
            let (_, pixels) = decoder.next_frame().unwrap().unwrap();
            assert_eq!(pixels.len() as u64, format.frame_bytes(expected[0], expected[1]));
        }
    }
    // Bars of `contain` have the background's colour, and `cover` has none.
    for (fit, bars) in [(Fit::Contain, true), (Fit::Cover, false), (Fit::Fill, false)] {
        let background = "#00ff00".parse().unwrap();
        let wanted = DecodeRequest { width: Some(200), height: Some(200), fit, background, ..coded.clone() };
        let (_, pixels) = open(&wanted).next_frame().unwrap().unwrap();
        assert_eq!(pixels[1] > 250 && pixels[0] < 5 && pixels[2] < 5, bars, "{fit:?}: {:?}", &pixels[..4]);
    }
}

#[test]
fn requests_that_cannot_be_are_refused_with_every_fault() {
    let Some(media) = media() else { return };
    let coded = request(&media.join(CODED));
    let wrong = DecodeRequest {
        start: -1.0,
        duration: Some(f64::NAN),
        frame_rate: Some(FrameRate::Number(0.0)),
        width: Some(0),
        height: Some(9000),
        ..coded.clone()
    };
    let EngineError::Document(errors) = FrameDecoder::open(&wrong, &RenderOptions::default()).unwrap_err() else {
        panic!("another error")
    };
    let lines: Vec<_> = errors.issues.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    for part in [
        "start: must be ≥ 0, was -1.0",
        "width: must be from 16 to 8192, was 0",
        "height: must be from 16 to 8192, was 9000",
    ] {
        assert!(lines.iter().any(|l| l == part), "{part}: {lines:?}");
    }
    let missing = DecodeRequest::new("no/such.mp4");
    assert_eq!(FrameDecoder::open(&missing, &RenderOptions::default()).unwrap_err().code(), ErrorCode::Io);

    let mut decoder = open(&coded);
    let error = decoder.next_into(&mut [0; 5]).unwrap_err();
    assert_eq!(error.to_string(), "out: expected 8294400 bytes, a frame of 1920x1080 in rgba, was 5 bytes");
    assert_eq!(decoder.next_frame().unwrap().unwrap().0.index, 0, "no frame is lost by that");
}

#[test]
fn hints_are_right_where_headers_are() {
    let Some(media) = media() else { return };
    let coded = request(&media.join(CODED));
    let hint = |wanted: &DecodeRequest| open(wanted).frame_count_hint();
    assert_eq!(hint(&coded), Some(200));
    assert_eq!(hint(&DecodeRequest { start: 2.0, duration: Some(3.0), ..coded.clone() }), Some(75));
    let rate = Some(FrameRate::Number(30.0));
    assert_eq!(hint(&DecodeRequest { start: 7.0, duration: Some(3.0), frame_rate: rate, ..coded.clone() }), Some(30));
    assert_eq!(open(&coded).frame_rate().as_f64(), 25.0);
    assert_eq!(open(&DecodeRequest { frame_rate: rate, ..coded }).frame_rate().as_f64(), 30.0);
}

#[test]
fn a_cancelled_decoder_stops_soon_and_one_that_is_dropped_at_once() {
    let Some(media) = media() else { return };
    let cancel = CancelToken::new();
    let options = RenderOptions { cancel: cancel.clone(), ..RenderOptions::default() };
    let coded = request(&media.join(CODED));
    let mut decoder = FrameDecoder::open(&coded, &options).unwrap();
    let mut pixels = vec![0; decoder.frame_bytes()];
    decoder.next_into(&mut pixels).unwrap().unwrap();
    cancel.cancel();
    assert_eq!(decoder.next_into(&mut pixels).unwrap_err().code(), ErrorCode::Cancelled);
    assert!(matches!(FrameDecoder::open(&coded, &options), Err(EngineError::Cancelled)));
    // Long before what it was asked to look for is found.
    let begun = Instant::now();
    drop(open(&DecodeRequest { start: 7.5, ..request(&media.join("video/bbb_1080p30_10s_h264_aac51.mp4")) }));
    assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
}

/// Frames of a stream come out of a handful of buffers, however many they are.
#[test]
fn memory_does_not_grow_with_the_length() {
    let Some(media) = media() else { return };
    let wanted = DecodeRequest { width: Some(320), ..request(&media.join(CODED)) };
    let predicted = FrameDecoder::predict(&wanted, &RenderOptions::default()).unwrap();
    // What all frames together would take is more than ten times as much.
    let options = RenderOptions { max_frame_bytes: Some(predicted), ..RenderOptions::default() };
    let mut decoder = FrameDecoder::open(&wanted, &options).unwrap();
    assert_eq!(decoder.predicted_bytes(), predicted);
    assert!(predicted < 200 * 3_110_400 / 8, "{predicted}");
    let mut pixels = vec![0; decoder.frame_bytes()];
    let mut count = 0;
    while decoder.next_into(&mut pixels).unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 200);
    let tiny = RenderOptions { max_frame_bytes: Some(4 << 20), ..RenderOptions::default() };
    let mut decoder = FrameDecoder::open(&wanted, &tiny).unwrap();
    assert_eq!(decoder.next_into(&mut pixels).unwrap_err().code(), ErrorCode::MemoryBudget);
}

const MAX_TIME: Duration = Duration::from_secs(10);
const MAX_BYTES: u64 = 1 << 30;

/// The child's part: at every time and at a rate, from the start and from the middle.
#[test]
fn child_decodes_a_file() {
    let Some(path) = child::file() else { return };
    println!();
    for (start, rate) in
        [(0.0, None), (0.7, None), (0.0, Some(FrameRate::Number(10.0))), (30.0, Some(FrameRate::Number(10.0)))]
    {
        let begun = Instant::now();
        let wanted = DecodeRequest { start, frame_rate: rate, width: Some(64), height: Some(64), ..request(&path) };
        let mut count = 0;
        let mut pixels = vec![0; 64 * 64 * 4];
        let result = FrameDecoder::open(&wanted, &RenderOptions::default()).and_then(|mut decoder| {
            while count < 1000 && decoder.next_into(&mut pixels)?.is_some() {
                count += 1;
            }
            Ok(())
        });
        match result {
            Ok(()) => println!("RESULT {count} frames from {start} s"),
            Err(error) => {
                let name = path.file_name().unwrap().to_str().unwrap();
                println!("RESULT {} {error}", error.code());
                assert!(error.code() != ErrorCode::Internal && error.to_string().contains(name), "{error}");
            }
        }
        assert!(begun.elapsed() < MAX_TIME, "took {:?}", begun.elapsed());
        assert!(peak_process_bytes().unwrap_or(0) < MAX_BYTES);
    }
    println!("ALL TRIED");
}

#[test]
fn bad_files_give_typed_errors_or_frames() {
    let Some(media) = media() else { return };
    let mut files: Vec<PathBuf> = fs::read_dir(media.join("bad")).unwrap().map(|e| e.unwrap().path()).collect();
    files.retain(|f| !f.ends_with("README.md"));
    files.sort();
    assert!(files.len() >= 50, "only {} files", files.len());
    let mut faults = Vec::new();
    for file in files {
        let outcome = child::run("child_decodes_a_file", &file, MAX_TIME * 5);
        let name = file.file_name().unwrap().to_string_lossy();
        println!("{name}: {:.1} s, {} MiB", outcome.time.as_secs_f64(), outcome.peak_bytes >> 20);
        for line in outcome.output.lines().filter(|l| l.starts_with("RESULT")) {
            println!("    {line}");
        }
        let panicked = outcome.output.contains("panicked at");
        if !outcome.success || panicked || !outcome.output.contains("ALL TRIED") || outcome.peak_bytes > MAX_BYTES {
            faults.push(format!("{name}:\n{}", outcome.output));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
