use super::*;
use crate::blend::PremulYuva8;
use crate::testing::{Image, Rng};

fn turned(degrees: f64, scale: f64, x: f64, y: f64) -> Affine {
    // The source's middle (20, 15) comes to rest on (x, y).
    let canvas_from_source = Affine::translate(x, y)
        * Affine::rotate_degrees(degrees)
        * Affine::scale(scale, scale)
        * Affine::translate(-20.0, -15.0);
    canvas_from_source.inverse().unwrap()
}

fn row(plane: &Image, map: &SampleMap, x: i32, y: i32, len: usize) -> Vec<u8> {
    let mut out = vec![9; len];
    sample_transparent_row(plane.as_ref(), map, x, y, &mut out);
    out
}

#[test]
fn whole_moves_copy() {
    let src = Image::random(&mut Rng::new(1), 40, 30);
    let map = SampleMap::new(Affine::translate(-7.0, 3.0)).unwrap();
    for y in -5..40 {
        let expected: Vec<u8> = (-3..60)
            .map(|x| {
                let (sx, sy) = (x - 7, y + 3);
                let inside = (0..40).contains(&sx) && (0..30).contains(&sy);
                if inside { src.get(sx as usize, sy as usize) } else { 0 }
            })
            .collect();
        assert_eq!(row(&src, &map, -3, y, 63), expected, "{y}");
    }
    let quarter = SampleMap::new(turned(90.0, 1.0, 30.0, 30.0)).unwrap();
    // Clockwise: source (x, y) comes to (30 + 15 − y, 30 − 20 + x).
    for y in 0..30 {
        for x in 0..40 {
            let got = row(&src, &quarter, 44 - y, 10 + x, 1)[0];
            assert_eq!(got, src.get(x as usize, y as usize));
        }
    }
}

#[test]
fn samples_are_near_the_exact_interpolation() {
    let src = Image::from_fn(40, 30, |x, y| (x * 5 + y) as u8);
    let affine = turned(31.0, 1.7, 50.0, 40.0);
    let map = SampleMap::new(affine).unwrap();
    for y in 0..80 {
        let got = row(&src, &map, 0, y, 100);
        for (x, got) in got.into_iter().enumerate() {
            let p = affine * reelspeed_core::Point::new(x as f64 + 0.5, y as f64 + 0.5);
            let (u, v) = (p.x - 0.5, p.y - 0.5);
            if u >= 0.0 && v >= 0.0 && u <= 39.0 && v <= 29.0 {
                // Eight bits of fraction on a slope of 5, and rounding.
                assert!(libm::fabs(got as f64 - (u * 5.0 + v)) < 0.55, "{x},{y}");
            }
        }
    }
}

#[test]
fn coverage_is_a_plane_of_255_and_the_clamped_row_agrees_inside() {
    let mut rng = Rng::new(3);
    let (white, src) = (Image::filled(40, 30, 255), Image::random(&mut rng, 40, 30));
    for degrees in [0.0, 13.0, 90.0, 200.0] {
        let map = SampleMap::new(turned(degrees, 0.8, 31.3, 28.6)).unwrap();
        for y in 0..60 {
            let mut coverage = vec![9; 70];
            coverage_row(40, 30, &map, 0, y, &mut coverage);
            assert_eq!(coverage, row(&white, &map, 0, y, 70));
            let mut clamped = vec![9; 70];
            sample_clamped_row(src.as_ref(), &map, 0, y, &mut clamped);
            let transparent = row(&src, &map, 0, y, 70);
            for x in 0..70 {
                assert!(coverage[x] != 255 || clamped[x] == transparent[x]);
            }
        }
    }
}

fn canvas(rng: &mut Rng, w: usize, h: usize) -> [Image; 3] {
    let (cw, ch) = (w.div_ceil(2), h.div_ceil(2));
    [Image::random(rng, w, h), Image::random(rng, cw, ch), Image::random(rng, cw, ch)]
}

fn as_mut(planes: &mut [Image; 3]) -> Yuv420Mut<'_> {
    let [y, cb, cr] = planes;
    Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 }
}

fn as_ref(planes: &[Image; 3]) -> Yuv420Ref<'_> {
    Yuv420Ref { y: planes[0].as_ref(), cb: planes[1].as_ref(), cr: planes[2].as_ref() }
}

