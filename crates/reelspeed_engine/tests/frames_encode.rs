//! Videos out of raw frames: what comes back when they are decoded, what is refused, and what is left behind.

mod common;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::files::{Sound, pictures};
use common::names;
use common::tools::make;
use reelspeed_core::{ErrorCode, Frame, FrameDesc, FramePool, Size};
use reelspeed_engine::{CancelToken, EngineError, FrameDecoder, FrameEncoder, RenderOptions, probe};
use reelspeed_model::report::{Progress, RenderReport, Stage};
use reelspeed_model::request::{DecodeRequest, EncodeRequest, RawPixelFormat};
use reelspeed_model::{Container, FrameRate, Hardware, Preset, RateControl, VideoCodec};

const WIDTH: u32 = 96;
const HEIGHT: u32 = 64;

/// Lossless, by one thread: it is the conversion that is looked at.
fn request() -> EncodeRequest {
    let mut request = EncodeRequest::new(WIDTH, HEIGHT);
    let video = &mut request.output.video;
    video.rate_control = RateControl::Crf(0.0);
    (video.preset, video.threads, video.hardware) = (Preset::Veryfast, Some(1), Hardware::Off);
    request
}

/// The colour of frame `n` at (`x`, `y`): slopes whose level says which frame it is.
fn color(n: u32, x: u32, y: u32) -> [u8; 3] {
    [(20 + 6 * (n % 32) + x / 4) as u8, (30 + 2 * x) as u8, (200 - 2 * y - n % 50) as u8]
}

fn rgba(n: u32) -> Vec<u8> {
    (0..WIDTH * HEIGHT)
        .flat_map(|i| {
            let [r, g, b] = color(n, i % WIDTH, i / WIDTH);
            [r, g, b, 255]
        })
        .collect()
}

