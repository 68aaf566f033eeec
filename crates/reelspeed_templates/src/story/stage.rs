use reelspeed_model::request::{ChatPosition, MessageSide, ReelSpeedVideoConfig};
use reelspeed_model::{Color, Shadow, TextStyle};

use super::draw::{Area, letters};
use super::error::StoryError;
use super::ruler::{StoryFacts, TextExtent, TextRuler};
use super::theme::{Form, HeaderForm, Theme, rgba};
use super::timing::{StoryTiming, is_owner};

/// The width of a chat in the units of the templates.
const PANEL_UNITS: f64 = 950.0;
/// The widest chat, as a share of the height of its part of the canvas.
const WIDEST: f64 = 1.12;

/// All that the parts of a story look at: the configuration, its times, and where the chat stands.
pub(super) struct Stage<'a> {
    pub(super) config: &'a ReelSpeedVideoConfig,
    pub(super) facts: &'a StoryFacts,
    pub(super) timing: &'a StoryTiming,
    pub(super) theme: Theme,
    pub(super) ruler: &'a dyn TextRuler,
    /// The canvas's size.
    pub(super) canvas: [f64; 2],
    /// The chat with all that belongs to it.
    pub(super) panel: Area,
    /// Where messages are seen.
    pub(super) viewport: Area,
    /// Pixels of a unit of the templates, and of one of texts.
    pub(super) unit: f64,
    pub(super) text_unit: f64,
    pub(super) header_height: f64,
    pub(super) bar_height: f64,
    pub(super) keyboard_height: f64,
    pub(super) radius: f64,
    /// Whether senders' names and pictures stand beside incoming messages.
    pub(super) shows_names: bool,
    pub(super) shows_avatars: bool,
    family: Option<&'static str>,
}

impl<'a> Stage<'a> {
    /// Lays a chat into a part of the canvas.
    pub(super) fn new(
        config: &'a ReelSpeedVideoConfig,
        facts: &'a StoryFacts,
        timing: &'a StoryTiming,
        ruler: &'a dyn TextRuler,
        canvas: [f64; 2],
        part: Area,
    ) -> Self {
        let theme = Theme::new(config.template, &config.color_customization);
        let overlay = &config.chat_overlay;
        let base = part.width.min(part.height * WIDEST);
        let width = libm::round(base * overlay.size.width.unwrap_or(0.88));
        let tall = part.height > part.width * 1.3;
        let height = part.height * overlay.size.height.unwrap_or(if tall { 0.62 } else { 0.9 });
        let margin = part.height * 0.045;
        let y = match overlay.position {
            ChatPosition::Top => part.y + margin.min(part.height - height),
            ChatPosition::Center => part.y + (part.height - height) / 2.0,
            ChatPosition::Bottom => part.bottom() - height - margin.min(part.height - height),
        };
        let panel = Area::new(part.x + (part.width - width) / 2.0, y, width, height).rounded();
        let unit = panel.width / PANEL_UNITS;

        let whole = |v: f64| libm::round(v * unit);
        let has_bar = overlay.show_panel && overlay.typing_bar && theme.form != Form::Console;
        let bar_height = if has_bar { whole(112.0) } else { 0.0 };
        let header_height = match theme.header {
            _ if !(overlay.header.show && overlay.show_panel) => 0.0,
            HeaderForm::Left => whole(128.0),
            HeaderForm::Centered => whole(172.0),
            HeaderForm::Window => whole(76.0),
        };
        let keyboard = overlay.show_panel && overlay.keyboard && theme.form != Form::Console;
        let keyboard_height = if keyboard { whole(430.0).min(libm::round(panel.height * 0.4)) } else { 0.0 };
        let below = bar_height + keyboard_height;
        let viewport =
            Area::new(panel.x, panel.y + header_height, panel.width, (panel.height - header_height - below).max(16.0));

        let mut senders: Vec<&str> = Vec::new();
        for (message, time) in config.messages.iter().zip(&timing.messages) {
            if time.side == MessageSide::Incoming
                && let Some(sender) = message.sender.as_deref()
                && !senders.contains(&sender)
            {
                senders.push(sender);
            }
        }
        let shows_names = senders.len() > 1;
        Self {
            shows_avatars: overlay.show_avatars.unwrap_or(theme.avatars || shows_names),
            radius: overlay.corner_radius.map_or(theme.panel_radius, |radius| radius * 0.88) * unit,
            text_unit: unit * overlay.font_scale,
            family: Some(theme.family).filter(|family| ruler.has_family(family)),
            config,
            facts,
            timing,
            theme,
            ruler,
            canvas,
            panel,
            viewport,
            unit,
            header_height,
            bar_height,
            keyboard_height,
            shows_names,
        }
    }

