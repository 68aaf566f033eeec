//! Decoding and seeking over the real media: every frame once, in order, and the same frame by every way to it.

mod common;

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

use reelspeed_core::{Flicks, Frame, FramePool};
use reelspeed_ffmpeg::{BeforeFirst, DecodedFrame, Limits, VideoOptions, VideoSource, probe};
use serde_json::Value;

fn hash(frame: &Frame) -> u64 {
    let mut h = DefaultHasher::new();
    let bytes = frame.format().bytes_per_sample();
    for p in 0..frame.format().planes() {
        let plane = frame.plane(p);
        for y in (0..plane.height).step_by(3) {
            plane.data[y * plane.stride..][..plane.width * bytes].hash(&mut h);
        }
    }
    h.finish()
}

fn open(path: &Path) -> VideoSource {
    VideoSource::open(path, VideoOptions::default()).unwrap_or_else(|e| panic!("{e}"))
}

fn sequential(path: &Path) -> Vec<(Flicks, u64)> {
    let mut source = open(path);
    let mut frames = Vec::new();
    while let Some(DecodedFrame { frame, pts, .. }) = source.next_frame().unwrap_or_else(|e| panic!("{e}")) {
        frames.push((pts, hash(&frame)));
    }
    frames
}

fn videos(media: &Path) -> Vec<(String, Value)> {
    let expected: Value = serde_json::from_slice(&std::fs::read(media.join("expected.json")).unwrap()).unwrap();
    let files = expected["files"].as_object().unwrap();
    files
        .iter()
        .filter(|(_, e)| e["video"].as_array().is_some_and(|v| !v.is_empty() && v[0]["coded_width"] != 0))
        .map(|(f, e)| (f.clone(), e.clone()))
        .collect()
}

#[test]
fn every_frame_comes_once_and_in_order() {
    let Some(media) = common::media() else { return };
    for (file, e) in videos(&media) {
        let frames = sequential(&media.join(&file));
        let best = probe(media.join(&file), &Limits::default()).unwrap().best_video(true).unwrap().clone();
        let stream = e["video"]
            .as_array()
            .unwrap()
            .iter()
            .position(|v| v["coded_width"] == best.coded_size.width && v["coded_height"] == best.coded_size.height);
        let expected = &e["video"][stream.unwrap_or(0)]["frames_decoded"];
        assert_eq!(Some(frames.len() as u64), expected.as_u64(), "{file}");
        assert!(frames.windows(2).all(|w| w[0].0 < w[1].0), "{file}: times do not grow");
        assert_eq!(frames[0].0, best.first_pts, "{file}: the first frame's time");
    }
}

/// The index of the frame that must be shown at `t`.
fn shown(frames: &[(Flicks, u64)], t: Flicks, tolerance: Flicks) -> usize {
    frames.iter().rposition(|(pts, _)| *pts - tolerance <= t).unwrap_or(0)
}

#[test]
fn any_time_gives_the_same_frame_by_every_way() {
    let Some(media) = common::media() else { return };
    for (file, _) in videos(&media) {
        let path = media.join(&file);
        let frames = sequential(&path);
        let end = frames.last().unwrap().0;
        let mut source = open(&path);
        // A fixed walk with jumps both ways, the exact times of frames among them.
        let mut state = 12345u64;
        for i in 0..12 {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            let r = state >> 33;
            let t = match i % 3 {
                0 => frames[r as usize % frames.len()].0,
                1 => Flicks((r as i64 * 1_000_003).rem_euclid(end.0.max(1) + 1)),
                _ => frames[r as usize % frames.len()].0 - Flicks(1),
            };
            // Times within a millisecond below a frame's count as the frame's own only where the clock is that coarse.
            let (strict, loose) = (shown(&frames, t, Flicks(0)), shown(&frames, t, Flicks::from_secs(0.001)));
            let got = source.frame_at(t).unwrap_or_else(|e| panic!("{file} at {t:?}: {e}")).expect("held");
            let at = frames.iter().position(|(pts, _)| *pts == got.pts);
            assert!(
                at == Some(strict) || at == Some(loose),
                "{file} at {:.4} s: got {:?} ({:.4} s), expected {strict}",
                t.as_secs(),
                at,
                got.pts.as_secs()
            );
            assert_eq!(hash(&got.frame), frames[at.unwrap()].1, "{file}: other pixels at frame {at:?}");
            if i % 4 == 0 {
                let mut other = open(&path);
                other.seek(t).unwrap();
                let found = other.next_frame().unwrap().expect("a frame");
                assert_eq!((found.pts, hash(&found.frame)), (got.pts, hash(&got.frame)), "{file}: seek to {t:?}");
                let next = other.next_frame().unwrap();
                let expected = frames.get(at.unwrap() + 1);
                assert_eq!(next.map(|f| (f.pts, hash(&f.frame))), expected.copied(), "{file}: after seek to {t:?}");
            }
        }
    }
}

