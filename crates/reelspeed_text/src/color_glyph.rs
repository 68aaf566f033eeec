//! Colour glyphs (COLR version 0 and 1): skrifa walks the paint graph, this draws what it says.

use skrifa::GlyphId;
use skrifa::color::{Brush, ColorGlyph, ColorPainter, ColorStop, CompositeMode, Extend, Transform};
use skrifa::instance::LocationRef;
use skrifa::raw::TableProvider;
use skrifa::raw::types::BoundingBox;
use vello_cpu::PaintType;
use vello_cpu::color::{AlphaColor, DynamicColor, Srgb};
use vello_cpu::kurbo::{Affine, BezPath, Point, Rect, Shape};
use vello_cpu::peniko::{
    self, BlendMode, ColorStops, Compose, Gradient, GradientKind, LinearGradientPosition, Mix, RadialGradientPosition,
    SweepGradientPosition,
};

use crate::glyphs::Face;

/// What a colour glyph may touch, in font units (y upwards); `None` when it is blank.
pub(crate) fn bounds(face: &Face<'_>, glyph: &ColorGlyph<'_>) -> Option<Rect> {
    let location = LocationRef::new(&face.coords);
    if let Some(clip) = glyph.bounding_box(location, skrifa::instance::Size::unscaled()) {
        return Some(to_rect(clip));
    }
    let mut measure = Measure { face, transforms: vec![Affine::IDENTITY], bounds: None };
    // A broken paint graph draws up to where it breaks.
    let _ = glyph.paint(location, &mut measure);
    measure.bounds
}

/// Draws a colour glyph. `device_from_units` maps font units to the canvas; `letters` is the colour of entries that take
/// the text's; `area` is what it may touch on the canvas.
pub(crate) fn draw(
    context: &mut vello_cpu::RenderContext,
    face: &Face<'_>,
    glyph: &ColorGlyph<'_>,
    device_from_units: Affine,
    area: Rect,
    letters: AlphaColor<Srgb>,
) {
    let palette = face.font.cpal().ok().and_then(|cpal| {
        let records = cpal.color_records_array()?.ok()?;
        let first = usize::from(cpal.color_record_indices().first()?.get());
        let colors = records.get(first..)?.iter().take(usize::from(cpal.num_palette_entries()));
        Some(colors.map(|color| AlphaColor::from_rgba8(color.red, color.green, color.blue, color.alpha)).collect())
    });
    // Blending inside the glyph must not see what lies under it.
    context.push_clip_layer(&area.to_path(0.1));
    let mut painter = Painter {
        context,
        face,
        palette: palette.unwrap_or_default(),
        letters,
        area,
        transforms: vec![device_from_units],
        stack: Vec::new(),
        path: BezPath::new(),
    };
    let _ = glyph.paint(LocationRef::new(&face.coords), &mut painter);
    painter.unwind();
    context.pop_layer();
    context.reset_paint_transform();
}

/// Collects the boxes of all filled glyphs.
struct Measure<'a, 'f> {
    face: &'a Face<'f>,
    transforms: Vec<Affine>,
    bounds: Option<Rect>,
}

impl Measure<'_, '_> {
    fn current(&self) -> Affine {
        self.transforms.last().copied().unwrap_or_default()
    }

    fn add(&mut self, rect: Rect) {
        self.bounds = Some(self.bounds.map_or(rect, |bounds| bounds.union(rect)));
    }
}

impl ColorPainter for Measure<'_, '_> {
    fn push_transform(&mut self, transform: Transform) {
        self.transforms.push(self.current() * to_affine(transform));
    }

    fn pop_transform(&mut self) {
        self.transforms.pop();
    }

    fn push_clip_glyph(&mut self, glyph_id: GlyphId) {
        let mut path = BezPath::new();
        self.face.outline(glyph_id, self.current(), &mut path);
        if !path.is_empty() {
            self.add(path.control_box());
        }
    }

    fn push_clip_box(&mut self, clip: BoundingBox<f32>) {
        let clip = self.current().transform_rect_bbox(to_rect(clip));
        self.add(clip);
    }

    fn pop_clip(&mut self) {}

    fn fill(&mut self, _: Brush<'_>) {}

    fn push_layer(&mut self, _: CompositeMode) {}
}

#[derive(PartialEq)]
enum Pushed {
    Clip,
    Layer,
}

struct Painter<'a, 'f> {
    context: &'a mut vello_cpu::RenderContext,
    face: &'a Face<'f>,
    palette: Vec<AlphaColor<Srgb>>,
    letters: AlphaColor<Srgb>,
    area: Rect,
    transforms: Vec<Affine>,
    stack: Vec<Pushed>,
    path: BezPath,
}

impl Painter<'_, '_> {
    fn current(&self) -> Affine {
        self.transforms.last().copied().unwrap_or_default()
    }

