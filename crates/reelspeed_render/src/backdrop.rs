use std::sync::Arc;

use reelspeed_core::{Affine, Orientation, Rect, Size};
use reelspeed_model::Fit;
use reelspeed_timeline::{Picture, ResolvedEffect};

use reelspeed_kernels::blur::Edge;

use crate::RenderError;
use crate::fx;
use crate::op::{Op, PictureOp, PicturePlace};
use crate::picture::{Manner, is_opaque};
use crate::place::upright;
use crate::planner::{Planner, Surface};
use crate::prepare::Siting;

/// The backdrop is blurred at up to this fraction of its size: nobody sees the difference, and it costs a hundredth.
const SHRINK: f64 = 8.0;

/// But its shorter side keeps this many pixels where it has them, so that bringing it up does not show.
const SHORT_SIDE: f64 = 96.0;

/// The blur's standard deviation as a fraction of the box's shorter side.
const SIGMA: f64 = 0.035;

/// How bright the backdrop is, so that the picture before it stands out.
const BRIGHTNESS: f64 = 0.6;

impl Planner<'_> {
    /// The blurred and darkened copy that covers the box behind a contained picture.
    pub(crate) fn backdrop(
        &mut self,
        picture: &Picture,
        map: Affine,
        manner: Manner,
        surface: Surface,
    ) -> Result<Option<Op>, RenderError> {
        let (width, height) = picture.size;
        let Some(place) = upright(map, Rect::new(0.0, 0.0, width, height)) else { return Ok(None) };
        // A picture with holes has no backdrop that would show through them.
        let opaque = picture.key.is_none() && is_opaque(self.picture_of(picture.clip, picture.time)?);
        let (rect, grown) = self.rect_on(picture, place.target, map, manner, surface);
        if !opaque || rect.intersect(manner.clip).is_empty() {
            return Ok(None);
        }
        let shrink = (place.target.width.min(place.target.height) / SHORT_SIDE).clamp(1.0, SHRINK);
        let small = |v: f64| (libm::floor(v / shrink / 2.0 + 0.5) * 2.0).clamp(2.0, 2048.0);
        let (w, h) = (small(place.target.width), small(place.target.height));
        let aside = Surface { origin: (0, 0), size: Size::new(w as u32, h as u32), layer: false };
        let cover = Picture { fit: Fit::Cover, ..picture.clone() };
        // The turn is part of the map, so that the small copy lies as the large one will.
        let turn = oriented_scale(place.turn, (width, height), (w, h));
        let ops = self.upright_picture(&cover, &[], turn, Manner { fill: true, ..Manner::plain(aside) }, aside)?;
        let mut frame = self.tools.painted_420(&ops, aside.size)?;
        let sigma = w.min(h) * SIGMA;
        let effects = [ResolvedEffect::Blur(sigma), ResolvedEffect::Brightness(BRIGHTNESS)];
        fx::apply(&mut frame, &effects, 1.0, Edge::Clamp, self.tools)?;
        let all = Rect::new(0.0, 0.0, w, h);
        let place = PicturePlace {
            source: Arc::new(frame),
            part: rect.part_under(all, grown),
            readable: all,
            siting: Siting::LEFT,
            rect: grown,
            clip: manner.clip,
            weight: manner.weight,
            mask: manner.wipe,
            full_chroma: surface.layer,
            key: None,
        };
        let op = PictureOp::new(place, &mut self.tools.plans)
            .map_err(|source| RenderError::Resize { clip: picture.clip, source })?;
        Ok(op.map(|op| Op::Picture(Arc::new(op))))
    }
}

/// From a box of size `from` to the rectangle from (0, 0) to `to`, turned.
fn oriented_scale(turn: Orientation, from: (f64, f64), to: (f64, f64)) -> Affine {
    let (w, h) = if turn.swaps_axes() { (from.1, from.0) } else { from };
    Affine::scale(to.0 / w, to.1 / h) * turn.shown_from_stored(from.0, from.1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::place::QRect;

    #[test]
    fn the_turned_box_fills_the_small_surface() {
        for i in 0..8u8 {
            let map = oriented_scale(Orientation::new(i > 3, i), (1080.0, 1920.0), (136.0, 240.0));
            let bounds = QRect::of(map.bounds_of(Rect::new(0.0, 0.0, 1080.0, 1920.0)));
            assert_eq!(bounds, QRect { x0: 0, y0: 0, x1: 136 * 256, y1: 240 * 256 });
        }
    }
}
