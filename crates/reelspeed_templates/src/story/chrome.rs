//! What frames a chat: its surface, the bar with the name, the bar for typing and the keyboard.

use reelspeed_model::request::MessageSide;
use reelspeed_model::{Color, CornerRadii, Layer, Shadow};

use super::draw::{Area, avatar, circle, group, line, path, rect, scaled, text};
use super::error::StoryError;
use super::message::type_out;
use super::motion::{Key, LINEAR, moving};
use super::stage::Stage;
use super::theme::{Form, HeaderForm, faded, rgb, rgba};

/// The surface that everything stands on, at the back.
pub(super) fn panel(stage: &Stage<'_>) -> Option<Layer> {
    if !stage.config.chat_overlay.show_panel {
        return None;
    }
    let mut layer =
        rect(stage.panel, CornerRadii::All(stage.radius), faded(&stage.theme.panel.into(), stage.opacity()));
    let solid = stage.opacity() >= 1.0 && !stage.config.video_settings.green_screen;
    if let Layer::Shape(shape) = &mut layer
        && stage.config.chat_overlay.shadow
        && solid
    {
        shape.shadow = Some(Shadow {
            color: rgba(0x000000, 115),
            // No wider than it takes to lift the chat off: what is half transparent is drawn again in every frame.
            offset: [0.0, stage.px(12.0)].into(),
            blur: stage.px(40.0).into(),
        });
    }
    Some(layer)
}

/// The bar with name and avatar.
pub(super) fn header(stage: &Stage<'_>) -> Result<Vec<Layer>, StoryError> {
    if stage.header_height <= 0.0 {
        return Ok(Vec::new());
    }
    let (theme, panel) = (&stage.theme, stage.panel);
    let area = Area::new(panel.x, panel.y, panel.width, stage.header_height);
    let radii = CornerRadii::Each([stage.radius, stage.radius, 0.0, 0.0]);
    let edge = Area::new(panel.x, area.bottom() - stage.px(2.0).max(1.0), panel.width, stage.px(2.0).max(1.0));
    let mut layers = vec![
        rect(area, radii, faded(&theme.header_fill.into(), stage.opacity())),
        rect(edge, CornerRadii::All(0.0), faded(&theme.divider.into(), stage.opacity())),
    ];
    match theme.header {
        HeaderForm::Left if theme.form == Form::Rows => channel(stage, area, &mut layers),
        HeaderForm::Left => left(stage, area, &mut layers)?,
        HeaderForm::Centered => centered(stage, area, &mut layers),
        HeaderForm::Window => window(stage, area, &mut layers),
    }
    Ok(layers)
}

fn header_avatar(stage: &Stage<'_>, center: [f64; 2], units: f64) -> Vec<Layer> {
    let header = &stage.config.chat_overlay.header;
    let of_sender = || {
        let messages = stage.config.messages.iter().enumerate();
        let mut incoming =
            messages.filter(|(i, _)| stage.side(*i) == MessageSide::Incoming && stage.sender(*i) == stage.contact());
        incoming.find_map(|(_, message)| message.avatar_url.as_deref())
    };
    let src = header.avatar_url.as_deref().or_else(of_sender);
    avatar(center, stage.px(units), stage.contact(), src, stage.family())
}

/// A sign of lines, its middle at a point.
fn sign(stage: &Stage<'_>, d: &str, center: [f64; 2], color: Color, width: f64) -> Layer {
    line(scaled(d, stage.unit), [libm::round(center[0]), libm::round(center[1])], color, width * stage.unit)
}

const BACK: &str = "M 16 0 L 0 16 L 16 32";
const CAMERA: &str = "M 5 0 L 31 0 C 34 0 36 2 36 5 L 36 21 C 36 24 34 26 31 26 L 5 26 C 2 26 0 24 0 21 L 0 5 C 0 2 2 0 5 0 Z M 36 10 L 48 3 L 48 23 L 36 16";
const PHONE: &str = "M 9 0 L 2 3 C -2 18 14 36 31 34 L 34 27 L 25 21 L 20 25 C 15 23 11 18 10 14 L 14 9 Z";

