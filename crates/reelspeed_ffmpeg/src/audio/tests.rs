//! Sound made by the `ffmpeg` command: the same samples as its own decoder gives, from the start and after every seek.

use std::path::{Path, PathBuf};
use std::process::Command;

use reelspeed_core::Flicks;

use super::clock::{Clock, Place};
use super::conform::{Rerate, fit_channels};
use super::{AudioOptions, AudioSource};
use crate::{CancelToken, Limits, MediaError};

/// `None`, said aloud, where there is no `ffmpeg` command or it lacks an encoder.
fn ffmpeg(args: &[&str]) -> Option<Vec<u8>> {
    match Command::new("ffmpeg").args(["-v", "error", "-nostdin", "-y"]).args(args).output() {
        Ok(out) if out.status.success() => Some(out.stdout),
        Ok(out) => {
            eprintln!("SKIPPED: ffmpeg {args:?}: {}", String::from_utf8_lossy(&out.stderr));
            None
        }
        Err(e) => {
            eprintln!("SKIPPED: no ffmpeg command: {e}");
            None
        }
    }
}

/// A tone that rises over 3 s, different in every channel, so that no two places sound the same.
fn make(folder: &Path, name: &str, rate: u32, channels: usize, codec: &[&str]) -> Option<PathBuf> {
    let path = folder.join(name);
    let tone = |c: usize| format!("0.4*sin(2*PI*t*(200+40*{c}+150*t))");
    let expression = (0..channels).map(tone).collect::<Vec<_>>().join("|");
    let layout = ["mono", "stereo", "2.1", "4.0", "5.0", "5.1"][channels - 1];
    let source = format!("aevalsrc={expression}:s={rate}:c={layout}:d=3");
    let mut args = vec!["-f", "lavfi", "-i", &source];
    args.extend(codec);
    args.push(path.to_str()?);
    ffmpeg(&args).map(|_| path)
}

struct Sound {
    first: i64,
    samples: Vec<Vec<f32>>,
}

/// Everything from here on, which must have no gaps.
fn read(source: &mut AudioSource) -> Sound {
    let (rate, channels) = (source.info().sample_rate, source.info().channels as usize);
    let mut sound = Sound { first: 0, samples: vec![Vec::new(); channels] };
    while let Some(block) = source.next_block().unwrap() {
        let at = block.pts.to_samples(rate);
        let done = sound.samples[0].len() as i64;
        if done == 0 {
            sound.first = at;
        }
        assert_eq!(at, sound.first + done, "a gap");
        assert_eq!((block.sample_rate, block.samples.len()), (rate, channels));
        for (all, new) in sound.samples.iter_mut().zip(block.samples) {
            all.extend(new);
        }
    }
    sound
}

