//! Decoded pictures made ready for scaling: the part that is needed, in the working space, turned as it will be shown.

use std::sync::Arc;

use reelspeed_core::{ColorSpace, Frame, FrameDesc, FramePool, IRect, Orientation, PixelFormat, PlaneRef, Rect, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::color::{ColorPlan, hdr::HdrToSdr};
use reelspeed_kernels::surface::{PictureRef, Yuv420Mut, Yuva444Mut};

use crate::RenderError;
use crate::place::stored_part;
use crate::source::{LayerImage, SourceFrame};
use crate::turn::turn_frame;

/// Samples around the needed part that filters may look at.
const MARGIN: i32 = 8;

/// Converted and turned parts of the last few pictures.
const KEPT: usize = 4;

/// A picture that a resize can read.
#[derive(Clone, Debug)]
pub(crate) struct Prepared {
    /// 8 bits in the working space, upright on the surface.
    pub(crate) frame: Arc<Frame>,
    /// The part that is shown, in its luma samples.
    pub(crate) part: Rect,
    /// The part that may be read.
    pub(crate) readable: Rect,
    /// Where subsampled chroma lies.
    pub(crate) siting: Siting,
}

/// Where a chroma sample lies in its pair of luma samples, in luma samples right of and below their middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Siting {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

impl Siting {
    /// On the left column, between two rows: what decoders give, and what the canvas has.
    pub(crate) const LEFT: Self = Self { x: -0.5, y: 0.0 };

    /// Of a picture of `size` (before the turn) with this siting that was turned.
    fn turned(self, turn: Orientation, size: Size) -> Self {
        let linear = turn.shown_from_stored(0.0, 0.0);
        let moved = linear * reelspeed_core::Point::new(self.x, self.y);
        let shown = turn.apply_to_size(size);
        // A last single sample begins the first pair where an axis runs backwards.
        let odd = |runs_back: bool, len: u32| if runs_back && len % 2 == 1 { 1.0 } else { 0.0 };
        let (back_x, back_y) = (linear.a + linear.c < 0.0, linear.b + linear.d < 0.0);
        Self { x: moved.x - odd(back_x, shown.width), y: moved.y - odd(back_y, shown.height) }
    }

    /// What is added to chroma coordinates that were worked out for [`Self::LEFT`], in chroma samples.
    pub(crate) fn beside_left(self) -> (f64, f64) {
        ((Self::LEFT.x - self.x) / 2.0, (Self::LEFT.y - self.y) / 2.0)
    }
}

#[derive(Debug)]
struct Kept {
    serial: u64,
    region: IRect,
    turn: Orientation,
    frame: Arc<Frame>,
}

/// Keeps what was found out about streams and made of pictures.
#[derive(Debug, Default)]
pub(crate) struct Preparer {
    plans: Vec<(PixelFormat, ColorSpace, Arc<ColorPlan>)>,
    kept: Vec<Kept>,
    layers: Vec<(u64, Arc<LayerImage>)>,
}

/// What of a picture is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// The part that is shown, as fractions of the shown picture.
    pub(crate) part: Rect,
    /// The part that may be read, likewise.
    pub(crate) readable: Rect,
    /// From stored to surface.
    pub(crate) turn: Orientation,
}

impl Preparer {
    fn plan(&mut self, format: PixelFormat, color: ColorSpace) -> Arc<ColorPlan> {
        if let Some((_, _, plan)) = self.plans.iter().find(|(f, c, _)| (*f, *c) == (format, color)) {
            return Arc::clone(plan);
        }
        let plan = Arc::new(ColorPlan::new(format, color, HdrToSdr::default()));
        if self.plans.len() >= 16 {
            self.plans.remove(0);
        }
        self.plans.push((format, color, Arc::clone(&plan)));
        plan
    }

    /// Makes an opaque video frame ready.
    pub(crate) fn video(
        &mut self,
        source: &SourceFrame,
        wanted: Wanted,
        pool: &FramePool,
        level: SimdLevel,
    ) -> Result<Prepared, RenderError> {
        let frame = &source.frame;
        let (format, size) = (frame.format(), frame.size());
        let stored = |part: Rect| scale(stored_part(source.orientation, part), size);
        let (part, readable) = (stored(wanted.part), stored(wanted.readable));
        let plan = self.plan(format, frame.color());
        let has_chroma = !matches!(format.subsampling, reelspeed_core::Subsampling::Gray);
        if plan.is_identity() && has_chroma && wanted.turn == Orientation::UPRIGHT {
            return Ok(Prepared { frame: Arc::clone(frame), part, readable, siting: Siting::LEFT });
        }

        let region = region_around(part, size);
        let kept = self
            .kept
            .iter()
            .position(|kept| (kept.serial, kept.region, kept.turn) == (source.serial, region, wanted.turn));
        let ready = match kept {
            Some(at) => Arc::clone(&self.kept[at].frame),
            None => {
                let region_size = Size::new(region.width, region.height);
                let mut converted = Frame::alloc(pool, FrameDesc::working(region_size))?;
                if let Some(mut dst) = Yuv420Mut::of(&mut converted) {
                    plan.to_yuv420(level, &crop(frame, region), &mut dst);
                }
                let ready = if wanted.turn == Orientation::UPRIGHT {
                    Arc::new(converted)
                } else {
                    Arc::new(turn_frame(&converted, wanted.turn, pool)?)
                };
                if self.kept.len() >= KEPT {
                    self.kept.remove(0);
                }
                let frame = Arc::clone(&ready);
                self.kept.push(Kept { serial: source.serial, region, turn: wanted.turn, frame });
                ready
            }
        };
        let turned = |rect: Rect| {
            let local = Rect::new(rect.x - region.x as f64, rect.y - region.y as f64, rect.width, rect.height);
            wanted.turn.shown_from_stored(region.width as f64, region.height as f64).bounds_of(local)
        };
        let siting = Siting::LEFT.turned(wanted.turn, Size::new(region.width, region.height));
        Ok(Prepared { frame: ready, part: turned(part), readable: turned(readable), siting })
    }

