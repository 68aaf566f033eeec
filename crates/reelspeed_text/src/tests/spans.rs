use proptest::prelude::*;
use reelspeed_core::Rgba8;

use super::{at, black, dejavu, with_installed};
use crate::{FontLibrary, Outline, SpanBox, TextSpan, TextSpec, layout, rasterize};

const RED: Rgba8 = Rgba8 { r: 255, g: 0, b: 0, a: 255 };
const BLUE: Rgba8 = Rgba8 { r: 0, g: 0, b: 255, a: 255 };

fn coloured(chars: std::ops::Range<usize>) -> TextSpan {
    TextSpan { chars, color: Some(RED), back: None }
}

fn boxed(chars: std::ops::Range<usize>) -> TextSpan {
    let back = SpanBox { fill: BLUE, padding_x_px: 6.0, padding_y_px: 3.0, radius_px: 4.0 };
    TextSpan { chars, color: None, back: Some(back) }
}

/// The picture's columns in which a colour stands.
fn columns(spec: &TextSpec, fonts: &FontLibrary, color: Rgba8) -> (i32, i32) {
    let sprite = rasterize(fonts, spec, 1.0).unwrap();
    let width = sprite.width as i32;
    let strong = |i: &usize| {
        let pixel = sprite.pixels[*i];
        pixel.a > 200 && pixel.r.abs_diff(color.r) < 40 && pixel.b.abs_diff(color.b) < 40
    };
    let found = (0..sprite.pixels.len()).filter(strong).map(|i| i as i32 % width + sprite.origin_x);
    found.fold((i32::MAX, i32::MIN), |(low, high), x| (low.min(x), high.max(x)))
}

#[test]
fn a_span_has_its_own_colour_and_nothing_moves() {
    let fonts = dejavu();
    let plain = TextSpec { size_px: 40.0, ..black("aa HH cc") };
    let spec = TextSpec { spans: vec![coloured(3..5)], ..plain.clone() };
    assert_eq!(layout(&fonts, &plain), layout(&fonts, &spec));
    let (low, high) = columns(&spec, &fonts, RED);
    let width = |text: &str| layout(&fonts, &TextSpec { text: text.into(), ..plain.clone() }).unwrap().width;
    assert!(f64::from(low) > width("aa") && f64::from(high) < width("aa HH") + 1.0, "{low} {high}");
    // But for the colour it is the same picture.
    let (a, b) = (rasterize(&fonts, &plain, 1.0).unwrap(), rasterize(&fonts, &spec, 1.0).unwrap());
    let alphas = |sprite: &crate::Sprite| sprite.pixels.iter().map(|pixel| pixel.a).collect::<Vec<_>>();
    assert_eq!((a.origin_x, a.width, alphas(&a)), (b.origin_x, b.width, alphas(&b)));
}

#[test]
fn a_box_lies_behind_its_letters_and_their_outline() {
    let fonts = dejavu();
    let stroke = Some(Outline { color: RED, width_px: 2.0 });
    let spec = TextSpec { size_px: 40.0, stroke, spans: vec![boxed(3..5)], ..black("aa HH cc") };
    let (low, high) = columns(&spec, &fonts, BLUE);
    let width =
        |text: &str| layout(&fonts, &TextSpec { spans: Vec::new(), text: text.into(), ..spec.clone() }).unwrap().width;
    let (left, right) = (width("aa HH") - width("HH") - 6.0, width("aa HH") + 6.0);
    assert!((f64::from(low) - left).abs() <= 2.0 && (f64::from(high) - right).abs() <= 2.0, "{low} {high}");
    let sprite = rasterize(&fonts, &spec, 1.0).unwrap();
    let line = layout(&fonts, &spec).unwrap().lines[0];
    // The stem of the first H is black, not blue.
    let stem =
        (low + 6..high).map(|x| at(&sprite, x, line.baseline as i32 - 5)).find(|pixel| pixel.b < 10 && pixel.r < 10);
    assert_eq!(stem.map(|pixel| pixel.a), Some(255));
}

#[test]
fn spans_of_two_lines_have_two_boxes_and_later_ones_count() {
    let fonts = dejavu();
    let spec = TextSpec { size_px: 40.0, spans: vec![boxed(0..9), coloured(1..2)], ..black("one\ntwo") };
    let arranged = crate::layout::arrange(&fonts, &spec).unwrap();
    let spans: Vec<_> = arranged.span_parts.iter().map(|part| part.span).collect();
    assert_eq!(spans, [0, 1, 0, 0]);
    assert!(rasterize(&fonts, &spec, 2.0).is_ok());
}

#[test]
fn a_part_of_a_joined_word_stays_joined() {
    let fonts = dejavu();
    for text in ["سلام عليكم", "שלום world", "office"] {
        let plain = black(text);
        for start in 0..text.chars().count() {
            let spec = TextSpec { spans: vec![coloured(start..start + 1)], ..plain.clone() };
            assert_eq!(layout(&fonts, &plain), layout(&fonts, &spec), "{text} {start}");
        }
    }
}

#[test]
fn a_cut_takes_the_spans_behind_it_along() {
    let fonts = dejavu();
    let plain = TextSpec { max_width_px: Some(100.0), max_lines: Some(1), ..black("one two three four five") };
    for start in 0..23 {
        let spec = TextSpec { spans: vec![boxed(start..23)], ..plain.clone() };
        assert_eq!(layout(&fonts, &plain), layout(&fonts, &spec), "{start}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn spans_never_move_a_letter(
        text in "[a-cäé \n\tא-גس-غ\u{301}\u{200d}👩🚀🇩🇪0-2]{0,24}",
        spans in prop::collection::vec((0usize..30, 0usize..12), 0..4),
        max_width in 20.0..400.0f64,
        max_lines in prop::option::of(1u32..3),
    ) {
        let Some(fonts) = with_installed(&[]) else { return Ok(()) };
        let plain = TextSpec { max_width_px: Some(max_width), max_lines, ..black(&text) };
        let spans = spans.into_iter().map(|(start, length)| boxed(start..start + length)).collect();
        let spec = TextSpec { spans, ..plain.clone() };
        prop_assert_eq!(layout(&fonts, &plain), layout(&fonts, &spec));
        prop_assert!(rasterize(&fonts, &spec, 1.0).is_ok());
    }
}

#[test]
fn letters_that_are_not_shown_keep_their_places() {
    let fonts = dejavu();
    let text = "The quick brown fox\njumps مرحبا over";
    let whole = TextSpec { max_width_px: Some(300.0), ..black(text) };
    let full = rasterize(&fonts, &whole, 1.0).unwrap();
    let mut drawn = 0;
    for shown in 0..=text.chars().count() {
        let spec = TextSpec { shown_chars: Some(shown), ..whole.clone() };
        let (part, all) = (layout(&fonts, &spec).unwrap(), layout(&fonts, &whole).unwrap());
        assert_eq!((part.width, part.height, &part.lines), (all.width, all.height, &all.lines), "{shown}");
        let sprite = rasterize(&fonts, &spec, 1.0).unwrap();
        let ink = sprite.pixels.iter().filter(|pixel| pixel.a > 0).count();
        assert!(ink >= drawn, "{shown}: what was shown stays");
        drawn = ink;
        if shown == 0 {
            assert_eq!(ink, 0);
        }
    }
    let all = rasterize(&fonts, &TextSpec { shown_chars: Some(1000), ..whole }, 1.0).unwrap();
    assert_eq!(all.pixels, full.pixels);
}
