/// CSS's `cubic-bezier()`: a curve from (0, 0) to (1, 1) that is read as y over x.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Bezier {
    // Coefficients of x(s) = ((ax·s + bx)·s + cx)·s, and of y likewise.
    ax: f64,
    bx: f64,
    cx: f64,
    ay: f64,
    by: f64,
    cy: f64,
}

impl Bezier {
    /// From `[x1, y1, x2, y2]`; x1 and x2 are clamped to 0..=1, without which y would not be a function of x.
    pub(crate) fn new([x1, y1, x2, y2]: [f64; 4]) -> Self {
        let (x1, x2) = (x1.clamp(0.0, 1.0), x2.clamp(0.0, 1.0));
        let coefficients = |p1: f64, p2: f64| {
            let c = 3.0 * p1;
            let b = 3.0 * (p2 - p1) - c;
            (1.0 - c - b, b, c)
        };
        let ((ax, bx, cx), (ay, by, cy)) = (coefficients(x1, x2), coefficients(y1, y2));
        Self { ax, bx, cx, ay, by, cy }
    }

    fn x(&self, s: f64) -> f64 {
        ((self.ax * s + self.bx) * s + self.cx) * s
    }

    pub(crate) fn at(&self, x: f64) -> f64 {
        let s = self.solve(x);
        ((self.ay * s + self.by) * s + self.cy) * s
    }

    /// The s with x(s) = x. Newton's method converges in three or four rounds except where the curve stands upright; there
    /// bisection takes over. x(s) never falls, so there is one solution.
    fn solve(&self, x: f64) -> f64 {
        const NEAR: f64 = 1e-12;
        let mut s = x;
        for _ in 0..8 {
            let error = self.x(s) - x;
            if libm::fabs(error) < NEAR {
                return s;
            }
            let slope = (3.0 * self.ax * s + 2.0 * self.bx) * s + self.cx;
            if libm::fabs(slope) < 1e-6 {
                break;
            }
            s = (s - error / slope).clamp(0.0, 1.0);
        }
        let (mut low, mut high) = (0.0, 1.0);
        // 2^-40 is below 1e-12.
        for _ in 0..40 {
            s = 0.5 * (low + high);
            if self.x(s) < x { low = s } else { high = s }
        }
        s
    }
}
