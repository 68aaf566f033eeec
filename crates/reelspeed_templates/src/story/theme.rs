//! How the templates look: colours, and which of a few geometries they have.

use reelspeed_core::Rgba8;
use reelspeed_model::request::{ColorCustomization, StoryTemplate};
use reelspeed_model::{Animated, Color, Gradient, GradientStop, LinearGradient, Paint};

/// What a template consists of. Lengths are pixels of a chat that is 950 pixels wide.
#[derive(Clone, Debug)]
pub(super) struct Theme {
    pub(super) family: &'static str,
    pub(super) form: Form,
    pub(super) tail: Tail,
    pub(super) header: HeaderForm,
    /// Whether pictures of senders stand beside incoming messages.
    pub(super) avatars: bool,
    /// Whether times and receipts stand inside of the bubbles.
    pub(super) time_inside: bool,
    pub(super) font_size: f64,
    pub(super) radius: f64,
    pub(super) padding: [f64; 2],
    pub(super) panel_radius: f64,
    pub(super) panel: Color,
    pub(super) header_fill: Color,
    pub(super) header_text: Color,
    pub(super) divider: Color,
    pub(super) incoming: Paint,
    pub(super) incoming_text: Color,
    pub(super) outgoing: Paint,
    pub(super) outgoing_text: Color,
    pub(super) note: Color,
    /// Of times inside of outgoing bubbles.
    pub(super) outgoing_note: Color,
    pub(super) accent: Color,
    pub(super) field: Color,
    pub(super) field_stroke: Color,
    pub(super) field_text: Color,
    /// Of the gradient behind the chat.
    pub(super) backdrop: [Color; 3],
}

/// How messages stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Bubbles,
    /// One under another, with the sender's name above.
    Rows,
    Console,
}

/// What points at the sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tail {
    None,
    /// A sharp corner.
    Corner,
    /// A curl beyond the corner.
    Curl,
    /// A small triangle.
    Notch,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderForm {
    /// Avatar and name from the left.
    Left,
    /// The avatar above the name, in the middle.
    Centered,
    /// A title bar of a window.
    Window,
}

/// `0xRRGGBB`.
pub(super) const fn rgb(hex: u32) -> Color {
    rgba(hex, 255)
}

pub(super) const fn rgba(hex: u32, a: u8) -> Color {
    Color(Rgba8 { r: (hex >> 16) as u8, g: (hex >> 8) as u8, b: hex as u8, a })
}

/// A gradient whose colours stand at equal distances.
pub(super) fn gradient(angle: f64, colors: &[Color]) -> Paint {
    match colors {
        [] => Color::BLACK.into(),
        [only] => (*only).into(),
        _ => {
            let last = (colors.len() - 1) as f64;
            let stop = |(i, &color): (usize, &Color)| GradientStop { offset: (i as f64 / last).into(), color };
            let stops = colors.iter().enumerate().map(stop).collect();
            Gradient::Linear(LinearGradient { angle: Animated::Constant(angle), stops }).into()
        }
    }
}

/// A paint with all its colours less opaque.
pub(super) fn faded(paint: &Paint, opacity: f64) -> Paint {
    let fade = |color: Color| {
        let mut color = color;
        color.0.a = libm::round(f64::from(color.0.a) * opacity.clamp(0.0, 1.0)) as u8;
        color
    };
    let mut paint = paint.clone();
    match &mut paint {
        Paint::Solid(color) => *color = fade(*color),
        Paint::Gradient(Gradient::Linear(l)) => l.stops.iter_mut().for_each(|stop| stop.color = fade(stop.color)),
        Paint::Gradient(Gradient::Radial(r)) => r.stops.iter_mut().for_each(|stop| stop.color = fade(stop.color)),
    }
    paint
}