#[test]
fn drawing_is_the_same_in_bands_and_at_every_level() {
    let mut rng = Rng::new(4);
    let alpha = Image::random(&mut rng, 40, 30);
    let sprite = [0; 3].map(|_| {
        let mut plane = Image::random(&mut rng, 40, 30);
        plane.data.iter_mut().zip(&alpha.data).for_each(|(v, &a)| *v = (*v).min(a));
        plane
    });
    let sprite =
        Yuva444Ref { y: sprite[0].as_ref(), cb: sprite[1].as_ref(), cr: sprite[2].as_ref(), a: alpha.as_ref() };
    let picture = canvas(&mut rng, 40, 30);
    for (w, h) in [(64, 48), (61, 47)] {
        let base = canvas(&mut rng, w, h);
        let layer = [0; 4].map(|_| Image::random(&mut rng, w, h));
        for degrees in [0.0, 5.5, 90.0, 143.0] {
            let affine = turned(degrees, 1.1, 33.3, 29.9);
            for clip in [IRect::new(-9, -9, 999, 999), IRect::new(11, 7, 35, 30)] {
                let run = |level: SimdLevel, bands: usize| {
                    let mut scratch = SampleScratch::new();
                    let mut out = (base.clone(), base.clone(), layer.clone());
                    for mut band in as_mut(&mut out.0).split(bands) {
                        draw_yuva_on_yuv420(level, &mut band, sprite, affine, 200, clip, &mut scratch);
                    }
                    for mut band in as_mut(&mut out.1).split(bands) {
                        draw_yuv420_on_yuv420(level, &mut band, as_ref(&picture), affine, 200, clip, &mut scratch);
                    }
                    let [y, cb, cr, a] = &mut out.2;
                    let dst = Yuva444Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), a: a.as_mut(), top: 0 };
                    for mut band in dst.split(bands) {
                        draw_yuva_on_yuva(level, &mut band, sprite, affine, 200, clip, &mut scratch);
                    }
                    out
                };
                let expected = run(SimdLevel::SCALAR, 1);
                assert_ne!(expected.0, base);
                assert_ne!(expected.1, base);
                // Nothing outside the clip moves, except chroma of blocks that it cuts.
                for y in 0..h {
                    for x in 0..w {
                        let inside = IRect::new(x as i32, y as i32, 1, 1).intersect(clip).width > 0;
                        assert!(inside || expected.0[0].get(x, y) == base[0].get(x, y));
                        assert!(inside || expected.1[0].get(x, y) == base[0].get(x, y));
                    }
                }
                for level in SimdLevel::supported() {
                    for bands in [1, 2, 5] {
                        assert!(run(level, bands) == expected, "{level} {bands} {degrees}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_map_that_does_not_move_equals_the_plain_drawing() {
    let mut rng = Rng::new(5);
    let base = canvas(&mut rng, 50, 40);
    let color = PremulYuva8 { y: 90, cb: 60, cr: 70, a: 128 };
    let sprite = [color.y, color.cb, color.cr, color.a].map(|v| Image::filled(21, 13, v));
    let sprite =
        Yuva444Ref { y: sprite[0].as_ref(), cb: sprite[1].as_ref(), cr: sprite[2].as_ref(), a: sprite[3].as_ref() };
    let (mut a, mut b) = (base.clone(), base.clone());
    let all = IRect::new(0, 0, 50, 40);
    let level = SimdLevel::detected();
    draw_yuva_on_yuv420(
        level,
        &mut as_mut(&mut a),
        sprite,
        Affine::translate(-5.0, -9.0),
        255,
        all,
        &mut SampleScratch::new(),
    );
    over_yuva_on_yuv420(level, &mut as_mut(&mut b), sprite, 5, 9, 255, all);
    assert!(a == b);
    // An opaque picture on an even place is copied, chroma and all.
    let picture = canvas(&mut rng, 20, 10);
    let mut a = base.clone();
    let map = Affine::translate(-6.0, -8.0);
    draw_yuv420_on_yuv420(level, &mut as_mut(&mut a), as_ref(&picture), map, 255, all, &mut SampleScratch::new());
    let mut b = base.clone();
    crate::blend::mix_yuv420(level, &mut as_mut(&mut b), as_ref(&picture), 6, 8, 256, all);
    assert!(a == b);
}

#[test]
fn wild_maps_draw_nothing() {
    for affine in [
        Affine { a: f64::NAN, ..Affine::IDENTITY },
        Affine { a: 1e6, ..Affine::IDENTITY },
        Affine { e: 1e12, ..Affine::IDENTITY },
        Affine { f: f64::INFINITY, ..Affine::IDENTITY },
    ] {
        assert_eq!(SampleMap::new(affine), None);
    }
    let mut rng = Rng::new(6);
    let base = canvas(&mut rng, 20, 10);
    let mut out = base.clone();
    let (level, clip) = (SimdLevel::detected(), IRect::new(0, 0, 20, 10));
    let flat = Affine::scale(0.0, 1.0);
    let picture = base.clone();
    draw_yuv420_on_yuv420(level, &mut as_mut(&mut out), as_ref(&picture), flat, 255, clip, &mut SampleScratch::new());
    assert!(out == base);
}
