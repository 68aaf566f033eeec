//! Chat stories as pictures: every look and every entrance is drawn, the same each time, and something of each message is seen.

use std::path::Path;

use reelspeed_engine::{Project, RenderOptions, RgbaImage, compose_story};
use reelspeed_model::MissingGlyph;
use reelspeed_model::request::{
    BackgroundKind, MessageAnimation, ReadReceipt, ReelSpeedVideoConfig, StoryMessage, StoryTemplate,
};

const ANIMATIONS: [MessageAnimation; 7] = [
    MessageAnimation::Slide,
    MessageAnimation::Fade,
    MessageAnimation::Pop,
    MessageAnimation::Scale,
    MessageAnimation::Bounce,
    MessageAnimation::Typewriter,
    MessageAnimation::None,
];

fn story(template: StoryTemplate, animation: MessageAnimation) -> ReelSpeedVideoConfig {
    let message = |text: &str, sender: &str| StoryMessage {
        text: text.into(),
        sender: Some(sender.into()),
        audio_duration: Some(0.5),
        timestamp: Some("10:42".into()),
        read_receipt: Some(ReadReceipt::Read),
        ..StoryMessage::default()
    };
    let messages = vec![message("hello, are you there?", "Mia"), message("yes", "me"), message("good", "Sam")];
    let mut config = ReelSpeedVideoConfig { messages, template, ..ReelSpeedVideoConfig::default() };
    config.video_settings.resolution = "108x192".into();
    config.animation_settings.message_animation_type = animation;
    config.missing_glyph = MissingGlyph::Box;
    config
}

fn frames(config: &ReelSpeedVideoConfig, times: &[f64]) -> Vec<RgbaImage> {
    let project = Project::story(config, Path::new("")).unwrap();
    project.frames(times, &RenderOptions::default()).unwrap()
}

#[test]
fn every_look_and_entrance_is_drawn_the_same_each_time() {
    for template in StoryTemplate::ALL {
        for animation in ANIMATIONS {
            let config = story(template, animation);
            // Typing, an entrance, rest, and the end.
            let times = [0.6, 1.3, 1.65, 4.9];
            let pictures = frames(&config, &times);
            for (i, pair) in pictures.windows(2).enumerate() {
                if i == 1 && animation == MessageAnimation::None {
                    continue;
                }
                assert_ne!(pair[0].pixels, pair[1].pixels, "{} {animation:?}: {}", template.name(), times[i]);
            }
            let again = frames(&config, &times);
            assert!(
                pictures.iter().zip(&again).all(|(a, b)| a.pixels == b.pixels),
                "{} {animation:?}",
                template.name()
            );
        }
    }
}

#[test]
fn a_message_at_rest_does_not_depend_on_how_it_came() {
    let of = |animation| frames(&story(StoryTemplate::ImessageDark, animation), &[1.69]).remove(0).pixels;
    let rest = of(MessageAnimation::None);
    for animation in [MessageAnimation::Slide, MessageAnimation::Fade, MessageAnimation::Pop, MessageAnimation::Bounce]
    {
        // The first message came at 1.2 s and is spoken until 1.7 s; its entrance takes no longer.
        let mut config = story(StoryTemplate::ImessageDark, animation);
        config.animation_settings.transition_duration = 400.0;
        assert_eq!(frames(&config, &[1.69]).remove(0).pixels, rest, "{animation:?}");
    }
}

#[test]
fn before_a_key_colour_nothing_is_half_transparent() {
    let mut config = story(StoryTemplate::ModernLight, MessageAnimation::None);
    config.video_settings.green_screen = true;
    config.background_settings.background_type = BackgroundKind::Gradient;
    let composition = compose_story(&config, Path::new(""), None).unwrap();
    let picture = frames(&config, &[4.9]).remove(0);
    let corner = &picture.pixels[..4];
    assert!(corner[1] > 240 && corner[0] < 16 && corner[2] < 16, "{corner:?}");
    assert!(!composition.to_json().contains("\"shadow\""), "no shadow falls on the key colour");
}
