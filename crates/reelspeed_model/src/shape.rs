use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Vec2;

/// The outline of a shape, told apart by its `kind`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Geometry {
    /// A rectangle.
    Rect {
        /// Width in pixels, over 0.
        width: f64,
        /// Height in pixels, over 0.
        height: f64,
        /// Corner radii in pixels. Default 0.
        #[serde(default)]
        radius: CornerRadii,
    },
    /// An ellipse that touches all four sides of its box.
    Ellipse {
        /// Width in pixels, over 0.
        width: f64,
        /// Height in pixels, over 0.
        height: f64,
    },
    /// A straight line; only its stroke shows.
    Line {
        /// One end, in pixels.
        from: Vec2,
        /// The other end, in pixels.
        to: Vec2,
    },
    /// A path in the syntax of SVG's `d` attribute, in pixels; at most 64 KiB.
    Path {
        /// The path data.
        d: String,
    },
}

/// Corner radii: one number for all, or `[topLeft, topRight, bottomRight, bottomLeft]`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
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
