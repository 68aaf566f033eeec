use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Color;
use crate::request::Quality;
use crate::schema::{over, range};

/// Size, length and quality.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VideoSettings {
    /// Length in seconds, over 0 to 21,600. Default: until the last message has been spoken, and `animationSettings.endDelay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 21_600.0))]
    pub duration: Option<f64>,
    /// `WIDTHxHEIGHT` in pixels, such as `1080x1920`, `720x1280` or `1920x1080`; each even, 16 to 8192. Default `1080x1920`.
    #[schemars(length(max = 40))]
    pub resolution: String,
    /// Frames per second, 1 to 240. Default 30.
    #[schemars(transform = range(1.0, 240.0))]
    pub fps: u32,
    /// Quality. Default `high`.
    pub quality: Quality,
    /// Whether the chat stands before a pure `keyColor` instead of a background, to be keyed out later. Nothing half transparent is drawn
    /// over it, such as shadows. Default false.
    pub green_screen: bool,
    /// The colour for `greenScreen`. Default `#00ff00`.
    pub key_color: Color,
    /// Whether the screen is split between the chat and moving footage, with captions word by word between them. Default false.
    pub brainrot_mode: bool,
}

impl Default for VideoSettings {
    fn default() -> Self {
        Self {
            duration: None,
            resolution: "1080x1920".into(),
            fps: 30,
            quality: Quality::High,
            green_screen: false,
            key_color: Color(reelspeed_core::Rgba8 { r: 0, g: 255, b: 0, a: 255 }),
            brainrot_mode: false,
        }
    }
}

impl VideoSettings {
    /// Width and height in pixels; `None` where `resolution` names no size that a canvas may have.
    ///
    /// ```
    /// use reelspeed_model::request::VideoSettings;
    ///
    /// let of = |text: &str| VideoSettings { resolution: text.into(), ..VideoSettings::default() }.size();
    /// assert_eq!(of("720x1280"), Some([720, 1280]));
    /// assert_eq!(of("721x1280"), None);
    /// ```
    pub fn size(&self) -> Option<[u32; 2]> {
        let side = |s: &str| s.trim().parse::<u32>().ok().filter(|v| (16..=8192).contains(v) && v % 2 == 0);
        let (width, height) = self.resolution.split_once(['x', 'X', '×'])?;
        Some([side(width)?, side(height)?])
    }
}

/// Sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AudioSettings {
    /// Whether there is sound. Default: that of `voiceAudioSettings`, else true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_audio: Option<bool>,
    /// Loudness of everything in per cent, 0 to 100. Default: that of `voiceAudioSettings`, else 80.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 100.0))]
    pub master_volume: Option<f64>,
    /// Path of music, which starts again until the video ends and fades out with it. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub music_url: Option<String>,
    /// Loudness of the music in per cent, 0 to 100. Default 30.
    #[schemars(transform = range(0.0, 100.0))]
    pub music_volume: f64,
    /// Whether the music gives way to voices. Default true.
    pub duck_music: bool,
    /// Path of a sound for each message that appears. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub message_sound_url: Option<String>,
    /// Path of the sound for outgoing messages instead. Default: `messageSoundUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub sent_sound_url: Option<String>,
    /// Path of the sound for incoming messages instead. Default: `messageSoundUrl`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub received_sound_url: Option<String>,
    /// Path of a sound that is repeated while somebody writes. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub typing_sound_url: Option<String>,
    /// Loudness of these sounds in per cent, 0 to 100. Default 60.
    #[schemars(transform = range(0.0, 100.0))]
    pub sound_volume: f64,
}

impl Default for AudioSettings {
    fn default() -> Self {
        Self {
            enable_audio: None,
            master_volume: None,
            music_url: None,
            music_volume: 30.0,
            duck_music: true,
            message_sound_url: None,
            sent_sound_url: None,
            received_sound_url: None,
            typing_sound_url: None,
            sound_volume: 60.0,
        }
    }
}

/// The voices that speak the messages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct VoiceAudioSettings {
    /// Whether voices are heard. Default true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_audio: Option<bool>,
    /// Loudness of the voices in per cent, 0 to 100; where `audioSettings` has none, that of everything. Default 100 (80 of everything).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 100.0))]
    pub master_volume: Option<f64>,
}

