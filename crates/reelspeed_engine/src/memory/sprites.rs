//! What texts, shapes, stills and groups hold.

use std::collections::HashMap;
use std::sync::Arc;

use reelspeed_core::Size;
use reelspeed_model::{Animated, Fit, Geometry, Shadow, Stroke, TextStyle};
use reelspeed_render::RendererConfig;
use reelspeed_timeline::{Content, DisplayList, Draw, GroupStep, Placement, ResolvedEffect, ShapeContent, Step};
use reelspeed_timeline::{TextContent, Timeline};

use crate::Project;
use crate::project::MediaFile;

/// Frames that are looked at, evenly spread; all that a longer composition shows for a moment between them is missed.
const SAMPLES: u64 = 200;

/// Planes of a sprite, and a form of its chroma that is kept beside them.
const SPRITE_BYTES_PER_PIXEL: f64 = 5.0;

/// Beside a sprite's pixels: its key, spans, and the text or shape that it was made of.
const ENTRY_BYTES: f64 = 6e3;

/// Laying out and filling, at most: glyph caches, paths, a picture in full colour.
const RASTER_BYTES_PER_PIXEL: f64 = 10.0;

/// Tables of the fonts in use, and what laying out keeps.
const TEXT_BYTES: f64 = 2e6;

/// What drawing holds beside the canvas and the pictures of clips.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct DrawnBytes {
    /// Sprites, scaled stills, stills, animations' files and fonts.
    pub(crate) sprites: f64,
    /// Surfaces of groups, transitions and effects, from the frame pool.
    pub(crate) surfaces: f64,
}

/// The most that drawing holds at a time.
pub(crate) fn predict(project: &Project) -> DrawnBytes {
    let timeline = project.timeline();
    let mut seen = Seen::default();
    let mut surfaces = 0f64;
    let mut list = timeline.display_list(0);
    for frame in sampled_frames(timeline) {
        timeline.display_list_into(frame, &mut list);
        surfaces = surfaces.max(seen.steps(&list, &list.steps));
    }
    let config_bytes = sprite_cache_bytes(project);
    let cache = (seen.sprite_bytes(timeline)).min(config_bytes);
    let files: f64 = project
        .media_files()
        .map(|file| match file {
            MediaFile::Stream { .. } => 0.0,
            MediaFile::Still { image } => image.frame.desc().bytes() as f64,
            MediaFile::Animation { bytes, .. } => bytes.len() as f64,
        })
        .sum();
    // The built-in fonts are part of the program.
    let fonts = project.fonts().bytes().saturating_sub(crate::fonts::built_in_bytes()) as f64;
    let text = if seen.texts { TEXT_BYTES } else { 0.0 };
    DrawnBytes { sprites: cache + seen.largest * RASTER_BYTES_PER_PIXEL + files + fonts + text, surfaces }
}

fn sprite_cache_bytes(project: &Project) -> f64 {
    let pool = reelspeed_core::FramePool::unlimited();
    RendererConfig::new(pool, project.fonts().clone()).sprite_cache_bytes as f64
}

fn sampled_frames(timeline: &Timeline) -> Vec<u64> {
    let count = timeline.frame_count();
    let mut frames: Vec<u64> = (0..SAMPLES.min(count)).map(|i| i * count / SAMPLES.min(count)).collect();
    frames.extend(timeline.cut_points().into_iter().filter(|f| *f < count).take(1000));
    frames.sort_unstable();
    frames.dedup();
    frames
}

/// What was met so far.
#[derive(Default)]
struct Seen {
    /// By the address of the content, which is kept alive by the value, and the scale.
    contents: HashMap<(usize, u64), Met>,
    /// Pixels of the largest.
    largest: f64,
    texts: bool,
    samples: u64,
}

struct Met {
    _content: Content,
    pixels: f64,
    times: u64,
}

impl Seen {
    /// Bytes of the sprites of the whole composition. What was met once is taken to be one of many that a motion makes anew in
    /// each frame.
    fn sprite_bytes(&self, timeline: &Timeline) -> f64 {
        let between = (timeline.frame_count() as f64 / self.samples.max(1) as f64).max(1.0);
        let bytes = |met: &Met| {
            let count = if met.times > 1 { 1.0 } else { between };
            count * (met.pixels * SPRITE_BYTES_PER_PIXEL + ENTRY_BYTES)
        };
        self.contents.values().map(bytes).sum()
    }

    /// Notes what `steps` show, and tells the bytes of the surfaces that they take.
    fn steps(&mut self, list: &DisplayList, steps: &[Step]) -> f64 {
        self.samples += 1;
        steps.iter().map(|step| self.step(list.size, step)).sum()
    }

    fn step(&mut self, canvas: Size, step: &Step) -> f64 {
        let pixels = canvas.pixels() as f64;
        match step {
            Step::Draw(draw) => self.draw(canvas, draw),
            // Both pictures in the canvas's size, and the mix.
            Step::Transition(t) => {
                let effects = !(t.effects.is_empty() && t.from.1.is_empty() && t.to.1.is_empty());
                pixels * if effects { 13.5 } else { 7.5 }
            }
            Step::Group(group) => {
                let inside: f64 = group.steps.iter().map(|step| self.step(canvas, step)).sum();
                // The surface now and that of the frame before, and a mask where it is clipped.
                let surface = group_pixels(canvas, group) * 4.0;
                let count = 2.0 + f64::from(u32::from(group.clip_radius.is_some())) + effect_copies(&group.effects);
                inside + surface * count
            }
        }
    }

