/// A point or a vector, in pixels unless stated; x to the right, y down.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Horizontal, to the right.
    pub x: f64,
    /// Vertical, down.
    pub y: f64,
}

impl Point {
    /// A point from its coordinates.
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }
}

/// Whole pixels, width by height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Size {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

impl Size {
    /// A size from its sides.
    pub const fn new(width: u32, height: u32) -> Self {
        Self { width, height }
    }

    /// Width times height.
    pub const fn pixels(self) -> u64 {
        self.width as u64 * self.height as u64
    }
}

/// A rectangle with fractional edges, in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Top edge.
    pub y: f64,
    /// Width, not negative.
    pub width: f64,
    /// Height, not negative.
    pub height: f64,
}

impl Rect {
    /// A rectangle from its corner and size.
    pub const fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Self { x, y, width, height }
    }

    /// The smallest rectangle of whole pixels that covers this one.
    pub fn round_out(self) -> IRect {
        let x0 = libm::floor(self.x) as i32;
        let y0 = libm::floor(self.y) as i32;
        let x1 = libm::ceil(self.x + self.width) as i32;
        let y1 = libm::ceil(self.y + self.height) as i32;
        IRect::from_edges(x0, y0, x1, y1)
    }
}

/// A rectangle of whole pixels. It may lie partly or wholly outside a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct IRect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width, zero when empty.
    pub width: u32,
    /// Height, zero when empty.
    pub height: u32,
}

impl IRect {
    /// A rectangle from its corner and size.
    pub const fn new(x: i32, y: i32, width: u32, height: u32) -> Self {
        Self { x, y, width, height }
    }

    /// A rectangle from its edges; empty when right ≤ left or bottom ≤ top.
    pub fn from_edges(x0: i32, y0: i32, x1: i32, y1: i32) -> Self {
        Self::new(x0, y0, x1.saturating_sub(x0).max(0) as u32, y1.saturating_sub(y0).max(0) as u32)
    }

    /// One past the right edge.
    pub const fn right(self) -> i32 {
        self.x.saturating_add_unsigned(self.width)
    }

    /// One past the bottom edge.
    pub const fn bottom(self) -> i32 {
        self.y.saturating_add_unsigned(self.height)
    }

    /// Whether it holds no pixel.
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// What both rectangles cover.
    pub fn intersect(self, other: Self) -> Self {
        Self::from_edges(
            self.x.max(other.x),
            self.y.max(other.y),
            self.right().min(other.right()),
            self.bottom().min(other.bottom()),
        )
    }

    /// The smallest rectangle that covers both; an empty one adds nothing.
    pub fn union(self, other: Self) -> Self {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Self::from_edges(
            self.x.min(other.x),
            self.y.min(other.y),
            self.right().max(other.right()),
            self.bottom().max(other.bottom()),
        )
    }

    /// The same rectangle moved.
    pub fn translate(self, dx: i32, dy: i32) -> Self {
        Self { x: self.x.saturating_add(dx), y: self.y.saturating_add(dy), ..self }
    }
}

/// An affine map of the plane: `x' = a·x + c·y + e`, `y' = b·x + d·y + f` (the order of SVG's `matrix()`).
///
/// Names read from right to left: `canvas_from_layer * point_in_layer` is a point on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Affine {
    /// x' per x.
    pub a: f64,
    /// y' per x.
    pub b: f64,
    /// x' per y.
    pub c: f64,
    /// y' per y.
    pub d: f64,
    /// x' offset in pixels.
    pub e: f64,
    /// y' offset in pixels.
    pub f: f64,
}

impl Affine {
    /// The map that changes nothing.
    pub const IDENTITY: Self = Self { a: 1.0, b: 0.0, c: 0.0, d: 1.0, e: 0.0, f: 0.0 };

    /// A shift.
    pub const fn translate(x: f64, y: f64) -> Self {
        Self { e: x, f: y, ..Self::IDENTITY }
    }

