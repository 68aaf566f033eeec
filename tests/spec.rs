//! The tests of the engine's specification (§7.1), as they compile: calls block instead of being awaited, fixtures are made on the
//! spot, and every test looks at what came out.

use reelspeed::model::Fit;
use reelspeed::{
    BackgroundConfig, BackgroundType, ColorCorrectionConfig, EffectsConfig, EncodingConfig, Frame,
    HardwareAcceleration, MemoryPool, PoolError, ProcessingConfig, Project, Quality, ReelSpeedVideoConfig,
    RenderOptions, TransitionType, VideoCodec, VideoConfig, VideoProcessingConfig, VideoProcessor, encode_frames_sync,
};
use reelspeed_testing::fixtures::TestClip;

/// A small canvas, so that the tests are quick.
fn small() -> VideoProcessingConfig {
    VideoProcessingConfig {
        video: VideoConfig { width: 180, height: 320, hardware_acceleration: false, ..VideoConfig::default() },
        ..VideoProcessingConfig::default()
    }
}

fn plain(width: u32, height: u32, color: [u8; 4]) -> Frame {
    Frame::from_rgba(width, height, &color.repeat((width * height) as usize)).unwrap()
}

#[test]
fn test_video_processing_pipeline() {
    let folder = tempfile::tempdir().unwrap();
    let input_path = TestClip::default().write(folder.path(), "sample_video.mp4");
    let output_path = folder.path().join("processed_video.mp4");
    let mut processor = VideoProcessor::new(small()).unwrap();

    let result = processor.process_video_file(&input_path, &output_path, &ProcessingConfig::default()).unwrap();

    assert!(output_path.exists());
    assert_eq!(result.output_path, output_path);
    assert_eq!(result.duration_ms, 2000);
    assert_eq!(result.file_size, std::fs::metadata(&output_path).unwrap().len());
    let video = &result.metadata.video[0];
    assert_eq!((video.width, video.height, video.frames), (180, 320, 60));
    assert_eq!(result.metadata.audio.len(), 1);
    assert_eq!(processor.metrics().frames_processed(), 60);
    assert_eq!(processor.extract_metadata(&output_path).unwrap(), result.metadata);
}

#[test]
fn a_part_at_double_speed_without_sound() {
    let folder = tempfile::tempdir().unwrap();
    let input = TestClip::default().write(folder.path(), "in.mp4");
    let output = folder.path().join("out.mp4");
    let mut config = small();
    config.audio.enabled = false;
    let mut processor = VideoProcessor::new(config).unwrap();
    let part = ProcessingConfig { start_secs: 0.6, speed: 2.0, fit: Fit::Contain, ..ProcessingConfig::default() };
    let result = processor.process_video_file(&input, &output, &part).unwrap();
    assert_eq!(result.duration_ms, 700);
    assert!(result.metadata.audio.is_empty());
}

#[test]
fn what_the_clip_leaves_free_shows_the_background() {
    let folder = tempfile::tempdir().unwrap();
    let input = TestClip { secs: 0.5, ..TestClip::default() }.write(folder.path(), "in.mp4");
    let backdrop = folder.path().join("back.png");
    image::RgbImage::from_pixel(90, 160, image::Rgb([0, 200, 0])).save(&backdrop).unwrap();
    let cases = [
        (BackgroundType::Color, "#c00000".to_owned(), [0xc0, 0, 0], [0xc0, 0, 0]),
        (BackgroundType::Gradient, "#ff0000,#0000ff".to_owned(), [255, 0, 0], [0, 0, 255]),
        (BackgroundType::Image, backdrop.to_str().unwrap().to_owned(), [0, 200, 0], [0, 200, 0]),
        (BackgroundType::Color, "no such colour".to_owned(), [0, 0, 0], [0, 0, 0]),
    ];
    for (background_type, source, top, bottom) in cases {
        let mut config = small();
        config.video.quality = Quality::Ultra;
        config.effects.background = BackgroundConfig { background_type, source, opacity: 1.0 };
        let output = folder.path().join("out.mp4");
        let part = ProcessingConfig { fit: Fit::Contain, ..ProcessingConfig::default() };
        VideoProcessor::new(config).unwrap().process_video_file(&input, &output, &part).unwrap();
        let mut shown = reelspeed::model::Composition::new(180, 320);
        shown.layers.push(reelspeed::model::Layer::video(output.to_str().unwrap()));
        let image = Project::new(shown, folder.path()).unwrap().frame(0.2, &RenderOptions::default()).unwrap();
        for (row, wanted) in [(2, top), (317, bottom)] {
            let pixel = &image.pixels[(row * 180 + 90) * 4..][..3];
            let near = pixel.iter().zip(wanted).all(|(got, wanted): (&u8, u8)| got.abs_diff(wanted) <= 8);
            assert!(near, "{background_type:?}, row {row}: {pixel:?}, not {wanted:?}");
        }
    }
}

