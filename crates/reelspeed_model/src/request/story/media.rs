use super::{BackgroundKind, ReelSpeedVideoConfig};

/// What a file of a story is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StoryFileKind {
    /// A picture.
    Image,
    /// Moving pictures.
    Video,
    /// Either.
    ImageOrVideo,
    /// Sound.
    Audio,
}

impl StoryFileKind {
    /// What a place that wants such a file asks for, in words.
    pub const fn wanted(self) -> &'static str {
        match self {
            Self::Image => "an image (PNG, JPEG, WebP or GIF)",
            Self::Video => "a video",
            Self::ImageOrVideo => "an image or a video",
            Self::Audio => "a file with sound",
        }
    }
}

/// A place in a story that names a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryFile<'a> {
    /// Where the name stands, such as `messages[0].audioUrl`.
    pub path: String,
    /// The name as it is written.
    pub src: &'a str,
    /// What the file is used for.
    pub kind: StoryFileKind,
}

impl ReelSpeedVideoConfig {
    /// Every place that names a file that the story shows or plays, in the order of the configuration.
    pub fn files(&self) -> Vec<StoryFile<'_>> {
        let mut files: Vec<(String, Option<&str>, StoryFileKind)> = Vec::new();
        let sound = self.has_sound();
        let voices = sound && self.voice_audio_settings.enable_audio != Some(false);
        for (i, message) in self.messages.iter().enumerate() {
            let of = |field: &str| format!("messages[{i}].{field}");
            // A voice that is not heard still says how long its message is spoken.
            let timed = message.audio_duration.is_none_or(|secs| secs <= 0.0);
            files.push((
                of("audioUrl"),
                message.audio_url.as_deref().filter(|_| voices || timed),
                StoryFileKind::Audio,
            ));
            files.push((of("avatarUrl"), message.avatar_url.as_deref(), StoryFileKind::Image));
            files.push((of("imageUrl"), message.image_url.as_deref(), StoryFileKind::Image));
            files.push((of("soundUrl"), message.sound_url.as_deref().filter(|_| sound), StoryFileKind::Audio));
        }
        let audio = &self.audio_settings;
        for (field, src) in [
            ("musicUrl", &audio.music_url),
            ("messageSoundUrl", &audio.message_sound_url),
            ("sentSoundUrl", &audio.sent_sound_url),
            ("receivedSoundUrl", &audio.received_sound_url),
            ("typingSoundUrl", &audio.typing_sound_url),
        ] {
            files.push((format!("audioSettings.{field}"), src.as_deref().filter(|_| sound), StoryFileKind::Audio));
        }
        let background = &self.background_settings;
        let kind = match background.background_type {
            BackgroundKind::Image => Some(StoryFileKind::Image),
            BackgroundKind::Video => Some(StoryFileKind::Video),
            BackgroundKind::Blur => Some(StoryFileKind::ImageOrVideo),
            _ => None,
        };
        if let Some(kind) = kind.filter(|_| !self.hides_background()) {
            files.push(("backgroundSettings.backgroundUrl".into(), Some(&background.background_url), kind));
        }
        let avatar = self.chat_overlay.header.avatar_url.as_deref();
        files.push(("chatOverlay.header.avatarUrl".into(), avatar, StoryFileKind::Image));
        if self.video_settings.brainrot_mode {
            for (i, src) in self.brainrot_settings.footage_urls.iter().enumerate() {
                files.push((format!("brainrotSettings.footageUrls[{i}]"), Some(src), StoryFileKind::Video));
            }
        }
        files
            .into_iter()
            .filter_map(|(path, src, kind)| src.filter(|src| !src.is_empty()).map(|src| StoryFile { path, src, kind }))
            .collect()
    }
}
