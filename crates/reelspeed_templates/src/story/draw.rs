//! Short ways to place shapes and texts, with whole pixels.

use reelspeed_model::{
    Animated, Color, CornerRadii, Geometry, GroupLayer, ImageLayer, Layer, LayerCommon, Paint, ShapeLayer, Stroke,
    TextAlign, TextStyle,
};

use super::theme::sender_colors;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    pub(super) const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The same with corners on whole pixels.
    pub(super) fn rounded(self) -> Self {
        let (x, y) = (libm::round(self.x), libm::round(self.y));
        Self { x, y, width: libm::round(self.right()) - x, height: libm::round(self.bottom()) - y }
    }
}

/// The layer with its anchor, given as fractions of its box, at a place of its parent.
pub(super) fn at(mut layer: Layer, [x, y]: [f64; 2], anchor: [f64; 2]) -> Layer {
    let transform = &mut layer.common_mut().transform;
    transform.position = Some([x, y].into());
    transform.anchor = anchor.into();
    layer
}

/// A rectangle with corner radii.
pub(super) fn rect(area: Area, radius: CornerRadii, fill: impl Into<Paint>) -> Layer {
    let size = |v: f64| Animated::Constant(v.max(1.0));
    let (width, height) = (size(area.width), size(area.height));
    // A chat that is too small for its parts must not ask for what there cannot be.
    let radius = CornerRadii::Each(radius.corners().map(|r| r.clamp(0.0, 16_384.0)));
    let geometry = Geometry::Rect { width, height, radius: radius.into() };
    at(Layer::shape(geometry, fill), [area.x, area.y], [0.0, 0.0])
}

/// A circle about a point.
pub(super) fn circle(center: [f64; 2], diameter: f64, fill: impl Into<Paint>) -> Layer {
    let side = Animated::Constant(diameter.max(1.0));
    at(Layer::shape(Geometry::Ellipse { width: side.clone(), height: side }, fill), center, [0.5, 0.5])
}

/// A filled path whose bounding box has its middle at `center`.
pub(super) fn path(d: String, center: [f64; 2], fill: impl Into<Paint>) -> Layer {
    at(Layer::shape(Geometry::Path { d }, fill), center, [0.5, 0.5])
}

/// A stroked path whose bounding box has its middle at `center`.
pub(super) fn line(d: String, center: [f64; 2], color: Color, width: f64) -> Layer {
    let stroke = Some(Stroke { color, width: width.into() });
    let layer =
        ShapeLayer { common: LayerCommon::default(), geometry: Geometry::Path { d }, fill: None, stroke, shadow: None };
    at(Layer::Shape(layer), center, [0.5, 0.5])
}

/// Layers on a canvas of their own, whose corner lies at `area`.
pub(super) fn group(area: Area, clip: bool, clip_radius: f64, layers: Vec<Layer>) -> Layer {
    let group = GroupLayer {
        common: LayerCommon::default(),
        size: Some([area.width.max(1.0), area.height.max(1.0)].into()),
        clip,
        clip_radius: clip_radius.into(),
        speed: 1.0,
        layers,
    };
    at(Layer::Group(group), [area.x, area.y], [0.0, 0.0])
}

/// An image that covers an area with rounded corners.
pub(super) fn image(src: &str, area: Area, radius: f64) -> Layer {
    let mut layer = Layer::image(src);
    if let Layer::Image(ImageLayer { size, .. }) = &mut layer {
        *size = Some([area.width, area.height].into());
    }
    group(area, true, radius, vec![at(layer, [0.0, 0.0], [0.0, 0.0])])
}

/// A text of which no line is longer than `max_width`, its anchor at a place.
pub(super) fn text(text: &str, style: TextStyle, max_width: f64, place: [f64; 2], anchor: [f64; 2]) -> Layer {
    let mut layer = Layer::styled_text(text, style);
    if let Layer::Text(text) = &mut layer {
        text.max_width = Some(max_width.clamp(1.0, 16_384.0).into());
    }
    at(layer, place, anchor)
}

/// A style of letters.
pub(super) fn letters(family: Option<&str>, size: f64, weight: u16, color: Color) -> TextStyle {
    TextStyle {
        font_family: family.map(str::to_owned).into_iter().collect(),
        font_size: (libm::round(size * 4.0) / 4.0).clamp(1.0, 2000.0).into(),
        font_weight: weight,
        color: color.into(),
        align: TextAlign::Start,
        line_height: 1.25.into(),
        ..TextStyle::default()
    }
}

/// A sender's picture, or the initial of the name in a coloured circle.
pub(super) fn avatar(
    center: [f64; 2],
    diameter: f64,
    name: &str,
    src: Option<&str>,
    family: Option<&str>,
) -> Vec<Layer> {
    let diameter = libm::round(diameter);
    if let Some(src) = src.filter(|src| !src.is_empty()) {
        let corner = [libm::round(center[0] - diameter / 2.0), libm::round(center[1] - diameter / 2.0)];
        return vec![image(src, Area::new(corner[0], corner[1], diameter, diameter), diameter / 2.0)];
    }
    let [_, color] = sender_colors(name, Color::BLACK);
    let initial: String =
        name.chars().find(|c| c.is_alphanumeric()).map_or_else(|| "?".into(), |c| c.to_uppercase().collect());
    let style = letters(family, diameter * 0.44, 600, Color::WHITE);
    vec![circle(center, diameter, color), text(&initial, style, diameter * 4.0, [center[0], center[1]], [0.5, 0.5])]
}

/// A path of points given in units, each multiplied by `scale`.
pub(super) fn scaled(d: &str, scale: f64) -> String {
    let mut out = String::with_capacity(d.len() * 2);
    for part in d.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        match part.parse::<f64>() {
            Ok(number) => out.push_str(&format!("{:.3}", number * scale)),
            Err(_) => out.push_str(part),
        }
    }
    out
}
