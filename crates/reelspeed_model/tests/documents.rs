//! Good documents, hostile ones, and documents built in Rust.

use proptest::prelude::*;
use reelspeed_model::effects::{Blur, Effect};
use reelspeed_model::{
    Animated, AudioTrack, Color, Composition, Easing, Geometry, IssueCode, Keyframe, Keyframes, Layer, MAX_ISSUES,
    MediaKind, SequenceItem, TransitionKind,
};
use serde_json::{Value, json};

const EVERY_FEATURE: &str = include_str!("every_feature.json");

fn every_feature() -> Composition {
    Composition::from_json(EVERY_FEATURE).unwrap_or_else(|e| panic!("{e}"))
}

/// One issue's path, message and code.
fn only_issue(document: &Composition) -> (String, String, IssueCode) {
    let mut errors = document.validate().expect_err("a fault");
    assert_eq!(errors.issues.len(), 1, "{errors}");
    let issue = errors.issues.remove(0);
    (issue.path, issue.message, issue.code)
}

#[test]
fn a_document_with_every_feature_survives_the_round_trip() {
    let composition = every_feature();
    assert_eq!(composition.validate(), Ok(()));
    let again = Composition::from_json(&composition.to_json()).unwrap();
    assert_eq!(again, composition);
    assert_eq!(Composition::from_slice(&[b"\xef\xbb\xbf", EVERY_FEATURE.as_bytes()].concat()), Ok(composition));
}

#[test]
fn numbers_are_read_to_the_last_bit() {
    // `5e-324` is the smallest there is; the others are one bit off where digits are summed up in floating point.
    for number in [7.347931687880336e-119_f64, 5e-324, 1.797_693_134_862_315_7e308, 0.1, 37.929_612_382_139_66] {
        let text = format!("{number:?}");
        assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), number.to_bits(), "{text}");
    }
}

#[test]
fn every_value_of_that_document_is_looked_at() {
    // Each value in turn is replaced by one that fits nowhere.
    let document: Value = serde_json::from_str(EVERY_FEATURE).unwrap();
    let mut pointers = Vec::new();
    collect(&document, String::new(), &mut pointers);
    assert!(pointers.len() > 400, "{}", pointers.len());
    for pointer in pointers {
        let mut bad = document.clone();
        *bad.pointer_mut(&pointer).unwrap() = json!([[null]]);
        let errors = Composition::from_value(bad).expect_err(&pointer);
        let inside = pointer[1..].split('/').map(|s| match s.parse::<usize>() {
            Ok(i) => format!("[{i}]"),
            Err(_) => format!(".{s}"),
        });
        let path = inside.collect::<String>();
        let path = path.trim_start_matches('.');
        let named = errors.issues.iter().any(|i| i.path.starts_with(path));
        assert!(named, "{pointer}: {errors}");
    }
}

fn collect(value: &Value, pointer: String, found: &mut Vec<String>) {
    if !pointer.is_empty() {
        found.push(pointer.clone());
    }
    match value {
        Value::Array(a) => a.iter().enumerate().for_each(|(i, v)| collect(v, format!("{pointer}/{i}"), found)),
        Value::Object(o) => o.iter().for_each(|(k, v)| collect(v, format!("{pointer}/{k}"), found)),
        _ => {}
    }
}

#[test]
fn references_carry_their_paths() {
    let composition = every_feature();
    let media: Vec<_> = composition.media_references().into_iter().map(|r| (r.path, r.src, r.kind)).collect();
    assert_eq!(media[0], ("fonts[0].src".into(), "fonts/Inter.ttf", MediaKind::Font));
    assert_eq!(media[2], ("layers[0].src".into(), "media/one.mp4", MediaKind::Video));
    assert_eq!(media[5], ("layers[1].clips[2].src".into(), "media/c.png", MediaKind::Video));
    assert_eq!(media[10], ("layers[3].src".into(), "media/logo.gif", MediaKind::Image));
    assert_eq!(media[11], ("audio[0].src".into(), "media/music.flac", MediaKind::Audio));
    assert_eq!(media.len(), 13);
    let texts: Vec<_> = composition.text_references().into_iter().map(|r| (r.path, r.text)).collect();
    let nested = ("layers[2].layers[1].layers[0]".to_owned(), "nested");
    assert_eq!(texts, [("layers[2].layers[0]".to_owned(), "Hello\nمرحبا 你好 🎬"), nested]);
}

