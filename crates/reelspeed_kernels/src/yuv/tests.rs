use reelspeed_core::Rgba8;

use super::*;
use crate::blend::PremulYuva8;
use crate::surface::Yuv420Mut;
use crate::testing::{Image, LENGTHS, Rng};

fn to_yuva(level: SimdLevel, src: &[PremulRgba8]) -> [Vec<u8>; 4] {
    let mut out = [0; 4].map(|_| vec![0u8; src.len()]);
    let [y, cb, cr, a] = &mut out;
    premul_rgba_to_yuva_row(level, src, y, cb, cr, a);
    out
}

#[test]
fn opaque_pixels_agree_with_the_core() {
    for i in 0..(1 << 18) {
        let c = Rgba8::rgb((i & 63) as u8 * 4 + 3, ((i >> 6) & 63) as u8 * 4 + 1, (i >> 12) as u8 * 4);
        let [y, cb, cr, a] = to_yuva(SimdLevel::SCALAR, &[c.premultiply()]);
        let yuv = c.to_yuv();
        assert_eq!([y[0], cb[0], cr[0], a[0]], [yuv.y, yuv.cb, yuv.cr, 255], "{c}");
    }
}

#[test]
fn premultiplied_pixels_are_the_exact_value_rounded() {
    let mut rng = Rng::new(1);
    for _ in 0..200_000 {
        let a = rng.byte();
        let p = PremulRgba8 { r: rng.byte().min(a), g: rng.byte().min(a), b: rng.byte().min(a), a };
        let got = to_yuva(SimdLevel::SCALAR, &[p]).map(|plane| plane[0]);
        let (r, g, b, alpha) = (p.r as f64, p.g as f64, p.b as f64, a as f64 / 255.0);
        let luma = 0.2126 * r + 0.7152 * g + 0.0722 * b;
        let exact = [
            16.0 * alpha + luma * 219.0 / 255.0,
            128.0 * alpha + (b - luma) / 1.8556 * 224.0 / 255.0,
            128.0 * alpha + (r - luma) / 1.5748 * 224.0 / 255.0,
        ];
        for (got, exact) in got.into_iter().zip(exact) {
            assert!(libm::fabs(got as f64 - exact) < 0.51, "{p:?}: {got} {exact}");
            assert!(got <= a, "{p:?}");
        }
    }
}

#[test]
fn every_level_gives_the_same_rows() {
    let mut rng = Rng::new(2);
    for len in LENGTHS {
        let straight: Vec<[u8; 4]> = (0..len).map(|_| [rng.byte(), rng.byte(), rng.byte(), rng.byte()]).collect();
        let premul: Vec<PremulRgba8> =
            straight.iter().map(|&[r, g, b, a]| Rgba8 { r, g, b, a }.premultiply()).collect();
        let (y, cb, cr) = (rng.bytes(len), rng.bytes(len), rng.bytes(len));
        let expected = to_yuva(SimdLevel::SCALAR, &premul);
        let expected_straight: Vec<PremulYuva8> =
            straight.iter().map(|&[r, g, b, a]| Rgba8 { r, g, b, a }.into()).collect();
        let mut expected_rgba = vec![[0; 4]; len];
        yuv444_to_rgba_row(SimdLevel::SCALAR, &y, &cb, &cr, &mut expected_rgba);
        for level in SimdLevel::supported() {
            assert_eq!(to_yuva(level, &premul), expected, "{level} {len}");
            let mut out = [0; 4].map(|_| vec![0u8; len]);
            let [oy, ocb, ocr, oa] = &mut out;
            rgba_to_premul_yuva_row(level, &straight, oy, ocb, ocr, oa);
            for (i, c) in expected_straight.iter().enumerate() {
                assert_eq!([out[0][i], out[1][i], out[2][i], out[3][i]], [c.y, c.cb, c.cr, c.a], "{level} {len}");
            }
            let mut rgba = vec![[0; 4]; len];
            yuv444_to_rgba_row(level, &y, &cb, &cr, &mut rgba);
            assert_eq!(rgba, expected_rgba, "{level} {len}");
            let mut pixels = straight.clone();
            premultiply_row(level, &mut pixels);
            assert!(pixels.iter().zip(&premul).all(|(p, q)| *p == [q.r, q.g, q.b, q.a]), "{level} {len}");
        }
    }
}