impl Theme {
    pub(super) fn new(template: StoryTemplate, custom: &ColorCustomization) -> Self {
        let mut theme = match template {
            StoryTemplate::ModernLight => modern_light(),
            StoryTemplate::ModernDark => modern_dark(),
            StoryTemplate::ImessageLight => imessage_light(),
            StoryTemplate::ImessageDark => imessage_dark(),
            StoryTemplate::Whatsapp => whatsapp(),
            StoryTemplate::InstagramDm => instagram_dm(),
            StoryTemplate::Discord => discord(),
            StoryTemplate::Terminal => terminal(),
        };
        let set = |place: &mut Color, color: Option<Color>| {
            if let Some(color) = color {
                *place = color;
            }
        };
        if let Some(paint) = &custom.incoming_bubble {
            theme.incoming = paint.clone();
        }
        if let Some(paint) = &custom.outgoing_bubble {
            theme.outgoing = paint.clone();
        }
        set(&mut theme.incoming_text, custom.incoming_text);
        set(&mut theme.outgoing_text, custom.outgoing_text);
        set(&mut theme.outgoing_note, custom.outgoing_text);
        set(&mut theme.panel, custom.panel);
        set(&mut theme.header_fill, custom.header.or(custom.panel));
        set(&mut theme.header_text, custom.header_text);
        set(&mut theme.accent, custom.accent);
        set(&mut theme.note, custom.timestamp);
        set(&mut theme.outgoing_note, custom.timestamp);
        theme
    }
}

impl Theme {
    /// The colour of letters that are typed into the field.
    pub(super) fn typed_text(&self) -> Color {
        if luminance(self.field) < 0.25 { rgb(0xf5f5f7) } else { rgb(0x111114) }
    }
}

fn modern_light() -> Theme {
    Theme {
        family: "Inter",
        form: Form::Bubbles,
        tail: Tail::Corner,
        header: HeaderForm::Left,
        avatars: true,
        time_inside: false,
        font_size: 43.0,
        radius: 40.0,
        padding: [34.0, 22.0],
        panel_radius: 48.0,
        panel: rgb(0xffffff),
        header_fill: rgb(0xffffff),
        header_text: rgb(0x14141f),
        divider: rgb(0xececf2),
        incoming: rgb(0xf0f0f5).into(),
        incoming_text: rgb(0x14141f),
        outgoing: gradient(135.0, &[rgb(0x7b3ff2), rgb(0x5b34e6)]),
        outgoing_text: rgb(0xffffff),
        note: rgb(0x6b6b7b),
        outgoing_note: rgb(0x6b6b7b),
        accent: rgb(0x6d28d9),
        field: rgb(0xf4f4f8),
        field_stroke: rgb(0xf4f4f8),
        field_text: rgb(0x6b6b7b),
        backdrop: [rgb(0xc4b5fd), rgb(0xf0abfc), rgb(0xfda4af)],
    }
}

fn modern_dark() -> Theme {
    Theme {
        panel: rgb(0x14151c),
        header_fill: rgb(0x1a1b24),
        header_text: rgb(0xf5f5fa),
        divider: rgb(0x2a2b38),
        incoming: rgb(0x272936).into(),
        incoming_text: rgb(0xf2f2f7),
        note: rgb(0x9a9bad),
        outgoing_note: rgb(0x9a9bad),
        accent: rgb(0xa78bfa),
        field: rgb(0x22232f),
        field_stroke: rgb(0x22232f),
        field_text: rgb(0x9a9bad),
        backdrop: [rgb(0x16213e), rgb(0x0f172a), rgb(0x2a1646)],
        ..modern_light()
    }
}

fn imessage_light() -> Theme {
    Theme {
        tail: Tail::Curl,
        header: HeaderForm::Centered,
        avatars: false,
        radius: 42.0,
        header_fill: rgb(0xf6f6f8),
        header_text: rgb(0x0a0a0c),
        divider: rgb(0xd9d9de),
        incoming: rgb(0xe9e9eb).into(),
        incoming_text: rgb(0x0a0a0c),
        outgoing: rgb(0x0a6cdc).into(),
        note: rgb(0x6c6c72),
        outgoing_note: rgb(0x6c6c72),
        accent: rgb(0x0a6cdc),
        field: rgb(0xffffff),
        field_stroke: rgb(0xd0d0d6),
        field_text: rgb(0x74747a),
        backdrop: [rgb(0x93c5fd), rgb(0xbae6fd), rgb(0xddd6fe)],
        ..modern_light()
    }
}

