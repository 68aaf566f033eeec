//! OpenH264, the H.264 encoder of builds without GPL parts, which knows few of the settings that x264 does.

use std::sync::Arc;

use reelspeed_core::{ColorSpace, Frame, FrameDesc, FramePool, PixelFormat, Rational, Size};
use reelspeed_ffmpeg::{
    Limits, MediaError, Muxer, MuxerOptions, Packet, RateControl, VideoEncoder, VideoEncoderConfig, VideoOptions,
    VideoSource, probe,
};

const NAME: &str = "libopenh264";
const SIZE: Size = Size::new(320, 576);
const FRAMES: i64 = 75;

/// A slope that moves, with noise on it: no two pictures are alike, and every quantiser shows.
fn picture(pool: &FramePool, n: i64) -> Arc<Frame> {
    let desc = FrameDesc { format: PixelFormat::YUV420P, size: SIZE, color: ColorSpace::BT709_LIMITED };
    let mut frame = Frame::alloc(pool, desc).unwrap();
    let mut noise = n as u32 + 1;
    for mut plane in frame.planes_mut().unwrap().into_iter().flatten() {
        for y in 0..plane.height {
            for x in 0..plane.width {
                noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let slope = (x as i64 + y as i64 / 2 + n * 3).rem_euclid(180) as u8;
                plane.row(y)[x] = slope + 30 + (noise >> 28) as u8;
            }
        }
    }
    Arc::new(frame)
}

fn config(rate: RateControl) -> VideoEncoderConfig {
    VideoEncoderConfig { rate, b_frames: Some(2), ..VideoEncoderConfig::new(SIZE, Rational::new(25, 1)) }
}

/// `None` where this build has no OpenH264.
fn open(config: &VideoEncoderConfig) -> Option<VideoEncoder> {
    match VideoEncoder::open(NAME, config) {
        Ok(encoder) => Some(encoder),
        Err(MediaError::EncoderUnavailable { tried, .. }) if tried[0].reason.contains("not in this build") => {
            eprintln!("SKIPPED: this FFmpeg has no {NAME}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn encode(mut encoder: VideoEncoder) -> (VideoEncoder, Vec<Packet>) {
    let pool = FramePool::unlimited();
    let mut packets = Vec::new();
    for n in 0..FRAMES {
        encoder.send(&picture(&pool, n), n).unwrap();
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

/// Writes the packets; gives the file's bytes and the mean error of the luma of what comes back.
fn measure(config: &VideoEncoderConfig) -> Option<(u64, f64)> {
    let (encoder, packets) = encode(open(config)?);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mp4");
    let mut muxer = Muxer::create(&path, MuxerOptions::default()).unwrap();
    let track = muxer.add_track(encoder.stream()).unwrap();
    packets.into_iter().for_each(|packet| muxer.write(track, packet).unwrap());
    let bytes = muxer.finish().unwrap();

    let pool = FramePool::unlimited();
    let mut source = VideoSource::open(&path, VideoOptions::default()).unwrap();
    let (mut count, mut error) = (0, 0u64);
    while let Some(decoded) = source.next_frame().unwrap() {
        assert!((decoded.pts.as_secs() - count as f64 / 25.0).abs() < 1e-3, "frame {count} at {:?}", decoded.pts);
        let (there, here) = (decoded.frame.plane(0), picture(&pool, count));
        for y in 0..there.height {
            let pairs = there.row(y).iter().zip(here.plane(0).row(y));
            error += pairs.map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
        }
        count += 1;
    }
    assert_eq!(count, FRAMES, "a frame is lost");
    let info = probe(&path, &Limits::default()).unwrap();
    assert_eq!((info.video[0].color, info.video[0].frames), (ColorSpace::BT709_LIMITED, FRAMES as u64));
    assert_eq!(info.video[0].color_tags.primaries.as_deref(), Some("bt709"));
    Some((bytes, error as f64 / (SIZE.pixels() as f64 * FRAMES as f64)))
}

#[test]
fn quality_decides_the_picture_and_not_the_rate() {
    let qualities = [14.0, 23.0, 32.0, 44.0];
    let got: Option<Vec<_>> = qualities.iter().map(|q| measure(&config(RateControl::Quality(*q)))).collect();
    let Some(got) = got else { return };
    for (better, worse) in got.iter().zip(&got[1..]) {
        assert!(better.0 as f64 > worse.0 as f64 * 1.2 && better.1 < worse.1 * 0.9, "{got:?}");
    }
    assert!(got[0].1 < 1.5, "{got:?}");
    // All that the encoder takes is taken, and beyond its own range the nearest.
    for quality in [0.0, 51.0] {
        measure(&config(RateControl::Quality(quality))).unwrap();
    }
}

#[test]
fn a_rate_is_kept_without_dropping_frames() {
    for average in [400_000, 1_500_000] {
        let Some((bytes, _)) = measure(&config(RateControl::Bitrate { average, max: None, buffer: None })) else {
            return;
        };
        let rate = bytes as f64 * 8.0 / (FRAMES as f64 / 25.0);
        // Noise at this size needs more than the lower rate, which its rate control may miss while it learns that.
        assert!((0.8..1.25).contains(&(rate / average as f64)), "{rate} in place of {average}");
    }
}

#[test]
fn threads_key_pictures_and_profiles_are_as_asked() {
    let quality = RateControl::Quality(26.0);
    for threads in [1, 2, 8] {
        let c = VideoEncoderConfig { threads, gop: Some(30), ..config(quality) };
        let Some(encoder) = open(&c) else { return };
        let (_, packets) = encode(encoder);
        let keys: Vec<usize> = packets.iter().enumerate().filter(|(_, p)| p.is_key()).map(|(n, _)| n).collect();
        // It puts more of them where it sees a cut.
        let longest = keys.windows(2).map(|w| w[1] - w[0]).max().unwrap_or(usize::MAX);
        assert!(keys[0] == 0 && longest <= 30, "{threads} threads: {keys:?}");
        assert!(packets.windows(2).all(|w| w[0].dts() < w[1].dts()));
    }
    let bytes = |profile: Option<&str>| {
        let c = VideoEncoderConfig { profile: profile.map(str::to_owned), ..config(quality) };
        measure(&c).unwrap().0
    };
    // Arithmetic coding is what sets them apart.
    assert!((bytes(None) as f64) < bytes(Some("baseline")) as f64 * 0.98);
}
