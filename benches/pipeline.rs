//! The stages of a render, each alone, and whole jobs: how the cost grows with frames and with pixels.
//!
//! `linear/frames` renders 5, 20 and 60 seconds, `linear/pixels` the same second from 480p to 4K; the throughput that criterion
//! prints and plots stays level where the cost is linear.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use reelspeed::model::request::{DecodeRequest, EncodeRequest, RawPixelFormat};
use reelspeed::model::{Composition, Hardware, Layer, TextBox, TextStyle};
use reelspeed::{FrameDecoder, FrameEncoder, Project, Rational, RenderOptions, Size};
use reelspeed_core::{ColorSpace, Frame, FrameDesc, FramePool};
use reelspeed_ffmpeg::{VideoEncoder, VideoEncoderConfig, VideoOptions, VideoSource};
use reelspeed_testing::fixtures::TestClip;

/// The canvas of a short.
const SIZE: Size = Size::new(1080, 1920);

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn decode(c: &mut Criterion) {
    let folder = folder();
    let clip = TestClip { size: (1920, 1080), secs: 2.0, ..TestClip::default() }.write(folder.path(), "clip.mp4");
    let mut group = c.benchmark_group("decode");
    group.sample_size(10).throughput(Throughput::Elements(60));
    group.bench_function("h264_1080p", |b| {
        b.iter(|| {
            let mut source = VideoSource::open(&clip, VideoOptions::default()).expect("a clip");
            let mut frames = 0;
            while source.next_frame().expect("a frame").is_some() {
                frames += 1;
            }
            assert_eq!(frames, 60);
        });
    });
    group.finish();
}

/// Pictures that move, so that the encoder has something to do.
fn pictures(size: Size, count: usize) -> Vec<Arc<Frame>> {
    let pool = FramePool::unlimited();
    let desc = FrameDesc { color: ColorSpace::BT709_LIMITED, ..FrameDesc::working(size) };
    let picture = |n: usize| {
        let mut frame = Frame::alloc(&pool, desc).expect("memory");
        for mut plane in frame.planes_mut().expect("own memory").into_iter().flatten() {
            for y in 0..plane.height {
                for (x, v) in plane.row(y).iter_mut().enumerate() {
                    *v = 16 + (((x + 3 * n) ^ (y + n)) % 200) as u8;
                }
            }
        }
        Arc::new(frame)
    };
    (0..count).map(picture).collect()
}

fn encode(c: &mut Criterion) {
    let frames = pictures(SIZE, 30);
    let mut group = c.benchmark_group("encode");
    group.sample_size(10).throughput(Throughput::Elements(frames.len() as u64));
    let config =
        VideoEncoderConfig { preset: Some("veryfast".into()), ..VideoEncoderConfig::new(SIZE, Rational::new(30, 1)) };
    group.bench_function("x264_veryfast_1080x1920", |b| {
        b.iter(|| {
            let mut encoder = VideoEncoder::open("libx264", &config).expect("libx264");
            for (index, frame) in (0..).zip(&frames) {
                encoder.send(frame, index).expect("a frame");
                while encoder.receive().expect("a packet").is_some() {}
            }
            encoder.finish().expect("the end");
            while encoder.receive().expect("a packet").is_some() {}
        });
    });
    group.finish();
}

/// A chat bubble.
fn bubble(text: &str) -> Layer {
    let text_box = TextBox { padding: [34.0, 24.0].into(), radius: 40.0.into(), ..TextBox::default() };
    let style = TextStyle { font_size: 44.0.into(), text_box: Some(text_box), ..TextStyle::default() };
    Layer::styled_text(text, style)
}

