use reelspeed_core::{Rational, Size};
use reelspeed_ffmpeg::{Hardware, Muxer, MuxerOptions, RateControl, VideoEncoder, VideoEncoderConfig};
use reelspeed_model::VideoCodec;
use serde::{Deserialize, Serialize};

use crate::{EngineError, Frame, Quality, VideoError};

/// How frames are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct EncodingConfig {
    /// Codec. Default H.264.
    pub codec: VideoCodec,
    /// Quality. Default high.
    pub quality: Quality,
    /// Whether hardware may encode, where it opens; software does otherwise. Default true.
    pub hardware_acceleration: bool,
}

impl Default for EncodingConfig {
    fn default() -> Self {
        Self { codec: VideoCodec::H264, quality: Quality::High, hardware_acceleration: true }
    }
}

/// Encodes frames, shown at 30 a second, as an MP4 file in memory. Does not return before it is done.
///
/// ```
/// use reelspeed::{EncodingConfig, Frame, encode_frames_sync};
///
/// let red = Frame::from_rgba(64, 64, &[255, 0, 0, 255].repeat(64 * 64))?;
/// let mp4 = encode_frames_sync(&vec![red; 10], &EncodingConfig::default())?;
/// assert_eq!(&mp4[4..8], b"ftyp");
/// # Ok::<(), reelspeed::VideoError>(())
/// ```
///
/// # Errors
/// `INVALID_ARGUMENT` where there is no frame or one has another size than the first; `ENCODE` where no encoder opens or one
/// fails; `IO` where the temporary file cannot be written.
pub fn encode_frames_sync(frames: &[Frame], config: &EncodingConfig) -> Result<Vec<u8>, VideoError> {
    encode_frames(frames, config, 30)
}

/// The same at `fps` frames a second.
pub(crate) fn encode_frames(frames: &[Frame], config: &EncodingConfig, fps: u32) -> Result<Vec<u8>, VideoError> {
    let size = common_size(frames)?;
    let rate = Rational::new(i64::from(fps.max(1)), 1);
    let reelspeed_model::RateControl::Crf(crf) = config.quality.rate_control() else {
        return Err(argument("quality", "a constant quality", "a bitrate"));
    };
    let settings = VideoEncoderConfig {
        rate: RateControl::Quality(crf as f32),
        preset: Some("veryfast".into()),
        ..VideoEncoderConfig::new(size, rate)
    };
    let hardware = if config.hardware_acceleration { Hardware::Auto } else { Hardware::Off };
    let mut encoder = VideoEncoder::open_first(codec(config.codec), hardware, &settings)?.encoder;

    // MP4 needs a file that can be sought in.
    let file = tempfile::Builder::new()
        .prefix("reelspeed.")
        .suffix(".mp4")
        .tempfile()
        .map_err(|e| io("cannot create a file in", e))?;
    let mut muxer = Muxer::create(file.path(), MuxerOptions::default())?;
    let track = muxer.add_track(encoder.stream())?;
    for (index, frame) in (0..).zip(frames) {
        encoder.send(&frame.inner, index)?;
        while let Some(packet) = encoder.receive()? {
            muxer.write(track, packet)?;
        }
    }
    encoder.finish()?;
    while let Some(packet) = encoder.receive()? {
        muxer.write(track, packet)?;
    }
    muxer.finish()?;
    std::fs::read(file.path()).map_err(|e| io("cannot read back a file in", e))
}

/// The size that all frames have.
fn common_size(frames: &[Frame]) -> Result<Size, VideoError> {
    let Some(first) = frames.first() else {
        return Err(argument("frames", "at least one", "none"));
    };
    let size = first.inner.size();
    match frames.iter().position(|f| f.inner.size() != size) {
        None => Ok(size),
        Some(i) => {
            let other = frames[i].inner.size();
            let expected = format!("{}x{} as the first", size.width, size.height);
            Err(argument("frames", &expected, &format!("{}x{} in frame {i}", other.width, other.height)))
        }
    }
}

fn codec(codec: VideoCodec) -> reelspeed_ffmpeg::VideoCodec {
    match codec {
        VideoCodec::H264 => reelspeed_ffmpeg::VideoCodec::H264,
        VideoCodec::Hevc => reelspeed_ffmpeg::VideoCodec::Hevc,
        VideoCodec::Vp9 => reelspeed_ffmpeg::VideoCodec::Vp9,
        VideoCodec::Av1 => reelspeed_ffmpeg::VideoCodec::Av1,
    }
}

fn argument(argument: &'static str, expected: &str, actual: &str) -> EngineError {
    EngineError::Argument { argument, expected: expected.into(), actual: actual.into() }
}

fn io(action: &'static str, source: std::io::Error) -> EngineError {
    EngineError::Io { action, path: std::env::temp_dir(), source }
}
