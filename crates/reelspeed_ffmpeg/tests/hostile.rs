//! Broken and hostile files: a typed error or a correct result, soon, within bounds, and never a crash.
//!
//! Every file is tried in a child process of its own (this test binary again), which counts its own memory and time: a
//! crash, a hang or a flood of memory in one is seen and named without taking the rest along.

mod common;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use reelspeed_core::{FramePool, Rational};
use reelspeed_ffmpeg::{AudioOptions, AudioSource, Limits, MediaError, VideoOptions, VideoSource, capabilities, probe};

const FILE: &str = "REELSPEED_HOSTILE_FILE";
const MAX_TIME: Duration = Duration::from_secs(10);
const MAX_BYTES: u64 = 1 << 30;

/// The child's part: probe, open and decode everything; prints what came of it.
#[test]
fn child() {
    let Some(path) = std::env::var_os(FILE).map(PathBuf::from) else { return };
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    match try_everything(&path) {
        Ok(text) => println!("RESULT ok {text}"),
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains(&name), "the message does not name the file: {text}");
            println!("RESULT {} {text}", error.code());
        }
    }
}

fn try_everything(path: &Path) -> Result<String, MediaError> {
    let info = probe(path, &Limits::default())?;
    let (mut frames, mut samples) = (0u64, 0u64);
    let mut failures = Vec::new();
    for i in 0..info.video.len() as u32 {
        let pool = FramePool::new(700 << 20, 64 << 20);
        let options = VideoOptions { stream: Some(i), pool, ..VideoOptions::default() };
        match decode_video(path, options) {
            Ok(n) => frames += n,
            Err(error) => failures.push(error),
        }
    }
    for i in 0..info.audio.len() as u32 {
        let options = AudioOptions { stream: Some(i), ..AudioOptions::default() };
        match decode_audio(path, options) {
            Ok(n) => samples += n,
            Err(error) => failures.push(error),
        }
    }
    if frames == 0 && samples == 0 {
        let nothing = || MediaError::NoStreams { path: path.to_owned() };
        return Err(failures.into_iter().next().unwrap_or_else(nothing));
    }
    let warnings: Vec<String> = info.warnings.iter().map(ToString::to_string).collect();
    Ok(format!("{:.3} s, {frames} frames, {samples} samples, warnings {warnings:?}", info.duration.as_secs()))
}

fn decode_video(path: &Path, options: VideoOptions) -> Result<u64, MediaError> {
    let mut source = VideoSource::open(path, options)?;
    let mut n = 0;
    while source.next_frame()?.is_some() {
        n += 1;
    }
    source.seek(reelspeed_core::Flicks::ZERO)?;
    source.frame_at(reelspeed_core::Flicks::from_secs(0.5))?;
    Ok(n)
}

fn decode_audio(path: &Path, options: AudioOptions) -> Result<u64, MediaError> {
    let mut source = AudioSource::open(path, options)?;
    let mut n = 0;
    while let Some(block) = source.next_block()? {
        n += block.frames() as u64;
    }
    Ok(n)
}

/// The child's exit status, everything it printed, its time and its greatest memory.
struct Outcome {
    success: bool,
    output: String,
    time: Duration,
    peak_bytes: u64,
}