fn create(output: &Path, request: &EncodeRequest) -> FrameEncoder {
    FrameEncoder::create(output, request, &RenderOptions::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn encode(output: &Path, request: &EncodeRequest, count: u32) -> RenderReport {
    let mut encoder = create(output, request);
    for n in 0..count {
        encoder.push(&rgba(n)).unwrap();
    }
    assert_eq!(encoder.frame_count(), u64::from(count));
    encoder.finish().unwrap()
}

#[test]
fn frames_come_back_in_order_at_their_times_in_their_colours() {
    let folder = tempfile::tempdir().unwrap();
    for (name, [num, den], tick) in [
        ("a.mp4", [30, 1], 0.0),
        ("b.mp4", [30_000, 1001], 0.0),
        ("c.mov", [25, 1], 0.0),
        // Matroska's clock counts milliseconds.
        ("d.mkv", [24_000, 1001], 0.000_501),
    ] {
        let output = folder.path().join(name);
        let request = EncodeRequest { frame_rate: FrameRate::Fraction([num, den]), ..request() };
        let report = encode(&output, &request, 70);
        assert_eq!((report.frames, report.width, report.height, report.frame_rate), (70, WIDTH, HEIGHT, [num, den]));
        assert_eq!(report.bytes, fs::metadata(&output).unwrap().len() as f64);
        assert!((report.duration_secs - 70.0 * f64::from(den) / f64::from(num)).abs() < 1e-9);

        let mut decoder =
            FrameDecoder::open(&DecodeRequest::new(output.to_str().unwrap()), &RenderOptions::default()).unwrap();
        assert_eq!((decoder.width(), decoder.height()), (WIDTH, HEIGHT));
        let mut pixels = vec![0; decoder.frame_bytes()];
        for n in 0..70 {
            let info = decoder.next_into(&mut pixels).unwrap().expect("70 frames");
            let time = f64::from(n * den) / f64::from(num);
            assert!((info.pts_secs - time).abs() <= tick + 1e-9, "{name}: frame {n} at {}", info.pts_secs);
            let mut worst = 0;
            let mut sum = 0u64;
            for (i, p) in pixels.chunks_exact(4).enumerate() {
                let was = color(n, i as u32 % WIDTH, i as u32 / WIDTH);
                for (a, b) in was.iter().zip(p) {
                    worst = worst.max(a.abs_diff(*b));
                    sum += u64::from(a.abs_diff(*b));
                }
            }
            // 8 bits of limited range cost up to 3 levels of R'G'B', and the repeated edge bends the slope of the chroma there. Frames
            // differ by 6 levels of red everywhere.
            let mean = sum as f64 / f64::from(WIDTH * HEIGHT * 3);
            assert!(worst <= 8 && mean < 1.2, "{name}: frame {n}: worst {worst}, mean {mean}");
        }
        assert!(decoder.next_into(&mut pixels).unwrap().is_none(), "{name}: more than 70 frames");
    }
}

/// The four pixel formats and ready pictures are the same video: the planes that the kernels make of the RGBA pixels, exactly.
#[test]
fn every_pixel_format_gives_the_same_video() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let planes: Vec<Arc<Frame>> = (0..12).map(|n| working_frame(&rgba(n))).collect();
    let check = |what: &str| {
        let made = pictures(&output);
        assert_eq!(made.len(), 12, "{what}");
        for (n, ((_, made), expected)) in made.iter().zip(&planes).enumerate() {
            for plane in 0..3 {
                assert!(rows(made, plane) == rows(expected, plane), "{what}: frame {n}, plane {plane}");
            }
        }
    };
    for format in [RawPixelFormat::Rgba, RawPixelFormat::Rgb24, RawPixelFormat::Yuv420p, RawPixelFormat::Nv12] {
        let mut encoder = create(&output, &EncodeRequest { pixel_format: format, ..request() });
        for (n, frame) in planes.iter().enumerate() {
            let (y, cb, cr) = (rows(frame, 0), rows(frame, 1), rows(frame, 2));
            let pixels = match format {
                RawPixelFormat::Rgba => rgba(n as u32),
                RawPixelFormat::Rgb24 => rgba(n as u32).chunks_exact(4).flat_map(|p| [p[0], p[1], p[2]]).collect(),
                RawPixelFormat::Yuv420p => [y, cb, cr].concat(),
                RawPixelFormat::Nv12 => [y, cb.iter().zip(&cr).flat_map(|(u, v)| [*u, *v]).collect()].concat(),
            };
            encoder.push(&pixels).unwrap();
        }
        encoder.finish().unwrap();
        check(format.name());
    }
    let mut encoder = create(&output, &request());
    planes.iter().for_each(|frame| encoder.push_frame(frame).unwrap());
    encoder.finish().unwrap();
    check("ready pictures");
}

fn working_frame(pixels: &[u8]) -> Arc<Frame> {
    let mut frame = Frame::alloc(&FramePool::unlimited(), FrameDesc::working(Size::new(WIDTH, HEIGHT))).unwrap();
    let mut planes = reelspeed_kernels::surface::Yuv420Mut::of(&mut frame).unwrap();
    reelspeed_kernels::yuv::rgba_to_yuv420(reelspeed_kernels::SimdLevel::SCALAR, pixels, &mut planes);
    Arc::new(frame)
}

fn rows(frame: &Frame, plane: usize) -> Vec<u8> {
    let plane = frame.plane(plane);
    (0..plane.height).flat_map(|y| plane.row(y).to_vec()).collect()
}

#[test]
fn what_is_transparent_lies_on_black() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let mut encoder = create(&output, &request());
    for alpha in [0, 128, 255] {
        encoder.push(&[255, 255, 255, alpha].repeat((WIDTH * HEIGHT) as usize)).unwrap();
    }
    encoder.finish().unwrap();
    let luma: Vec<u8> = pictures(&output).iter().map(|(_, frame)| frame.plane(0).row(9)[9]).collect();
    // 16 + 219 · 128 / 255 is 125.9.
    assert_eq!(luma, [16, 126, 235]);
}

