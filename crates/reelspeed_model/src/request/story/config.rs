use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    AnimationSettings, AudioSettings, BackgroundKind, BackgroundSettings, ChatOverlay, ColorCustomization,
    StoryMessage, StoryTemplate, VideoSettings, VoiceAudioSettings,
};
use crate::request::{CaptionStyle, Captions, Request};
use crate::schema::range;
use crate::{Color, Issue, IssueCode, MissingGlyph};

/// A chat story. Every field may be left out.
///
/// A message's turn comes `baseDelay` (the first) or `messageDelay` after the one before it has been spoken; where its writing is shown,
/// it takes `typingDuration` first. It stays on screen until it is scrolled away. Without `videoSettings.duration` the video is as long as
/// all of this and `endDelay` together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ReelSpeedVideoConfig {
    /// The messages in order. At most 1000, and fewer where they are long: a composition has at most 10,000 layers, and a thread at most
    /// 100,000 pixels.
    #[schemars(length(max = 1000))]
    pub messages: Vec<StoryMessage>,
    /// What the chat looks like. Default `modern-light`.
    pub template: StoryTemplate,
    /// Size, length and quality.
    pub video_settings: VideoSettings,
    /// Sound.
    pub audio_settings: AudioSettings,
    /// The voices that speak the messages.
    pub voice_audio_settings: VoiceAudioSettings,
    /// What lies behind the chat.
    pub background_settings: BackgroundSettings,
    /// How messages come in, and when.
    pub animation_settings: AnimationSettings,
    /// Colours instead of the template's.
    pub color_customization: ColorCustomization,
    /// The chat itself: where it stands and what belongs to it.
    pub chat_overlay: ChatOverlay,
    /// The split screen of `videoSettings.brainrotMode`.
    pub brainrot_settings: BrainrotSettings,
    /// Captions of what is spoken.
    pub caption_settings: CaptionSettings,
    /// What becomes of characters that no font has. Default `error`.
    pub missing_glyph: MissingGlyph,
}

impl Request for ReelSpeedVideoConfig {
    fn conflicts(request: &Value) -> Vec<Issue> {
        let Ok(config) = serde_json::from_value::<Self>(request.clone()) else { return Vec::new() };
        let mut issues = Vec::new();
        if config.video_settings.size().is_none() {
            let expected = "WIDTHxHEIGHT in pixels, each even and from 16 to 8192, such as 1080x1920";
            let actual = format!("{:?}", config.video_settings.resolution);
            issues.push(Issue::new("videoSettings.resolution", expected, actual));
        }
        let background = &config.background_settings;
        let kind = background.background_type;
        let wants_file = matches!(kind, BackgroundKind::Image | BackgroundKind::Video | BackgroundKind::Blur);
        if wants_file && background.background_url.is_empty() && !config.hides_background() {
            let expected = "the path of an image or a video for this backgroundType";
            issues.push(Issue::missing("backgroundSettings.backgroundUrl", expected));
        }
        if matches!(kind, BackgroundKind::Gradient | BackgroundKind::Solid | BackgroundKind::Color) {
            for text in background.background_url.split(',').map(str::trim).filter(|text| !text.is_empty()) {
                if text.parse::<Color>().is_err() {
                    let expected = "colours separated by commas, such as #16213e,#1d1135";
                    issues.push(Issue::new("backgroundSettings.backgroundUrl", expected, format!("{text:?}")));
                }
            }
        }
        for (i, message) in config.messages.iter().enumerate() {
            let has_image = message.image_url.as_deref().is_some_and(|path| !path.is_empty());
            if message.text.trim().is_empty() && !has_image {
                let expected = "some text, or an imageUrl beside it";
                issues.push(Issue::new(format!("messages[{i}].text"), expected, "empty").code(IssueCode::Conflict));
            }
        }
        issues
    }
}

