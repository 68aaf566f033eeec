use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;

/// More or less colour: chroma is scaled about neutral.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Saturation {
    /// Factor, 0 (grey) to 4. 1 changes nothing.
    pub amount: Animated<f64>,
}
