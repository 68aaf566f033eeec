use std::sync::Arc;

use reelspeed_core::{Affine, Frame, IRect, Rect, Size};
use reelspeed_kernels::blend::PremulYuva8;
use reelspeed_kernels::key::ChromaKeyer;
use reelspeed_kernels::resize::{AxisSpec, ChromaSiting, Filter, ResizeError, ResizePlan};

use crate::place::{QRect, SUB, coverage, limit_read, limit_shrink};
use crate::plans::PlanCache;
use crate::prepare::Siting;
use crate::sprite::Sprite;

/// One resolved act of painting: whole pixels, quantised weights, pictures that are there. Coordinates are those of the surface
/// for which it was planned.
#[derive(Clone, Debug)]
pub(crate) enum Op {
    /// Everything becomes one colour.
    Clear(PremulYuva8),
    /// Everything becomes a copy of a 4:2:0 frame of the canvas' size.
    Base(Arc<Frame>),
    /// An opaque picture, scaled (and keyed) on its way.
    Picture(Arc<PictureOp>),
    /// A sprite.
    Sprite { sprite: Arc<Sprite>, x: i32, y: i32, opacity: u8, clip: IRect },
    /// A layer frame that is drawn this once.
    Layer { frame: Arc<Frame>, x: i32, y: i32, opacity: u8, clip: IRect },
    /// A layer frame or a 4:2:0 frame under an affine map; positions are edges of pixels.
    Warp { frame: Arc<Frame>, source_from_surface: Affine, opacity: u8, clip: IRect },
    /// One premultiplied colour over a rectangle.
    Tint { color: PremulYuva8, rect: IRect },
}

impl PartialEq for Op {
    /// Whether both paint the same, for certain: pictures are compared by identity.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Clear(a), Self::Clear(b)) => a == b,
            (Self::Base(a), Self::Base(b)) => Arc::ptr_eq(a, b),
            (Self::Picture(a), Self::Picture(b)) => Arc::ptr_eq(a, b) || a == b,
            (
                Self::Sprite { sprite: s, x, y, opacity, clip },
                Self::Sprite { sprite: s2, x: x2, y: y2, opacity: o2, clip: c2 },
            ) => Arc::ptr_eq(s, s2) && (x, y, opacity, clip) == (x2, y2, o2, c2),
            (
                Self::Layer { frame: f, x, y, opacity, clip },
                Self::Layer { frame: f2, x: x2, y: y2, opacity: o2, clip: c2 },
            ) => Arc::ptr_eq(f, f2) && (x, y, opacity, clip) == (x2, y2, o2, c2),
            (
                Self::Warp { frame: f, source_from_surface: m, opacity, clip },
                Self::Warp { frame: f2, source_from_surface: m2, opacity: o2, clip: c2 },
            ) => Arc::ptr_eq(f, f2) && (m, opacity, clip) == (m2, o2, c2),
            (Self::Tint { color: a, rect: b }, Self::Tint { color: c, rect: d }) => (a, b) == (c, d),
            _ => false,
        }
    }
}

impl Op {
    /// The pixels that it may touch, of a surface that covers `surface`.
    pub(crate) fn bounds(&self, surface: IRect) -> IRect {
        let placed = |size: Size, x: i32, y: i32, clip: IRect| {
            IRect::new(x, y, size.width, size.height).intersect(clip).intersect(surface)
        };
        match self {
            Self::Clear(_) | Self::Base(_) => surface,
            Self::Picture(picture) => picture.rect.intersect(surface),
            Self::Sprite { sprite, x, y, clip, .. } => placed(sprite.size(), *x, *y, *clip),
            Self::Layer { frame, x, y, clip, .. } => placed(frame.size(), *x, *y, *clip),
            Self::Warp { clip, .. } => clip.intersect(surface),
            Self::Tint { rect, .. } => rect.intersect(surface),
        }
    }

    /// Whether it holds this very frame.
    pub(crate) fn reads(&self, wanted: &Arc<Frame>) -> bool {
        match self {
            Self::Picture(picture) => Arc::ptr_eq(&picture.source, wanted),
            Self::Base(frame) | Self::Layer { frame, .. } | Self::Warp { frame, .. } => Arc::ptr_eq(frame, wanted),
            Self::Clear(_) | Self::Sprite { .. } | Self::Tint { .. } => false,
        }
    }