    /// A stretch about the origin.
    pub const fn scale(x: f64, y: f64) -> Self {
        Self { a: x, d: y, ..Self::IDENTITY }
    }

    /// A clockwise turn about the origin (y points down), in degrees. Quarter turns are exact.
    pub fn rotate_degrees(degrees: f64) -> Self {
        let turns = degrees / 90.0;
        let (sin, cos) = if libm::floor(turns) == turns && libm::fabs(turns) < 1e15 {
            match (turns as i64).rem_euclid(4) {
                0 => (0.0, 1.0),
                1 => (1.0, 0.0),
                2 => (0.0, -1.0),
                _ => (-1.0, 0.0),
            }
        } else {
            let r = degrees * core::f64::consts::PI / 180.0;
            (libm::sin(r), libm::cos(r))
        };
        Self { a: cos, b: sin, c: -sin, d: cos, e: 0.0, f: 0.0 }
    }

    /// `self` after `first`: `(self * first) * p == self * (first * p)`.
    pub fn then_of(self, first: Self) -> Self {
        Self {
            a: self.a * first.a + self.c * first.b,
            b: self.b * first.a + self.d * first.b,
            c: self.a * first.c + self.c * first.d,
            d: self.b * first.c + self.d * first.d,
            e: self.a * first.e + self.c * first.f + self.e,
            f: self.b * first.e + self.d * first.f + self.f,
        }
    }

    /// Where a point goes.
    pub fn apply(self, p: Point) -> Point {
        Point { x: self.a * p.x + self.c * p.y + self.e, y: self.b * p.x + self.d * p.y + self.f }
    }

    /// The map back, or `None` where the map flattens the plane.
    pub fn inverse(self) -> Option<Self> {
        let det = self.a * self.d - self.b * self.c;
        if !det.is_finite() || libm::fabs(det) < 1e-12 {
            return None;
        }
        let (a, b, c, d) = (self.d / det, -self.b / det, -self.c / det, self.a / det);
        Some(Self { a, b, c, d, e: -(a * self.e + c * self.f), f: -(b * self.e + d * self.f) })
    }

    /// The smallest upright rectangle around the image of `rect`.
    pub fn bounds_of(self, rect: Rect) -> Rect {
        let corners = [
            (rect.x, rect.y),
            (rect.x + rect.width, rect.y),
            (rect.x, rect.y + rect.height),
            (rect.x + rect.width, rect.y + rect.height),
        ]
        .map(|(x, y)| self.apply(Point { x, y }));
        let (mut x0, mut y0, mut x1, mut y1) = (corners[0].x, corners[0].y, corners[0].x, corners[0].y);
        for p in &corners[1..] {
            x0 = x0.min(p.x);
            y0 = y0.min(p.y);
            x1 = x1.max(p.x);
            y1 = y1.max(p.y);
        }
        Rect::new(x0, y0, x1 - x0, y1 - y0)
    }

    /// Whether upright rectangles stay upright (no rotation, no shear).
    pub fn is_axis_aligned(self) -> bool {
        self.b == 0.0 && self.c == 0.0
    }

    /// Whether this only moves by whole pixels; gives the move.
    pub fn as_whole_translation(self) -> Option<(i32, i32)> {
        let whole = |v: f64| libm::fabs(v) < 1e9 && libm::floor(v) == v;
        (self.a == 1.0 && self.d == 1.0 && self.is_axis_aligned() && whole(self.e) && whole(self.f))
            .then_some((self.e as i32, self.f as i32))
    }
}

impl core::ops::Mul for Affine {
    type Output = Self;
    fn mul(self, first: Self) -> Self {
        self.then_of(first)
    }
}

impl core::ops::Mul<Point> for Affine {
    type Output = Point;
    fn mul(self, p: Point) -> Point {
        self.apply(p)
    }
}

