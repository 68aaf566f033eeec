use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Request;
use crate::schema::{above, at_least, range};
use crate::{AudioTrack, Color, Composition, Fit, FrameRate, Output};

/// How the pixels of a raw frame lie in memory: rows from top to bottom, without gaps, 8 bits a sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RawPixelFormat {
    /// Red, green, blue and straight alpha, four bytes a pixel: what a canvas's `ImageData` holds.
    #[default]
    Rgba,
    /// Red, green and blue, three bytes a pixel.
    Rgb24,
    /// Planes Y, Cb and Cr, the latter of half the width and height (rounded up); BT.709, limited range.
    Yuv420p,
    /// A plane Y, then Cb and Cr in turn, of half the width and height (rounded up); BT.709, limited range.
    Nv12,
}

impl RawPixelFormat {
    /// Bytes of a frame.
    pub const fn frame_bytes(self, width: u32, height: u32) -> u64 {
        let (width, height) = (width as u64, height as u64);
        match self {
            Self::Rgba => width * height * 4,
            Self::Rgb24 => width * height * 3,
            Self::Yuv420p | Self::Nv12 => width * height + 2 * width.div_ceil(2) * height.div_ceil(2),
        }
    }

    /// The name in requests, such as `rgba`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rgba => "rgba",
            Self::Rgb24 => "rgb24",
            Self::Yuv420p => "yuv420p",
            Self::Nv12 => "nv12",
        }
    }
}

/// A video out of raw frames that the caller makes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EncodeRequest {
    /// Width of the frames in pixels, even, 16 to 8192.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub width: u32,
    /// Height of the frames in pixels, even, 16 to 8192.
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub height: u32,
    /// Frames per second: a number or `[numerator, denominator]`, 1 to 240. Frame n is shown at n divided by it. Default 30.
    #[serde(default)]
    pub frame_rate: FrameRate,
    /// How the pixels of a frame lie in memory. What is transparent in `rgba` is laid over black. Default `rgba`.
    #[serde(default)]
    pub pixel_format: RawPixelFormat,
    /// How many frames will come, for the progress; more or fewer may come all the same. Default unknown: then the progress has no
    /// time that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(1.0, 10_000_000.0))]
    pub frames: Option<u32>,
    /// Path of a file whose sound goes under the video, from its beginning; cut off or filled up with silence to the video's length.
    /// Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 4096))]
    pub audio: Option<String>,
    /// Container and codecs.
    #[serde(default)]
    pub output: Output,
}

impl Request for EncodeRequest {}

impl EncodeRequest {
    /// RGBA frames of this size, 30 a second.
    pub fn new(width: u32, height: u32) -> Self {
        Self {
            width,
            height,
            frame_rate: FrameRate::default(),
            pixel_format: RawPixelFormat::default(),
            frames: None,
            audio: None,
            output: Output::default(),
        }
    }

    /// The document that has this size, rate, sound and output, and no layer. It lasts as long as a document may: 6 hours, which is
    /// also the most that can be encoded.
    pub fn to_composition(&self) -> Composition {
        let mut composition = Composition::new(self.width, self.height);
        composition.frame_rate = self.frame_rate;
        composition.duration = Some(21_600.0);
        composition.audio.extend(self.audio.iter().map(AudioTrack::new));
        composition.output = self.output.clone();
        composition
    }
}

/// Raw frames out of a video.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct DecodeRequest {
    /// Path of the video.
    #[schemars(length(min = 1, max = 4096))]
    pub input: String,
    /// Where to begin, in seconds from the start of the presentation, at least 0: the first frame is the one that is on screen then.
    /// Default 0.
    #[serde(default)]
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// For how long, in seconds, over 0. Default: to the end of the video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub duration: Option<f64>,
    /// Frames per second, 1 to 240: frame n is the picture that is on screen at `start` plus n divided by it; pictures are left out
    /// or come again. Default: every picture of the video once, at its own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_rate: Option<FrameRate>,
    /// Width of the frames in pixels, 16 to 8192. Default: that of the video as it is shown, or what keeps its shape where only the
    /// height is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(16.0, 8192.0))]
    pub width: Option<u32>,
    /// Height of the frames in pixels, 16 to 8192. Default: that of the video as it is shown, or what keeps its shape where only the
    /// width is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(16.0, 8192.0))]
    pub height: Option<u32>,
    /// How the picture fills frames of another shape. Default `cover`.
    #[serde(default)]
    pub fit: Fit,
    /// What lies behind the picture: the bars of `contain`, and where the video is transparent. Its own alpha is ignored. Default
    /// black.
    #[serde(default = "black")]
    pub background: Color,
    /// How the pixels of a frame lie in memory. Default `rgba`, opaque.
    #[serde(default)]
    pub pixel_format: RawPixelFormat,
}

impl Request for DecodeRequest {}

impl DecodeRequest {
    /// Every picture of `input` as RGBA, as large as it is shown.
    pub fn new(input: impl Into<String>) -> Self {
        Self {
            input: input.into(),
            start: 0.0,
            duration: None,
            frame_rate: None,
            width: None,
            height: None,
            fit: Fit::default(),
            background: black(),
            pixel_format: RawPixelFormat::default(),
        }
    }
}

const fn black() -> Color {
    Color::BLACK
}