#[test]
fn chroma_comes_up_bilinearly() {
    let mut rng = Rng::new(3);
    for width in LENGTHS.into_iter().skip(1) {
        let chroma = width.div_ceil(2);
        let plane = Image::random(&mut rng, chroma, 5);
        for row in 0..10 {
            let near = row / 2;
            let far = if row % 2 == 0 { near.max(1) - 1 } else { (near + 1).min(4) };
            let at =
                |i: usize| 3 * plane.get(i.min(chroma - 1), near) as u32 + plane.get(i.min(chroma - 1), far) as u32;
            let expected: Vec<u8> = (0..width).map(|x| ((at(x / 2) + at(x.div_ceil(2)) + 4) >> 3) as u8).collect();
            for level in SimdLevel::supported() {
                let mut out = vec![0; width];
                chroma_line(level, plane.as_ref(), row, &mut out);
                assert_eq!(out, expected, "{level} {width} {row}");
            }
        }
    }
}

#[test]
fn means_of_blocks() {
    let mut rng = Rng::new(4);
    for width in LENGTHS.into_iter().skip(1) {
        for height in [1, 2, 3, 6] {
            let src = Image::random(&mut rng, width, height);
            let at = |x: usize, y: usize| src.get(x.min(width - 1), y.min(height - 1)) as u32;
            let expected = Image::from_fn(width.div_ceil(2), height.div_ceil(2), |x, y| {
                let (x, y) = (2 * x, 2 * y);
                ((at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1) + 2) >> 2) as u8
            });
            for level in SimdLevel::supported() {
                let mut out = Image::filled(width.div_ceil(2), height.div_ceil(2), 0);
                subsample_plane(level, src.as_ref(), &mut out.as_mut());
                assert_eq!(out, expected, "{level} {width}x{height}");
            }
        }
    }
}

#[test]
fn colours_survive_the_way_there_and_back() {
    let mut rng = Rng::new(5);
    let level = SimdLevel::detected();
    for case in 0..50_000 {
        let a = if case % 2 == 0 { 255 } else { 128 + rng.below(128) as u8 };
        let c = Rgba8 { r: rng.byte(), g: rng.byte(), b: rng.byte(), a };
        let [y, cb, cr, alpha] = to_yuva(level, &[c.premultiply()]);
        let mut straight = [[0; 4]];
        yuva444_to_rgba_row(level, &y, &cb, &cr, &alpha, &mut straight);
        let [r, g, b, out_a] = straight[0];
        assert_eq!(out_a, a);
        // Limited range has 219 of 255 steps, chroma fewer still; half of the alpha doubles every error.
        let limit = if a == 255 { 3 } else { 8 };
        for (got, expected) in [(r, c.r), (g, c.g), (b, c.b)] {
            assert!(got.abs_diff(expected) <= limit, "{c}: {straight:?}");
        }
        if a == 255 {
            let mut opaque = [[0; 4]];
            yuv444_to_rgba_row(level, &y, &cb, &cr, &mut opaque);
            assert_eq!(opaque, straight);
        }
    }
    let mut nothing = [[9; 4]];
    yuva444_to_rgba_row(level, &[0], &[0], &[0], &[0], &mut nothing);
    assert_eq!(nothing, [[0; 4]]);
}

#[test]
fn whole_pictures() {
    let level = SimdLevel::detected();
    let red = Rgba8::rgb(255, 0, 0);
    let yuv = red.to_yuv();
    let (y, cb, cr) = (Image::filled(5, 3, yuv.y), Image::filled(3, 2, yuv.cb), Image::filled(3, 2, yuv.cr));
    let picture = Yuv420Ref { y: y.as_ref(), cb: cb.as_ref(), cr: cr.as_ref() };
    let mut out = vec![7u8; 24 * 3];
    yuv420_to_rgba(level, picture, &mut out, 24);
    for row in out.chunks(24) {
        assert!(row[..20].as_chunks::<4>().0.iter().all(|p| p[0] >= 254 && p[1] <= 1 && p[2] <= 1 && p[3] == 255));
        assert_eq!(row[20..], [7; 4]);
    }
    let mut planes = [0; 4].map(|_| Image::filled(5, 3, 0));
    let [y, cb, cr, a] = &mut planes;
    let mut layer = Yuva444Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), a: a.as_mut(), top: 0 };
    rgba_to_premul_yuva(level, &out[..20], &mut layer.reborrow());
    premul_rgba_to_yuva(level, &[PremulRgba8::default(); 4], &mut layer);
    assert!(planes[3].data[..5].iter().all(|&a| a == 255) && planes[3].data[5..].iter().all(|&a| a == 0));
}

