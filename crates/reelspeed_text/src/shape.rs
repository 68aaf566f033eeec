use reelspeed_core::{Point, Rgba8};

use crate::paint::Paint;
use crate::spec::Shadow;

/// A vector shape and how it looks. All lengths are document pixels; the shape's own coordinates start in the top-left
/// corner of its layout box.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeSpec {
    /// The outline.
    pub geometry: Geometry,
    /// What the inside is filled with (non-zero winding rule). A gradient spans the geometry's bounds.
    pub fill: Option<Paint>,
    /// The line along the outline, over the fill and centred on the edge.
    pub stroke: Option<ShapeStroke>,
    /// Shadow of the fill's and the stroke's area, under both; it shows through a translucent fill.
    pub shadow: Option<Shadow>,
}

/// The outline of a shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Geometry {
    /// A rectangle in the corner `(0, 0)`.
    Rect {
        /// Width, 0 to 16384.
        width: f64,
        /// Height, 0 to 16384.
        height: f64,
        /// Corner radii `[top left, top right, bottom right, bottom left]`, not negative; shrunk together as in CSS where they
        /// do not fit.
        radii: [f64; 4],
    },
    /// An ellipse that touches all sides of the rectangle from `(0, 0)`.
    Ellipse {
        /// Width, 0 to 16384.
        width: f64,
        /// Height, 0 to 16384.
        height: f64,
    },
    /// A straight line; only its stroke shows.
    Line {
        /// One end.
        from: Point,
        /// The other end.
        to: Point,
    },
    /// A path.
    Path {
        /// Path data in the syntax of SVG's `d` attribute, at most [`MAX_PATH_BYTES`](Self::MAX_PATH_BYTES).
        data: String,
    },
}

impl Geometry {
    /// Longest path data in bytes.
    pub const MAX_PATH_BYTES: usize = 64 * 1024;
    /// Largest coordinate, either way.
    pub const MAX_COORDINATE: f64 = 16_384.0;
}

/// The line along the outline of a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeStroke {
    /// Colour or gradient; a gradient spans the geometry's bounds.
    pub paint: Paint,
    /// Width, 0 to 1000.
    pub width_px: f64,
    /// Lengths of dashes and gaps in turn, each 0 to 16384 and not all 0; at most 16 of them. Empty: an unbroken line.
    pub dash_px: Vec<f64>,
    /// How ends look. Default `Butt`.
    pub cap: LineCap,
    /// How corners look. Default `Miter`.
    pub join: LineJoin,
}

impl ShapeStroke {
    /// An unbroken line of one colour.
    pub fn new(color: Rgba8, width_px: f64) -> Self {
        Self {
            paint: Paint::Solid(color),
            width_px,
            dash_px: Vec::new(),
            cap: LineCap::default(),
            join: LineJoin::default(),
        }
    }
}

/// How the ends of a line look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineCap {
    /// Cut off at the end.
    #[default]
    Butt,
    /// A half circle beyond the end.
    Round,
    /// Half a square beyond the end.
    Square,
}

/// How the corners of a line look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineJoin {
    /// Pointed, up to four times the width; then cut.
    #[default]
    Miter,
    /// Round.
    Round,
    /// Cut.
    Bevel,
}