    /// Units of the templates in whole pixels.
    pub(super) fn px(&self, units: f64) -> f64 {
        libm::round(units * self.unit)
    }

    /// Units of texts and bubbles in whole pixels.
    pub(super) fn text_px(&self, units: f64) -> f64 {
        libm::round(units * self.text_unit)
    }

    /// A style in the template's font, the size in units of the templates.
    pub(super) fn letters(&self, units: f64, weight: u16, color: Color) -> TextStyle {
        letters(self.family, units * self.unit, weight, color)
    }

    /// The same, the size in units of texts.
    pub(super) fn text_letters(&self, units: f64, weight: u16, color: Color) -> TextStyle {
        letters(self.family, units * self.text_unit, weight, color)
    }

    /// A style of what is noted beside messages: with a shadow where it stands on whatever the background is.
    pub(super) fn note_letters(&self, units: f64, weight: u16, color: Color) -> TextStyle {
        let mut style = self.text_letters(units, weight, color);
        if !self.config.chat_overlay.show_panel {
            style.color = Color::WHITE.into();
            style.shadow = Some(Shadow {
                color: rgba(0x000000, 190),
                offset: [0.0, 1.0_f64.max(self.text_px(2.0))].into(),
                blur: self.text_px(8.0).into(),
            });
        }
        style
    }

    pub(super) const fn family(&self) -> Option<&'static str> {
        self.family
    }

    /// Measures a text of message `index`.
    pub(super) fn measure(
        &self,
        index: usize,
        text: &str,
        style: &TextStyle,
        width: f64,
    ) -> Result<TextExtent, StoryError> {
        let failed = |reason| StoryError::Text { path: format!("messages[{index}].text"), reason };
        self.ruler.measure(text, style, width.max(1.0)).map_err(failed)
    }

    /// Width of a short text that belongs to no message.
    pub(super) fn width(&self, text: &str, style: &TextStyle) -> Result<f64, StoryError> {
        let failed = |reason| StoryError::Text { path: "chatOverlay.header".into(), reason };
        self.ruler.measure(text, style, 16_384.0).map(|extent| extent.width).map_err(failed)
    }

    /// Whose name is in the header.
    pub(super) fn contact(&self) -> &str {
        let given = self.config.chat_overlay.header.name.as_deref().filter(|name| !name.trim().is_empty());
        let incoming = self
            .config
            .messages
            .iter()
            .zip(&self.timing.messages)
            .filter(|(_, time)| time.side == MessageSide::Incoming);
        let first = incoming.filter_map(|(message, _)| message.sender.as_deref()).find(|sender| !is_owner(sender));
        given.or(first).unwrap_or("Alex")
    }

    /// Who sends a message.
    pub(super) fn sender(&self, index: usize) -> &str {
        let message = self.config.messages.get(index);
        match (message.and_then(|message| message.sender.as_deref()), self.side(index)) {
            (Some(sender), _) if !is_owner(sender) => sender,
            (_, MessageSide::Outgoing) => "You",
            _ => self.contact(),
        }
    }

    pub(super) fn side(&self, index: usize) -> MessageSide {
        self.timing.messages.get(index).map_or(MessageSide::Incoming, |time| time.side)
    }

    /// Whether two neighbours are of one group.
    pub(super) fn continues(&self, before: usize, index: usize) -> bool {
        self.side(before) == self.side(index) && self.sender(before) == self.sender(index)
    }

    /// The picture of a message's sender.
    pub(super) fn avatar_of(&self, index: usize) -> Option<&'a str> {
        let own = self.config.messages.get(index).and_then(|message| message.avatar_url.as_deref());
        let header = self.config.chat_overlay.header.avatar_url.as_deref();
        own.or(header.filter(|_| !self.shows_names && self.side(index) == MessageSide::Incoming))
    }

    /// How opaque surfaces are; wholly so before a key colour.
    pub(super) fn opacity(&self) -> f64 {
        let given = (self.config.chat_overlay.opacity / 100.0).clamp(0.0, 1.0);
        if self.config.video_settings.green_screen { 1.0 } else { given }
    }

    /// Lengths of animations in seconds.
    pub(super) fn secs(&self, millis: f64) -> f64 {
        millis / 1000.0 * self.config.animation_settings.animation_speed.factor()
    }
}
