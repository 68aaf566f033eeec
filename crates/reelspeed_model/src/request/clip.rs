use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Request;
use crate::schema::{above, at_least, range};
use crate::{
    AudioOutput, Clip, Composition, Container, Fit, FrameRate, Layer, LayerCommon, Output, Trim, VideoLayer,
    VideoOutput,
};

/// A part of a video as a short of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ClipRequest {
    /// Path of the video.
    #[schemars(length(min = 1, max = 4096))]
    pub input: String,
    /// Where the part begins, in seconds, at least 0. Default 0.
    #[serde(default)]
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// How long it is, in seconds, over 0. Default: to the end of the video.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub duration: Option<f64>,
    /// Width of the output in pixels, even, 16 to 8192. Default 1080.
    #[serde(default = "width")]
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub width: u32,
    /// Height of the output in pixels, even, 16 to 8192. Default 1920.
    #[serde(default = "height")]
    #[schemars(transform = range(16.0, 8192.0), extend("multipleOf" = 2))]
    pub height: u32,
    /// Frames per second of the output. Default: those of the video, from 1 to 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frame_rate: Option<FrameRate>,
    /// How the picture fills the output. Default `cover`.
    #[serde(default)]
    pub fit: Fit,
    /// Whether its sound is left out. Default false.
    #[serde(default)]
    pub muted: bool,
    /// Playback speed, 0.1 to 10. Default 1.
    #[serde(default = "speed")]
    #[schemars(transform = range(0.1, 10.0))]
    pub speed: f64,
    /// The container. Default: by the output file's extension, else MP4.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// Settings of the video encoder.
    #[serde(default)]
    pub video: VideoOutput,
    /// Settings of the audio encoder.
    #[serde(default)]
    pub audio: AudioOutput,
}

impl Request for ClipRequest {}

const fn width() -> u32 {
    1080
}

const fn height() -> u32 {
    1920
}

const fn speed() -> f64 {
    1.0
}

impl ClipRequest {
    /// All of `input` as 1080x1920.
    pub fn new(input: impl Into<String>) -> Self {
        Self {
            input: input.into(),
            start: 0.0,
            duration: None,
            width: width(),
            height: height(),
            frame_rate: None,
            fit: Fit::default(),
            muted: false,
            speed: speed(),
            container: None,
            video: VideoOutput::default(),
            audio: AudioOutput::default(),
        }
    }

    /// The document that makes this clip. `source_rate` is that of the video, for where the request names none.
    pub fn to_composition(&self, source_rate: Option<FrameRate>) -> Composition {
        let mut clip = Clip::new(&self.input);
        clip.trim = Trim { start: self.start, end: None };
        (clip.fit, clip.muted, clip.speed) = (self.fit, self.muted, self.speed);
        let mut composition = Composition::new(self.width, self.height);
        composition.duration = self.duration;
        composition.frame_rate = self.frame_rate.or(source_rate).unwrap_or_default();
        composition.layers.push(Layer::Video(VideoLayer { common: LayerCommon::default(), clip, size: None }));
        composition.output = Output { container: self.container, video: self.video.clone(), audio: self.audio.clone() };
        composition
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_default() {
        let clip = ClipRequest::from_json(r#"{ "input": "a.mp4" }"#).unwrap();
        assert_eq!(clip, ClipRequest::new("a.mp4"));
        let rate = FrameRate::Fraction([24, 1]);
        let composition = clip.to_composition(Some(rate));
        assert_eq!((composition.width, composition.height, composition.frame_rate), (1080, 1920, rate));
        composition.validate().unwrap();
    }

    #[test]
    fn every_fault_is_named_with_what_was_expected() {
        let text = r#"{ "start": -1, "width": 1081, "fit": "covr", "video": { "rateControl": { "crf": 99 } } }"#;
        let errors = ClipRequest::from_json(text).unwrap_err();
        let lines: Vec<_> = errors.issues.iter().map(ToString::to_string).collect();
        assert_eq!(lines.len(), 5, "{lines:?}");
        for part in
            ["input: is missing", "start: must be ≥ 0, was -1", "width: must be", "video.rateControl.crf: must be"]
        {
            assert!(lines.iter().any(|l| l.starts_with(part)), "{part}: {lines:?}");
        }
        assert!(lines.iter().any(|l| l.starts_with("fit: ") && l.ends_with("did you mean \"cover\"?")), "{lines:?}");
    }
}
