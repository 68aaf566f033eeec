use reelspeed_core::{IRect, PremulRgba8, Rgba8};
use skrifa::GlyphId;
use vello_cpu::color::{AlphaColor, Srgb};
use vello_cpu::kurbo::{self, BezPath, Cap, Join, Point, Rect};
use vello_cpu::{Level, PaintType};

use crate::bitmap_glyph;
use crate::canvas::{Canvas, Stack, exact_level};
use crate::color_glyph;
use crate::error::{TextError, in_range};
use crate::fonts::FontLibrary;
use crate::glyphs::{self, Face, Kind};
use crate::layout::{Arranged, GlyphRun, arrange};
use crate::outline;
use crate::paint::{Paint, to_color};
use crate::shadow::DeviceShadow;
use crate::spec::{Outline, SpanBox, TextBox, TextSpec};
use crate::sprite::{Sprite, check_bounds};

/// Draws a text at `scale` device pixels per document pixel, 0.001 to 100. An empty text gives an empty sprite.
///
/// # Errors
///
/// [`TextError`] when a number is out of its range, the text is too long, there is text and no font, or the picture would be
/// larger than a [`Sprite`] may be.
pub fn rasterize(fonts: &FontLibrary, spec: &TextSpec, scale: f64) -> Result<Sprite, TextError> {
    rasterize_at(fonts, spec, scale, exact_level())
}

pub(crate) fn rasterize_at(
    fonts: &FontLibrary,
    spec: &TextSpec,
    scale: f64,
    level: Level,
) -> Result<Sprite, TextError> {
    in_range("scale", scale, 1e-3, 100.0)?;
    let arranged = arrange(fonts, spec)?;
    let mut sprite = Sprite {
        layout_width: arranged.layout.width,
        layout_height: arranged.layout.height,
        scale,
        ..Sprite::default()
    };
    let scene = Scene { spec, arranged: &arranged, scale, level };
    let stroke = spec.stroke.filter(Outline::is_visible);
    let ink = glyphs::ink_at(&arranged.runs, stroke, scale, |baseline| scene.device_baseline(baseline));
    let text_box = spec.text_box.as_ref().filter(|_| !spec.text.is_empty());
    let text_shadow = spec.shadow.as_ref().and_then(|shadow| DeviceShadow::new(shadow, scale));
    let box_shadow =
        text_box.and_then(|text_box| text_box.shadow.as_ref()).and_then(|shadow| DeviceShadow::new(shadow, scale));
    let box_bounds = text_box.map(|text_box| scene.box_bounds(text_box, 0.0));
    let box_spread = text_box.and_then(|text_box| text_box.shadow).map_or(0.0, |shadow| shadow.spread_px);
    let parts = [
        ink,
        ink.zip(text_shadow).map(|(ink, shadow)| shadow.bounds(ink)),
        box_bounds,
        text_box.zip(box_shadow).map(|(text_box, shadow)| shadow.bounds(scene.box_bounds(text_box, box_spread))),
    ];
    let span_boxes = scene.span_boxes().map(|(rect, _)| Some(rect));
    let Some(bounds) = parts.into_iter().chain(span_boxes).flatten().reduce(|all, part| all.union(part)) else {
        return Ok(sprite);
    };
    let area = check_bounds(bounds)?;
    if area.is_empty() {
        return Ok(sprite);
    }
    let mut stack = Stack::default();
    if let Some((text_box, shadow)) = text_box.zip(box_shadow) {
        let mut canvas = Canvas::new(area, level);
        scene.draw_box(&mut canvas, text_box, Some(&shadow), box_spread);
        stack.push(shadow.cast(&canvas.finish(), area));
    }
    let mut canvas = Canvas::new(area, level);
    if let Some(text_box) = text_box {
        scene.draw_box(&mut canvas, text_box, None, 0.0);
    }
    if let Some(shadow) = text_shadow {
        if text_box.is_some() {
            stack.push(canvas.finish());
            canvas = Canvas::new(area, level);
        }
        stack.push(shadow.cast(&scene.text_silhouette(area, &shadow), area));
    }
    scene.draw_span_boxes(&mut canvas);
    scene.draw_text(&mut canvas, Point::ZERO, &spec.paint, stroke, true);
    stack.push(canvas.finish());
    sprite.place(area, stack.finish());
    Ok(sprite)
}

/// A text ready to be drawn.
struct Scene<'a> {
    spec: &'a TextSpec,
    arranged: &'a Arranged,
    scale: f64,
    level: Level,
}