#[test]
fn a_frame_of_the_wrong_length_is_refused_and_the_right_one_may_follow() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let mut encoder = create(&output, &request());
    assert_eq!(encoder.frame_bytes(), 24_576);
    for bytes in [0, 24_575, 24_577, 96] {
        let error = encoder.push(&vec![0; bytes]).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
        let expected = format!("pixels: expected 24576 bytes, a frame of 96x64 in rgba, was {bytes} bytes");
        assert_eq!(error.to_string(), expected);
        encoder.push(&rgba(0)).unwrap();
    }
    let other = Frame::alloc(&FramePool::unlimited(), FrameDesc::working(Size::new(64, 64))).unwrap();
    assert_eq!(encoder.push_frame(&Arc::new(other)).unwrap_err().code(), ErrorCode::InvalidArgument);
    assert_eq!(encoder.finish().unwrap().frames, 4);
}

#[test]
fn requests_that_cannot_be_are_refused_by_field() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let refused = |request: &EncodeRequest, path: &str| {
        let error = FrameEncoder::create(&output, request, &RenderOptions::default()).unwrap_err();
        let EngineError::Document(errors) = &error else { panic!("{path}: {error}") };
        assert!(errors.issues.iter().all(|i| i.path.starts_with(path)), "{path}: {error}");
        error.to_string()
    };
    assert!(refused(&EncodeRequest { width: 97, ..request() }, "width").contains("97"));
    assert!(refused(&EncodeRequest { width: 14, ..request() }, "width").contains("14"));
    assert!(refused(&EncodeRequest { height: 8194, ..request() }, "height").contains("8192"));
    refused(&EncodeRequest { frame_rate: FrameRate::Number(0.5), ..request() }, "frameRate");
    refused(&EncodeRequest { frame_rate: FrameRate::Fraction([30, 0]), ..request() }, "frameRate");
    let missing = EncodeRequest { audio: Some("no/such.mp3".into()), ..request() };
    assert!(refused(&missing, "audio").contains("no/such.mp3"));
    let mut odd = request();
    odd.output.video.codec = Some(VideoCodec::Vp9);
    odd.output.container = Some(Container::Mov);
    refused(&odd, "output.video.codec");
    odd.output.video.rate_control = RateControl::Crf(99.0);
    let error = FrameEncoder::create(&output, &odd, &RenderOptions::default()).unwrap_err().to_string();
    assert!(error.contains("output.video.rateControl.crf") && error.contains("99"), "{error}");
    for (name, code) in [("out.txt", ErrorCode::InvalidArgument), ("no/such/out.mp4", ErrorCode::Io)] {
        let created = FrameEncoder::create(&folder.path().join(name), &request(), &RenderOptions::default());
        assert_eq!(created.unwrap_err().code(), code, "{name}");
    }
    assert!(names(folder.path()).is_empty());
}