    /// Closes what a broken paint graph left open.
    fn unwind(&mut self) {
        while let Some(pushed) = self.stack.pop() {
            match pushed {
                Pushed::Clip => self.context.pop_clip(),
                Pushed::Layer => self.context.pop_layer(),
            }
        }
    }

    fn pop(&mut self, expected: Pushed) {
        if self.stack.last() == Some(&expected) {
            self.stack.pop();
            match expected {
                Pushed::Clip => self.context.pop_clip(),
                Pushed::Layer => self.context.pop_layer(),
            }
        }
    }

    fn color(&self, palette_index: u16, alpha: f32) -> AlphaColor<Srgb> {
        let color = match palette_index {
            u16::MAX => self.letters,
            index => self.palette.get(usize::from(index)).copied().unwrap_or(AlphaColor::TRANSPARENT),
        };
        color.multiply_alpha(alpha.clamp(0.0, 1.0))
    }

    fn set_brush(&mut self, brush: Brush<'_>, transform: Affine) {
        // Sweep gradients turn the other way round in fonts, whose y points up.
        let flip = Affine::new([1.0, 0.0, 0.0, -1.0, 0.0, 0.0]);
        let (kind, stops, extend, transform): (GradientKind, _, _, _) = match brush {
            Brush::Solid { palette_index, alpha } => {
                let color = self.color(palette_index, alpha);
                self.context.set_paint(PaintType::Solid(color));
                return;
            }
            Brush::LinearGradient { p0, p1, color_stops, extend } => {
                let position = LinearGradientPosition { start: to_point(p0), end: to_point(p1) };
                (position.into(), color_stops, extend, transform)
            }
            Brush::RadialGradient { c0, r0, c1, r1, color_stops, extend } => {
                let position = RadialGradientPosition {
                    start_center: to_point(c0),
                    start_radius: r0.max(0.0),
                    end_center: to_point(c1),
                    end_radius: r1.max(0.0),
                };
                (position.into(), color_stops, extend, transform)
            }
            Brush::SweepGradient { c0, start_angle, end_angle, color_stops, extend } => {
                let center = to_point(c0);
                let position = SweepGradientPosition {
                    center: Point::new(center.x, -center.y),
                    start_angle: start_angle.to_radians(),
                    // Equal angles are a hard edge, which the rasteriser does not take.
                    end_angle: end_angle.max(start_angle + 0.01).to_radians(),
                };
                (position.into(), color_stops, extend, transform * flip)
            }
        };
        let stops = self.stops(stops);
        if !transform.is_finite() || stops.len() < 2 {
            let color = stops.first().map_or(AlphaColor::TRANSPARENT, |stop| stop.color.to_alpha_color());
            self.context.set_paint(PaintType::Solid(color));
            return;
        }
        let extend = match extend {
            Extend::Repeat => peniko::Extend::Repeat,
            Extend::Reflect => peniko::Extend::Reflect,
            _ => peniko::Extend::Pad,
        };
        self.context.set_paint_transform(transform);
        self.context.set_paint(PaintType::Gradient(Gradient {
            kind,
            stops: ColorStops(stops.into()),
            extend,
            ..Default::default()
        }));
    }

    /// The stops with one at each end, as the rasteriser wants them.
    fn stops(&self, stops: &[ColorStop]) -> Vec<peniko::ColorStop> {
        let mut converted: Vec<peniko::ColorStop> = stops
            .iter()
            .filter(|stop| (0.0..=1.0).contains(&stop.offset))
            .map(|stop| peniko::ColorStop {
                offset: stop.offset,
                color: DynamicColor::from_alpha_color(self.color(stop.palette_index, stop.alpha)),
            })
            .collect();
        converted.sort_by(|a, b| a.offset.total_cmp(&b.offset));
        if let Some(first) = converted.first().copied().filter(|first| first.offset > 0.0) {
            converted.insert(0, peniko::ColorStop { offset: 0.0, ..first });
        }
        if let Some(last) = converted.last().copied().filter(|last| last.offset < 1.0) {
            converted.push(peniko::ColorStop { offset: 1.0, ..last });
        }
        converted
    }
}

impl ColorPainter for Painter<'_, '_> {
    fn push_transform(&mut self, transform: Transform) {
        self.transforms.push(self.current() * to_affine(transform));
    }

    fn pop_transform(&mut self) {
        self.transforms.pop();
    }

