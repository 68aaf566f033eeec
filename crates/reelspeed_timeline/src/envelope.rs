//! Volume over time as a polyline.

use reelspeed_core::{FLICKS_PER_SECOND, Flicks, Rational};
use reelspeed_model::FadeCurve;

use crate::curve::Curve;

/// (time, factor), times never falling; two points at one time are a jump.
pub(crate) type Points = Vec<(Flicks, f64)>;

/// Straight pieces that follow an easing are this long...
const PIECE: Flicks = Flicks(FLICKS_PER_SECOND / 100);
/// ... unless that were more of them than this.
const MOST_PIECES: i64 = 4096;
/// The largest factor, that of the mixer.
const LOUDEST: f64 = 64.0;

/// How many straight pieces follow a bend of this length.
fn pieces(length: Flicks) -> i64 {
    ((length.0 + PIECE.0 - 1) / PIECE.0).clamp(1, MOST_PIECES)
}

/// A volume curve, written in a clock of speed `clock_speed`, as points from 0 to `duration` on the composition.
pub(crate) fn volume_points(curve: &Curve<f64>, clock_speed: Rational, duration: Flicks) -> Points {
    let limit = |v: f64| if v > 0.0 { v.min(LOUDEST) } else { 0.0 };
    let keys = match curve {
        Curve::Constant(v) => return vec![(Flicks::ZERO, limit(*v))],
        Curve::Keys(keys) => keys,
    };
    let on_composition = |local: Flicks| local.scale(clock_speed.recip());
    let mut points = Points::new();
    for pair in keys.windows(2) {
        let (from, to) = (&pair[0], &pair[1]);
        let (start, end) = (on_composition(from.time), on_composition(to.time));
        let length = end - start;
        if end < Flicks::ZERO || start > duration {
            // Only its ends matter, to find the value at the beginning or end of the sound.
            points.extend([(start, limit(from.value)), (end, limit(to.value))]);
            continue;
        }
        let pieces = pieces(length) as u32;
        from.ease.polyline(pieces, |passed, eased| {
            let value = if eased == 1.0 { to.value } else { from.value + (to.value - from.value) * eased };
            points.push((start + Flicks::from_secs(length.as_secs() * passed).min(length), limit(value)));
        });
    }
    points.dedup();
    let points = cut(&points, duration);
    // A curve that does not move while the sound lasts is one point.
    if points.iter().all(|p| p.1 == points[0].1) { vec![(Flicks::ZERO, points[0].1)] } else { points }
}

/// The value of a polyline at `time`; after a jump at `time` if there is one. The ends hold.
fn value_at(points: &[(Flicks, f64)], time: Flicks) -> f64 {
    let next = points.partition_point(|p| p.0 <= time);
    match (next.checked_sub(1).map(|i| points[i]), points.get(next)) {
        (Some((t0, v0)), Some(&(t1, v1))) => v0 + (v1 - v0) * ((time.0 - t0.0) as f64 / (t1.0 - t0.0) as f64),
        (Some((_, v)), None) | (None, Some(&(_, v))) => v,
        (None, None) => 1.0,
    }
}

/// The value of a polyline at `time`, before a jump at `time` if there is one.
fn value_before(points: &[(Flicks, f64)], time: Flicks) -> f64 {
    match points.iter().find(|p| p.0 == time) {
        Some(p) => p.1,
        None => value_at(points, time),
    }
}

/// The part of a polyline from 0 to `duration`, with a point at either end.
fn cut(points: &[(Flicks, f64)], duration: Flicks) -> Points {
    let mut out = vec![(Flicks::ZERO, value_at(points, Flicks::ZERO))];
    out.extend(points.iter().filter(|p| p.0 > Flicks::ZERO && p.0 < duration));
    out.push((duration, value_before(points, duration)));
    out
}

/// A polyline times a fade of `curve` from silence at `silent` to all of it at `full` (before or after `silent`). Past `silent` it
/// stays silent. A fade that is longer than the sound ends with `duration`.
pub(crate) fn with_fade(
    points: &[(Flicks, f64)],
    curve: FadeCurve,
    silent: Flicks,
    full: Flicks,
    duration: Flicks,
) -> Points {
    let gain = |t: Flicks| {
        let passed = ((t - silent).0 as f64 / (full - silent).0 as f64).clamp(0.0, 1.0);
        match curve {
            FadeCurve::Linear => passed,
            FadeCurve::EqualPower => libm::sin(passed * core::f64::consts::FRAC_PI_2),
        }
    };
    let (begin, end) = (silent.min(full).max(Flicks::ZERO), silent.max(full).min(duration));
    let pieces = pieces(end - begin);
    let mut out = points.to_vec();
    for i in 0..=pieces {
        let t = begin + (end - begin).scale(Rational::new(i, pieces));
        let at = out.partition_point(|p| p.0 < t);
        if out.get(at).is_none_or(|p| p.0 != t) {
            let value = value_at(&out, t);
            out.insert(at, (t, value));
        }
    }
    for p in &mut out {
        p.1 *= gain(p.0);
    }
    out
}

#[cfg(test)]
mod tests;