#[test]
fn nothing_is_left_of_what_is_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    fs::write(&output, b"old").unwrap();
    let is_as_it_was = || {
        assert_eq!(names(folder.path()), ["out.mp4"]);
        assert_eq!(fs::read(&output).unwrap(), b"old");
    };
    // Dropped at once, and in the middle.
    for count in [0, 1, 60] {
        let mut encoder = create(&output, &request());
        (0..count).for_each(|n| encoder.push(&rgba(n)).unwrap());
        drop(encoder);
        is_as_it_was();
    }
    // Without a frame there is no video.
    let error = create(&output, &request()).finish().unwrap_err();
    assert_eq!(error.to_string(), "frames: expected at least one, was none");
    is_as_it_was();
    // Cancelled before the first frame, between frames, and before the end.
    for count in [0, 1, 40] {
        let cancel = CancelToken::new();
        let options = RenderOptions { cancel: cancel.clone(), ..RenderOptions::default() };
        let mut encoder = FrameEncoder::create(&output, &request(), &options).unwrap();
        (0..count).for_each(|n| encoder.push(&rgba(n)).unwrap());
        cancel.cancel();
        if count % 2 == 0 {
            assert_eq!(encoder.push(&rgba(0)).unwrap_err().code(), ErrorCode::Cancelled);
        }
        // The thread behind gives up by itself, whether or not anybody calls.
        let begun = Instant::now();
        while names(folder.path()).len() > 1 && begun.elapsed() < Duration::from_secs(5) {
            std::thread::sleep(Duration::from_millis(5));
        }
        is_as_it_was();
        assert_eq!(encoder.finish().unwrap_err().code(), ErrorCode::Cancelled);
        is_as_it_was();
        assert!(matches!(FrameEncoder::create(&output, &request(), &options), Err(EngineError::Cancelled)));
    }
    encode(&output, &request(), 3);
    assert_eq!(names(folder.path()), ["out.mp4"]);
    assert!(fs::metadata(&output).unwrap().len() > 100);
}

/// Sound that is shorter than the video is followed by silence, longer sound is cut; it stands where it stood.
#[test]
fn sound_goes_under_the_frames() {
    let folder = tempfile::tempdir().unwrap();
    for (name, secs, rate) in [("short.flac", 0.7, 44_100), ("long.wav", 5.0, 22_050)] {
        let tone = format!("sine=frequency=440:sample_rate={rate}:duration={secs}");
        let sound = make(folder.path(), name, &["-f", "lavfi", "-i", &tone]);
        for container in ["mp4", "mkv"] {
            let output = folder.path().join("out").with_extension(container);
            let audio = Some(sound.to_str().unwrap().to_owned());
            let report = encode(&output, &EncodeRequest { audio, ..request() }, 45);
            assert_eq!(report.audio_encoder.as_deref(), Some("aac"));
            assert!(report.warnings.is_empty(), "{:?}", report.warnings);
            let made = probe(&output).unwrap();
            // Matroska counts the encoder's delay in, and rounds up to whole blocks.
            let block = if container == "mkv" { 2.0 } else { 1.0 } * 1024.0 / 48_000.0;
            assert_eq!(made.video[0].frames, 45);
            assert!((made.audio[0].duration_secs - 1.5).abs() <= block, "{name}: {}", made.audio[0].duration_secs);
            let heard = Sound::read(&output);
            assert!((heard.samples.len() as f64 / 48_000.0 - 1.5).abs() <= block, "{name}");
            // A sine of ffmpeg's has an amplitude of an eighth.
            assert!((heard.rms(0.1, 0.6) - 0.125 / 2f64.sqrt()).abs() < 0.005, "{name}: {}", heard.rms(0.1, 0.6));
            if secs < 1.0 {
                assert!(heard.rms(0.8, 1.4) < 1e-4, "{name}: {}", heard.rms(0.8, 1.4));
                assert!(heard.rms(0.64, 0.69) > 0.08 && heard.rms(0.75, 0.79) < 0.01, "{name}: another end");
            } else {
                assert!(heard.rms(1.0, 1.4) > 0.08, "{name}");
            }
        }
    }
    // Pictures have no sound.
    let silent = make(folder.path(), "silent.mp4", &["-f", "lavfi", "-i", "color=c=red:s=64x64:d=0.2"]);
    let request = EncodeRequest { audio: Some(silent.to_str().unwrap().into()), ..request() };
    let error = FrameEncoder::create(&folder.path().join("x.mp4"), &request, &RenderOptions::default()).unwrap_err();
    assert!(error.to_string().starts_with("audio: "), "{error}");
}

#[test]
fn other_containers_take_their_own_codecs() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.webm");
    let tone = make(folder.path(), "tone.wav", &["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=1"]);
    let report = encode(&output, &EncodeRequest { audio: Some(tone.to_str().unwrap().into()), ..request() }, 10);
    assert_eq!((report.video_encoder.name.as_str(), report.audio_encoder.as_deref()), ("libvpx-vp9", Some("libopus")));
    assert_eq!(pictures(&output).len(), 10);
}