/// Raw frames in and out, with the threads behind: what a host that draws or looks at pixels itself gets.
fn frames(c: &mut Criterion) {
    let folder = folder();
    let mut group = c.benchmark_group("frames");
    group.sample_size(10).throughput(Throughput::Elements(60));
    let mut request = EncodeRequest::new(SIZE.width, SIZE.height);
    request.output.video.hardware = Hardware::Off;
    let mut rgba = vec![255; RawPixelFormat::Rgba.frame_bytes(SIZE.width, SIZE.height) as usize];
    group.bench_function("rgba_1080x1920_to_x264_veryfast", |b| {
        b.iter(|| {
            let output = folder.path().join("out.mp4");
            let mut encoder = FrameEncoder::create(&output, &request, &RenderOptions::default()).expect("an encoder");
            for n in 0..60usize {
                // A slope that moves: cheap to make, so that it is the engine that is measured.
                for (y, row) in rgba.chunks_exact_mut(4 * SIZE.width as usize).enumerate() {
                    row.chunks_exact_mut(4).for_each(|p| p[0] = (y + 3 * n) as u8);
                }
                encoder.push(&rgba).expect("a frame");
            }
            encoder.finish().expect("the end");
        });
    });
    let clip = TestClip { size: (1920, 1080), secs: 2.0, ..TestClip::default() }.write(folder.path(), "clip.mp4");
    let request = DecodeRequest::new(clip.to_str().expect("a path in UTF-8"));
    group.bench_function("h264_1080p_to_rgba", |b| {
        b.iter(|| {
            let mut decoder = FrameDecoder::open(&request, &RenderOptions::default()).expect("a clip");
            let mut pixels = vec![0; decoder.frame_bytes()];
            let mut frames = 0;
            while decoder.next_into(&mut pixels).expect("a frame").is_some() {
                frames += 1;
            }
            assert_eq!(frames, 60);
        });
    });
    group.finish();
}

fn text(c: &mut Criterion) {
    let mut short = Composition::new(SIZE.width, SIZE.height);
    short.duration = Some(1.0);
    let words = "The quick brown fox jumps over the lazy dog, twice";
    short.layers.extend((0..8u32).map(|i| bubble(words).with_position([540.0, 200.0 + 180.0 * f64::from(i)])));
    let project = Project::new(short, Path::new(".")).expect("a document");
    let mut group = c.benchmark_group("text");
    group.sample_size(20);
    // Fonts are loaded and shaped anew each time: what the first frame of a job pays, and no other.
    group.bench_function("first_frame_of_eight_bubbles", |b| {
        b.iter(|| project.frame(0.0, &RenderOptions::default()).expect("a frame"));
    });
    group.finish();
}

/// A clip with a title, as a user would write it.
fn short(clip: &Path, size: Size, secs: f64) -> Project {
    let mut short = Composition::new(size.width, size.height);
    short.duration = Some(secs);
    short.output.video.hardware = Hardware::Off;
    let mut video = Layer::video(clip.to_str().expect("a path in UTF-8"));
    if let Layer::Video(layer) = &mut video {
        layer.clip.looped = true;
    }
    short.layers = vec![video, bubble("Hello").with_start(secs / 4.0)];
    Project::new(short, Path::new(".")).expect("a document")
}

fn render(project: &Project, output: &Path) {
    project.render(output, &RenderOptions::default()).expect("a render");
}

fn job(c: &mut Criterion) {
    let (folder, clip, output) = clip_and_output();
    let mut group = c.benchmark_group("job");
    group.sample_size(10).throughput(Throughput::Elements(60));
    group.bench_function("2s_540x960", |b| {
        let project = short(&clip, Size::new(540, 960), 2.0);
        b.iter(|| render(&project, &output));
    });
    group.bench_function("2s_1080x1920", |b| {
        let project = short(&clip, SIZE, 2.0);
        b.iter(|| render(&project, &output));
    });
    group.finish();
    drop(folder);
}

fn clip_and_output() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = folder();
    let clip = TestClip { size: (1280, 720), ..TestClip::default() }.write(folder.path(), "clip.mp4");
    let output = folder.path().join("out.mp4");
    (folder, clip, output)
}

fn linear(c: &mut Criterion) {
    let (folder, clip, output) = clip_and_output();
    let mut group = c.benchmark_group("linear/frames");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for secs in [5u32, 20, 60] {
        let project = short(&clip, Size::new(270, 480), f64::from(secs));
        group.throughput(Throughput::Elements(u64::from(secs) * 30));
        group.bench_function(BenchmarkId::from_parameter(secs), |b| b.iter(|| render(&project, &output)));
    }
    group.finish();

    let mut group = c.benchmark_group("linear/pixels");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    for (name, width, height) in
        [("480p", 480, 854), ("720p", 720, 1280), ("1080p", 1080, 1920), ("1440p", 1440, 2560), ("4K", 2160, 3840)]
    {
        let project = short(&clip, Size::new(width, height), 1.0);
        group.throughput(Throughput::Elements(u64::from(width) * u64::from(height) * 30));
        group.bench_function(BenchmarkId::from_parameter(name), |b| b.iter(|| render(&project, &output)));
    }
    group.finish();
    drop(folder);
}

/// Short: the whole file is done in about a minute and a half.
fn config() -> Criterion {
    Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = benches;
    config = config();
    targets = decode, encode, frames, text, job, linear
}
criterion_main!(benches);