fn imessage_dark() -> Theme {
    Theme {
        panel: rgb(0x000000),
        header_fill: rgb(0x161618),
        header_text: rgb(0xffffff),
        divider: rgb(0x2c2c2e),
        incoming: rgb(0x262629).into(),
        incoming_text: rgb(0xffffff),
        outgoing: rgb(0x0b6fe0).into(),
        note: rgb(0x98989f),
        outgoing_note: rgb(0x98989f),
        accent: rgb(0x3f97ff),
        field: rgb(0x000000),
        field_stroke: rgb(0x3a3a3d),
        field_text: rgb(0x8e8e94),
        backdrop: [rgb(0x1e293b), rgb(0x0b1220), rgb(0x111827)],
        ..imessage_light()
    }
}

fn whatsapp() -> Theme {
    Theme {
        tail: Tail::Notch,
        avatars: false,
        time_inside: true,
        radius: 24.0,
        padding: [26.0, 16.0],
        panel: rgb(0xefe7dd),
        header_fill: rgb(0x0b5d52),
        header_text: rgb(0xffffff),
        divider: rgb(0x0b5d52),
        incoming: rgb(0xffffff).into(),
        incoming_text: rgb(0x111b21),
        outgoing: rgb(0xd9fdd3).into(),
        outgoing_text: rgb(0x111b21),
        note: rgb(0x56636c),
        outgoing_note: rgb(0x51695c),
        accent: rgb(0x0f7fb5),
        field: rgb(0xffffff),
        field_stroke: rgb(0xffffff),
        field_text: rgb(0x667781),
        backdrop: [rgb(0x0b3b36), rgb(0x115e56), rgb(0x0a2f2b)],
        ..modern_light()
    }
}

fn instagram_dm() -> Theme {
    Theme {
        tail: Tail::None,
        radius: 46.0,
        padding: [36.0, 24.0],
        panel: rgb(0x000000),
        header_fill: rgb(0x000000),
        header_text: rgb(0xffffff),
        divider: rgb(0x1f1f23),
        incoming: rgb(0x262629).into(),
        incoming_text: rgb(0xf5f5f5),
        outgoing: gradient(200.0, &[rgb(0xa22bd8), rgb(0x6a3ff0), rgb(0x2f62ea)]),
        outgoing_text: rgb(0xffffff),
        note: rgb(0x98989f),
        outgoing_note: rgb(0x98989f),
        accent: rgb(0xc26bff),
        field: rgb(0x262629),
        field_stroke: rgb(0x262629),
        field_text: rgb(0xa0a0a8),
        backdrop: [rgb(0xf58529), rgb(0xdd2a7b), rgb(0x515bd4)],
        ..modern_light()
    }
}

fn discord() -> Theme {
    Theme {
        form: Form::Rows,
        tail: Tail::None,
        avatars: true,
        font_size: 42.0,
        panel: rgb(0x313338),
        header_fill: rgb(0x2b2d31),
        header_text: rgb(0xf2f3f5),
        divider: rgb(0x232428),
        incoming: rgba(0x313338, 0).into(),
        incoming_text: rgb(0xdbdee1),
        outgoing: rgba(0x313338, 0).into(),
        outgoing_text: rgb(0xdbdee1),
        note: rgb(0xa0a6b0),
        outgoing_note: rgb(0xa0a6b0),
        accent: rgb(0x8b96ff),
        field: rgb(0x383a40),
        field_stroke: rgb(0x383a40),
        field_text: rgb(0xa0a6b0),
        backdrop: [rgb(0x5865f2), rgb(0x3c45a5), rgb(0x23272a)],
        ..modern_light()
    }
}

