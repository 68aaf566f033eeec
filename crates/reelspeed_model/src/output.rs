use crate::schema::range;
use crate::{DocumentErrors, Issue, IssueCode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Container and codecs of the finished file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Output {
    /// The container. Default: by the output file's extension, else MP4.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container: Option<Container>,
    /// The picture's codec.
    pub video: VideoOutput,
    /// The sound's codec.
    pub audio: AudioOutput,
}

/// A container format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Container {
    /// MP4 with its index at the front.
    #[default]
    Mp4,
    /// QuickTime with its index at the front.
    Mov,
    /// Matroska.
    Mkv,
    /// WebM: VP9 or AV1 with Opus.
    Webm,
}

impl Container {
    /// Whether the container can hold video of this codec.
    pub const fn holds_video(self, codec: VideoCodec) -> bool {
        match self {
            Self::Mp4 | Self::Mkv => true,
            Self::Mov => matches!(codec, VideoCodec::H264 | VideoCodec::Hevc),
            Self::Webm => matches!(codec, VideoCodec::Vp9 | VideoCodec::Av1),
        }
    }

    /// Whether the container can hold sound of this codec.
    pub const fn holds_audio(self, codec: AudioCodec) -> bool {
        match self {
            Self::Mp4 | Self::Mkv => true,
            Self::Mov => matches!(codec, AudioCodec::Aac | AudioCodec::Mp3),
            Self::Webm => matches!(codec, AudioCodec::Opus),
        }
    }

    /// The video codec where the document names none: VP9 in WebM, else H.264.
    pub const fn default_video_codec(self) -> VideoCodec {
        match self {
            Self::Webm => VideoCodec::Vp9,
            Self::Mp4 | Self::Mov | Self::Mkv => VideoCodec::H264,
        }
    }

    /// The audio codec where the document names none: Opus in WebM, else AAC.
    pub const fn default_audio_codec(self) -> AudioCodec {
        match self {
            Self::Webm => AudioCodec::Opus,
            Self::Mp4 | Self::Mov | Self::Mkv => AudioCodec::Aac,
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Mp4 => "MP4",
            Self::Mov => "QuickTime",
            Self::Mkv => "Matroska",
            Self::Webm => "WebM",
        }
    }
}

impl Output {
    /// What does not go together when the file is a `container`, which may have come from the file's extension.
    pub fn check(&self, container: Container) -> DocumentErrors {
        let issues = self.conflicts(Some(container)).into_iter();
        DocumentErrors::new(issues.map(|(field, issue)| Issue { path: format!("output.{}", field.join(".")), ..issue }))
    }

    /// The same with the fields' paths inside the output; where no container is known, what holds for any.
    pub(crate) fn conflicts(&self, container: Option<Container>) -> Vec<([&'static str; 2], Issue)> {
        let mut found = Vec::new();
        let mut conflict = |field, expected: String, actual: String| {
            found.push((field, Issue::new("", expected, actual).code(IssueCode::Conflict)));
        };
        if let Some(container) = container {
            let title = container.title();
            if let Some(codec) = self.video.codec.filter(|c| !container.holds_video(*c)) {
                let fitting = VideoCodec::ALL.iter().filter(|c| container.holds_video(**c)).map(|c| c.name());
                let fitting = fitting.collect::<Vec<_>>().join(" or ");
                conflict(["video", "codec"], format!("{fitting} in {title}"), codec.name().into());
            }
            if let Some(codec) = self.audio.codec.filter(|c| self.audio.enabled && !container.holds_audio(*c)) {
                let fitting = AudioCodec::ALL.iter().filter(|c| container.holds_audio(**c)).map(|c| c.name());
                let fitting = fitting.collect::<Vec<_>>().join(" or ");
                conflict(["audio", "codec"], format!("{fitting} in {title}"), codec.name().into());
            }
        }
        let codec = self.audio.codec.or(container.map(Container::default_audio_codec));
        if codec == Some(AudioCodec::Opus) && self.audio.enabled && self.audio.sample_rate != 48_000 {
            conflict(["audio", "sampleRate"], "48000 for Opus".into(), self.audio.sample_rate.to_string());
        }
        found
    }
}

impl VideoCodec {
    const ALL: [Self; 4] = [Self::H264, Self::Hevc, Self::Vp9, Self::Av1];

    /// The name in documents, such as `h264`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::H264 => "h264",
            Self::Hevc => "hevc",
            Self::Vp9 => "vp9",
            Self::Av1 => "av1",
        }
    }
}