fn worst(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

/// Decodes a file whole and compares with `ffmpeg`; then from several places. Gives the samples per channel and the first's
/// number.
fn check(path: &Path, seek_error: f32) -> (usize, i64) {
    let mut source = AudioSource::open(path, AudioOptions::default()).unwrap();
    let channels = source.info().channels as usize;
    let rate = source.info().sample_rate;
    let all = read(&mut source);
    let raw = ffmpeg(&["-i", path.to_str().unwrap(), "-f", "f32le", "-"]).unwrap();
    let theirs: Vec<f32> = raw.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let count = all.samples[0].len();
    assert_eq!(count * channels, theirs.len(), "{path:?}: samples");
    for (c, ours) in all.samples.iter().enumerate() {
        let theirs: Vec<f32> = theirs.iter().skip(c).step_by(channels).copied().collect();
        assert!(worst(ours, &theirs) <= 1e-6, "{path:?} channel {c}: {}", worst(ours, &theirs));
    }
    // On, back, to the start, on again, and into the last block.
    for n in [count * 2 / 3, 1000, 0, count / 2 + 7, count - 3, count / 3 + 1] {
        source.seek(Flicks::from_samples(all.first + n as i64, rate)).unwrap();
        let part = read(&mut source);
        assert_eq!((part.first, part.samples[0].len()), (all.first + n as i64, count - n), "{path:?} from {n}");
        for (part, all) in part.samples.iter().zip(&all.samples) {
            let worst = worst(part, &all[n..]);
            assert!(worst <= seek_error, "{path:?} from {n}: {worst}");
        }
    }
    source.seek(Flicks::from_secs(100.0)).unwrap();
    assert!(source.next_block().unwrap().is_none(), "{path:?}: behind the end");
    source.seek(Flicks::from_secs(-5.0)).unwrap();
    assert_eq!(read(&mut source).first, all.first, "{path:?}: before the start");
    (count, all.first)
}

#[test]
fn lossless_formats_give_every_sample() {
    let dir = tempfile::tempdir().unwrap();
    for (name, rate, channels, codec) in [
        ("u8.wav", 8_000, 1, &["-c:a", "pcm_u8"][..]),
        ("s16.wav", 44_100, 2, &["-c:a", "pcm_s16le"]),
        ("s24.wav", 48_000, 2, &["-c:a", "pcm_s24le"]),
        ("s32.wav", 48_000, 6, &["-c:a", "pcm_s32le"]),
        ("f32.wav", 44_100, 1, &["-c:a", "pcm_f32le"]),
        ("f64.wav", 48_000, 2, &["-c:a", "pcm_f64le"]),
        ("be.aiff", 44_100, 2, &["-c:a", "pcm_s16be"]),
        ("s16.mov", 44_100, 2, &["-c:a", "pcm_s16le"]),
        ("s16.flac", 44_100, 2, &["-c:a", "flac"]),
        ("s24.flac", 48_000, 6, &["-c:a", "flac", "-sample_fmt", "s32"]),
        ("alac.m4a", 44_100, 2, &["-c:a", "alac"]),
        ("flac.mka", 44_100, 2, &["-c:a", "flac", "-f", "matroska"]),
    ] {
        let Some(path) = make(dir.path(), name, rate, channels, codec) else { continue };
        assert_eq!(check(&path, 0.0), (3 * rate as usize, 0), "{name}");
    }
}

#[test]
fn lossy_formats_are_aligned_and_seek_exactly() {
    let dir = tempfile::tempdir().unwrap();
    for (name, rate, channels, codec) in [
        ("aac.m4a", 44_100, 2, &["-c:a", "aac", "-aac_pns", "0"][..]),
        ("aac48.mp4", 48_000, 6, &["-c:a", "aac", "-aac_pns", "0"]),
        ("aac8.mp4", 8_000, 1, &["-c:a", "aac", "-aac_pns", "0"]),
        ("mp3.mp3", 44_100, 2, &["-c:a", "libmp3lame"]),
        ("vbr.mp3", 48_000, 1, &["-c:a", "libmp3lame", "-q:a", "4"]),
        ("opus.webm", 48_000, 2, &["-c:a", "libopus"]),
        ("opus.ogg", 48_000, 1, &["-c:a", "libopus"]),
        ("vorbis.ogg", 44_100, 2, &["-c:a", "libvorbis"]),
        ("vorbis.webm", 44_100, 2, &["-c:a", "libvorbis"]),
        ("aac.mkv", 44_100, 2, &["-c:a", "aac", "-aac_pns", "0"]),
        ("aac.ts", 44_100, 2, &["-c:a", "aac", "-aac_pns", "0"]),
        ("ac3.mkv", 48_000, 6, &["-c:a", "ac3"]),
        ("aac.flv", 44_100, 2, &["-c:a", "aac", "-aac_pns", "0"]),
        ("mp3.avi", 44_100, 2, &["-c:a", "libmp3lame"]),
    ] {
        let Some(path) = make(dir.path(), name, rate, channels, codec) else { continue };
        // AC-3 fills bands without bits with noise, another one every time.
        let (count, first) = check(&path, if name == "ac3.mkv" { 1e-2 } else { 1e-3 });
        // Where containers tell priming and padding, what comes out is what went in; else up to a few blocks more.
        let more = count as i64 - 3 * i64::from(rate);
        assert!((0..=4 * 1152).contains(&more), "{name}: {more} samples too many");
        assert!(first.abs() <= 1152, "{name}: begins at {first}");
        if ["aac.m4a", "mp3.mp3", "opus.ogg"].contains(&name) {
            assert!(more <= 1024, "{name}: priming or padding stayed, {more} samples");
        }
    }
}

#[test]
fn long_ogg_files_are_sought_by_pages() {
    let dir = tempfile::tempdir().unwrap();
    for (name, codec) in [("long_opus.ogg", "libopus"), ("long_vorbis.ogg", "libvorbis")] {
        let Some(path) = make(dir.path(), name, 48_000, 1, &["-filter:a", "aloop=9:144000", "-c:a", codec]) else {
            continue;
        };
        let (count, _) = check(&path, 1e-3);
        assert_eq!(count, 30 * 48_000, "{name}");
    }
}

#[test]
fn channels_have_a_mask() {
    let dir = tempfile::tempdir().unwrap();
    let codec: &[&str] = &["-c:a", "flac"];
    for (name, channels, mask) in [("1.flac", 1, 0x4), ("2.flac", 2, 0x3), ("6.flac", 6, 0x3f)] {
        let Some(path) = make(dir.path(), name, 48_000, channels, codec) else { continue };
        let source = AudioSource::open(&path, AudioOptions::default()).unwrap();
        let found = source.layout_mask().unwrap();
        // 5.1 has its surround channels at the back or at the sides.
        assert!(found == mask || (channels == 6 && found == 0x60f), "{name}: {found:#x}");
    }
}

#[test]
fn streams_that_change_their_format_keep_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let codec: &[&str] = &["-c:a", "aac", "-aac_pns", "0"];
    let (Some(a), Some(b)) = (make(dir.path(), "a.aac", 48_000, 2, codec), make(dir.path(), "b.aac", 24_000, 1, codec))
    else {
        return;
    };
    let mut joined = std::fs::read(a).unwrap();
    joined.extend(std::fs::read(b).unwrap());
    let path = dir.path().join("joined.aac");
    std::fs::write(&path, joined).unwrap();
    let mut source = AudioSource::open(&path, AudioOptions::default()).unwrap();
    assert_eq!((source.info().sample_rate, source.info().channels), (48_000, 2));
    let mut frames = 0;
    let mut late = 0.0f32;
    while let Some(block) = source.next_block().unwrap() {
        assert_eq!((block.sample_rate, block.samples.len()), (48_000, 2));
        frames += block.frames();
        if block.pts > Flicks::from_secs(4.0) {
            assert_eq!(block.samples[0], block.samples[1]);
            late = block.samples[1].iter().copied().fold(late, f32::max);
        }
    }
    assert!(frames.abs_diff(6 * 48_000) < 8 * 1024, "{frames}");
    assert!((0.3..0.6).contains(&late), "{late}");
}

