use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Animated;
use crate::schema::range;

/// Lighter or darker, by scaling the signal as CSS's `brightness()` does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Brightness {
    /// Factor on R'G'B', 0 (black) to 4. 1 changes nothing.
    #[schemars(transform = range(0.0, 4.0))]
    pub amount: Animated<f64>,
}