#[test]
fn an_output_over_the_target_size_is_encoded_again() {
    let folder = tempfile::tempdir().unwrap();
    let input = TestClip { size: (640, 360), ..TestClip::default() }.write(folder.path(), "in.mp4");
    let output = folder.path().join("out.mp4");
    let mut config = small();
    config.audio.enabled = false;
    config.video.quality = Quality::Ultra;
    let free = VideoProcessor::new(config.clone()).unwrap().process_video_file(&input, &output, &Default::default());
    let free_bytes = free.unwrap().file_size;
    config.optimization.target_size_mb = Some(free_bytes as f64 / 2e6);
    let bound = VideoProcessor::new(config).unwrap().process_video_file(&input, &output, &Default::default());
    let bound_bytes = bound.unwrap().file_size;
    assert!(bound_bytes < free_bytes * 7 / 10, "{bound_bytes} of {free_bytes}");
}

#[test]
fn settings_out_of_range_and_missing_inputs_are_typed_errors() {
    let mut config = small();
    config.video.width = 181;
    config.effects.blur = -1.0;
    let error = VideoProcessor::new(config).unwrap_err();
    assert_eq!(error.code().as_str(), "INVALID_DOCUMENT");
    let text = error.to_string();
    assert!(text.contains("width") && text.contains("effects[0].sigma"), "{text}");

    let folder = tempfile::tempdir().unwrap();
    let mut processor = VideoProcessor::new(small()).unwrap();
    let output = folder.path().join("out.mp4");
    assert!(processor.process_video_file("no/such.mp4", &output, &Default::default()).is_err());
    assert!(!output.exists());
    assert_eq!(processor.metrics().errors(), 1);
}

#[test]
fn test_reelspeed_config_integration() {
    let reelspeed_config = r#"
    {
        "videoSettings": {
            "duration": 30,
            "resolution": "1080x1920",
            "fps": 30,
            "quality": "high"
        },
        "animationSettings": {
            "messageAnimationType": "slide",
            "transitionDuration": 500,
            "showMessageAnimations": true
        }
    }
    "#;

    let config: ReelSpeedVideoConfig = serde_json::from_str(reelspeed_config).unwrap();
    let rust_config: VideoProcessingConfig = config.into();

    assert_eq!(rust_config.video.width, 1080);
    assert_eq!(rust_config.video.height, 1920);
    assert_eq!(rust_config.video.fps, 30);
    assert_eq!((rust_config.video.codec, rust_config.video.quality), (VideoCodec::H264, Quality::High));
    assert!(rust_config.audio.enabled);
    assert_eq!(rust_config.audio.volume, 0.8);
    assert_eq!(rust_config.effects.animations.transition_type, TransitionType::Slide);
    assert_eq!(rust_config.effects.animations.duration_ms, 500);
    assert_eq!(rust_config.effects.background.background_type, BackgroundType::Gradient);
    assert_eq!(rust_config.effects.color_correction, ColorCorrectionConfig::default());
    VideoProcessor::new(rust_config).unwrap();
}

#[test]
fn test_memory_safety() {
    let pool = MemoryPool::new().unwrap();

    {
        let buffer = pool.acquire_frame_buffer(1920, 1080).unwrap();
        assert_eq!((buffer.width(), buffer.height()), (1920, 1080));
        assert!(pool.ledger().in_use_bytes >= buffer.bytes() as u64);
    }
    assert_eq!(pool.ledger().in_use_bytes, 0);

    let mut buffers = Vec::new();
    for _ in 0..10 {
        buffers.push(pool.acquire_frame_buffer(1280, 720).unwrap());
    }
    assert_eq!(buffers.len(), 10);
    let ledger = pool.ledger();
    // Buffers are a sixteenth larger at most, so that sizes that are nearly alike share them.
    let bytes = 10 * buffers[0].bytes() as u64;
    assert!((bytes..=bytes * 17 / 16).contains(&ledger.in_use_bytes), "{} of {bytes}", ledger.in_use_bytes);
    drop(buffers);
    let again = pool.acquire_frame_buffer(1280, 720).unwrap();
    assert_eq!(pool.ledger().reused, ledger.reused + 1);
    drop(again);
    pool.trim();
    assert_eq!((pool.ledger().in_use_bytes, pool.ledger().cached_bytes), (0, 0));
}