#[test]
fn damage_is_skipped_or_told() {
    let dir = tempfile::tempdir().unwrap();
    let Some(path) = make(dir.path(), "good.mp3", 44_100, 2, &["-c:a", "libmp3lame"]) else { return };
    let good = std::fs::read(&path).unwrap();
    // A fixed walk over the file: nothing may panic, run away or go back in time.
    let mut state = 1u32;
    for round in 0..30 {
        let mut bad = good.clone();
        for _ in 0..20 * (round + 1) {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = state as usize % bad.len();
            bad[at] = (state >> 11) as u8;
        }
        let path = dir.path().join("bad.mp3");
        std::fs::write(&path, bad).unwrap();
        let Ok(mut source) = AudioSource::open(&path, AudioOptions::default()) else { continue };
        let (rate, mut end) = (source.info().sample_rate, i64::MIN);
        while let Ok(Some(block)) = source.next_block() {
            let at = block.pts.to_samples(rate);
            assert!(at >= end, "{at} after {end}");
            end = at + block.frames() as i64;
            assert!(block.samples.iter().flatten().all(|v| v.is_finite()));
        }
    }
}

#[test]
fn limits_and_cancelling_are_errors() {
    let dir = tempfile::tempdir().unwrap();
    let Some(path) = make(dir.path(), "a.wav", 8_000, 1, &[]) else { return };
    let limits = Limits { max_duration: Flicks::from_secs(1.0), ..Limits::default() };
    let result = AudioSource::open(&path, AudioOptions { limits, ..AudioOptions::default() })
        .and_then(|mut s| std::iter::from_fn(|| s.next_block().transpose()).collect::<Result<Vec<_>, _>>());
    assert!(matches!(result, Err(MediaError::TooLong { .. })), "{result:?}");

    let cancel = CancelToken::new();
    let mut source =
        AudioSource::open(&path, AudioOptions { cancel: cancel.clone(), ..AudioOptions::default() }).unwrap();
    source.next_block().unwrap();
    cancel.cancel();
    assert!(matches!(source.next_block(), Err(MediaError::Cancelled)));

    let missing = AudioSource::open(&path, AudioOptions { stream: Some(1), ..AudioOptions::default() });
    assert!(matches!(missing.err(), Some(MediaError::NoAudioStream { index: Some(1), .. })));
}