fn left(stage: &Stage<'_>, area: Area, layers: &mut Vec<Layer>) -> Result<(), StoryError> {
    let (theme, middle) = (&stage.theme, area.y + area.height / 2.0);
    let sign_color =
        if theme.header_fill == theme.panel || theme.time_inside { theme.header_text } else { theme.accent };
    let sign_color = if theme.time_inside { sign_color } else { theme.accent };
    layers.push(sign(stage, BACK, [area.x + stage.px(44.0), middle], sign_color, 5.0));
    layers.extend(header_avatar(stage, [area.x + stage.px(126.0), middle], 84.0));
    let x = area.x + stage.px(188.0);
    let room = area.width - stage.px(188.0 + 210.0);
    let status = stage.config.chat_overlay.header.status.as_deref().unwrap_or("online");
    let name = stage.letters(38.0, 600, theme.header_text);
    let name_height = if status.trim().is_empty() { middle } else { middle - stage.px(17.0) };
    layers.push(fitted(stage, stage.contact(), name, room, [x, name_height])?.with_id("chatOverlay.header.name"));
    if !status.trim().is_empty() {
        let mut style = stage.letters(27.0, 400, theme.header_text);
        style.color = faded(&style.color, 0.82);
        layers.push(
            fitted(stage, status, style, room, [x, middle + stage.px(24.0)])?.with_id("chatOverlay.header.status"),
        );
    }
    let right = area.right();
    layers.push(sign(stage, CAMERA, [right - stage.px(146.0), middle], sign_color, 4.0));
    layers.push(sign(stage, PHONE, [right - stage.px(58.0), middle], sign_color, 4.0));
    Ok(())
}

/// A text that is made smaller where it would be wider than its room, its left middle at `place`.
fn fitted(
    stage: &Stage<'_>,
    words: &str,
    mut style: reelspeed_model::TextStyle,
    room: f64,
    place: [f64; 2],
) -> Result<Layer, StoryError> {
    let width = stage.width(words, &style)?;
    if width > room
        && let Some(size) = style.font_size.first().copied()
    {
        style.font_size = (size * room / width).max(1.0).into();
    }
    Ok(text(words, style, 16_384.0, place, [0.0, 0.5]))
}

fn centered(stage: &Stage<'_>, area: Area, layers: &mut Vec<Layer>) {
    let (theme, middle) = (&stage.theme, area.x + area.width / 2.0);
    layers.push(sign(stage, BACK, [area.x + stage.px(44.0), area.y + stage.px(74.0)], theme.accent, 5.0));
    layers.push(sign(stage, CAMERA, [area.right() - stage.px(62.0), area.y + stage.px(74.0)], theme.accent, 4.0));
    layers.extend(header_avatar(stage, [middle, area.y + stage.px(70.0)], 96.0));
    let style = stage.letters(27.0, 500, theme.header_text);
    let place = [middle, area.y + stage.px(144.0)];
    layers.push(text(stage.contact(), style, area.width * 0.7, place, [0.5, 0.5]).with_id("chatOverlay.header.name"));
}

fn channel(stage: &Stage<'_>, area: Area, layers: &mut Vec<Layer>) {
    let (theme, middle) = (&stage.theme, area.y + area.height / 2.0);
    let hash = stage.letters(52.0, 500, theme.note);
    layers.push(text(
        if stage.shows_names { "#" } else { "@" },
        hash,
        200.0,
        [area.x + stage.px(58.0), middle],
        [0.5, 0.5],
    ));
    let style = stage.letters(40.0, 600, theme.header_text);
    let room = area.width - stage.px(180.0);
    layers.push(
        text(stage.contact(), style, room, [area.x + stage.px(104.0), middle], [0.0, 0.5])
            .with_id("chatOverlay.header.name"),
    );
}

