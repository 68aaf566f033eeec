//! Which numbers of a content may move, and the document's ranges for them.

use reelspeed_model::{Geometry, Gradient, GradientStop, Paint, Shadow, Stroke, TextBox};

use super::{LEAST, Limits, Part, Parts};
use crate::{ShapeContent, TextContent};

const FONT_SIZE: Limits = (LEAST, 2000.0);
const LINE_HEIGHT: Limits = (0.5, 5.0);
const LETTER_SPACING: Limits = (-100.0, 1000.0);
const BOX_PADDING: Limits = (0.0, 1000.0);
const BOX_RADIUS: Limits = (0.0, 1000.0);
const STROKE_WIDTH: Limits = (0.0, 1000.0);
const SHADOW_OFFSET: Limits = (-10_000.0, 10_000.0);
const SHADOW_BLUR: Limits = (0.0, 500.0);
const SIDE: Limits = (LEAST, 16_384.0);
const CORNER: Limits = (0.0, 16_384.0);
const COORDINATE: Limits = (-100_000.0, 100_000.0);
const ANGLE: Limits = (-1_000_000.0, 1_000_000.0);
const CENTER: Limits = (-100.0, 100.0);
const GRADIENT_RADIUS: Limits = (LEAST, 100.0);
const STOP_OFFSET: Limits = (0.0, 1.0);

impl Parts for TextContent {
    fn each(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        let style = &mut self.style;
        visit(Part::Number(&mut style.font_size, FONT_SIZE));
        visit(Part::Number(&mut style.line_height, LINE_HEIGHT));
        visit(Part::Number(&mut style.letter_spacing, LETTER_SPACING));
        style.color.each(visit);
        edges(&mut style.stroke, &mut style.shadow, visit);
        if let Some(TextBox { fill, padding, radius, stroke, shadow }) = &mut style.text_box {
            fill.each(visit);
            visit(Part::Pair(padding, BOX_PADDING));
            visit(Part::Number(radius, BOX_RADIUS));
            edges(stroke, shadow, visit);
        }
    }

    fn mend(&mut self) {
        self.style.color.mend();
        if let Some(text_box) = &mut self.style.text_box {
            text_box.fill.mend();
        }
    }
}

impl Parts for ShapeContent {
    fn each(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        match &mut self.geometry {
            Geometry::Rect { width, height, radius } => {
                visit(Part::Number(width, SIDE));
                visit(Part::Number(height, SIDE));
                visit(Part::Corners(radius, CORNER));
            }
            Geometry::Ellipse { width, height } => {
                visit(Part::Number(width, SIDE));
                visit(Part::Number(height, SIDE));
            }
            Geometry::Line { from, to } => {
                visit(Part::Pair(from, COORDINATE));
                visit(Part::Pair(to, COORDINATE));
            }
            Geometry::Path { d: _ } => {}
        }
        if let Some(fill) = &mut self.fill {
            fill.each(visit);
        }
        edges(&mut self.stroke, &mut self.shadow, visit);
    }

    fn mend(&mut self) {
        if let Some(fill) = &mut self.fill {
            fill.mend();
        }
    }
}

impl Parts for Paint {
    fn each(&mut self, visit: &mut dyn FnMut(Part<'_>)) {
        match self {
            Self::Solid(_) => {}
            Self::Gradient(Gradient::Linear(gradient)) => visit(Part::Number(&mut gradient.angle, ANGLE)),
            Self::Gradient(Gradient::Radial(gradient)) => {
                visit(Part::Pair(&mut gradient.center, CENTER));
                visit(Part::Number(&mut gradient.radius, GRADIENT_RADIUS));
            }
        }
        for stop in stops(self) {
            visit(Part::Number(&mut stop.offset, STOP_OFFSET));
        }
    }

    /// Offsets ascend: a stop that moves past the next takes it along.
    fn mend(&mut self) {
        let mut least = 0.0_f64;
        for stop in stops(self) {
            least = stop.offset.first().map_or(least, |offset| offset.max(least));
            stop.offset = least.into();
        }
    }
}

fn stops(paint: &mut Paint) -> &mut [GradientStop] {
    match paint {
        Paint::Solid(_) => &mut [],
        Paint::Gradient(Gradient::Linear(gradient)) => &mut gradient.stops,
        Paint::Gradient(Gradient::Radial(gradient)) => &mut gradient.stops,
    }
}

fn edges(stroke: &mut Option<Stroke>, shadow: &mut Option<Shadow>, visit: &mut dyn FnMut(Part<'_>)) {
    if let Some(stroke) = stroke {
        visit(Part::Number(&mut stroke.width, STROKE_WIDTH));
    }
    if let Some(shadow) = shadow {
        visit(Part::Pair(&mut shadow.offset, SHADOW_OFFSET));
        visit(Part::Number(&mut shadow.blur, SHADOW_BLUR));
    }
}