/// How a stored picture must be turned to be shown: a mirror image first (if any), then quarter turns clockwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Orientation {
    /// Mirror left to right before turning.
    pub mirrored: bool,
    /// Clockwise quarter turns after mirroring, 0 to 3.
    pub quarter_turns: u8,
}

impl Orientation {
    /// As stored.
    pub const UPRIGHT: Self = Self { mirrored: false, quarter_turns: 0 };

    /// An orientation; turns are taken modulo four.
    pub const fn new(mirrored: bool, quarter_turns: u8) -> Self {
        Self { mirrored, quarter_turns: quarter_turns & 3 }
    }

    /// Whether width and height change places.
    pub const fn swaps_axes(self) -> bool {
        self.quarter_turns & 1 == 1
    }

    /// Clockwise degrees: 0, 90, 180 or 270.
    pub const fn degrees(self) -> u32 {
        self.quarter_turns as u32 * 90
    }

    /// The shown size of a stored picture.
    pub const fn apply_to_size(self, size: Size) -> Size {
        if self.swaps_axes() { Size::new(size.height, size.width) } else { size }
    }

    /// The map from stored pixels to shown pixels of a picture stored at `width` x `height`.
    pub fn shown_from_stored(self, width: f64, height: f64) -> Affine {
        let mirror = if self.mirrored { Affine { a: -1.0, e: width, ..Affine::IDENTITY } } else { Affine::IDENTITY };
        let turn = match self.quarter_turns & 3 {
            0 => Affine::IDENTITY,
            1 => Affine { a: 0.0, b: 1.0, c: -1.0, d: 0.0, e: height, f: 0.0 },
            2 => Affine { a: -1.0, b: 0.0, c: 0.0, d: -1.0, e: width, f: height },
            _ => Affine { a: 0.0, b: -1.0, c: 1.0, d: 0.0, e: 0.0, f: width },
        };
        turn * mirror
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn affine_inverse_undoes() {
        let m = Affine::translate(10.0, -4.0) * Affine::rotate_degrees(33.0) * Affine::scale(2.0, 0.5);
        let p = Point::new(3.0, 7.0);
        let q = m.inverse().unwrap() * (m * p);
        assert!(libm::fabs(p.x - q.x) < 1e-9 && libm::fabs(p.y - q.y) < 1e-9);
        assert!(Affine::scale(0.0, 1.0).inverse().is_none());
    }

    #[test]
    fn quarter_turns_are_exact() {
        assert_eq!(Affine::rotate_degrees(90.0) * Point::new(1.0, 0.0), Point::new(0.0, 1.0));
        assert_eq!(Affine::rotate_degrees(-90.0) * Point::new(1.0, 0.0), Point::new(0.0, -1.0));
        assert_eq!(Affine::rotate_degrees(720.0), Affine::IDENTITY);
    }

    #[test]
    fn orientation_keeps_corners_inside() {
        for mirrored in [false, true] {
            for quarter_turns in 0..4 {
                let o = Orientation::new(mirrored, quarter_turns);
                let shown = o.shown_from_stored(4.0, 2.0).bounds_of(Rect::new(0.0, 0.0, 4.0, 2.0));
                let size = o.apply_to_size(Size::new(4, 2));
                assert_eq!(shown, Rect::new(0.0, 0.0, size.width as f64, size.height as f64));
            }
        }
    }

    #[test]
    fn rectangles_meet_and_join() {
        let (a, b) = (IRect::new(0, 0, 10, 10), IRect::new(5, -5, 10, 10));
        assert_eq!(a.intersect(b), IRect::new(5, 0, 5, 5));
        assert_eq!(a.union(b), IRect::new(0, -5, 15, 15));
        assert!(a.intersect(IRect::new(20, 0, 1, 1)).is_empty());
        assert_eq!(Rect::new(0.2, -0.2, 1.0, 1.0).round_out(), IRect::new(0, -1, 2, 2));
    }
}
