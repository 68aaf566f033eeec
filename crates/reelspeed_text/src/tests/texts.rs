use reelspeed_core::{Point, Rgba8};

use super::{at, black, colourful, dejavu, with_installed};
use crate::{
    GradientStop, LinearGradient, Outline, Paint, Shadow, Sprite, TextAlign, TextBox, TextError, TextSpec, layout,
    rasterize,
};

const LOREM: &str = "The quick brown fox jumps over the lazy dog, again and again, gypsy.";

#[test]
fn an_empty_text_is_an_empty_sprite() {
    let fonts = dejavu();
    let sprite = rasterize(&fonts, &TextSpec::new(""), 1.0).unwrap();
    assert_eq!(sprite, Sprite { scale: 1.0, ..Sprite::default() });
    let spaces = rasterize(&fonts, &TextSpec::new("  "), 1.0).unwrap();
    assert!(spaces.is_empty() && spaces.layout_height > 0.0);
    assert_eq!(rasterize(&crate::FontLibrary::new(), &TextSpec::new(""), 1.0).unwrap().size().pixels(), 0);
    assert_eq!(rasterize(&crate::FontLibrary::new(), &TextSpec::new("a"), 1.0), Err(TextError::NoFonts));
}

#[test]
fn narrower_means_more_lines_and_no_line_is_too_long() {
    let fonts = dejavu();
    let mut last = 0;
    for max_width in [2000.0, 800.0, 400.0, 200.0, 100.0, 60.0] {
        let layout = layout(&fonts, &TextSpec { max_width_px: Some(max_width), ..black(LOREM) }).unwrap();
        assert!(layout.lines.len() >= last);
        last = layout.lines.len();
        let widest = layout.lines.iter().map(|line| line.width).fold(0.0, f64::max);
        assert!(widest <= max_width && layout.width == widest, "{widest} {max_width}");
        assert!((layout.height - layout.lines.len() as f64 * 48.0 * 1.2).abs() < 0.01);
    }
    assert!(last > 20);
}

#[test]
fn width_grows_with_text_size_weight_and_spacing() {
    let fonts = dejavu();
    let width = |spec: &TextSpec| layout(&fonts, spec).unwrap().width;
    let mut last = 0.0;
    for end in 1..=LOREM.len() {
        let now = width(&black(&LOREM[..end]));
        // A space at the end hangs; kerning may take a little back.
        assert!(now > last - 4.0, "{end}");
        last = now;
    }
    let plain = width(&black(LOREM));
    assert!(width(&TextSpec { weight: 700, ..black(LOREM) }) > plain);
    let spaced = width(&TextSpec { letter_spacing_px: 10.0, ..black(LOREM) });
    assert!(spaced > plain + 10.0 * (LOREM.len() - 2) as f64);
    assert!((width(&TextSpec { size_px: 96.0, ..black(LOREM) }) - 2.0 * plain).abs() < 1.0);
}

#[test]
fn alignment_moves_lines() {
    let fonts = dejavu();
    let lines = |align| layout(&fonts, &TextSpec { align, ..black("wide wide wide\nin\nمرحبا") }).unwrap();
    let start = lines(TextAlign::Start);
    assert_eq!((start.lines[1].x, start.lines[1].rtl), (0.0, false));
    // Each paragraph has its own direction.
    assert!(start.lines[2].rtl && (start.lines[2].x + start.lines[2].width - start.width).abs() < 1e-3);
    let end = lines(TextAlign::End);
    assert!((end.lines[1].x + end.lines[1].width - end.width).abs() < 1e-3 && end.lines[2].x == 0.0);
    let center = lines(TextAlign::Center);
    assert!((center.lines[1].x * 2.0 + center.lines[1].width - center.width).abs() < 1e-3);
    assert!(lines(TextAlign::Left).lines.iter().all(|line| line.x == 0.0));
    let right = lines(TextAlign::Right);
    assert!(right.lines.iter().all(|line| (line.x + line.width - right.width).abs() < 1e-3));
}

#[test]
fn justified_lines_fill_the_width() {
    let fonts = dejavu();
    let spec = TextSpec { align: TextAlign::Justify, max_width_px: Some(500.0), ..black(LOREM) };
    let sprite = rasterize(&fonts, &spec, 1.0).unwrap();
    assert_eq!(sprite.layout_width, 500.0);
    assert!((495..=501).contains(&sprite.bounds().right()), "{:?}", sprite.bounds());
}