#[test]
fn documents_built_in_rust_are_checked_by_the_same_rules() {
    let mut short = Composition::new(1080, 1920);
    short.layers.push(Layer::sequence([
        SequenceItem::new("a.mp4"),
        SequenceItem::new("b.mp4").with_transition(TransitionKind::Crossfade, 0.5),
    ]));
    short.layers.push(
        Layer::shape(Geometry::Ellipse { width: 10.0.into(), height: 10.0.into() }, Color::WHITE)
            .with_id("dot")
            .with_start(1.0)
            .with_duration(2.0)
            .with_position([540.0, 960.0])
            .with_opacity(0.5)
            .with_effect(Effect::Blur(Blur { sigma: 3.0.into() })),
    );
    short.layers.push(Layer::group([Layer::text("Hi"), Layer::image("a.png")]));
    short.audio.push(AudioTrack::new("a.wav"));
    assert_eq!(short.validate(), Ok(()));
    assert_eq!(Composition::from_json(&short.to_json()), Ok(short.clone()));

    let keyframe = |time, value| Keyframe { time, value, easing: Easing::default() };
    let keyframes = vec![keyframe(0.0, 1.0), keyframe(1.0, f64::INFINITY)];
    short.layers[1] = Layer::video("a.mp4").with_opacity(Animated::Keyframes(Keyframes { keyframes }));
    let path = "layers[1].transform.opacity.keyframes[1].value".to_owned();
    let message = "must be a finite number, was not a number or infinite".to_owned();
    assert_eq!(only_issue(&short), (path, message.clone(), IssueCode::OutOfRange));

    short.layers[1] = Layer::video("a.mp4").with_duration(f64::NAN);
    assert_eq!(only_issue(&short), ("layers[1].duration".into(), message.clone(), IssueCode::OutOfRange));
    short.layers[1] = Layer::video("a.mp4").with_position([0.0, f64::NAN]);
    assert_eq!(only_issue(&short), ("layers[1].transform.position[1]".into(), message, IssueCode::OutOfRange));
    short.layers[1] = Layer::video("a.mp4").with_start(2e7);
    let message = "must be from -10000000 to 10000000, was 20000000.0".to_owned();
    assert_eq!(only_issue(&short), ("layers[1].start".into(), message, IssueCode::OutOfRange));
}

#[test]
fn groups_nest_sixteen_deep_and_no_deeper() {
    let nested = |depth: usize| {
        let mut layer = Layer::text("core");
        for _ in 0..depth {
            layer = Layer::group([layer]);
        }
        let mut short = Composition::new(64, 64);
        short.duration = Some(1.0);
        short.layers.push(layer);
        short
    };
    let deepest = nested(16);
    assert_eq!(deepest.validate(), Ok(()));
    assert_eq!(Composition::from_json(&deepest.to_json()), Ok(deepest));
    let (path, message, code) = only_issue(&nested(17));
    assert_eq!(path, format!("layers[0]{}", ".layers[0]".repeat(16)));
    assert_eq!((message.as_str(), code), ("must be nested at most 16 groups deep, was deeper", IssueCode::Limit));
    assert_eq!(only_issue(&nested(100)).2, IssueCode::Limit);
}

