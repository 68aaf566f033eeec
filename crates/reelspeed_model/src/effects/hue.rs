use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;

/// Turned colours: chroma is rotated about neutral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Hue {
    /// Degrees, −360 to 360. 0 changes nothing.
    pub degrees: Animated<f64>,
}
