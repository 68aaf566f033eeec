use std::sync::Arc;

use reelspeed_core::{Affine, Flicks, Point, Rect, Rgba8, Size, Yuv8};
use reelspeed_model::{ChromaKey, Direction, Fit, Geometry, Paint, Shadow, Stroke, TextOverflow, TextStyle};

/// One use of a media file by one layer (or one item of a sequence). Two layers that show the same file at different times are
/// two clips: each has its own place in the file. Indexes `Timeline::clips`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClipId(pub u32);

/// Everything that one frame shows, resolved: no keyframes, no defaults, no clock. Two equal lists over the same media frames
/// give the same picture.
#[derive(Clone, Debug, PartialEq)]
pub struct DisplayList {
    /// Size of the canvas in pixels.
    pub size: Size,
    /// What lies behind everything; nothing in it moves.
    pub background: Arc<Paint>,
    /// What is drawn, in painter's order. Invisible things (opacity 0, zero scale, out of their time) are not in it.
    pub steps: Vec<Step>,
}

/// One drawing step.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// One layer.
    Draw(Draw),
    /// Two clips of a sequence in transition.
    Transition(TransitionStep),
    /// Layers that are drawn on a surface of their own first. A group without opacity, clip and effects is not isolated: its
    /// layers stand in the parent's list.
    Group(GroupStep),
}

/// One layer to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct Draw {
    /// What is drawn.
    pub content: Content,
    /// Where.
    pub placement: Placement,
    /// 0 to 1, over 0.
    pub opacity: f64,
    /// Effects in order; none that change nothing.
    pub effects: Vec<ResolvedEffect>,
}

/// What a layer shows.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A frame of a clip (video or image).
    Picture(Picture),
    /// Text. The same `Arc` in every frame in which nothing of it moves.
    Text(Arc<TextContent>),
    /// A shape. The same `Arc` in every frame in which nothing of it moves.
    Shape(Arc<ShapeContent>),
}

/// A frame of a clip in a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Which clip.
    pub clip: ClipId,
    /// The time in the clip's file whose frame is shown (the one with pts ≤ time < next pts).
    pub time: Flicks,
    /// The layer's box in pixels.
    pub size: (f64, f64),
    /// How the picture fills the box.
    pub fit: Fit,
    /// Which part of the shown picture is used, as fractions; within 0..=1, not empty.
    pub crop: Rect,
    /// A colour that is taken out of the picture before anything else is done to it.
    pub key: Option<ChromaKey>,
}

/// A text to draw. Its box is known only once it is laid out. The document's types, but every [`Animated`] in them is a constant
/// within its range.
///
/// [`Animated`]: reelspeed_model::Animated
#[derive(Clone, Debug, PartialEq)]
pub struct TextContent {
    /// The text.
    pub text: Arc<str>,
    /// How it looks.
    pub style: TextStyle,
    /// Where lines break, in pixels.
    pub max_width: f64,
    /// Most lines, where there is a limit.
    pub max_lines: Option<u32>,
    /// Greatest height of the lines in pixels, where there is a limit.
    pub max_height: Option<f64>,
    /// What becomes of what has no room.
    pub overflow: TextOverflow,
    /// How many of its characters (code points) are shown, where not all are.
    pub shown_chars: Option<u32>,
}

impl TextContent {
    /// A text without limits but for the width of its lines.
    pub fn new(text: impl Into<Arc<str>>, style: TextStyle, max_width: f64) -> Self {
        Self {
            text: text.into(),
            style,
            max_width,
            max_lines: None,
            max_height: None,
            overflow: TextOverflow::default(),
            shown_chars: None,
        }
    }
}

/// A shape to draw. The document's types, but every [`Animated`] in them is a constant within its range.
///
/// [`Animated`]: reelspeed_model::Animated
#[derive(Clone, Debug, PartialEq)]
pub struct ShapeContent {
    /// The outline.
    pub geometry: Geometry,
    /// Inside.
    pub fill: Option<Paint>,
    /// Along the outline.
    pub stroke: Option<Stroke>,
    /// Behind both.
    pub shadow: Option<Shadow>,
}

