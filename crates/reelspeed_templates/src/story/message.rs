//! What a message consists of: layers in a block that is as wide as the thread.

use reelspeed_model::request::{MessageAnimation, MessageSide, ReadReceipt};
use reelspeed_model::{Color, CornerRadii, Layer, Paint, TextSpan, TextStyle};
use unicode_segmentation::UnicodeSegmentation;

use super::bubble::bubble;
use super::draw::{Area, at, avatar, circle, group, image, line, rect, scaled, text};
use super::error::StoryError;
use super::motion::{HOLD, Key, LINEAR, OVERSHOOT, moving};
use super::ruler::TextExtent;
use super::stage::Stage;
use super::theme::{Form, HeaderForm, Tail, sender_colors};
use super::timing::is_owner;

/// A message, or what announces it, in pixels from the left upper corner of a block that is as wide as the thread.
pub(super) struct Block {
    pub(super) layers: Vec<Layer>,
    pub(super) height: f64,
    /// The point out of which it grows.
    pub(super) corner: [f64; 2],
}

/// What a message needs to know of its neighbours.
#[derive(Clone, Copy)]
pub(super) struct Neighbours {
    /// Whether it begins a group of one sender.
    pub(super) first: bool,
    /// After how many seconds another message of the group follows; `None`: it is the last.
    pub(super) next: Option<f64>,
}

/// The share of the thread that a bubble may fill.
const WIDEST: f64 = 0.76;
/// How long a letter takes that is typed, in seconds, where the voice leaves so much time.
const TYPED_SECS: f64 = 0.055;
/// Side of a sender's picture, and the space beside it, in units of texts.
const AVATAR: f64 = 66.0;
const AVATAR_GAP: f64 = 16.0;
const ROW_AVATAR: f64 = 80.0;

