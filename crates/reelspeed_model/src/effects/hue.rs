use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Animated;
use crate::schema::range;

/// Turned colours: chroma is rotated about neutral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Hue {
    /// Degrees, −360 to 360. 0 changes nothing.
    #[schemars(transform = range(-360.0, 360.0))]
    pub degrees: Animated<f64>,
}