/// Where a box stands on the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placement {
    /// From the parent's canvas to the composition's.
    pub canvas_from_parent: Affine,
    /// Where the anchor comes to lie on the parent's canvas, in pixels.
    pub position: Point,
    /// The fixed point, as fractions of the box.
    pub anchor: Point,
    /// Size factors.
    pub scale: (f64, f64),
    /// Degrees clockwise.
    pub rotation: f64,
}

impl Placement {
    /// The map from a box of `width` x `height` pixels, its top left corner at the origin, to the canvas.
    pub fn canvas_from_layer(&self, width: f64, height: f64) -> Affine {
        self.canvas_from_parent
            * Affine::translate(self.position.x, self.position.y)
            * Affine::rotate_degrees(self.rotation)
            * Affine::scale(self.scale.0, self.scale.1)
            * Affine::translate(-self.anchor.x * width, -self.anchor.y * height)
    }
}

/// Two clips of a sequence in transition, both in the same box.
#[derive(Clone, Debug, PartialEq)]
pub struct TransitionStep {
    /// The clip that goes, with its effects.
    pub from: (Picture, Vec<ResolvedEffect>),
    /// The clip that comes, with its effects.
    pub to: (Picture, Vec<ResolvedEffect>),
    /// What is seen.
    pub kind: ResolvedTransition,
    /// How far it is, eased: 0 only `from`, 1 only `to`.
    pub progress: f64,
    /// The sequence's box in pixels.
    pub size: (f64, f64),
    /// Where the box stands.
    pub placement: Placement,
    /// Of the mixed picture: 0 to 1, over 0.
    pub opacity: f64,
    /// Of the mixed picture, in order.
    pub effects: Vec<ResolvedEffect>,
}

/// What is seen of a transition. A cut never comes this far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResolvedTransition {
    /// A mix.
    Crossfade,
    /// `from` to the colour in the first half, the colour to `to` in the second.
    FadeThrough(Rgba8),
    /// `to` moves in over `from`.
    Slide(Direction),
    /// `to` moves in and pushes `from` out.
    Push(Direction),
    /// An edge with a soft border (a fraction of the box's width or height) uncovers `to`.
    Wipe(Direction, f64),
}

/// Layers on a surface of their own. The surface lies on the canvas pixel by pixel: the placements of `steps` already lead to
/// the canvas.
#[derive(Clone, Debug, PartialEq)]
pub struct GroupStep {
    /// What is drawn on it.
    pub steps: Vec<Step>,
    /// From the group's own canvas to the composition's.
    pub canvas_from_group: Affine,
    /// The group's own canvas in pixels.
    pub size: (f64, f64),
    /// Corner radius of the clip to the group's own canvas; `None`: no clip.
    pub clip_radius: Option<f64>,
    /// 0 to 1, over 0.
    pub opacity: f64,
    /// Effects in order.
    pub effects: Vec<ResolvedEffect>,
}

/// An effect with numbers. Amounts are in the document's units and ranges.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ResolvedEffect {
    /// Factor on R'G'B'.
    Brightness(f64),
    /// Factor about mid grey.
    Contrast(f64),
    /// Factor on chroma.
    Saturation(f64),
    /// Chroma's rotation in degrees.
    Hue(f64),
    /// Standard deviation in canvas pixels.
    Blur(f64),
    /// Unsharp mask.
    Sharpen {
        /// Strength.
        amount: f64,
        /// Standard deviation of the mask in canvas pixels.
        sigma: f64,
    },
}

impl DisplayList {
    /// Every media frame that the list needs, in drawing order; a frame that is drawn twice comes twice.
    pub fn pictures(&self) -> Vec<(ClipId, Flicks)> {
        fn collect(steps: &[Step], out: &mut Vec<(ClipId, Flicks)>) {
            for step in steps {
                match step {
                    Step::Draw(Draw { content: Content::Picture(p), .. }) => out.push((p.clip, p.time)),
                    Step::Draw(_) => {}
                    Step::Transition(t) => {
                        out.extend([&t.from.0, &t.to.0].map(|p| (p.clip, p.time)));
                    }
                    Step::Group(g) => collect(&g.steps, out),
                }
            }
        }
        let mut out = Vec::new();
        collect(&self.steps, &mut out);
        out
    }

    /// The background, where it is one colour, in the working space.
    pub fn solid_background(&self) -> Option<Yuv8> {
        match &*self.background {
            Paint::Solid(c) => Some(c.0.to_yuv()),
            Paint::Gradient(_) => None,
        }
    }
}
