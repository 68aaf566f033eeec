//! Decoding sound over the real media: as many samples as expected, and the same samples by every way to them.

mod common;

use std::path::Path;

use reelspeed_core::Flicks;
use reelspeed_ffmpeg::{AudioOptions, AudioSource};
use serde_json::Value;

struct Sound {
    /// Number of the first sample.
    start: i64,
    rate: u32,
    /// The first channel; gaps in the file are silence.
    samples: Vec<f32>,
    /// Samples decoded, without the gaps.
    decoded: u64,
}

fn all(source: &mut AudioSource, file: &str) -> Sound {
    let mut out = Vec::new();
    let (mut start, mut rate, mut decoded) = (None, 0, 0);
    while let Some(block) = source.next_block().unwrap_or_else(|e| panic!("{file}: {e}")) {
        rate = block.sample_rate;
        let at = block.pts.to_samples(rate);
        let first = *start.get_or_insert(at);
        let gap = at - first - out.len() as i64;
        assert!((0..=i64::from(rate)).contains(&gap), "{file}: {gap} samples between blocks at {}", out.len());
        out.resize(out.len() + gap as usize, 0.0);
        assert!(block.samples.iter().all(|c| c.len() == block.frames()));
        out.extend_from_slice(&block.samples[0]);
        decoded += block.frames() as u64;
    }
    Sound { start: start.unwrap_or(0), rate, samples: out, decoded }
}

fn open(path: &Path, stream: u32) -> AudioSource {
    let options = AudioOptions { stream: Some(stream), ..AudioOptions::default() };
    AudioSource::open(path, options).unwrap_or_else(|e| panic!("{e}"))
}

fn files(media: &Path) -> Vec<(String, u32, Value)> {
    let expected: Value = serde_json::from_slice(&std::fs::read(media.join("expected.json")).unwrap()).unwrap();
    let mut out = Vec::new();
    for (file, e) in expected["files"].as_object().unwrap() {
        for (i, a) in e["audio"].as_array().into_iter().flatten().enumerate() {
            out.push((file.clone(), i as u32, a.clone()));
        }
    }
    out
}

#[test]
fn as_many_samples_as_expected() {
    let Some(media) = common::media() else { return };
    let mut faults = Vec::new();
    let mut heard = 0;
    for (file, stream, e) in files(&media) {
        let Sound { rate, samples, decoded, .. } = all(&mut open(&media.join(&file), stream), &file);
        let expected = e["samples_decoded"].as_u64().unwrap();
        // How much priming and padding is dropped differs between releases of FFmpeg by up to a codec frame or two.
        if decoded.abs_diff(expected) > 2112 || e["sample_rate"] != rate {
            faults.push(format!("{file} #{stream}: {decoded} samples at {rate}, expected {e}"));
        }
        assert!(samples.iter().all(|s| s.is_finite()), "{file}");
        heard += u32::from(samples.iter().any(|s| *s != 0.0));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(heard > 20, "only {heard} streams have any sound");
}

#[test]
fn seeking_is_exact_to_the_sample() {
    let Some(media) = common::media() else { return };
    for (file, stream, _) in files(&media) {
        let path = media.join(&file);
        let Sound { start, rate, samples, .. } = all(&mut open(&path, stream), &file);
        let mut source = open(&path, stream);
        for part in [0.7, 0.05, 0.33] {
            let n = (samples.len() as f64 * part) as i64;
            source.seek(Flicks::from_samples(start + n, rate)).unwrap();
            let block = source.next_block().unwrap().expect("a block");
            let at = block.pts.to_samples(rate) - start;
            let silent_before = samples[n as usize..at as usize].iter().all(|s| *s == 0.0);
            assert!(at == n || silent_before, "{file}: sought {n}, got {at}");
            let n = at;
            let expected = &samples[n as usize..][..block.frames()];
            let power = |s: &mut dyn Iterator<Item = f32>| s.map(|v| f64::from(v) * f64::from(v)).sum::<f64>();
            let difference = power(&mut block.samples[0].iter().zip(expected).map(|(a, b)| a - b));
            // Windows and bit reservoirs converge within the pre-roll, but the noise that AAC fills bands with does not
            // repeat. Samples one place off would differ by twice the power.
            let limit = power(&mut expected.iter().copied()) * 0.5 + 1e-5;
            assert!(difference < limit, "{file} #{stream} at {n} of {}: {difference} of {limit}", samples.len());
        }
    }
}

#[test]
fn channels_have_their_places() {
    let Some(media) = common::media() else { return };
    let mask = |file: &str| open(&media.join(file), 0).layout_mask();
    // Front left, right and centre, LFE, and a pair at the back (bits 4, 5) or at the sides (9, 10).
    let surround = mask("video/bbb_1080p30_10s_h264_aac51.mp4").expect("a layout");
    assert!([0x3f, 0x60f].contains(&surround), "{surround:#x}");
    assert_eq!(mask("audio/bbb_1ch_8k.m4a"), Some(0x4));
    assert_eq!(mask("audio/loop_amen_cc0.flac"), Some(0x3));
}

#[test]
fn sound_and_picture_share_one_zero() {
    let Some(media) = common::media() else { return };
    // Video begins a second after the sound.
    let block = open(&media.join("video/editlist_video_starts_1s.mp4"), 0).next_block().unwrap().unwrap();
    assert_eq!(block.pts, Flicks::ZERO);
    // Sound begins 21 ms after the video.
    let block = open(&media.join("video/portrait_720x1280_hdr10_av1.mp4"), 0).next_block().unwrap().unwrap();
    assert!((block.pts.as_secs() - 0.021).abs() < 0.001, "{:?}", block.pts);
}
