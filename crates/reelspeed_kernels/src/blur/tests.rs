use super::*;
use crate::testing::{Image, Rng};

fn blurred(level: SimdLevel, src: &Image, sigma_x: f64, sigma_y: f64, edge: Edge) -> Image {
    let mut out = src.clone();
    blur_plane(level, &mut out.as_mut(), sigma_x, sigma_y, edge, &mut BlurScratch::new());
    out
}

/// One axis by the definition: three boxes, each summed afresh.
fn plain_line(line: &[u8], filter: BoxFilter, edge: Edge) -> Vec<u8> {
    let mut values: Vec<u64> = line.iter().map(|&v| (v as u64) << FRACTION).collect();
    let last = values.len() as i64 - 1;
    for _ in 0..3 {
        let at = |i: i64| match edge {
            Edge::Clamp => values[i.clamp(0, last) as usize],
            Edge::Transparent if i < 0 || i > last => 0,
            Edge::Transparent => values[i as usize],
        };
        let r = filter.radius as i64;
        values = (0..=last)
            .map(|i| {
                let sum: u64 = (i - r..=i + r).map(at).sum();
                (sum * filter.inner as u64 + (at(i - r - 1) + at(i + r + 1)) * filter.edge as u64 + (1 << 19)) >> 20
            })
            .collect();
    }
    values.iter().map(|v| ((v + 8) >> 4) as u8).collect()
}

#[test]
fn every_level_equals_the_definition() {
    let mut rng = Rng::new(1);
    for case in 0..60 {
        let (w, h) = (1 + rng.below(75), 1 + rng.below(75));
        let src = Image::random(&mut rng, w, h);
        let (sx, sy) = ([0.0, 0.3, 1.0, 2.7, 11.0, 60.0][case % 6], [0.5, 3.3, 0.0, 25.0][case % 4]);
        for edge in [Edge::Clamp, Edge::Transparent] {
            let mut expected = src.clone();
            if let Some(filter) = BoxFilter::of_sigma(sx) {
                for row in expected.data.chunks_mut(w) {
                    row.copy_from_slice(&plain_line(row, filter, edge));
                }
            }
            if let Some(filter) = BoxFilter::of_sigma(sy) {
                for x in 0..w {
                    let column: Vec<u8> = (0..h).map(|y| expected.get(x, y)).collect();
                    for (y, v) in plain_line(&column, filter, edge).into_iter().enumerate() {
                        expected.data[y * w + x] = v;
                    }
                }
            }
            for level in SimdLevel::supported() {
                assert_eq!(blurred(level, &src, sx, sy, edge), expected, "{level} {w}x{h} {sx} {sy} {edge:?}");
            }
        }
    }
}

#[test]
fn boxes_have_the_variance_asked_for() {
    for i in 1..2000 {
        let sigma = i as f64 * 0.1;
        let b = BoxFilter::of_sigma(sigma).unwrap();
        let r = b.radius as f64;
        let total = (2.0 * r + 1.0) * b.inner as f64 + 2.0 * b.edge as f64;
        assert!(total == 1048576.0 || total == 1048575.0);
        let inner: f64 = (1..=b.radius).map(|k| 2.0 * (k * k) as f64).sum::<f64>() * b.inner as f64;
        let variance = 3.0 * (inner + 2.0 * b.edge as f64 * (r + 1.0) * (r + 1.0)) / total;
        assert!(libm::fabs(libm::sqrt(variance) - sigma) < 0.01 + sigma * 0.004, "{sigma}: {}", libm::sqrt(variance));
    }
}

#[test]
fn constants_stay_and_nothing_is_nothing() {
    for value in [0, 1, 16, 128, 235, 255] {
        for sigma in [0.4, 3.0, 47.3, 499.0, 9000.0] {
            let src = Image::filled(40, 33, value);
            assert_eq!(blurred(SimdLevel::detected(), &src, sigma, sigma, Edge::Clamp), src);
        }
    }
    let src = Image::random(&mut Rng::new(2), 20, 20);
    for sigma in [0.0, -1.0, f64::NAN, 0.005] {
        assert_eq!(blurred(SimdLevel::detected(), &src, sigma, sigma, Edge::Clamp), src);
    }
}

#[test]
fn a_step_becomes_the_gaussian_integral_and_a_dot_stays_in_its_margin() {
    let sigma = 6.0;
    let src = Image::from_fn(120, 1, |x, _| if x < 60 { 0 } else { 240 });
    let out = blurred(SimdLevel::detected(), &src, sigma, 0.0, Edge::Clamp);
    for x in 0..120 {
        let t = (x as f64 + 0.5 - 60.0) / (sigma * libm::sqrt(2.0));
        let exact = 240.0 * 0.5 * (1.0 + libm::erf(t));
        // Three boxes are not quite a Gaussian: at most 1 % of the step.
        assert!(libm::fabs(out.get(x, 0) as f64 - exact) < 3.0, "{x}: {} {exact}", out.get(x, 0));
    }
    let margin = blur_margin(sigma);
    let src = Image::from_fn(101, 101, |x, y| if (x, y) == (50, 50) { 255 } else { 0 });
    let out = blurred(SimdLevel::detected(), &src, sigma, sigma, Edge::Transparent);
    for y in 0..101usize {
        for x in 0..101usize {
            let far = x.abs_diff(50).max(y.abs_diff(50)) > margin;
            assert!(!far || out.get(x, y) == 0, "{x},{y}");
        }
    }
}