fn terminal() -> Theme {
    Theme {
        family: "DejaVu Sans Mono",
        form: Form::Console,
        tail: Tail::None,
        header: HeaderForm::Window,
        avatars: false,
        font_size: 36.0,
        panel_radius: 28.0,
        panel: rgb(0x0c0f12),
        header_fill: rgb(0x1f242a),
        header_text: rgb(0xc9d1d9),
        divider: rgb(0x1f242a),
        incoming: rgba(0x0c0f12, 0).into(),
        incoming_text: rgb(0xd7e0e8),
        outgoing: rgba(0x0c0f12, 0).into(),
        outgoing_text: rgb(0xd7e0e8),
        note: rgb(0x8b98a5),
        outgoing_note: rgb(0x8b98a5),
        accent: rgb(0x4ade80),
        field: rgb(0x0c0f12),
        field_stroke: rgb(0x0c0f12),
        field_text: rgb(0x8b98a5),
        backdrop: [rgb(0x052e16), rgb(0x0a0f0d), rgb(0x022c22)],
        ..modern_light()
    }
}

/// Colours of senders' names and circles, legible on dark and, the second of each pair, on light ground.
const SENDERS: [[u32; 2]; 6] = [
    [0xff8fab, 0xc2185b],
    [0x7dd3fc, 0x0369a1],
    [0xfcd34d, 0x834f08],
    [0x86efac, 0x146c34],
    [0xc4b5fd, 0x6d28d9],
    [0xfdba74, 0xa23f08],
];

/// A sender's colour for letters on `ground`, and for white letters on it.
pub(super) fn sender_colors(name: &str, ground: Color) -> [Color; 2] {
    let hash = name.bytes().fold(5381_u32, |hash, byte| hash.wrapping_mul(33) ^ u32::from(byte));
    let [light, dark] = SENDERS[hash as usize % SENDERS.len()];
    let letters = if luminance(ground) < 0.25 { light } else { dark };
    [rgb(letters), rgb(dark)]
}

/// Relative luminance of WCAG 2, 0 to 1.
pub(super) fn luminance(color: Color) -> f64 {
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.040_45 { v / 12.92 } else { libm::pow((v + 0.055) / 1.055, 2.4) }
    };
    let Rgba8 { r, g, b, .. } = color.0;
    0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The contrast of WCAG 2, 1 to 21.
    fn contrast(a: Color, b: Color) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn colors(paint: &Paint, ground: Color) -> Vec<Color> {
        match paint {
            Paint::Solid(color) if color.0.a == 0 => vec![ground],
            Paint::Solid(color) => vec![*color],
            Paint::Gradient(Gradient::Linear(l)) => l.stops.iter().map(|stop| stop.color).collect(),
            Paint::Gradient(Gradient::Radial(r)) => r.stops.iter().map(|stop| stop.color).collect(),
        }
    }

    #[test]
    fn texts_can_be_read_on_what_they_stand_on() {
        for template in StoryTemplate::ALL {
            let t = Theme::new(template, &ColorCustomization::default());
            let mut pairs = vec![
                ("header", t.header_text, t.header_fill),
                ("note", t.note, t.panel),
                ("field", t.field_text, t.field),
            ];
            // Signs need less than letters; on a console it is the colour of letters.
            assert!(contrast(t.accent, t.panel) >= 3.0, "{}: signs", template.name());
            if t.form == Form::Console {
                pairs.push(("prompt", t.accent, t.panel));
            }
            for ground in colors(&t.incoming, t.panel) {
                pairs.push(("incoming", t.incoming_text, ground));
                pairs.push(("incoming time", t.note, if t.time_inside { ground } else { t.panel }));
            }
            for ground in colors(&t.outgoing, t.panel) {
                pairs.push(("outgoing", t.outgoing_text, ground));
                pairs.push(("outgoing time", t.outgoing_note, if t.time_inside { ground } else { t.panel }));
            }
            for name in ["a", "b", "c", "d", "e", "f", "g"] {
                pairs.push(("sender", sender_colors(name, t.panel)[0], t.panel));
                pairs.push(("initial", Color::WHITE, sender_colors(name, t.panel)[1]));
            }
            for (what, letters, ground) in pairs {
                let found = contrast(letters, ground);
                assert!(found >= 4.5, "{}: {what}: {letters} on {ground}: {found:.2}", template.name());
            }
        }
    }
}
