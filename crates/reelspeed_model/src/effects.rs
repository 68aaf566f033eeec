//! What can be done to a layer's picture. One file each; a new effect adds a file, a variant here, its resolved form in
//! `reelspeed_timeline` and its kernel in `reelspeed_kernels`.

mod blur;
mod brightness;
mod contrast;
mod hue;
mod saturation;
mod sharpen;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use blur::Blur;
pub use brightness::Brightness;
pub use contrast::Contrast;
pub use hue::Hue;
pub use saturation::Saturation;
pub use sharpen::Sharpen;

/// An effect, told apart by its `type`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Effect {
    /// Lighter or darker.
    Brightness(Brightness),
    /// More or less difference between light and dark.
    Contrast(Contrast),
    /// More or less colour.
    Saturation(Saturation),
    /// Turned colours.
    Hue(Hue),
    /// A Gaussian blur.
    Blur(Blur),
    /// An unsharp mask.
    Sharpen(Sharpen),
}
