use super::*;
use crate::testing::{Image, Rng};

const FILTERS: [Filter; 4] = [Filter::Nearest, Filter::Bilinear, Filter::Bicubic, Filter::Lanczos3];

fn run(level: SimdLevel, plan: &ResizePlan, src: &Image, bands: usize) -> Image {
    let (width, height) = plan.dst_size();
    let mut out = Image::filled(width, height, 7);
    let rows = height.div_ceil(bands);
    for first in (0..height).step_by(rows) {
        let plane = out.as_mut();
        let mut band = crate::surface::crop_plane_mut(plane, 0, first, width, rows);
        plan.run(level, src.as_ref(), &mut band, first, &mut ResizeScratch::new()).unwrap();
    }
    out
}

/// The definition in the module's documentation, written without rings, groups or levels.
fn plain(plan: &ResizePlan, src: &Image) -> Image {
    let horizontal = |y: usize, x: usize| -> i16 {
        let start = plan.x.start(x);
        let sum: i32 = plan.x.coefficients(x).iter().enumerate().fold(0, |sum, (tap, &c)| {
            let sample = src.get((start + tap).min(src.width - 1), y.min(src.height - 1));
            sum + c as i32 * sample as i32
        });
        ((sum + 64 - (128 << 14)) >> 7).clamp(-32768, 32767) as i16
    };
    Image::from_fn(plan.x.dst_len(), plan.y.dst_len(), |x, y| {
        let start = plan.y.start(y);
        if plan.x.taps() == 1 && plan.y.taps() == 1 {
            return src.get(plan.x.start(x), start);
        }
        let acc = plan.y.coefficients(y).iter().enumerate().fold(0i16, |acc, (tap, &c)| {
            acc.wrapping_add(((horizontal(start + tap, x) as i32 * c as i32 + (1 << 14)) >> 15) as i16)
        });
        (acc.wrapping_add(128 * 64 + 32) >> 6).clamp(0, 255) as u8
    })
}

#[test]
fn every_level_equals_the_definition() {
    let mut rng = Rng::new(4);
    for case in 0..400 {
        let (sw, sh) = (1 + rng.below(90), 1 + rng.below(24));
        let (dw, dh) = (1 + rng.below(130), 1 + rng.below(30));
        let filter = FILTERS[case % 4];
        let src = Image::random(&mut rng, sw, sh);
        let mut part = |len: usize| {
            let start = rng.below(len * 8) as f64 / 8.0 - 0.5;
            (start, 0.3 + rng.below(len * 8) as f64 / 7.0)
        };
        let ((x, width), (y, height)) = (part(sw), part(sh));
        let size = |w: usize, h: usize| Size::new(w as u32, h as u32);
        let plan = ResizePlan::for_plane(size(sw, sh), Rect::new(x, y, width, height), size(dw, dh), filter).unwrap();
        let expected = plain(&plan, &src);
        for level in SimdLevel::supported() {
            assert_eq!(run(level, &plan, &src, 1), expected, "case {case} {level} {filter:?} {sw}x{sh} {dw}x{dh}");
            assert_eq!(run(level, &plan, &src, 3), expected, "case {case} {level} in bands");
        }
    }
}

#[test]
fn coefficients_sum_to_one_and_stay_inside() {
    let mut rng = Rng::new(8);
    for case in 0..2000 {
        let (src_len, dst_len) = (1 + rng.below(300), 1 + rng.below(300));
        let read_start = rng.below(src_len);
        let read = (read_start, read_start + 1 + rng.below(src_len - read_start));
        let spec = AxisSpec {
            src_len,
            start: rng.below(1000) as f64 / 3.0 - 20.0,
            len: 0.01 + rng.below(3000) as f64 / 5.0,
            dst_len,
            filter: FILTERS[case % 4],
            read,
        };
        let plan = AxisPlan::new(&spec).unwrap();
        assert!(plan.taps() == 1 || plan.taps().is_multiple_of(2));
        for i in 0..dst_len {
            assert_eq!(plan.coefficients(i).iter().map(|&c| c as i32).sum::<i32>(), 1 << 14);
            for (tap, &c) in plan.coefficients(i).iter().enumerate() {
                let at = plan.start(i) + tap;
                assert!(c == 0 || (read.0..read.1).contains(&at), "{spec:?}: {c} at {at}");
                assert!(at < plan.padded_src_len());
            }
        }
    }
}

