use reelspeed_core::Rgba8;

use super::*;
use crate::testing::{LENGTHS, Rng};

const GREEN: Rgba8 = Rgba8 { r: 0, g: 255, b: 0, a: 255 };
const BLUE: Rgba8 = Rgba8 { r: 0, g: 0, b: 255, a: 255 };

fn keyer(color: Rgba8, similarity: f64, smoothness: f64, spill: f64) -> ChromaKeyer {
    ChromaKeyer::new(color.to_yuv(), similarity, smoothness, spill)
}

/// Y, Cb, Cr, alpha of one pixel after keying.
fn keyed(key: &ChromaKeyer, color: Rgba8) -> [u8; 4] {
    let yuv = color.to_yuv();
    let mut rows = [[yuv.y], [yuv.cb], [yuv.cr], [0]];
    let [y, cb, cr, a] = &mut rows;
    key.key_row(SimdLevel::SCALAR, y, cb, cr, a);
    rows.map(|row| row[0])
}

fn some_keys(rng: &mut Rng) -> Vec<ChromaKeyer> {
    let mut keys = vec![
        keyer(GREEN, 0.35, 0.3, 0.5),
        keyer(BLUE, 0.4, 0.3, 0.5),
        keyer(GREEN, 0.0, 0.0, 0.0),
        keyer(GREEN, 1.0, 1.0, 1.0),
        keyer(Rgba8::BLACK, 0.5, 0.5, 1.0),
        keyer(GREEN, f64::NAN, f64::INFINITY, -1.0),
    ];
    for _ in 0..40 {
        let part = |rng: &mut Rng| rng.below(1001) as f64 / 1000.0;
        let color = Yuv8 { y: rng.byte(), cb: rng.byte(), cr: rng.byte() };
        keys.push(ChromaKeyer::new(color, part(rng), part(rng), part(rng)));
    }
    keys
}

#[test]
fn every_level_gives_the_bytes_of_the_definition() {
    let mut rng = Rng::new(5);
    for key in some_keys(&mut rng) {
        for len in LENGTHS {
            let rows = [0; 4].map(|_| rng.bytes(len));
            let mut plain = rows.clone();
            for i in 0..len {
                let pixel = key.pixel(rows[0][i], rows[1][i], rows[2][i]);
                plain.iter_mut().zip(pixel).for_each(|(row, v)| row[i] = v);
            }
            let mut scalar = rows.clone();
            let [y, cb, cr, a] = &mut scalar;
            key.key_premul_row(SimdLevel::SCALAR, y, cb, cr, a);
            for level in SimdLevel::supported() {
                let mut out = rows.clone();
                let [y, cb, cr, a] = &mut out;
                key.key_row(level, y, cb, cr, a);
                assert_eq!(out, plain, "{key:?} at {level}, {len} pixels");
                let mut out = rows.clone();
                let [y, cb, cr, a] = &mut out;
                key.key_premul_row(level, y, cb, cr, a);
                assert_eq!(out, scalar, "{key:?} at {level}, {len} premultiplied pixels");
            }
        }
    }
}

#[test]
fn the_key_goes_and_what_is_far_stays_as_it_is() {
    let key = keyer(GREEN, 0.35, 0.3, 0.5);
    assert_eq!(keyed(&key, GREEN), [0; 4]);
    // A screen in shadow, and one that is lit unevenly.
    for screen in [Rgba8::rgb(0, 180, 0), Rgba8::rgb(30, 220, 40), Rgba8::rgb(20, 210, 50)] {
        assert_eq!(keyed(&key, screen)[3], 0, "{screen}");
    }
    let skin = [Rgba8::rgb(224, 172, 140), Rgba8::rgb(120, 72, 50), Rgba8::rgb(255, 219, 190)];
    let others =
        [Rgba8::WHITE, Rgba8::BLACK, Rgba8::rgb(255, 0, 0), BLUE, Rgba8::rgb(255, 0, 255), Rgba8::rgb(90, 90, 90)];
    for color in skin.into_iter().chain(others) {
        let yuv = color.to_yuv();
        assert_eq!(keyed(&key, color), [yuv.y, yuv.cb, yuv.cr, 255], "{color}");
    }
}

/// The key's chroma and length, counted from grey.
fn direction(key: &ChromaKeyer) -> ([f64; 2], f64) {
    let [_, b, r] = key.color.map(|v| v as f64 - 128.0);
    ([b, r], libm::sqrt(b * b + r * r))
}

