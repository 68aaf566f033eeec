//! One set of settings in every encoder's own words.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;

use super::compact::Compact;
use super::{RateControl, VideoEncoderConfig};
use crate::sys::Dict;

/// x264's preset names, fastest first.
const PRESETS: [&str; 9] =
    ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];

/// The number that stands for a preset in a scale of `steps`; numbers pass unchanged.
fn speed(preset: &str, steps: [&str; 9]) -> String {
    PRESETS.iter().position(|p| *p == preset).map_or_else(|| preset.to_owned(), |i| steps[i].to_owned())
}

/// The rate at which H.264 gives about the quality asked for: encoders without a quality mode get that.
fn estimated_bitrate(config: &VideoEncoderConfig, quality: f32) -> i64 {
    // A tenth of a bit per pixel is about quality 23; six steps double the rate.
    let pixels = config.size.pixels() as f64 * config.frame_rate.as_f64();
    let factor = f64::from((23.0 - quality.clamp(0.0, 51.0)) / 6.0).exp2();
    (pixels * 0.1 * factor).clamp(100_000.0, 200_000_000.0) as i64
}

/// How far OpenH264's constant quantiser lies above the constant rate factor at which x264 (`veryfast`) gives the same SSIM:
/// 0.9 to 1.4 from quality 18 to 28 on animation.
const OPENH264_QUANTISER: f32 = 1.0;

/// Sets what the context carries, before it is opened; gives the options to open it with.
///
/// # Safety
///
/// `ctx` is allocated for the encoder `name` and not open.
pub(super) unsafe fn apply(ctx: *mut ff::AVCodecContext, name: &str, config: &VideoEncoderConfig) -> Dict {
    let mut o = Dict::new();
    // SAFETY: the caller's promise.
    let c = unsafe { &mut *ctx };
    c.thread_count = config.threads.min(64) as c_int;
    if let Some(gop) = config.gop {
        c.gop_size = gop.min(100_000) as c_int;
    }
    if let Some(b) = config.b_frames {
        c.max_b_frames = b.min(16) as c_int;
    }
    if let Some(refs) = config.refs {
        c.refs = refs.clamp(1, 16) as c_int;
    }
    if let RateControl::Bitrate { average, max, buffer } = config.rate {
        c.bit_rate = average.min(i64::MAX as u64) as i64;
        if let Some(max) = max {
            c.rc_max_rate = max.min(i64::MAX as u64) as i64;
            let buffer = buffer.unwrap_or(max.saturating_mul(2));
            c.rc_buffer_size = buffer.min(c_int::MAX as u64) as c_int;
        }
    }
    let quality = match config.rate {
        RateControl::Quality(q) => Some(q),
        RateControl::Bitrate { .. } => None,
    };
    let preset = config.preset.as_deref();
    match name {
        "libx264" => {
            let mut quality = quality;
            if config.compact
                && let Some(lookahead) = config.lookahead
            {
                let compact = Compact::of(lookahead);
                quality = quality.map(|q| (q + compact.rate_factor).clamp(if q > 0.0 { 1.0 } else { 0.0 }, 51.0));
                if let Some(qcomp) = compact.qcomp {
                    c.qcompress = qcomp;
                }
                // Slower presets have it anyway; at 2 they do more.
                if matches!(preset, Some("superfast" | "veryfast")) {
                    c.trellis = 1;
                }
            }
            x264(&mut o, config, quality);
        }
        "libx265" => x265(&mut o, config, quality),
        "libvpx-vp9" => {
            if let Some(q) = quality {
                // VP9's scale runs to 63.
                o.set("crf", &format!("{}", (q * 63.0 / 51.0).round().clamp(0.0, 63.0)));
                c.bit_rate = 0;
            }
            o.set("deadline", "good");
            o.set("row-mt", "1");
            let speed = preset.map(|p| speed(p, ["8", "7", "6", "5", "4", "3", "2", "1", "0"]));
            o.set("cpu-used", speed.as_deref().unwrap_or("4"));
            if let Some(n) = config.lookahead {
                o.set("lag-in-frames", &n.min(25).to_string());
            }
            if config.format.alpha {
                // libvpx cannot hide frames in the alpha stream.
                o.set("auto-alt-ref", "0");
            }
        }
        "libsvtav1" => {
            if let Some(q) = quality {
                o.set("crf", &format!("{}", (q * 63.0 / 51.0).round().clamp(1.0, 63.0)));
            }
            let speed = preset.map(|p| speed(p, ["12", "11", "10", "9", "8", "7", "6", "4", "2"]));
            o.set("preset", speed.as_deref().unwrap_or("10"));
            let mut params = String::new();
            if config.threads > 0 {
                params = format!("lp={}", config.threads);
            }
            if let Some(n) = config.lookahead {
                params += &format!("{}lookahead={}", if params.is_empty() { "" } else { ":" }, n.min(120));
            }
            if !params.is_empty() {
                o.set("svtav1-params", &params);
            }
        }
        "libaom-av1" => {
            if let Some(q) = quality {
                o.set("crf", &format!("{}", (q * 63.0 / 51.0).round().clamp(0.0, 63.0)));
                c.bit_rate = 0;
            }
            let speed = preset.map(|p| speed(p, ["8", "8", "7", "6", "6", "5", "4", "3", "2"]));
            o.set("cpu-used", speed.as_deref().unwrap_or("6"));
            o.set("row-mt", "1");
        }
        "libopenh264" => openh264(c, &mut o, config, quality),
        name if name.ends_with("_nvenc") => {
            let speed = preset.map(|p| speed(p, ["p1", "p1", "p2", "p3", "p4", "p4", "p5", "p6", "p7"]));
            o.set("preset", speed.as_deref().unwrap_or("p4"));
            o.set("rc", "vbr");
            if let Some(q) = quality {
                o.set("cq", &format!("{q}"));
                c.bit_rate = 0;
            }
            if let Some(n) = config.lookahead {
                o.set("rc-lookahead", &n.min(32).to_string());
            }
            if let Some(profile) = &config.profile {
                o.set("profile", profile);
            }
            o.set("forced-idr", "1");
        }
        name if name.ends_with("_qsv") => {
            if let Some(p) = preset.filter(|p| PRESETS[2..].contains(p)) {
                o.set("preset", p);
            }
            if let Some(q) = quality {
                c.global_quality = q.round().clamp(1.0, 51.0) as c_int;
            }
        }
        name if name.ends_with("_vaapi") => {
            if let Some(q) = quality {
                o.set("rc_mode", "CQP");
                c.global_quality = q.round().clamp(1.0, 51.0) as c_int;
            }
        }
        name if name.ends_with("_videotoolbox") => {
            if let Some(q) = quality {
                c.bit_rate = estimated_bitrate(config, q);
            }
            o.set("allow_sw", "0");
        }
        _ => {}
    }
    for (key, value) in &config.extra {
        o.set(key, value);
    }
    o
}

