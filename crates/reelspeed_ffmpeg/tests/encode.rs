//! Encoding and muxing, read back by this crate's own probe and decoders.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use reelspeed_core::{
    ColorMatrix, ColorRange, ColorSpace, Flicks, Frame, FrameDesc, FramePool, PixelFormat, Rational, Size, Subsampling,
};
use reelspeed_ffmpeg::{
    AudioCodec, AudioEncoder, AudioEncoderConfig, AudioOptions, AudioSource, Container, Hardware, Limits, MediaError,
    Muxer, MuxerOptions, Packet, Pass, PassLog, RateControl, TrackId, VideoCodec, VideoEncoder, VideoEncoderConfig,
    VideoOptions, VideoSource, capabilities, probe,
};

const SIZE: Size = Size::new(192, 320);

/// A flat picture whose luma tells its number, with a little texture in a corner.
fn picture(pool: &FramePool, format: PixelFormat, n: i64) -> Arc<Frame> {
    let mut frame = Frame::alloc(pool, FrameDesc { format, size: SIZE, color: ColorSpace::BT709_LIMITED }).unwrap();
    let scale = 1u16 << (format.depth - 8);
    for (i, mut plane) in frame.planes_mut().unwrap().into_iter().flatten().enumerate() {
        for y in 0..plane.height {
            for x in 0..plane.width {
                let v: u8 = match i {
                    0 if x < 32 && y < 32 => (x as i64 * 7 + y as i64 * 5 + n * 3).rem_euclid(200) as u8 + 20,
                    0 => luma(n),
                    3 => 200,
                    _ => 128,
                };
                if format.depth > 8 {
                    plane.row_u16(y)[x] = u16::from(v) * scale;
                } else {
                    plane.row(y)[x] = v;
                }
            }
        }
    }
    Arc::new(frame)
}

fn luma(n: i64) -> u8 {
    (n.rem_euclid(64) * 3) as u8 + 30
}

fn number(frame: &Frame) -> i64 {
    let v = u32::from(frame.plane(0).row(200)[100]);
    (i64::from(v) - 30 + 1) / 3
}

fn config(rate: Rational) -> VideoEncoderConfig {
    VideoEncoderConfig { preset: Some("veryfast".into()), ..VideoEncoderConfig::new(SIZE, rate) }
}

/// The H.264 encoder of this build: OpenH264 where there are no GPL parts.
fn h264() -> &'static str {
    let here = capabilities();
    let has = |name: &str| here.encoders.iter().any(|e| e.name == name && e.available);
    if has("libx264") { "libx264" } else { "libopenh264" }
}

fn drain(encoder: &mut VideoEncoder, out: &mut Vec<Packet>) {
    while let Some(packet) = encoder.receive().unwrap() {
        out.push(packet);
    }
}

/// A picture with more in it than a small rate can hold: blobs of any brightness, others in every other frame.
fn busy_picture(pool: &FramePool, format: PixelFormat, n: i64) -> Arc<Frame> {
    let mut frame = Arc::into_inner(picture(pool, format, n)).unwrap();
    let mut luma = frame.plane_mut(0).unwrap();
    for y in 0..luma.height {
        for (x, v) in luma.row(y).iter_mut().enumerate() {
            let mut seed = (x as u32 / 8) * 0x9E37 + (y as u32 / 8) * 0x85EB + (n as u32 / 2) * 0xC2B2;
            seed = (seed ^ (seed >> 7)).wrapping_mul(0x2545_F491);
            *v = v.saturating_add((seed >> 26) as u8);
        }
    }
    Arc::new(frame)
}

fn encode(encoder: &mut VideoEncoder, frames: std::ops::Range<i64>) -> Vec<Packet> {
    encode_pictures(encoder, frames, picture)
}

fn encode_pictures(
    encoder: &mut VideoEncoder,
    frames: std::ops::Range<i64>,
    picture: fn(&FramePool, PixelFormat, i64) -> Arc<Frame>,
) -> Vec<Packet> {
    let pool = FramePool::unlimited();
    let mut out = Vec::new();
    let format = encoder.config().format;
    for n in frames {
        encoder.send(&picture(&pool, format, n), n).unwrap();
        drain(encoder, &mut out);
    }
    encoder.finish().unwrap();
    drain(encoder, &mut out);
    assert_eq!(pool.ledger().in_use_bytes, 0, "{}: a frame was not let go", encoder.name());
    out
}

