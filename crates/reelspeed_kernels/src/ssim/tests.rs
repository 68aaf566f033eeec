use super::*;
use crate::testing::{Image, LENGTHS, Rng};

/// The definition, window by window, in plain arithmetic.
fn by_definition(a: &Image, b: &Image) -> Vec<f64> {
    let mut indices = Vec::new();
    for top in (0..(a.height / 4 * 4).saturating_sub(7)).step_by(4) {
        for left in (0..(a.width / 4 * 4).saturating_sub(7)).step_by(4) {
            let samples = (0..64).map(|i| {
                let (x, y) = (left + i % 8, top + i / 8);
                (f64::from(a.get(x, y)), f64::from(b.get(x, y)))
            });
            let (mut s1, mut s2, mut s11, mut s22, mut s12) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for (p, q) in samples {
                (s1, s2, s11, s22, s12) = (s1 + p, s2 + q, s11 + p * p, s22 + q * q, s12 + p * q);
            }
            let (mean_a, mean_b) = (s1 / 64.0, s2 / 64.0);
            let variance = |squares: f64, sum: f64| (squares - sum * sum / 64.0) / 63.0;
            let covariance = (s12 - s1 * s2 / 64.0) / 63.0;
            let (c1, c2) = (416.0 / 4096.0, 235_963.0 / (64.0 * 63.0));
            indices.push(
                (2.0 * mean_a * mean_b + c1) * (2.0 * covariance + c2)
                    / ((mean_a * mean_a + mean_b * mean_b + c1) * (variance(s11, s1) + variance(s22, s2) + c2)),
            );
        }
    }
    indices
}

fn measure(level: SimdLevel, a: &Image, b: &Image) -> SsimSum {
    ssim_plane(level, a.as_ref(), b.as_ref(), &mut SsimScratch::default())
}

#[test]
fn every_level_gives_the_same_sum_and_that_is_the_definition() {
    let mut rng = Rng::new(7);
    for width in LENGTHS {
        for height in [0, 7, 8, 13, 24] {
            let a = Image::random(&mut rng, width, height);
            let b = if width % 2 == 0 {
                Image::random(&mut rng, width, height)
            } else {
                Image::from_fn(width, height, |x, y| a.get(x, y).saturating_add(((x * 7 + y) % 5) as u8))
            };
            let scalar = measure(SimdLevel::SCALAR, &a, &b);
            for level in SimdLevel::supported() {
                assert_eq!(measure(level, &a, &b), scalar, "{level} {width}x{height}");
            }
            let expected = by_definition(&a, &b);
            assert_eq!(scalar.windows, expected.len() as u64, "{width}x{height}");
            if let Some(mean) = scalar.mean() {
                let wanted = expected.iter().sum::<f64>() / expected.len() as f64;
                // Each index is cut to 2⁻³⁰.
                assert!((mean - wanted).abs() < 2e-9, "{width}x{height}: {mean} {wanted}");
            }
        }
    }
}

#[test]
fn equal_pictures_have_one_and_extremes_stay_in_range() {
    let mut rng = Rng::new(3);
    let a = Image::random(&mut rng, 100, 40);
    assert_eq!(measure(SimdLevel::detected(), &a, &a).mean(), Some(1.0));
    let (black, white) = (Image::filled(64, 16, 0), Image::filled(64, 16, 255));
    for level in SimdLevel::supported() {
        let mean = measure(level, &black, &white).mean().unwrap();
        assert!((0.0..1e-5).contains(&mean), "{level}: {mean}");
        assert_eq!(measure(level, &white, &white).mean(), Some(1.0));
    }
    // A checkerboard and its negative: as unlike as can be.
    let board = |phase: usize| Image::from_fn(32, 32, |x, y| if (x + y + phase).is_multiple_of(2) { 0 } else { 255 });
    let mean = measure(SimdLevel::detected(), &board(0), &board(1)).mean().unwrap();
    assert!((-1.0..-0.9).contains(&mean), "{mean}");
}

#[test]
fn planes_smaller_than_a_window_have_none() {
    let mut rng = Rng::new(1);
    for (width, height) in [(0, 0), (7, 100), (100, 7), (8, 4)] {
        let a = Image::random(&mut rng, width, height);
        assert_eq!(measure(SimdLevel::detected(), &a, &a), SsimSum::default());
        assert_eq!(SsimSum::default().mean(), None);
    }
}