#[test]
fn progress_only_grows_and_knows_no_end_that_nobody_told() {
    let folder = tempfile::tempdir().unwrap();
    for frames in [None, Some(20)] {
        let seen: Arc<Mutex<Vec<Progress>>> = Arc::default();
        let sink = seen.clone();
        let on_progress = Some(Arc::new(move |p| sink.lock().unwrap().push(p)) as _);
        let options = RenderOptions { on_progress, ..RenderOptions::default() };
        let request = EncodeRequest { frames, ..request() };
        let mut encoder = FrameEncoder::create(&folder.path().join("out.mp4"), &request, &options).unwrap();
        (0..30).for_each(|n| encoder.push(&rgba(n)).unwrap());
        encoder.finish().unwrap();
        let seen = seen.lock().unwrap();
        assert_eq!((seen[0].stage, seen.last().unwrap().stage), (Stage::Preparing, Stage::Done));
        assert!(seen.windows(2).all(|p| p[0].frame <= p[1].frame && p[1].frame <= p[1].frames.max(1)));
        assert!(seen.iter().all(|p| p.fps.is_finite() && p.elapsed_secs.is_finite()));
        assert_eq!((seen.last().unwrap().frame, seen.last().unwrap().frames), (30, 30));
        assert_eq!(seen[0].frames, frames.unwrap_or(0));
    }
}

/// The pool lends two or three frames and those that the encoder reads, however many come.
#[test]
fn memory_does_not_grow_with_the_length() {
    let folder = tempfile::tempdir().unwrap();
    let output = folder.path().join("out.mp4");
    let few = encode(&output, &request(), 40).peak_frame_bytes;
    let many = encode(&output, &request(), 400).peak_frame_bytes;
    let frame = FrameDesc::working(Size::new(WIDTH, HEIGHT)).bytes() as f64;
    assert!(few >= frame && many <= 4.0 * frame, "{few} {many} {frame}");

    let predicted = FrameEncoder::predict(&output, &request(), &RenderOptions::default()).unwrap();
    assert_eq!(create(&output, &request()).predicted_bytes(), predicted);
    let large = FrameEncoder::predict(&output, &EncodeRequest::new(1080, 1920), &RenderOptions::default()).unwrap();
    assert!(large > predicted && large < 1 << 30, "{predicted} {large}");
    // A pool without room for a frame.
    let options = RenderOptions { max_frame_bytes: Some(1000), ..RenderOptions::default() };
    let mut encoder = FrameEncoder::create(&output, &request(), &options).unwrap();
    assert_eq!(encoder.push(&rgba(0)).unwrap_err().code(), ErrorCode::MemoryBudget);
}

/// The file that disappears under the encoder, the folder that does: errors, and no waiting for ever.
#[test]
fn a_failure_of_the_thread_behind_reaches_the_caller() {
    let folder = tempfile::tempdir().unwrap();
    // The sound is found when the request is checked and gone when it is to be read.
    let tone = make(folder.path(), "tone.wav", &["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=1"]);
    let output = folder.path().join("out.mp4");
    let request = EncodeRequest { audio: Some(tone.to_str().unwrap().into()), ..request() };
    let mut encoder = create(&output, &request);
    fs::remove_file(&tone).unwrap();
    let error = (0..100).find_map(|n| encoder.push(&rgba(n)).err()).expect("the sound is missed");
    assert!(error.code() == ErrorCode::Io && error.to_string().contains("tone.wav"), "{error}");
    let again = encoder.push(&rgba(0)).unwrap_err();
    assert!(again.to_string().contains("failed") && again.to_string().contains("tone.wav"), "{again}");
    assert!(encoder.finish().is_err());
    assert!(names(folder.path()).is_empty());
}