#[test]
fn lines_are_cut_with_an_ellipsis() {
    let fonts = dejavu();
    let spec = TextSpec { max_width_px: Some(300.0), max_lines: Some(2), ..black(LOREM) };
    let cut = layout(&fonts, &spec).unwrap();
    assert!(cut.truncated && cut.lines.len() == 2);
    assert!(cut.lines[1].width <= 300.0 && cut.lines[1].width > 150.0);
    let plain = layout(&fonts, &TextSpec { ellipsis: false, ..spec.clone() }).unwrap();
    assert!(plain.truncated && plain.lines.len() == 2 && plain.lines[0] == cut.lines[0]);
    let whole = layout(&fonts, &TextSpec { max_lines: Some(100), ..spec.clone() }).unwrap();
    assert!(!whole.truncated && whole.lines.len() > 2);
    let paragraphs = TextSpec { max_lines: Some(1), ..black("one\ntwo") };
    assert!(layout(&fonts, &paragraphs).unwrap().truncated);
    assert!(!layout(&fonts, &TextSpec { max_lines: Some(2), ..paragraphs }).unwrap().truncated);
}

#[test]
fn the_space_of_a_break_leaves_no_gap() {
    let fonts = dejavu();
    let width = |text: &str| layout(&fonts, &black(text)).unwrap().width;
    let text = "English with العربية والعبرية עברית inside";
    let broken = layout(&fonts, &TextSpec { max_width_px: Some(600.0), ..black(text) }).unwrap();
    assert_eq!(broken.lines.len(), 2);
    assert!((broken.lines[0].width - width("English with العربية")).abs() < 0.01);
}

#[test]
fn no_ink_is_cut_off() {
    let fonts = dejavu();
    let plain = black("Ågjpqy|\nÍfj{");
    for scale in [0.5, 1.0, 1.7] {
        for spec in [
            plain.clone(),
            TextSpec { stroke: Some(Outline { color: Rgba8::WHITE, width_px: 14.0 }), ..plain.clone() },
            TextSpec { italic: true, weight: 900, ..plain.clone() },
            TextSpec { line_height: 0.5, ..plain.clone() },
        ] {
            let sprite = rasterize(&fonts, &spec, scale).unwrap();
            // The same text on a far larger canvas, made so by the shadow's reach, holds as much ink.
            let blank =
                Shadow { color: Rgba8 { a: 1, ..Rgba8::BLACK }, blur_px: 40.0, dx_px: 3000.0, ..Shadow::default() };
            let large = rasterize(&fonts, &TextSpec { shadow: Some(blank), ..spec }, scale).unwrap();
            let ink = |sprite: &Sprite| sprite.pixels.iter().filter(|pixel| pixel.a > 1).count();
            assert!(large.width > sprite.width && ink(&sprite) > 100);
            assert_eq!(ink(&sprite), ink(&large));
        }
    }
}

#[test]
fn ink_is_where_the_layout_says() {
    let fonts = dejavu();
    let spec = black("Hxg");
    let (layout, sprite) = (layout(&fonts, &spec).unwrap(), rasterize(&fonts, &spec, 1.0).unwrap());
    // An H stands on the baseline.
    let baseline = (layout.lines[0].baseline + 0.5).floor() as i32;
    let stem = (0..20).find(|&x| at(&sprite, x, baseline - 10).a == 255).unwrap();
    assert_eq!((at(&sprite, stem, baseline - 1).a, at(&sprite, stem, baseline).a), (255, 0));
    assert!(sprite.bounds().bottom() > baseline + 5, "the g goes below");
    assert!(layout.ink.y > 0.0 && layout.ink.y + layout.ink.height < layout.height);
}

#[test]
fn scaling_keeps_the_lines() {
    let fonts = dejavu();
    let spec = TextSpec { max_width_px: Some(300.0), ..black(LOREM) };
    let (one, three) = (rasterize(&fonts, &spec, 1.0).unwrap(), rasterize(&fonts, &spec, 3.0).unwrap());
    assert_eq!((one.layout_width, one.layout_height), (three.layout_width, three.layout_height));
    assert!(three.width.abs_diff(one.width * 3) <= 6 && three.height.abs_diff(one.height * 3) <= 6);
}

