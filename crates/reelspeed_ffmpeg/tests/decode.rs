//! Decoding and seeking over the real media: every frame once, in order, and the same frame by every way to it.

mod common;

use std::path::Path;

use common::video::{check_every_way, open, sequential};
use reelspeed_core::{Flicks, FramePool};
use reelspeed_ffmpeg::{BeforeFirst, Limits, VideoOptions, VideoSource, probe};
use serde_json::Value;

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

#[test]
fn any_time_gives_the_same_frame_by_every_way() {
    let Some(media) = common::media() else { return };
    for (file, _) in videos(&media) {
        check_every_way(&media.join(&file));
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
