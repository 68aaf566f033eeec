use reelspeed_core::Rgba8;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Color;
use crate::schema::range;

/// Takes a colour out of a picture, such as the green or blue screen behind an actor, so that what lies below shows there. It is done
/// first of all: before effects, opacity, transitions and groups.
///
/// Only chroma counts, in BT.709 whatever the file's own matrix and range. Distances are measured in units of the key's own distance
/// from grey: 0 is the key, 1 is how far grey (and black and white) is from it, and of an edge that covers half a pixel before the
/// screen, about 0.5. Up to `similarity` all is gone, from `similarity + smoothness` on all stays; in between, opacity rises with the
/// distance.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ChromaKey {
    /// The colour of the screen, best picked from the picture. It needs a hue: grey, black and white cannot be keyed. Its opacity
    /// counts for nothing. Default `#00ff00`.
    pub color: Color,
    /// How far from the key a colour may be to be gone, 0 to 1. More takes away shadows and creases of the screen; too much makes holes.
    /// Default 0.35.
    #[schemars(transform = range(0.0, 1.0))]
    pub similarity: f64,
    /// How much farther it fades, 0 to 1. More makes edges soft; 0 makes them hard. Default 0.3.
    #[schemars(transform = range(0.0, 1.0))]
    pub smoothness: f64,
    /// How much of the key's hue is taken out of what remains, 0 to 1: light that the screen throws on the subject, and its edges, where
    /// half is as good as all. More than half may make pale colours of the key's hue grey. Default 0.5.
    #[schemars(transform = range(0.0, 1.0))]
    pub spill: f64,
}

impl Default for ChromaKey {
    fn default() -> Self {
        Self { color: Color(Rgba8::rgb(0, 255, 0)), similarity: 0.35, smoothness: 0.3, spill: 0.5 }
    }
}

impl ChromaKey {
    /// The least distance from grey that a key may have, in steps of 8-bit chroma. Pure green has 133, pure blue 112.
    const LEAST_CHROMA: i32 = 16;

    /// A key of this colour with the default settings.
    pub fn new(color: Color) -> Self {
        Self { color, ..Self::default() }
    }

    /// Whether a colour has chroma enough to be told from grey.
    pub fn has_hue(color: Color) -> bool {
        let yuv = color.0.to_yuv();
        let (cb, cr) = (i32::from(yuv.cb) - 128, i32::from(yuv.cr) - 128);
        cb * cb + cr * cr >= Self::LEAST_CHROMA * Self::LEAST_CHROMA
    }
}