#[test]
fn a_box_pads_and_rounds() {
    let fonts = dejavu();
    let fill = Rgba8::rgb(10, 132, 255);
    let text_box = TextBox {
        fill: fill.into(),
        padding_x_px: 20.0,
        padding_y_px: 10.0,
        radii_px: [16.0, 16.0, 0.0, 16.0],
        stroke: None,
        shadow: None,
    };
    let plain = layout(&fonts, &black("Box")).unwrap();
    let spec = TextSpec { text_box: Some(text_box), ..black("Box") };
    let sprite = rasterize(&fonts, &spec, 1.0).unwrap();
    assert!((sprite.layout_width - plain.width - 40.0).abs() < 1e-9);
    assert!((sprite.layout_height - plain.height - 20.0).abs() < 1e-9);
    assert_eq!((sprite.origin_x, sprite.origin_y), (0, 0));
    let (right, bottom) = (sprite.width as i32 - 1, sprite.height as i32 - 1);
    assert_eq!(at(&sprite, 0, 0).a, 0, "a round corner");
    assert_eq!(at(&sprite, right, bottom), fill.premultiply(), "a sharp corner");
    assert_eq!(at(&sprite, 5, bottom / 2), fill.premultiply(), "padding");
}

#[test]
fn a_shadow_falls_where_it_is_sent() {
    let fonts = dejavu();
    let shadow = Shadow { color: Rgba8::rgb(255, 0, 0), dx_px: 200.0, dy_px: 30.0, ..Shadow::default() };
    let sprite = rasterize(&fonts, &TextSpec { shadow: Some(shadow), ..black("I") }, 1.0).unwrap();
    let mut letters = 0;
    for y in 0..60 {
        for x in 0..60 {
            let (letter, below) = (at(&sprite, x, y), at(&sprite, x + 200, y + 30));
            assert_eq!((letter.a, letter.r), (below.a, 0));
            assert_eq!(below.r, below.a);
            letters += usize::from(letter.a == 255);
        }
    }
    assert!(letters > 50);
}

#[test]
fn gradients_span_the_text() {
    let fonts = dejavu();
    let stops = vec![GradientStop::new(0.0, Rgba8::rgb(255, 0, 0)), GradientStop::new(1.0, Rgba8::rgb(0, 0, 255))];
    let paint = Paint::Linear(LinearGradient { angle_degrees: 90.0, stops });
    let sprite = rasterize(&fonts, &TextSpec { paint, ..black("HHHHHHHH") }, 1.0).unwrap();
    let solid = |x: i32| (0..sprite.height as i32).map(|y| at(&sprite, x, y)).find(|pixel| pixel.a == 255);
    let left = (0..30).find_map(solid).unwrap();
    let right = (sprite.layout_width as i32 - 30..sprite.layout_width as i32).rev().find_map(solid).unwrap();
    assert!(left.r > 235 && left.b < 20 && right.b > 235 && right.r < 20, "{left:?} {right:?}");
}

#[test]
fn overlapping_translucent_outlines_do_not_add_up() {
    let fonts = dejavu();
    let color = Rgba8 { r: 0, g: 0, b: 0, a: 100 };
    let spec = TextSpec {
        paint: Paint::Solid(color),
        stroke: Some(Outline { color, width_px: 20.0 }),
        letter_spacing_px: -10.0,
        ..TextSpec::new("overlap")
    };
    let sprite = rasterize(&fonts, &spec, 1.0).unwrap();
    let most = sprite.pixels.iter().map(|pixel| pixel.a).max().unwrap();
    // Fill over outline, each once: 100 + 100 * 155 / 255.
    assert!((160..=162).contains(&most), "{most}");
}

#[test]
fn a_missing_weight_is_made_up() {
    let mut fonts = crate::FontLibrary::new();
    fonts.add(dejavu::sans::regular(), None).unwrap();
    let ink = |weight| {
        let sprite = rasterize(&fonts, &TextSpec { weight, ..black("mmm") }, 1.0).unwrap();
        sprite.pixels.iter().map(|pixel| u64::from(pixel.a)).sum::<u64>()
    };
    assert!(ink(700) > ink(400) * 11 / 10);
    let slanted = rasterize(&fonts, &TextSpec { italic: true, ..black("l") }, 1.0).unwrap();
    assert!(slanted.width > rasterize(&fonts, &black("l"), 1.0).unwrap().width + 4);
}

