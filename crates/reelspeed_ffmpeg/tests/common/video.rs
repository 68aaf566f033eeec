//! Decoding by every way, compared.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;

use reelspeed_core::{Flicks, Frame};
use reelspeed_ffmpeg::{DecodedFrame, VideoOptions, VideoSource};

pub(crate) fn hash(frame: &Frame) -> u64 {
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

pub(crate) fn open(path: &Path) -> VideoSource {
    VideoSource::open(path, VideoOptions::default()).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn sequential(path: &Path) -> Vec<(Flicks, u64)> {
    let mut source = open(path);
    let mut frames = Vec::new();
    while let Some(DecodedFrame { frame, pts, .. }) = source.next_frame().unwrap_or_else(|e| panic!("{e}")) {
        frames.push((pts, hash(&frame)));
    }
    frames
}

/// The index of the frame that must be shown at `t`.
fn shown(frames: &[(Flicks, u64)], t: Flicks, tolerance: Flicks) -> usize {
    frames.iter().rposition(|(pts, _)| *pts - tolerance <= t).unwrap_or(0)
}

/// Walks over a file with jumps both ways, the exact times of frames among them: every time must give the frame, to the
/// pixel, that decoding from the start gives for it.
pub(crate) fn check_every_way(path: &Path) {
    let file = path.display();
    let frames = sequential(path);
    let end = frames.last().unwrap().0;
    let mut source = open(path);
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
            let mut other = open(path);
            other.seek(t).unwrap();
            let found = other.next_frame().unwrap().expect("a frame");
            assert_eq!((found.pts, hash(&found.frame)), (got.pts, hash(&got.frame)), "{file}: seek to {t:?}");
            let next = other.next_frame().unwrap();
            let expected = frames.get(at.unwrap() + 1);
            assert_eq!(next.map(|f| (f.pts, hash(&f.frame))), expected.copied(), "{file}: after seek to {t:?}");
        }
    }
}
