//! What lies behind a chat, and beside it.

use reelspeed_model::effects::{Blur, Effect};
use reelspeed_model::request::{BackgroundKind, BrainrotOrder};
use reelspeed_model::{Clip, Color, Composition, Layer, LayerCommon, Paint, SequenceItem, Trim, VideoLayer};

use super::draw::{Area, at};
use super::stage::Stage;
use super::theme::{faded, gradient};

/// Shortest stretch of footage between two cuts, in seconds.
const SHORTEST_CUT: f64 = 0.5;
/// Where the first cut lands in the footage, as a share of it.
const FIRST_PLACE: f64 = 0.21;
/// Where the next cut lands in the footage: the golden ratio of its length further on, so that places spread evenly and none is seen twice
/// soon.
const STRIDE: f64 = 0.618_033_988_749_895;

/// Paints what is behind everything. `over_video`: a video lies below the story and shows where nothing is painted.
pub(super) fn lay(stage: &Stage<'_>, composition: &mut Composition, over_video: bool) {
    let settings = &stage.config.background_settings;
    if stage.config.video_settings.green_screen {
        composition.background = stage.config.video_settings.key_color.into();
        if over_video {
            composition.layers.push(sheet(stage, stage.config.video_settings.key_color.into()));
        }
        return;
    }
    let opacity = (settings.background_opacity / 100.0).clamp(0.0, 1.0);
    let src = settings.background_url.trim();
    match settings.background_type {
        BackgroundKind::Transparent => {}
        BackgroundKind::Gradient | BackgroundKind::Solid | BackgroundKind::Color => {
            let paint = faded(&colors(stage), opacity);
            // A video below the story is hidden only by what was asked for.
            let asked = !settings.background_colors.is_empty()
                || !src.is_empty()
                || settings.background_type != BackgroundKind::Gradient;
            if !over_video {
                composition.background = paint;
            } else if asked {
                composition.layers.push(sheet(stage, paint));
            }
        }
        BackgroundKind::Image | BackgroundKind::Video | BackgroundKind::Blur => {
            let is_image = match settings.background_type {
                BackgroundKind::Image => true,
                BackgroundKind::Video => false,
                _ => stage.facts.get(src).is_some_and(|fact| fact.is_image),
            };
            let mut layer =
                if is_image { picture(stage, src) } else { footage(stage, src, settings.background_volume) };
            if settings.background_type == BackgroundKind::Blur && settings.background_blur > 0.0 {
                let sigma = settings.background_blur * stage.canvas[0].min(stage.canvas[1]) / 1080.0;
                layer = layer.with_effect(Effect::Blur(Blur { sigma: sigma.into() }));
            }
            composition.layers.push(layer.with_opacity(opacity).with_id("backgroundSettings.backgroundUrl"));
        }
    }
}

/// The colours of the background, or the template's.
fn colors(stage: &Stage<'_>) -> Paint {
    let settings = &stage.config.background_settings;
    let named = settings.background_url.split(',').filter_map(|text| text.trim().parse::<Color>().ok());
    let given: Vec<Color> =
        if settings.background_colors.is_empty() { named.collect() } else { settings.background_colors.clone() };
    let colors = if given.is_empty() { stage.theme.backdrop.to_vec() } else { given };
    match (settings.background_type, colors.first()) {
        (BackgroundKind::Solid | BackgroundKind::Color, Some(&first)) => first.into(),
        _ => gradient(settings.background_angle, &colors),
    }
}

fn sheet(stage: &Stage<'_>, paint: Paint) -> Layer {
    use reelspeed_model::CornerRadii;
    super::draw::rect(Area::new(0.0, 0.0, stage.canvas[0], stage.canvas[1]), CornerRadii::All(0.0), paint)
}

fn picture(stage: &Stage<'_>, src: &str) -> Layer {
    let mut layer = Layer::image(src);
    if let Layer::Image(image) = &mut layer {
        image.size = Some(stage.canvas.into());
    }
    layer
}

