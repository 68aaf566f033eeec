use proptest::prelude::*;
use reelspeed_core::{Point, Rgba8, Size};

use super::{black, dejavu};
use crate::{
    FontLibrary, Geometry, GradientStop, LinearGradient, Outline, Paint, RadialGradient, Shadow, ShapeError, ShapeSpec,
    ShapeStroke, Sprite, TextBox, TextError, TextSpec, layout, rasterize, rasterize_gradient, rasterize_shape,
};

const BAD: [f64; 6] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -1.0, -1e300, 1e300];

#[test]
fn numbers_out_of_range_are_named() {
    let fonts = dejavu();
    for bad in BAD {
        let spec = black("text");
        let shadow = Shadow { color: Rgba8::BLACK, ..Shadow::default() };
        let text_box = TextBox {
            fill: Rgba8::BLACK.into(),
            padding_x_px: 0.0,
            padding_y_px: 0.0,
            radii_px: [0.0; 4],
            stroke: None,
            shadow: None,
        };
        let mut specs = vec![
            TextSpec { size_px: bad, ..spec.clone() },
            TextSpec { line_height: bad, ..spec.clone() },
            TextSpec { max_width_px: Some(bad), ..spec.clone() },
            TextSpec { stroke: Some(Outline { color: Rgba8::BLACK, width_px: bad }), ..spec.clone() },
            TextSpec { shadow: Some(Shadow { blur_px: bad, ..shadow }), ..spec.clone() },
            TextSpec { text_box: Some(TextBox { padding_x_px: bad, ..text_box.clone() }), ..spec.clone() },
            TextSpec { text_box: Some(TextBox { radii_px: [bad; 4], ..text_box }), ..spec.clone() },
        ];
        // These may be negative.
        if bad != -1.0 {
            specs.push(TextSpec { letter_spacing_px: bad, ..spec.clone() });
            specs.push(TextSpec { shadow: Some(Shadow { dx_px: bad, ..shadow }), ..spec.clone() });
        }
        for spec in specs {
            assert!(matches!(rasterize(&fonts, &spec, 1.0), Err(TextError::Value(_))), "{spec:?}");
        }
        assert!(matches!(rasterize(&fonts, &spec, bad), Err(TextError::Value(_))));
        let shapes = [
            Geometry::Rect { width: bad, height: 1.0, radii: [0.0; 4] },
            Geometry::Rect { width: 1.0, height: 1.0, radii: [bad; 4] },
            Geometry::Ellipse { width: 1.0, height: bad },
        ];
        for geometry in shapes {
            let spec = ShapeSpec { geometry, fill: Some(Rgba8::BLACK.into()), stroke: None, shadow: None };
            assert!(matches!(rasterize_shape(&spec, 1.0), Err(ShapeError::Value(_))), "{spec:?}");
        }
        let stops = vec![GradientStop::new(bad, Rgba8::BLACK)];
        let paint = Paint::Linear(LinearGradient { angle_degrees: 0.0, stops });
        assert!(matches!(rasterize_gradient(Size::new(2, 2), &paint), Err(ShapeError::Value(_))));
        let paint = Paint::Radial(RadialGradient { center: Point::new(0.5, 0.5), radius: bad, stops: vec![] });
        assert!(matches!(rasterize_gradient(Size::new(2, 2), &paint), Err(ShapeError::Value(_))));
    }
}

#[test]
fn pictures_have_a_largest_size() {
    let fonts = dejavu();
    let wide = black(&"wide ".repeat(2000));
    assert!(matches!(rasterize(&fonts, &wide, 1.0), Err(TextError::Sprite(_))));
    let big = Size::new(Sprite::MAX_SIDE + 1, 1);
    assert!(matches!(rasterize_gradient(big, &Rgba8::BLACK.into()), Err(ShapeError::Sprite(_))));
    let geometry = Geometry::Ellipse { width: 16_000.0, height: 10.0 };
    let spec = ShapeSpec { geometry, fill: Some(Rgba8::BLACK.into()), stroke: None, shadow: None };
    assert!(matches!(rasterize_shape(&spec, 1.0), Err(ShapeError::Sprite(_))));
    assert!(rasterize_shape(&spec, 0.5).is_ok());
    let long = TextSpec::new("x".repeat(TextSpec::MAX_CHARS + 1));
    let chars = TextSpec::MAX_CHARS + 1;
    assert_eq!(layout(&fonts, &long), Err(TextError::TooLong { chars, max_chars: TextSpec::MAX_CHARS }));
}

#[test]
fn the_longest_text_is_laid_out() {
    let fonts = dejavu();
    let text: String = "العربية word 12 \u{202e}".chars().cycle().take(TextSpec::MAX_CHARS).collect();
    let spec = TextSpec { max_width_px: Some(500.0), size_px: 10.0, ..black(&text) };
    let lines = layout(&fonts, &spec).unwrap().lines.len();
    assert!(lines > 500, "{lines}");
}

