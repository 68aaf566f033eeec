use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Request;
use crate::schema::{over, range};
use crate::{Hardware, Preset, VideoCodec};

/// A video made to fit a size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OptimizeRequest {
    /// Path of the video.
    #[schemars(length(min = 1, max = 4096))]
    pub input: String,
    /// The most that the whole file may have, in megabytes of 1,000,000 bytes, over 0 to 1,000,000. The result has at least 98 % of it
    /// and never more, unless the video is smaller or needs less.
    #[schemars(transform = over(0.0, 1_000_000.0))]
    pub target_size_mb: f64,
    /// Path of the result; its extension (mp4, m4v, mov, mkv, webm) chooses the container. Default: beside the input,
    /// `<name>.optimized.mp4`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 4096))]
    pub output: Option<String>,
    /// The most pixels from side to side, 16 to 8192. Default: as many as the input has. Nothing is ever enlarged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(16.0, 8192.0))]
    pub max_width: Option<u32>,
    /// The most pixels from top to bottom, 16 to 8192. Default: as many as the input has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(16.0, 8192.0))]
    pub max_height: Option<u32>,
    /// Codec. Default: H.264, in WebM VP9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codec: Option<VideoCodec>,
    /// Which hardware may encode. Default `off`: hardware does not encode in two passes, and gets less out of the same bits.
    #[serde(default = "software")]
    pub hardware: Hardware,
    /// Speed against quality. Default `medium`, slower than elsewhere: here bits are scarce.
    #[serde(default = "medium")]
    pub preset: Preset,
    /// Bits of sound per second, 8,000 to 512,000. Default: an eighth of what there is, from 24,000 to 128,000.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(8000.0, 512_000.0))]
    pub audio_bitrate: Option<u32>,
    /// Below this many bits per pixel the picture is made smaller, and after that slower, 0 to 1; at 0 never. Default: 0.02 for H.264,
    /// 0.014 for HEVC and VP9, 0.012 for AV1; or half of what the input has, where that is less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 1.0))]
    pub min_bits_per_pixel: Option<f64>,
}

impl Request for OptimizeRequest {}

const fn software() -> Hardware {
    Hardware::Off
}

const fn medium() -> Preset {
    Preset::Medium
}

impl OptimizeRequest {
    /// `input` in at most `target_size_mb` megabytes.
    pub fn new(input: impl Into<String>, target_size_mb: f64) -> Self {
        Self {
            input: input.into(),
            target_size_mb,
            output: None,
            max_width: None,
            max_height: None,
            codec: None,
            hardware: software(),
            preset: medium(),
            audio_bitrate: None,
            min_bits_per_pixel: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let request = OptimizeRequest::from_json(r#"{ "input": "a.mp4", "targetSizeMb": 8 }"#).unwrap();
        assert_eq!(request, OptimizeRequest::new("a.mp4", 8.0));
    }

    #[test]
    fn every_fault_is_named_with_what_was_expected() {
        let text = r#"{ "input": "a.mp4", "targetSizeMb": 0, "maxWidth": 8, "preset": "medum" }"#;
        let errors = OptimizeRequest::from_json(text).unwrap_err();
        let lines: Vec<_> = errors.issues.iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 3, "{lines:?}");
        for part in ["targetSizeMb: must be", "maxWidth: must be", "preset: "] {
            assert!(lines.iter().any(|l| l.starts_with(part)), "{part}: {lines:?}");
        }
    }
}
