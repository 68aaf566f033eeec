use crate::schema::{over, range};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A pair `[x, y]`.
pub type Vec2 = [f64; 2];

/// A value that is either constant or moves along keyframes.
///
/// What an easing carries beyond the property's range stays at its end. Start, duration, trim, speed and fades are never
/// animated: they decide which frames are decoded when, before the first is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(rename = "Animated_{T}")]
pub enum Animated<T> {
    /// The same value all the time.
    Constant(T),
    /// A value that moves.
    Keyframes(Keyframes<T>),
}

/// A list of keyframes, in order of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Keyframes_{T}")]
pub struct Keyframes<T> {
    /// One to 10,000 keyframes, times strictly ascending. Before the first and after the last the value holds.
    #[schemars(length(min = 1, max = 10_000))]
    pub keyframes: Vec<Keyframe<T>>,
}

/// A value at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "Keyframe_{T}")]
pub struct Keyframe<T> {
    /// Seconds after the layer's (or track's) own start; in the background, after that of the composition. May be negative or
    /// past the end.
    pub time: f64,
    /// The value at that time.
    pub value: T,
    /// How the value moves from this keyframe to the next. Default `linear`.
    #[serde(default)]
    pub easing: Easing,
}

impl<T> Animated<T> {
    /// The value, if it never moves.
    pub fn as_constant(&self) -> Option<&T> {
        match self {
            Self::Constant(v) => Some(v),
            Self::Keyframes(_) => None,
        }
    }

    /// The constant value, or that of the first keyframe: in a resolved display list the value itself, since nothing moves there.
    /// `None` for an empty list of keyframes, which validation refuses.
    pub fn first(&self) -> Option<&T> {
        self.values().next()
    }

    /// Every value that is written down: the constant one, or that of each keyframe.
    pub fn values(&self) -> impl Iterator<Item = &T> {
        let (one, many) = match self {
            Self::Constant(v) => (Some(v), [].iter()),
            Self::Keyframes(k) => (None, k.keyframes.iter()),
        };
        one.into_iter().chain(many.map(|k| &k.value))
    }
}

impl<T> From<T> for Animated<T> {
    fn from(value: T) -> Self {
        Self::Constant(value)
    }
}

/// A scale factor: one number for both directions, or `[x, y]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scale {
    /// The same in both directions.
    Uniform(f64),
    /// Horizontal and vertical; a negative one mirrors.
    Axes(Vec2),
}

impl Scale {
    /// The factors as `[x, y]`.
    pub const fn axes(self) -> Vec2 {
        match self {
            Self::Uniform(s) => [s, s],
            Self::Axes(v) => v,
        }
    }
}

/// How a value moves between two keyframes: a name, or a function with parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Easing {
    /// A named easing.
    Named(EasingName),
    /// An easing with parameters.
    Function(EasingFunction),
}

impl Default for Easing {
    fn default() -> Self {
        Self::Named(EasingName::Linear)
    }
}

/// The easings with names: CSS's five, `hold`, and Penner's cubic, back, bounce and elastic families.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EasingName {
    /// Constant speed.
    #[default]
    Linear,
    /// No motion until the next keyframe, then a jump.
    Hold,
    /// CSS `ease`: cubic-bezier(0.25, 0.1, 0.25, 1).
    Ease,
    /// CSS `ease-in`: cubic-bezier(0.42, 0, 1, 1).
    EaseIn,
    /// CSS `ease-out`: cubic-bezier(0, 0, 0.58, 1).
    EaseOut,
    /// CSS `ease-in-out`: cubic-bezier(0.42, 0, 0.58, 1).
    EaseInOut,
    /// t³.
    EaseInCubic,
    /// 1 − (1 − t)³.
    EaseOutCubic,
    /// Cubic at both ends.
    EaseInOutCubic,
    /// Draws back before it starts.
    EaseInBack,
    /// Overshoots by about 10 % and settles.
    EaseOutBack,
    /// Draws back and overshoots.
    EaseInOutBack,
    /// Bounces on arrival.
    EaseOutBounce,
    /// Swings about the target on arrival.
    EaseOutElastic,
}

/// An easing with parameters; written as an object with one key.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum EasingFunction {
    /// A cubic Bézier curve as in CSS.
    CubicBezier(CubicBezier),
    /// Equal steps, jumping at the end of each. 1 to 1000.
    Steps(#[schemars(transform = range(1.0, 1000.0))] u32),
    /// A damped spring.
    Spring(Spring),
}

/// `[x1, y1, x2, y2]`, the two inner control points; x1 and x2 in 0..=1.
pub type CubicBezier = [f64; 4];

/// A damped spring that is released at 0 and settles at 1. Time is stretched so that it has settled to within 0.1 % when the
/// next keyframe comes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Spring {
    /// Stiffness in N/m, over 0. Default 100.
    #[schemars(transform = over(0.0, 1_000_000.0))]
    pub stiffness: f64,
    /// Damping in N·s/m, over 0. Default 10.
    #[schemars(transform = over(0.0, 1_000_000.0))]
    pub damping: f64,
    /// Mass in kg, over 0. Default 1.
    #[schemars(transform = over(0.0, 1_000_000.0))]
    pub mass: f64,
}

impl Default for Spring {
    fn default() -> Self {
        Self { stiffness: 100.0, damping: 10.0, mass: 1.0 }
    }
}