impl Scene<'_> {
    /// Baselines stand on whole device pixels, so that the feet of letters are sharp.
    fn device_baseline(&self, baseline: f64) -> f64 {
        libm::floor(baseline * self.scale + 0.5)
    }

    /// The edges of the box behind the text, on whole device pixels.
    fn box_rect(&self, spread_px: f64) -> Rect {
        let whole = |value: f64| libm::floor(value * self.scale + 0.5);
        let rect = Rect::new(0.0, 0.0, whole(self.arranged.layout.width), whole(self.arranged.layout.height));
        let grow = (spread_px * self.scale).max(-rect.width().min(rect.height()) / 2.0);
        rect.inflate(grow, grow)
    }

    fn box_bounds(&self, text_box: &TextBox, spread_px: f64) -> Rect {
        let line = text_box.stroke.filter(Outline::is_visible).map_or(0.0, |stroke| stroke.width_px * self.scale / 2.0);
        self.box_rect(spread_px).inflate(line, line)
    }

    /// Draws the box, or, for a shadow, its silhouette where the shadow falls.
    fn draw_box(&self, canvas: &mut Canvas, text_box: &TextBox, silhouette: Option<&DeviceShadow>, spread_px: f64) {
        let (x, y) = canvas.origin();
        let (dx, dy) = silhouette.map_or((0.0, 0.0), |shadow| (f64::from(shadow.dx), f64::from(shadow.dy)));
        let rect = self.box_rect(spread_px) + kurbo::Vec2::new(x + dx, y + dy);
        let radii = text_box.radii_px.map(|radius| outline::spread_radius(radius, spread_px) * self.scale);
        let path = outline::flatten(&outline::rounded_rect(rect, radii));
        let context = &mut canvas.context;
        let black = PaintType::Solid(to_color(Rgba8::BLACK));
        if !text_box.fill.is_transparent() {
            context.set_paint(if silhouette.is_some() { black.clone() } else { text_box.fill.over(rect) });
            context.fill_path(&path);
        }
        if let Some(stroke) = text_box.stroke.filter(Outline::is_visible) {
            context.set_paint(if silhouette.is_some() { black } else { PaintType::Solid(to_color(stroke.color)) });
            context.set_stroke(kurbo::Stroke::new(stroke.width_px * self.scale));
            context.stroke_path(&path);
        }
    }

    /// The text in opaque black where its shadow falls.
    fn text_silhouette(&self, area: IRect, shadow: &DeviceShadow) -> Vec<PremulRgba8> {
        let mut canvas = Canvas::new(area, self.level);
        let shift = Point::new(f64::from(shadow.dx), f64::from(shadow.dy));
        let stroke = self.spec.stroke.filter(Outline::is_visible);
        let stroke = stroke.map(|stroke| Outline { color: Rgba8::BLACK, ..stroke });
        self.draw_text(&mut canvas, shift, &Paint::Solid(Rgba8::BLACK), stroke, false);
        canvas.finish()
    }

    /// The boxes behind spans, with their edges on whole device pixels.
    fn span_boxes(&self) -> impl Iterator<Item = (Rect, &SpanBox)> {
        let whole = |value: f64| libm::floor(value * self.scale + 0.5);
        let boxed = self.arranged.span_parts.iter().filter_map(|part| Some((part, self.spec.spans.get(part.span)?)));
        boxed.filter_map(move |(part, span)| {
            let back = span.back.as_ref().filter(|back| back.fill.a > 0)?;
            let (x, y) = (back.padding_x_px, back.padding_y_px);
            let baseline = self.device_baseline(part.baseline);
            let (top, bottom) = (baseline - whole(part.ascent + y), baseline + whole(part.descent + y));
            let rect = Rect::new(whole(part.left - x), top, whole(part.right + x), bottom);
            (rect.width() > 0.0 && rect.height() > 0.0).then_some((rect, back))
        })
    }

    fn draw_span_boxes(&self, canvas: &mut Canvas) {
        let (x, y) = canvas.origin();
        for (rect, back) in self.span_boxes() {
            let rect = rect + kurbo::Vec2::new(x, y);
            canvas.context.set_paint(PaintType::Solid(to_color(back.fill)));
            let path = outline::rounded_rect(rect, [back.radius_px * self.scale; 4]);
            canvas.context.fill_path(&outline::flatten(&path));
        }
    }

    /// Draws outlines and letters, those of spans in their own colours where `spans` says so.
    fn draw_text(&self, canvas: &mut Canvas, shift: Point, paint: &Paint, stroke: Option<Outline>, spans: bool) {
        let (x, y) = canvas.origin();
        let origin = Point::new(x + shift.x, y + shift.y);
        if let Some(stroke) = stroke {
            // Drawn opaque in a layer of its own: where outlines of neighbours overlap, they must not add up.
            let layer = stroke.color.a < 255;
            if layer {
                canvas.context.push_opacity_layer(f32::from(stroke.color.a) / 255.0);
            }
            canvas.context.set_paint(PaintType::Solid(to_color(Rgba8 { a: 255, ..stroke.color })));
            for run in &self.arranged.runs {
                self.stroke_run(canvas, run, origin, stroke.width_px);
            }
            if layer {
                canvas.context.pop_layer();
            }
        }
        let own = |run: &GlyphRun| run.span.filter(|_| spans).and_then(|span| self.spec.spans.get(span)?.color);
        let runs: Vec<(&GlyphRun, Option<Rgba8>)> = self.arranged.runs.iter().map(|run| (run, own(run))).collect();
        let plain = runs.iter().filter(|(_, own)| own.is_none()).map(|(run, _)| *run);
        self.fill_runs(canvas, plain, origin, paint);
        // Neighbours of one colour together, so that their overlaps do not add up.
        for group in runs.chunk_by(|a, b| a.1 == b.1) {
            if let Some((_, Some(color))) = group.first() {
                self.fill_runs(canvas, group.iter().map(|(run, _)| *run), origin, &Paint::Solid(*color));
            }
        }
    }

    fn fill_runs<'r>(
        &self,
        canvas: &mut Canvas,
        runs: impl Iterator<Item = &'r GlyphRun>,
        origin: Point,
        paint: &Paint,
    ) {
        let strength = paint.picture_alpha();
        if strength < 255 {
            canvas.context.push_opacity_layer(f32::from(strength) / 255.0);
        }
        let (paint, letters) = match paint {
            Paint::Solid(color) => {
                let color = to_color(Rgba8 { a: 255, ..*color });
                (PaintType::Solid(color), color)
            }
            gradient => (gradient.over(self.content(origin)), AlphaColor::BLACK),
        };
        for run in runs {
            self.fill_run(canvas, run, origin, &paint, letters);
        }
        if strength < 255 {
            canvas.context.pop_layer();
        }
    }

    /// The text's box without padding, on the canvas.
    fn content(&self, origin: Point) -> Rect {
        let layout = &self.arranged.layout;
        let padding =
            self.spec.text_box.as_ref().map_or((0.0, 0.0), |text_box| (text_box.padding_x_px, text_box.padding_y_px));
        let (x0, y0) = (origin.x + padding.0 * self.scale, origin.y + padding.1 * self.scale);
        let width = (layout.width - 2.0 * padding.0) * self.scale;
        let height = (layout.height - 2.0 * padding.1) * self.scale;
        Rect::new(x0, y0, x0 + width, y0 + height)
    }

    fn glyph_origin(&self, run: &GlyphRun, glyph: &crate::layout::Glyph, origin: Point) -> Point {
        let y = self.device_baseline(run.baseline) + glyph.y * self.scale;
        Point::new(origin.x + glyph.x * self.scale, origin.y + y)
    }

    fn outlines(&self, face: &Face<'_>, run: &GlyphRun, origin: Point) -> BezPath {
        let mut path = BezPath::new();
        for glyph in &run.glyphs {
            if matches!(face.kind(run, glyph.id, self.scale), Kind::Outline) {
                let transform = face.pixels_from_units(self.glyph_origin(run, glyph, origin), self.scale);
                face.outline(GlyphId::new(glyph.id), transform, &mut path);
            }
        }
        path
    }

    fn stroke_run(&self, canvas: &mut Canvas, run: &GlyphRun, origin: Point, width_px: f64) {
        let Some(face) = Face::new(run) else { return };
        let width = width_px + if run.embolden { glyphs::embolden_width(run.size) } else { 0.0 };
        self.round_stroke(canvas, width);
        canvas.context.stroke_path(&self.outlines(&face, run, origin));
    }

    fn round_stroke(&self, canvas: &mut Canvas, width_px: f64) {
        let stroke = kurbo::Stroke::new(width_px * self.scale).with_join(Join::Round).with_caps(Cap::Round);
        canvas.context.set_stroke(stroke);
    }

    fn fill_run(
        &self,
        canvas: &mut Canvas,
        run: &GlyphRun,
        origin: Point,
        paint: &PaintType,
        letters: AlphaColor<Srgb>,
    ) {
        let Some(face) = Face::new(run) else { return };
        let path = self.outlines(&face, run, origin);
        if !path.is_empty() {
            canvas.context.set_paint(paint.clone());
            canvas.context.fill_path(&outline::flatten(&path));
            if run.embolden {
                self.round_stroke(canvas, glyphs::embolden_width(run.size));
                canvas.context.stroke_path(&path);
            }
        }
        for glyph in &run.glyphs {
            let place = self.glyph_origin(run, glyph, origin);
            match face.kind(run, glyph.id, self.scale) {
                Kind::Outline => {}
                Kind::Color(color) => {
                    let area = face.bounds(run, glyph.id, place, self.scale, &mut BezPath::new());
                    let transform = face.pixels_from_units(place, self.scale);
                    if let Some(area) = area {
                        color_glyph::draw(&mut canvas.context, &face, &color, transform, area.expand(), letters);
                    }
                }
                Kind::Bitmap(bitmap) => {
                    let transform = face.bitmap_transform(run, &bitmap, place, self.scale);
                    bitmap_glyph::draw(&mut canvas.context, &bitmap, transform);
                }
            }
        }
    }
}