#[test]
fn times_outside_hold_the_edges() {
    let Some(media) = common::media() else { return };
    let path = media.join("video/editlist_video_starts_1s.mp4");
    let mut source = open(&path);
    let first = source.frame_at(Flicks::ZERO).unwrap().expect("the first frame is held");
    assert_eq!(first.pts, Flicks::from_secs(1.0));
    let last = source.frame_at(Flicks::from_secs(1e6)).unwrap().expect("the last frame is held");
    assert_eq!(last.pts.as_secs(), 1.0 + 269.0 / 30.0);
    let options = VideoOptions { before_first: BeforeFirst::Nothing, ..VideoOptions::default() };
    let mut source = VideoSource::open(&path, options).unwrap();
    assert!(source.frame_at(Flicks::from_secs(0.99)).unwrap().is_none());
    assert!(source.frame_at(Flicks::from_secs(1.0)).unwrap().is_some());
    assert!(source.frame_at(Flicks::from_secs(0.5)).unwrap().is_none());
}

#[test]
fn decoded_pictures_live_in_the_pool_and_return_to_it() {
    let Some(media) = common::media() else { return };
    let pool = FramePool::unlimited();
    let options = VideoOptions { pool: pool.clone(), ..VideoOptions::default() };
    let mut source = VideoSource::open(media.join("video/bbb_1080p30_10s_h264_aac51.mp4"), options).unwrap();
    for _ in 0..60 {
        source.next_frame().unwrap().expect("a frame");
    }
    let ledger = pool.ledger();
    assert!(ledger.in_use_bytes >= 1920 * 1080 * 3 / 2, "{ledger:?}");
    assert!(ledger.reused > 30, "{ledger:?}");
    drop(source);
    assert_eq!(pool.ledger().in_use_bytes, 0);
}

#[test]
fn alpha_and_depth_come_through() {
    let Some(media) = common::media() else { return };
    let first = |file: &str| open(&media.join(file)).next_frame().unwrap().expect("a frame").frame;
    for (file, depth, alpha) in [
        ("video/alpha_vp9_720p60.webm", 8, true),
        ("video/alpha_vp9_200_vorbis.webm", 8, true),
        ("video/prores4444_alpha_640x360.mov", 12, true),
        ("video/iphone_portrait_hlg_hevc10_editlist.mp4", 10, false),
        ("gameplay/craftax_dungeon_352x416.gif", 8, true),
    ] {
        let frame = first(file);
        assert_eq!((frame.format().depth, frame.format().alpha), (depth, alpha), "{file}");
        if let Some(p) = frame.format().alpha_plane() {
            assert_eq!(frame.plane(p).width as u32, frame.size().width, "{file}");
        }
    }
}

#[test]
fn a_pool_that_is_too_small_is_a_typed_error() {
    let Some(media) = common::media() else { return };
    let options = VideoOptions { pool: FramePool::new(1 << 20, 0), ..VideoOptions::default() };
    let mut source = VideoSource::open(media.join("video/bbb_1080p30_10s_h264_aac51.mp4"), options).unwrap();
    let error = source.next_frame().expect_err("a 1080p frame does not fit a megabyte");
    assert_eq!(error.code(), reelspeed_core::ErrorCode::MemoryBudget, "{error}");
}
