//! The benchmarks of the engine's specification (§7.2): effects on frames by size, encoding, and the buffer pool.

use std::hint::black_box;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use reelspeed::{
    ColorCorrectionConfig, EffectsConfig, EncodingConfig, Frame, MemoryPool, Quality, VideoCodec, VideoProcessor,
    encode_frames_sync,
};

/// A picture with detail everywhere, another one for each `seed`. Sides are made even.
fn create_test_frame(width: u32, height: u32, seed: u32) -> Frame {
    let (width, height) = (width & !1, height & !1);
    let pixel = |i: u32| {
        let (x, y) = (i % width, i / width);
        [(x + seed * 3) as u8, (y * 2 + seed) as u8, (x ^ y) as u8, 255]
    };
    let pixels: Vec<u8> = (0..width * height).flat_map(pixel).collect();
    Frame::from_rgba(width, height, &pixels).expect("even sides")
}

fn create_test_frames(count: u32, width: u32, height: u32) -> Vec<Frame> {
    (0..count).map(|seed| create_test_frame(width, height, seed)).collect()
}

fn bench_frame_processing(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame_processing");
    group.sample_size(20);
    let color = ColorCorrectionConfig { brightness: 1.1, contrast: 1.1, saturation: 1.2, hue_shift: 10.0 };
    let configs = [
        ("apply_effects", EffectsConfig::default()),
        ("color", EffectsConfig { color_correction: color, ..EffectsConfig::default() }),
        ("color_and_blur", EffectsConfig { color_correction: color, blur: 5.0, ..EffectsConfig::default() }),
    ];
    for size in [480, 720, 1080, 1440] {
        let frame = create_test_frame(size, size * 16 / 9, 0);
        group.throughput(Throughput::Elements(u64::from(frame.width()) * u64::from(frame.height())));
        for (name, effects) in &configs {
            let mut processor = VideoProcessor::new_sync();
            group.bench_with_input(BenchmarkId::new(*name, size), &(&frame, effects), |b, (frame, effects)| {
                b.iter(|| processor.apply_effects_sync(frame, effects).expect("effects in range"));
            });
        }
    }
    group.finish();
}

fn bench_encoding_performance(c: &mut Criterion) {
    let mut group = c.benchmark_group("encoding");
    group.sample_size(10);
    let frames = create_test_frames(100, 1920, 1080);
    group.throughput(Throughput::Elements(frames.len() as u64));
    let config = EncodingConfig { codec: VideoCodec::H264, quality: Quality::High, hardware_acceleration: true };
    group.bench_function("h264_encoding", |b| {
        b.iter(|| encode_frames_sync(&frames, &config).expect("an H.264 encoder"));
    });
    group.finish();
}

fn bench_memory_operations(c: &mut Criterion) {
    let mut group = c.benchmark_group("memory");
    let pool = MemoryPool::new().expect("a pool");
    group.bench_function("buffer_pool_allocation", |b| {
        b.iter(|| black_box(pool.acquire_frame_buffer(1920, 1080).expect("memory")));
    });
    group.finish();
}

/// Short: the whole file is done in about a minute and a half.
fn config() -> Criterion {
    Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2))
}

criterion_group! {
    name = benches;
    config = config();
    targets = bench_frame_processing, bench_encoding_performance, bench_memory_operations
}
criterion_main!(benches);
