use reelspeed_model::request::{MessageSide, ReelSpeedVideoConfig, StoryMessage};

use super::ruler::StoryFacts;
use crate::captions::columns;

/// Seconds that a message without a voice is shown at least.
const SILENT_SECS: f64 = 2.0;
/// How fast people read, in columns a second.
const READING_SPEED: f64 = 17.0;
/// Shortest length of a story, in seconds.
const SHORTEST_SECS: f64 = 1.0;

/// When things happen in a story, in seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryTiming {
    /// When each message is written and spoken.
    pub messages: Vec<MessageTime>,
    /// How long the video is.
    pub duration: f64,
}

/// When a message is written and spoken, in seconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MessageTime {
    /// When its writing begins to be seen; `start` where it is not.
    pub typing: f64,
    /// When it appears.
    pub start: f64,
    /// When it has been spoken.
    pub end: f64,
    /// On which side it stands.
    pub side: MessageSide,
}

/// When the messages of a story come: the sum that [`ReelSpeedVideoConfig`] implies.
pub fn timing(config: &ReelSpeedVideoConfig, facts: &StoryFacts) -> StoryTiming {
    let animation = &config.animation_settings;
    let typing_secs = animation.typing_duration / 1000.0 * animation.animation_speed.factor();
    let sides = sides(&config.messages);
    let mut messages: Vec<MessageTime> = Vec::with_capacity(config.messages.len());
    for (message, side) in config.messages.iter().zip(sides) {
        let (before, pause) = match messages.last() {
            Some(last) => (last.end, animation.message_delay),
            None => (0.0, animation.base_delay),
        };
        let typing = before + message.delay.unwrap_or(pause) / 1000.0;
        let typed = message.typing.unwrap_or(animation.typing_indicator) && !message.text.is_empty();
        let start = if typed { typing + typing_secs } else { typing };
        messages.push(MessageTime { typing, start, end: start + spoken(message, facts), side });
    }
    let end = messages.last().map_or(animation.base_delay / 1000.0, |last| last.end);
    let whole = (end + animation.end_delay / 1000.0).clamp(SHORTEST_SECS, 21_600.0);
    StoryTiming { messages, duration: config.video_settings.duration.unwrap_or(whole) }
}

/// How long a message is spoken.
fn spoken(message: &StoryMessage, facts: &StoryFacts) -> f64 {
    let voice = message.audio_url.as_ref().and_then(|src| facts.get(src)).and_then(|fact| fact.duration);
    let given = message.audio_duration.filter(|&secs| secs > 0.0);
    given
        .or(voice.filter(|&secs| secs > 0.0))
        .unwrap_or_else(|| SILENT_SECS.max(columns(&message.text) as f64 / READING_SPEED))
}

/// On which side each message stands.
fn sides(messages: &[StoryMessage]) -> Vec<MessageSide> {
    let is_me = |message: &StoryMessage| message.sender.as_deref().is_some_and(is_owner);
    let unknown = messages.iter().all(|message| message.sender.is_none() && message.side.is_none());
    let side = |(i, message): (usize, &StoryMessage)| {
        let outgoing = if unknown { i % 2 == 1 } else { is_me(message) };
        message.side.unwrap_or(if outgoing { MessageSide::Outgoing } else { MessageSide::Incoming })
    };
    messages.iter().enumerate().map(side).collect()
}

/// Whether a sender is the one whose phone it is.
pub(super) fn is_owner(sender: &str) -> bool {
    sender.trim().eq_ignore_ascii_case("me")
}
