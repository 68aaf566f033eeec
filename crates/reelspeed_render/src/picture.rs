//! Video frames and stills in their boxes.

use std::sync::Arc;

use reelspeed_core::{Affine, IRect, Orientation, Rect, Size};
use reelspeed_model::Fit;
use reelspeed_timeline::{Picture, ResolvedEffect};

use reelspeed_kernels::blur::Edge;
use reelspeed_kernels::key::ChromaKeyer;

use crate::RenderError;
use crate::fx;
use crate::keyed::{key_layer, keyer};
use crate::local::Local;
use crate::op::{Op, PictureOp, PicturePlace, WipeMask};
use crate::place::{QRect, SUB, compose, fit_picture, opacity_u8, upright};
use crate::planner::{Cut, Planner, Surface};
use crate::prepare::{Prepared, Siting, Wanted, scale};
use crate::source::{LayerImage, SourcePicture};
use crate::sprite::Sprite;
use crate::still::scale_layer;
use crate::tools::{Key, Stamp};
use crate::turn::turn_frame;

/// A still that is scaled to more pixels than this many times its surface is scaled in its visible part only.
const KEPT_STILL: u64 = 2;

/// How a picture is drawn, apart from its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    /// Weight of 256.
    pub(crate) weight: u16,
    /// What of the surface may be touched.
    pub(crate) clip: QRect,
    /// An edge that uncovers it.
    pub(crate) wipe: Option<WipeMask>,
    /// Whether edges of the box are moved out to those of the surface, by repeating the outermost pixels.
    pub(crate) fill: bool,
}

impl Manner {
    pub(crate) fn plain(surface: Surface) -> Self {
        Self { weight: 256, clip: QRect::of_pixels(surface.bounds()), wipe: None, fill: false }
    }

    fn is_solid(&self) -> bool {
        self.weight == 256 && self.wipe.is_none()
    }
}

/// Whether a size is one that something can be drawn in.
pub(crate) fn is_box((width, height): (f64, f64)) -> bool {
    let side = |v: f64| v > 0.0 && v < 1e7;
    side(width) && side(height)
}

/// Whether a picture has no transparency of its own.
pub(crate) fn is_opaque(picture: &SourcePicture) -> bool {
    match picture {
        SourcePicture::Video(video) => !video.frame.format().alpha,
        SourcePicture::Still(still) => still.opaque,
    }
}