impl Stage<'_> {
    /// The margin at the sides of the thread.
    fn margin(&self) -> f64 {
        self.px(28.0)
    }

    /// Where what a side says begins: behind its sender's picture, or at the margin.
    fn indent(&self, side: MessageSide) -> f64 {
        let beside = side == MessageSide::Incoming && self.shows_avatars;
        if beside { self.text_px(AVATAR + AVATAR_GAP) } else { 0.0 }
    }

    fn is_from_owner(&self, index: usize) -> bool {
        let sender = self.config.messages.get(index).and_then(|message| message.sender.as_deref());
        sender.map_or(self.side(index) == MessageSide::Outgoing, is_owner)
    }

    /// A message as it stands once it has come to rest.
    pub(super) fn message(&self, index: usize, near: Neighbours) -> Result<Block, StoryError> {
        match self.theme.form {
            Form::Bubbles => self.bubbles(index, near),
            Form::Rows => self.row(index, near),
            Form::Console => self.console(index),
        }
    }

    fn bubbles(&self, index: usize, near: Neighbours) -> Result<Block, StoryError> {
        let Some(message) = self.config.messages.get(index) else { return Ok(Block::empty()) };
        let (theme, side) = (&self.theme, self.side(index));
        let outgoing = side == MessageSide::Outgoing;
        let (margin, indent) = (self.margin(), self.indent(side));
        let widest = libm::round((self.viewport.width - 2.0 * margin - indent) * WIDEST);
        // From the left where it comes in, from the right where it goes out.
        let place = |width: f64| if outgoing { self.viewport.width - margin - width } else { margin + indent };
        let (mut layers, mut y) = (Vec::new(), 0.0);

        if let Some(time) = message.timestamp.as_deref().filter(|_| theme.header == HeaderForm::Centered) {
            let style = self.note_letters(26.0, 500, theme.note);
            layers.push(text(
                time,
                style,
                self.viewport.width,
                [self.viewport.width / 2.0, self.text_px(22.0)],
                [0.5, 0.5],
            ));
            y += self.text_px(52.0);
        }
        if near.first && self.shows_names && !outgoing {
            let style = self.note_letters(27.0, 600, sender_colors(self.sender(index), theme.panel)[0]);
            layers.push(text(self.sender(index), style, widest, [place(0.0) + self.px(8.0), y], [0.0, 0.0]));
            y += self.text_px(40.0);
        }
        if let Some(src) = message.image_url.as_deref().filter(|src| !src.is_empty()) {
            let area = self.picture(src, widest, y, place);
            layers.push(image(src, area, self.text_px(theme.radius)));
            y = area.bottom();
        }
        let mut corner = [if outgoing { self.viewport.width - margin } else { margin + indent }, y];
        let words = message.text.trim();
        if !words.is_empty() {
            if message.image_url.as_deref().is_some_and(|src| !src.is_empty()) {
                y += self.text_px(8.0);
            }
            let area = if is_large(words) && message.image_url.is_none() {
                self.large_emoji(index, words, y, place, &mut layers)?
            } else {
                self.spoken(index, words, y, widest, place, near, &mut layers)?
            };
            corner[1] = area.bottom();
            y = area.bottom();
        }
        if self.shows_avatars && !outgoing {
            let center = [margin + self.text_px(AVATAR / 2.0), y - self.text_px(AVATAR / 2.0)];
            let picture =
                avatar(center, self.text_px(AVATAR), self.sender(index), self.avatar_of(index), self.family());
            layers.extend(picture.into_iter().map(|layer| until(layer, near.next)));
        }
        if let Some(reaction) = message.reaction.as_deref().filter(|reaction| !reaction.trim().is_empty()) {
            layers.push(self.reaction(index, reaction.trim(), corner, outgoing));
            y += self.text_px(34.0);
        }
        if !theme.time_inside
            && let Some(note) = self.note_below(index)
        {
            let style = self.note_letters(25.0, 500, theme.note);
            let (x, anchor) = if outgoing {
                (self.viewport.width - margin - self.px(6.0), 1.0)
            } else {
                (place(0.0) + self.px(6.0), 0.0)
            };
            layers.push(text(&note, style, widest, [x, y + self.text_px(8.0)], [anchor, 0.0]));
            y += self.text_px(42.0);
        }
        Ok(Block { layers, height: libm::round(y), corner })
    }

    /// Where an image stands: as its own shape, but neither a strip nor a tower.
    fn picture(&self, src: &str, widest: f64, y: f64, place: impl Fn(f64) -> f64) -> Area {
        let shape = match self.facts.get(src).and_then(|fact| fact.size) {
            Some([width, height]) if width > 0 => f64::from(height) / f64::from(width),
            _ => 0.75,
        };
        let shape = shape.clamp(0.5, 1.25);
        let width = widest.min(self.text_px(520.0)).min(self.viewport.height * 0.7 / shape);
        Area::new(place(libm::round(width)), y, libm::round(width), libm::round(width * shape))
    }

    fn large_emoji(
        &self,
        index: usize,
        words: &str,
        y: f64,
        place: impl Fn(f64) -> f64,
        layers: &mut Vec<Layer>,
    ) -> Result<Area, StoryError> {
        let style = self.text_letters(108.0, 400, self.theme.incoming_text);
        let extent = self.measure(index, words, &style, self.viewport.width)?;
        let area = Area::new(place(extent.width), y, extent.width, extent.height).rounded();
        let layer = text(words, style, 16_384.0, [area.x, area.y], [0.0, 0.0]);
        layers.push(layer.with_id(text_id(index)));
        Ok(area)
    }

    /// A text in a bubble.
    #[allow(clippy::too_many_arguments, reason = "a place and what is known of it")]
    fn spoken(
        &self,
        index: usize,
        words: &str,
        y: f64,
        widest: f64,
        place: impl Fn(f64) -> f64,
        near: Neighbours,
        layers: &mut Vec<Layer>,
    ) -> Result<Area, StoryError> {
        let (theme, side) = (&self.theme, self.side(index));
        let outgoing = side == MessageSide::Outgoing;
        let [pad_x, pad_y] = theme.padding.map(|units| self.text_px(units));
        let (fill, color) = if outgoing {
            (theme.outgoing.clone(), theme.outgoing_text)
        } else {
            (theme.incoming.clone(), theme.incoming_text)
        };
        let style = self.text_letters(theme.font_size, 400, color);
        let room = (widest - 2.0 * pad_x).max(1.0);
        let extent = self.measure(index, words, &style, room)?;
        let (mut width, mut height) = (libm::ceil(extent.width), libm::ceil(extent.height));

        let note = if theme.time_inside { self.note_inside(index)? } else { None };
        if let Some(note) = &note {
            let beside = extent.last_line + self.text_px(22.0) + note.width;
            if beside <= room {
                width = width.max(libm::ceil(beside));
            } else {
                width = width.max(note.width);
                height += self.text_px(34.0);
            }
        }
        let (outer_width, outer_height) = (width + 2.0 * pad_x, height + 2.0 * pad_y);
        let area = Area::new(place(outer_width), y, outer_width, outer_height);
        let radius = self.text_px(theme.radius);
        let draw = |tail: Tail| bubble(area, radius, tail, side, self.text_unit, fill.clone());
        match (near.next, theme.tail) {
            // The tail goes over to the next of the group when that comes.
            (Some(next), tail) if tail != Tail::None => {
                layers.push(draw(tail).with_duration(next));
                layers.push(draw(Tail::None).with_start(next));
            }
            (_, tail) => layers.push(draw(tail)),
        }
        let place = [area.x + pad_x, area.y + pad_y];
        layers.push(self.revealed(index, "", words, style, room, place));
        if let Some(note) = note {
            let right = area.right() - pad_x + self.text_px(6.0);
            let bottom = area.bottom() - self.text_px(10.0);
            self.lay_note_inside(index, &note, right, bottom, layers);
        }
        Ok(area)
    }

    /// The text itself; `prompt` is the part of it that is there at once.
    fn revealed(&self, index: usize, prompt: &str, words: &str, style: TextStyle, room: f64, place: [f64; 2]) -> Layer {
        let mut layer = text(words, style, room, place, [0.0, 0.0]).with_id(text_id(index));
        let animation = &self.config.animation_settings;
        if animation.show_message_animations && animation.message_animation_type == MessageAnimation::Typewriter {
            let time = self.timing.messages.get(index).map_or(0.0, |time| time.end - time.start);
            let [there, all] = [prompt, words].map(|text| text.graphemes(true).count() as f64);
            type_out(&mut layer, there / all.max(1.0), ((all - there) * TYPED_SECS).min(time * 0.85));
        }
        layer
    }

    /// Time of day and receipt below a bubble.
    fn note_below(&self, index: usize) -> Option<String> {
        let message = self.config.messages.get(index)?;
        let outgoing = self.side(index) == MessageSide::Outgoing;
        let receipt = message.read_receipt.filter(|_| outgoing).map(|receipt| match receipt {
            ReadReceipt::Sent => "Sent",
            ReadReceipt::Delivered => "Delivered",
            ReadReceipt::Read => "Read",
        });
        let above = self.theme.header == HeaderForm::Centered;
        let time = message.timestamp.as_deref().filter(|time| !above && !time.trim().is_empty());
        match (receipt, time) {
            (Some(receipt), Some(time)) => Some(format!("{receipt} · {time}")),
            (receipt, time) => receipt.or(time).map(str::to_owned),
        }
    }

    fn note_inside(&self, index: usize) -> Result<Option<NoteInside>, StoryError> {
        let Some(message) = self.config.messages.get(index) else { return Ok(None) };
        let outgoing = self.side(index) == MessageSide::Outgoing;
        let receipt = message.read_receipt.filter(|_| outgoing);
        let time = message.timestamp.clone().unwrap_or_default();
        if receipt.is_none() && time.trim().is_empty() {
            return Ok(None);
        }
        let style = self.text_letters(24.0, 400, if outgoing { self.theme.outgoing_note } else { self.theme.note });
        let text_width = if time.trim().is_empty() { 0.0 } else { self.measure(index, &time, &style, 16_384.0)?.width };
        let ticks = if receipt.is_some() { self.text_px(44.0) } else { 0.0 };
        Ok(Some(NoteInside { time, style, receipt, ticks, width: libm::ceil(text_width + ticks) }))
    }

    fn lay_note_inside(&self, _: usize, note: &NoteInside, right: f64, bottom: f64, layers: &mut Vec<Layer>) {
        if !note.time.trim().is_empty() {
            layers.push(text(&note.time, note.style.clone(), 16_384.0, [right - note.ticks, bottom], [1.0, 1.0]));
        }
        let Some(receipt) = note.receipt else { return };
        let color = if receipt == ReadReceipt::Read { self.theme.accent } else { self.theme.outgoing_note };
        let middle = [right - self.text_px(16.0), bottom - self.text_px(15.0)];
        let d = match receipt {
            ReadReceipt::Sent => "M 0 6 L 5 11 L 16 0",
            ReadReceipt::Delivered | ReadReceipt::Read => "M 0 6 L 5 11 L 16 0 M 12 11 L 12.5 11.3 L 23 0",
        };
        layers.push(line(scaled(d, 1.3 * self.text_unit), middle, color, 2.6 * self.text_unit));
    }

    /// An answer by emoji on the corner of a bubble.
    fn reaction(&self, index: usize, emoji: &str, corner: [f64; 2], outgoing: bool) -> Layer {
        let count = emoji.graphemes(true).count().max(1) as f64;
        let (width, height) = (self.text_px(30.0 + 36.0 * count), self.text_px(56.0));
        let x = if outgoing { corner[0] - self.text_px(26.0) - width } else { corner[0] + self.text_px(26.0) };
        let area = Area::new(x, corner[1] - self.text_px(22.0), width, height);
        let rim = self.text_px(5.0);
        let ground = Area::new(0.0, 0.0, width, height);
        let inner = Area::new(rim, rim, width - 2.0 * rim, height - 2.0 * rim);
        let style = self.text_letters(32.0, 400, self.theme.incoming_text);
        let fill = match &self.theme.incoming {
            Paint::Solid(color) if color.0.a == 255 && *color != Color::WHITE => *color,
            _ => self.theme.field,
        };
        let badge = vec![
            rect(ground, CornerRadii::All(height / 2.0), self.theme.panel),
            rect(inner, CornerRadii::All(inner.height / 2.0), fill),
            text(emoji, style, width * 4.0, [width / 2.0, height / 2.0], [0.5, 0.5])
                .with_id(format!("messages[{index}].reaction")),
        ];
        let delay =
            self.config.messages.get(index).and_then(|message| message.reaction_delay).unwrap_or(700.0) / 1000.0;
        let center = [area.x + width / 2.0, area.y + height / 2.0];
        let mut layer = at(group(area, false, 0.0, badge), center, [0.5, 0.5]).with_start(delay);
        if self.config.animation_settings.show_message_animations {
            use reelspeed_model::Scale::Uniform;
            let end = self.secs(420.0);
            layer.common_mut().transform.scale =
                moving(vec![Key(0.0, Uniform(0.2), OVERSHOOT), Key(end, Uniform(1.0), LINEAR)]);
        }
        layer
    }

    /// Sender and text one under another, without a bubble.
    fn row(&self, index: usize, near: Neighbours) -> Result<Block, StoryError> {
        let Some(message) = self.config.messages.get(index) else { return Ok(Block::empty()) };
        let (margin, theme) = (self.margin(), &self.theme);
        let x = margin + if self.shows_avatars { self.text_px(ROW_AVATAR + 24.0) } else { 0.0 };
        let widest = self.viewport.width - x - margin;
        let (mut layers, mut y) = (Vec::new(), 0.0);
        if near.first {
            let name = self.sender(index);
            if self.shows_avatars {
                let center = [margin + self.text_px(ROW_AVATAR / 2.0), self.text_px(ROW_AVATAR / 2.0 + 4.0)];
                layers.extend(avatar(center, self.text_px(ROW_AVATAR), name, self.avatar_of(index), self.family()));
            }
            let style = self.text_letters(36.0, 600, sender_colors(name, theme.panel)[0]);
            let extent = self.measure(index, name, &style, widest)?;
            layers.push(text(name, style, widest, [x, y], [0.0, 0.0]));
            if let Some(time) = message.timestamp.as_deref() {
                let style = self.text_letters(25.0, 400, theme.note);
                let middle = y + self.text_px(25.0);
                layers.push(text(time, style, widest, [x + extent.width + self.text_px(16.0), middle], [0.0, 0.5]));
            }
            y += self.text_px(50.0);
        }
        let words = message.text.trim();
        if !words.is_empty() {
            let size = if is_large(words) { 96.0 } else { theme.font_size };
            let style = self.text_letters(size, 400, theme.incoming_text);
            let extent = self.measure(index, words, &style, widest)?;
            layers.push(self.revealed(index, "", words, style, widest, [x, y]));
            y += libm::ceil(extent.height);
        }
        if let Some(src) = message.image_url.as_deref().filter(|src| !src.is_empty()) {
            y += self.text_px(8.0);
            let area = self.picture(src, widest, y, |_| x);
            layers.push(image(src, area, self.text_px(16.0)));
            y = area.bottom();
        }
        if let Some(reaction) = message.reaction.as_deref().filter(|reaction| !reaction.trim().is_empty()) {
            layers.push(self.reaction(index, reaction.trim(), [x - self.text_px(26.0), y + self.text_px(34.0)], false));
            y += self.text_px(72.0);
        }
        Ok(Block { layers, height: libm::round(y), corner: [x, y] })
    }

    /// A prompt and what is typed at it.
    fn console(&self, index: usize) -> Result<Block, StoryError> {
        let Some(message) = self.config.messages.get(index) else { return Ok(Block::empty()) };
        let (x, theme) = (self.margin() + self.px(8.0), &self.theme);
        let widest = self.viewport.width - 2.0 * x;
        let (mut layers, mut y) = (Vec::new(), 0.0);
        let prompt = self.prompt(index);
        let words = format!("{prompt}{}", message.text.trim());
        let mut style = self.text_letters(theme.font_size, 400, theme.incoming_text);
        style.line_height = 1.4.into();
        style.spans.push(self.prompt_span(index, &prompt));
        let extent = self.measure(index, &words, &style, widest)?;
        layers.push(self.revealed(index, &prompt, &words, style, widest, [x, y]));
        y += libm::ceil(extent.height);
        if let Some(src) = message.image_url.as_deref().filter(|src| !src.is_empty()) {
            let area = self.picture(src, widest, y + self.text_px(10.0), |_| x);
            layers.push(image(src, area, 0.0));
            y = area.bottom();
        }
        let notes = [message.timestamp.as_deref(), message.reaction.as_deref()];
        let notes: Vec<&str> = notes.into_iter().flatten().map(str::trim).filter(|note| !note.is_empty()).collect();
        if !notes.is_empty() {
            let mut style = self.text_letters(28.0, 400, theme.note);
            style.line_height = 1.4.into();
            layers.push(text(&format!("# {}", notes.join("  ")), style, widest, [x, y], [0.0, 0.0]));
            y += self.text_px(42.0);
        }
        Ok(Block { layers, height: libm::round(y), corner: [x, y] })
    }

    fn prompt(&self, index: usize) -> String {
        let name: String = self.sender(index).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        format!("{}:~$ ", if self.is_from_owner(index) { "me" } else { &name })
    }

    fn prompt_span(&self, index: usize, prompt: &str) -> TextSpan {
        let color = if self.is_from_owner(index) {
            self.theme.accent
        } else {
            sender_colors(self.sender(index), self.theme.panel)[0]
        };
        let end = u32::try_from(prompt.chars().count()).unwrap_or(u32::MAX);
        TextSpan { start: 0, end, color: Some(color), span_box: None }
    }

    /// What is seen while somebody writes, for `secs` seconds.
    pub(super) fn writing(&self, index: usize, secs: f64) -> Result<Block, StoryError> {
        let margin = self.margin();
        if self.theme.form == Form::Console {
            let prompt = self.prompt(index);
            let mut style = self.text_letters(self.theme.font_size, 400, self.theme.incoming_text);
            style.line_height = 1.4.into();
            style.spans.push(self.prompt_span(index, &prompt));
            let extent: TextExtent = self.measure(index, &prompt, &style, 16_384.0)?;
            let x = margin + self.px(8.0);
            let cursor = Area::new(x + extent.width, extent.height * 0.16, self.text_px(20.0), extent.height * 0.66);
            let blinks = (0..).map(|n| f64::from(n) * 0.4).take_while(|&time| time < secs).enumerate();
            let keys = blinks.map(|(n, time)| Key(time, if n % 2 == 0 { 1.0 } else { 0.0 }, HOLD)).collect();
            let cursor =
                rect(cursor.rounded(), CornerRadii::All(0.0), self.theme.incoming_text).with_opacity(moving(keys));
            let layers = vec![text(&prompt, style, 16_384.0, [x, 0.0], [0.0, 0.0]), cursor];
            return Ok(Block { layers, height: libm::ceil(extent.height), corner: [x, 0.0] });
        }
        let rows = self.theme.form == Form::Rows;
        let beside = if rows && self.shows_avatars {
            self.text_px(ROW_AVATAR + 24.0)
        } else {
            self.indent(MessageSide::Incoming)
        };
        let (x, width, height) = (margin + beside, self.text_px(132.0), self.text_px(84.0));
        let mut layers = Vec::new();
        if self.shows_avatars {
            let side = self.text_px(if rows { ROW_AVATAR } else { AVATAR });
            let center = [margin + side / 2.0, if rows { side / 2.0 + 2.0 } else { height - side / 2.0 }];
            layers.extend(avatar(center, side, self.sender(index), self.avatar_of(index), self.family()));
        }
        if !rows {
            let area = Area::new(x, 0.0, width, height);
            let radius = self.text_px(self.theme.radius);
            layers.push(bubble(
                area,
                radius,
                self.theme.tail,
                MessageSide::Incoming,
                self.text_unit,
                self.theme.incoming.clone(),
            ));
        }
        let (step, dot) = (self.text_px(30.0), self.text_px(17.0));
        for n in 0..3 {
            let middle = [x + width / 2.0 + f64::from(n - 1) * step, height / 2.0];
            let mut layer = circle(middle, dot, self.theme.note);
            let [up, still] = [[middle[0], middle[1] - 11.0 * self.text_unit], middle];
            let mut keys = Vec::new();
            let mut time = 0.12 * f64::from(n);
            while time < secs {
                keys.extend([
                    Key(time, still, super::motion::IN_OUT),
                    Key(time + 0.17, up, super::motion::IN_OUT),
                    Key(time + 0.34, still, LINEAR),
                ]);
                time += 0.82;
            }
            if !keys.is_empty() {
                layer.common_mut().transform.position = Some(moving(keys));
            }
            layers.push(layer);
        }
        Ok(Block { layers, height, corner: [x, height] })
    }
}

