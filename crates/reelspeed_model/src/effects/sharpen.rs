use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;

/// An unsharp mask on luma.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Sharpen {
    /// Strength, 0 to 4. 0 changes nothing.
    pub amount: Animated<f64>,
    /// Standard deviation of the mask in pixels, 0.3 to 20. Default 1.
    #[serde(default = "one_pixel")]
    pub sigma: Animated<f64>,
}

fn one_pixel() -> Animated<f64> {
    Animated::Constant(1.0)
}
