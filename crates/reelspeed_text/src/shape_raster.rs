use reelspeed_core::{IRect, PremulRgba8, Rgba8, Size};
use vello_cpu::kurbo::{Affine, BezPath, Rect, Vec2};
use vello_cpu::{Level, PaintType};

use crate::canvas::{Canvas, Stack, exact_level};
use crate::error::{ShapeError, in_range};
use crate::outline;
use crate::paint::{Paint, to_color};
use crate::shadow::DeviceShadow;
use crate::shape::{Geometry, LineCap, LineJoin, ShapeSpec, ShapeStroke};
use crate::sprite::{Sprite, check_bounds, check_size};

/// Draws a shape at `scale` device pixels per document pixel, 0.001 to 100.
///
/// The sprite's layout box starts at the shape's `(0, 0)`: a rectangle's and an ellipse's is as large as they are, a line's
/// and a path's reaches to their right and lower edge.
///
/// # Errors
///
/// [`ShapeError`] when a number is out of its range, path data does not parse, or the picture would be larger than a
/// [`Sprite`] may be.
pub fn rasterize_shape(spec: &ShapeSpec, scale: f64) -> Result<Sprite, ShapeError> {
    rasterize_shape_at(spec, scale, exact_level())
}

pub(crate) fn rasterize_shape_at(spec: &ShapeSpec, scale: f64, level: Level) -> Result<Sprite, ShapeError> {
    in_range("scale", scale, 1e-3, 100.0)?;
    spec.fill.as_ref().map_or(Ok(()), Paint::check)?;
    spec.stroke.as_ref().map_or(Ok(()), |stroke| stroke.paint.check())?;
    spec.shadow.as_ref().map_or(Ok(()), |shadow| shadow.check())?;
    let path = outline::path_of(&spec.geometry)?;
    let (layout_width, layout_height) = layout_size(&spec.geometry, &path);
    let mut sprite = Sprite { layout_width, layout_height, scale, ..Sprite::default() };
    let fill = spec.fill.as_ref().filter(|_| !matches!(spec.geometry, Geometry::Line { .. }));
    let stroke = spec.stroke.as_ref();
    let body = Body::new(&spec.geometry, &path, fill.is_some(), stroke, scale, 0.0)?;
    let shadow = spec.shadow.as_ref().and_then(|shadow| DeviceShadow::new(shadow, scale));
    let cast = match (&spec.shadow, shadow) {
        (Some(shadow), Some(device)) => {
            let body = Body::new(&spec.geometry, &path, fill.is_some(), stroke, scale, shadow.spread_px)?;
            body.bounds().map(|bounds| (body, device, device.bounds(bounds)))
        }
        _ => None,
    };
    let parts = [body.bounds(), cast.as_ref().map(|cast| cast.2)];
    let Some(bounds) = parts.into_iter().flatten().reduce(|all, part| all.union(part)) else { return Ok(sprite) };
    let area = check_bounds(bounds)?;
    if area.is_empty() {
        return Ok(sprite);
    }
    let mut stack = Stack::default();
    if let Some((body, shadow, _)) = cast {
        let shift = Vec2::new(f64::from(shadow.dx), f64::from(shadow.dy));
        let black = PaintType::Solid(to_color(Rgba8::BLACK));
        stack.push(shadow.cast(&body.draw(area, shift, level, |_| black.clone(), |_| black.clone()), area));
    }
    let span = outline::bounds(&(Affine::scale(scale) * path)).unwrap_or_default();
    let over = |paint: Option<&Paint>, shift: Vec2| {
        paint.map_or(PaintType::Solid(to_color(Rgba8::TRANSPARENT)), |paint| paint.over(span + shift))
    };
    stack.push(body.draw(
        area,
        Vec2::ZERO,
        level,
        |shift| over(fill, shift),
        |shift| over(stroke.map(|stroke| &stroke.paint), shift),
    ));
    sprite.place(area, stack.finish());
    Ok(sprite)
}

/// A picture of `size` device pixels filled with a paint, for backgrounds. Its layout box has the same size at scale 1.
///
/// # Errors
///
/// [`ShapeError`] when a number of the paint is out of its range or the picture would be larger than a [`Sprite`] may be.
pub fn rasterize_gradient(size: Size, paint: &Paint) -> Result<Sprite, ShapeError> {
    rasterize_gradient_at(size, paint, exact_level())
}

