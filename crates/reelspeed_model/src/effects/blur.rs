use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::Animated;

/// A Gaussian blur; edges are continued by their outermost pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema, TS)]
#[serde(rename_all = "camelCase")]
pub struct Blur {
    /// Standard deviation in pixels of the layer's box as it stands on its parent, 0 to 250. 0 changes nothing.
    pub sigma: Animated<f64>,
}
