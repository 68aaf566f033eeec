use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use reelspeed_core::{ParseColorError, Rgba8};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::schema::{over, range};
use crate::{Animated, Vec2};

/// A colour, written `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `transparent` or a basic CSS name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Color(pub Rgba8);

impl Color {
    /// Opaque white.
    pub const WHITE: Self = Self(Rgba8::WHITE);
    /// Opaque black.
    pub const BLACK: Self = Self(Rgba8::BLACK);
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(de::Error::custom)
    }
}

impl JsonSchema for Color {
    fn schema_name() -> Cow<'static, str> {
        "Color".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "format": "color",
            "description": "A colour: #rgb, #rgba, #rrggbb, #rrggbbaa, transparent, or a basic CSS name.",
        })
    }
}

impl FromStr for Color {
    type Err = ParseColorError;

    /// As documents write it.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What an area is filled with: a colour as a string, or a gradient as an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Paint {
    /// One colour.
    Solid(Color),
    /// A gradient.
    Gradient(Gradient),
}

impl Default for Paint {
    fn default() -> Self {
        Self::Solid(Color::BLACK)
    }
}

impl From<Color> for Paint {
    fn from(color: Color) -> Self {
        Self::Solid(color)
    }
}

impl From<Gradient> for Paint {
    fn from(gradient: Gradient) -> Self {
        Self::Gradient(gradient)
    }
}

/// A gradient, told apart by its `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Gradient {
    /// Along a line.
    Linear(LinearGradient),
    /// From a centre outwards.
    Radial(RadialGradient),
}

/// A gradient along a line through the centre, as CSS's `linear-gradient`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LinearGradient {
    /// Degrees clockwise from upwards, as in CSS: 0 to the top, 90 to the right; keyframeable. Default 180, to the
    /// bottom.
    #[serde(default = "to_bottom")]
    #[schemars(transform = range(-1_000_000.0, 1_000_000.0))]
    pub angle: Animated<f64>,
    /// 2 to 256 stops, offsets ascending.
    #[schemars(length(min = 2, max = 256))]
    pub stops: Vec<GradientStop>,
}

/// A gradient from a centre outwards.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RadialGradient {
    /// The centre as fractions of the area's width and height, −100 to 100; keyframeable. Default `[0.5, 0.5]`.
    #[serde(default = "middle")]
    #[schemars(transform = range(-100.0, 100.0))]
    pub center: Animated<Vec2>,
    /// The radius as a fraction of half the area's diagonal, over 0 to 100; keyframeable. Default 1: the last stop is
    /// reached in the corners.
    #[serde(default = "animated_one")]
    #[schemars(transform = over(0.0, 100.0))]
    pub radius: Animated<f64>,
    /// 2 to 256 stops, offsets ascending.
    #[schemars(length(min = 2, max = 256))]
    pub stops: Vec<GradientStop>,
}

/// A colour at a place of a gradient.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct GradientStop {
    /// 0 (start) to 1 (end); keyframeable. A stop that would move past the one after it takes that one along.
    #[schemars(transform = range(0.0, 1.0))]
    pub offset: Animated<f64>,
    /// The colour there.
    pub color: Color,
}

/// An outline, centred on the edge of a shape; behind the letters of a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stroke {
    /// Colour.
    pub color: Color,
    /// Width in pixels, 0 to 1000; keyframeable.
    #[schemars(transform = range(0.0, 1000.0))]
    pub width: Animated<f64>,
}

/// A soft shadow behind a shape or a text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Shadow {
    /// Colour; its alpha is the shadow's strength.
    pub color: Color,
    /// Where it falls, in pixels right and down, −10,000 to 10,000; keyframeable. Default `[0, 0]`.
    #[serde(default = "nowhere")]
    #[schemars(transform = range(-10_000.0, 10_000.0))]
    pub offset: Animated<Vec2>,
    /// Blur radius in pixels as in CSS (twice the standard deviation), 0 to 500; keyframeable. Default 0.
    #[serde(default = "animated_zero")]
    #[schemars(transform = range(0.0, 500.0))]
    pub blur: Animated<f64>,
}

pub(crate) fn to_bottom() -> Animated<f64> {
    Animated::Constant(180.0)
}

pub(crate) fn middle() -> Animated<Vec2> {
    Animated::Constant([0.5, 0.5])
}

fn nowhere() -> Animated<Vec2> {
    Animated::Constant([0.0, 0.0])
}

pub(crate) fn animated_zero() -> Animated<f64> {
    Animated::Constant(0.0)
}

pub(crate) fn one() -> f64 {
    1.0
}

pub(crate) fn animated_one() -> Animated<f64> {
    Animated::Constant(1.0)
}