/// The plain definition of RGBA to 4:2:0.
fn plain_420(pixels: &[[u8; 4]], width: usize, height: usize) -> [Vec<u8>; 3] {
    let over_black: Vec<Rgba8> = pixels
        .iter()
        .map(|&[r, g, b, a]| {
            let p = Rgba8 { r, g, b, a }.premultiply();
            Rgba8::rgb(p.r, p.g, p.b)
        })
        .collect();
    let at = |x: i64, y: i64| {
        over_black[y.clamp(0, height as i64 - 1) as usize * width + x.clamp(0, width as i64 - 1) as usize]
    };
    let luma = over_black.iter().map(|c| c.to_yuv().y).collect();
    let mut chroma = [Vec::new(), Vec::new()];
    for y in 0..height.div_ceil(2) as i64 {
        for x in 0..width.div_ceil(2) as i64 {
            let mut sum = [0i64; 3];
            for (dx, weight) in [(-1, 1), (0, 2), (1, 1)] {
                for dy in 0..2 {
                    let c = at(2 * x + dx, 2 * y + dy);
                    for (sum, v) in sum.iter_mut().zip([c.r, c.g, c.b]) {
                        *sum += weight * i64::from(v);
                    }
                }
            }
            for (out, weights) in chroma.iter_mut().zip([[-6596, -22189, 28785], [28785, -26145, -2640]]) {
                let value: i64 = (0..3).map(|i| weights[i] * sum[i]).sum::<i64>() + (128 << 19) + (1 << 18);
                out.push((value >> 19).clamp(0, 255) as u8);
            }
        }
    }
    let [cb, cr] = chroma;
    [luma, cb, cr]
}

#[test]
fn rgb_pictures_become_420_alike_on_every_level() {
    let mut rng = Rng::new(6);
    for width in LENGTHS.into_iter().skip(1) {
        for (height, transparent) in [(1, false), (2, true), (3, false), (4, true)] {
            let mut pixels: Vec<[u8; 4]> = (0..width * height).map(|_| [0; 4].map(|_| rng.byte())).collect();
            if !transparent {
                pixels.iter_mut().for_each(|p| p[3] = 255);
            }
            let expected = plain_420(&pixels, width, height);
            let rgb: Vec<u8> = pixels.iter().flat_map(|p| [p[0], p[1], p[2]]).collect();
            for level in SimdLevel::supported() {
                let (cw, ch) = (width.div_ceil(2), height.div_ceil(2));
                let mut planes = [(width, height), (cw, ch), (cw, ch)].map(|(w, h)| Image::filled(w, h, 7));
                let [y, cb, cr] = &mut planes;
                let mut dst = Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 };
                rgba_to_yuv420(level, pixels.as_flattened(), &mut dst);
                assert_eq!(planes.each_ref().map(|p| &p.data), expected.each_ref(), "{level} {width}x{height}");
                if transparent {
                    continue;
                }
                let mut planes = [(width, height), (cw, ch), (cw, ch)].map(|(w, h)| Image::filled(w, h, 7));
                let [y, cb, cr] = &mut planes;
                let mut dst = Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 };
                rgb_to_yuv420(level, &rgb, &mut dst);
                assert_eq!(planes.each_ref().map(|p| &p.data), expected.each_ref(), "{level} {width}x{height}");
            }
        }
    }
}

/// A flat colour keeps the chroma that one pixel of it has, and slopes do not move: chroma is read where it was sampled.
#[test]
fn rgb_pictures_come_back_where_they_were() {
    let level = SimdLevel::detected();
    let (width, height) = (64usize, 16usize);
    let slope = |x: usize| [60 + 2 * x as u8, 200 - 2 * x as u8, 40 + x as u8, 255];
    let pixels: Vec<[u8; 4]> = (0..width * height).map(|i| slope(i % width)).collect();
    let mut planes = [(width, height), (32, 8), (32, 8)].map(|(w, h)| Image::filled(w, h, 0));
    let [y, cb, cr] = &mut planes;
    let mut dst = Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 };
    rgba_to_yuv420(level, pixels.as_flattened(), &mut dst);
    let [y, cb, cr] = &planes;
    let picture = Yuv420Ref { y: y.as_ref(), cb: cb.as_ref(), cr: cr.as_ref() };
    let mut back = vec![0; width * height * 4];
    yuv420_to_rgba(level, picture, &mut back, width * 4);
    let mut rgb = vec![0; width * height * 3];
    yuv420_to_rgb(level, picture, &mut rgb, width * 3);
    let mut drift = [0i32; 3];
    for (i, (was, is)) in pixels.iter().zip(back.as_chunks::<4>().0).enumerate() {
        assert_eq!(is[..3], rgb[3 * i..][..3]);
        // The edges repeat, which bends the slope there.
        if (2..width - 2).contains(&(i % width)) {
            for c in 0..3 {
                // 219 steps of luma, 224 of chroma over a range of ±0.5: what one rounding each comes to.
                assert!(was[c].abs_diff(is[c]) <= 3, "pixel {i}: {was:?} {is:?}");
                drift[c] += i32::from(is[c]) - i32::from(was[c]);
            }
        }
    }
    // A shift by half a pixel would move the mean of red by one.
    let count = ((width - 4) * height) as i32;
    assert!(drift.iter().all(|d| d.abs() * 2 < count), "{drift:?} of {count}");
}
