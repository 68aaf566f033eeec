//! Captions of what is spoken.

use reelspeed_model::request::{CaptionCue, CaptionEmphasis, CaptionPosition, CaptionPreset, CaptionStyle, Captions};
use reelspeed_model::{Composition, Layer};

use super::stage::Stage;
use crate::captions;

/// What the messages say, each while it is spoken.
pub(super) fn spoken(stage: &Stage<'_>) -> Captions {
    let messages = stage.config.messages.iter().zip(&stage.timing.messages).enumerate();
    let cue = |(i, (message, time)): (usize, (&reelspeed_model::request::StoryMessage, &super::MessageTime))| {
        let text = message.text.trim();
        let shown = !text.is_empty() && time.start < stage.timing.duration && time.end > time.start;
        shown.then(|| CaptionCue {
            start: time.start,
            end: time.end,
            text: text.to_owned(),
            words: Vec::new(),
            speaker: Some(stage.sender(i).to_owned()),
        })
    };
    Captions { cues: messages.filter_map(cue).collect() }
}

/// The layers of the captions that a story asks for.
pub(super) fn layers(stage: &Stage<'_>, canvas: &Composition, edge: Option<f64>) -> Vec<Layer> {
    let config = stage.config;
    let settings = &config.caption_settings;
    let mut layers = Vec::new();
    if settings.enabled {
        let captions = settings.captions.clone().unwrap_or_else(|| spoken(stage));
        let mut style = settings.style.clone();
        if style.font_family.is_empty() {
            style.font_family.extend(stage.family().map(str::to_owned));
        }
        layers.extend(captions::layers(&captions, &style, canvas));
    }
    let split = &config.brainrot_settings;
    if let Some(edge) = edge.filter(|_| split.captions && !settings.enabled) {
        let captions = settings.captions.clone().unwrap_or_else(|| spoken(stage));
        let mut style = split.caption_style.clone().unwrap_or_else(|| CaptionStyle {
            preset: CaptionPreset::OneWord,
            font_family: stage.family().map(str::to_owned).into_iter().collect(),
            uppercase: true,
            position: CaptionPosition::Center,
            y: Some(edge),
            font_size: Some(libm::round(stage.canvas[0].min(stage.canvas[1]) * 0.105)),
            ..CaptionStyle::default()
        });
        style.emphasis.get_or_insert_with(|| CaptionEmphasis {
            words: split.emphasis_words.clone(),
            colors: split.emphasis_colors.clone(),
        });
        layers.extend(captions::layers(&captions, &style, canvas));
    }
    layers
}