impl Planner<'_> {
    /// Whether a picture leaves nothing of its box uncovered.
    pub(crate) fn fills_its_box(&self, picture: &Picture) -> Result<bool, RenderError> {
        let source = self.picture_of(picture.clip, picture.time)?;
        let bars = picture.fit == Fit::Contain && {
            let fitted = fit_picture(source.shown_size(), picture.crop, picture.size, picture.fit);
            let (w, h) = picture.size;
            fitted.target.width < w - 1.0 / 512.0 || fitted.target.height < h - 1.0 / 512.0
        };
        Ok(is_opaque(source) && picture.key.is_none() && !bars)
    }

    /// A picture in a box under a map to the surface.
    pub(crate) fn picture(
        &mut self,
        picture: &Picture,
        effects: &[ResolvedEffect],
        map: Affine,
        opacity: f64,
        surface: Surface,
    ) -> Result<Vec<Op>, RenderError> {
        let (width, height) = picture.size;
        if !is_box(picture.size) {
            return Ok(Vec::new());
        }
        if upright(map, Rect::new(0.0, 0.0, width, height)).is_some() {
            let weight = crate::place::weight_256(opacity);
            let manner = Manner { weight, ..Manner::plain(surface) };
            return self.upright_picture(picture, effects, map, manner, surface);
        }
        // At an angle: drawn upright at about its size on the surface, then turned.
        let layer = surface.layer || !self.fills_its_box(picture)?;
        let Some(local) = Local::new(map, picture.size, layer) else { return Ok(Vec::new()) };
        let manner = Manner { fill: !layer, ..Manner::plain(local.surface) };
        let ops = self.upright_picture(picture, &[], local.local_from_box, manner, local.surface)?;
        let mut frame = if layer {
            self.tools.painted_444(&ops, local.surface.bounds())?
        } else {
            self.tools.painted_420(&ops, local.surface.size)?
        };
        fx::apply(&mut frame, effects, 1.0, Edge::Clamp, self.tools)?;
        self.place(Cut::Fresh(Arc::new(frame)), local.surface_from_local, opacity, surface)
    }

    /// A picture that stays upright.
    pub(crate) fn upright_picture(
        &mut self,
        picture: &Picture,
        effects: &[ResolvedEffect],
        map: Affine,
        manner: Manner,
        surface: Surface,
    ) -> Result<Vec<Op>, RenderError> {
        let (width, height) = picture.size;
        let whole = Rect::new(0.0, 0.0, width, height);
        let two_layers = picture.fit == Fit::BlurredFill && !manner.is_solid();
        if effects.is_empty() && !two_layers {
            return self.picture_layers(picture, map, manner, surface);
        }
        // On a frame of its own, then in place. Blurs look beyond what is visible.
        let pad = fx::reach(effects, 1.0) as i32 * SUB;
        let clip = manner.clip;
        let wide = QRect { x0: clip.x0 - pad, y0: clip.y0 - pad, x1: clip.x1 + pad, y1: clip.y1 + pad };
        let target = QRect::of(map.bounds_of(whole));
        let visible = target.intersect(wide);
        if visible.is_empty() || target.intersect(clip).is_empty() {
            return Ok(Vec::new());
        }
        let opaque = self.fills_its_box(picture)?;
        let part = even_out(visible.round_out());
        let aside = Surface {
            origin: (surface.origin.0 + part.x, surface.origin.1 + part.y),
            size: Size::new(part.width, part.height),
            layer: !opaque,
        };
        let aside_map = Affine::translate(-part.x as f64, -part.y as f64) * map;
        // Pixels that an opaque picture covers in part are filled here and get their share below.
        let aside_manner = Manner { fill: opaque, ..Manner::plain(aside) };
        let ops = self.picture_layers(picture, aside_map, aside_manner, aside)?;
        if !opaque {
            let mut frame = self.tools.painted_444(&ops, aside.bounds())?;
            fx::apply(&mut frame, effects, 1.0, Edge::Clamp, self.tools)?;
            let clip = manner.clip.round_out().intersect(surface.bounds());
            let opacity = opacity_u8(manner.weight as f64 / 256.0);
            return Ok(vec![Op::Layer { frame: Arc::new(frame), x: part.x, y: part.y, opacity, clip }]);
        }
        let mut frame = self.tools.painted_420(&ops, aside.size)?;
        fx::apply(&mut frame, effects, 1.0, Edge::Clamp, self.tools)?;
        let pixels = QRect::of_pixels(part);
        let all = Rect::new(0.0, 0.0, part.width as f64, part.height as f64);
        let place = PicturePlace {
            source: Arc::new(frame),
            part: all,
            readable: all,
            siting: Siting::LEFT,
            rect: pixels,
            clip: target.intersect(clip),
            weight: manner.weight,
            mask: manner.wipe,
            full_chroma: surface.layer,
            key: None,
        };
        let op = PictureOp::new(place, &mut self.tools.plans)
            .map_err(|source| RenderError::Resize { clip: picture.clip, source })?;
        Ok(op.map(|op| Op::Picture(Arc::new(op))).into_iter().collect())
    }

    /// The one or two pictures that a fit consists of.
    fn picture_layers(
        &mut self,
        picture: &Picture,
        map: Affine,
        manner: Manner,
        surface: Surface,
    ) -> Result<Vec<Op>, RenderError> {
        let mut ops = Vec::new();
        if picture.fit == Fit::BlurredFill {
            ops.extend(self.backdrop(picture, map, manner, surface)?);
        }
        ops.extend(self.fitted(picture, picture.fit, map, manner, surface)?);
        Ok(ops)
    }

    /// A picture with one fit.
    fn fitted(
        &mut self,
        picture: &Picture,
        fit: Fit,
        map: Affine,
        manner: Manner,
        surface: Surface,
    ) -> Result<Option<Op>, RenderError> {
        let source = self.picture_of(picture.clip, picture.time)?.clone();
        let fitted = fit_picture(source.shown_size(), picture.crop, picture.size, fit);
        let Some(place) = upright(map, fitted.target) else { return Ok(None) };
        let (rect, grown) = self.rect_on(picture, place.target, map, manner, surface);
        if rect.intersect(manner.clip).is_empty() {
            return Ok(None);
        }
        let key = picture.key.as_ref().map(keyer);
        let resize = |source| RenderError::Resize { clip: picture.clip, source };
        let prepared = match &source {
            SourcePicture::Video(video) if !video.frame.format().alpha => {
                let turn = compose(video.orientation, place.turn);
                let wanted = Wanted { part: fitted.part, readable: picture.crop, turn };
                self.tools.preparer.video(video, wanted, &self.tools.pool, self.tools.level)?
            }
            SourcePicture::Video(video) => {
                let layer = self.tools.preparer.layer(video, &self.tools.pool, self.tools.level)?;
                return self.still(&layer, key, fitted.part, picture.crop, place.turn, rect, manner, surface);
            }
            SourcePicture::Still(image) if image.opaque => {
                self.turned_still(image, fitted.part, picture.crop, place.turn)?
            }
            SourcePicture::Still(image) => {
                return self.still(image, key, fitted.part, picture.crop, place.turn, rect, manner, surface);
            }
        };
        let place = PicturePlace {
            source: prepared.frame,
            part: rect.part_under(prepared.part, grown),
            readable: prepared.readable,
            siting: prepared.siting,
            rect: grown,
            clip: manner.clip,
            weight: manner.weight,
            mask: manner.wipe,
            full_chroma: surface.layer,
            key,
        };
        let op = PictureOp::new(place, &mut self.tools.plans).map_err(resize)?;
        Ok(op.map(|op| Op::Picture(Arc::new(op))))
    }

    /// Where a target lies on the surface, and how far it reaches there.
    pub(crate) fn rect_on(
        &self,
        picture: &Picture,
        target: Rect,
        map: Affine,
        manner: Manner,
        surface: Surface,
    ) -> (QRect, QRect) {
        let rect = QRect::of(target);
        if !manner.fill {
            return (rect, rect);
        }
        let (width, height) = picture.size;
        let outline = QRect::of(map.bounds_of(Rect::new(0.0, 0.0, width, height)));
        (rect, rect.grown_to(outline, QRect::of_pixels(surface.bounds())))
    }

    /// A still that a resize can read.
    pub(crate) fn turned_still(
        &mut self,
        image: &LayerImage,
        part: Rect,
        readable: Rect,
        turn: Orientation,
    ) -> Result<Prepared, RenderError> {
        let frame = if turn == Orientation::UPRIGHT {
            Arc::clone(&image.frame)
        } else {
            self.tools.preparer.turned(image.serial, turn, || turn_frame(&image.frame, turn, &self.tools.pool))?
        };
        let size = frame.size();
        // From the still as it is to the still as it is turned.
        let turned = |rect: Rect| scale(turn.shown_from_stored(1.0, 1.0).bounds_of(rect), size);
        Ok(Prepared { part: turned(part), readable: turned(readable), frame, siting: Siting::LEFT })
    }

    /// A still with transparency, as a sprite.
    #[allow(clippy::too_many_arguments, reason = "a picture, its part, its place")]
    fn still(
        &mut self,
        image: &LayerImage,
        screen: Option<ChromaKeyer>,
        part: Rect,
        readable: Rect,
        turn: Orientation,
        rect: QRect,
        manner: Manner,
        surface: Surface,
    ) -> Result<Option<Op>, RenderError> {
        let prepared = self.turned_still(image, part, readable, turn)?;
        let all = rect.round_out();
        let canvas = surface.size.pixels().max(1);
        let large = Size::new(all.width, all.height).pixels() > canvas * KEPT_STILL;
        let visible = if large { rect.intersect(manner.clip) } else { rect };
        let pixels = visible.round_out();
        let part = rect.part_under(prepared.part, QRect::of_pixels(pixels));
        let key = Key::Still {
            serial: image.serial,
            turn: (turn.mirrored, turn.quarter_turns),
            part: [part.x, part.y, part.width, part.height].map(f64::to_bits),
            edges: [
                visible.x0 - pixels.x * SUB,
                visible.y0 - pixels.y * SUB,
                visible.x1 - pixels.x * SUB,
                visible.y1 - pixels.y * SUB,
            ],
            key: screen,
        };
        let sprite = match self.tools.stamps.get(&key).and_then(|stamp| stamp.sprite) {
            Some(sprite) => sprite,
            None => {
                let mut frame = scale_layer(&prepared, part, visible, pixels, self.tools)?;
                if let Some(screen) = &screen {
                    key_layer(&mut frame, screen, self.tools.level);
                }
                let sprite = Arc::new(Sprite::new(Arc::new(frame)));
                let stamp = Stamp { sprite: Some(Arc::clone(&sprite)), origin: (0, 0), layout: (0.0, 0.0) };
                self.tools.stamps.put(key, stamp, sprite.bytes());
                sprite
            }
        };
        let clip = manner.clip.round_out().intersect(surface.bounds());
        let opacity = opacity_u8(manner.weight as f64 / 256.0);
        Ok((opacity > 0).then_some(Op::Sprite { sprite, x: pixels.x, y: pixels.y, opacity, clip }))
    }
}

/// The smallest rectangle of whole 2x2 blocks around one.
pub(crate) fn even_out(rect: IRect) -> IRect {
    let up = |v: i32| v + (v & 1);
    IRect::from_edges(rect.x & !1, rect.y & !1, up(rect.right()), up(rect.bottom()))
}
