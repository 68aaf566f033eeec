//! Robert Penner's easings with their usual constants, for progress strictly between 0 and 1.

/// How far `back` overshoots: about 10 % of the way.
const BACK: f64 = 1.701_58;

pub(super) fn in_cubic(t: f64) -> f64 {
    t * t * t
}

pub(super) fn out_cubic(t: f64) -> f64 {
    let u = 1.0 - t;
    1.0 - u * u * u
}

pub(super) fn in_out_cubic(t: f64) -> f64 {
    if t < 0.5 {
        4.0 * t * t * t
    } else {
        let u = 2.0 - 2.0 * t;
        1.0 - u * u * u / 2.0
    }
}

pub(super) fn in_back(t: f64) -> f64 {
    ((BACK + 1.0) * t - BACK) * t * t
}

pub(super) fn out_back(t: f64) -> f64 {
    1.0 - in_back(1.0 - t)
}

pub(super) fn in_out_back(t: f64) -> f64 {
    const BOTH: f64 = BACK * 1.525;
    let half = |u: f64| u * u * ((BOTH + 1.0) * u - BOTH) / 2.0;
    if t < 0.5 { half(2.0 * t) } else { 1.0 - half(2.0 - 2.0 * t) }
}

pub(super) fn out_bounce(t: f64) -> f64 {
    const N: f64 = 7.5625;
    const D: f64 = 2.75;
    let (shift, floor) = if t < 1.0 / D {
        (0.0, 0.0)
    } else if t < 2.0 / D {
        (1.5 / D, 0.75)
    } else if t < 2.5 / D {
        (2.25 / D, 0.9375)
    } else {
        (2.625 / D, 0.984_375)
    };
    let u = t - shift;
    N * u * u + floor
}

pub(super) fn out_elastic(t: f64) -> f64 {
    let turn = 2.0 * core::f64::consts::PI / 3.0;
    libm::exp2(-10.0 * t) * libm::sin((10.0 * t - 0.75) * turn) + 1.0
}
