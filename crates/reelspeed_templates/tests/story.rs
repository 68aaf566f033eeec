//! Chat stories of all kinds: valid compositions, texts inside of their bubbles, and lengths that add up.

use proptest::prelude::*;
use reelspeed_model::request::{
    BackgroundKind, MessageAnimation, MessageSide, ReadReceipt, ReelSpeedVideoConfig, Request, StoryMessage,
    StoryTemplate, ThreadAnchor,
};
use reelspeed_model::{Animated, Composition, Geometry, Layer};
use reelspeed_templates::story::{self, FileFact, RoughRuler, StoryFacts, TextRuler};

fn message() -> impl Strategy<Value = StoryMessage> {
    let text = prop_oneof![
        "[a-z ]{1,20}",
        "[A-Za-z ,.!?]{1,200}",
        Just("👩‍👩‍👧‍👦 😂".to_owned()),
        Just("مرحبا، كيف حالك؟\nשלום".to_owned()),
        Just("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".to_owned()),
    ];
    let sender = prop_oneof![Just(None), Just(Some("me".to_owned())), "[A-C]".prop_map(Some)];
    let side = prop_oneof![Just(None), Just(Some(MessageSide::Incoming)), Just(Some(MessageSide::Outgoing))];
    let receipt = prop_oneof![Just(None), Just(Some(ReadReceipt::Sent)), Just(Some(ReadReceipt::Read))];
    let time = prop_oneof![Just(None), Just(Some("10:42".to_owned()))];
    let extra = (prop::option::of(0.0..6.0_f64), prop::option::of(0.0..2000.0_f64), prop::option::of(any::<bool>()));
    (text, sender, side, receipt, time, extra, any::<[bool; 3]>()).prop_map(
        |(text, sender, side, read_receipt, timestamp, (audio_duration, delay, typing), [reacts, voiced, shows])| {
            StoryMessage {
                text: format!("x{text}"),
                sender,
                side,
                read_receipt,
                timestamp,
                audio_duration,
                delay,
                typing,
                reaction: reacts.then(|| "❤️".into()),
                audio_url: voiced.then(|| "voice.wav".into()),
                image_url: shows.then(|| "cat.png".into()),
                ..StoryMessage::default()
            }
        },
    )
}

fn config() -> impl Strategy<Value = ReelSpeedVideoConfig> {
    let template = prop::sample::select(StoryTemplate::ALL.to_vec());
    let animation = prop::sample::select(vec![
        MessageAnimation::Slide,
        MessageAnimation::Fade,
        MessageAnimation::Pop,
        MessageAnimation::Scale,
        MessageAnimation::Bounce,
        MessageAnimation::Typewriter,
        MessageAnimation::None,
    ]);
    let kind = prop::sample::select(vec![
        BackgroundKind::Gradient,
        BackgroundKind::Solid,
        BackgroundKind::Image,
        BackgroundKind::Blur,
    ]);
    let size = prop::sample::select(vec!["1080x1920", "720x1280", "1920x1080", "160x160", "64x300"]);
    let numbers =
        (0.2..=1.0_f64, 0.1..=1.0_f64, 0.5..=2.0_f64, 0.0..3000.0_f64, prop::option::of(1.0..30.0_f64), 0.2..=0.8_f64);
    (prop::collection::vec(message(), 0..8), template, animation, kind, size, numbers, any::<[bool; 8]>()).prop_map(
        |(messages, template, animation, kind, size, (width, height, scale, transition, duration, ratio), flags)| {
            let mut config = ReelSpeedVideoConfig { messages, template, ..ReelSpeedVideoConfig::default() };
            config.video_settings.resolution = size.into();
            config.video_settings.duration = duration;
            config.animation_settings.message_animation_type = animation;
            config.animation_settings.transition_duration = transition;
            config.background_settings.background_type = kind;
            config.background_settings.background_url = if matches!(kind, BackgroundKind::Image | BackgroundKind::Blur)
            {
                "cat.png".into()
            } else {
                String::new()
            };
            let chat = &mut config.chat_overlay;
            (chat.size.width, chat.size.height, chat.font_scale) = (Some(width), Some(height), scale);
            [chat.header.show, chat.show_panel, chat.typing_bar, chat.keyboard] =
                [flags[0], flags[1], flags[2], flags[3]];
            chat.anchor = if flags[4] { ThreadAnchor::Bottom } else { ThreadAnchor::Top };
            config.video_settings.brainrot_mode = flags[5];
            config.brainrot_settings.ratio = ratio;
            config.brainrot_settings.footage_urls = vec!["game.mp4".into()];
            config.video_settings.green_screen = flags[6];
            config.caption_settings.enabled = flags[7];
            config
        },
    )
}