impl Block {
    fn empty() -> Self {
        Self { layers: Vec::new(), height: 0.0, corner: [0.0, 0.0] }
    }
}

/// Time and receipt inside of a bubble.
struct NoteInside {
    time: String,
    style: TextStyle,
    receipt: Option<ReadReceipt>,
    ticks: f64,
    width: f64,
}

/// Lets a text come letter by letter, of which a share is there at once.
pub(super) fn type_out(layer: &mut Layer, there: f64, secs: f64) {
    if let Layer::Text(text) = layer {
        text.reveal = moving(vec![Key(0.0, there, LINEAR), Key(secs.max(0.001), 1.0, LINEAR)]);
    }
}

/// The id of a message's text: where it stands in the configuration.
fn text_id(index: usize) -> String {
    format!("messages[{index}].text")
}

/// The layer until a time, or to the end.
fn until(layer: Layer, end: Option<f64>) -> Layer {
    match end {
        Some(end) => layer.with_duration(end.max(0.001)),
        None => layer,
    }
}

/// Whether a message is up to three emoji, which are shown large and without a bubble.
fn is_large(text: &str) -> bool {
    let emoji = |grapheme: &str| {
        let first = grapheme.chars().next().map_or(0, u32::from);
        let picture = matches!(first, 0x1f000..=0x1faff | 0x2600..=0x27bf | 0x2b50 | 0x2b55 | 0x231a | 0x231b);
        picture || grapheme.contains('\u{fe0f}')
    };
    let graphemes: Vec<&str> = text.graphemes(true).filter(|grapheme| !grapheme.trim().is_empty()).collect();
    (1..=3).contains(&graphemes.len()) && graphemes.iter().all(|grapheme| emoji(grapheme))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_emoji_are_large() {
        assert!(["😂", "😂 😂", "👩‍👩‍👧‍👦", "❤️", "🇩🇪🇫🇷"].iter().all(|text| is_large(text)));
        assert!(!["", "ok", "😂😂😂😂", "so 😂", "1"].iter().any(|text| is_large(text)));
    }
}
