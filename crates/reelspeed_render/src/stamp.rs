//! Texts and shapes.

use std::sync::Arc;

use reelspeed_core::{Affine, ErrorCode};
use reelspeed_timeline::{Content, Draw, ShapeContent, TextContent};

use crate::RenderError;
use crate::fx;
use crate::op::Op;
use crate::planner::{Cut, Planner, Surface};
use crate::raster;
use crate::sprite::Sprite;
use crate::tools::{Key, Stamp};

/// The scale at which a text or shape is drawn that is shown at `scale`.
///
/// Scales that people write (hundredths and sixty-fourths) are drawn as they are, so that what rests is crisp. Others, which
/// come from motion, are rounded up to steps of 2^(1/4), so that a growing text is drawn a few times and sampled in between.
pub(crate) fn raster_scale(scale: f64) -> f64 {
    let written = |per: f64| libm::fabs(scale * per - libm::round(scale * per)) < 1e-6;
    if scale >= 1.0 / 64.0 && (written(100.0) || written(64.0)) {
        return scale;
    }
    libm::exp2(libm::ceil(libm::log2(scale) * 4.0 - 1e-9) / 4.0)
}

#[derive(Clone, Copy)]
enum Kind<'a> {
    Text(&'a Arc<TextContent>),
    Shape(&'a Arc<ShapeContent>),
}

impl Planner<'_> {
    pub(crate) fn stamp_draw(&mut self, draw: &Draw, surface: Surface) -> Result<Vec<Op>, RenderError> {
        // The linear part of the map does not depend on the size of the box.
        let linear = draw.placement.canvas_from_layer(0.0, 0.0);
        let Some((stamp, scale, shown)) = self.stamp(&draw.content, linear)? else { return Ok(Vec::new()) };
        let Some(sprite) = stamp.sprite else { return Ok(Vec::new()) };
        let (mut width, mut height) = stamp.layout;
        if matches!(draw.content, Content::Text(_)) && scale == shown {
            // A text's box is as wide as its letters happen to be. An even number of pixels keeps a centred text off half
            // pixels, so that it stays as sharp as it was drawn.
            (width, height) = (even(width * scale) / scale, even(height * scale) / scale);
        }
        let map = surface.map_from(draw.placement.canvas_from_layer(width, height))
            * Affine::scale(1.0 / scale, 1.0 / scale)
            * Affine::translate(stamp.origin.0 as f64, stamp.origin.1 as f64);
        if draw.effects.is_empty() {
            return self.place(Cut::Kept(sprite), map, draw.opacity, surface);
        }
        let ratio = if shown > 0.0 { scale / shown } else { 1.0 };
        let (frame, pad) = fx::padded(sprite.frame(), &draw.effects, ratio, self.tools)?;
        let map = map * Affine::translate(-f64::from(pad), -f64::from(pad));
        self.place(Cut::Fresh(Arc::new(frame)), map, draw.opacity, surface)
    }

    /// The stamp of a text or shape for a map, the scale at which it is drawn and that at which it is shown.
    fn stamp(&mut self, content: &Content, map: Affine) -> Result<Option<(Stamp, f64, f64)>, RenderError> {
        let kind = match content {
            Content::Text(text) => Kind::Text(text),
            Content::Shape(shape) => Kind::Shape(shape),
            Content::Picture(_) => return Ok(None),
        };
        let length = |x: f64, y: f64| libm::sqrt(x * x + y * y);
        let shown = length(map.a, map.b).max(length(map.c, map.d));
        if !(shown.is_finite() && shown > 1e-3) {
            return Ok(None);
        }
        let (stamp, scale) = self.stamp_near(kind, shown)?;
        Ok(Some((stamp, scale, shown)))
    }

    /// The stamp of a shape that is shown at `scale`, and the scale at which it is drawn.
    pub(crate) fn shape_stamp(&mut self, shape: &Arc<ShapeContent>, scale: f64) -> Result<(Stamp, f64), RenderError> {
        self.stamp_near(Kind::Shape(shape), scale)
    }

    fn stamp_near(&mut self, kind: Kind<'_>, shown: f64) -> Result<(Stamp, f64), RenderError> {
        let mut scale = raster_scale(shown.min(64.0));
        loop {
            match self.stamp_at(kind, scale) {
                // A picture too large to be drawn is drawn smaller and brought up.
                Err(RenderError::Raster { code: ErrorCode::InvalidArgument, .. }) if scale > 0.25 => scale /= 2.0,
                result => return result.map(|stamp| (stamp, scale)),
            }
        }
    }

    fn stamp_at(&mut self, kind: Kind<'_>, scale: f64) -> Result<Stamp, RenderError> {
        let bits = scale.to_bits();
        let key = match kind {
            Kind::Text(text) => Key::Text { content: self.tools.contents.text(text), scale: bits },
            Kind::Shape(shape) => Key::Shape { content: self.tools.contents.shape(shape), scale: bits },
        };
        if let Some(stamp) = self.tools.stamps.get(&key) {
            return Ok(stamp);
        }
        let tools = &mut *self.tools;
        let raster = match kind {
            Kind::Text(text) => raster::text(&tools.fonts, text, scale, &tools.pool, tools.level)?,
            Kind::Shape(shape) => raster::shape(shape, scale, &tools.pool, tools.level)?,
        };
        let sprite = raster.frame.map(|frame| Arc::new(Sprite::new(frame)));
        let bytes = sprite.as_ref().map_or(0, |sprite| sprite.bytes());
        let stamp = Stamp { sprite, origin: raster.origin, layout: raster.layout };
        tools.stamps.put(key, stamp.clone(), bytes);
        Ok(stamp)
    }
}

/// The nearest even number, at least 2 for anything above nothing.
fn even(v: f64) -> f64 {
    if v <= 0.0 { 0.0 } else { (libm::floor(v / 2.0 + 0.5) * 2.0).max(2.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_scales_are_kept_and_moving_ones_rounded_up() {
        for scale in [1.0, 0.5, 1.3, 2.0, 0.07, 1.0 / 64.0, 3.0 / 64.0] {
            assert_eq!(raster_scale(scale), scale);
        }
        let next = raster_scale(1.000_3);
        assert!(next > 1.18 && next < 1.19, "{next}");
        for i in 1..500 {
            let scale = i as f64 * 0.017_31;
            let drawn = raster_scale(scale);
            assert!(drawn >= scale * (1.0 - 1e-9) && drawn <= scale * 1.19, "{scale} {drawn}");
        }
    }

    #[test]
    fn boxes_are_even() {
        assert_eq!([0.0, 0.3, 3.1, 2.9, 301.4].map(even), [0.0, 2.0, 4.0, 2.0, 302.0]);
    }
}
