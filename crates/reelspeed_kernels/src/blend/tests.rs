use reelspeed_core::{IRect, Rgba8};

use super::*;
use crate::testing::{Image, LENGTHS, Rng};

/// `t / 255` to nearest, by division.
fn div255_plain(t: u32) -> u32 {
    (2 * t + 255) / 510
}

fn over_plain(d: u8, s: u8, a: u8, opacity: u8) -> u8 {
    let s = div255_plain(s as u32 * opacity as u32);
    let a = div255_plain(a as u32 * opacity as u32);
    (s + div255_plain(d as u32 * (255 - a))).min(255) as u8
}

#[test]
fn div255_rounds_to_nearest() {
    for t in 0..=255 * 255u32 {
        assert_eq!(rows::div255(t as u16) as u32, div255_plain(t), "{t}");
    }
}

#[test]
fn rows_equal_the_definition_at_every_level() {
    let mut rng = Rng::new(1);
    for len in LENGTHS {
        let (d, s, a, b) = (rng.bytes(len), rng.bytes(len), rng.bytes(len), rng.bytes(len));
        for opacity in [0, 1, 127, 128, 254, 255] {
            let over: Vec<u8> = (0..len).map(|i| over_plain(d[i], s[i], a[i], opacity)).collect();
            let lerp: Vec<u8> = (0..len)
                .map(|i| {
                    let m = div255_plain(a[i] as u32 * opacity as u32);
                    div255_plain(s[i] as u32 * m + d[i] as u32 * (255 - m)) as u8
                })
                .collect();
            let constant: Vec<u8> = d.iter().map(|&d| over_plain(d, opacity / 2, opacity, 255)).collect();
            let scaled: Vec<u8> = (0..len).map(|i| div255_plain(d[i] as u32 * a[i] as u32) as u8).collect();
            for level in SimdLevel::supported() {
                let run = |f: &dyn Fn(&mut [u8])| {
                    let mut out = d.clone();
                    f(&mut out);
                    out
                };
                assert_eq!(run(&|out| over_row(level, out, &s, &a, opacity)), over, "{level} {len} {opacity}");
                assert_eq!(run(&|out| lerp_row(level, out, &s, &a, opacity)), lerp, "{level} {len} {opacity}");
                assert_eq!(run(&|out| over_constant_row(level, out, opacity / 2, opacity)), constant, "{level} {len}");
                assert_eq!(run(&|out| scale_row(level, out, &a)), scaled, "{level} {len}");
            }
        }
        for weight in [0, 1, 100, 128, 255, 256] {
            let mix = |a: u8, b: u8| ((a as u32 * (256 - weight) + b as u32 * weight + 128) >> 8) as u8;
            let mixed: Vec<u8> = (0..len).map(|i| mix(s[i], b[i])).collect();
            for level in SimdLevel::supported() {
                let mut out = s.clone();
                mix_row(level, &mut out, &b, weight as u16);
                assert_eq!(out, mixed, "{level} {len} {weight}");
                mix_rows(level, &mut out, &s, &b, weight as u16);
                assert_eq!(out, mixed, "{level} {len} {weight}");
            }
        }
    }
}

struct Canvas {
    y: Image,
    cb: Image,
    cr: Image,
}

impl Canvas {
    fn random(rng: &mut Rng, w: usize, h: usize) -> Self {
        let (cw, ch) = (w.div_ceil(2), h.div_ceil(2));
        Self { y: Image::random(rng, w, h), cb: Image::random(rng, cw, ch), cr: Image::random(rng, cw, ch) }
    }

    fn clone_data(&self) -> Self {
        Self { y: self.y.clone(), cb: self.cb.clone(), cr: self.cr.clone() }
    }

    fn as_mut(&mut self) -> Yuv420Mut<'_> {
        Yuv420Mut { y: self.y.as_mut(), cb: self.cb.as_mut(), cr: self.cr.as_mut(), top: 0 }
    }
}

/// Sprite pixel at a canvas position; transparent outside the sprite or the clip.
fn sprite_at(plane: &Image, at: (i32, i32), clip: IRect, x: i32, y: i32) -> u8 {
    let (sx, sy) = (x - at.0, y - at.1);
    let inside = sx >= 0 && sy >= 0 && (sx as usize) < plane.width && (sy as usize) < plane.height;
    let clipped = x >= clip.x && y >= clip.y && x < clip.right() && y < clip.bottom();
    if inside && clipped { plane.get(sx as usize, sy as usize) } else { 0 }
}

