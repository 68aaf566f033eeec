use reelspeed_core::{Affine, Size};

use crate::{DisplayList, ResolvedEffect, Step};

/// The share of its canvas at which a composition is drawn, for previews: whole sixty-fourths, since texts and shapes are crisp at those.
///
/// Placements, blurs and what texts and shapes are drawn at become smaller; how a text is laid out does not change. Sides of the picture
/// are rounded down to even numbers, so that up to two pixels at the right and bottom edges are cut and nothing is left uncovered.
///
/// # Examples
///
/// ```
/// use reelspeed_core::Size;
/// use reelspeed_timeline::PreviewScale;
///
/// let third = PreviewScale::new(1.0 / 3.0);
/// assert_eq!(third.factor(), 21.0 / 64.0);
/// assert_eq!(third.size(Size::new(1080, 1920)), Size::new(354, 630));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PreviewScale(u32);

impl PreviewScale {
    /// The whole canvas.
    pub const FULL: Self = Self(Self::STEPS);

    const STEPS: u32 = 64;
    const LEAST: u32 = 2;

    /// The nearest scale that there is, 1/32 to 1. Not-a-number is 1.
    pub fn new(scale: f64) -> Self {
        if scale.is_nan() {
            return Self::FULL;
        }
        let steps = libm::floor(scale.clamp(0.0, 1.0) * f64::from(Self::STEPS) + 0.5) as u32;
        Self(steps.clamp(Self::LEAST, Self::STEPS))
    }

    /// Preview pixels per canvas pixel.
    pub fn factor(self) -> f64 {
        f64::from(self.0) / f64::from(Self::STEPS)
    }

    /// The size of the picture of a canvas; even, at least 2 each way.
    pub fn size(self, canvas: Size) -> Size {
        if self == Self::FULL {
            return canvas;
        }
        let side = |v: u32| (((u64::from(v) * u64::from(self.0)) / u64::from(Self::STEPS)) as u32 & !1).max(2);
        Size::new(side(canvas.width), side(canvas.height))
    }
}

impl Default for PreviewScale {
    /// [`PreviewScale::FULL`].
    fn default() -> Self {
        Self::FULL
    }
}

impl DisplayList {
    /// Makes the list that of a smaller canvas. At [`PreviewScale::FULL`] nothing changes.
    pub fn shrink(&mut self, scale: PreviewScale) {
        if scale == PreviewScale::FULL {
            return;
        }
        self.size = scale.size(self.size);
        shrink_steps(&mut self.steps, scale.factor());
    }
}

fn shrink_steps(steps: &mut [Step], factor: f64) {
    let shrunk = Affine::scale(factor, factor);
    for step in steps {
        match step {
            Step::Draw(draw) => {
                draw.placement.canvas_from_parent = shrunk * draw.placement.canvas_from_parent;
                shrink_effects(&mut draw.effects, factor);
            }
            Step::Transition(transition) => {
                transition.placement.canvas_from_parent = shrunk * transition.placement.canvas_from_parent;
                for effects in [&mut transition.from.1, &mut transition.to.1, &mut transition.effects] {
                    shrink_effects(effects, factor);
                }
            }
            Step::Group(group) => {
                group.canvas_from_group = shrunk * group.canvas_from_group;
                shrink_effects(&mut group.effects, factor);
                shrink_steps(&mut group.steps, factor);
            }
        }
    }
}

/// Standard deviations are in pixels of the canvas.
fn shrink_effects(effects: &mut [ResolvedEffect], factor: f64) {
    for effect in effects {
        match effect {
            ResolvedEffect::Blur(sigma) | ResolvedEffect::Sharpen { sigma, .. } => *sigma *= factor,
            ResolvedEffect::Brightness(_)
            | ResolvedEffect::Contrast(_)
            | ResolvedEffect::Saturation(_)
            | ResolvedEffect::Hue(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_sixty_fourths_and_sides_even() {
        assert_eq!([0.5, 0.337, 2.0, 0.0, -1.0, f64::NAN].map(|s| PreviewScale::new(s).0), [32, 22, 64, 2, 2, 64]);
        assert_eq!(PreviewScale::new(0.5).size(Size::new(1080, 1920)), Size::new(540, 960));
        assert_eq!(PreviewScale::new(0.5).size(Size::new(1082, 16)), Size::new(540, 8));
        assert_eq!(PreviewScale::new(0.05).size(Size::new(16, 16)), Size::new(2, 2));
        assert_eq!(PreviewScale::FULL.size(Size::new(18, 16)), Size::new(18, 16));
    }
}
