//! `probe` against the numbers that come with the real media.

mod common;

use reelspeed_ffmpeg::{Limits, MediaInfo, capabilities, probe};
use serde_json::Value;

struct Check<'a> {
    file: &'a str,
    faults: &'a mut Vec<String>,
}

impl Check<'_> {
    fn that(&mut self, what: &str, ok: bool, got: impl std::fmt::Debug, expected: impl std::fmt::Debug) {
        let accepted = ok || is_newer() && self.is_told_otherwise(what);
        if !accepted {
            self.faults.push(format!("{}: {what}: got {got:?}, expected {expected:?}", self.file));
        }
    }

    /// The numbers are those of FFmpeg 5.1. FFmpeg 7 reads the colours of PNG pictures, gives an animated AVIF's still picture as a
    /// stream of its own, and counts these files' length without what their edit lists leave out.
    fn is_told_otherwise(&self, what: &str) -> bool {
        match self.file {
            "images/animated.avif" => true,
            "images/fish_alpha_cc0.png" => what.starts_with("color_"),
            "video/prores4444_alpha_640x360.mov" => what == "color_range",
            "gameplay/craftax_dungeon_352x416.gif" => what == "frame rate",
            "video/bbb_1080p30_10s_h264_aac51.mp4"
            | "video/firstpts_10s.mp4"
            | "video/nasa_multitrack.mp4"
            | "video/phone_720p_rot90_h264.mp4"
            | "video/rotate_and_reflect.mp4" => what == "duration",
            _ => false,
        }
    }
}

/// Whether this is FFmpeg 6 or newer, which tells some things otherwise.
fn is_newer() -> bool {
    let version = capabilities().ffmpeg_version;
    version.split('.').next().and_then(|major| major.parse::<u32>().ok()).is_some_and(|major| major >= 6)
}

fn fraction(v: &Value) -> Option<f64> {
    let (n, d) = v.as_str()?.split_once('/')?;
    Some(n.parse::<f64>().ok()? / d.parse::<f64>().ok()?)
}

#[test]
fn probe_agrees_with_the_expected_values() {
    let Some(media) = common::media() else { return };
    let expected: Value =
        serde_json::from_slice(&std::fs::read(media.join("expected.json")).unwrap()).expect("expected.json parses");
    let mut faults = Vec::new();
    let mut checked = 0;
    for (file, e) in expected["files"].as_object().expect("files") {
        if e.get("container").is_none() {
            continue;
        }
        // An animated WebP, which this FFmpeg cannot decode: the image library reads those.
        let unreadable = e["video"].as_array().is_some_and(|v| v.iter().any(|s| s["coded_width"] == 0));
        let info = match probe(media.join(file), &Limits::default()) {
            Ok(info) if !unreadable => info,
            Ok(info) => {
                assert!(!info.warnings.is_empty(), "{file}: an unreadable picture needs a warning");
                continue;
            }
            Err(error) => {
                if !unreadable {
                    faults.push(format!("{file}: {error}"));
                }
                continue;
            }
        };
        checked += 1;
        compare(&mut Check { file, faults: &mut faults }, &info, e);
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(checked > 40, "only {checked} files were checked");
}

fn compare(c: &mut Check<'_>, info: &MediaInfo, e: &Value) {
    if let Some(duration) = e["duration_s"].as_f64() {
        let got = info.duration.as_secs();
        c.that("duration", (got - duration).abs() < 0.01, got, duration);
    }
    if let Some(start) = e["start_time_s"].as_f64() {
        let got = info.start.as_secs();
        c.that("start", (got - start).abs() < 0.001, got, start);
    }
    let none = Vec::new();
    let video = e["video"].as_array().unwrap_or(&none);
    c.that("video streams", info.video.len() == video.len(), info.video.len(), video.len());
    for (got, e) in info.video.iter().zip(video) {
        c.that("codec", e["codec"] == got.codec.as_str(), &got.codec, &e["codec"]);
        let size = |w: &str, h: &str| (e[w].as_u64().unwrap_or(0) as u32, e[h].as_u64().unwrap_or(0) as u32);
        let coded = (got.coded_size.width, got.coded_size.height);
        c.that("coded size", coded == size("coded_width", "coded_height"), coded, size("coded_width", "coded_height"));
        let shown = (got.display_size.width, got.display_size.height);
        c.that(
            "size",
            shown == size("display_width", "display_height"),
            shown,
            size("display_width", "display_height"),
        );
        if let Some(ccw) = e["rotation_ffprobe"].as_i64() {
            let cw = (-ccw).rem_euclid(360) as u32;
            c.that("rotation", got.rotation_degrees == cw, got.rotation_degrees, cw);
        }
        if let Some(frames) = e["frames_decoded"].as_u64() {
            c.that("frames", got.frames == frames, got.frames, frames);
        }
        // Where timestamps are milliseconds FFmpeg's average is the clock's thousand hertz; those clips have 29.97, which
        // a second of milliseconds cannot tell from 30.
        let (fps, slack) = match e["fps"].as_f64() {
            Some(fps) if fps < 1000.0 => (fps, 1e-6),
            _ => (30000.0 / 1001.0, 2e-3),
        };
        c.that("frame rate", (got.frame_rate.as_f64() / fps - 1.0).abs() < slack, got.frame_rate, fps);
        if let Some(vfr) = e["vfr"].as_bool() {
            c.that("vfr", got.variable_frame_rate == vfr, got.variable_frame_rate, vfr);
        }
        if let Some(format) = e["pix_fmt"].as_str() {
            c.that("pixel format", got.pixel_format.as_deref() == Some(format), &got.pixel_format, format);
        }
        let tag = |name: &str| e["color"].get(name).and_then(Value::as_str).map(str::to_owned);
        let tags = &got.color_tags;
        for (name, got) in [
            ("color_range", &tags.range),
            ("color_space", &tags.matrix),
            ("color_primaries", &tags.primaries),
            ("color_transfer", &tags.transfer),
        ] {
            let expected = tag(name);
            // `gbr` is said of RGB pictures by newer FFmpeg only.
            c.that(name, *got == expected || got.as_deref() == Some("gbr"), got, expected);
        }
        c.that("alpha", got.alpha || e["alpha_mode"] != "1", got.alpha, &e["alpha_mode"]);
        if let Some(duration) = e["duration_s"].as_f64() {
            let secs = got.duration.as_secs();
            c.that("video duration", (secs - duration).abs() < 0.01, secs, duration);
        }
        if let Some(r) = fraction(&e["sar"]) {
            c.that("sar", got.sample_aspect.as_f64() == r, got.sample_aspect, r);
        }
    }
    let audio = e["audio"].as_array().unwrap_or(&none);
    c.that("audio streams", info.audio.len() == audio.len(), info.audio.len(), audio.len());
    for (got, e) in info.audio.iter().zip(audio) {
        c.that("audio codec", e["codec"] == got.codec.as_str(), &got.codec, &e["codec"]);
        c.that("sample rate", e["sample_rate"] == got.sample_rate, got.sample_rate, &e["sample_rate"]);
        c.that("channels", e["channels"] == got.channels, got.channels, &e["channels"]);
        if let Some(duration) = e["duration_s"].as_f64() {
            let secs = got.duration.as_secs();
            c.that("audio duration", (secs - duration).abs() < 0.06, secs, duration);
        }
    }
    let subtitles = e["subtitle"].as_array().unwrap_or(&none);
    c.that("subtitle streams", info.subtitles.len() == subtitles.len(), &info.subtitles, subtitles);
    if e["container"] != "image2" {
        c.that("container", e["container"] == info.container.as_str(), &info.container, &e["container"]);
    }
}