impl AudioCodec {
    const ALL: [Self; 4] = [Self::Aac, Self::Opus, Self::Flac, Self::Mp3];

    /// The name in documents, such as `aac`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aac => "aac",
            Self::Opus => "opus",
            Self::Flac => "flac",
            Self::Mp3 => "mp3",
        }
    }
}

/// Settings of the video encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoOutput {
    /// Codec. Default: H.264, in WebM VP9.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codec: Option<VideoCodec>,
    /// Which hardware may encode. Default `auto`: hardware when it really opens, else software.
    pub hardware: Hardware,
    /// How bits are spent. Default a constant quality of 23.
    pub rate_control: RateControl,
    /// Speed against size, named as x264 names it; mapped for other encoders. Default `veryfast`.
    pub preset: Preset,
    /// Most frames between key packets, 1 to 1000. Default 250.
    #[schemars(transform = range(1.0, 1000.0))]
    pub gop: u32,
    /// Threads of a software encoder, 1 to 64. Default: as many as the machine has cores.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(1.0, 64.0))]
    pub threads: Option<u32>,
    /// Frames the encoder looks ahead, 0 to 250. Default: as the preset says. Fewer need less memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 250.0))]
    pub lookahead: Option<u32>,
    /// Most consecutive B-frames, 0 to 16. Default: as the preset says.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 16.0))]
    pub b_frames: Option<u32>,
}

impl Default for VideoOutput {
    fn default() -> Self {
        Self {
            codec: None,
            hardware: Hardware::Auto,
            rate_control: RateControl::default(),
            preset: Preset::Veryfast,
            gop: 250,
            threads: None,
            lookahead: None,
            b_frames: None,
        }
    }
}

/// A video codec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum VideoCodec {
    /// H.264/AVC.
    #[default]
    H264,
    /// H.265/HEVC.
    Hevc,
    /// VP9.
    Vp9,
    /// AV1.
    Av1,
}

/// Which hardware may encode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Hardware {
    /// Whatever opens, else software.
    #[default]
    Auto,
    /// Software only.
    Off,
    /// NVIDIA, else software.
    Nvenc,
    /// VA-API (Intel and AMD on Linux), else software.
    Vaapi,
    /// Intel Quick Sync, else software.
    Qsv,
    /// Apple, else software.
    Videotoolbox,
}

/// How bits are spent; an object with one key.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum RateControl {
    /// Constant quality: x264's CRF, 0 (lossless) to 51; mapped for other encoders.
    Crf(#[schemars(transform = range(0.0, 51.0))] f64),
    /// Average bits per second, 10,000 to 500,000,000.
    Bitrate(#[schemars(transform = range(10_000.0, 500_000_000.0))] u32),
}

impl Default for RateControl {
    fn default() -> Self {
        Self::Crf(23.0)
    }
}

/// Speed against size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Preset {
    /// Fastest and largest.
    Ultrafast,
    /// Very large files.
    Superfast,
    /// A good trade for shorts.
    #[default]
    Veryfast,
    /// Smaller, a little slower.
    Faster,
    /// Between.
    Fast,
    /// x264's own default.
    Medium,
    /// Small and slow.
    Slow,
    /// Smaller and slower.
    Slower,
    /// Smallest and slowest.
    Veryslow,
}

/// Settings of the audio encoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AudioOutput {
    /// Codec. Default: AAC, in WebM Opus.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codec: Option<AudioCodec>,
    /// Bits per second, 8,000 to 512,000. Default 128,000.
    #[schemars(transform = range(8000.0, 512_000.0))]
    pub bitrate: u32,
    /// Hertz: 44100 or 48000. Default 48000.
    #[schemars(extend("enum" = [44_100, 48_000]))]
    pub sample_rate: u32,
    /// Channels: 1 or 2. Default 2.
    #[schemars(extend("enum" = [1, 2]))]
    pub channels: u32,
    /// Whether there is a sound stream at all. Default true; a composition in which nothing sounds gets none either.
    pub enabled: bool,
}

impl Default for AudioOutput {
    fn default() -> Self {
        Self { codec: None, bitrate: 128_000, sample_rate: 48_000, channels: 2, enabled: true }
    }
}

/// An audio codec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum AudioCodec {
    /// AAC-LC.
    #[default]
    Aac,
    /// Opus; needs 48000 Hz.
    Opus,
    /// FLAC, in Matroska and MP4.
    Flac,
    /// MP3.
    Mp3,
}
