use std::fmt;

use reelspeed_core::{ColorSpace, Flicks, Orientation, PixelFormat, Rational, Size};

/// What a media file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct MediaInfo {
    /// FFmpeg's name of the container, for example `"mov,mp4,m4a,3gp,3g2,mj2"`.
    pub container: String,
    /// How long the file lasts as players show it: the header's claim where the packets agree, else what the packets show.
    /// Counted from the container's zero in some formats, from the first packet in others.
    pub duration: Flicks,
    /// The container's time at which the presentation begins (10 s in a file whose first picture has pts 10). Decoders of
    /// this crate subtract it: their t = 0 is this moment.
    pub start: Flicks,
    /// From the first picture or sound to the end of the last: the length of the decoders' timeline.
    pub content_duration: Flicks,
    /// Video streams in file order, cover pictures among them.
    pub video: Vec<VideoStreamInfo>,
    /// Audio streams in file order.
    pub audio: Vec<AudioStreamInfo>,
    /// Subtitle streams in file order.
    pub subtitles: Vec<SubtitleStreamInfo>,
    /// What is odd about the file although it can be used.
    pub warnings: Vec<MediaWarning>,
}

impl MediaInfo {
    /// The video stream that [`VideoSource`](crate::VideoSource) opens by default: one that moves before a still picture, then
    /// what is marked as default, then the most pixels, then the first; never a cover picture, unless `attached` allows it and
    /// there is nothing else.
    pub fn best_video(&self, attached: bool) -> Option<&VideoStreamInfo> {
        let best = |covers: bool| {
            self.video
                .iter()
                .filter(|v| v.attached_picture == covers && v.decodable)
                // FFmpeg 7 gives the still picture of an animated AVIF as a stream of its own, and as the default.
                .max_by_key(|v| (v.frames != 1, v.default, v.coded_size.pixels(), std::cmp::Reverse(v.index)))
        };
        best(false).or_else(|| if attached { best(true) } else { None })
    }

    /// The audio stream that [`AudioSource`](crate::AudioSource) opens by default.
    pub fn best_audio(&self) -> Option<&AudioStreamInfo> {
        self.audio
            .iter()
            .filter(|a| a.decodable)
            .max_by_key(|a| (a.default, a.channels, a.sample_rate, std::cmp::Reverse(a.index)))
    }
}

/// A video stream.
#[derive(Clone, Debug, PartialEq)]
pub struct VideoStreamInfo {
    /// Number of the stream in the file, from 0.
    pub index: u32,
    /// Short name of the codec, for example `"h264"`.
    pub codec: String,
    /// Size of the stored picture in pixels.
    pub coded_size: Size,
    /// Size on screen in square pixels: sample aspect ratio and orientation applied.
    pub display_size: Size,
    /// Clockwise degrees that the stored picture is turned by to be shown: 0, 90, 180 or 270. Where [`mirrored`] is set the
    /// picture is first flipped top to bottom, as other tools count; [`orientation`] says the same in the engine's terms.
    ///
    /// [`mirrored`]: Self::mirrored
    /// [`orientation`]: Self::orientation
    pub rotation_degrees: u32,
    /// Whether the picture is shown as a mirror image.
    pub mirrored: bool,
    /// How the stored picture must be turned to be shown.
    pub orientation: Orientation,
    /// Width over height of one stored pixel; 1 where the file does not say.
    pub sample_aspect: Rational,
    /// Frames per second; the average where the rate varies.
    pub frame_rate: Rational,
    /// Frames per second where nothing is left out: 30 for a recording at 30 with a gap, whose average is less. The average where there
    /// is no such rhythm.
    pub nominal_rate: Rational,
    /// Whether the time from frame to frame varies by more than 2.5 ms.
    pub variable_frame_rate: bool,
    /// How many frames are shown.
    pub frames: u64,
    /// When the first frame is shown, from the presentation's start.
    pub first_pts: Flicks,
    /// How long the stream lasts.
    pub duration: Flicks,
    /// FFmpeg's name of the pixel format, for example `"yuv420p"`; `None` where the stream does not tell.
    pub pixel_format: Option<String>,
    /// The layout in which decoded frames come; `None` where the stream does not tell beforehand.
    pub format: Option<PixelFormat>,
    /// The colour tags as they stand in the file.
    pub color_tags: ColorTags,
    /// What the tags mean, with defaults for the missing ones.
    pub color: ColorSpace,
    /// Whether the transfer is PQ or HLG.
    pub hdr: bool,
    /// Whether there is an alpha channel.
    pub alpha: bool,
    /// A cover picture rather than a video.
    pub attached_picture: bool,
    /// Marked as default in the file.
    pub default: bool,
    /// Whether there is an allowed decoder.
    pub decodable: bool,
    /// The most pictures that a picture may refer to, where the stream's header tells (H.264 only).
    pub reference_frames: Option<u32>,
}

/// Colour tags by the names that FFmpeg prints; `None` for those that are missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColorTags {
    /// `"tv"` (limited) or `"pc"` (full).
    pub range: Option<String>,
    /// For example `"bt709"`.
    pub matrix: Option<String>,
    /// For example `"bt709"`.
    pub primaries: Option<String>,
    /// For example `"smpte2084"`.
    pub transfer: Option<String>,
}

/// An audio stream.
#[derive(Clone, Debug, PartialEq)]
pub struct AudioStreamInfo {
    /// Number of the stream in the file, from 0.
    pub index: u32,
    /// Short name of the codec, for example `"aac"`.
    pub codec: String,
    /// Samples per second.
    pub sample_rate: u32,
    /// How many channels.
    pub channels: u32,
    /// When the first sample is heard, from the presentation's start.
    pub first_pts: Flicks,
    /// How long the stream lasts.
    pub duration: Flicks,
    /// The language tag, for example `"eng"`.
    pub language: Option<String>,
    /// Marked as default in the file.
    pub default: bool,
    /// Whether there is an allowed decoder.
    pub decodable: bool,
}

/// A subtitle stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubtitleStreamInfo {
    /// Short name of the codec, for example `"mov_text"`.
    pub codec: String,
    /// The language tag, for example `"eng"`.
    pub language: Option<String>,
}

/// Something odd about a usable file.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum MediaWarning {
    /// The header promises packets that lie behind the end of the file.
    Truncated {
        /// Number of the stream.
        stream: u32,
        /// Packets promised.
        promised: u64,
        /// Packets there.
        present: u64,
    },
    /// A duration in the header that the packets contradict.
    DurationIgnored {
        /// What the header claims.
        declared: Flicks,
        /// What is true.
        actual: Flicks,
    },
    /// The file is too large to count its packets; frame count and frame times are the header's.
    NotCounted,
    /// A stream that cannot be decoded here.
    NoDecoder {
        /// Number of the stream.
        stream: u32,
        /// The codec.
        codec: String,
    },
    /// A video stream whose picture size could not be found out.
    UnknownSize {
        /// Number of the stream.
        stream: u32,
    },
}

impl fmt::Display for MediaWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated { stream, promised, present } => {
                write!(f, "the file is cut short: stream {stream} has {present} of {promised} packets")
            }
            Self::DurationIgnored { declared, actual } => {
                write!(f, "the header says {:.3} s, the packets last {:.3} s", declared.as_secs(), actual.as_secs())
            }
            Self::NotCounted => f.write_str("the file is too large to count its frames; the count is an estimate"),
            Self::NoDecoder { stream, codec } => write!(f, "stream {stream}: no decoder for {codec:?}"),
            Self::UnknownSize { stream } => write!(f, "stream {stream}: the size of the picture is unknown"),
        }
    }
}
