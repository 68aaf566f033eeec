//! What the browser module and its host tell each other. JSON in camelCase; times in flicks (1/705,600,000 s, whole numbers that a
//! double holds exactly), sizes in bytes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a document needs from outside, each file once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageRequirements {
    /// Media files in the order in which the document first names them.
    pub media: Vec<MediaRequirement>,
    /// Fonts that the document names itself.
    pub fonts: Vec<FontRequirement>,
}

/// A media file that a document names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaRequirement {
    /// The file as the document names it.
    pub src: String,
    /// What it is used for: `video`, `image`, `audio`. A file that is used as a video may be an image all the same.
    pub kinds: Vec<MediaUse>,
}

/// What a media file is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MediaUse {
    /// Moving pictures.
    Video,
    /// A still or animated image.
    Image,
    /// Sound.
    Audio,
}

/// A font that a document names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FontRequirement {
    /// The file as the document names it.
    pub src: String,
    /// The family under which the document knows it; absent: the font's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family: Option<String>,
}

/// A file of the default font set that a document's texts need.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MissingFontFile {
    /// The family, such as `DejaVu Sans`.
    pub family: String,
    /// The name of the file, without folders.
    pub file: String,
}

/// What a host found out about a video or a sound file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct MediaFacts {
    /// Width in pixels as shown, after turning and with square samples. Default 0: no picture.
    #[serde(default)]
    pub width: u32,
    /// Height in pixels as shown. Default 0: no picture.
    #[serde(default)]
    pub height: u32,
    /// How long the file plays, from the start of its earliest stream to the end of its last one. Absent where nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_flicks: Option<f64>,
    /// How long its sound plays, where that differs. Default: as the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audio_duration_flicks: Option<f64>,
    /// Whether it has a picture.
    #[serde(default)]
    pub has_video: bool,
    /// Whether it has sound.
    #[serde(default)]
    pub has_audio: bool,
}

/// Colour tags as WebCodecs' `VideoColorSpace` names them. What is absent, `null` or unknown is guessed from the picture's height.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoColor {
    /// Such as `bt709`, `smpte170m`, `bt2020-ncl`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub matrix: Option<String>,
    /// Such as `bt709`, `smpte170m`, `bt2020`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub primaries: Option<String>,
    /// Such as `bt709`, `iec61966-2-1`, `pq`, `hlg`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<String>,
    /// Whether samples use their whole range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_range: Option<bool>,
}

/// A compiled document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageInfo {
    /// Width of the document's canvas in pixels.
    pub width: u32,
    /// Height of the document's canvas in pixels.
    pub height: u32,
    /// Width of the pictures at the scale that is set, in pixels.
    pub picture_width: u32,
    /// Height of the pictures at the scale that is set, in pixels.
    pub picture_height: u32,
    /// The scale that is set.
    pub scale: f64,
    /// Frames per second `[numerator, denominator]`.
    pub frame_rate: [u32; 2],
    /// How many frames there are.
    pub frame_count: u32,
    /// How long all frames together last, in seconds.
    pub duration_secs: f64,
    /// The same in flicks.
    pub duration_flicks: f64,
    /// How many sounds are mixed; 0: the document is silent.
    pub audio_clips: u32,
    /// What is odd but does not prevent a picture.
    pub warnings: Vec<String>,
}

/// How the pictures of a clip are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StageClipKind {
    /// A video, which the host decodes.
    Video,
    /// A still image, which the module holds.
    Image,
    /// An image with several frames, which the module holds.
    Animation,
}

/// One use of a media file by a layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageClip {
    /// The number under which the module asks for its pictures.
    pub id: u32,
    /// Where it stands in the document, such as `layers[0].clips[2]`.
    pub path: String,
    /// The file as the document names it.
    pub src: String,
    /// How its pictures are made.
    pub kind: StageClipKind,
    /// The first frame in which it is on screen.
    pub first_frame: u32,
    /// One past the last frame in which it is on screen.
    pub end_frame: u32,
    /// Where in the file it begins.
    pub source_start_flicks: f64,
    /// Where in the file it ends; absent: unknown. No picture at or after this time is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_end_flicks: Option<f64>,
    /// Seconds of the file per second of the composition.
    pub speed: f64,
    /// Whether it begins again when it reaches its end.
    pub looped: bool,
    /// Whether its pictures are ever asked for.
    pub needs_picture: bool,
    /// Whether its sound is mixed.
    pub needs_sound: bool,
}

/// What a stage did and holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StageStats {
    /// Frames that were asked for.
    pub frames: u32,
    /// Frames that were the last one again.
    pub unchanged: u32,
    /// Sprites that were found drawn.
    pub sprite_hits: u32,
    /// Sprites that had to be drawn.
    pub sprite_misses: u32,
    /// Bytes of sprites that are kept.
    pub sprite_bytes: f64,
    /// Bytes of frames in use.
    pub frame_bytes: f64,
    /// Bytes of frames that are kept for use again.
    pub frame_cache_bytes: f64,
    /// Bytes of fonts.
    pub font_bytes: f64,
    /// Bytes of decoded stills and encoded animations.
    pub image_bytes: f64,
}

/// Sound that a mixer needs before it can go on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SoundNeed {
    /// The number under which the sound is to be pushed.
    pub input: u32,
    /// The file as the document names it.
    pub src: String,
    /// From where in the file, in seconds.
    pub from_secs: f64,
    /// To where in the file, in seconds; the file may end before.
    pub to_secs: f64,
    /// The first sample of the file that is needed, in its own rate; absent before the first push, when the rate is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_sample: Option<f64>,
    /// One past the last sample of the file that is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to_sample: Option<f64>,
}
