use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::effects::Effect;
use crate::paint::{animated_one, animated_zero, one};
use crate::schema::{above, at_least, over, range};
use crate::{Animated, ChromaKey, Color, Fade, Geometry, Paint, Scale, Shadow, Stroke, TextStyle, Vec2};

/// Something on screen, told apart by its `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
#[allow(clippy::large_enum_variant, reason = "layers are few, and a box would stand in the way of all who build them")]
pub enum Layer {
    /// Moving pictures from a file.
    Video(VideoLayer),
    /// A still or animated image.
    Image(ImageLayer),
    /// Text.
    Text(TextLayer),
    /// A vector shape.
    Shape(ShapeLayer),
    /// Layers that move, fade and are clipped together.
    Group(GroupLayer),
    /// Clips one after another with transitions.
    Sequence(SequenceLayer),
}

impl Layer {
    /// What all kinds of layer have.
    pub fn common(&self) -> &LayerCommon {
        match self {
            Self::Video(l) => &l.common,
            Self::Image(l) => &l.common,
            Self::Text(l) => &l.common,
            Self::Shape(l) => &l.common,
            Self::Group(l) => &l.common,
            Self::Sequence(l) => &l.common,
        }
    }
}

/// What all kinds of layer have.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct LayerCommon {
    /// A name for people and error messages; no two layers share one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 200))]
    pub id: Option<String>,
    /// When the layer appears, in seconds after its parent's start, at least 0. Default 0.
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// How long it stays, in seconds, over 0. Default: the trimmed length of a video or sequence, else to the parent's end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub duration: Option<f64>,
    /// Where it stands.
    pub transform: Transform,
    /// What is done to its picture, in order. At most 64.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 64))]
    pub effects: Vec<Effect>,
}

/// Where a layer stands: its box is moved so that `anchor` comes to lie on `position`, after scaling and turning about `anchor`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Transform {
    /// Where the anchor comes to lie, in pixels of the parent, −100,000 to 100,000. Default: the middle of the parent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(-100_000.0, 100_000.0))]
    pub position: Option<Animated<Vec2>>,
    /// The fixed point, as fractions of the layer's own box: `[0, 0]` top left, `[1, 1]` bottom right; −1000 to 1000. Default `[0.5, 0.5]`.
    #[schemars(transform = range(-1000.0, 1000.0))]
    pub anchor: Animated<Vec2>,
    /// Size factor, −1000 to 1000; a negative one mirrors. Default 1.
    #[schemars(transform = range(-1000.0, 1000.0))]
    pub scale: Animated<Scale>,
    /// Degrees clockwise, −1,000,000 to 1,000,000. Default 0.
    #[schemars(transform = range(-1_000_000.0, 1_000_000.0))]
    pub rotation: Animated<f64>,
    /// 0 invisible to 1 opaque. Default 1.
    #[schemars(transform = range(0.0, 1.0))]
    pub opacity: Animated<f64>,
}

impl Default for Transform {
    fn default() -> Self {
        Self {
            position: None,
            anchor: Animated::Constant([0.5, 0.5]),
            scale: Animated::Constant(Scale::Uniform(1.0)),
            rotation: Animated::Constant(0.0),
            opacity: Animated::Constant(1.0),
        }
    }
}

/// How a picture fills its box.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Fit {
    /// Fills the box, keeps its shape, and loses what sticks out.
    #[default]
    Cover,
    /// Wholly visible, keeps its shape, and leaves bars.
    Contain,
    /// Fills the box and is stretched to its shape.
    Fill,
    /// As `contain`, over a blurred and darkened copy of itself that covers the box. A picture with transparency, its own or that of a
    /// `key`, has no such copy.
    BlurredFill,
}

/// A part of a picture, as fractions of its shown size.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Crop {
    /// Left edge, 0 to 1. Default 0.
    #[schemars(transform = range(0.0, 1.0))]
    pub x: Animated<f64>,
    /// Top edge, 0 to 1. Default 0.
    #[schemars(transform = range(0.0, 1.0))]
    pub y: Animated<f64>,
    /// Width, over 0 to 1. Default 1; what passes the picture's edge is cut off.
    #[schemars(transform = over(0.0, 1.0))]
    pub width: Animated<f64>,
    /// Height, over 0 to 1. Default 1; what passes the picture's edge is cut off.
    #[schemars(transform = over(0.0, 1.0))]
    pub height: Animated<f64>,
}

impl Default for Crop {
    fn default() -> Self {
        Self { x: 0.0.into(), y: 0.0.into(), width: 1.0.into(), height: 1.0.into() }
    }
}