    /// Whether nothing of what was there before is left on `surface`.
    pub(crate) fn hides(&self, surface: IRect) -> bool {
        match self {
            Self::Clear(color) => color.a == 255,
            Self::Base(_) => true,
            Self::Picture(picture) => picture.is_plain() && picture.rect.intersect(surface) == surface,
            Self::Tint { color, rect } => color.a == 255 && rect.intersect(surface) == surface,
            Self::Sprite { .. } | Self::Layer { .. } | Self::Warp { .. } => false,
        }
    }
}

/// How much of each column and row is covered, 0 to 255; `None` where all of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mask {
    pub(crate) x: Option<Vec<u8>>,
    pub(crate) y: Option<Vec<u8>>,
}

impl Mask {
    pub(crate) fn is_full(&self) -> bool {
        self.x.is_none() && self.y.is_none()
    }

    /// The coverage of pairs of pixels: `first` is where this mask's first pixel lies, `pairs` how many pairs there are from
    /// `first / 2` on. What is not there is not covered.
    fn halved(values: &Option<Vec<u8>>, first: i32, len: usize, pairs: usize) -> Option<Vec<u8>> {
        let shift = first.rem_euclid(2) as usize;
        let whole = values.is_none() && shift == 0 && len == pairs * 2;
        if whole {
            return None;
        }
        let at = |i: usize| -> u16 {
            match i.checked_sub(shift).filter(|&i| i < len) {
                Some(i) => values.as_ref().map_or(255, |v| v[i] as u16),
                None => 0,
            }
        };
        Some((0..pairs).map(|i| ((at(2 * i) + at(2 * i + 1) + 1) >> 1) as u8).collect())
    }

    /// Both masks at once.
    pub(crate) fn multiply(a: Option<Vec<u8>>, b: Option<Vec<u8>>) -> Option<Vec<u8>> {
        match (a, b) {
            (Some(a), Some(b)) => {
                Some(a.iter().zip(&b).map(|(&a, &b)| ((a as u16 * b as u16 + 127) / 255) as u8).collect())
            }
            (one, other) => one.or(other),
        }
    }
}

/// An opaque picture in an upright rectangle, or what a key leaves of one.
#[derive(Clone, Debug)]
pub(crate) struct PictureOp {
    /// 8 bits, in the working space, with three planes of any subsampling.
    pub(crate) source: Arc<Frame>,
    /// Luma and chroma.
    pub(crate) plans: [Arc<ResizePlan>; 2],
    /// Where luma goes.
    pub(crate) rect: IRect,
    /// Where chroma goes, in chroma samples of the surface.
    pub(crate) chroma_rect: IRect,
    pub(crate) mask: Mask,
    pub(crate) chroma_mask: Mask,
    /// 0 to 256.
    pub(crate) weight: u16,
    /// What is keyed out of it. Its chroma is then planned for luma's rectangle.
    pub(crate) key: Option<ChromaKeyer>,
}

impl PartialEq for PictureOp {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source)
            && self.plans.iter().zip(&other.plans).all(|(a, b)| Arc::ptr_eq(a, b) || a == b)
            && (self.rect, self.chroma_rect) == (other.rect, other.chroma_rect)
            && (self.weight, self.key) == (other.weight, other.key)
            && self.mask == other.mask
            && self.chroma_mask == other.chroma_mask
    }
}

/// What a [`PictureOp`] is made of.
#[derive(Clone, Debug)]
pub(crate) struct PicturePlace {
    /// 8 bits, in the working space, with three planes.
    pub(crate) source: Arc<Frame>,
    /// The part that is shown, in source luma samples.
    pub(crate) part: Rect,
    /// The part that may be read, in source luma samples: filters do not reach beyond a crop.
    pub(crate) readable: Rect,
    /// Where the source's chroma lies, if it is subsampled.
    pub(crate) siting: Siting,
    /// Where the part lies.
    pub(crate) rect: QRect,
    /// What of it is visible; not larger than the surface.
    pub(crate) clip: QRect,
    /// 0 to 256.
    pub(crate) weight: u16,
    /// Another mask over the visible pixels, by column and row.
    pub(crate) mask: Option<WipeMask>,
    /// Whether the surface is 4:4:4.
    pub(crate) full_chroma: bool,
    /// What is keyed out of it.
    pub(crate) key: Option<ChromaKeyer>,
}