/// All colours of one luma.
fn plane(key: &ChromaKeyer, luma: u8) -> impl Iterator<Item = ((u8, u8), [u8; 4])> {
    let all = (0..=255u8).flat_map(|cb| (0..=255u8).map(move |cr| (cb, cr)));
    all.map(move |(cb, cr)| ((cb, cr), key.pixel(luma, cb, cr)))
}

#[test]
fn alpha_grows_with_the_distance() {
    let mut rng = Rng::new(9);
    for key in some_keys(&mut rng) {
        let [_, kb, kr] = key.color.map(i32::from);
        let squared = |(cb, cr): (u8, u8)| (cb as i32 - kb).pow(2) + (cr as i32 - kr).pow(2);
        let mut all: Vec<(i32, u8)> = plane(&key, 90).map(|(at, [.., a])| (squared(at), a)).collect();
        all.sort_unstable();
        assert!(all.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{key:?}");
        let (start, end) = (key.ramp.start as i32, key.ramp.start as i32 + key.ramp.len as i32);
        for (d, a) in all {
            let d = ((d + 1) >> 1).min(i16::MAX as i32);
            assert!(d > start || a == 0, "{key:?} {d} {a}");
            assert!(d < end || a == 255, "{key:?} {d} {a}");
        }
    }
}

#[test]
fn premultiplied_samples_never_exceed_what_alpha_allows() {
    let mut rng = Rng::new(11);
    for key in some_keys(&mut rng) {
        for luma in [0, 16, 128, 235, 255] {
            for (at, [y, cb, cr, a]) in plane(&key, luma) {
                assert!(y <= a && cb <= a && cr <= a, "{key:?} {luma} {at:?}: {:?}", [y, cb, cr, a]);
            }
        }
    }
}

#[test]
fn the_ramp_is_nearly_straight() {
    for (similarity, smoothness, most) in [(0.35, 0.3, 0.02), (0.1, 0.3, 0.05), (0.0, 1.0, 0.145), (0.3, 0.1, 0.01)] {
        let key = keyer(GREEN, similarity, smoothness, 0.0);
        let ([kb, kr], length) = direction(&key);
        for ((cb, cr), [.., a]) in plane(&key, 90) {
            let (x, y) = (cb as f64 - 128.0 - kb, cr as f64 - 128.0 - kr);
            let line = ((libm::sqrt(x * x + y * y) / length - similarity) / smoothness).clamp(0.0, 1.0);
            let off = libm::fabs(a as f64 / 255.0 - line);
            assert!(off < most, "{similarity} {smoothness}: {off} at {cb},{cr}");
        }
    }
}

#[test]
fn spill_is_taken_away_along_the_key() {
    for color in [GREEN, BLUE, Rgba8::rgb(40, 150, 70)] {
        // A narrow ramp, so that nearly all is opaque and not premultiplied.
        let at = |spill: f64| keyer(color, 0.1, 0.1, spill);
        let (all, half, none) = (at(1.0), at(0.5), at(0.0));
        let ([kb, kr], length) = direction(&all);
        for ((cb, cr), [_, b, r, a]) in plane(&all, 128) {
            if a < 255 {
                continue;
            }
            let parts = |b: u8, r: u8| {
                let (u, v) = (b as f64 - 128.0, r as f64 - 128.0);
                ((u * kb + v * kr) / length, (u * kr - v * kb) / length)
            };
            let ((p, q), (p1, q1)) = (parts(cb, cr), parts(b, r));
            let (x, y) = (cb as f64 - 128.0 - kb, cr as f64 - 128.0 - kr);
            // From the end of the ramp to the distance of grey.
            let w = ((x * x + y * y) / (length * length) - 0.04) / 0.96;
            let left = 0.375 * w.clamp(0.0, 1.0) * libm::fabs(q);
            let inside = |v: u8| v > 0 && v < 255;
            if inside(b) && inside(r) {
                assert!(libm::fabs(p1 - p.min(left)) < 2.0, "{cb},{cr}: {p1}, not {p} or {left}");
                assert!(libm::fabs(q1 - q) < 1.0, "{cb},{cr}: {q1}, not {q}");
                let [_, b, r, _] = half.pixel(128, cb, cr);
                let share = (0.5 * (2.0 - w.clamp(0.0, 1.0))).min(1.0);
                let expected = p - share * (p - left).max(0.0);
                assert!(libm::fabs(parts(b, r).0 - expected) < 2.0, "{cb},{cr}: {}, not {expected}", parts(b, r).0);
            }
            assert_eq!(none.pixel(77, cb, cr), [77, cb, cr, 255]);
        }
    }
}

/// A grey edge before the screen comes out as grey, of nearly its own luma.
#[test]
fn mixtures_with_the_key_lose_it() {
    let key = keyer(GREEN, 0.0, 1.0, 1.0);
    let screen = GREEN.to_yuv();
    for grey in [40u8, 100, 200] {
        for share in (0..=255u16).step_by(15) {
            let mix = |own: u8, screen: u8| div255(own as u16 * share + screen as u16 * (255 - share)) as u8;
            let [y, cb, cr, a] = key.pixel(mix(grey, screen.y), mix(128, screen.cb), mix(128, screen.cr));
            assert!((a as i32 - share as i32).abs() < 40, "{share}: {a}");
            let exact = div255(128 * a as u16) as i32;
            assert!(
                (cb as i32 - exact).abs() <= 2 && (cr as i32 - exact).abs() <= 2,
                "{share}: {cb} {cr}, not {exact}"
            );
            assert!((y as i32 - div255(grey as u16 * share) as i32).abs() < 40, "{grey} {share}: {y}");
        }
    }
}

#[test]
fn premultiplied_pixels_keep_their_own_alpha() {
    let key = keyer(GREEN, 0.35, 0.3, 0.5);
    let level = SimdLevel::detected();
    // Opaque ones as key_row has them; grey at half opacity untouched; the key gone at any opacity; nothing stays nothing.
    let grey = Rgba8::rgb(128, 128, 128).to_yuv();
    let green = GREEN.to_yuv();
    let half = |v: u8| div255(v as u16 * 128) as u8;
    let mut y = [grey.y, half(grey.y), half(green.y), 0];
    let mut cb = [grey.cb, half(grey.cb), half(green.cb), 0];
    let mut cr = [grey.cr, half(grey.cr), half(green.cr), 0];
    let mut a = [255, 128, 128, 0];
    key.key_premul_row(level, &mut y, &mut cb, &mut cr, &mut a);
    assert_eq!(a, [255, 128, 0, 0]);
    assert_eq!([y[0], cb[0], cr[0]], [grey.y, grey.cb, grey.cr]);
    assert_eq!([y[1], cb[1], cr[1]], [half(grey.y), half(grey.cb), half(grey.cr)]);
    assert_eq!([y[2], cb[2], cr[2], y[3], cb[3], cr[3]], [0; 6]);
}

/// Blocks that are all screen, all far from it, or both are treated apart; nothing comes of that but time.
#[test]
fn blocks_of_one_kind_come_out_as_their_pixels_do() {
    let mut rng = Rng::new(3);
    let level = SimdLevel::detected();
    for key in [keyer(GREEN, 0.35, 0.3, 0.5), keyer(BLUE, 0.1, 0.0, 1.0), keyer(GREEN, 0.0, 1.0, 1.0)] {
        let [_, kb, kr] = key.color.map(|v| v as u8);
        for len in [0, 1, 63, 64, 65, 500, 1080] {
            let mut rows = [0; 4].map(|_| rng.bytes(len));
            let [_, cb, cr, _] = &mut rows;
            for (i, (cb, cr)) in cb.iter_mut().zip(cr).enumerate() {
                let tiny = rng.below(5) as u8;
                let (b, r) = [(kb, kr), (255 - kb, 255 - kr), (*cb, *cr)][(i / 100) % 3];
                (*cb, *cr) = (b.saturating_add(tiny), r.saturating_sub(tiny));
            }
            let mut out = rows.clone();
            let [y, cb, cr, a] = &mut out;
            let seen = key.key_row(level, y, cb, cr, a);
            for i in 0..len {
                let expected = key.pixel(rows[0][i], rows[1][i], rows[2][i]);
                assert_eq!([0, 1, 2, 3].map(|plane| out[plane][i]), expected, "{key:?} {i} of {len}");
                assert!(seen.contains(&i) || expected == [0; 4], "{key:?} {i} of {len}: {seen:?}");
            }
        }
    }
}