impl ReelSpeedVideoConfig {
    /// Whether the background is not seen: before a key colour, or where footage and chat share the screen.
    pub const fn hides_background(&self) -> bool {
        self.video_settings.green_screen
    }

    /// Whether anything is heard.
    pub fn has_sound(&self) -> bool {
        let voices = self.voice_audio_settings.enable_audio;
        self.audio_settings.enable_audio.or(voices).unwrap_or(true)
    }

    /// Whether sound was asked for: enabled, or, where nothing is said, by a file that is to be heard.
    pub fn wants_sound(&self) -> bool {
        let (audio, voices) = (&self.audio_settings, &self.voice_audio_settings);
        audio.enable_audio.or(voices.enable_audio).unwrap_or_else(|| {
            let named = |src: &Option<String>| src.as_deref().is_some_and(|src| !src.is_empty());
            let own = [
                &audio.music_url,
                &audio.message_sound_url,
                &audio.sent_sound_url,
                &audio.received_sound_url,
                &audio.typing_sound_url,
            ];
            own.into_iter().any(named) || self.messages.iter().any(|m| named(&m.audio_url) || named(&m.sound_url))
        })
    }

    /// Loudness of everything as a factor, and that of voices within it.
    pub fn volumes(&self) -> [f64; 2] {
        let (all, voices) = (self.audio_settings.master_volume, self.voice_audio_settings.master_volume);
        let [all, voices] = match (all, voices) {
            (Some(all), voices) => [all, voices.unwrap_or(100.0)],
            (None, voices) => [voices.unwrap_or(80.0), 100.0],
        };
        [all / 100.0, voices / 100.0]
    }
}

/// The split screen: the chat in one part, footage in the other, captions where they meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct BrainrotSettings {
    /// Paths of footage, such as gameplay; they take turns. At most 100. Default: the background video, else the footage's part shows the
    /// background.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 100), inner(length(min = 1, max = 4096)))]
    pub footage_urls: Vec<String>,
    /// The chat's share of the height, 0.2 to 0.8. Default 0.5.
    #[schemars(transform = range(0.2, 0.8))]
    pub ratio: f64,
    /// Which part is above. Default `storyTop`.
    pub order: BrainrotOrder,
    /// After how many seconds the footage jumps to another place, 0 to 600; 0 plays it on. Default 4.
    #[schemars(transform = range(0.0, 600.0))]
    pub cut_every: f64,
    /// Loudness of the footage in per cent, 0 to 100. Default 0.
    #[schemars(transform = range(0.0, 100.0))]
    pub footage_volume: f64,
    /// Whether what is spoken stands in large words where the parts meet. Default true.
    pub captions: bool,
    /// How they look. Default: one or two capital words at a time, white with a black outline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caption_style: Option<CaptionStyle>,
    /// Words that stand out, compared without case and punctuation. At most 1000. Default: words in capitals, numbers, and what ends in an
    /// exclamation mark.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000), inner(length(max = 200)))]
    pub emphasis_words: Vec<String>,
    /// The colours that they take by turns. At most 16. Default yellow, green and red.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    pub emphasis_colors: Vec<Color>,
}

impl Default for BrainrotSettings {
    fn default() -> Self {
        Self {
            footage_urls: Vec::new(),
            ratio: 0.5,
            order: BrainrotOrder::default(),
            cut_every: 4.0,
            footage_volume: 0.0,
            captions: true,
            caption_style: None,
            emphasis_words: Vec::new(),
            emphasis_colors: Vec::new(),
        }
    }
}

/// Which part of a split screen is above.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum BrainrotOrder {
    /// The chat.
    #[default]
    StoryTop,
    /// The footage.
    FootageTop,
}

/// Captions of what is spoken, over everything else.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CaptionSettings {
    /// Whether there are any. Default false.
    pub enabled: bool,
    /// How they look.
    pub style: CaptionStyle,
    /// What they say, and when. Default: the messages, each while it is spoken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captions: Option<Captions>,
}