#[test]
fn emoji_are_coloured_and_joined() {
    let Some(fonts) = with_installed(&["NotoColorEmoji.ttf"]) else { return };
    let width = |text: &str| layout(&fonts, &black(text)).unwrap().width;
    let one = width("😀");
    for text in [
        "👩🏽\u{200d}🚀",
        "👍🏿",
        "🇩🇪",
        "❤\u{fe0f}\u{200d}🔥",
        "1\u{fe0f}\u{20e3}",
        "🏳\u{fe0f}\u{200d}🌈",
        "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    ] {
        assert!((width(text) - one).abs() < 0.01, "{text} is one picture");
        let sprite = rasterize(&fonts, &black(text), 1.0).unwrap();
        let colourful = colourful(&sprite);
        assert!(colourful > 100, "{text} is in colour: {colourful}");
    }
    // DejaVu has a heart of its own: it is taken where the text asks for text.
    assert_eq!(colourful(&rasterize(&fonts, &black("❤\u{fe0e}12©"), 1.0).unwrap()), 0);
    let faint = Paint::Solid(Rgba8 { r: 0, g: 0, b: 0, a: 128 });
    let sprite = rasterize(&fonts, &TextSpec { paint: faint, ..black("😀") }, 1.0).unwrap();
    let most = sprite.pixels.iter().map(|pixel| pixel.a).max().unwrap();
    assert!((127..=129).contains(&most), "{most}");
}

#[test]
fn scripts_fall_back_on_each_other() {
    let Some(fonts) = with_installed(&["NotoSansSC-Regular.ttf", "NotoSansThai-Regular.ttf"]) else { return };
    let text = "Aб中文ไทย مرحبا";
    assert_eq!(fonts.missing_glyphs(text), []);
    let mixed = rasterize(&fonts, &black("中"), 1.0).unwrap();
    let only = with_installed(&[]).unwrap();
    assert_ne!(mixed.pixels, rasterize(&only, &black("中"), 1.0).unwrap().pixels, "not the box for missing glyphs");
    // Chinese breaks between characters.
    let spec = TextSpec { max_width_px: Some(100.0), ..black("春眠不觉晓") };
    assert_eq!(layout(&fonts, &spec).unwrap().lines.len(), 3);
}

#[test]
fn radial_gradients_centre_on_the_text() {
    let fonts = dejavu();
    let stops = vec![GradientStop::new(0.0, Rgba8::WHITE), GradientStop::new(1.0, Rgba8::BLACK)];
    let paint = Paint::Radial(crate::RadialGradient { center: Point::new(0.5, 0.5), radius: 1.0, stops });
    let sprite = rasterize(&fonts, &TextSpec { paint, ..black("███████") }, 1.0).unwrap();
    let (x, y) = (sprite.layout_width as i32 / 2, sprite.layout_height as i32 / 2);
    assert!(at(&sprite, x, y).r > 245 && at(&sprite, 2, y).r < 60);
}

#[test]
fn a_text_that_shrinks_has_room_and_is_no_smaller_than_it_must() {
    let fonts = dejavu();
    for (words, width, height) in
        [(LOREM, 400.0, 200.0), ("Unbreakable", 120.0, 400.0), ("short", 400.0, 400.0), (LOREM, 90.0, 60.0)]
    {
        let spec = TextSpec { max_width_px: Some(width), max_height_px: Some(height), shrink: true, ..black(words) };
        let fitted = layout(&fonts, &spec).unwrap();
        assert!(fitted.width <= width && fitted.height <= height + 0.01, "{words:?}: {fitted:?}");
        // The same size given outright, and the next one, which must have no room.
        let size = fitted.height / fitted.lines.len() as f64 / spec.line_height;
        let plain =
            |size_px: f64| layout(&fonts, &TextSpec { size_px, max_width_px: Some(width), ..black(words) }).unwrap();
        let (own, next) = (plain(size), plain(size + 0.25));
        assert!((own.width - fitted.width).abs() < 0.01 || fitted.truncated, "{words:?}");
        let word_breaks = words == "Unbreakable" && next.lines.len() > 1;
        assert!(size >= 48.0 || next.height > height || word_breaks || fitted.truncated, "{words:?}: {size}");
    }
    let tiny = TextSpec { max_width_px: Some(90.0), max_height_px: Some(30.0), shrink: true, ..black(LOREM) };
    let tiny = layout(&fonts, &tiny).unwrap();
    assert!(tiny.truncated && tiny.lines.len() == 2, "a quarter of the size is the least: {tiny:?}");
}

#[test]
fn a_height_leaves_whole_lines() {
    let fonts = dejavu();
    let lines = |max_height| {
        let spec = TextSpec { max_width_px: Some(300.0), max_height_px: Some(max_height), ..black(LOREM) };
        layout(&fonts, &spec).unwrap()
    };
    let line = 48.0 * 1.2;
    assert_eq!(
        [10.0, line, 2.0 * line - 1.0, 2.0 * line, 3.5 * line].map(|height| lines(height).lines.len()),
        [1, 1, 1, 2, 3]
    );
    assert!(lines(line).truncated && !lines(1e5).truncated);
}