fn facts() -> StoryFacts {
    let fact = |duration, size, is_image| FileFact { duration, size, is_image };
    StoryFacts::from([
        ("voice.wav".into(), fact(Some(1.25), None, false)),
        ("cat.png".into(), fact(None, Some([400, 900]), true)),
        ("game.mp4".into(), fact(Some(9.0), Some([1920, 1080]), false)),
    ])
}

/// Left, top, right and bottom of a layer without keyframes, in pixels of its parent.
fn resting_box(layer: &Layer) -> Option<[f64; 4]> {
    let transform = &layer.common().transform;
    let (Some(Animated::Constant(position)), Animated::Constant(anchor)) = (&transform.position, &transform.anchor)
    else {
        return None;
    };
    let [width, height] = match layer {
        Layer::Text(text) => {
            let width = text.max_width.as_ref()?.first()?;
            let extent = RoughRuler.measure(&text.text, &text.style, *width).ok()?;
            [extent.width, extent.height]
        }
        Layer::Shape(shape) => match &shape.geometry {
            Geometry::Rect { width, height, .. } => [*width.first()?, *height.first()?],
            _ => return None,
        },
        _ => return None,
    };
    let [left, top] = [position[0] - anchor[0] * width, position[1] - anchor[1] * height];
    Some([left, top, left + width, top + height])
}

/// The groups of messages with a text in a bubble.
fn bubbles(composition: &Composition) -> Vec<&[Layer]> {
    let mut found = Vec::new();
    composition.for_each_layer(|_, layer| {
        if let Layer::Group(group) = layer
            && group.layers.iter().any(|l| l.common().id.as_deref().is_some_and(|id| id.ends_with("].text")))
        {
            found.push(group.layers.as_slice());
        }
    });
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_configuration_is_a_valid_composition(config in config()) {
        config.validate().unwrap();
        let composition = story::compose(&config, &facts(), &RoughRuler).unwrap();
        composition.validate().unwrap();
        prop_assert_eq!(&composition, &story::compose(&config, &facts(), &RoughRuler).unwrap());
    }

    #[test]
    fn texts_stay_inside_their_bubbles(config in config()) {
        let composition = story::compose(&config, &facts(), &RoughRuler).unwrap();
        for layers in bubbles(&composition) {
            let text = layers.iter().find(|l| l.common().id.as_deref().is_some_and(|id| id.ends_with("].text"))).unwrap();
            let Some([left, top, right, bottom]) = resting_box(text) else { continue };
            // The shape before the text is its bubble, where it is a plain rectangle and not the text's sender.
            let at = layers.iter().position(|l| std::ptr::eq(l, text)).unwrap();
            let Some([l, t, r, b]) = at.checked_sub(1).and_then(|before| resting_box(&layers[before])) else { continue };
            if matches!(config.template, StoryTemplate::Discord | StoryTemplate::Terminal) || !matches!(layers[at - 1], Layer::Shape(_)) {
                continue;
            }
            prop_assert!(l <= left && t <= top && right <= r + 1.0 && bottom <= b + 1.0, "{:?} in {:?}", [left, top, right, bottom], [l, t, r, b]);
        }
    }

    #[test]
    fn the_length_is_what_the_configuration_adds_up_to(config in config()) {
        let timing = story::timing(&config, &facts());
        let animation = &config.animation_settings;
        let mut sum = 0.0;
        for (i, message) in config.messages.iter().enumerate() {
            let pause = message.delay.unwrap_or(if i == 0 { animation.base_delay } else { animation.message_delay });
            let typed = message.typing.unwrap_or(true);
            sum += pause / 1000.0 + if typed { animation.typing_duration / 1000.0 } else { 0.0 };
            prop_assert!((timing.messages[i].start - sum).abs() < 1e-9);
            sum = timing.messages[i].end;
            let spoken = timing.messages[i].end - timing.messages[i].start;
            match (message.audio_duration.filter(|&secs| secs > 0.0), &message.audio_url) {
                (Some(secs), _) => prop_assert!((spoken - secs).abs() < 1e-9),
                (None, Some(_)) => prop_assert!((spoken - 1.25).abs() < 1e-9),
                (None, None) => prop_assert!(spoken >= 2.0 - 1e-9),
            }
        }
        if config.messages.is_empty() {
            sum = animation.base_delay / 1000.0;
        }
        let whole = config.video_settings.duration.unwrap_or((sum + animation.end_delay / 1000.0).max(1.0));
        prop_assert!((timing.duration - whole).abs() < 1e-9);
        let composition = story::compose(&config, &facts(), &RoughRuler).unwrap();
        prop_assert_eq!(composition.duration, Some(timing.duration));
    }
}

