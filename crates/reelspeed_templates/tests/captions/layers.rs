//! Styles as layers.

use reelspeed_model::request::{CaptionCue, CaptionPosition, CaptionPreset, CaptionStyle, Captions, Request, SafeArea};
use reelspeed_model::{Animated, Color, Composition, Layer, Scale, Shadow, Stroke, TextLayer};
use reelspeed_templates::captions::{burned_in, import_strict, layers, to_vtt};

fn captions() -> Captions {
    let cue = |start, end, text: &str| CaptionCue { start, end, text: text.into(), ..CaptionCue::default() };
    Captions { cues: vec![cue(0.5, 2.5, "And so my fellow Americans"), cue(4.0, 6.0, "Ask not")] }
}

fn lay(style: &CaptionStyle) -> Vec<TextLayer> {
    let mut canvas = Composition::new(1080, 1920);
    canvas.layers = layers(&captions(), style, &canvas);
    canvas.validate().unwrap();
    let text = |layer| match layer {
        Layer::Text(text) => text,
        other => panic!("{other:?}"),
    };
    canvas.layers.into_iter().map(text).collect()
}

fn preset(preset: CaptionPreset) -> CaptionStyle {
    CaptionStyle { preset, ..CaptionStyle::default() }
}

fn end(layer: &TextLayer) -> f64 {
    layer.common.start + layer.common.duration.unwrap()
}

#[test]
fn karaoke_changes_nothing_but_the_colour_of_a_word() {
    let texts = lay(&preset(CaptionPreset::Karaoke));
    assert_eq!(texts.len(), 7);
    for (i, text) in texts[..5].iter().enumerate() {
        assert_eq!(text.text, "And so my fellow\nAmericans");
        let [span] = &text.style.spans[..] else { panic!("{:?}", text.style.spans) };
        let words: Vec<&str> = text.text.split([' ', '\n']).collect();
        let marked: String =
            text.text.chars().skip(span.start as usize).take((span.end - span.start) as usize).collect();
        assert_eq!(marked, words[i]);
        let mut plain = text.clone();
        (plain.style.spans, plain.common) = (texts[0].style.spans.clone(), texts[0].common.clone());
        assert_eq!(plain, texts[0], "the layout must not jump");
        // No gap and no frame with two.
        if i > 0 {
            let frames = (end(&texts[i - 1]) * 30.0, text.common.start * 30.0);
            assert!((frames.0 - frames.1).abs() < 1e-6 && (frames.1 - frames.1.round()).abs() < 1e-6, "{frames:?}");
        }
    }
    assert!((end(&texts[4]) - 2.5).abs() < 1e-9);
    assert_eq!(texts[5].common.start, 4.0);
}

#[test]
fn box_pop_one_word_and_plain() {
    let boxed = &lay(&preset(CaptionPreset::Box))[0];
    assert_eq!(boxed.style.spans[0].span_box.unwrap().fill, CaptionStyle::default().box_color);
    assert_eq!(boxed.style.spans[0].color, None);

    let popped = lay(&preset(CaptionPreset::Pop));
    assert_eq!(popped.len(), 2);
    let Animated::Keyframes(scale) = &popped[0].common.transform.scale else { panic!("no keyframes") };
    assert_eq!((scale.keyframes[0].time, scale.keyframes[1].value), (0.0, Scale::Uniform(1.0)));
    // With a colour for the word that is spoken, the page still pops in once.
    let style = CaptionStyle { active_color: Some(Color::BLACK), ..preset(CaptionPreset::Pop) };
    let Animated::Keyframes(scale) = &lay(&style)[1].common.transform.scale else { panic!("no keyframes") };
    assert!(scale.keyframes[1].time < 0.24, "{scale:?}");

    let words: Vec<_> = lay(&preset(CaptionPreset::OneWord)).into_iter().map(|layer| layer.text).collect();
    assert_eq!(words, ["And", "so", "my", "fellow", "Americans", "Ask", "not"]);

    let plain = lay(&preset(CaptionPreset::Plain));
    assert_eq!((plain.len(), plain[0].style.spans.len()), (2, 0));
}

#[test]
fn looks_and_places() {
    let style = CaptionStyle {
        uppercase: true,
        font_size: Some(100.0),
        stroke: Some(Stroke { color: Color::BLACK, width: 0.0.into() }),
        shadow: Some(Shadow { color: "transparent".parse().unwrap(), offset: [0.0, 0.0].into(), blur: 0.0.into() }),
        position: CaptionPosition::Bottom,
        safe_area: SafeArea::Reels,
        ..preset(CaptionPreset::Plain)
    };
    let text = &lay(&style)[0];
    assert_eq!(text.text, "AND SO MY FELLOW\nAMERICANS");
    assert_eq!((&text.style.stroke, &text.style.shadow), (&None, &None));
    assert_eq!(text.style.font_size, 100.0.into());
    let transform = &text.common.transform;
    assert_eq!(transform.position, Some([540.0, 1459.0].into()));
    assert_eq!(transform.anchor, [0.5, 1.0].into());
    assert_eq!(text.max_width, Some((1080.0f64 * (1.0 - 2.0 * 0.12)).into()));
    let placed = CaptionStyle { y: Some(0.25), ..style };
    assert_eq!(lay(&placed)[0].common.transform.position, Some([540.0, 480.0].into()));
}

#[test]
fn letters_are_as_large_as_the_safe_area_allows() {
    let size = |style: &CaptionStyle| *lay(style)[0].style.font_size.as_constant().unwrap();
    let (wide, narrow) =
        (preset(CaptionPreset::Plain), CaptionStyle { safe_area: SafeArea::Tiktok, ..CaptionStyle::default() });
    assert!(size(&wide) > size(&narrow), "{} {}", size(&wide), size(&narrow));
    assert!(size(&preset(CaptionPreset::OneWord)) > size(&wide));
}

#[test]
fn what_was_burned_in_is_captions_again() {
    let style = CaptionStyle { uppercase: true, ..preset(CaptionPreset::Karaoke) };
    let shown = burned_in(&captions(), &style);
    let texts: Vec<_> = shown.cues.iter().map(|cue| (cue.text.as_str(), cue.start, cue.words.len())).collect();
    assert_eq!(texts, [("AND SO MY FELLOW\nAMERICANS", 0.5, 5), ("ASK NOT", 4.0, 2)]);
    assert_eq!(shown.validate(), Ok(()));
    let read = import_strict(to_vtt(&shown).as_bytes()).unwrap();
    assert_eq!(read.cues[0].text, shown.cues[0].text);
}
