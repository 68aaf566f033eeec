use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Animated;
use crate::schema::range;

/// A Gaussian blur; edges are continued by their outermost pixels.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Blur {
    /// Standard deviation in pixels of the layer's box as it stands on its parent, 0 to 250. 0 changes nothing.
    #[schemars(transform = range(0.0, 250.0))]
    pub sigma: Animated<f64>,
}