/// OpenH264 has neither B-frames nor look-ahead nor speeds to choose from; its rate control knows targets only.
fn openh264(c: &mut ff::AVCodecContext, o: &mut Dict, config: &VideoEncoderConfig, quality: Option<f32>) {
    if let Some(q) = quality {
        // Every frame gets one quantiser, whatever rate comes of it: within a range of one value its rate control has no choice.
        // It accepts 12 to 51.
        let quantiser = (q + OPENH264_QUANTISER).round().clamp(12.0, 51.0) as c_int;
        (c.qmin, c.qmax) = (quantiser, quantiser);
        o.set("rc_mode", "quality");
        // Only its level depends on it.
        c.bit_rate = estimated_bitrate(config, q);
    } else {
        o.set("rc_mode", "bitrate");
    }
    // Never drop a frame to meet the rate.
    o.set("allow_skip_frames", "0");
    c.max_b_frames = 0;
    if config.gop.is_none() {
        // Its own default is one key picture at the beginning and no other; this is x264's.
        c.gop_size = 250;
    }
    // Without it the baseline profile, which costs a tenth more bits.
    let profile = match config.profile.as_deref() {
        Some("baseline" | "constrained_baseline") => "constrained_baseline",
        Some("main") => "main",
        _ => "high",
    };
    o.set("profile", profile);
    // It shares a picture between threads by slices, of eight rows of macroblocks at least: thinner ones cost bits.
    c.slices = (config.threads.min(8)).min(config.size.height / 128).max(1) as c_int;
}

fn x264(o: &mut Dict, config: &VideoEncoderConfig, quality: Option<f32>) {
    if let Some(q) = quality {
        o.set("crf", &format!("{q}"));
    }
    common(o, config);
    if let Some(n) = config.lookahead {
        o.set("rc-lookahead", &n.min(250).to_string());
    }
    // Frames come at one rate here; told so, x264 need not hold one more to know how long the last is.
    o.set("x264-params", "force-cfr=1");
}

fn x265(o: &mut Dict, config: &VideoEncoderConfig, quality: Option<f32>) {
    if let Some(q) = quality {
        o.set("crf", &format!("{q}"));
    }
    common(o, config);
    // x265 writes to stderr on its own.
    let mut params = "log-level=none".to_owned();
    if config.threads > 0 {
        params += &format!(":pools={}:frame-threads={}", config.threads, config.threads.min(4));
    }
    if let Some(n) = config.lookahead {
        params += &format!(":rc-lookahead={}", n.min(250));
    }
    o.set("x265-params", &params);
}

fn common(o: &mut Dict, config: &VideoEncoderConfig) {
    for (key, value) in [("preset", &config.preset), ("tune", &config.tune), ("profile", &config.profile)] {
        if let Some(value) = value {
            o.set(key, value);
        }
    }
}