fn window(stage: &Stage<'_>, area: Area, layers: &mut Vec<Layer>) {
    let middle = area.y + area.height / 2.0;
    for (i, color) in [0xff5f57, 0xfebc2e, 0x28c840].into_iter().enumerate() {
        let x = area.x + stage.px(46.0) + stage.px(38.0) * i as f64;
        layers.push(circle([x, middle], stage.px(22.0), rgb(color)));
    }
    let title = format!("{} — chat", stage.contact());
    let style = stage.letters(27.0, 400, stage.theme.header_text);
    layers.push(
        text(&title, style, area.width * 0.6, [area.x + area.width / 2.0, middle], [0.5, 0.5])
            .with_id("chatOverlay.header.name"),
    );
}

/// The bar for typing, with what is typed in it.
pub(super) fn typing_bar(stage: &Stage<'_>) -> Result<Vec<Layer>, StoryError> {
    if stage.bar_height <= 0.0 {
        return Ok(Vec::new());
    }
    let (theme, panel) = (&stage.theme, stage.panel);
    let y = panel.bottom() - stage.keyboard_height - stage.bar_height;
    let area = Area::new(panel.x, y, panel.width, stage.bar_height);
    let below = if stage.keyboard_height > 0.0 { 0.0 } else { stage.radius };
    let fill = if theme.time_inside { theme.panel } else { theme.header_fill };
    let mut layers =
        vec![rect(area, CornerRadii::Each([0.0, 0.0, below, below]), faded(&fill.into(), stage.opacity()))];
    if !theme.time_inside {
        let edge = Area::new(area.x, area.y, area.width, stage.px(2.0).max(1.0));
        layers.push(rect(edge, CornerRadii::All(0.0), faded(&theme.divider.into(), stage.opacity())));
    }
    let middle = area.y + area.height / 2.0;
    let button = stage.px(76.0);
    let field = Area::new(
        area.x + stage.px(if theme.time_inside { 22.0 } else { 104.0 }),
        middle - button / 2.0,
        area.width - stage.px(if theme.time_inside { 22.0 + 122.0 } else { 104.0 + 118.0 }),
        button,
    )
    .rounded();
    if !theme.time_inside {
        layers.push(sign(stage, "M 17 0 L 17 34 M 0 17 L 34 17", [area.x + stage.px(56.0), middle], theme.accent, 5.0));
    }
    let rim = stage.px(3.0).max(1.0);
    layers.push(rect(field, CornerRadii::All(field.height / 2.0), theme.field_stroke));
    let inner = Area::new(field.x + rim, field.y + rim, field.width - 2.0 * rim, field.height - 2.0 * rim);
    layers.push(rect(inner, CornerRadii::All(inner.height / 2.0), theme.field));
    let center = [area.right() - stage.px(60.0), middle];
    let send = if theme.time_inside { rgb(0x0b5d52) } else { theme.accent };
    layers.push(circle(center, button, send));
    let arrow = if super::theme::luminance(send) > 0.35 { rgb(0x111114) } else { Color::WHITE };
    layers.push(path(
        scaled("M 0 2 L 34 16 L 0 30 L 4 18 L 20 16 L 4 14 Z", stage.unit),
        [center[0] + stage.px(3.0), center[1]],
        arrow,
    ));
    layers.push(typed(stage, inner)?);
    Ok(layers)
}