fn over_plain_picture(canvas: &mut Canvas, sprite: &[Image; 4], at: (i32, i32), opacity: u8, clip: IRect) {
    let (w, h) = (canvas.y.width, canvas.y.height);
    for y in 0..h {
        for x in 0..w {
            let [s, a] = [0, 3].map(|p| sprite_at(&sprite[p], at, clip, x as i32, y as i32));
            let d = &mut canvas.y.data[y * w + x];
            *d = over_plain(*d, s, a, opacity);
        }
    }
    let cw = canvas.cb.width;
    for (plane, index) in [(&mut canvas.cb, 1), (&mut canvas.cr, 2)] {
        for cy in 0..h.div_ceil(2) {
            for cx in 0..cw {
                let xs = [2 * cx, if 2 * cx + 1 < w { 2 * cx + 1 } else { 2 * cx }];
                let ys = [2 * cy, if 2 * cy + 1 < h { 2 * cy + 1 } else { 2 * cy }];
                let mean = |p: usize| {
                    let sum: u32 = ys
                        .iter()
                        .flat_map(|&y| xs.iter().map(move |&x| (x as i32, y as i32)))
                        .map(|(x, y)| sprite_at(&sprite[p], at, clip, x, y) as u32)
                        .sum();
                    ((sum + 2) / 4) as u8
                };
                let d = &mut plane.data[cy * cw + cx];
                *d = over_plain(*d, mean(index), mean(3), opacity);
            }
        }
    }
}

fn as_sprite(planes: &[Image; 4]) -> Yuva444Ref<'_> {
    Yuva444Ref { y: planes[0].as_ref(), cb: planes[1].as_ref(), cr: planes[2].as_ref(), a: planes[3].as_ref() }
}

#[test]
fn sprites_land_on_any_position_whole_or_in_bands() {
    let mut rng = Rng::new(7);
    for case in 0..300 {
        let (w, h) = (1 + rng.below(70), 1 + rng.below(20));
        let canvas = Canvas::random(&mut rng, w, h);
        let (sw, sh) = (1 + rng.below(80), 1 + rng.below(24));
        let alpha = Image::random(&mut rng, sw, sh);
        let mut planes = [0, 1, 2].map(|_| Image::random(&mut rng, sw, sh));
        if case % 2 == 0 {
            for plane in &mut planes {
                plane.data.iter_mut().zip(&alpha.data).for_each(|(v, &a)| *v = (*v).min(a));
            }
        }
        let [y, cb, cr] = planes;
        let sprite = [y, cb, cr, alpha];
        let at = (rng.below(w + sw) as i32 - sw as i32, rng.below(h + sh) as i32 - sh as i32);
        let clip = if case % 3 == 0 {
            IRect::new(rng.below(w) as i32, rng.below(h) as i32, rng.below(w) as u32 + 1, rng.below(h) as u32 + 1)
        } else {
            IRect::new(-100, -100, 1000, 1000)
        };
        let opacity = if case % 4 == 0 { rng.byte() } else { 255 };
        let mut expected = canvas.clone_data();
        over_plain_picture(&mut expected, &sprite, at, opacity, clip);
        for level in SimdLevel::supported() {
            for bands in [1, 3] {
                let mut got = canvas.clone_data();
                for mut band in got.as_mut().split(bands) {
                    over_yuva_on_yuv420(level, &mut band, as_sprite(&sprite), at.0, at.1, opacity, clip);
                }
                assert_eq!(got.y, expected.y, "luma, case {case}, {level}");
                assert_eq!(got.cb, expected.cb, "cb, case {case}, {level}: {at:?} {w}x{h} {sw}x{sh}");
                assert_eq!(got.cr, expected.cr, "cr, case {case}, {level}");
            }
        }
    }
}

#[test]
fn a_wide_sprite_crosses_the_span_of_zeros() {
    let mut rng = Rng::new(9);
    let canvas = Canvas::random(&mut rng, 2500, 3);
    let sprite = [0; 4].map(|_| Image::random(&mut rng, 2401, 2));
    for at in [(3, 1), (4, 0), (7, -1)] {
        let clip = IRect::new(0, 0, 2500, 3);
        let mut expected = canvas.clone_data();
        over_plain_picture(&mut expected, &sprite, at, 255, clip);
        let mut got = canvas.clone_data();
        over_yuva_on_yuv420(SimdLevel::detected(), &mut got.as_mut(), as_sprite(&sprite), at.0, at.1, 255, clip);
        assert_eq!(got.y, expected.y);
        assert_eq!(got.cb, expected.cb);
        assert_eq!(got.cr, expected.cr);
    }
}

