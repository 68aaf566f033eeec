//! From a request to the document that it stands for.

use super::{
    AnimationConfig, BackgroundConfig, BackgroundType, EffectsConfig, ProcessRequest, TextOverlay, TransitionType,
};
use crate::effects::{Blur, Brightness, Contrast, Effect, Hue, Saturation, Sharpen};
use crate::{
    Animated, Clip, Color, Composition, Easing, EasingName, FrameRate, Gradient, GradientStop, Keyframe, Keyframes,
    Layer, LayerCommon, LinearGradient, Scale, TextBox, TextStyle, Trim, VideoLayer,
};

/// Where captions stand, as a share of the canvas's height.
const CAPTION_AT: f64 = 0.74;
/// How long a caption takes to go, in seconds.
const EXIT_SECS: f64 = 0.18;
/// A gradient without colours.
const DARK_BLUE: &str = "#16213e,#0f172a,#1d1135";

impl ProcessRequest {
    /// The document that processes `input`; without one it shows the background alone. A pure function: no file is looked at.
    ///
    /// From back to front: the background, the input with the effects, the texts one after another.
    pub fn to_composition(&self, input: Option<&str>) -> Composition {
        let (video, audio) = (&self.config.video, &self.config.audio);
        let mut composition = Composition::new(video.width, video.height);
        composition.frame_rate = FrameRate::Number(f64::from(video.fps));
        composition.duration = self.duration_secs;
        lay_background(&mut composition, &self.config.effects.background);
        if let Some(src) = input {
            let mut clip = Clip::new(src);
            clip.trim = Trim { start: self.start_secs, end: None };
            (clip.speed, clip.fit) = (self.speed, self.fit);
            clip.volume = audio.volume.into();
            let common = LayerCommon { effects: document_effects(&self.config.effects), ..LayerCommon::default() };
            composition.layers.push(Layer::Video(VideoLayer { common, clip, size: None }));
        }
        lay_captions(&mut composition, &self.config.effects);
        self.lay_output(&mut composition);
        composition
    }

    /// Gives a composition the codecs and the sound that the request asks for.
    pub fn lay_output(&self, composition: &mut Composition) {
        let (video, audio) = (&self.config.video, &self.config.audio);
        let output = &mut composition.output;
        output.video.codec = Some(video.codec);
        output.video.rate_control = video.quality.rate_control();
        output.audio.enabled = audio.enabled;
        output.audio.sample_rate = audio.sample_rate;
        output.audio.channels = audio.channels;
        output.audio.bitrate = audio.bitrate.saturating_mul(1000);
    }

    /// The field of the request that a path of its document comes from, such as `input` for `layers[0].src`; the path itself where
    /// there is none.
    pub fn field_of(&self, path: &str, has_input: bool) -> String {
        let background = &self.config.effects.background;
        let behind = usize::from(background.is_layer());
        let indexed = path.strip_prefix("layers[").and_then(|rest| rest.split_once(']'));
        if let Some((index, rest)) = indexed.and_then(|(index, rest)| Some((index.parse::<usize>().ok()?, rest))) {
            if index < behind {
                return "effects.background.source".into();
            }
            if has_input && index == behind {
                return match rest {
                    ".src" => "input".into(),
                    ".trim" | ".trim.start" => "startSecs".into(),
                    ".volume" => "audio.volume".into(),
                    rest => rest.trim_start_matches('.').to_owned(),
                };
            }
            let shown = self.config.effects.text_overlays.iter().enumerate().filter(|(_, o)| o.is_shown());
            let nth = index - behind - usize::from(has_input);
            return match shown.map(|(i, _)| i).nth(nth) {
                Some(i) => format!("effects.textOverlays[{i}]{rest}"),
                None => path.to_owned(),
            };
        }
        match path {
            "width" | "height" => format!("video.{path}"),
            "frameRate" => "video.fps".into(),
            "duration" => "durationSecs".into(),
            path => path.strip_prefix("output.").unwrap_or(path).to_owned(),
        }
    }
}

impl BackgroundConfig {
    /// Whether it is a layer of its own, and not the canvas's paint.
    fn is_layer(&self) -> bool {
        matches!(self.background_type, BackgroundType::Image | BackgroundType::Video) && !self.source.is_empty()
    }
}

impl TextOverlay {
    fn is_shown(&self) -> bool {
        !self.text.trim().is_empty()
    }
}

