//! What video encoders hold.
//!
//! x264 is modelled in full ([`super::x264`]); of the others the numbers of pictures were fitted to measured peaks at three sizes,
//! two presets, one and two threads (x265 3.5, libvpx 1.12, SVT-AV1 1.4).

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

/// Frames wait at full size with planes of half their sides, costs and motion; those referred to are there as they were, as they
/// came out, and filtered.
fn x265(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let lookahead = config.lookahead.unwrap_or(by_preset(config, [5, 10, 15, 15, 15, 20, 25, 40, 40]));
    let b_frames = config.b_frames.unwrap_or(by_preset(config, [3, 3, 4, 4, 4, 4, 4, 8, 8]));
    let refs = config.refs.unwrap_or(by_preset(config, [1, 1, 2, 2, 3, 3, 4, 5, 5]));
    let threads = f64::from(config.threads.max(1));
    let waiting = f64::from(lookahead + b_frames) + threads.min(4.0) + 3.0;
    let referred = f64::from(refs) + 3.0 + threads.min(4.0);
    frame * (waiting * 3.8 + referred * 4.7) + threads * 3e6 + 18e6
}

/// Frames of the look-ahead, and everything that is kept of each block.
fn vp9(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let lag = f64::from(config.lookahead.unwrap_or(25).min(25));
    frame * (lag * 1.25 + 47.0 + 1.5 * f64::from(config.threads.max(1))) + 36e6
}

/// SVT-AV1 works on many frames at once: on more of them with each thread, and keeps more of each at slower presets.
fn svt_av1(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let threads = f64::from(config.threads.max(1));
    let preset = by_preset(config, [0.0, 0.0, 10.0, 20.0, 28.0, 36.0, 45.0, 60.0, 80.0]);
    frame * (60.0 + 29.0 * threads + preset) + 34e6
}

/// Not measured; high on purpose.
fn aom_av1(config: &VideoEncoderConfig, frame: f64) -> f64 {
    let lag = f64::from(config.lookahead.unwrap_or(35).min(48));
    frame * (lag * 2.5 + 60.0) + f64::from(config.threads.max(1)) * frame * 3.0 + 20e6
}
