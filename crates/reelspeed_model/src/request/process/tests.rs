use serde_json::json;

use super::*;
use crate::request::{MessageAnimation, StoryTemplate};
use crate::{Animated, Layer};

/// What §5.2 of the specification's `convertToRustConfig` writes.
fn backend() -> Value {
    json!({
        "video": { "width": 720, "height": 1280, "fps": 25, "codec": "h264", "quality": "high" },
        "audio": { "enabled": true, "volume": 80 },
        "effects": {
            "text_overlays": [
                { "text": "Hello", "duration": 1.5, "style": "modern-light" },
                { "text": "  ", "duration": 1 },
                { "text": "world", "duration": 2 },
            ],
            "background": { "type": "gradient", "source": "", "opacity": 100 },
            "transitions": { "enabled": true, "type": "slide", "duration": 500 },
        },
        "optimization": { "target_size_mb": 50, "hardware_acceleration": true, "memory_optimization": true },
    })
}

#[test]
fn both_forms_are_read() {
    let request = ProcessRequest::from_any_value(backend()).unwrap();
    assert_eq!((request.config.video.width, request.config.video.fps), (720, 25));
    assert_eq!((request.config.audio.volume, request.config.optimization.target_size_mb), (0.8, Some(50.0)));
    let own = json!({ "video": { "width": 720 }, "audio": { "volume": 0.5 }, "startSecs": 3, "fit": "contain" });
    let request = ProcessRequest::from_any_value(own).unwrap();
    assert_eq!((request.start_secs, request.fit, request.config.audio.volume), (3.0, Fit::Contain, 0.5));
    assert_eq!(ProcessRequest::from_any_json("{}").unwrap(), ProcessRequest::default());
}

#[test]
fn faults_are_named_in_either_form() {
    let errors = ProcessRequest::from_any_value(json!({ "vidoe": {}, "video": { "fps": 0 } })).unwrap_err();
    let lines: Vec<_> = errors.issues.iter().map(ToString::to_string).collect();
    assert!(lines.iter().any(|l| l.starts_with("vidoe: ") && l.ends_with("did you mean \"video\"?")), "{lines:?}");
    assert!(lines.iter().any(|l| l.starts_with("video.fps: must be")), "{lines:?}");
    let mut request = backend();
    request["audio"]["volume"] = json!("loud");
    request["effects"]["text_overlays"][0]["duration"] = json!(0);
    let errors = ProcessRequest::from_any_value(request).unwrap_err();
    let paths: Vec<_> = errors.issues.iter().map(|i| i.path.as_str()).collect();
    assert_eq!(paths, ["audio.volume", "effects.text_overlays[0].duration"]);
}

#[test]
fn texts_follow_one_another_over_the_input() {
    let request = ProcessRequest::from_any_value(backend()).unwrap();
    let composition = request.to_composition(Some("a.mp4"));
    composition.validate().unwrap();
    assert!(matches!(&composition.layers[0], Layer::Video(v) if v.clip.src == "a.mp4"));
    let times: Vec<_> = composition.layers[1..].iter().map(|l| (l.common().start, l.common().duration)).collect();
    assert_eq!(times, [(0.0, Some(1.5)), (2.5, Some(2.0))]);
    assert!(matches!(composition.layers[1].common().transform.position, Some(Animated::Keyframes(_))));
    assert_eq!(request.field_of("layers[0].src", true), "input");
    assert_eq!(request.field_of("layers[2].text", true), "effects.textOverlays[2].text");
    assert_eq!(request.field_of("output.audio.sampleRate", true), "audio.sampleRate");
}

#[test]
fn without_an_input_the_background_is_left() {
    let mut request = ProcessRequest::from_any_value(backend()).unwrap();
    request.config.effects.background =
        BackgroundConfig { background_type: BackgroundType::Image, source: "b.png".into(), opacity: 0.5 };
    for kind in [TransitionType::None, TransitionType::Fade, TransitionType::Scale] {
        request.config.effects.animations.transition_type = kind;
        let composition = request.to_composition(None);
        composition.validate().unwrap();
        assert_eq!(composition.layers.len(), 3);
    }
    assert_eq!(request.field_of("layers[0].src", false), "effects.background.source");
    assert_eq!(request.field_of("layers[1].text", false), "effects.textOverlays[0].text");
}

#[test]
fn the_backends_request_becomes_a_story() {
    let text = r#"{
        "type": "chat/story", "inputPath": "", "settings": { "width": 720, "height": 1280, "fps": 25, "quality": "x" }, "userId": 7,
        "input": { "script": "…", "config": {
            "messages": [{ "text": "Hello", "audioDuration": 1.5, "sender": "a", "avatarUrl": null }, { "text": "world" }],
            "voiceAudioSettings": { "enableAudio": true },
            "backgroundSettings": { "backgroundType": "video", "backgroundUrl": "bg.mp4" },
            "animationSettings": { "showMessageAnimations": false }
        } }
    }"#;
    let request = VideoGenerationRequest::from_json(text).unwrap();
    assert_eq!(request.file_stem(), "chatstory");
    let process = request.to_process().unwrap();
    assert!(process.config.audio.enabled);
    assert_eq!(process.config.audio.volume, 0.8);
    let story = process.story.unwrap();
    assert_eq!((story.config.video_settings.resolution.as_str(), story.config.video_settings.fps), ("720x1280", 25));
    assert_eq!(story.field_of("messages[0].audioUrl"), "input.config.messages[0].audioUrl");
    let bare = VideoGenerationRequest::default().to_process().unwrap();
    assert_eq!((bare.config.video.width, bare.config.audio.enabled, bare.story), (1080, false, None));
    assert_eq!(bare.config.optimization.target_size_mb, Some(50.0));
}

#[test]
fn a_storys_unknown_names_are_told_with_their_place() {
    let text = r#"{ "input": { "config": { "tempalte": "x", "template": "whatsap", "messages": [{ "text": "a", "reaction": 1 }] } } }"#;
    let errors = VideoGenerationRequest::from_json(text).unwrap_err();
    let told: Vec<_> = errors.issues.iter().map(|i| (i.path.as_str(), i.suggestion.as_deref())).collect();
    assert!(told.contains(&("input.config.tempalte", Some("template"))), "{told:?}");
    assert!(told.contains(&("input.config.template", Some("whatsapp"))), "{told:?}");
    assert!(told.contains(&("input.config.messages[0].reaction", None)), "{told:?}");
}

#[test]
fn texts_in_a_template_are_a_story() {
    let request = json!({
        "effects": {
            "text_overlays": [{ "text": "hi", "duration": 1.5, "style": "imessage-dark" }, { "text": "you", "duration": 2, "style": "imessage-dark" }],
            "background": { "type": "gradient", "source": "", "opacity": 100 },
            "transitions": { "enabled": true, "type": "pop", "duration": 300 },
        },
    });
    let story = ProcessRequest::from_any_value(request).unwrap().story.unwrap();
    assert_eq!(story.config.template, StoryTemplate::ImessageDark);
    assert_eq!(story.config.messages[1].audio_duration, Some(2.0));
    assert_eq!(story.config.animation_settings.message_animation_type, MessageAnimation::Pop);
    assert_eq!(story.field_of("messages[1].text"), "effects.text_overlays[1].text");
    story.config.validate().unwrap();
}