#[test]
fn a_pool_keeps_to_its_limit_and_survives_absurd_sizes() {
    let pool = MemoryPool::with_limit(4_000_000);
    let held = pool.acquire_frame_buffer(1920, 1080).unwrap();
    assert!(matches!(pool.acquire_frame_buffer(1920, 1080), Err(PoolError::Limit { .. })));
    drop(held);
    assert!(pool.acquire_frame_buffer(1920, 1080).is_ok());
    for (width, height) in [(u32::MAX, u32::MAX), (u32::MAX, 1 << 20)] {
        assert!(pool.acquire_frame_buffer(width, height).is_err());
    }
    assert_eq!(pool.acquire_frame_buffer(0, 0).unwrap().plane(0).len(), 0);
}

#[test]
fn effects_change_frames_and_the_default_does_not() {
    let frame = plain(64, 48, [100, 150, 200, 255]);
    let mut processor = VideoProcessor::new_sync();
    let same = processor.apply_effects_sync(&frame, &EffectsConfig::default()).unwrap();
    assert_eq!(same.to_rgba(), frame.to_rgba());

    let mut effects = EffectsConfig::default();
    effects.color_correction.brightness = 0.5;
    let darker = processor.apply_effects_sync(&frame, &effects).unwrap().to_rgba();
    for (got, wanted) in darker[..3].iter().zip([50, 75, 100]) {
        assert!(got.abs_diff(wanted) <= 3, "{:?}", &darker[..3]);
    }
    effects.color_correction = ColorCorrectionConfig { saturation: 0.0, ..ColorCorrectionConfig::default() };
    effects.blur = 2.0;
    let gray = processor.apply_effects_sync(&frame, &effects).unwrap().to_rgba();
    assert!(gray[0].abs_diff(gray[1]) <= 2 && gray[1].abs_diff(gray[2]) <= 2, "{:?}", &gray[..3]);
    assert_eq!(processor.metrics().frames_processed(), 3);

    effects.blur = f64::NAN;
    assert_eq!(processor.apply_effects_sync(&frame, &effects).unwrap_err().code().as_str(), "INVALID_ARGUMENT");
}

#[test]
fn frames_keep_their_colours() {
    for color in [[255, 0, 0, 255], [0, 128, 0, 255], [20, 30, 240, 255], [255, 255, 255, 255]] {
        let pixels = plain(16, 16, color).to_rgba();
        for (got, wanted) in pixels[..4].iter().zip(color) {
            assert!(got.abs_diff(wanted) <= 3, "{:?} of {color:?}", &pixels[..4]);
        }
    }
    assert_eq!(&plain(16, 16, [255, 255, 255, 0]).to_rgba()[..4], [0, 0, 0, 255], "transparent lies on black");
    assert!(Frame::from_rgba(16, 16, &[0; 4]).is_err());
}

#[test]
fn encoded_frames_are_a_file() {
    let frames: Vec<Frame> = (0..30).map(|i| plain(128, 96, [i * 8, 90, 200 - i, 255])).collect();
    let config = EncodingConfig { codec: VideoCodec::H264, quality: Quality::High, hardware_acceleration: true };
    let mp4 = encode_frames_sync(&frames, &config).unwrap();
    let file = tempfile::Builder::new().suffix(".mp4").tempfile().unwrap();
    std::fs::write(file.path(), mp4).unwrap();
    let report = reelspeed::probe(file.path()).unwrap();
    let video = &report.video[0];
    assert_eq!((video.codec.as_str(), video.width, video.height, video.frames), ("h264", 128, 96, 30));
    assert_eq!(video.frame_rate, [30, 1]);

    assert_eq!(encode_frames_sync(&[], &config).unwrap_err().code().as_str(), "INVALID_ARGUMENT");
    let mixed = [plain(16, 16, [0, 0, 0, 255]), plain(32, 16, [0, 0, 0, 255])];
    assert_eq!(encode_frames_sync(&mixed, &config).unwrap_err().code().as_str(), "INVALID_ARGUMENT");
}

#[test]
fn hardware_that_is_detected_has_the_names_that_ffmpeg_knows() {
    let found = HardwareAcceleration::detect_available();
    for device in &found {
        assert_eq!(device.name().parse::<reelspeed::HardwareDevice>().unwrap(), *device);
    }
    match HardwareAcceleration::new() {
        Ok(hardware) => assert_eq!(hardware.devices(), found),
        Err(error) => {
            assert!(found.is_empty());
            assert_eq!(error.code().as_str(), "INVALID_ARGUMENT");
        }
    }
    assert!("abacus".parse::<reelspeed::HardwareDevice>().is_err());
}
