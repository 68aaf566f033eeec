use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Animated;
use crate::schema::range;

/// An unsharp mask on luma.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sharpen {
    /// Strength, 0 to 4. 0 changes nothing.
    #[schemars(transform = range(0.0, 4.0))]
    pub amount: Animated<f64>,
    /// Standard deviation of the mask in pixels, 0.3 to 20. Default 1.
    #[serde(default = "one_pixel")]
    #[schemars(transform = range(0.3, 20.0))]
    pub sigma: Animated<f64>,
}

fn one_pixel() -> Animated<f64> {
    Animated::Constant(1.0)
}