#[test]
fn constants_stay_constant_and_identity_copies() {
    for filter in FILTERS {
        for value in [0, 1, 16, 127, 128, 235, 254, 255] {
            let src = Image::filled(61, 37, value);
            let size = |w, h| Size::new(w, h);
            for (w, h) in [(200, 113), (7, 5), (61, 40), (90, 37)] {
                let crop = Rect::new(-2.3, 1.7, 59.1, 40.0);
                let plan = ResizePlan::for_plane(size(61, 37), crop, size(w, h), filter).unwrap();
                for level in SimdLevel::supported() {
                    assert!(run(level, &plan, &src, 2).data.iter().all(|&v| v == value), "{filter:?} {value} {level}");
                }
            }
        }
        let src = Image::random(&mut Rng::new(6), 40, 30);
        let plan = ResizePlan::for_plane(Size::new(40, 30), Rect::new(3.0, 5.0, 20.0, 21.0), Size::new(20, 21), filter);
        let plan = plan.unwrap();
        assert_eq!(plan.as_copy(), Some((3, 5)));
        let out = run(SimdLevel::detected(), &plan, &src, 1);
        assert_eq!(out, Image::from_fn(20, 21, |x, y| src.get(x + 3, y + 5)));
    }
}

#[test]
fn results_are_near_the_exact_filter() {
    // A smooth picture scaled by bicubic equals the sampled function within rounding and the filter's own error.
    let f = |x: f64, y: f64| 128.0 + 60.0 * libm::sin(x * 0.15) + 40.0 * libm::cos(y * 0.11);
    let src = Image::from_fn(120, 90, |x, y| libm::round(f(x as f64 + 0.5, y as f64 + 0.5)) as u8);
    let crop = Rect::new(10.4, 12.7, 90.2, 60.6);
    let plan = ResizePlan::for_plane(Size::new(120, 90), crop, Size::new(200, 150), Filter::Bicubic).unwrap();
    let out = run(SimdLevel::detected(), &plan, &src, 1);
    for y in 0..150 {
        for x in 0..200 {
            let (sx, sy) = (10.4 + (x as f64 + 0.5) * 0.451, 12.7 + (y as f64 + 0.5) * 0.404);
            let error = libm::fabs(f(sx, sy) - out.get(x, y) as f64);
            assert!(error < 1.3, "{x},{y}: {error}");
        }
    }
}

#[test]
fn chroma_follows_luma() {
    // A ramp in luma coordinates must come out as the same ramp on the canvas, whatever the siting and parity.
    for (src_shift, dst_shift) in [(1, 1), (0, 1), (1, 0), (0, 0)] {
        for siting in [ChromaSiting::Cosited, ChromaSiting::Centered] {
            for origin in [0, 1, 6, 7] {
                let luma = AxisSpec { start: 21.5, len: 71.0, ..AxisSpec::whole(200, 101, Filter::Bilinear) };
                let (spec, first) = luma.chroma(src_shift, dst_shift, siting, origin);
                let plan = AxisPlan::new(&spec).unwrap();
                let offset = |shift: u32| if shift == 1 && siting == ChromaSiting::Centered { 0.5 } else { 0.0 };
                for i in 0..spec.dst_len {
                    // A widened triangle's sampled centroid strays by a few hundredths, hence the tolerance.
                    // Luma sample index (centre) of the canvas, counted from the picture's edge.
                    let canvas = ((first + i) << dst_shift) as f64 + offset(dst_shift) - origin as f64;
                    let expected = luma.start + (canvas + 0.5) * 71.0 / 101.0 - 0.5;
                    let got: f64 = plan
                        .coefficients(i)
                        .iter()
                        .enumerate()
                        .map(|(tap, &c)| {
                            let sample = ((plan.start(i) + tap) << src_shift) as f64 + offset(src_shift);
                            sample * c as f64 / 16384.0
                        })
                        .sum();
                    assert!(
                        libm::fabs(got - expected) < 0.06,
                        "{src_shift}{dst_shift} {siting:?} {origin} {i}: {got} {expected}"
                    );
                }
            }
        }
    }
}

#[test]
fn impossible_plans_are_refused() {
    let good = AxisSpec::whole(10, 10, Filter::Bicubic);
    let bad = [
        AxisSpec { src_len: 0, ..good },
        AxisSpec { dst_len: 0, ..good },
        AxisSpec { dst_len: 70_000, ..good },
        AxisSpec { len: 0.0, ..good },
        AxisSpec { len: f64::NAN, ..good },
        AxisSpec { start: f64::INFINITY, ..good },
        AxisSpec { len: 1e300, ..good },
        AxisSpec { read: (4, 4), ..good },
        AxisSpec { read: (0, 11), ..good },
    ];
    for spec in bad {
        assert!(AxisPlan::new(&spec).is_err(), "{spec:?}");
    }
    let plan = ResizePlan::new(&good, &good).unwrap();
    let src = Image::filled(9, 10, 0);
    let mut dst = Image::filled(10, 10, 0);
    let result = plan.run(SimdLevel::SCALAR, src.as_ref(), &mut dst.as_mut(), 0, &mut ResizeScratch::new());
    assert!(matches!(result, Err(ResizeError::PlaneSize { src: (9, 10), .. })));
    let src = Image::filled(10, 10, 0);
    assert!(plan.run(SimdLevel::SCALAR, src.as_ref(), &mut dst.as_mut(), 1, &mut ResizeScratch::new()).is_err());
}
