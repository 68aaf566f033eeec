use reelspeed_model::{Animated, Easing, EasingName, Keyframe, Keyframes};

use super::*;

fn secs(s: f64) -> Flicks {
    Flicks::from_secs(s)
}

fn curve(keys: &[(f64, f64, EasingName)]) -> Curve<f64> {
    let keyframes = keys.iter().map(|&(time, value, e)| Keyframe { time, value, easing: Easing::Named(e) }).collect();
    Curve::number(&Animated::Keyframes(Keyframes { keyframes }), 1.0)
}

#[test]
fn constants_are_one_point() {
    assert_eq!(volume_points(&Curve::Constant(0.5), Rational::ONE, secs(3.0)), [(Flicks::ZERO, 0.5)]);
    assert_eq!(volume_points(&Curve::Constant(-1.0), Rational::ONE, secs(3.0)), [(Flicks::ZERO, 0.0)]);
    // Keyframes that lie outside the sound.
    let late = curve(&[(5.0, 0.25, EasingName::Ease), (6.0, 1.0, EasingName::Linear)]);
    assert_eq!(volume_points(&late, Rational::ONE, secs(3.0)), [(Flicks::ZERO, 0.25)]);
    let early = curve(&[(-2.0, 0.25, EasingName::Ease), (-1.0, 0.75, EasingName::Linear)]);
    assert_eq!(volume_points(&early, Rational::ONE, secs(3.0)), [(Flicks::ZERO, 0.75)]);
}

#[test]
fn straight_lines_need_no_points_between() {
    let ramp = curve(&[(1.0, 0.0, EasingName::Linear), (2.0, 1.0, EasingName::Linear)]);
    let expected = [(secs(0.0), 0.0), (secs(1.0), 0.0), (secs(2.0), 1.0), (secs(4.0), 1.0)];
    assert_eq!(volume_points(&ramp, Rational::ONE, secs(4.0)), expected);
    // A group at double speed: the same curve in half the time.
    let halved = [(secs(0.0), 0.0), (secs(0.5), 0.0), (secs(1.0), 1.0), (secs(4.0), 1.0)];
    assert_eq!(volume_points(&ramp, Rational::new(2, 1), secs(4.0)), halved);
    // Cut in the middle.
    assert_eq!(volume_points(&ramp, Rational::ONE, secs(1.5)).last(), Some(&(secs(1.5), 0.5)));
    // Begun before the sound.
    let begun = curve(&[(-1.0, 0.0, EasingName::Linear), (1.0, 1.0, EasingName::Linear)]);
    assert_eq!(volume_points(&begun, Rational::ONE, secs(2.0))[0], (Flicks::ZERO, 0.5));
}

#[test]
fn jumps_are_two_points_at_one_time() {
    let hold = curve(&[(0.0, 1.0, EasingName::Hold), (1.0, 0.25, EasingName::Linear)]);
    let expected = [(secs(0.0), 1.0), (secs(1.0), 1.0), (secs(1.0), 0.25), (secs(2.0), 0.25)];
    assert_eq!(volume_points(&hold, Rational::ONE, secs(2.0)), expected);
    // A jump with the last moment of the sound is not heard.
    assert_eq!(volume_points(&hold, Rational::ONE, secs(1.0)), [(Flicks::ZERO, 1.0)]);
}

#[test]
fn easings_are_followed_to_a_thousandth() {
    let eased = curve(&[(0.0, 0.0, EasingName::EaseInOut), (1.0, 1.0, EasingName::Linear)]);
    let points = volume_points(&eased, Rational::ONE, secs(1.0));
    assert!(points.len() >= 100);
    for i in 0..=1000 {
        let t = secs(i as f64 / 1000.0);
        assert!((value_at(&points, t) - eased.at(t)).abs() < 1e-3, "at {i} ms");
    }
    // Six hours are not two million points.
    let long = curve(&[(0.0, 0.0, EasingName::Ease), (21_600.0, 1.0, EasingName::Linear)]);
    assert!(volume_points(&long, Rational::ONE, secs(21_600.0)).len() < 5000);
}

#[test]
fn factors_stay_in_the_mixers_range() {
    let elastic = curve(&[(0.0, 1.0, EasingName::EaseOutElastic), (1.0, 0.0, EasingName::Linear)]);
    let points = volume_points(&elastic, Rational::ONE, secs(1.0));
    assert!(points.iter().all(|p| (0.0..=LOUDEST).contains(&p.1)));
    assert!(points.windows(2).all(|w| w[0].0 <= w[1].0));
}

#[test]
fn fades_multiply_points() {
    let one = vec![(Flicks::ZERO, 0.5)];
    let inward = with_fade(&one, FadeCurve::Linear, Flicks::ZERO, secs(1.0), secs(5.0));
    assert_eq!(value_at(&inward, Flicks::ZERO), 0.0);
    assert!((value_at(&inward, secs(0.25)) - 0.125).abs() < 1e-9);
    assert_eq!(value_at(&inward, secs(3.0)), 0.5);
    let outward = with_fade(&one, FadeCurve::EqualPower, secs(4.0), secs(2.0), secs(5.0));
    assert_eq!(value_at(&outward, secs(1.0)), 0.5);
    assert!((value_at(&outward, secs(3.0)) - 0.5 * libm::sqrt(0.5)).abs() < 1e-6);
    assert_eq!(value_at(&outward, secs(4.0)), 0.0);
    assert_eq!(value_at(&outward, secs(5.0)), 0.0);
    // Longer than the sound: it gets no farther than halfway.
    let short = with_fade(&one, FadeCurve::Linear, Flicks::ZERO, secs(2.0), secs(1.0));
    assert_eq!(short.last(), Some(&(secs(1.0), 0.25)));
}
