//! Turns the steps of a display list into [`Op`]s. Everything that needs a surface of its own (groups, effects, turned pictures,
//! most transitions) is painted here, on the way.

use std::sync::Arc;

use reelspeed_core::{Affine, Flicks, Frame, IRect, Rect, Size};
use reelspeed_kernels::resize::ResizeError;
use reelspeed_timeline::{ClipId, Content, Draw, Step};

use crate::RenderError;
use crate::op::Op;
use crate::place::{QRect, SUB, opacity_u8, quantise};
use crate::shift::shifted;
use crate::source::SourcePicture;
use crate::sprite::Sprite;
use crate::tools::{Key, Stamp, Tools};

/// A surface on which steps are painted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surface {
    /// Its left upper corner on the canvas.
    pub(crate) origin: (i32, i32),
    /// Its size; ops count pixels from its corner.
    pub(crate) size: Size,
    /// Whether it is a layer (premultiplied 4:4:4), else the 4:2:0 canvas.
    pub(crate) layer: bool,
}

impl Surface {
    pub(crate) fn bounds(&self) -> IRect {
        IRect::new(0, 0, self.size.width, self.size.height)
    }

    /// A map to the canvas as a map to the surface.
    pub(crate) fn map_from(&self, canvas_from: Affine) -> Affine {
        Affine::translate(-self.origin.0 as f64, -self.origin.1 as f64) * canvas_from
    }
}

/// The pictures of one frame.
pub(crate) type Pictures = [(ClipId, Flicks, SourcePicture)];

/// Plans one frame.
pub(crate) struct Planner<'a> {
    pub(crate) tools: &'a mut Tools,
    pub(crate) pictures: &'a Pictures,
}

/// A layer picture that is to be placed.
pub(crate) enum Cut {
    /// One that is kept and placed again.
    Kept(Arc<Sprite>),
    /// One of this frame only.
    Fresh(Arc<Frame>),
}

impl Cut {
    fn frame(&self) -> &Arc<Frame> {
        match self {
            Self::Kept(sprite) => sprite.frame(),
            Self::Fresh(frame) => frame,
        }
    }
}

/// Whether a map only moves a picture of this size, to within 1/512 pixel.
fn is_move(map: Affine, size: Size) -> bool {
    let (w, h) = (size.width as f64, size.height as f64);
    let near = |v: f64, extent: f64| libm::fabs(v) * extent < 1.0 / 512.0;
    near(map.a - 1.0, w) && near(map.b, w) && near(map.c, h) && near(map.d - 1.0, h)
}

impl Planner<'_> {
    pub(crate) fn picture_of(&self, clip: ClipId, time: Flicks) -> Result<&SourcePicture, RenderError> {
        let found = self.pictures.iter().find(|(c, t, _)| (*c, *t) == (clip, time));
        found.map(|(_, _, picture)| picture).ok_or(RenderError::MissingPicture { clip, time })
    }

    /// Plans steps in order.
    pub(crate) fn steps(&mut self, steps: &[Step], surface: Surface) -> Result<Vec<Op>, RenderError> {
        let mut ops = Vec::new();
        for step in steps {
            ops.append(&mut self.step(step, surface)?);
        }
        Ok(ops)
    }

    /// Plans one step.
    pub(crate) fn step(&mut self, step: &Step, surface: Surface) -> Result<Vec<Op>, RenderError> {
        match step {
            Step::Draw(draw) => self.draw(draw, surface),
            Step::Transition(transition) => self.transition(transition, surface),
            Step::Group(group) => self.group(group, surface),
        }
    }

    fn draw(&mut self, draw: &Draw, surface: Surface) -> Result<Vec<Op>, RenderError> {
        match &draw.content {
            Content::Picture(picture) => {
                let (width, height) = picture.size;
                let map = surface.map_from(draw.placement.canvas_from_layer(width, height));
                self.picture(picture, &draw.effects, map, draw.opacity, surface)
            }
            Content::Text(_) | Content::Shape(_) => self.stamp_draw(draw, surface),
        }
    }

    /// Draws a layer picture under a map to the surface.
    pub(crate) fn place(
        &mut self,
        cut: Cut,
        map: Affine,
        opacity: f64,
        surface: Surface,
    ) -> Result<Vec<Op>, RenderError> {
        let opacity = opacity_u8(opacity);
        let size = cut.frame().size();
        let whole = Rect::new(0.0, 0.0, size.width as f64, size.height as f64);
        // One pixel more: edges fade out over the pixel beside them.
        let reach = QRect::of(map.bounds_of(whole)).round_out();
        let clip = surface.bounds();
        let reach = IRect::from_edges(reach.x - 1, reach.y - 1, reach.right() + 1, reach.bottom() + 1).intersect(clip);
        if opacity == 0 || reach.is_empty() {
            return Ok(Vec::new());
        }
        if !is_move(map, size) {
            let Some(source_from_surface) = map.inverse() else { return Ok(Vec::new()) };
            let frame = Arc::clone(cut.frame());
            return Ok(vec![Op::Warp { frame, source_from_surface, opacity, clip: reach }]);
        }
        let (qx, qy) = (quantise(map.e), quantise(map.f));
        let (x, y) = (qx.div_euclid(SUB), qy.div_euclid(SUB));
        let by = (qx.rem_euclid(SUB), qy.rem_euclid(SUB));
        let cut = if by == (0, 0) { cut } else { self.shift(cut, by)? };
        Ok(vec![match cut {
            Cut::Kept(sprite) => Op::Sprite { sprite, x, y, opacity, clip },
            Cut::Fresh(frame) => Op::Layer { frame, x, y, opacity, clip },
        }])
    }

    /// A picture moved by a fraction of a pixel. What is shifted alike in two frames running rests there, and is kept.
    fn shift(&mut self, cut: Cut, by: (i32, i32)) -> Result<Cut, RenderError> {
        let sprite = match cut {
            Cut::Fresh(frame) => return Ok(Cut::Fresh(Arc::new(shifted(&frame, by, self.tools)?))),
            Cut::Kept(sprite) => sprite,
        };
        let key = Key::Shifted { serial: sprite.serial(), by };
        self.tools.shifts[0].push(key.clone());
        if !self.tools.shifts[1].contains(&key) {
            return Ok(Cut::Fresh(Arc::new(shifted(sprite.frame(), by, self.tools)?)));
        }
        if let Some(kept) = self.tools.stamps.get(&key).and_then(|stamp| stamp.sprite) {
            return Ok(Cut::Kept(kept));
        }
        let kept = Arc::new(Sprite::new(Arc::new(shifted(sprite.frame(), by, self.tools)?)));
        let stamp = Stamp { sprite: Some(Arc::clone(&kept)), origin: (0, 0), layout: (0.0, 0.0) };
        self.tools.stamps.put(key, stamp, kept.bytes());
        Ok(Cut::Kept(kept))
    }
}

/// A failed scaling of something that is no clip's picture.
pub(crate) fn stray(source: ResizeError) -> RenderError {
    RenderError::Resize { clip: ClipId(u32::MAX), source }
}