    fn push_clip_glyph(&mut self, glyph_id: GlyphId) {
        self.path.truncate(0);
        self.face.outline(glyph_id, self.current(), &mut self.path);
        self.context.push_clip_path(&self.path);
        self.stack.push(Pushed::Clip);
    }

    fn push_clip_box(&mut self, clip: BoundingBox<f32>) {
        let transform = self.current();
        let clip = if transform.is_finite() { transform * to_rect(clip).to_path(0.1) } else { BezPath::new() };
        self.context.push_clip_path(&clip);
        self.stack.push(Pushed::Clip);
    }

    fn pop_clip(&mut self) {
        self.pop(Pushed::Clip);
    }

    fn fill(&mut self, brush: Brush<'_>) {
        self.set_brush(brush, self.current());
        // Out to whole pixels: the clip paths give the edges.
        self.context.fill_rect(&self.area.expand());
        self.context.reset_paint_transform();
    }

    fn fill_glyph(&mut self, glyph_id: GlyphId, brush_transform: Option<Transform>, brush: Brush<'_>) {
        self.path.truncate(0);
        self.face.outline(glyph_id, self.current(), &mut self.path);
        let transform = brush_transform.map_or(self.current(), |brush| self.current() * to_affine(brush));
        self.set_brush(brush, transform);
        self.context.fill_path(&self.path);
        self.context.reset_paint_transform();
    }

    fn push_layer(&mut self, mode: CompositeMode) {
        self.context.push_blend_layer(to_blend_mode(mode));
        self.stack.push(Pushed::Layer);
    }

    fn pop_layer(&mut self) {
        self.pop(Pushed::Layer);
    }
}

fn to_affine(t: Transform) -> Affine {
    Affine::new([t.xx, t.yx, t.xy, t.yy, t.dx, t.dy].map(f64::from))
}

fn to_point(point: skrifa::raw::types::Point<f32>) -> Point {
    Point::new(f64::from(point.x), f64::from(point.y))
}

fn to_rect(rect: BoundingBox<f32>) -> Rect {
    Rect::new(f64::from(rect.x_min), f64::from(rect.y_min), f64::from(rect.x_max), f64::from(rect.y_max))
}

fn to_blend_mode(mode: CompositeMode) -> BlendMode {
    let (mix, compose) = match mode {
        CompositeMode::Clear => (Mix::Normal, Compose::Clear),
        CompositeMode::Src => (Mix::Normal, Compose::Copy),
        CompositeMode::Dest => (Mix::Normal, Compose::Dest),
        CompositeMode::DestOver => (Mix::Normal, Compose::DestOver),
        CompositeMode::SrcIn => (Mix::Normal, Compose::SrcIn),
        CompositeMode::DestIn => (Mix::Normal, Compose::DestIn),
        CompositeMode::SrcOut => (Mix::Normal, Compose::SrcOut),
        CompositeMode::DestOut => (Mix::Normal, Compose::DestOut),
        CompositeMode::SrcAtop => (Mix::Normal, Compose::SrcAtop),
        CompositeMode::DestAtop => (Mix::Normal, Compose::DestAtop),
        CompositeMode::Xor => (Mix::Normal, Compose::Xor),
        CompositeMode::Plus => (Mix::Normal, Compose::Plus),
        CompositeMode::Screen => (Mix::Screen, Compose::SrcOver),
        CompositeMode::Overlay => (Mix::Overlay, Compose::SrcOver),
        CompositeMode::Darken => (Mix::Darken, Compose::SrcOver),
        CompositeMode::Lighten => (Mix::Lighten, Compose::SrcOver),
        CompositeMode::ColorDodge => (Mix::ColorDodge, Compose::SrcOver),
        CompositeMode::ColorBurn => (Mix::ColorBurn, Compose::SrcOver),
        CompositeMode::HardLight => (Mix::HardLight, Compose::SrcOver),
        CompositeMode::SoftLight => (Mix::SoftLight, Compose::SrcOver),
        CompositeMode::Difference => (Mix::Difference, Compose::SrcOver),
        CompositeMode::Exclusion => (Mix::Exclusion, Compose::SrcOver),
        CompositeMode::Multiply => (Mix::Multiply, Compose::SrcOver),
        CompositeMode::HslHue => (Mix::Hue, Compose::SrcOver),
        CompositeMode::HslSaturation => (Mix::Saturation, Compose::SrcOver),
        CompositeMode::HslColor => (Mix::Color, Compose::SrcOver),
        CompositeMode::HslLuminosity => (Mix::Luminosity, Compose::SrcOver),
        CompositeMode::SrcOver | CompositeMode::Unknown => (Mix::Normal, Compose::SrcOver),
    };
    BlendMode::new(mix, compose)
}
