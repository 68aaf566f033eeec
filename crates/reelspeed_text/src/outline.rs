//! Paths of shapes and their strokes, in device pixels.

use vello_cpu::kurbo::{self, Affine, BezPath, Cap, Join, PathEl, Point, Rect, Shape, StrokeOpts};

use crate::error::{ShapeError, ValueError, in_range};
use crate::shape::{Geometry, LineCap, LineJoin, ShapeStroke};

/// Control points of a quarter circle lie at this fraction of the radius (4/3 * (sqrt(2) - 1)).
const QUARTER: f64 = 0.552_284_749_830_793_4;
/// Most dashes along one outline.
const MAX_DASHES: f64 = 100_000.0;

/// The path of a geometry in document pixels.
pub(crate) fn path_of(geometry: &Geometry) -> Result<BezPath, ShapeError> {
    let most = Geometry::MAX_COORDINATE;
    match geometry {
        Geometry::Rect { width, height, radii } => {
            let rect =
                Rect::new(0.0, 0.0, in_range("width", *width, 0.0, most)?, in_range("height", *height, 0.0, most)?);
            for radius in radii {
                in_range("corner radius", *radius, 0.0, 1e6)?;
            }
            Ok(rounded_rect(rect, *radii))
        }
        Geometry::Ellipse { width, height } => {
            let rect =
                Rect::new(0.0, 0.0, in_range("width", *width, 0.0, most)?, in_range("height", *height, 0.0, most)?);
            Ok(ellipse(rect))
        }
        Geometry::Line { from, to } => {
            let mut path = BezPath::new();
            path.move_to(point_in_range(*from)?);
            path.line_to(point_in_range(*to)?);
            Ok(path)
        }
        Geometry::Path { data } => {
            if data.len() > Geometry::MAX_PATH_BYTES {
                return Err(ShapeError::PathTooLong { bytes: data.len(), max_bytes: Geometry::MAX_PATH_BYTES });
            }
            let path = BezPath::from_svg(data).map_err(|error| ShapeError::PathSyntax { reason: error.to_string() })?;
            if !path.is_empty() {
                let bounds = path.control_box();
                for value in [bounds.x0, bounds.y0, bounds.x1, bounds.y1] {
                    in_range("path coordinate", value, -most, most)?;
                }
                // The box of not-a-number is empty, not out of range.
                if !path.is_finite() {
                    return Err(ValueError { name: "path coordinate", min: -most, max: most, value: f64::NAN }.into());
                }
            }
            Ok(path)
        }
    }
}

fn point_in_range(point: reelspeed_core::Point) -> Result<Point, ValueError> {
    let most = Geometry::MAX_COORDINATE;
    Ok(Point::new(in_range("line x", point.x, -most, most)?, in_range("line y", point.y, -most, most)?))
}

/// A rectangle with round corners; radii that do not fit shrink by one common factor, as in CSS.
pub(crate) fn rounded_rect(rect: Rect, radii: [f64; 4]) -> BezPath {
    let [top_left, top_right, bottom_right, bottom_left] = radii;
    let (width, height) = (rect.width(), rect.height());
    let mut factor: f64 = 1.0;
    for (side, sum) in [
        (width, top_left + top_right),
        (width, bottom_left + bottom_right),
        (height, top_left + bottom_left),
        (height, top_right + bottom_right),
    ] {
        if sum > side {
            factor = factor.min(side / sum);
        }
    }
    let [top_left, top_right, bottom_right, bottom_left] = radii.map(|radius| radius * factor);
    let Rect { x0, y0, x1, y1 } = rect;
    let mut path = BezPath::new();
    path.move_to((x0 + top_left, y0));
    path.line_to((x1 - top_right, y0));
    corner(&mut path, (x1 - top_right, y0), (x1, y0), (x1, y0 + top_right));
    path.line_to((x1, y1 - bottom_right));
    corner(&mut path, (x1, y1 - bottom_right), (x1, y1), (x1 - bottom_right, y1));
    path.line_to((x0 + bottom_left, y1));
    corner(&mut path, (x0 + bottom_left, y1), (x0, y1), (x0, y1 - bottom_left));
    path.line_to((x0, y0 + top_left));
    corner(&mut path, (x0, y0 + top_left), (x0, y0), (x0 + top_left, y0));
    path.close_path();
    path
}

pub(crate) fn ellipse(rect: Rect) -> BezPath {
    let Rect { x0, y0, x1, y1 } = rect;
    let Point { x, y } = rect.center();
    let mut path = BezPath::new();
    path.move_to((x, y0));
    corner(&mut path, (x, y0), (x1, y0), (x1, y));
    corner(&mut path, (x1, y), (x1, y1), (x, y1));
    corner(&mut path, (x, y1), (x0, y1), (x0, y));
    corner(&mut path, (x0, y), (x0, y0), (x, y0));
    path.close_path();
    path
}

/// A corner radius after its rectangle grew by `grow` on each side: round corners stay parallel, sharp ones stay sharp.
pub(crate) fn spread_radius(radius: f64, grow: f64) -> f64 {
    if radius > 0.0 { (radius + grow).max(0.0) } else { 0.0 }
}

