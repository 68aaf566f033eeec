use reelspeed_core::Rgba8;

use super::*;
use crate::testing::{LENGTHS, Rng};

fn samples() -> Vec<Adjustment> {
    vec![
        Adjustment::IDENTITY,
        Adjustment::brightness(1.4),
        Adjustment::lift(-0.2),
        Adjustment::contrast(1.7).then(Adjustment::saturation(0.0)),
        Adjustment::hue(77.0).then(Adjustment::saturation(1.8)),
        Adjustment::brightness(16.0).then(Adjustment::contrast(9.0)),
    ]
}

#[test]
fn every_level_gives_the_same_rows() {
    let mut rng = Rng::new(1);
    for len in LENGTHS {
        let alpha = rng.bytes(len);
        let premul: [Vec<u8>; 3] = std::array::from_fn(|_| alpha.iter().map(|&a| rng.byte().min(a)).collect());
        let blurred = rng.bytes(len);
        for plan in samples().into_iter().map(Adjustment::plan) {
            let run = |level: SimdLevel| {
                let [mut y, mut cb, mut cr] = premul.clone();
                let [mut oy, mut ocb, mut ocr] = premul.clone();
                plan.luma_row_premul(level, &mut y, &alpha);
                plan.chroma_row_premul(level, &mut cb, &mut cr, &alpha);
                plan.luma_row(level, &mut oy);
                plan.chroma_row(level, &mut ocb, &mut ocr);
                let mut sharp = premul[0].clone();
                sharpen_row(level, &mut sharp, &blurred, 300);
                let mut limited = sharp.clone();
                limit_row(level, &mut limited, &alpha);
                [y, cb, cr, oy, ocb, ocr, sharp, limited]
            };
            let expected = run(SimdLevel::SCALAR);
            assert!(expected[0].iter().chain(&expected[7]).zip(alpha.iter().chain(&alpha)).all(|(v, a)| v <= a));
            for level in SimdLevel::supported() {
                assert_eq!(run(level), expected, "{level} {len}");
            }
        }
    }
}

#[test]
fn opaque_is_premultiplied_at_255_and_identity_keeps_legal_samples() {
    let all: Vec<u8> = (16..=235).collect();
    for plan in samples().into_iter().map(Adjustment::plan) {
        let (mut a, mut b) = (all.clone(), all.clone());
        plan.luma_row(SimdLevel::SCALAR, &mut a);
        plan.luma_row_premul(SimdLevel::SCALAR, &mut b, &vec![255; all.len()]);
        assert_eq!(a, b);
    }
    let plan = Adjustment::IDENTITY.plan();
    assert!(plan.is_identity() && Adjustment::hue(720.0).plan().is_identity());
    assert!(!Adjustment::hue(1.0).plan().is_identity());
    let (mut y, mut cb, mut cr) = (all.clone(), all.clone(), all.clone());
    plan.luma_row(SimdLevel::SCALAR, &mut y);
    plan.chroma_row(SimdLevel::SCALAR, &mut cb, &mut cr);
    assert!(y == all && cb == all && cr == all);
}

#[test]
fn adjustments_do_what_they_do_to_rgb() {
    let color = Rgba8::rgb(120, 90, 140);
    let apply = |adjustment: Adjustment| {
        let yuv = color.to_yuv();
        let (mut y, mut cb, mut cr) = ([yuv.y], [yuv.cb], [yuv.cr]);
        let plan = adjustment.plan();
        plan.luma_row(SimdLevel::detected(), &mut y);
        plan.chroma_row(SimdLevel::detected(), &mut cb, &mut cr);
        let mut out = [[0; 4]];
        crate::yuv::yuv444_to_rgba_row(SimdLevel::detected(), &y, &cb, &cr, &mut out);
        out[0]
    };
    let near = |got: [u8; 4], rgb: [f64; 3]| {
        for (got, expected) in got.into_iter().zip(rgb) {
            assert!(libm::fabs(got as f64 - expected) <= 3.0, "{got} {rgb:?}");
        }
    };
    near(apply(Adjustment::brightness(1.3)), [156.0, 117.0, 182.0]);
    near(apply(Adjustment::lift(0.1)), [145.5, 115.5, 165.5]);
    near(apply(Adjustment::contrast(0.5)), [123.75, 108.75, 133.75]);
    let luma = 0.2126 * 120.0 + 0.7152 * 90.0 + 0.0722 * 140.0;
    near(apply(Adjustment::saturation(0.0)), [luma; 3]);
    let twice = Adjustment::brightness(0.8).then(Adjustment::contrast(1.2)).then(Adjustment::lift(0.05));
    near(apply(twice), [120.0, 90.0, 140.0].map(|v| (v * 0.8 - 127.5) * 1.2 + 127.5 + 12.75));
    // A third of a turn takes red towards green.
    let turned = Adjustment::hue(120.0).chroma;
    let red = Rgba8::rgb(200, 60, 60).to_yuv();
    let (cb, cr) = (red.cb as f64 - 128.0, red.cr as f64 - 128.0);
    let (new_cb, new_cr) = (turned[0][0] * cb + turned[0][1] * cr, turned[1][0] * cb + turned[1][1] * cr);
    assert!(new_cr < 0.0 && new_cb < 0.0, "{new_cb} {new_cr}: green lies at negative cb and cr");
}
