//! The messages one under another, and how the thread moves up as it grows.

use reelspeed_model::request::{MessageAnimation, MessageSide, ThreadAnchor};
use reelspeed_model::{Layer, Scale};

use super::draw::{Area, at, group};
use super::error::StoryError;
use super::message::{Block, Neighbours};
use super::motion::{BOUNCE, Key, LINEAR, OUT, OVERSHOOT, moving};
use super::stage::Stage;
use super::theme::Form;

/// Space above and below the thread, between groups, and between messages of a group, in units.
const MARGIN: f64 = 26.0;
const GROUP_GAP: f64 = 26.0;
const GAP: f64 = 8.0;
/// The highest thread: as far as a position of a document may lie.
const FARTHEST: f64 = 100_000.0;
/// How long the thread takes to move up, in milliseconds.
const SCROLL_MILLIS: f64 = 420.0;

/// A block and where it stands in the thread.
struct Placed {
    block: Block,
    y: f64,
    start: f64,
    /// When it is taken away; `None`: when it has been scrolled out of sight.
    end: Option<f64>,
    animated: bool,
}

/// The thread as one layer, clipped to where messages are seen.
pub(super) fn thread(stage: &Stage<'_>) -> Result<Option<Layer>, StoryError> {
    let placed = place(stage)?;
    if placed.is_empty() {
        return Ok(None);
    }
    let scroll = Scroll::new(stage, &placed);
    let height = placed.iter().map(|p| p.y + p.block.height).fold(1.0, f64::max);
    if height > FARTHEST {
        let (actual, max) = (height as usize, FARTHEST as usize);
        return Err(StoryError::TooLong { what: "pixels from its first message to its last", actual, max });
    }
    let layers = placed.into_iter().filter_map(|p| layer(stage, p, &scroll)).collect();
    let canvas = Area::new(0.0, 0.0, stage.viewport.width, height.min(16_384.0));
    let mut moved = group(canvas, false, 0.0, layers);
    moved.common_mut().transform.position = Some(scroll.position());
    Ok(Some(group(stage.viewport, true, 0.0, vec![moved]).with_id("thread")))
}

fn place(stage: &Stage<'_>) -> Result<Vec<Placed>, StoryError> {
    let times = &stage.timing.messages;
    let mut placed = Vec::new();
    let mut y = stage.px(MARGIN);
    for (index, time) in times.iter().enumerate() {
        if time.typing >= stage.timing.duration {
            break;
        }
        let first = index == 0 || !stage.continues(index - 1, index);
        if index > 0 {
            y += stage.text_px(if first { GROUP_GAP } else { GAP });
        }
        // What the owner writes is seen in the bar, where there is one.
        let own_line = stage.bar_height <= 0.0 && stage.theme.form != Form::Bubbles;
        let written_here = time.side == MessageSide::Incoming || own_line;
        if time.start > time.typing && written_here {
            let block = stage.writing(index, time.start - time.typing)?;
            placed.push(Placed { block, y, start: time.typing, end: Some(time.start), animated: false });
        }
        if time.start >= stage.timing.duration {
            break;
        }
        // Tail and picture go over to the next of the group when that, or its writing, is seen.
        let follows = times.get(index + 1).filter(|_| stage.continues(index, index + 1));
        let next = follows.map(|next| if written_here { next.typing } else { next.start } - time.start);
        let block = stage.message(index, Neighbours { first, next })?;
        let height = block.height;
        placed.push(Placed { block, y, start: time.start, end: None, animated: true });
        y += height;
    }
    Ok(placed)
}

/// How far the thread has moved up, over time.
struct Scroll {
    /// When it sets out, when it has arrived, and where.
    moves: Vec<(f64, f64, f64)>,
    first: f64,
}

