use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::schema::{over, range};
use crate::{Animated, Vec2};

/// The outline of a shape, told apart by its `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Geometry {
    /// A rectangle.
    Rect {
        /// Width in pixels, over 0 to 16,384; keyframeable.
        #[schemars(transform = over(0.0, 16_384.0))]
        width: Animated<f64>,
        /// Height in pixels, over 0 to 16,384; keyframeable.
        #[schemars(transform = over(0.0, 16_384.0))]
        height: Animated<f64>,
        /// Corner radii in pixels, 0 to 16,384; keyframeable. Default 0.
        #[serde(default = "square")]
        #[schemars(transform = range(0.0, 16_384.0))]
        radius: Animated<CornerRadii>,
    },
    /// An ellipse that touches all four sides of its box.
    Ellipse {
        /// Width in pixels, over 0 to 16,384; keyframeable.
        #[schemars(transform = over(0.0, 16_384.0))]
        width: Animated<f64>,
        /// Height in pixels, over 0 to 16,384; keyframeable.
        #[schemars(transform = over(0.0, 16_384.0))]
        height: Animated<f64>,
    },
    /// A straight line; only its stroke shows.
    Line {
        /// One end, in pixels, −100,000 to 100,000; keyframeable.
        #[schemars(transform = range(-100_000.0, 100_000.0))]
        from: Animated<Vec2>,
        /// The other end, in pixels, −100,000 to 100,000; keyframeable.
        #[schemars(transform = range(-100_000.0, 100_000.0))]
        to: Animated<Vec2>,
    },
    /// A path in the syntax of SVG's `d` attribute, in pixels; at most 64 KiB.
    Path {
        /// The path data.
        #[schemars(length(min = 1, max = 65_536))]
        d: String,
    },
}

/// Corner radii: one number for all, or `[topLeft, topRight, bottomRight, bottomLeft]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum CornerRadii {
    /// The same in all corners.
    All(f64),
    /// `[topLeft, topRight, bottomRight, bottomLeft]`.
    Each([f64; 4]),
}

impl Default for CornerRadii {
    fn default() -> Self {
        Self::All(0.0)
    }
}

impl CornerRadii {
    /// `[topLeft, topRight, bottomRight, bottomLeft]`.
    pub const fn corners(self) -> [f64; 4] {
        match self {
            Self::All(r) => [r; 4],
            Self::Each(r) => r,
        }
    }
}

fn square() -> Animated<CornerRadii> {
    Animated::Constant(CornerRadii::default())
}
