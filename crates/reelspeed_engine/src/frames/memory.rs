//! What a stream of frames is expected to take.

use reelspeed_core::{FrameDesc, PixelFormat, Size};
use reelspeed_ffmpeg::{VideoEncoderConfig, VideoStreamInfo};
use reelspeed_model::{Preset, VideoCodec, VideoOutput};

/// Tables, queues and buffers that do not depend on the size of the picture.
const BASE: u64 = 8 << 20;

/// The most bytes that an encoder of frames takes: the frame that is converted, the one that is handed over, and what the codec
/// holds.
pub(super) fn encoder_bytes(settings: &VideoOutput, config: &VideoEncoderConfig) -> u64 {
    let frame = FrameDesc::working(config.size).bytes() as u64;
    BASE + 3 * frame + codec_bytes(settings, config)
}

/// What a software codec holds. x264 keeps the frames of its look-ahead with a half-size copy (2.8 bytes a pixel), and its
/// references with three interpolated copies of the luma (5 bytes a pixel); others are measured against it.
fn codec_bytes(settings: &VideoOutput, config: &VideoEncoderConfig) -> u64 {
    // Preset: look-ahead, B-frames, references.
    let (lookahead, b_frames, refs) = match settings.preset {
        Preset::Ultrafast => (0, 0, 1),
        Preset::Superfast => (0, 3, 1),
        Preset::Veryfast => (10, 3, 1),
        Preset::Faster => (20, 3, 2),
        Preset::Fast => (30, 3, 2),
        Preset::Medium => (40, 3, 3),
        Preset::Slow => (50, 3, 5),
        Preset::Slower => (60, 3, 8),
        Preset::Veryslow => (60, 8, 16),
    };
    let lookahead = u64::from(config.lookahead.unwrap_or(lookahead).min(settings.gop));
    let b_frames = u64::from(config.b_frames.unwrap_or(b_frames));
    let refs = u64::from(config.refs.unwrap_or(refs));
    let threads = u64::from(config.threads.max(1));
    let waiting = lookahead + 2 * b_frames + threads + 5;
    let reconstructed = refs + threads + 3;
    let pixels = config.size.pixels();
    let x264 = pixels * waiting * 28 / 10 + pixels * reconstructed * 5;
    match settings.codec.unwrap_or_default() {
        VideoCodec::H264 => x264,
        VideoCodec::Hevc | VideoCodec::Vp9 => 2 * x264,
        VideoCodec::Av1 => 4 * x264,
    }
}

/// The most bytes that a decoder of frames takes, the caller's own buffers left out.
pub(super) fn decoder_bytes(stream: &VideoStreamInfo, threads: u32, out: Size) -> u64 {
    let format = stream.format.unwrap_or(PixelFormat::YUV420P);
    let source = FrameDesc { format, size: stream.coded_size, color: stream.color }.bytes() as u64;
    let macroblocks =
        u64::from(stream.coded_size.width.div_ceil(16)) * u64::from(stream.coded_size.height.div_ceil(16));
    let held = match stream.codec.as_str() {
        // What the levels allow that files of such a size are written for: 4.2 up to 1080p, 5.1 above.
        "h264" | "hevc" => {
            let level = if macroblocks <= 8704 { 34_816 } else { 184_320 };
            (level / macroblocks.max(1)).clamp(4, 16)
        }
        "vp8" | "vp9" => 9,
        "av1" => 12,
        _ => 3,
    };
    // One that is decoded, one ahead of it, one handed over, one on its way through the compositor, and one more for each thread.
    let decoded = source * (held + 4 + u64::from(threads));
    // The frame, the one before, and the picture converted and turned.
    let drawn = FrameDesc::working(out).bytes() as u64 * 2 + FrameDesc::working(stream.coded_size).bytes() as u64 * 2;
    BASE + decoded + drawn
}
