use reelspeed_core::Size;
use reelspeed_model::request::EncodeRequest;
use reelspeed_model::{FrameRate, Hardware, VideoCodec};
use serde::{Deserialize, Serialize};

use crate::{EngineError, Frame, FrameEncoder, Quality, RenderOptions, VideoError};

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

/// Encodes frames, shown at 30 a second, as an MP4 file in memory. Does not return before it is done; for frames that come one
/// by one there is [`FrameEncoder`].
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
/// `INVALID_ARGUMENT` where there is no frame or one has another size than the first; `INVALID_DOCUMENT` where a side is not even or not
/// from 16 to 8192; `ENCODE` where no encoder opens or one fails; `IO` where the temporary file cannot be written.
pub fn encode_frames_sync(frames: &[Frame], config: &EncodingConfig) -> Result<Vec<u8>, VideoError> {
    encode_frames(frames, config, 30)
}

/// The same at `fps` frames a second.
pub(crate) fn encode_frames(frames: &[Frame], config: &EncodingConfig, fps: u32) -> Result<Vec<u8>, VideoError> {
    let size = common_size(frames)?;
    let mut request = EncodeRequest::new(size.width, size.height);
    request.frame_rate = FrameRate::Fraction([fps.max(1), 1]);
    let video = &mut request.output.video;
    video.codec = Some(config.codec);
    video.rate_control = config.quality.rate_control();
    video.hardware = if config.hardware_acceleration { Hardware::Auto } else { Hardware::Off };

    // MP4 needs a file that can be sought in.
    let folder =
        tempfile::Builder::new().prefix("reelspeed.").tempdir().map_err(|e| io("cannot create a folder in", e))?;
    let path = folder.path().join("frames.mp4");
    let mut encoder = FrameEncoder::create(&path, &request, &RenderOptions::default())?;
    for frame in frames {
        encoder.push_frame(&frame.inner)?;
    }
    encoder.finish()?;
    std::fs::read(&path).map_err(|e| io("cannot read back a file in", e))
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

fn argument(argument: &'static str, expected: &str, actual: &str) -> EngineError {
    EngineError::Argument { argument, expected: expected.into(), actual: actual.into() }
}

fn io(action: &'static str, source: std::io::Error) -> EngineError {
    EngineError::Io { action, path: std::env::temp_dir(), source }
}
