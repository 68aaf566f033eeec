use std::sync::Arc;

use reelspeed_core::{Frame, FrameDesc, FramePool, IRect, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blur::BlurScratch;
use reelspeed_kernels::key::ChromaKeyer;
use reelspeed_kernels::surface::{Yuv420Mut, Yuva444Mut};
use reelspeed_model::{Color, CornerRadii, Geometry, Paint};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::ShapeContent;

use crate::RenderError;
use crate::cache::Lru;
use crate::contents::Contents;
use crate::op::Op;
use crate::paint::{Scratch, paint_yuv420, paint_yuva444};
use crate::plans::PlanCache;
use crate::prepare::Preparer;
use crate::sprite::Sprite;

/// Under what a sprite is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    /// A text (by content) at a scale.
    Text { content: u64, scale: u64 },
    /// A shape (by content) at a scale.
    Shape { content: u64, scale: u64 },
    /// A part of a still, scaled.
    Still { serial: u64, turn: (bool, u8), part: [u64; 4], edges: [i32; 4], key: Option<ChromaKeyer> },
    /// Another sprite, moved by a fraction of a pixel.
    Shifted { serial: u64, by: (i32, i32) },
}

/// A sprite and where it stands in its layout box.
#[derive(Clone, Debug)]
pub(crate) struct Stamp {
    /// `None` where nothing is visible.
    pub(crate) sprite: Option<Arc<Sprite>>,
    /// Its first pixel from the box's corner, in its own pixels.
    pub(crate) origin: (i32, i32),
    /// The layout box in document pixels.
    pub(crate) layout: (f64, f64),
}

/// What planning and painting need and what lasts from frame to frame.
pub(crate) struct Tools {
    pub(crate) pool: FramePool,
    pub(crate) fonts: FontLibrary,
    pub(crate) level: SimdLevel,
    pub(crate) threads: bool,
    pub(crate) stamps: Lru<Key, Stamp>,
    pub(crate) contents: Contents,
    pub(crate) plans: PlanCache,
    pub(crate) preparer: Preparer,
    pub(crate) scratch: Vec<Scratch>,
    pub(crate) blur: BlurScratch,
    /// What was shifted in this frame and in the one before.
    pub(crate) shifts: [Vec<Key>; 2],
    clips: Vec<Arc<ShapeContent>>,
}

impl Tools {
    pub(crate) fn new(pool: FramePool, fonts: FontLibrary, level: SimdLevel, threads: bool, sprite_bytes: u64) -> Self {
        Self {
            pool,
            fonts,
            level,
            threads,
            stamps: Lru::new(sprite_bytes),
            contents: Contents::default(),
            plans: PlanCache::default(),
            preparer: Preparer::default(),
            scratch: vec![Scratch::default()],
            blur: BlurScratch::new(),
            shifts: Default::default(),
            clips: Vec::new(),
        }
    }

    /// To be called before each frame.
    pub(crate) fn begin_frame(&mut self) {
        self.contents.begin_frame();
        self.shifts.swap(0, 1);
        self.shifts[0].clear();
    }

    /// A white rectangle, the same `Arc` each time.
    pub(crate) fn clip_shape(&mut self, width: f64, height: f64, radius: f64) -> Arc<ShapeContent> {
        let radius = CornerRadii::All(radius).into();
        let geometry = Geometry::Rect { width: width.into(), height: height.into(), radius };
        if let Some(known) = self.clips.iter().find(|shape| shape.geometry == geometry) {
            return Arc::clone(known);
        }
        let fill = Some(Paint::Solid(Color::WHITE));
        let shape = Arc::new(ShapeContent { geometry, fill, stroke: None, shadow: None });
        if self.clips.len() >= 64 {
            self.clips.remove(0);
        }
        self.clips.push(Arc::clone(&shape));
        shape
    }

    /// Bands to split `rows` into: one, or a few per thread. How many changes nothing in the picture.
    fn bands(&mut self, rows: usize) -> usize {
        #[cfg(feature = "parallel")]
        let count = if self.threads { rayon::current_num_threads().min(rows / 64).max(1) } else { 1 };
        #[cfg(not(feature = "parallel"))]
        let count = usize::from(self.threads || rows > 0).max(1);
        while self.scratch.len() < count {
            self.scratch.push(Scratch::default());
        }
        count
    }

    /// Paints a 4:2:0 frame.
    pub(crate) fn paint_420(&mut self, ops: &[Op], frame: &mut Frame) {
        let level = self.level;
        let Some(canvas) = Yuv420Mut::of(frame) else { return };
        let count = self.bands(canvas.y.height);
        let bands = canvas.split(count);
        in_bands(bands, &mut self.scratch, |mut band, scratch| {
            paint_yuv420(ops, level, &mut band, scratch);
        });
    }

    /// Paints a layer frame whose left upper pixel is pixel `origin` of the surface for which the ops were planned. The frame is
    /// cleared first.
    pub(crate) fn paint_444(&mut self, ops: &[Op], frame: &mut Frame, origin: (i32, i32)) {
        let level = self.level;
        let Some(surface) = Yuva444Mut::of(frame) else { return };
        let count = self.bands(surface.y.height);
        let bands = surface.split(count);
        in_bands(bands, &mut self.scratch, |mut band, scratch| {
            for plane in [&mut band.y, &mut band.cb, &mut band.cr, &mut band.a] {
                plane.data.fill(0);
            }
            paint_yuva444(ops, level, &mut band, origin, scratch);
        });
    }

    /// A painted 4:2:0 frame.
    pub(crate) fn painted_420(&mut self, ops: &[Op], size: Size) -> Result<Frame, RenderError> {
        let mut frame = Frame::alloc(&self.pool, FrameDesc::working(size))?;
        self.paint_420(ops, &mut frame);
        Ok(frame)
    }

    /// A painted layer frame of the rectangle `part` of a surface.
    pub(crate) fn painted_444(&mut self, ops: &[Op], part: IRect) -> Result<Frame, RenderError> {
        let mut frame = Frame::alloc(&self.pool, FrameDesc::layer(Size::new(part.width, part.height)))?;
        self.paint_444(ops, &mut frame, (part.x, part.y));
        Ok(frame)
    }
}

#[cfg(feature = "parallel")]
fn in_bands<B: Send>(bands: Vec<B>, scratch: &mut [Scratch], work: impl Fn(B, &mut Scratch) + Sync) {
    if bands.len() == 1 {
        return bands.into_iter().zip(scratch).for_each(|(band, scratch)| work(band, scratch));
    }
    rayon::scope(|scope| {
        for (band, scratch) in bands.into_iter().zip(scratch) {
            let work = &work;
            scope.spawn(move |_| work(band, scratch));
        }
    });
}

#[cfg(not(feature = "parallel"))]
fn in_bands<B>(bands: Vec<B>, scratch: &mut [Scratch], work: impl Fn(B, &mut Scratch)) {
    bands.into_iter().zip(scratch).for_each(|(band, scratch)| work(band, scratch));
}