#[test]
fn voices_begin_with_their_messages_and_music_gives_way() {
    let text = r#"{
        "messages": [{ "text": "a", "audioUrl": "voice.wav" }, { "text": "b" }],
        "audioSettings": { "musicUrl": "music.mp3", "messageSoundUrl": "pop.wav", "masterVolume": 50 }
    }"#;
    let config = ReelSpeedVideoConfig::from_json(text).unwrap();
    let timing = story::timing(&config, &facts());
    let composition = story::compose(&config, &facts(), &RoughRuler).unwrap();
    let track = |id: &str| composition.audio.iter().find(|track| track.id.as_deref() == Some(id)).unwrap();
    assert_eq!(track("messages[0].audioUrl").start, timing.messages[0].start);
    assert_eq!(track("messages[0].audioUrl").volume, Animated::Constant(0.5));
    assert_eq!(track("messages[1].soundUrl").start, timing.messages[1].start);
    let Animated::Keyframes(music) = &track("audioSettings.musicUrl").volume else { panic!("it does not move") };
    let levels: Vec<f64> = music.keyframes.iter().map(|key| key.value).collect();
    assert_eq!(levels.len(), 4);
    assert!(levels[1] < 0.5 * levels[0] && levels[1] == levels[2] && levels[3] == levels[0], "{levels:?}");
    let mut silent = config.clone();
    silent.audio_settings.enable_audio = Some(false);
    assert!(story::compose(&silent, &facts(), &RoughRuler).unwrap().audio.is_empty());
}

#[test]
fn the_sample_of_the_specification_is_a_story() {
    let text = r#"{
        "videoSettings": { "duration": 30, "resolution": "1080x1920", "fps": 30, "quality": "high" },
        "animationSettings": { "messageAnimationType": "slide", "transitionDuration": 500, "showMessageAnimations": true }
    }"#;
    let config = ReelSpeedVideoConfig::from_json(text).unwrap();
    let composition = story::compose(&config, &StoryFacts::new(), &RoughRuler).unwrap();
    assert_eq!((composition.width, composition.height, composition.duration), (1080, 1920, Some(30.0)));
}

#[test]
fn a_story_that_is_too_long_is_refused() {
    let message = StoryMessage { text: "a b c d e f g h i j k l".into(), ..StoryMessage::default() };
    let long =
        |count| ReelSpeedVideoConfig { messages: vec![message.clone(); count], ..ReelSpeedVideoConfig::default() };
    let told = |config: &ReelSpeedVideoConfig| story::compose(config, &StoryFacts::new(), &RoughRuler);
    told(&long(600)).unwrap().validate().unwrap();
    let error = told(&long(1000)).unwrap_err().to_string();
    assert!(error.starts_with("messages: must be a story of at most 100000 pixels"), "{error}");
    let mut captioned = long(600);
    captioned.caption_settings.enabled = true;
    let error = told(&captioned).unwrap_err().to_string();
    assert!(error.starts_with("messages: must be a story of at most 10000 layers, was 1"), "{error}");
}

#[test]
fn footage_is_cut_to_other_places() {
    let text = r#"{ "messages": [{ "text": "a", "audioDuration": 8 }],
        "videoSettings": { "brainrotMode": true }, "brainrotSettings": { "footageUrls": ["game.mp4"], "cutEvery": 2 } }"#;
    let config = ReelSpeedVideoConfig::from_json(text).unwrap();
    let composition = story::compose(&config, &facts(), &RoughRuler).unwrap();
    let Some(Layer::Sequence(footage)) = composition.layers.iter().find(|l| matches!(l, Layer::Sequence(_))) else {
        panic!()
    };
    let starts: Vec<f64> = footage.clips.iter().map(|clip| clip.clip.trim.start).collect();
    let whole: f64 = footage.clips.iter().filter_map(|clip| clip.duration).sum();
    assert!(
        whole >= composition.duration.unwrap() && starts.windows(2).all(|w| (w[0] - w[1]).abs() > 0.5),
        "{starts:?}"
    );
    assert!(starts.iter().all(|start| start + 2.0 <= 9.0), "{starts:?}");
}