/// A quarter of an ellipse from `from` to `to`, rounding off `edge`.
fn corner(path: &mut BezPath, from: (f64, f64), edge: (f64, f64), to: (f64, f64)) {
    if from == to {
        return;
    }
    let towards = |start: (f64, f64)| (start.0 + (edge.0 - start.0) * QUARTER, start.1 + (edge.1 - start.1) * QUARTER);
    path.curve_to(towards(from), towards(to), to);
}

/// The area that a stroke covers, as a path to be filled, in device pixels. `grow_px` widens it on both sides.
pub(crate) fn stroke_path(
    path: &BezPath,
    stroke: &ShapeStroke,
    scale: f64,
    grow_px: f64,
) -> Result<BezPath, ShapeError> {
    in_range("stroke width", stroke.width_px, 0.0, 1000.0)?;
    in_range("number of dashes", stroke.dash_px.len() as f64, 0.0, 16.0)?;
    let mut period = 0.0;
    for dash in &stroke.dash_px {
        period += in_range("dash", *dash, 0.0, Geometry::MAX_COORDINATE)?;
    }
    let width = stroke.width_px + 2.0 * grow_px;
    if width <= 0.0 || stroke.width_px <= 0.0 || path.is_empty() {
        return Ok(BezPath::new());
    }
    let mut style = kurbo::Stroke::new(width * scale)
        .with_caps(match stroke.cap {
            LineCap::Butt => Cap::Butt,
            LineCap::Round => Cap::Round,
            LineCap::Square => Cap::Square,
        })
        .with_join(match stroke.join {
            LineJoin::Miter => Join::Miter,
            LineJoin::Round => Join::Round,
            LineJoin::Bevel => Join::Bevel,
        });
    if !stroke.dash_px.is_empty() {
        let most = polygon_length(path) / MAX_DASHES * stroke.dash_px.len() as f64;
        in_range("sum of dashes", period, most.max(1e-6), f64::MAX)?;
        style = style.with_dashes(0.0, stroke.dash_px.iter().map(|dash| dash * scale));
    }
    let device = Affine::scale(scale) * path.clone();
    Ok(kurbo::stroke(device.elements().iter().copied(), &style, &StrokeOpts::default(), FLATNESS))
}

/// Furthest that a chord may lie from its curve, in device pixels. The rasteriser's own quarter of a pixel shaves a hundredth
/// off a small circle.
const FLATNESS: f64 = 0.05;
/// Most chords of one curve.
const MAX_CHORDS: f64 = 1024.0;

/// The path with its curves as chords, enough of them by Wang's formula.
pub(crate) fn flatten(path: &BezPath) -> BezPath {
    let mut flat = BezPath::new();
    let mut current = Point::ZERO;
    let mut start = Point::ZERO;
    for element in path.elements() {
        match *element {
            PathEl::MoveTo(to) => {
                flat.move_to(to);
                (start, current) = (to, to);
            }
            PathEl::LineTo(to) => {
                flat.line_to(to);
                current = to;
            }
            PathEl::QuadTo(control, to) => {
                let bend = (current.to_vec2() - 2.0 * control.to_vec2() + to.to_vec2()).hypot2();
                chords(&mut flat, libm::sqrt(bend) / 4.0, |t| {
                    let u = 1.0 - t;
                    (current.to_vec2() * (u * u) + control.to_vec2() * (2.0 * u * t) + to.to_vec2() * (t * t))
                        .to_point()
                });
                current = to;
            }
            PathEl::CurveTo(first, second, to) => {
                let one = (current.to_vec2() - 2.0 * first.to_vec2() + second.to_vec2()).hypot2();
                let other = (first.to_vec2() - 2.0 * second.to_vec2() + to.to_vec2()).hypot2();
                chords(&mut flat, libm::sqrt(one.max(other)) * 0.75, |t| {
                    let u = 1.0 - t;
                    let ends = current.to_vec2() * (u * u * u) + to.to_vec2() * (t * t * t);
                    (ends + first.to_vec2() * (3.0 * u * u * t) + second.to_vec2() * (3.0 * u * t * t)).to_point()
                });
                current = to;
            }
            PathEl::ClosePath => {
                flat.close_path();
                current = start;
            }
        }
    }
    flat
}

/// Adds a curve as chords. `bend` is how far a single chord could lie from it.
fn chords(flat: &mut BezPath, bend: f64, point: impl Fn(f64) -> Point) {
    let count = libm::ceil(libm::sqrt(bend / FLATNESS)).clamp(1.0, MAX_CHORDS);
    for step in 1..=count as u32 {
        flat.line_to(point(f64::from(step) / count));
    }
}

/// The length of a path's control polygon, which no curve exceeds.
fn polygon_length(path: &BezPath) -> f64 {
    let mut length = 0.0;
    for segment in path.segments() {
        let cubic = segment.to_cubic();
        length += cubic.p0.distance(cubic.p1) + cubic.p1.distance(cubic.p2) + cubic.p2.distance(cubic.p3);
    }
    length
}

/// The bounds of a path, nothing for an empty path.
pub(crate) fn bounds(path: &BezPath) -> Option<Rect> {
    (!path.is_empty()).then(|| path.bounding_box())
}