impl PictureOp {
    /// Plans a picture; `None` where nothing is visible.
    pub(crate) fn new(place: PicturePlace, plans: &mut PlanCache) -> Result<Option<Self>, ResizeError> {
        let visible = place.rect.intersect(place.clip);
        if visible.is_empty() || place.weight == 0 {
            return Ok(None);
        }
        let rect = visible.round_out();
        let size = Size::new(rect.width, rect.height);
        let part = place.rect.part_under(place.part, QRect::of_pixels(rect));
        let source = place.source.size();
        let mut luma = AxisSpec::of_rect(source, part, size, Filter::Bicubic);
        let readable = [(place.readable.x, place.readable.width), (place.readable.y, place.readable.height)];
        for (spec, (start, len)) in luma.iter_mut().zip(readable) {
            limit_read(spec, start, len);
            limit_shrink(spec);
        }

        let (sx, sy) = place.source.format().chroma_shift();
        let full_chroma = place.full_chroma || place.key.is_some();
        let shift = u32::from(!full_chroma);
        let (mut cx, x) = luma[0].chroma(sx, shift, ChromaSiting::Cosited, rect.x as usize);
        let (mut cy, y) = luma[1].chroma(sy, shift, ChromaSiting::Centered, rect.y as usize);
        let beside = place.siting.beside_left();
        cx.start += beside.0 * f64::from(sx);
        cy.start += beside.1 * f64::from(sy);
        let chroma_rect = IRect::new(x as i32, y as i32, cx.dst_len as u32, cy.dst_len as u32);

        let mut mask = Mask {
            x: coverage(visible.x0, visible.x1, rect.x, rect.width as usize),
            y: coverage(visible.y0, visible.y1, rect.y, rect.height as usize),
        };
        if let Some(extra) = place.mask {
            let extra = extra.over(rect);
            mask = Mask { x: Mask::multiply(mask.x, extra.x), y: Mask::multiply(mask.y, extra.y) };
        }
        let chroma_mask = if full_chroma {
            mask.clone()
        } else {
            Mask {
                x: Mask::halved(&mask.x, rect.x, rect.width as usize, cx.dst_len),
                y: Mask::halved(&mask.y, rect.y, rect.height as usize, cy.dst_len),
            }
        };
        Ok(Some(Self {
            source: place.source,
            plans: [plans.get(&luma[0], &luma[1])?, plans.get(&cx, &cy)?],
            rect,
            chroma_rect,
            mask,
            chroma_mask,
            weight: place.weight,
            key: place.key,
        }))
    }

    /// Whether it replaces what is under it.
    pub(crate) fn is_plain(&self) -> bool {
        self.key.is_none() && self.weight == 256 && self.mask.is_full() && self.chroma_mask.is_full()
    }
}

/// An edge that moves over a picture and uncovers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WipeMask {
    /// Along columns, else along rows.
    pub(crate) horizontal: bool,
    /// Where the mask is full, and where it is nothing, in 1/256 pixel. Full may lie on either side.
    pub(crate) full: i32,
    pub(crate) nothing: i32,
}

impl WipeMask {
    /// The mask over these pixels.
    pub(crate) fn over(&self, rect: IRect) -> Mask {
        let (first, len) = if self.horizontal { (rect.x, rect.width) } else { (rect.y, rect.height) };
        let values = (0..len as i32).map(|i| {
            let from = (first + i) * SUB;
            if self.full == self.nothing {
                return 0;
            }
            // The mean of the ramp over the pixel is its value in the middle, but for the two pixels with its ends; for a hard
            // edge the ramp is one pixel wide, which makes it exact.
            let (middle, span) = ((from + SUB / 2 - self.nothing) as i64, (self.full - self.nothing) as i64);
            ((middle * 255 * 2 + span) / (2 * span)).clamp(0, 255) as u8
        });
        let values: Vec<u8> = values.collect();
        let values = (!values.iter().all(|&v| v == 255)).then_some(values);
        if self.horizontal { Mask { x: values, y: None } } else { Mask { x: None, y: values } }
    }
}