impl Scroll {
    fn new(stage: &Stage<'_>, placed: &[Placed]) -> Self {
        let view = stage.viewport.height;
        let margin = stage.px(MARGIN);
        let target = |bottom: f64| {
            let over = libm::round(bottom + margin - view);
            if stage.config.chat_overlay.anchor == ThreadAnchor::Top { over.max(0.0) } else { over }
        };
        let first = target(0.0);
        let secs = stage.secs(SCROLL_MILLIS);
        let mut moves: Vec<(f64, f64, f64)> = Vec::new();
        let mut now = first;
        for (i, p) in placed.iter().enumerate() {
            let goal = target(p.y + p.block.height);
            if goal == now {
                continue;
            }
            // A move is over before the next begins.
            let next = placed.iter().skip(i + 1).map(|next| next.start).find(|&start| start > p.start);
            let end = (p.start + secs).min(next.unwrap_or(f64::INFINITY));
            match moves.last_mut() {
                Some(last) if last.0 >= p.start => *last = (p.start, end, goal),
                _ => moves.push((p.start, end, goal)),
            }
            now = goal;
        }
        Self { moves, first }
    }

    fn position(&self) -> reelspeed_model::Animated<[f64; 2]> {
        let mut keys = vec![Key(-1.0, [0.0, -self.first], LINEAR)];
        let mut now = self.first;
        for &(start, end, goal) in &self.moves {
            keys.push(Key(start, [0.0, -now], OUT));
            keys.push(Key(end, [0.0, -goal], LINEAR));
            now = goal;
        }
        moving(keys)
    }

    /// When what ends at `bottom` has been moved out of sight.
    fn gone(&self, bottom: f64) -> Option<f64> {
        self.moves.iter().find(|(_, _, goal)| *goal >= bottom).map(|(_, end, _)| *end)
    }
}

/// A block as a layer that comes in.
fn layer(stage: &Stage<'_>, placed: Placed, scroll: &Scroll) -> Option<Layer> {
    let Placed { block, y, start, end, animated } = placed;
    // What sticks out below a block, such as a shadow, is no more than this.
    let end = end.or_else(|| scroll.gone(y + block.height + stage.px(MARGIN)));
    let end = end.unwrap_or(stage.timing.duration).min(stage.timing.duration);
    if end <= start || block.layers.is_empty() {
        return None;
    }
    let size = Area::new(0.0, y, stage.viewport.width, block.height.max(1.0));
    let corner = block.corner;
    let anchor = [corner[0] / size.width, corner[1] / size.height];
    let rest = [corner[0], y + corner[1]];
    let mut layer =
        at(group(size, false, 0.0, block.layers), rest, anchor).with_start(start).with_duration(end - start);
    if animated {
        enter(stage, &mut layer, rest, end - start);
    } else {
        let secs = stage.secs(160.0).min(end - start);
        layer = layer.with_opacity(moving(vec![Key(0.0, 0.0, LINEAR), Key(secs, 1.0, LINEAR)]));
    }
    Some(layer)
}

/// Lets a message come in, and come to rest exactly.
fn enter(stage: &Stage<'_>, layer: &mut Layer, rest: [f64; 2], longest: f64) {
    let animation = &stage.config.animation_settings;
    let secs = stage.secs(animation.transition_duration).min(longest);
    if !animation.show_message_animations || secs <= 0.0 {
        return;
    }
    let transform = &mut layer.common_mut().transform;
    let from = |dy: f64| [rest[0], rest[1] + dy * stage.unit];
    let scales = |start: f64, easing| {
        moving(vec![Key(0.0, Scale::Uniform(start), easing), Key(secs, Scale::Uniform(1.0), LINEAR)])
    };
    let slides = |dy: f64, easing| Some(moving(vec![Key(0.0, from(dy), easing), Key(secs, rest, LINEAR)]));
    let appears = |share: f64| moving(vec![Key(0.0, 0.0, LINEAR), Key(secs * share, 1.0, LINEAR)]);
    match animation.message_animation_type {
        MessageAnimation::Slide => {
            transform.position = slides(110.0, OUT);
            transform.opacity = appears(0.4);
        }
        MessageAnimation::Fade => transform.opacity = appears(1.0),
        MessageAnimation::Pop => {
            transform.scale = scales(0.3, OVERSHOOT);
            transform.opacity = appears(0.2);
        }
        MessageAnimation::Scale => {
            transform.scale = scales(0.5, OUT);
            transform.opacity = appears(0.3);
        }
        MessageAnimation::Bounce => {
            transform.scale = scales(0.35, BOUNCE);
            transform.opacity = appears(0.15);
        }
        // The letters come one by one, which the text does itself.
        MessageAnimation::Typewriter | MessageAnimation::None => {}
    }
}