    /// A video frame with alpha as a still, turned upright as it is shown.
    pub(crate) fn layer(
        &mut self,
        source: &SourceFrame,
        pool: &FramePool,
        level: SimdLevel,
    ) -> Result<Arc<LayerImage>, RenderError> {
        if let Some((_, layer)) = self.layers.iter().find(|(serial, _)| *serial == source.serial) {
            return Ok(Arc::clone(layer));
        }
        let frame = &source.frame;
        let plan = self.plan(frame.format(), frame.color());
        let mut converted = Frame::alloc(pool, FrameDesc::layer(frame.size()))?;
        if let Some(mut dst) = Yuva444Mut::of(&mut converted) {
            plan.to_yuva444(level, &PictureRef::of(frame), &mut dst);
        }
        let frame = if source.orientation == Orientation::UPRIGHT {
            converted
        } else {
            turn_frame(&converted, source.orientation, pool)?
        };
        let layer = Arc::new(LayerImage { frame: Arc::new(frame), opaque: false, serial: source.serial });
        if self.layers.len() >= KEPT {
            self.layers.remove(0);
        }
        self.layers.push((source.serial, Arc::clone(&layer)));
        Ok(layer)
    }

    /// The turned form of a still, made once.
    pub(crate) fn turned(
        &mut self,
        serial: u64,
        turn: Orientation,
        make: impl FnOnce() -> Result<Frame, RenderError>,
    ) -> Result<Arc<Frame>, RenderError> {
        let region = IRect::default();
        let same = |kept: &&Kept| (kept.serial, kept.region, kept.turn) == (serial, region, turn);
        if let Some(kept) = self.kept.iter().find(same) {
            return Ok(Arc::clone(&kept.frame));
        }
        let frame = Arc::new(make()?);
        if self.kept.len() >= KEPT {
            self.kept.remove(0);
        }
        self.kept.push(Kept { serial, region, turn, frame: Arc::clone(&frame) });
        Ok(frame)
    }

    /// Forgets pictures that are not among those of the current frame, so that their memory goes back to the pool.
    pub(crate) fn keep_only(&mut self, serials: &[u64]) {
        self.kept.retain(|kept| serials.contains(&kept.serial));
        self.layers.retain(|(serial, _)| serials.contains(serial));
    }
}

/// Fractions to samples.
pub(crate) fn scale(part: Rect, size: Size) -> Rect {
    let (w, h) = (size.width as f64, size.height as f64);
    Rect::new(part.x * w, part.y * h, part.width * w, part.height * h)
}

/// The even rectangle of samples around a part.
fn region_around(part: Rect, size: Size) -> IRect {
    let (width, height) = (size.width as f64, size.height as f64);
    let (x0, x1) = (part.x.clamp(0.0, width), (part.x + part.width).clamp(0.0, width));
    let (y0, y1) = (part.y.clamp(0.0, height), (part.y + part.height).clamp(0.0, height));
    let out = Rect::new(x0, y0, x1 - x0, y1 - y0).round_out();
    let even = |v: i32| v & !1;
    let (x0, y0) = (even(out.x - MARGIN).max(0), even(out.y - MARGIN).max(0));
    let x1 = even(out.right() + MARGIN + 1).min(size.width as i32).max(x0 + 1);
    let y1 = even(out.bottom() + MARGIN + 1).min(size.height as i32).max(y0 + 1);
    IRect::from_edges(x0.min(size.width as i32 - 1), y0.min(size.height as i32 - 1), x1, y1)
}

/// The planes of a frame under an even rectangle of luma samples.
fn crop(frame: &Frame, region: IRect) -> PictureRef<'_> {
    let picture = PictureRef::of(frame);
    let format = picture.format;
    let (sx, sy) = format.chroma_shift();
    let mut planes = picture.planes;
    for (i, plane) in planes.iter_mut().enumerate().take(format.planes()) {
        let chroma = i != 0 && Some(i) != format.alpha_plane();
        let (sx, sy) = if chroma { (sx, sy) } else { (0, 0) };
        let (x, y) = (region.x as usize >> sx, region.y as usize >> sy);
        let width = (region.width as usize).div_ceil(1 << sx).min(plane.width - x);
        let height = (region.height as usize).div_ceil(1 << sy).min(plane.height - y);
        let bytes = format.bytes_per_sample();
        let from = y * plane.stride + x * bytes;
        let len = height.saturating_sub(1) * plane.stride + width * bytes;
        *plane = PlaneRef { data: &plane.data[from..from + len], stride: plane.stride, width, height };
    }
    PictureRef { format, planes }
}
