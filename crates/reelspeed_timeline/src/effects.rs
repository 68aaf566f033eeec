//! Effects: from keyframes to numbers. A new effect adds a variant to both enums and a line to each `match`.

use reelspeed_core::Flicks;
use reelspeed_model::effects::Effect;

use crate::ResolvedEffect;
use crate::curve::Curve;

/// A Gaussian narrower than this leaves less than a hundredth of an 8-bit step beside its middle.
const INVISIBLE_SIGMA_PX: f64 = 0.2;
/// Groups may enlarge a blur, but not without end: past this nothing is left to see of the picture anyway.
const MOST_SIGMA_PX: f64 = 1000.0;

#[derive(Clone, Debug)]
pub(crate) enum EffectCurve {
    Brightness(Curve<f64>),
    Contrast(Curve<f64>),
    Saturation(Curve<f64>),
    Hue(Curve<f64>),
    Blur(Curve<f64>),
    Sharpen { amount: Curve<f64>, sigma: Curve<f64> },
}

impl EffectCurve {
    pub(crate) fn new(effect: &Effect) -> Self {
        match effect {
            Effect::Brightness(e) => Self::Brightness(Curve::number(&e.amount, 1.0)),
            Effect::Contrast(e) => Self::Contrast(Curve::number(&e.amount, 1.0)),
            Effect::Saturation(e) => Self::Saturation(Curve::number(&e.amount, 1.0)),
            Effect::Hue(e) => Self::Hue(Curve::number(&e.degrees, 0.0)),
            Effect::Blur(e) => Self::Blur(Curve::number(&e.sigma, 0.0)),
            Effect::Sharpen(e) => {
                Self::Sharpen { amount: Curve::number(&e.amount, 0.0), sigma: Curve::number(&e.sigma, 1.0) }
            }
        }
    }

    /// The effect at `time`; `None` where it changes nothing. Easings may pass beyond their keyframes; what comes out is clamped
    /// to the document's ranges. `canvas_per_parent` turns the parent's pixels into the canvas's.
    fn at(&self, time: Flicks, canvas_per_parent: f64) -> Option<ResolvedEffect> {
        let factor = |c: &Curve<f64>| Some(c.at(time).clamp(0.0, 4.0)).filter(|v| *v != 1.0 && v.is_finite());
        match self {
            Self::Brightness(c) => factor(c).map(ResolvedEffect::Brightness),
            Self::Contrast(c) => factor(c).map(ResolvedEffect::Contrast),
            Self::Saturation(c) => factor(c).map(ResolvedEffect::Saturation),
            Self::Hue(c) => {
                let degrees = libm::fmod(c.at(time), 360.0);
                (degrees != 0.0 && degrees.is_finite()).then_some(ResolvedEffect::Hue(degrees))
            }
            Self::Blur(c) => {
                let sigma = (c.at(time).clamp(0.0, 250.0) * canvas_per_parent).min(MOST_SIGMA_PX);
                (sigma >= INVISIBLE_SIGMA_PX).then_some(ResolvedEffect::Blur(sigma))
            }
            Self::Sharpen { amount, sigma } => {
                let amount = amount.at(time).clamp(0.0, 4.0);
                let sigma = (sigma.at(time).clamp(0.3, 20.0) * canvas_per_parent).min(MOST_SIGMA_PX);
                (amount > 0.0 && sigma >= INVISIBLE_SIGMA_PX).then_some(ResolvedEffect::Sharpen { amount, sigma })
            }
        }
    }
}

/// What effects come to at the first moment of their layer, for a picture that stands alone; none that change nothing.
pub fn resolve_effects(effects: &[Effect]) -> Vec<ResolvedEffect> {
    effects.iter().filter_map(|effect| EffectCurve::new(effect).at(Flicks::ZERO, 1.0)).collect()
}

/// Appends what a list of effects comes to at `time`.
pub(crate) fn resolve_into(
    effects: &[EffectCurve],
    time: Flicks,
    canvas_per_parent: f64,
    out: &mut Vec<ResolvedEffect>,
) {
    out.extend(effects.iter().filter_map(|e| e.at(time, canvas_per_parent)));
}
