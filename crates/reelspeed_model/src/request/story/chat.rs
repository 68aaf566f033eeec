use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::range;
use crate::{Color, Paint};

/// What a chat looks like. The templates follow the geometry and colours that people know, darkened or lightened where text would have
/// less contrast than 4.5:1; artwork and fonts are this project's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StoryTemplate {
    /// Rounded bubbles on white, outgoing in violet.
    #[default]
    ModernLight,
    /// The same on near-black.
    ModernDark,
    /// Blue and grey bubbles with curled tails on white.
    ImessageLight,
    /// The same on black.
    ImessageDark,
    /// White and green bubbles on beige, with the time inside.
    Whatsapp,
    /// Large rounded bubbles, outgoing in a gradient, on black.
    InstagramDm,
    /// Names and texts in rows, on dark grey.
    Discord,
    /// A console.
    Terminal,
}

impl StoryTemplate {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::ModernLight,
        Self::ModernDark,
        Self::ImessageLight,
        Self::ImessageDark,
        Self::Whatsapp,
        Self::InstagramDm,
        Self::Discord,
        Self::Terminal,
    ];

    /// As configurations write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::ModernLight => "modern-light",
            Self::ModernDark => "modern-dark",
            Self::ImessageLight => "imessage-light",
            Self::ImessageDark => "imessage-dark",
            Self::Whatsapp => "whatsapp",
            Self::InstagramDm => "instagram-dm",
            Self::Discord => "discord",
            Self::Terminal => "terminal",
        }
    }
}

/// Colours instead of the template's. Defaults are the template's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ColorCustomization {
    /// Bubbles of incoming messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming_bubble: Option<Paint>,
    /// Letters in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incoming_text: Option<Color>,
    /// Bubbles of outgoing messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing_bubble: Option<Paint>,
    /// Letters in them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outgoing_text: Option<Color>,
    /// What lies behind the messages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<Color>,
    /// The bar with the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<Color>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_text: Option<Color>,
    /// Signs, the send button, ticks of messages that were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accent: Option<Color>,
    /// Times of day, receipts, names of senders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<Color>,
}

/// The chat itself: where it stands and what belongs to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ChatOverlay {
    /// Where it stands. Default `center`.
    pub position: ChatPosition,
    /// How large it is.
    pub size: ChatSize,
    /// The bar with name and avatar.
    pub header: ChatHeader,
    /// Corner radius in pixels, 0 to 540. Default: the template's, 44 for most.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 540.0))]
    pub corner_radius: Option<f64>,
    /// Whether it casts a shadow. Default true.
    pub shadow: bool,
    /// How opaque its surfaces are, in per cent, 0 to 100; bubbles and texts stay as they are. Default 100.
    #[schemars(transform = range(0.0, 100.0))]
    pub opacity: f64,
    /// Whether there are surfaces at all, or only messages over the background. Default true.
    pub show_panel: bool,
    /// Whether there is a bar for typing at the bottom; outgoing messages are typed there. Default true.
    pub typing_bar: bool,
    /// Whether there is a keyboard below the bar. Default false.
    pub keyboard: bool,
    /// Whether senders' pictures stand beside incoming messages. Default: as the template does, and wherever several others write.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub show_avatars: Option<bool>,
    /// Where a thread stands that does not fill the chat yet. Default `top`.
    pub anchor: ThreadAnchor,
    /// Size factor of bubbles and texts, 0.5 to 2. Default 1.
    #[schemars(transform = range(0.5, 2.0))]
    pub font_scale: f64,
}

impl Default for ChatOverlay {
    fn default() -> Self {
        Self {
            position: ChatPosition::default(),
            size: ChatSize::default(),
            header: ChatHeader::default(),
            corner_radius: None,
            shadow: true,
            opacity: 100.0,
            show_panel: true,
            typing_bar: true,
            keyboard: false,
            show_avatars: None,
            anchor: ThreadAnchor::default(),
            font_scale: 1.0,
        }
    }
}

/// Where a chat stands on the canvas, or in its half of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ChatPosition {
    /// Near the top.
    Top,
    /// In the middle.
    #[default]
    Center,
    /// Near the bottom.
    Bottom,
}

/// How large a chat is. Bubbles and texts follow the width.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ChatSize {
    /// Width as a fraction of the canvas's width (of 1.12 times its height where that is less), 0.2 to 1. Default 0.88.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.2, 1.0))]
    pub width: Option<f64>,
    /// Height as a fraction of the canvas's (or of its half), 0.1 to 1. Default 0.62 on a tall canvas, else 0.9.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.1, 1.0))]
    pub height: Option<f64>,
}

/// The bar with name and avatar.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ChatHeader {
    /// Whether there is one. Default true.
    pub show: bool,
    /// The name in it. Default: the first sender that is not `me`, else `Alex`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub name: Option<String>,
    /// Path of the picture beside it. Default: the name's initial in a coloured circle.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 4096))]
    pub avatar_url: Option<String>,
    /// What stands under the name. Default: `online` in templates that have such a line; empty for nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub status: Option<String>,
}

impl Default for ChatHeader {
    fn default() -> Self {
        Self { show: true, name: None, avatar_url: None, status: None }
    }
}

/// Where a thread stands that does not fill the chat yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ThreadAnchor {
    /// At the top; it grows downwards.
    #[default]
    Top,
    /// At the bottom; each message pushes up the others.
    Bottom,
}
