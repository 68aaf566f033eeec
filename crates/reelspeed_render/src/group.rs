use std::sync::Arc;

use reelspeed_core::{Affine, Frame, FrameDesc, IRect, Rect, Size};
use reelspeed_kernels::blend::scale_row;
use reelspeed_kernels::blur::Edge;
use reelspeed_timeline::GroupStep;

use crate::RenderError;
use crate::fx;
use crate::op::Op;
use crate::picture::is_box;
use crate::place::{QRect, opacity_u8, upright};
use crate::planner::{Cut, Planner, Surface};
use crate::tools::Tools;

impl Planner<'_> {
    /// Layers on a surface of their own, as large as what is seen of them.
    pub(crate) fn group(&mut self, group: &GroupStep, surface: Surface) -> Result<Vec<Op>, RenderError> {
        let opacity = opacity_u8(group.opacity);
        let map = surface.map_from(group.canvas_from_group);
        let canvas = Rect::new(0.0, 0.0, group.size.0, group.size.1);
        let reach = fx::reach(&group.effects, 1.0) as i32;
        let outer = grow(surface.bounds(), reach);
        let visible = match group.clip_radius {
            Some(_) => outer.intersect(QRect::of(map.bounds_of(canvas)).round_out()),
            None => outer,
        };
        let clipped_away = group.clip_radius.is_some() && !is_box(group.size);
        if visible.is_empty() || opacity == 0 || clipped_away {
            return Ok(Vec::new());
        }

        let own = Surface {
            origin: (surface.origin.0 + visible.x, surface.origin.1 + visible.y),
            size: Size::new(visible.width, visible.height),
            layer: true,
        };
        let ops = self.steps(&group.steps, own)?;
        let touched = ops.iter().fold(IRect::default(), |all, op| all.union(op.bounds(own.bounds())));
        // A blur spreads into the empty space around; where the group is clipped, it stays inside.
        let part = match (group.clip_radius, reach) {
            (_, 0) => touched,
            (Some(_), _) => own.bounds(),
            (None, reach) => grow(touched, reach).intersect(own.bounds()),
        };
        if touched.is_empty() {
            return Ok(Vec::new());
        }
        let mut frame = self.tools.painted_444(&ops, part)?;
        let edge = if group.clip_radius.is_some() { Edge::Clamp } else { Edge::Transparent };
        fx::apply(&mut frame, &group.effects, 1.0, edge, self.tools)?;
        if let Some(radius) = group.clip_radius {
            let to_part = Affine::translate(-(visible.x + part.x) as f64, -(visible.y + part.y) as f64) * map;
            self.clip(&mut frame, to_part, group.size, radius)?;
        }
        let (x, y) = (visible.x + part.x, visible.y + part.y);
        Ok(vec![Op::Layer { frame: Arc::new(frame), x, y, opacity, clip: surface.bounds() }])
    }

    /// Cuts a layer frame to a rounded rectangle of size `size` under `map`.
    fn clip(&mut self, frame: &mut Frame, map: Affine, size: (f64, f64), radius: f64) -> Result<(), RenderError> {
        let bounds = IRect::new(0, 0, frame.size().width, frame.size().height);
        if let Some(place) = upright(map, Rect::new(0.0, 0.0, size.0, size.1))
            && radius <= 0.0
        {
            let rect = QRect::of(place.target);
            if rect.intersect(QRect::of_pixels(bounds)) == QRect::of_pixels(bounds) {
                return Ok(());
            }
        }
        let length = |x: f64, y: f64| libm::sqrt(x * x + y * y);
        let scale = length(map.a, map.b).max(length(map.c, map.d)).max(1e-3);
        let shape = self.tools.clip_shape(size.0, size.1, radius);
        let surface = Surface { origin: (0, 0), size: frame.size(), layer: true };
        let (stamp, scale) = self.shape_stamp(&shape, scale)?;
        let Some(sprite) = stamp.sprite else { return Ok(()) };
        let map = map
            * Affine::scale(1.0 / scale, 1.0 / scale)
            * Affine::translate(stamp.origin.0 as f64, stamp.origin.1 as f64);
        let ops = self.place(Cut::Kept(sprite), map, 1.0, surface)?;
        let mask = self.tools.painted_444(&ops, bounds)?;
        multiply(frame, &mask, self.tools);
        Ok(())
    }
}

/// Multiplies all planes of a layer frame by the alpha of another of its size.
fn multiply(frame: &mut Frame, mask: &Frame, tools: &Tools) {
    debug_assert_eq!(frame.desc(), FrameDesc::layer(mask.size()));
    let alpha = mask.plane(3);
    for mut plane in frame.planes_mut().into_iter().flatten().flatten() {
        for row in 0..plane.height.min(alpha.height) {
            scale_row(tools.level, plane.row(row), alpha.row(row));
        }
    }
}

fn grow(rect: IRect, by: i32) -> IRect {
    IRect::from_edges(rect.x - by, rect.y - by, rect.right() + by, rect.bottom() + by)
}