/// A part of a file's time, in seconds of the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Trim {
    /// Where it begins, at least 0. Default 0.
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// Where it ends, after `start` (the frame at this time is not shown). Default: the end of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub end: Option<f64>,
}

/// What a clip shows and sounds like; shared by video layers and the items of a sequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Clip {
    /// Path of the file.
    #[schemars(length(min = 1, max = 4096))]
    pub src: String,
    /// Which part of it plays. Default all of it.
    #[serde(default)]
    pub trim: Trim,
    /// Playback speed, 0.1 to 10; the sound's pitch follows. Default 1.
    #[serde(default = "one")]
    #[schemars(transform = range(0.1, 10.0))]
    pub speed: f64,
    /// Whether the part starts again when it ends. Default false: the last frame stays.
    #[serde(default, rename = "loop")]
    pub looped: bool,
    /// Whether its sound is left out. Default false.
    #[serde(default)]
    pub muted: bool,
    /// Loudness of its sound as a factor, 0 to 10. Default 1.
    #[serde(default = "animated_one")]
    #[schemars(transform = range(0.0, 10.0))]
    pub volume: Animated<f64>,
    /// Fade of its sound at the beginning. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade_in: Option<Fade>,
    /// Fade of its sound at the end. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade_out: Option<Fade>,
    /// How the picture fills the layer's box. Default `cover`.
    #[serde(default)]
    pub fit: Fit,
    /// Which part of the picture is used. Default all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<Crop>,
    /// A colour that is taken out of the picture. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ChromaKey>,
}

/// Moving pictures from a file, with their sound.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct VideoLayer {
    /// Time, place and effects.
    #[serde(flatten)]
    pub common: LayerCommon,
    /// What plays.
    #[serde(flatten)]
    pub clip: Clip,
    /// The layer's box `[width, height]` in pixels, each over 0 to 16,384; keyframeable. Default: the parent's size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 16_384.0))]
    pub size: Option<Animated<Vec2>>,
}

/// A still image (PNG, JPEG, WebP) or an animated one (GIF, APNG, WebP).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ImageLayer {
    /// Time, place and effects.
    #[serde(flatten)]
    pub common: LayerCommon,
    /// Path of the file.
    #[schemars(length(min = 1, max = 4096))]
    pub src: String,
    /// The layer's box `[width, height]` in pixels, each over 0 to 16,384; keyframeable. Default: the image's own size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 16_384.0))]
    pub size: Option<Animated<Vec2>>,
    /// How the image fills the box. Default `cover`.
    #[serde(default)]
    pub fit: Fit,
    /// Which part of the image is used. Default all of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crop: Option<Crop>,
    /// A colour that is taken out of the image. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<ChromaKey>,
    /// Playback speed of an animated image, 0.1 to 10. Default 1.
    #[serde(default = "one")]
    #[schemars(transform = range(0.1, 10.0))]
    pub speed: f64,
    /// Whether an animated image starts again when it ends. Default true.
    #[serde(default = "yes", rename = "loop")]
    pub looped: bool,
}

/// Text. Its box is as large as the text, with padding where there is a `box`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TextLayer {
    /// Time, place and effects.
    #[serde(flatten)]
    pub common: LayerCommon,
    /// The text; `\n` breaks lines. At most 10,000 characters.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// How it looks.
    #[serde(default)]
    pub style: TextStyle,
    /// Lines longer than this many pixels are broken, over 0 to 16,384; keyframeable. Default: the parent's width less
    /// 80 pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 16_384.0))]
    pub max_width: Option<Animated<f64>>,
    /// Most lines, 1 to 1000. Default as many as there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(1.0, 1000.0))]
    pub max_lines: Option<u32>,
    /// Greatest height in pixels, without the padding of a `box`, over 0 to 16,384. Default as high as the lines are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 16_384.0))]
    pub max_height: Option<f64>,
    /// What becomes of a text that `maxLines` or `maxHeight` has no room for. Default `ellipsis`.
    #[serde(default, skip_serializing_if = "is_default")]
    pub overflow: TextOverflow,
    /// How much of the text is shown, as a share of its characters as a reader sees them (grapheme clusters, rounded down), 0 to 1;
    /// keyframeable. What is not shown keeps its place: lines break where they will, and a `box` is as large as it will be. Default 1.
    #[serde(default = "animated_one", skip_serializing_if = "is_one")]
    #[schemars(transform = range(0.0, 1.0))]
    pub reveal: Animated<f64>,
}

/// A vector shape. Its box is that of the geometry without stroke and shadow.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ShapeLayer {
    /// Time, place and effects.
    #[serde(flatten)]
    pub common: LayerCommon,
    /// The outline.
    pub geometry: Geometry,
    /// Colour or gradient inside. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fill: Option<Paint>,
    /// The line along the outline. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stroke: Option<Stroke>,
    /// Shadow behind fill and stroke. Default none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
}

