//! What video encoders hold.

use reelspeed_ffmpeg::{VideoEncoderConfig, is_hardware_encoder};

use super::x264::X264;

/// Bytes that the encoder of this FFmpeg name holds with these settings.
pub(crate) fn predict(name: &str, config: &VideoEncoderConfig) -> f64 {
    let frame = config.size.pixels() as f64 * 1.5;
    match name {
        "libx264" => X264::of(config).bytes(config.size, config.rate),
        "libx265" => x265(config, frame),
        "libvpx-vp9" => vp9(config, frame),
        "libsvtav1" => svt_av1(config, frame),
        "libaom-av1" => aom_av1(config, frame),
        "libopenh264" => frame * (8.0 + 2.0 * f64::from(config.threads.max(1))) + 4e6,
        // Copies in the layout of the device, and the driver's own.
        name if is_hardware_encoder(name) => frame * 8.0 + 60e6,
        _ => frame * 40.0,
    }
}

/// Numbers by preset from fastest (`ultrafast`) to slowest (`veryslow`).
fn by_preset<T: Copy>(config: &VideoEncoderConfig, steps: [T; 9]) -> T {
    let names = ["ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"];
    let preset = config.preset.as_deref().unwrap_or("medium");
    steps[names.iter().position(|n| *n == preset).unwrap_or(5)]
}

/// Frames wait at full size with planes of half their sides; those referred to carry motion and, while they are made, rows of
/// coding trees of each thread.
fn x265(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let lookahead = config.lookahead.unwrap_or(by_preset(config, [5, 10, 15, 15, 15, 20, 25, 40, 40]));
    let b_frames = config.b_frames.unwrap_or(by_preset(config, [3, 3, 4, 4, 4, 4, 4, 8, 8]));
    let refs = config.refs.unwrap_or(by_preset(config, [1, 1, 2, 2, 3, 3, 4, 5, 5]));
    let threads = f64::from(config.threads.max(1));
    let waiting = f64::from(lookahead + b_frames) + threads.min(4.0) + 3.0;
    let referred = f64::from(refs) + 3.0 + threads.min(4.0);
    frame * (waiting * 2.6 + referred * 3.2) + threads * 3e6 + 12e6
}

fn vp9(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let lag = f64::from(config.lookahead.unwrap_or(25).min(25));
    frame * (lag * 1.25 + 32.0) + f64::from(config.threads.max(1)) * frame + 20e6
}

fn svt_av1(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let threads = f64::from(config.threads.max(1));
    frame * (150.0 + 10.0 * threads) + 80e6
}

fn aom_av1(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let lag = f64::from(config.lookahead.unwrap_or(35).min(48));
    frame * (lag * 2.5 + 60.0) + f64::from(config.threads.max(1)) * frame * 3.0 + 20e6
}