fn run_child(path: &Path) -> Outcome {
    let begin = Instant::now();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture", "--test-threads=1"])
        .env(FILE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut peak_bytes = 0;
    let status = loop {
        peak_bytes = peak_bytes.max(peak_of(child.id()));
        if let Some(status) = child.try_wait().unwrap() {
            break Some(status);
        }
        if begin.elapsed() > MAX_TIME + Duration::from_secs(20) {
            child.kill().unwrap();
            child.wait().unwrap();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let mut output = String::new();
    child.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut output).unwrap();
    Outcome { success: status.is_some_and(|s| s.success()), output, time: begin.elapsed(), peak_bytes }
}

/// The greatest resident memory of a process so far, where the system tells.
fn peak_of(pid: u32) -> u64 {
    let Ok(status) = std::fs::read_to_string(format!("/proc/{pid}/status")) else { return 0 };
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kib = line.and_then(|l| l.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kib.unwrap_or(0) << 10
}

#[test]
fn bad_files_give_typed_errors_or_correct_results() {
    let Some(media) = common::media() else { return };
    let mut files: Vec<PathBuf> = std::fs::read_dir(media.join("bad")).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut faults = Vec::new();
    let mut tried = 0;
    for path in &files {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        tried += 1;
        let outcome = run_child(path);
        let result = outcome.output.lines().find_map(|l| l.split_once("RESULT ")).map(|(_, r)| r.to_owned());
        println!("{name}: {} ({:?}, {} MiB)", result.as_deref().unwrap_or("?"), outcome.time, outcome.peak_bytes >> 20);
        let mut fault = |what: &str| faults.push(format!("{name}: {what}\n{}", outcome.output));
        if !outcome.success {
            fault("crashed, panicked or hung");
        }
        if outcome.time > MAX_TIME {
            fault("took too long");
        }
        if outcome.peak_bytes > MAX_BYTES {
            fault("took too much memory");
        }
        match (result, expected(&name)) {
            (Some(result), Some(prefix)) if !result.starts_with(prefix) => {
                fault(&format!("expected {prefix:?}, got {result:?}"));
            }
            (None, _) => fault("no result"),
            _ => {}
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(tried >= 50, "only {tried} files");
}

/// What some files must give; the others may give a typed error or a result.
fn expected(name: &str) -> Option<&'static str> {
    Some(match name {
        // Valid: 1.1 s and 30 frames.
        "androidx_sample_fragmented.mp4" => "ok 1.",
        "mvhd_duration_2e32.mp4" => "ok 1.",
        // 1.024 or 1.067 s: FFmpeg 7 counts the edit list otherwise. The container lies about the size; the bitstream does not.
        "huge_dims_65535_container_only.mp4" => "ok 1.0",
        "truncated_half_faststart_or_not.mp4" => "ok 2.5",
        "stts_entry_count_2e31_samples.mp4" => "ok 1.0",
        "libwebm_blockgroup_block_ends_beyond_blockgroup.mkv" => "ok 0.",
        "gif_65535x65535.gif"
        | "png_header_2147483647.png"
        | "moov_only_no_mdat.mp4"
        | "mdat_only_no_moov.mp4"
        | "random_64k.mp4"
        | "small_Mpeg4.mp4"
        | "ffconcat_etc_passwd.mp4"
        | "hls_concat_exfil_named.mp4"
        | "hls_file_etc_passwd_named.mp4"
        | "hls_subfile_key.m3u8"
        | "dash_file_named.mp4"
        | "svg_xxe.svg"
        | "svg_href_local.svg"
        | "json_depth_100k.json"
        | "srt_no_breaks_200k.srt"
        | "zero_length.png"
        | "zero_length.wav" => "UNSUPPORTED_MEDIA",
        // 7,956 bytes of 16-bit sound, not four gigabytes of it.
        "wav_data_size_4gb.wav" => "ok 0.",
        _ => return None,
    })
}

#[test]
fn names_with_a_meaning_elsewhere_are_just_names() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["concat:a|b", "-", "pipe:0", "http:x", "file%03d.mp4", "a\nb.mp4"] {
        let path = dir.path().join(name);
        match probe(&path, &Limits::default()) {
            Err(MediaError::Io { .. }) => {}
            other => panic!("{name}: {other:?}"),
        }
        std::fs::write(&path, b"ffconcat version 1.0\nfile /etc/passwd\n").unwrap();
        match probe(&path, &Limits::default()) {
            Err(MediaError::RefusedFormat { .. } | MediaError::NotMedia { .. }) => {}
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn folders_and_pipes_are_refused_without_waiting() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(probe(dir.path(), &Limits::default()), Err(MediaError::NotAFile { .. } | MediaError::Io { .. })));
    let fifo = dir.path().join("fifo");
    if Command::new("mkfifo").arg(&fifo).status().is_ok_and(|s| s.success()) {
        assert!(matches!(probe(&fifo, &Limits::default()), Err(MediaError::NotAFile { .. })));
    }
}

#[test]
fn limits_are_kept() {
    let Some(media) = common::media() else { return };
    let path = media.join("video/bbb_1080p30_10s_h264_aac51.mp4");
    let limited = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        probe(&path, &limits)
    };
    assert!(matches!(limited(|l| l.max_side = 1900), Err(MediaError::TooLarge { width: 1920, height: 1080, .. })));
    assert!(matches!(limited(|l| l.max_streams = 1), Err(MediaError::TooManyStreams { streams: 2, max: 1, .. })));
    let short = limited(|l| l.max_duration = reelspeed_core::Flicks::from_secs(5.0));
    assert!(matches!(short, Err(MediaError::TooLong { .. })), "{short:?}");
    let hurried = limited(|l| l.open_timeout = Duration::ZERO);
    assert!(matches!(hurried, Err(MediaError::Timeout { .. })), "{hurried:?}");
}

#[test]
fn cancelling_stops_decoding() {
    let Some(media) = common::media() else { return };
    let options = VideoOptions::default();
    let cancel = options.cancel.clone();
    let mut source = VideoSource::open(media.join("video/bbb_1080p30_10s_h264_aac51.mp4"), options).unwrap();
    assert_eq!(source.info().frame_rate, Rational::new(30, 1));
    source.next_frame().unwrap().expect("a frame");
    cancel.cancel();
    let error = std::iter::repeat_with(|| source.next_frame()).take(100).find_map(Result::err).expect("an error");
    assert!(matches!(error, MediaError::Cancelled), "{error}");
    assert!(!capabilities().decoders.is_empty());
}
