use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;

/// Lighter or darker, by scaling the signal as CSS's `brightness()` does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Brightness {
    /// Factor on R'G'B', 0 (black) to 4. 1 changes nothing.
    pub amount: Animated<f64>,
}