fn place(first: i64, drop: i64) -> Option<Place> {
    Some(Place { first, drop })
}

#[test]
fn jitter_is_counted_through_and_gaps_are_kept() {
    let mut clock = Clock::new(48_000, (1, 1), 1024);
    assert_eq!(clock.place(Some(0), 1024), place(0, 0));
    assert_eq!(clock.place(Some(1024 + 40), 1024), place(1024, 0));
    assert_eq!(clock.place(None, 1024), place(2048, 0));
    assert_eq!(clock.place(Some(3072 + 100), 1024), place(3172, 0), "a gap");
    assert_eq!(clock.place(Some(4196 - 100), 1024), place(4196, 100), "an overlap");
    assert_eq!(clock.place(Some(4096), 1024), place(5120, 1024), "nothing new");
    assert_eq!(clock.place(Some(-90_000), 1024), place(5120, 0), "set back");
    assert_eq!(clock.place(Some(-90_000 + 1024), 1024), place(6144, 0));
}

#[test]
fn coarse_ticks_find_the_grid_after_a_jump() {
    // Milliseconds at 44.1 kHz, blocks of 1024, the first one shortened by priming.
    let stamp = |n: i64| Some((n * 1000 + 22_050).div_euclid(44_100) * 441 / 10);
    let mut clock = Clock::new(44_100, (441, 10), 1024);
    assert_eq!(clock.place(Some(0), 712), place(0, 0));
    for k in [1, 2, 50, 1234, 40_000] {
        clock.moved(false);
        assert_eq!(clock.place(None, 1024), None);
        assert_eq!(clock.place(stamp(712 + 1024 * k), 1024), place(712 + 1024 * k, 0), "{k}");
    }
}

#[test]
fn rates_are_converted_without_drift() {
    let mut rerate = Rerate::new(24_000, 48_000).unwrap();
    let ramp: Vec<f32> = (0..1000).map(|i| i as f32).collect();
    let out: Vec<f32> = ramp.chunks(7).flat_map(|c| rerate.convert(&[c.to_vec()]).remove(0)).collect();
    assert_eq!(out.len(), 1999);
    assert!(out.iter().enumerate().all(|(i, v)| *v == i as f32 / 2.0));
    let mut rerate = Rerate::new(48_000, 44_100).unwrap();
    let total: usize = (0..48).map(|_| rerate.convert(&[vec![0.0; 1000]])[0].len()).sum();
    assert_eq!(total, 44_100);
    assert!(Rerate::new(1, 48_000).is_none() && Rerate::new(0, 48_000).is_none());
}

#[test]
fn channels_are_fitted() {
    let mut mono = vec![vec![1.0, 2.0]];
    fit_channels(&mut mono, 3);
    assert_eq!(mono, [vec![1.0, 2.0], vec![1.0, 2.0], vec![0.0, 0.0]]);
    fit_channels(&mut mono, 1);
    assert_eq!(mono, [vec![1.0, 2.0]]);
}