/// Lays what is behind a clip. Colours that cannot be read are black.
fn lay_background(composition: &mut Composition, config: &BackgroundConfig) {
    let opacity = config.opacity.clamp(0.0, 1.0);
    let color = |text: &str| {
        let mut color: Color = text.trim().parse().unwrap_or(Color::BLACK);
        color.0.a = (f64::from(color.0.a) * opacity).round() as u8;
        color
    };
    let source = config.source.as_str();
    match config.background_type {
        BackgroundType::Color if source.is_empty() => {}
        BackgroundType::Color => composition.background = color(source).into(),
        BackgroundType::Gradient => {
            let source = if source.is_empty() { DARK_BLUE } else { source };
            let colors: Vec<Color> = source.split(',').map(color).collect();
            let last = (colors.len() - 1).max(1) as f64;
            let stop = |(i, &color): (usize, &Color)| GradientStop { offset: (i as f64 / last).into(), color };
            let stops: Vec<_> = colors.iter().enumerate().map(stop).collect();
            composition.background = match colors[..] {
                [only] => only.into(),
                _ => Gradient::Linear(LinearGradient { angle: 180.0.into(), stops }).into(),
            };
        }
        BackgroundType::Image | BackgroundType::Video if source.is_empty() => {}
        BackgroundType::Image => {
            let mut layer = Layer::image(source).with_opacity(opacity);
            if let Layer::Image(image) = &mut layer {
                image.size = Some([f64::from(composition.width), f64::from(composition.height)].into());
            }
            composition.layers.push(layer);
        }
        BackgroundType::Video => {
            let mut clip = Clip::new(source);
            (clip.looped, clip.muted) = (true, true);
            let layer = Layer::Video(VideoLayer { common: LayerCommon::default(), clip, size: None });
            composition.layers.push(layer.with_opacity(opacity));
        }
    }
}

/// Lays the texts one after another: white on a rounded dark box, in the lower third.
fn lay_captions(composition: &mut Composition, effects: &EffectsConfig) {
    let (width, height) = (f64::from(composition.width), f64::from(composition.height));
    // Sizes are those of a canvas of 1080 pixels.
    let unit = width.min(height) / 1080.0;
    let style = TextStyle {
        font_size: (58.0 * unit).max(1.0).into(),
        font_weight: 700,
        line_height: 1.25.into(),
        text_box: Some(TextBox {
            fill: Color("#0b0f19d9".parse().unwrap_or(Color::BLACK.0)).into(),
            padding: [40.0 * unit, 28.0 * unit].into(),
            radius: (32.0 * unit).into(),
            ..TextBox::default()
        }),
        ..TextStyle::default()
    };
    let mut start = 0.0;
    for overlay in &effects.text_overlays {
        if overlay.is_shown() {
            let mut layer = Layer::styled_text(overlay.text.trim(), style.clone())
                .with_start(start)
                .with_duration(overlay.duration_secs)
                .with_position([width / 2.0, (height * CAPTION_AT).round()]);
            if let Layer::Text(text) = &mut layer {
                text.max_width = Some((width * 0.8).into());
            }
            animate(&mut layer, &effects.animations, overlay.duration_secs, unit);
            composition.layers.push(layer);
        }
        start += overlay.duration_secs;
    }
}

/// Moves a caption in, and lets it go.
fn animate(layer: &mut Layer, config: &AnimationConfig, duration: f64, unit: f64) {
    let enter = (f64::from(config.duration_ms) / 1000.0).min(duration / 2.0);
    if !config.enabled || config.transition_type == TransitionType::None || enter <= 0.0 {
        return;
    }
    let transform = &mut layer.common_mut().transform;
    let exit = EXIT_SECS.min(duration / 4.0);
    // Opaque well before it has come to rest, so that it can be read early.
    transform.opacity =
        moving(&[(0.0, 0.0), (enter * 0.6, 1.0), (duration - exit, 1.0), (duration, 0.0)], EasingName::Linear);
    match config.transition_type {
        TransitionType::Slide => {
            if let Some(Animated::Constant([x, y])) = transform.position {
                let from = [x, y + 140.0 * unit];
                transform.position = Some(moving(&[(0.0, from), (enter, [x, y])], EasingName::EaseOutCubic));
            }
        }
        TransitionType::Scale => {
            let scale = |s| Scale::Uniform(s);
            transform.scale = moving(&[(0.0, scale(0.7)), (enter, scale(1.0))], EasingName::EaseOutBack);
        }
        TransitionType::Fade | TransitionType::None => {}
    }
}

fn moving<T: Clone>(values: &[(f64, T)], easing: EasingName) -> Animated<T> {
    let keyframe =
        |(time, value): &(f64, T)| Keyframe { time: *time, value: value.clone(), easing: Easing::Named(easing) };
    Animated::Keyframes(Keyframes { keyframes: values.iter().map(keyframe).collect() })
}

/// The effects as a document has them, without those that change nothing.
pub fn document_effects(config: &EffectsConfig) -> Vec<Effect> {
    let color = &config.color_correction;
    let mut effects = Vec::new();
    if color.brightness != 1.0 {
        effects.push(Effect::Brightness(Brightness { amount: color.brightness.into() }));
    }
    if color.contrast != 1.0 {
        effects.push(Effect::Contrast(Contrast { amount: color.contrast.into() }));
    }
    if color.saturation != 1.0 {
        effects.push(Effect::Saturation(Saturation { amount: color.saturation.into() }));
    }
    if color.hue_shift != 0.0 {
        effects.push(Effect::Hue(Hue { degrees: color.hue_shift.into() }));
    }
    if config.blur != 0.0 {
        effects.push(Effect::Blur(Blur { sigma: config.blur.into() }));
    }
    if config.sharpen != 0.0 {
        effects.push(Effect::Sharpen(Sharpen { amount: config.sharpen.into(), sigma: 1.0.into() }));
    }
    effects
}