/// The letters in the bar for typing: what the next outgoing message will say, or what the bar is for.
fn typed(stage: &Stage<'_>, field: Area) -> Result<Layer, StoryError> {
    let pad = stage.px(30.0);
    let area = Area::new(field.x + pad, field.y, field.width - 2.0 * pad, field.height);
    let (middle, theme) = (field.height / 2.0, &stage.theme);
    let hint = stage.letters(34.0, 400, theme.field_text);
    let mut layers = Vec::new();
    let mut free = 0.0;
    let end = stage.timing.duration;
    let place_hint = |layers: &mut Vec<Layer>, from: f64, to: f64| {
        if to > from {
            let layer = text("Message", hint.clone(), 16_384.0, [0.0, middle], [0.0, 0.5]);
            layers.push(layer.with_start(from).with_duration(to - from));
        }
    };
    for (index, time) in stage.timing.messages.iter().enumerate() {
        let words = stage.config.messages[index].text.split_whitespace().collect::<Vec<_>>().join(" ");
        let to = time.start.min(end);
        if time.side != MessageSide::Outgoing || to <= time.typing || words.is_empty() {
            continue;
        }
        place_hint(&mut layers, free, time.typing.min(end));
        let style = stage.letters(34.0, 400, theme.typed_text());
        let width = stage.width(&words, &style)?;
        let secs = (time.start - time.typing) * 0.85;
        let mut layer = text(&words, style, 16_384.0, [0.0, middle], [0.0, 0.5]);
        // What passes the field's end moves to the left, as fast as it is typed.
        if width > area.width {
            let full = secs * area.width / width;
            let keys =
                vec![Key(full, [0.0, middle], LINEAR), Key(secs, [libm::round(area.width - width), middle], LINEAR)];
            layer.common_mut().transform.position = Some(moving(keys));
        }
        type_out(&mut layer, 0.0, secs);
        let layer = layer.with_id(format!("messages[{index}].typed"));
        layers.push(layer.with_start(time.typing).with_duration(to - time.typing));
        free = to;
    }
    place_hint(&mut layers, free, end);
    Ok(group(area, true, 0.0, layers))
}

/// A keyboard below the bar. Its keys are not pressed.
pub(super) fn keyboard(stage: &Stage<'_>) -> Vec<Layer> {
    if stage.keyboard_height <= 0.0 {
        return Vec::new();
    }
    let panel = stage.panel;
    let area = Area::new(panel.x, panel.bottom() - stage.keyboard_height, panel.width, stage.keyboard_height);
    let dark = super::theme::luminance(stage.theme.panel) < 0.2;
    let (ground, key, letter) = if dark { (0x1c1c1f, 0x48484b, 0xffffff) } else { (0xd3d6dc, 0xffffff, 0x111114) };
    let radii = CornerRadii::Each([0.0, 0.0, stage.radius, stage.radius]);
    let mut layers = vec![rect(area, radii, faded(&rgb(ground).into(), stage.opacity()))];
    let (gap, pad) = (stage.px(12.0), stage.px(16.0));
    let key_width = (area.width - 2.0 * pad - 9.0 * gap) / 10.0;
    let key_height = (area.height - 2.0 * pad - 3.0 * gap) / 4.0;
    let row_y = |row: f64| area.y + pad + row * (key_height + gap);
    let round = CornerRadii::All(stage.px(10.0));
    let style = stage.letters(36.0, 400, rgb(letter));
    for (row, keys) in ["QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM"].into_iter().enumerate() {
        let count = keys.len() as f64;
        let left = area.x + (area.width - count * key_width - (count - 1.0) * gap) / 2.0;
        for (i, letter) in keys.chars().enumerate() {
            let cap =
                Area::new(left + i as f64 * (key_width + gap), row_y(row as f64), key_width, key_height).rounded();
            layers.push(rect(cap, round, rgb(key)));
            let middle = [cap.x + cap.width / 2.0, cap.y + cap.height / 2.0];
            layers.push(text(&letter.to_string(), style.clone(), 400.0, middle, [0.5, 0.5]));
        }
    }
    let space = Area::new(area.x + area.width * 0.25, row_y(3.0), area.width * 0.5, key_height).rounded();
    layers.push(rect(space, round, rgb(key)));
    layers
}