#[test]
fn limits_of_size_and_number() {
    let huge = format!("{{\"x\": \"{}\"}}", "a".repeat(16 << 20));
    let errors = Composition::from_json(&huge).unwrap_err();
    assert_eq!(errors.to_string(), "document: must be at most 16777216 bytes, was 16777225 bytes");

    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let errors = Composition::from_json(&deep).unwrap_err();
    assert_eq!(errors.to_string(), "document: line 1, column 65: nests deeper than 64 levels");
    assert_eq!(errors.issues[0].code, IssueCode::Limit);

    let mut many = Composition::new(64, 64);
    many.duration = Some(1.0);
    many.layers = (0..2).map(|_| Layer::group(vec![Layer::text("a"); 5000])).collect();
    let expected = ("layers".into(), "must be at most 10000 layers in all, was 10002".into(), IssueCode::Limit);
    assert_eq!(only_issue(&many), expected);

    many.layers = vec![Layer::text("a".repeat(10_001))];
    let message = "must be a string of at most 10000 characters, was 10001 characters".to_owned();
    assert_eq!(only_issue(&many), ("layers[0].text".into(), message, IssueCode::Limit));
    many.layers = vec![Layer::text("😀".repeat(10_000))];
    assert_eq!(many.validate(), Ok(()));

    many.layers = vec![Layer::text("a").with_start(-1.0); MAX_ISSUES + 50];
    let errors = many.validate().unwrap_err();
    assert_eq!((errors.issues.len(), errors.omitted), (MAX_ISSUES, 50));
    assert!(errors.to_string().ends_with("layers[199].start: must be ≥ 0, was -1.0\nand 50 more"), "{errors}");
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let errors = Composition::from_slice(b"{\"version\": \xff}").unwrap_err();
    assert_eq!(errors.to_string(), "document: is not UTF-8 text: byte 12 does not belong there");
}

#[test]
fn an_extension_decides_what_codecs_fit() {
    use reelspeed_model::{Container, Output, VideoCodec};
    let mut output = Output::default();
    output.video.codec = Some(VideoCodec::H264);
    let errors = output.check(Container::Webm);
    assert_eq!(errors.to_string(), "output.video.codec: must be vp9 or av1 in WebM, was h264");
    for container in [Container::Mp4, Container::Mov, Container::Mkv, Container::Webm] {
        assert!(Output::default().check(container).is_empty());
    }
}

/// JSON whose keys and strings are often those of the format.
fn any_json() -> impl Strategy<Value = Value> {
    const WORDS: &[&str] = &[
        "type",
        "kind",
        "video",
        "text",
        "shape",
        "group",
        "sequence",
        "layers",
        "clips",
        "src",
        "volume",
        "keyframes",
        "time",
        "value",
        "easing",
        "transform",
        "scale",
        "position",
        "effects",
        "transition",
        "duration",
        "trim",
        "start",
        "end",
        "geometry",
        "path",
        "d",
        "background",
        "stops",
        "offset",
        "color",
        "#fff",
        "linear",
        "output",
        "version",
    ];
    let word = || prop_oneof![4 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => ".{0,12}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((word(), inner), 0..6).prop_map(|entries| entries.into_iter().collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_json_panics(value in any_json()) {
        // What passes must be a document that passes again.
        if let Ok(composition) = Composition::from_value(value) {
            prop_assert_eq!(composition.validate(), Ok(()));
        }
    }

    #[test]
    fn no_value_in_a_good_document_panics(at in any::<prop::sample::Index>(), value in any_json()) {
        let mut document: Value = serde_json::from_str(EVERY_FEATURE).unwrap();
        let mut pointers = Vec::new();
        collect(&document, String::new(), &mut pointers);
        *document.pointer_mut(&pointers[at.index(pointers.len())]).unwrap() = value;
        if let Ok(composition) = Composition::from_value(document) {
            prop_assert_eq!(composition.validate(), Ok(()));
            prop_assert_eq!(Composition::from_json(&composition.to_json()), Ok(composition));
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,200}") {
        prop_assert!(Composition::from_json(&text).is_err());
    }

    #[test]
    fn no_truncated_document_panics(at in any::<prop::sample::Index>()) {
        let end = at.index(EVERY_FEATURE.trim_end().len());
        let bytes = &EVERY_FEATURE.as_bytes()[..end];
        prop_assert!(Composition::from_slice(bytes).is_err());
    }
}