/// Layers with a clock, a clip and an opacity of their own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GroupLayer {
    /// Time, place and effects.
    #[serde(flatten)]
    pub common: LayerCommon,
    /// The group's own canvas `[width, height]` in pixels, each over 0 to 16,384; keyframeable. Default: the parent's size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 16_384.0))]
    pub size: Option<Animated<Vec2>>,
    /// Whether what sticks out of the canvas is cut off. Default false.
    #[serde(default)]
    pub clip: bool,
    /// Corner radius of the clip in pixels, 0 to 4096; keyframeable. Default 0.
    #[serde(default = "animated_zero")]
    #[schemars(transform = range(0.0, 4096.0))]
    pub clip_radius: Animated<f64>,
    /// The group's clock relative to its parent's, 0.1 to 10. Default 1.
    #[serde(default = "one")]
    #[schemars(transform = range(0.1, 10.0))]
    pub speed: f64,
    /// The layers in painter's order; their times count from the group's start. Groups nest at most 16 deep.
    #[schemars(length(max = 10_000))]
    pub layers: Vec<Layer>,
}

/// Clips one after another. A transition overlaps the two clips that it joins, so it shortens the whole by its length.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SequenceLayer {
    /// Time, place and effects.
    #[serde(flatten)]
    pub common: LayerCommon,
    /// The sequence's box `[width, height]` in pixels, each over 0 to 16,384; keyframeable. Default: the parent's size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 16_384.0))]
    pub size: Option<Animated<Vec2>>,
    /// The clips, 1 to 1000.
    #[schemars(length(min = 1, max = 1000))]
    pub clips: Vec<SequenceItem>,
}

/// One clip of a sequence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SequenceItem {
    /// What plays: a video, or a still image (which needs a `duration`).
    #[serde(flatten)]
    pub clip: Clip,
    /// How long it stays, in seconds, over 0. Default: the trimmed length at its speed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(transform = above(0.0))]
    pub duration: Option<f64>,
    /// What is done to its picture, in order. At most 64.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 64))]
    pub effects: Vec<Effect>,
    /// How it takes over from the clip before. Default a cut. Not allowed on the first clip.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transition: Option<Transition>,
}

/// How one clip gives way to the next. Their sounds cross-fade over the same time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Transition {
    /// Seconds, over 0, at most the shorter of the two clips. A `cut` has none. The transitions into and out of a clip do not overlap.
    #[serde(default)]
    #[schemars(transform = at_least(0.0))]
    pub duration: f64,
    /// What is seen.
    #[serde(flatten)]
    pub kind: TransitionKind,
    /// How progress runs over time. Default `linear`.
    #[serde(default)]
    pub easing: crate::Easing,
}

/// What is seen of a transition, told apart by its `type`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum TransitionKind {
    /// Nothing: the next clip is there at once.
    Cut,
    /// One fades into the other.
    Crossfade,
    /// The old fades to a colour, then the colour to the new.
    FadeThrough {
        /// The colour. Default black.
        #[serde(default = "black")]
        color: Color,
    },
    /// The new clip slides in over the old.
    Slide {
        /// Which way it moves. Default left.
        #[serde(default)]
        direction: Direction,
    },
    /// The new clip pushes the old out.
    Push {
        /// Which way both move. Default left.
        #[serde(default)]
        direction: Direction,
    },
    /// An edge uncovers the new clip.
    Wipe {
        /// Which way the edge moves. Default left.
        #[serde(default)]
        direction: Direction,
        /// Width of the soft edge as a fraction of the box, 0 to 1. Default 0.
        #[serde(default)]
        #[schemars(transform = range(0.0, 1.0))]
        softness: f64,
    },
}

/// A direction of motion.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Direction {
    /// From right to left.
    #[default]
    Left,
    /// From left to right.
    Right,
    /// From bottom to top.
    Up,
    /// From top to bottom.
    Down,
}

/// What becomes of a text that there is no room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TextOverflow {
    /// Its last line that has room ends in `…`.
    #[default]
    Ellipsis,
    /// Lines that have no room are left out.
    Clip,
    /// Its letters become smaller until it has room and no word is broken, in steps of a quarter pixel, but not below a quarter of their size;
    /// then as `ellipsis`.
    Shrink,
}

fn is_default(value: &TextOverflow) -> bool {
    *value == TextOverflow::default()
}

fn is_one(value: &Animated<f64>) -> bool {
    *value == Animated::Constant(1.0)
}

fn yes() -> bool {
    true
}

fn black() -> Color {
    Color::BLACK
}