#[test]
fn a_fill_is_a_sprite_of_one_colour() {
    let mut rng = Rng::new(3);
    for case in 0..200 {
        let (w, h) = (1 + rng.below(40), 1 + rng.below(20));
        let canvas = Canvas::random(&mut rng, w, h);
        let a = if case % 2 == 0 { 255 } else { rng.byte() };
        let color = PremulYuva8::from(Rgba8 { r: rng.byte(), g: rng.byte(), b: rng.byte(), a });
        let rect = IRect::new(
            rng.below(w + 4) as i32 - 4,
            rng.below(h + 4) as i32 - 4,
            1 + rng.below(w) as u32,
            1 + rng.below(h) as u32,
        );
        let (sw, sh) = (rect.width as usize, rect.height as usize);
        let sprite = [color.y, color.cb, color.cr, color.a].map(|v| Image::filled(sw, sh, v));
        let clip = IRect::new(0, 0, 100, 100);
        let mut expected = canvas.clone_data();
        over_plain_picture(&mut expected, &sprite, (rect.x, rect.y), 255, clip);
        for level in SimdLevel::supported() {
            let mut got = canvas.clone_data();
            for mut band in got.as_mut().split(2) {
                fill_yuv420(level, &mut band, color, rect);
            }
            assert_eq!(got.y, expected.y, "luma, case {case}");
            assert_eq!(got.cb, expected.cb, "cb, case {case}: {rect:?} on {w}x{h}");
            assert_eq!(got.cr, expected.cr, "cr, case {case}");
        }
    }
}

#[test]
fn opaque_pictures_are_copied_where_they_stand() {
    let mut rng = Rng::new(5);
    for _ in 0..100 {
        let (w, h) = (2 + rng.below(40), 2 + rng.below(20));
        let canvas = Canvas::random(&mut rng, w, h);
        let (pw, ph) = (2 + 2 * rng.below(20), 2 + 2 * rng.below(10));
        let mut picture = Canvas::random(&mut rng, pw, ph);
        let picture = picture.as_mut();
        let picture = picture.as_ref();
        let (x, y) = (2 * (rng.below(40) as i32 - 20), 2 * (rng.below(20) as i32 - 10));
        let mut got = canvas.clone_data();
        for mut band in got.as_mut().split(3) {
            mix_yuv420(SimdLevel::detected(), &mut band, picture, x, y, 256, IRect::new(0, 0, 1000, 1000));
        }
        for (out, old, src, shift) in [(&got.y, &canvas.y, picture.y, 0), (&got.cr, &canvas.cr, picture.cr, 1)] {
            for py in 0..out.height {
                for px in 0..out.width {
                    let (sx, sy) = (px as i32 - (x >> shift), py as i32 - (y >> shift));
                    let inside = sx >= 0 && sy >= 0 && (sx as usize) < src.width && (sy as usize) < src.height;
                    let expected = if inside { src.row(sy as usize)[sx as usize] } else { old.get(px, py) };
                    assert_eq!(out.get(px, py), expected, "{px},{py}");
                }
            }
        }
    }
}

#[test]
fn layers_add_up_alpha() {
    let mut rng = Rng::new(11);
    let base = [0; 4].map(|_| Image::random(&mut rng, 37, 9));
    let sprite = [0; 4].map(|_| Image::random(&mut rng, 20, 5));
    for level in SimdLevel::supported() {
        let mut got = base.clone();
        let [y, cb, cr, a] = &mut got;
        let dst = Yuva444Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), a: a.as_mut(), top: 0 };
        for mut band in dst.split(4) {
            over_yuva_on_yuva(level, &mut band, as_sprite(&sprite), 21, -2, 200, IRect::new(0, 0, 30, 100));
        }
        for plane in 0..4 {
            for y in 0..9 {
                for x in 0..37 {
                    let clip = IRect::new(0, 0, 30, 100);
                    let [s, a] = [plane, 3].map(|p| sprite_at(&sprite[p], (21, -2), clip, x, y));
                    let expected = over_plain(base[plane].get(x as usize, y as usize), s, a, 200);
                    assert_eq!(got[plane].get(x as usize, y as usize), expected, "{level} {plane} {x},{y}");
                }
            }
        }
    }
}

#[test]
fn bands_cover_the_canvas() {
    let mut rng = Rng::new(2);
    for h in 1..40 {
        for count in 1..6 {
            let mut canvas = Canvas::random(&mut rng, 8, h);
            let bands = canvas.as_mut().split(count);
            let mut next = 0;
            for band in &bands {
                assert_eq!((band.top, band.top % 2), (next, 0));
                assert_eq!(band.cb.height, band.y.height.div_ceil(2));
                next += band.y.height;
            }
            assert_eq!(next, h);
        }
    }
}
