use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Animated;
use crate::schema::range;

/// More or less difference between light and dark, about mid grey, as CSS's `contrast()` does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Contrast {
    /// Factor, 0 (grey) to 4. 1 changes nothing.
    #[schemars(transform = range(0.0, 4.0))]
    pub amount: Animated<f64>,
}
