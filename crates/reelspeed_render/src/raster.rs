//! The document's texts and shapes in the words of the text crate, drawn to layer frames.

use std::sync::Arc;

use reelspeed_core::{Frame, FrameDesc, FramePool, Point, PoolError, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::surface::Yuva444Mut;
use reelspeed_kernels::yuv::premul_rgba_to_yuva;
use reelspeed_model as model;
use reelspeed_text::{self as text, FontLibrary};
use reelspeed_timeline::{ShapeContent, TextContent};

use crate::RenderError;

/// A text or shape as pixels, and where they stand.
#[derive(Debug)]
pub(crate) struct Raster {
    /// The picture; `None` where nothing is visible.
    pub(crate) frame: Option<Arc<Frame>>,
    /// The first pixel, from the layout box's corner in raster pixels.
    pub(crate) origin: (i32, i32),
    /// The layout box in document pixels.
    pub(crate) layout: (f64, f64),
}

/// A number of a display list, in which nothing moves.
fn now<T: Copy + Default>(value: &model::Animated<T>) -> T {
    value.first().copied().unwrap_or_default()
}

fn point(value: &model::Animated<model::Vec2>) -> Point {
    let [x, y] = now(value);
    Point::new(x, y)
}

fn paint(paint: &model::Paint) -> text::Paint {
    let stops = |stops: &[model::GradientStop]| {
        stops.iter().map(|stop| text::GradientStop::new(now(&stop.offset), stop.color.0)).collect()
    };
    match paint {
        model::Paint::Solid(color) => text::Paint::Solid(color.0),
        model::Paint::Gradient(model::Gradient::Linear(g)) => {
            text::Paint::Linear(text::LinearGradient { angle_degrees: now(&g.angle), stops: stops(&g.stops) })
        }
        model::Paint::Gradient(model::Gradient::Radial(g)) => text::Paint::Radial(text::RadialGradient {
            center: point(&g.center),
            radius: now(&g.radius),
            stops: stops(&g.stops),
        }),
    }
}

fn outline(stroke: &model::Stroke) -> text::Outline {
    text::Outline { color: stroke.color.0, width_px: now(&stroke.width) }
}

fn shadow(shadow: &model::Shadow) -> text::Shadow {
    let offset = point(&shadow.offset);
    text::Shadow { color: shadow.color.0, dx_px: offset.x, dy_px: offset.y, blur_px: now(&shadow.blur), spread_px: 0.0 }
}

pub(crate) fn text_spec(content: &TextContent) -> text::TextSpec {
    let style = &content.style;
    text::TextSpec {
        text: content.text.to_string(),
        families: style.font_family.clone(),
        size_px: now(&style.font_size),
        weight: style.font_weight,
        italic: style.font_style == model::FontStyle::Italic,
        paint: paint(&style.color),
        letter_spacing_px: now(&style.letter_spacing),
        line_height: now(&style.line_height),
        align: match style.align {
            model::TextAlign::Start => text::TextAlign::Start,
            model::TextAlign::Center => text::TextAlign::Center,
            model::TextAlign::End => text::TextAlign::End,
            model::TextAlign::Left => text::TextAlign::Left,
            model::TextAlign::Right => text::TextAlign::Right,
            model::TextAlign::Justify => text::TextAlign::Justify,
        },
        max_width_px: Some(content.max_width),
        max_lines: content.max_lines,
        max_height_px: content.max_height,
        ellipsis: content.overflow != model::TextOverflow::Clip,
        shrink: content.overflow == model::TextOverflow::Shrink,
        stroke: style.stroke.as_ref().map(outline),
        shadow: style.shadow.as_ref().map(shadow),
        text_box: style.text_box.as_ref().map(|text_box| text::TextBox {
            fill: paint(&text_box.fill),
            padding_x_px: now(&text_box.padding)[0],
            padding_y_px: now(&text_box.padding)[1],
            radii_px: [now(&text_box.radius); 4],
            stroke: text_box.stroke.as_ref().map(outline),
            shadow: text_box.shadow.as_ref().map(shadow),
        }),
        spans: style.spans.iter().map(span).collect(),
        shown_chars: content.shown_chars.map(|shown| shown as usize),
    }
}

fn span(span: &model::TextSpan) -> text::TextSpan {
    text::TextSpan {
        chars: span.start as usize..span.end as usize,
        color: span.color.map(|color| color.0),
        back: span.span_box.map(|back| text::SpanBox {
            fill: back.fill.0,
            padding_x_px: back.padding[0],
            padding_y_px: back.padding[1],
            radius_px: back.radius,
        }),
    }
}

fn shape_spec(content: &ShapeContent) -> text::ShapeSpec {
    text::ShapeSpec {
        geometry: match &content.geometry {
            model::Geometry::Rect { width, height, radius } => {
                text::Geometry::Rect { width: now(width), height: now(height), radii: now(radius).corners() }
            }
            model::Geometry::Ellipse { width, height } => {
                text::Geometry::Ellipse { width: now(width), height: now(height) }
            }
            model::Geometry::Line { from, to } => text::Geometry::Line { from: point(from), to: point(to) },
            model::Geometry::Path { d } => text::Geometry::Path { data: d.clone() },
        },
        fill: content.fill.as_ref().map(paint),
        stroke: content.stroke.as_ref().map(|stroke| text::ShapeStroke::new(stroke.color.0, now(&stroke.width))),
        shadow: content.shadow.as_ref().map(shadow),
    }
}

/// Draws a text at `scale` pixels per document pixel.
pub(crate) fn text(
    fonts: &FontLibrary,
    content: &TextContent,
    scale: f64,
    pool: &FramePool,
    level: SimdLevel,
) -> Result<Raster, RenderError> {
    let sprite = text::rasterize(fonts, &text_spec(content), scale).map_err(|error| RenderError::Raster {
        what: format!("the text {:?}", content.text.chars().take(32).collect::<String>()),
        code: error.code(),
        message: error.to_string(),
    })?;
    Ok(raster(&sprite, pool, level)?)
}

/// Draws a shape at `scale` pixels per document pixel.
pub(crate) fn shape(
    content: &ShapeContent,
    scale: f64,
    pool: &FramePool,
    level: SimdLevel,
) -> Result<Raster, RenderError> {
    let sprite = text::rasterize_shape(&shape_spec(content), scale).map_err(|error| RenderError::Raster {
        what: "a shape".to_owned(),
        code: error.code(),
        message: error.to_string(),
    })?;
    Ok(raster(&sprite, pool, level)?)
}

/// Fills a picture of `size` with a paint.
pub(crate) fn fill(size: Size, with: &model::Paint, pool: &FramePool, level: SimdLevel) -> Result<Raster, RenderError> {
    let sprite = text::rasterize_gradient(size, &paint(with)).map_err(|error| RenderError::Raster {
        what: "the background".to_owned(),
        code: error.code(),
        message: error.to_string(),
    })?;
    Ok(raster(&sprite, pool, level)?)
}

fn raster(sprite: &text::Sprite, pool: &FramePool, level: SimdLevel) -> Result<Raster, PoolError> {
    let frame = if sprite.is_empty() {
        None
    } else {
        let mut frame = Frame::alloc(pool, FrameDesc::layer(sprite.size()))?;
        if let Some(mut planes) = Yuva444Mut::of(&mut frame) {
            premul_rgba_to_yuva(level, &sprite.pixels, &mut planes);
        }
        Some(Arc::new(frame))
    };
    Ok(Raster {
        frame,
        origin: (sprite.origin_x, sprite.origin_y),
        layout: (sprite.layout_width, sprite.layout_height),
    })
}