#[test]
fn too_many_dashes_are_refused() {
    let stroke = |dash: f64| ShapeSpec {
        geometry: Geometry::Line { from: Point::new(0.0, 0.0), to: Point::new(8000.0, 0.0) },
        fill: None,
        stroke: Some(ShapeStroke { dash_px: vec![dash], ..ShapeStroke::new(Rgba8::BLACK, 1.0) }),
        shadow: None,
    };
    for dash in [0.0, 1e-9, 0.01] {
        assert!(matches!(rasterize_shape(&stroke(dash), 1.0), Err(ShapeError::Value(_))), "{dash}");
    }
    assert!(rasterize_shape(&stroke(2.0), 1.0).is_ok());
}

#[test]
fn a_damaged_emoji_font_draws_or_is_refused() {
    let Some(whole) = super::installed("NotoColorEmoji.ttf") else { return };
    let number = |at: usize| u32::from_be_bytes(whole[at..at + 4].try_into().unwrap()) as usize;
    let tables = usize::from(u16::from_be_bytes([whole[4], whole[5]]));
    let mut random = 0x2545_f491_4f6c_dd1du64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize
    };
    for round in 0..8 {
        let mut bytes = whole.clone();
        for record in (0..tables).map(|index| 12 + 16 * index) {
            let (start, length) = (number(record + 8), number(record + 12));
            if [&b"COLR"[..], b"CPAL", b"glyf", b"loca"].contains(&&whole[record..record + 4]) {
                for _ in 0..length / (40 + 100 * round) {
                    bytes[start + next() % length] = next() as u8;
                }
            }
        }
        let mut fonts = dejavu();
        if fonts.add(bytes, None).is_ok() {
            let _ = rasterize(&fonts, &black("😀😂👍🏿👩🏽\u{200d}🚀❤\u{fe0f}\u{200d}🔥🇩🇪🎬🍕🌍"), 1.0);
        }
    }
}

/// Characters that have surprised text engines before.
fn nasty() -> impl Strategy<Value = String> {
    let special = prop::sample::select(vec![
        '\u{0}',
        '\t',
        '\n',
        '\r',
        '\u{b}',
        '\u{85}',
        '\u{ad}',
        '\u{200b}',
        '\u{200d}',
        '\u{200f}',
        '\u{202e}',
        '\u{2028}',
        '\u{2029}',
        '\u{2066}',
        '\u{2069}',
        '\u{20e3}',
        '\u{301}',
        '\u{fe0e}',
        '\u{fe0f}',
        '\u{feff}',
        '\u{fffc}',
        '\u{1f3fd}',
        '\u{1f469}',
        '\u{1f1e9}',
        '\u{e0067}',
        '\u{e007f}',
        '\u{10ffff}',
        ' ',
        'a',
        'م',
        'ש',
        '中',
        'ไ',
        'क',
        '्',
        '1',
        '#',
    ]);
    prop::collection::vec(prop_oneof![3 => special, 1 => any::<char>()], 0..60).prop_map(String::from_iter)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_text_is_drawn(text in nasty(), width in prop::option::of(1.0..300.0f64), lines in prop::option::of(1..4u32)) {
        thread_local!(static FONTS: FontLibrary = dejavu());
        FONTS.with(|fonts| {
            let spec = TextSpec { size_px: 12.0, max_width_px: width, max_lines: lines, ..black(&text) };
            let layout = layout(fonts, &spec).unwrap();
            if let Some(lines) = lines {
                assert!(layout.lines.len() <= lines as usize);
            }
            for line in &layout.lines {
                assert!(line.width.is_finite() && line.width <= layout.width + 1e-3);
            }
            let sprite = rasterize(fonts, &spec, 1.0).unwrap();
            assert_eq!(sprite.pixels.len() as u64, sprite.size().pixels());
        });
    }

    #[test]
    fn any_path_is_parsed_or_refused(data in "[MmLlHhVvCcSsQqTtAaZz0-9eE ,.+-]{0,60}", width in 0.1..20.0f64) {
        let stroke = ShapeStroke { dash_px: vec![5.0, 3.0], ..ShapeStroke::new(Rgba8::BLACK, width) };
        let geometry = Geometry::Path { data };
        let spec = ShapeSpec { geometry, fill: Some(Rgba8::BLACK.into()), stroke: Some(stroke), shadow: None };
        if let Ok(sprite) = rasterize_shape(&spec, 0.25) {
            assert_eq!(sprite.pixels.len() as u64, sprite.size().pixels());
        }
    }

    #[test]
    fn a_damaged_font_draws_or_is_refused(places in prop::collection::vec((0..400_000usize, any::<u8>()), 1..200)) {
        let mut bytes = dejavu::sans::regular().to_vec();
        for (place, value) in places {
            if let Some(byte) = bytes.get_mut(place) {
                *byte = value;
            }
        }
        let mut fonts = FontLibrary::new();
        if fonts.add(bytes, None).is_ok() {
            let _ = fonts.missing_glyphs("AV مرحبا");
            let _ = rasterize(&fonts, &TextSpec { weight: 700, ..black("AV fi مرحبا") }, 1.0);
        }
    }
}
