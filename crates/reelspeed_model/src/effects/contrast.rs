use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;

/// More or less difference between light and dark, about mid grey, as CSS's `contrast()` does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Contrast {
    /// Factor, 0 (grey) to 4. 1 changes nothing.
    pub amount: Animated<f64>,
}
