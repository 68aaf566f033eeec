use reelspeed_core::{Affine, Size};

use crate::planner::Surface;

/// A surface of a box's own, upright and about as large as it is shown, and the way from there.
pub(crate) struct Local {
    pub(crate) surface: Surface,
    pub(crate) local_from_box: Affine,
    pub(crate) surface_from_local: Affine,
}

/// The longest side of a surface of its own.
const MAX_LOCAL: f64 = 4096.0;

impl Local {
    /// A layer, or an even 4:2:0 frame. `None` where nothing of the box would be seen.
    pub(crate) fn new(map: Affine, size: (f64, f64), layer: bool) -> Option<Self> {
        let length = |x: f64, y: f64| libm::sqrt(x * x + y * y);
        let (w, h) = (size.0 * length(map.a, map.b), size.1 * length(map.c, map.d));
        if !(w.is_finite() && h.is_finite() && w * h > 0.0 && size.0 > 0.0 && size.1 > 0.0) {
            return None;
        }
        // Whole pixels up: nothing is lost, and a box on whole pixels stays as it is.
        let step = if layer { 1.0 } else { 2.0 };
        let whole = |v: f64| (libm::ceil((v - 1.0 / 512.0) / step) * step).clamp(step, MAX_LOCAL);
        let (w, h) = (whole(w), whole(h));
        Some(Self {
            surface: Surface { origin: (0, 0), size: Size::new(w as u32, h as u32), layer },
            local_from_box: Affine::scale(w / size.0, h / size.1),
            surface_from_local: map * Affine::scale(size.0 / w, size.1 / h),
        })
    }
}