fn tone(rate: u32, samples: usize) -> Vec<f32> {
    (0..samples).map(|i| (i as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin() * 0.5).collect()
}

fn encode_audio(config: &AudioEncoderConfig, samples: usize) -> (AudioEncoder, Vec<Packet>) {
    let mut encoder = AudioEncoder::open(config).unwrap();
    let wave = tone(config.sample_rate, samples);
    let mut packets = Vec::new();
    // Odd lengths, as a mixer hands them over.
    for chunk in wave.chunks(1601) {
        encoder.send(&vec![chunk; config.channels as usize]).unwrap();
        while let Some(packet) = encoder.receive().unwrap() {
            packets.push(packet);
        }
    }
    encoder.finish().unwrap();
    while let Some(packet) = encoder.receive().unwrap() {
        packets.push(packet);
    }
    (encoder, packets)
}

/// Writes tracks of packets by turns of their decoding time.
fn write(path: &Path, options: MuxerOptions, tracks: Vec<(&reelspeed_ffmpeg::EncodedStream, Vec<Packet>)>) -> u64 {
    let mut muxer = Muxer::create(path, options).unwrap();
    let mut all: Vec<(TrackId, Packet)> = Vec::new();
    for (stream, packets) in tracks {
        let track = muxer.add_track(stream).unwrap();
        all.extend(packets.into_iter().map(|p| (track, p)));
    }
    all.sort_by_key(|(_, p)| p.dts());
    for (track, packet) in all {
        muxer.write(track, packet).unwrap();
    }
    muxer.finish().unwrap()
}

fn numbers(path: &Path) -> Vec<(Flicks, i64)> {
    let mut source = VideoSource::open(path, VideoOptions::default()).unwrap();
    let mut out = Vec::new();
    while let Some(frame) = source.next_frame().unwrap() {
        out.push((frame.pts, number(&frame.frame)));
    }
    out
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn file(folder: &tempfile::TempDir, name: &str) -> PathBuf {
    folder.path().join(name)
}

#[test]
fn mp4_with_sound_lasts_exactly_what_was_sent() {
    let dir = folder();
    for (name, rate) in [("a.mp4", Rational::new(30, 1)), ("b.mov", Rational::new(30000, 1001))] {
        let path = file(&dir, name);
        let mut video = VideoEncoder::open(h264(), &config(rate)).unwrap();
        let packets = encode(&mut video, 0..60);
        let (audio, sound) = encode_audio(&AudioEncoderConfig::aac_stereo(), 96_000);
        let container = if name.ends_with("mov") { Container::Mov } else { Container::Mp4 };
        let options = MuxerOptions { container, ..MuxerOptions::default() };
        let bytes = write(&path, options, vec![(video.stream(), packets), (audio.stream(), sound)]);
        assert_eq!(bytes, std::fs::metadata(&path).unwrap().len());

        let info = probe(&path, &Limits::default()).unwrap();
        let v = &info.video[0];
        assert_eq!(info.warnings, [], "{name}");
        assert_eq!((v.codec.as_str(), v.coded_size, v.display_size, v.frames), ("h264", SIZE, SIZE, 60));
        assert_eq!((v.frame_rate, v.variable_frame_rate), (rate, false));
        assert_eq!(v.duration, Flicks::from_frame(60, rate), "{name}");
        assert_eq!(v.color, ColorSpace::BT709_LIMITED);
        let tags = &v.color_tags;
        assert_eq!(tags.matrix.as_deref(), Some("bt709"));
        assert_eq!(tags.primaries.as_deref(), Some("bt709"));
        assert_eq!(tags.transfer.as_deref(), Some("bt709"));
        assert_eq!(tags.range.as_deref(), Some("tv"));
        assert_eq!((info.audio[0].sample_rate, info.audio[0].channels), (48_000, 2));
        assert_eq!(info.audio[0].duration.to_samples(48_000), 96_000, "{name}");
        assert_eq!(info.start, Flicks::ZERO);

        let expected: Vec<_> = (0..60).map(|n| (Flicks::from_frame(n, rate), n)).collect();
        assert_eq!(numbers(&path), expected, "{name}");
        let mut source = AudioSource::open(&path, AudioOptions::default()).unwrap();
        let (mut wave, mut start) = (Vec::new(), None);
        while let Some(block) = source.next_block().unwrap() {
            start.get_or_insert(block.pts);
            wave.extend_from_slice(&block.samples[0]);
        }
        assert_eq!(start, Some(Flicks::ZERO));
        assert!((96_000..=96_000 + 1024).contains(&wave.len()), "{} samples", wave.len());
        // The tone is where it was put, to the sample.
        let original = tone(48_000, 96_000);
        let error = |shift: usize| -> f64 {
            let pairs = wave[2000..90_000].iter().zip(&original[1997 + shift..]);
            pairs.map(|(a, b)| f64::from((a - b) * (a - b))).sum()
        };
        let best = (0..7).min_by(|a, b| error(*a).total_cmp(&error(*b)));
        assert_eq!(best, Some(3), "{name}: the tone is off by {:?} - 3 samples", best);
        // The index comes first.
        let head = std::fs::read(&path).unwrap();
        let find = |tag: &[u8]| head.windows(4).position(|w| w == tag);
        assert!(find(b"moov") < find(b"mdat"), "{name} is not fast to start");
    }
}

#[test]
fn segments_encoded_apart_join_without_a_seam() {
    let dir = folder();
    let path = file(&dir, "joined.mp4");
    let rate = Rational::new(30, 1);
    let mut first = VideoEncoder::open(h264(), &config(rate)).unwrap();
    let mut second = VideoEncoder::open(h264(), &config(rate)).unwrap();
    assert!(first.stream().is_compatible(second.stream()));
    let mut packets = encode(&mut first, 0..47);
    packets.extend(encode(&mut second, 47..100));
    assert!(packets.windows(2).all(|w| w[0].dts() < w[1].dts()), "decoding times do not grow");
    assert!(packets[0].is_key() && packets[47].is_key());
    // OpenH264 takes the jump from the brightest picture to the darkest for a cut.
    assert_eq!(packets.iter().filter(|p| p.is_key()).count(), if h264() == "libx264" { 2 } else { 3 });
    write(&path, MuxerOptions::default(), vec![(first.stream(), packets)]);
    let expected: Vec<_> = (0..100).map(|n| (Flicks::from_frame(n, rate), n.rem_euclid(64))).collect();
    assert_eq!(numbers(&path), expected);
    let mut source = VideoSource::open(&path, VideoOptions::default()).unwrap();
    for n in [50, 46, 47, 99, 3] {
        let frame = source.frame_at(Flicks::from_frame(n, rate)).unwrap().unwrap();
        assert_eq!(number(&frame.frame), n.rem_euclid(64));
    }
}

#[test]
fn every_container_and_codec_that_belong_together() {
    let dir = folder();
    let opus = AudioEncoderConfig { codec: AudioCodec::Opus, ..AudioEncoderConfig::aac_stereo() };
    let flac = AudioEncoderConfig { codec: AudioCodec::Flac, ..AudioEncoderConfig::aac_stereo() };
    let mp3 = AudioEncoderConfig { codec: AudioCodec::Mp3, ..AudioEncoderConfig::aac_stereo() };
    let cases = [
        (Container::Mkv, VideoCodec::H264, &flac),
        (Container::WebM, VideoCodec::Vp9, &opus),
        (Container::Mp4, VideoCodec::Hevc, &mp3),
        (Container::Mp4, VideoCodec::Av1, &opus),
    ];
    for (container, codec, sound) in cases {
        let rate = Rational::new(25, 1);
        let mut c = config(rate);
        c.rate = RateControl::Quality(18.0);
        c.preset = Some("ultrafast".into());
        let mut opened = match VideoEncoder::open_first(codec, Hardware::Off, &c) {
            Ok(opened) => opened,
            Err(MediaError::EncoderUnavailable { tried, .. }) if !tried.is_empty() => {
                eprintln!("SKIPPED: {codec:?}: {tried:?}");
                continue;
            }
            Err(error) => panic!("{error}"),
        };
        let packets = encode(&mut opened.encoder, 0..25);
        let (audio, sound_packets) = encode_audio(sound, 48_000);
        let path = file(&dir, &format!("{codec:?}.{}", container.extension()));
        let options = MuxerOptions { container, ..MuxerOptions::default() };
        write(&path, options, vec![(opened.encoder.stream(), packets), (audio.stream(), sound_packets)]);
        let info = probe(&path, &Limits::default()).unwrap();
        assert_eq!((info.video[0].codec.as_str(), info.video[0].frames), (codec.as_str(), 25));
        assert_eq!(info.audio[0].codec, sound.codec.as_str());
        assert!((info.content_duration.as_secs() - 1.0).abs() < 0.05, "{codec:?}: {:?}", info.content_duration);
        let got = numbers(&path);
        assert_eq!(got.len(), 25, "{codec:?}");
        for (i, (pts, n)) in got.iter().enumerate() {
            assert!((pts.as_secs() - i as f64 / 25.0).abs() < 0.001, "{codec:?}: frame {i} at {pts:?}");
            assert_eq!(*n, i as i64, "{codec:?}: frame {i}");
        }
    }
}

#[test]
fn fragmented_files_play_too() {
    let dir = folder();
    let path = file(&dir, "fragments.mp4");
    let mut video = VideoEncoder::open(h264(), &config(Rational::new(30, 1))).unwrap();
    let packets = encode(&mut video, 0..60);
    let options = MuxerOptions { fragmented: true, ..MuxerOptions::default() };
    write(&path, options, vec![(video.stream(), packets)]);
    let info = probe(&path, &Limits::default()).unwrap();
    assert_eq!(info.video[0].frames, 60);
    assert!((info.duration.as_secs() - 2.0).abs() < 1e-3, "{:?}", info.duration);
    assert_eq!(numbers(&path).len(), 60);
}

#[test]
fn alpha_goes_through_vp9_and_ten_bits_through_hevc() {
    let dir = folder();
    let rate = Rational::new(25, 1);
    let cases = [
        ("libvpx-vp9", Container::WebM, PixelFormat::YUVA420P),
        ("libx265", Container::Mp4, PixelFormat::new(Subsampling::S420, 10, false)),
    ];
    for (name, container, format) in cases {
        let c = VideoEncoderConfig { format, preset: Some("ultrafast".into()), ..config(rate) };
        let mut encoder = match VideoEncoder::open(name, &c) {
            Ok(encoder) => encoder,
            Err(error) => {
                eprintln!("SKIPPED: {error}");
                continue;
            }
        };
        let packets = encode(&mut encoder, 0..12);
        let path = file(&dir, name);
        let options = MuxerOptions { container, ..MuxerOptions::default() };
        write(&path, options, vec![(encoder.stream(), packets)]);
        let mut source = VideoSource::open(&path, VideoOptions::default()).unwrap();
        let mut count = 0;
        while let Some(frame) = source.next_frame().unwrap() {
            assert_eq!(frame.frame.format(), format, "{name}");
            if let Some(alpha) = format.alpha_plane() {
                assert!(frame.frame.plane(alpha).row(100)[50].abs_diff(200) < 4, "{name}");
            } else {
                let v = frame.frame.plane(0).row_u16(200)[100];
                assert!(v.abs_diff(u16::from(luma(count)) * 4) < 8, "{name}: {v}");
            }
            count += 1;
        }
        assert_eq!(count, 12, "{name}");
    }
}

#[test]
fn colour_tags_are_written_as_configured() {
    let dir = folder();
    let path = file(&dir, "tags.mp4");
    let color = ColorSpace { matrix: ColorMatrix::Bt601, range: ColorRange::Full, ..ColorSpace::BT709_LIMITED };
    let c = VideoEncoderConfig { color, ..config(Rational::new(30, 1)) };
    let mut video = VideoEncoder::open(h264(), &c).unwrap();
    let packets = encode(&mut video, 0..5);
    write(&path, MuxerOptions::default(), vec![(video.stream(), packets)]);
    let got = probe(&path, &Limits::default()).unwrap().video[0].color;
    assert_eq!((got.matrix, got.range), (ColorMatrix::Bt601, ColorRange::Full));
}

#[test]
fn hardware_that_is_not_there_falls_back_and_says_why() {
    let opened = VideoEncoder::open_first(VideoCodec::H264, Hardware::Auto, &config(Rational::new(30, 1))).unwrap();
    if !opened.encoder.is_hardware() {
        assert!(!opened.failures.is_empty());
        let before: Vec<&str> =
            opened.failures.iter().map(|f| f.encoder.as_str()).filter(|n| *n != "libx264").collect();
        assert!(before.iter().all(|name| name.starts_with("h264_")), "{before:?}");
        assert!(opened.failures.iter().all(|f| !f.reason.is_empty()));
        assert_eq!(opened.encoder.name(), h264());
    }
    let off = VideoEncoder::open_first(VideoCodec::H264, Hardware::Off, &config(Rational::new(30, 1))).unwrap();
    assert_eq!((off.encoder.name(), off.failures.len()), (h264(), usize::from(h264() != "libx264")));
}

#[test]
fn settings_that_cannot_work_are_named() {
    let bad = |change: fn(&mut VideoEncoderConfig), setting: &str| {
        let mut c = config(Rational::new(30, 1));
        change(&mut c);
        match VideoEncoder::open(h264(), &c) {
            Err(MediaError::InvalidConfig { setting: s, .. }) => assert_eq!(s, setting),
            other => panic!("{setting}: {other:?}"),
        }
    };
    bad(|c| c.size = Size::new(101, 100), "size");
    bad(|c| c.size = Size::new(0, 100), "size");
    bad(|c| c.frame_rate = Rational::new(0, 1), "frame_rate");
    bad(|c| c.rate = RateControl::Quality(99.0), "rate");
    bad(|c| c.extra.push(("no-such-option".into(), "1".into())), "extra");
    let mut encoder = VideoEncoder::open(h264(), &config(Rational::new(30, 1))).unwrap();
    let wrong = picture(&FramePool::unlimited(), PixelFormat::YUV444P, 0);
    assert!(matches!(encoder.send(&wrong, 0), Err(MediaError::InvalidConfig { .. })));
}

#[test]
fn encoders_can_be_dropped_at_any_time() {
    let pool = FramePool::unlimited();
    for name in ["libx264", "libopenh264", "libx265", "libvpx-vp9", "libsvtav1", "libaom-av1"] {
        for frames in [0, 1, 5] {
            let Ok(mut encoder) = VideoEncoder::open(name, &config(Rational::new(30, 1))) else { continue };
            for n in 0..frames {
                encoder.send(&picture(&pool, PixelFormat::YUV420P, n), n).unwrap();
            }
        }
    }
    assert_eq!(pool.ledger().in_use_bytes, 0);
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    let error = Muxer::create("/no/such/folder/out.mp4", MuxerOptions::default()).err().expect("an error");
    assert!(error.to_string().contains("/no/such/folder/out.mp4"), "{error}");
}

#[test]
fn capabilities_are_told() {
    let c = capabilities();
    assert!(!c.ffmpeg_version.is_empty() && c.license.contains("GPL"), "{c:?}");
    assert!(c.libraries.iter().any(|l| l.starts_with("libavcodec ")));
    assert!(c.decoders.iter().any(|d| d == "h264"));
    for e in &c.encoders {
        assert_eq!(e.available, e.reason.is_none(), "{e:?}");
    }
}

#[test]
fn two_passes_meet_a_rate_and_one_log_serves_several_second_passes() {
    // Rates that the pictures fill: what is more than an encoder can use it leaves.
    for (name, low_rate) in [("libx264", 200_000), ("libx265", 200_000), ("libvpx-vp9", 100_000)] {
        if !capabilities().encoders.iter().any(|e| e.name == name && e.available) {
            eprintln!("SKIPPED: no {name}");
            continue;
        }
        // A folder whose name means something in lists of options.
        let folder = tempfile::Builder::new().prefix("it's a:b ").tempdir().unwrap();
        let log = PassLog::new(folder.path());
        let rate = Rational::new(30, 1);
        let base = |average: u64, pass: Pass| VideoEncoderConfig {
            rate: RateControl::Bitrate { average, max: None, buffer: None },
            pass,
            ..config(rate)
        };
        let size = |average: u64, pass: Pass| {
            let mut encoder = VideoEncoder::open(name, &base(average, pass)).unwrap_or_else(|e| panic!("{e}"));
            encode_pictures(&mut encoder, 0..90, busy_picture).iter().map(|p| p.data().len()).sum::<usize>()
        };
        size(low_rate * 3 / 2, Pass::First(log.clone()));
        for average in [low_rate, low_rate * 2] {
            let (bytes, asked) = (size(average, Pass::Second(log.clone())) as f64, average as f64 * 3.0 / 8.0);
            assert!((bytes / asked - 1.0).abs() < 0.2, "{name}: {bytes} bytes of {asked}");
        }
    }
}

#[test]
fn what_has_no_two_passes_or_no_first_pass_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str, pass: Pass| {
        let rate = RateControl::Bitrate { average: 50_000, max: None, buffer: None };
        VideoEncoder::open(name, &VideoEncoderConfig { pass, rate, ..config(Rational::new(30, 1)) })
    };
    for name in ["libsvtav1", "h264_nvenc", "libopenh264"] {
        let refused = open(name, Pass::First(PassLog::new(folder.path())));
        assert!(matches!(refused, Err(MediaError::EncoderUnavailable { .. })), "{name}");
    }
    for name in ["libx264", "libvpx-vp9"] {
        let refused = open(name, Pass::Second(PassLog::new(folder.path())));
        assert!(matches!(refused, Err(MediaError::EncoderUnavailable { .. })), "{name}");
    }
}
