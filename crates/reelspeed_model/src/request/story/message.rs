use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::range;

/// A message of a chat story: a bubble with a text, an image, or both.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct StoryMessage {
    /// The text; `\n` breaks lines. At most 10,000 characters. Default empty: only the image.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// For how many seconds the message is spoken before the next one's turn, 0 to 21,600. Default, also for 0: the length of its voice
    /// file, else 2 seconds, or longer where the text takes longer to read (17 characters a second).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 21_600.0))]
    pub audio_duration: Option<f64>,
    /// Path of its voice file, which begins when the message appears. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub audio_url: Option<String>,
    /// Who writes. `me` is the owner of the phone, whose messages are outgoing. Where several others write, their names are shown. Default
    /// the one in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub sender: Option<String>,
    /// On which side it stands. Default: outgoing where the sender is `me`, else incoming; where no message names a sender or a side, they
    /// take turns, beginning with incoming.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub side: Option<MessageSide>,
    /// Path of its sender's picture. Default: the sender's initial in a coloured circle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub avatar_url: Option<String>,
    /// Path of an image that is sent with it, above the text. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub image_url: Option<String>,
    /// Emoji with which the other side answers, at the bubble's corner. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 40))]
    pub reaction: Option<String>,
    /// Milliseconds after the message at which the reaction comes, 0 to 60,000. Default 700.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 60_000.0))]
    pub reaction_delay: Option<f64>,
    /// Time of day as it is shown, such as `10:42`. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 40))]
    pub timestamp: Option<String>,
    /// How far an outgoing message has come. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_receipt: Option<ReadReceipt>,
    /// Path of a sound that is heard when it appears, instead of the one that `audioSettings` has. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub sound_url: Option<String>,
    /// Milliseconds of silence before it (before its typing indicator), 0 to 60,000. Default: `animationSettings.messageDelay`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 60_000.0))]
    pub delay: Option<f64>,
    /// Whether its writing is shown before it. Default: `animationSettings.typingIndicator`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typing: Option<bool>,
}

/// On which side of the chat a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MessageSide {
    /// Received, at the left.
    Incoming,
    /// Sent, at the right.
    Outgoing,
}

/// How far an outgoing message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ReadReceipt {
    /// On its way.
    Sent,
    /// On the other phone.
    Delivered,
    /// Seen.
    Read,
}
