use reelspeed_model::{Easing, EasingFunction, EasingName, Spring};

use super::Ease;

const NAMES: [EasingName; 14] = [
    EasingName::Linear,
    EasingName::Hold,
    EasingName::Ease,
    EasingName::EaseIn,
    EasingName::EaseOut,
    EasingName::EaseInOut,
    EasingName::EaseInCubic,
    EasingName::EaseOutCubic,
    EasingName::EaseInOutCubic,
    EasingName::EaseInBack,
    EasingName::EaseOutBack,
    EasingName::EaseInOutBack,
    EasingName::EaseOutBounce,
    EasingName::EaseOutElastic,
];

fn named(name: EasingName) -> Ease {
    Ease::new(&Easing::Named(name))
}

fn function(f: EasingFunction) -> Ease {
    Ease::new(&Easing::Function(f))
}

fn spring(stiffness: f64, damping: f64, mass: f64) -> Ease {
    function(EasingFunction::Spring(Spring { stiffness, damping, mass }))
}

#[track_caller]
fn near(got: f64, expected: f64, tolerance: f64) {
    assert!((got - expected).abs() <= tolerance, "got {got}, expected {expected}");
}

/// Expected values from the curves solved with 40 digits.
#[test]
fn css_curves_have_their_values() {
    let at = [0.1, 0.25, 0.5, 0.75, 0.9];
    let curve = |c| function(EasingFunction::CubicBezier(c));
    let table = [
        (
            named(EasingName::Ease),
            [0.09479630571604, 0.40851059135539, 0.80240338758485, 0.96045897834897, 0.99431647748455],
        ),
        (
            named(EasingName::EaseIn),
            [0.01702660965156, 0.09346465071882, 0.31535681257253, 0.62186186917489, 0.83942784576246],
        ),
        (
            named(EasingName::EaseOut),
            [0.16057215423753, 0.37813813082510, 0.68464318742746, 0.90653534928117, 0.98297339034843],
        ),
        (named(EasingName::EaseInOut), [0.01972245354831, 0.12916193104731, 0.5, 0.87083806895268, 0.98027754645168]),
        (
            curve([0.68, -0.55, 0.265, 1.55]),
            [-0.0662914773335, -0.0828071088283, 0.60667989722377, 1.08916577481342, 1.06237319516636],
        ),
    ];
    for (ease, expected) in table {
        for (x, y) in at.into_iter().zip(expected) {
            near(ease.at(x), y, 1e-10);
        }
    }
}

/// Both control points at the far sides: the curve stands upright in the middle, where Newton's method alone fails.
#[test]
fn an_upright_curve_is_solved_by_bisection() {
    let steep = function(EasingFunction::CubicBezier([1.0, 0.0, 0.0, 1.0]));
    near(steep.at(0.1), 0.00376167495808, 1e-9);
    near(steep.at(0.75), 0.97027539448807, 1e-9);
    // Here y changes by 1e-4 while x changes by 1e-12.
    near(steep.at(0.5), 0.5, 1e-3);
}

#[test]
fn a_straight_curve_is_linear() {
    let straight = function(EasingFunction::CubicBezier([0.0, 0.0, 1.0, 1.0]));
    for i in 0..=100 {
        near(straight.at(i as f64 / 100.0), i as f64 / 100.0, 1e-11);
    }
}

#[test]
fn every_easing_starts_at_0_and_ends_at_1() {
    let mut all: Vec<Ease> = NAMES.into_iter().map(named).collect();
    all.push(function(EasingFunction::Steps(7)));
    all.extend([spring(100.0, 10.0, 1.0), spring(100.0, 20.0, 1.0), spring(100.0, 60.0, 1.0)]);
    for ease in all {
        assert_eq!((ease.at(-1.0), ease.at(0.0), ease.at(1.0), ease.at(2.0)), (0.0, 0.0, 1.0, 1.0), "{ease:?}");
        for i in 0..=1000 {
            let v = ease.at(i as f64 / 1000.0);
            assert!((-0.5..=2.0).contains(&v), "{ease:?} at {i}: {v}");
        }
    }
}

/// From the formulas at easings.net.
#[test]
fn penner_easings_have_their_values() {
    let table = [
        (EasingName::EaseInCubic, 0.5, 0.125),
        (EasingName::EaseOutCubic, 0.5, 0.875),
        (EasingName::EaseInOutCubic, 0.25, 0.0625),
        (EasingName::EaseInOutCubic, 0.75, 0.9375),
        (EasingName::EaseInBack, 0.5, -0.0876975),
        (EasingName::EaseOutBack, 0.5, 1.0876975),
        (EasingName::EaseInOutBack, 0.25, -0.09968184375),
        (EasingName::EaseInOutBack, 0.75, 1.09968184375),
        (EasingName::EaseOutBounce, 0.2, 0.3025),
        (EasingName::EaseOutBounce, 0.5, 0.765625),
        (EasingName::EaseOutBounce, 0.8, 0.94),
        (EasingName::EaseOutBounce, 0.95, 0.984531250),
        (EasingName::EaseOutElastic, 0.075, 1.0),
        (EasingName::EaseOutElastic, 0.5, 1.015625),
    ];
    for (name, at, expected) in table {
        near(named(name).at(at), expected, 1e-9);
    }
}

