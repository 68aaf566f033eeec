//! Chat stories: a [`ReelSpeedVideoConfig`] becomes a composition.
//!
//! ```
//! use reelspeed_model::request::{ReelSpeedVideoConfig, Request};
//! use reelspeed_templates::story::{self, RoughRuler, StoryFacts};
//!
//! let config = ReelSpeedVideoConfig::from_json(r#"{ "messages": [{ "text": "hi" }, { "text": "hey!" }], "template": "imessage-dark" }"#)?;
//! let facts = StoryFacts::new();
//! let timing = story::timing(&config, &facts);
//! // 0.4 s, typing for 0.8 s, spoken for 2 s; a pause of 0.25 s and the same again; 1.2 s at the end.
//! assert!((timing.duration - 7.45).abs() < 1e-9);
//! let short = story::compose(&config, &facts, &RoughRuler)?;
//! short.validate()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How: the times of all messages come first ([`timing`]), then each message is measured and stacked, and the thread moves up whenever it
//! grows beyond its window. All positions at rest are whole pixels. Ids of layers and tracks are the fields that they come from.
//!
//! # Limits
//!
//! One thread with one header; no messages that are edited, deleted or quoted; keys of the keyboard are not pressed.

mod backdrop;
mod bubble;
mod chrome;
mod draw;
mod error;
mod message;
mod motion;
mod ruler;
mod sound;
mod speech;
mod stage;
mod theme;
mod thread;
mod timing;
mod words;

use reelspeed_model::request::{Captions, ReelSpeedVideoConfig};
use reelspeed_model::{Clip, Composition, FrameRate, Layer, LayerCommon, VideoLayer};

pub use error::StoryError;
pub use ruler::{FileFact, RoughRuler, StoryFacts, TextExtent, TextRuler};
pub use timing::{MessageTime, StoryTiming, timing};
pub use words::in_words_of_the_story;

/// The most layers of a composition.
const MAX_LAYERS: usize = 10_000;

use draw::Area;
use stage::Stage;

/// The composition that a story stands for. The same configuration, facts and measures give the same composition.
///
/// # Errors
///
/// [`StoryError`] where a text cannot be measured, or the story is too long for one composition.
pub fn compose(
    config: &ReelSpeedVideoConfig,
    facts: &StoryFacts,
    ruler: &dyn TextRuler,
) -> Result<Composition, StoryError> {
    compose_over(config, facts, ruler, None)
}

/// The same, laid over a video that covers the canvas: it shows wherever the configuration does not paint a background of its own, and its
/// sound is heard with the story's.
///
/// # Errors
///
/// As [`compose`].
pub fn compose_over(
    config: &ReelSpeedVideoConfig,
    facts: &StoryFacts,
    ruler: &dyn TextRuler,
    video: Option<&str>,
) -> Result<Composition, StoryError> {
    let mut timing = timing(config, facts);
    let settings = &config.video_settings;
    let length = video.and_then(|src| facts.get(src)).and_then(|fact| fact.duration);
    if let Some(length) = length.filter(|_| settings.duration.is_none()) {
        // A video below that is longer plays to its end; a shorter one starts again.
        timing.duration = if config.messages.is_empty() { length } else { timing.duration.max(length) };
    }
    let [width, height] = settings.size().unwrap_or([1080, 1920]);
    let canvas = [f64::from(width), f64::from(height)];
    let whole = Area::new(0.0, 0.0, canvas[0], canvas[1]);
    let split = &config.brainrot_settings;
    let [part, footage] =
        if settings.brainrot_mode { backdrop::parts(canvas, split.ratio, split.order) } else { [whole, whole] };
    let stage = Stage::new(config, facts, &timing, ruler, canvas, part);

    let mut composition = Composition::new(width, height);
    composition.frame_rate = FrameRate::Number(f64::from(settings.fps));
    composition.duration = Some(timing.duration);
    composition.missing_glyph = config.missing_glyph;
    composition.output.video.rate_control = settings.quality.rate_control();
    composition.output.audio.enabled = config.has_sound();
    if let Some(src) = video {
        let mut clip = Clip::new(src);
        clip.looped = true;
        clip.volume = config.volumes()[0].into();
        let layer = Layer::Video(VideoLayer { common: LayerCommon::default(), clip, size: None });
        composition.layers.push(layer.with_id("inputPath"));
    }
    backdrop::lay(&stage, &mut composition, video.is_some());
    if settings.brainrot_mode {
        composition.layers.extend(backdrop::split_footage(&stage, footage));
    }
    if !config.messages.is_empty() {
        composition.layers.extend(chrome::panel(&stage));
        composition.layers.extend(thread::thread(&stage)?);
        composition.layers.extend(chrome::header(&stage)?);
        composition.layers.extend(chrome::typing_bar(&stage)?);
        composition.layers.extend(chrome::keyboard(&stage));
    }
    let edge = settings.brainrot_mode.then(|| if part.y > 0.0 { part.y } else { part.bottom() } / canvas[1]);
    let captions = speech::layers(&stage, &composition, edge);
    composition.layers.extend(captions);
    composition.audio = sound::tracks(&stage);
    let mut layers = 0;
    composition.for_each_layer(|_, _| layers += 1);
    if layers > MAX_LAYERS {
        return Err(StoryError::TooLong { what: "layers", actual: layers, max: MAX_LAYERS });
    }
    Ok(composition)
}

/// What a story's messages say, and when, for subtitle files beside the video.
pub fn captions(config: &ReelSpeedVideoConfig, facts: &StoryFacts) -> Captions {
    let timing = timing(config, facts);
    let canvas = [1080.0, 1920.0];
    let stage = Stage::new(config, facts, &timing, &RoughRuler, canvas, Area::new(0.0, 0.0, canvas[0], canvas[1]));
    speech::spoken(&stage)
}