pub(crate) fn rasterize_gradient_at(size: Size, paint: &Paint, level: Level) -> Result<Sprite, ShapeError> {
    paint.check()?;
    let (width, height) = (f64::from(size.width), f64::from(size.height));
    check_size(width, height)?;
    let mut sprite = Sprite { layout_width: width, layout_height: height, scale: 1.0, ..Sprite::default() };
    let area = IRect::new(0, 0, size.width, size.height);
    if area.is_empty() {
        return Ok(sprite);
    }
    let mut canvas = Canvas::new(area, level);
    let rect = Rect::new(0.0, 0.0, width, height);
    canvas.context.set_paint(paint.over(rect));
    canvas.context.fill_rect(&rect);
    sprite.place(area, canvas.finish());
    Ok(sprite)
}

fn layout_size(geometry: &Geometry, path: &BezPath) -> (f64, f64) {
    match geometry {
        Geometry::Rect { width, height, .. } | Geometry::Ellipse { width, height } => (*width, *height),
        Geometry::Line { .. } | Geometry::Path { .. } => {
            let bounds = outline::bounds(path).unwrap_or_default();
            (bounds.x1.max(0.0), bounds.y1.max(0.0))
        }
    }
}

/// The areas that fill and stroke cover, in device pixels.
struct Body {
    fill: Option<BezPath>,
    stroke: Option<BezPath>,
}

impl Body {
    /// `grow_px` makes both larger on all sides; a path or a line does not become smaller.
    fn new(
        geometry: &Geometry,
        path: &BezPath,
        filled: bool,
        stroke: Option<&ShapeStroke>,
        scale: f64,
        grow_px: f64,
    ) -> Result<Self, ShapeError> {
        let device = Affine::scale(scale);
        let fill = match geometry {
            _ if !filled => None,
            Geometry::Rect { width, height, radii } => {
                let rect = grown(*width, *height, grow_px);
                let radii = radii.map(|radius| outline::spread_radius(radius, grow_px));
                Some(device * outline::rounded_rect(rect, radii))
            }
            Geometry::Ellipse { width, height } => Some(device * outline::ellipse(grown(*width, *height, grow_px))),
            Geometry::Line { .. } | Geometry::Path { .. } => {
                let fill = device * path.clone();
                if grow_px > 0.0 {
                    let line = stroke.map_or(0.0, |stroke| stroke.width_px);
                    let mut rim = ShapeStroke::new(Rgba8::BLACK, (line + 2.0 * grow_px).min(1000.0));
                    rim.join = LineJoin::Round;
                    rim.cap = LineCap::Round;
                    // A separate fill, so that the winding of the path and of its rim do not cancel out.
                    let rim = outline::stroke_path(path, &rim, scale, 0.0)?;
                    return Ok(Self { fill: Some(fill), stroke: Some(rim) });
                }
                Some(fill)
            }
        };
        let stroke = match stroke {
            Some(stroke) => Some(outline::stroke_path(path, stroke, scale, grow_px)?),
            None => None,
        };
        Ok(Self { fill, stroke })
    }

    fn bounds(&self) -> Option<Rect> {
        let parts = [&self.fill, &self.stroke].into_iter().flatten().filter_map(outline::bounds);
        parts.reduce(|all, part| all.union(part))
    }

    fn draw(
        &self,
        area: IRect,
        shift: Vec2,
        level: Level,
        fill: impl Fn(Vec2) -> PaintType,
        stroke: impl Fn(Vec2) -> PaintType,
    ) -> Vec<PremulRgba8> {
        let mut canvas = Canvas::new(area, level);
        let (x, y) = canvas.origin();
        let shift = Vec2::new(x, y) + shift;
        let moved = |path: &BezPath| outline::flatten(&(Affine::translate(shift) * path.clone()));
        if let Some(path) = &self.fill {
            canvas.context.set_paint(fill(shift));
            canvas.context.fill_path(&moved(path));
        }
        if let Some(path) = &self.stroke {
            canvas.context.set_paint(stroke(shift));
            canvas.context.fill_path(&moved(path));
        }
        canvas.finish()
    }
}

/// The rectangle from `(0, 0)`, larger by `grow` on each side, at least empty.
fn grown(width: f64, height: f64, grow: f64) -> Rect {
    let grow = grow.max(-width / 2.0).max(-height / 2.0);
    Rect::new(-grow, -grow, width + grow, height + grow)
}