/// What lies behind the chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BackgroundSettings {
    /// What it is. Default `gradient`.
    pub background_type: BackgroundKind,
    /// Path of the image or video; for `gradient` colours separated by commas, for `solid` a colour. Default empty: the template's own
    /// gradient.
    #[schemars(length(max = 4096))]
    pub background_url: String,
    /// How opaque it is over black (or over the video that the story is laid on), in per cent, 0 to 100. Default 100.
    #[schemars(transform = range(0.0, 100.0))]
    pub background_opacity: f64,
    /// Colours instead: one for `solid`, several from the first to the last for `gradient`. At most 16. Default none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    pub background_colors: Vec<Color>,
    /// Where a gradient runs, in degrees clockwise from upwards, −360 to 360. Default 160.
    #[schemars(transform = range(-360.0, 360.0))]
    pub background_angle: f64,
    /// How much `blur` blurs, as the standard deviation in pixels, 0 to 100. Default 24.
    #[schemars(transform = range(0.0, 100.0))]
    pub background_blur: f64,
    /// Loudness of a background video in per cent, 0 to 100. Default 0.
    #[schemars(transform = range(0.0, 100.0))]
    pub background_volume: f64,
}

impl Default for BackgroundSettings {
    fn default() -> Self {
        Self {
            background_type: BackgroundKind::default(),
            background_url: String::new(),
            background_opacity: 100.0,
            background_colors: Vec::new(),
            background_angle: 160.0,
            background_blur: 24.0,
            background_volume: 0.0,
        }
    }
}

/// What a background is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum BackgroundKind {
    /// Colours that run into each other.
    #[default]
    Gradient,
    /// One colour.
    Solid,
    /// As `solid`.
    Color,
    /// An image that covers the canvas.
    Image,
    /// A video that covers the canvas and starts again when it ends.
    Video,
    /// As `image` or `video`, whichever the file is, out of focus.
    Blur,
    /// Nothing: the video that the story is laid on, else black.
    Transparent,
}

/// How messages come in, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct AnimationSettings {
    /// How a message comes in. Default `slide`.
    pub message_animation_type: MessageAnimation,
    /// How fast everything moves: the lengths of entrances, of scrolling and of typing are multiplied by 1.6, 1 or 0.6. Default `normal`.
    pub animation_speed: AnimationSpeed,
    /// Milliseconds of an entrance, 0 to 60,000. Default 500.
    #[schemars(transform = range(0.0, 60_000.0))]
    pub transition_duration: f64,
    /// Milliseconds before the first message's turn, 0 to 60,000. Default 400.
    #[schemars(transform = range(0.0, 60_000.0))]
    pub base_delay: f64,
    /// Milliseconds between a message's end and the next one's turn, 0 to 60,000. Default 250.
    #[schemars(transform = range(0.0, 60_000.0))]
    pub message_delay: f64,
    /// Milliseconds that the last message stays after it has been spoken, 0 to 60,000. Default 1200.
    #[schemars(transform = range(0.0, 60_000.0))]
    pub end_delay: f64,
    /// Whether messages move at all. Default true.
    pub show_message_animations: bool,
    /// Whether moving dots come before an incoming message, and letters in the typing bar before an outgoing one. Default true.
    pub typing_indicator: bool,
    /// Milliseconds of typing before a message, 0 to 60,000. Default 800.
    #[schemars(transform = range(0.0, 60_000.0))]
    pub typing_duration: f64,
}

impl Default for AnimationSettings {
    fn default() -> Self {
        Self {
            message_animation_type: MessageAnimation::default(),
            animation_speed: AnimationSpeed::default(),
            transition_duration: 500.0,
            base_delay: 400.0,
            message_delay: 250.0,
            end_delay: 1200.0,
            show_message_animations: true,
            typing_indicator: true,
            typing_duration: 800.0,
        }
    }
}

/// How a message comes in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MessageAnimation {
    /// Slides up into its place.
    #[default]
    Slide,
    /// Fades in.
    Fade,
    /// Grows out of its corner and overshoots a little.
    Pop,
    /// Grows without overshooting.
    Scale,
    /// Grows out of its corner and bounces.
    Bounce,
    /// The bubble is there at once, the text letter by letter.
    Typewriter,
    /// Is there at once.
    None,
}

impl MessageAnimation {
    /// By its name, without case; `slide` where there is no such.
    pub fn from_name(name: &str) -> Self {
        match name.to_ascii_lowercase().as_str() {
            "fade" => Self::Fade,
            "pop" => Self::Pop,
            "scale" => Self::Scale,
            "bounce" => Self::Bounce,
            "typewriter" => Self::Typewriter,
            "none" => Self::None,
            _ => Self::Slide,
        }
    }
}

/// How fast everything moves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum AnimationSpeed {
    /// Lengths by 1.6.
    Slow,
    /// As configured.
    #[default]
    Normal,
    /// Lengths by 0.6.
    Fast,
}

impl AnimationSpeed {
    /// What lengths are multiplied by.
    pub const fn factor(self) -> f64 {
        match self {
            Self::Slow => 1.6,
            Self::Normal => 1.0,
            Self::Fast => 0.6,
        }
    }
}