#[test]
fn back_overshoots_by_a_tenth() {
    let back = named(EasingName::EaseOutBack);
    let most = (0..=1000).map(|i| back.at(i as f64 / 1000.0)).fold(0.0, f64::max);
    near(most, 1.1, 1e-3);
}

#[test]
fn holding_and_steps_jump_at_their_ends() {
    assert_eq!(named(EasingName::Hold).at(0.999_999), 0.0);
    for n in [1u32, 2, 3, 7, 10, 49, 100, 1000] {
        let steps = function(EasingFunction::Steps(n));
        for i in 0..n {
            // The frame on which a step begins shows it already, however i/n is rounded.
            assert_eq!(steps.at(i as f64 / n as f64), i as f64 / n as f64, "step {i} of {n}");
            near(steps.at((i as f64 + 0.999) / n as f64), i as f64 / n as f64, 1e-12);
        }
    }
}

/// Each against the solution of m·x'' + c·x' + k·(x - 1) = 0 integrated in small steps.
#[test]
fn springs_obey_their_equation() {
    for (k, c, m) in [(100.0, 10.0, 1.0), (100.0, 20.0, 1.0), (100.0, 60.0, 1.0), (300.0, 5.0, 2.0), (50.0, 14.0, 1.0)]
    {
        let Ease::Spring(curve) = spring(k, c, m) else { panic!("a spring") };
        let total = curve.settle_secs();
        let (mut x, mut v) = (0.0f64, 0.0f64);
        let steps = 200_000;
        let dt = total / steps as f64;
        for i in 0..steps {
            if i % 20_000 == 0 {
                near(curve.at(i as f64 / steps as f64), x, 1e-4);
            }
            // Midpoint rule.
            let a = (k * (1.0 - x) - c * v) / m;
            let (xm, vm) = (x + v * dt / 2.0, v + a * dt / 2.0);
            let am = (k * (1.0 - xm) - c * vm) / m;
            (x, v) = (x + vm * dt, v + am * dt);
        }
        near(x, 1.0, 0.001_1);
    }
}

#[test]
fn springs_settle_just_when_the_next_keyframe_comes() {
    for (k, c, m) in
        [(100.0, 10.0, 1.0), (100.0, 20.0, 1.0), (100.0, 19.99, 1.0), (100.0, 60.0, 1.0), (900.0, 1.0, 1.0)]
    {
        let Ease::Spring(curve) = spring(k, c, m) else { panic!("a spring") };
        near((1.0 - curve.at(1.0)).abs(), 0.001, 1e-6);
        for i in 0..1000 {
            let after = (1.0 - curve.at(1.0 + i as f64 / 1000.0)).abs();
            assert!(after <= 0.001 + 1e-9, "k {k}, c {c}: {after} after settling");
        }
    }
    // Known: a critically damped spring of 10 rad/s is within 0.1 % when e^-τ (1 + τ) is, at τ = 9.2334.
    let Ease::Spring(critical) = spring(100.0, 20.0, 1.0) else { panic!("a spring") };
    near(critical.settle_secs(), 0.923_34, 1e-4);
}

#[test]
fn absurd_springs_stay_finite() {
    for v in [0.0, -1.0, 1e-300, 1e300, f64::NAN, f64::INFINITY] {
        for ease in [spring(v, 10.0, 1.0), spring(100.0, v, 1.0), spring(100.0, 10.0, v), spring(v, v, v)] {
            for i in 0..=10 {
                assert!(ease.at(i as f64 / 10.0).is_finite(), "{ease:?}");
            }
        }
    }
}

#[test]
fn polylines_follow_the_easing() {
    let all = NAMES.into_iter().map(named).chain([function(EasingFunction::Steps(5)), spring(100.0, 10.0, 1.0)]);
    for ease in all {
        let mut points = Vec::new();
        ease.polyline(200, |t, v| points.push((t, v)));
        assert_eq!((points[0], *points.last().unwrap()), ((0.0, 0.0), (1.0, 1.0)), "{ease:?}");
        for pair in points.windows(2) {
            let ((t0, v0), (t1, v1)) = (pair[0], pair[1]);
            assert!(t1 >= t0);
            if t1 > t0 && t1 < 1.0 {
                near(ease.at(0.5 * (t0 + t1)), 0.5 * (v0 + v1), 0.01);
            }
        }
    }
}