    fn draw(&mut self, canvas: Size, draw: &Draw) -> f64 {
        let scale = scale_of(&draw.placement);
        match &draw.content {
            Content::Picture(picture) => {
                let pixels = (picture.size.0 * picture.size.1 * scale * scale).min(canvas.pixels() as f64 * 1.5);
                let backdrop =
                    if picture.fit == Fit::BlurredFill && picture.key.is_none() { pixels * 3.0 } else { 0.0 };
                backdrop + pixels * 4.0 * effect_copies(&draw.effects)
            }
            Content::Text(text) => {
                self.texts = true;
                let pixels = text_pixels(text) * scale * scale;
                self.note(Arc::as_ptr(text) as usize, scale, &draw.content, pixels);
                pixels * 8.0 * effect_copies(&draw.effects)
            }
            Content::Shape(shape) => {
                let pixels = shape_pixels(shape) * scale * scale;
                self.note(Arc::as_ptr(shape) as usize, scale, &draw.content, pixels);
                pixels * 8.0 * effect_copies(&draw.effects)
            }
        }
    }

    fn note(&mut self, address: usize, scale: f64, content: &Content, pixels: f64) {
        let steps = (scale.max(1e-3).log2() * 4.0).ceil() as i64;
        self.largest = self.largest.max(pixels);
        let met = self.contents.entry((address, steps as u64)).or_insert_with(|| Met {
            _content: content.clone(),
            pixels,
            times: 0,
        });
        met.times += 1;
    }
}

fn scale_of(placement: &Placement) -> f64 {
    let map = placement.canvas_from_layer(0.0, 0.0);
    let length = |x: f64, y: f64| (x * x + y * y).sqrt();
    length(map.a, map.b).max(length(map.c, map.d)).clamp(0.0, 64.0)
}

fn effect_copies(effects: &[ResolvedEffect]) -> f64 {
    match effects {
        [] => 0.0,
        effects if effects.iter().any(|e| matches!(e, ResolvedEffect::Sharpen { .. })) => 2.0,
        _ => 1.2,
    }
}

fn group_pixels(canvas: Size, group: &GroupStep) -> f64 {
    let canvas = canvas.pixels() as f64;
    if group.clip_radius.is_none() {
        return canvas;
    }
    let map = group.canvas_from_group;
    let area = (map.a * map.d - map.b * map.c).abs() * group.size.0 * group.size.1;
    // The bounds of a turned box are up to twice its area.
    let turned = map.b != 0.0 || map.c != 0.0;
    canvas.min(area * if turned { 2.0 } else { 1.05 })
}

fn now<T: Copy + Default>(value: &Animated<T>) -> T {
    value.first().copied().unwrap_or_default()
}

/// How far a stroke and a shadow reach beyond an outline.
fn margin(stroke: Option<&Stroke>, shadow: Option<&Shadow>) -> f64 {
    let stroke = stroke.map_or(0.0, |s| now(&s.width));
    let shadow = shadow.map_or(0.0, |s| {
        let [x, y] = now(&s.offset);
        now(&s.blur) * 1.5 + x.abs().max(y.abs())
    });
    stroke + shadow + 2.0
}

/// Pixels of a text's sprite: its lines, as wide as they may get.
fn text_pixels(content: &TextContent) -> f64 {
    let style: &TextStyle = &content.style;
    let size = now(&style.font_size);
    let lines = content.text.lines().map(|line| {
        // Letters are a little over half as wide as high; emoji and ideographs are wide.
        let width: f64 = line.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.1 }).sum::<f64>() * size;
        (width.min(content.max_width), (width / content.max_width.max(1.0)).ceil().max(1.0))
    });
    let (mut width, mut rows) = (0f64, 0f64);
    for (w, n) in lines {
        (width, rows) = (width.max(w), rows + n);
    }
    let mut edge = margin(style.stroke.as_ref(), style.shadow.as_ref());
    let mut padding = [0.0, 0.0];
    if let Some(text_box) = &style.text_box {
        edge = edge.max(margin(text_box.stroke.as_ref(), text_box.shadow.as_ref()));
        padding = now(&text_box.padding);
    }
    let line_height = now(&style.line_height).max(1.0) * 1.2 * size;
    (width + 2.0 * (edge + padding[0])) * (rows * line_height + 2.0 * (edge + padding[1]))
}

/// Pixels of a shape's sprite.
fn shape_pixels(content: &ShapeContent) -> f64 {
    let (width, height) = match &content.geometry {
        Geometry::Rect { width, height, .. } | Geometry::Ellipse { width, height } => (now(width), now(height)),
        Geometry::Line { from, to } => {
            let ([x0, y0], [x1, y1]) = (now(from), now(to));
            ((x1 - x0).abs(), (y1 - y0).abs())
        }
        // Paths are nearly always icons and arrows; the largest number in one is about the size of its box.
        Geometry::Path { d } => {
            let numbers = d.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(|n| n.parse::<f64>().ok());
            let side = numbers.fold(0.0, f64::max).min(4096.0);
            (side, side)
        }
    };
    let edge = margin(content.stroke.as_ref(), content.shadow.as_ref());
    (width + 2.0 * edge) * (height + 2.0 * edge)
}