fn footage(stage: &Stage<'_>, src: &str, volume: f64) -> Layer {
    let mut clip = Clip::new(src);
    (clip.looped, clip.muted) = (true, volume <= 0.0 || !stage.config.has_sound());
    clip.volume = (volume / 100.0 * stage.config.volumes()[0]).into();
    Layer::Video(VideoLayer { common: LayerCommon::default(), clip, size: None })
}

/// The part of the canvas that the chat has where the screen is split, and the other one.
pub(super) fn parts(canvas: [f64; 2], ratio: f64, order: BrainrotOrder) -> [Area; 2] {
    let [width, height] = canvas;
    // On even rows, so that no chroma sample belongs to both.
    let share = libm::round(height * ratio / 2.0) * 2.0;
    match order {
        BrainrotOrder::StoryTop => [Area::new(0.0, 0.0, width, share), Area::new(0.0, share, width, height - share)],
        BrainrotOrder::FootageTop => {
            [Area::new(0.0, height - share, width, share), Area::new(0.0, 0.0, width, height - share)]
        }
    }
}

/// Footage that covers a part of the canvas and jumps from place to place.
pub(super) fn split_footage(stage: &Stage<'_>, part: Area) -> Option<Layer> {
    let settings = &stage.config.brainrot_settings;
    let files: Vec<&str> = settings.footage_urls.iter().map(|src| src.trim()).filter(|src| !src.is_empty()).collect();
    let only = match files.as_slice() {
        [] => return None,
        [only] => Some(*only),
        _ => None,
    };
    let length = |src: &str| stage.facts.get(src).and_then(|fact| fact.duration).filter(|&secs| secs > 0.0);
    let every = settings.cut_every.max(0.0);
    let can_cut =
        every >= SHORTEST_CUT && files.iter().all(|src| length(src).is_some_and(|secs| secs > 2.0 * SHORTEST_CUT));
    let size = [part.width, part.height];
    if !can_cut && let Some(src) = only {
        let mut layer = footage(stage, src, settings.footage_volume);
        if let Layer::Video(video) = &mut layer {
            video.size = Some(size.into());
        }
        return Some(at(layer, [part.x, part.y], [0.0, 0.0]).with_id("brainrotSettings.footageUrls[0]"));
    }
    let muted = settings.footage_volume <= 0.0 || !stage.config.has_sound();
    let volume = settings.footage_volume / 100.0 * stage.config.volumes()[0];
    let duration = stage.timing.duration;
    let mut items = Vec::new();
    let (mut filled, mut n) = (0.0, 0_u32);
    // Not at their very beginning, which often fades in from black.
    let mut places = vec![FIRST_PLACE; files.len()];
    while filled < duration && items.len() < 1000 {
        let which = n as usize % files.len();
        let src = files[which];
        let whole = length(src).unwrap_or(f64::INFINITY);
        let wanted = if every >= SHORTEST_CUT { every } else { whole.min(duration) };
        let stretch = wanted.min(whole).min((duration - filled).max(SHORTEST_CUT.min(whole)));
        let latest = (whole - stretch).max(0.0);
        let start = if whole.is_finite() { (places[which] * whole) % latest.max(1e-3) } else { 0.0 };
        let start = libm::floor(start.min(latest) * 1000.0) / 1000.0;
        places[which] += STRIDE;
        let mut item = SequenceItem::new(src);
        item.clip.trim = Trim { start, end: None };
        (item.clip.muted, item.clip.volume) = (muted, volume.into());
        item.duration = Some(stretch);
        items.push(item);
        filled += stretch;
        n += 1;
    }
    let mut layer = Layer::sequence(items);
    if let Layer::Sequence(sequence) = &mut layer {
        sequence.size = Some(size.into());
    }
    Some(at(layer, [part.x, part.y], [0.0, 0.0]).with_id("brainrotSettings.footageUrls"))
}
