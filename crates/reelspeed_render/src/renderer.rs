use std::sync::Arc;

use reelspeed_core::{Flicks, Frame, FramePool, IRect, Rgba8, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blend::PremulYuva8;
use reelspeed_model::Paint;
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{ClipId, Content, DisplayList, Draw, GroupStep, Step};

use crate::RenderError;
use crate::cache::CacheStats;
use crate::op::Op;
use crate::planner::{Planner, Surface};
use crate::prefix::{Prefix, Start};
use crate::raster;
use crate::source::{FrameSource, SourcePicture};
use crate::tools::Tools;

/// What a [`Renderer`] works with.
#[derive(Clone, Debug)]
pub struct RendererConfig {
    /// Lends the memory of frames.
    pub pool: FramePool,
    /// Fonts for texts, in the order in which they fall back on each other.
    pub fonts: FontLibrary,
    /// The most bytes of sprites and scaled stills that are kept between frames. Default 64 MiB.
    pub sprite_cache_bytes: u64,
    /// Whether rows are shared out among rayon's threads. Needs the feature `parallel`, else it does nothing. Default false: while
    /// a video is encoded all cores are busy anyhow. The picture is the same.
    pub threads: bool,
    /// The instructions that kernels may use. Default: the best that the CPU has. The picture is the same.
    pub level: SimdLevel,
}

impl RendererConfig {
    /// The defaults, over a pool and fonts.
    pub fn new(pool: FramePool, fonts: FontLibrary) -> Self {
        Self { pool, fonts, sprite_cache_bytes: 64 << 20, threads: false, level: SimdLevel::detected() }
    }
}

/// What a renderer did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RenderStats {
    /// Frames asked for.
    pub frames: u64,
    /// Frames that were the last one again.
    pub unchanged: u64,
    /// Frames that began with a kept copy of their first steps.
    pub from_prefix: u64,
    /// Steps whose planning was taken over from the frame before.
    pub steps_reused: u64,
    /// Sprites and scaled stills.
    pub sprites: CacheStats,
}

/// The CPU compositor. It keeps what it drew (sprites, scaled stills, the last frame) to draw less of the next frame; the pixels
/// never depend on that.
pub struct Renderer {
    tools: Tools,
    last: Option<Last>,
    prefix: Prefix,
    background: Option<(Arc<Paint>, Size, Arc<Frame>)>,
    stats: RenderStats,
}

/// The frame before.
struct Last {
    size: Size,
    background: Arc<Paint>,
    steps: Vec<Planned>,
    ops: Vec<Op>,
    frame: Arc<Frame>,
}

/// A step and what came of it.
struct Planned {
    /// Without times.
    step: Step,
    /// The pictures that it shows, in order.
    serials: Vec<u64>,
    ops: Vec<Op>,
    /// Whether `ops` were let go of.
    spent: bool,
}

impl Renderer {
    /// A renderer that has drawn nothing yet.
    pub fn new(config: RendererConfig) -> Self {
        let RendererConfig { pool, fonts, sprite_cache_bytes, threads, level } = config;
        Self {
            tools: Tools::new(pool, fonts, level, threads, sprite_cache_bytes),
            last: None,
            prefix: Prefix::default(),
            background: None,
            stats: RenderStats::default(),
        }
    }

    /// The picture of a display list: 8-bit 4:2:0, BT.709, limited range, of the list's size.
    ///
    /// The same `Arc` as before comes back where neither the list nor the decoded pictures changed since the last call. The frame
    /// must not be written to.
    ///
    /// # Errors
    ///
    /// [`RenderError`]: a size that is not even, a picture that the source lacks, a text that cannot be drawn, or a pool
    /// without room. The renderer stays usable.
    pub fn render(&mut self, list: &DisplayList, frames: &dyn FrameSource) -> Result<Arc<Frame>, RenderError> {
        let side = 2..=16384;
        let Size { width, height } = list.size;
        if !side.contains(&width) || !side.contains(&height) || width % 2 != 0 || height % 2 != 0 {
            return Err(RenderError::CanvasSize { size: list.size });
        }
        self.stats.frames += 1;
        let pictures = list
            .pictures()
            .into_iter()
            .map(|(clip, time)| {
                let picture = frames.picture(clip, time).ok_or(RenderError::MissingPicture { clip, time })?;
                Ok((clip, time, picture))
            })
            .collect::<Result<Vec<_>, RenderError>>()?;
        if let Some(frame) = self.unchanged(list, &pictures) {
            self.stats.unchanged += 1;
            return Ok(frame);
        }

        // Whatever fails from here on, the frame before is forgotten.
        let before = self.last.take();
        let (before_steps, before_ops) = match before {
            Some(last) if last.size == list.size => (last.steps, last.ops),
            _ => Default::default(),
        };
        self.tools.begin_frame();
        let shown_before: Vec<u64> = before_steps.iter().flat_map(|planned| planned.serials.iter().copied()).collect();
        let mut steps = self.plan(list, &pictures, before_steps)?;
        let mut ops = vec![self.background(list)?];
        ops.extend(steps.iter().flat_map(|planned| planned.ops.iter().cloned()));
        let canvas = IRect::new(0, 0, width, height);
        if let Some(first) = ops.iter().rposition(|op| op.hides(canvas)) {
            ops.drain(..first);
        }
        let frame = self.paint(list.size, &before_ops, &ops)?;
        let serials: Vec<u64> = pictures.iter().map(|(_, _, picture)| picture.serial()).collect();
        self.tools.preparer.keep_only(&serials);
        let passing = pictures.iter().filter_map(|(_, _, picture)| match picture {
            SourcePicture::Video(video) if !shown_before.contains(&video.serial) => Some(&video.frame),
            _ => None,
        });
        for frame in passing {
            let_go(frame, &mut steps, &mut ops);
        }
        let background = Arc::clone(&list.background);
        self.last = Some(Last { size: list.size, background, steps, ops, frame: Arc::clone(&frame) });
        Ok(frame)
    }

    /// What was done so far.
    pub fn stats(&self) -> RenderStats {
        RenderStats { sprites: self.tools.stamps.stats(), ..self.stats }
    }

    /// Lets go of the last frame and of all decoded pictures, so that their memory goes back to the pool. Sprites are kept.
    pub fn release_frames(&mut self) {
        self.last = None;
        self.prefix = Prefix::default();
        self.tools.preparer.keep_only(&[]);
    }

    /// The last frame, if this one shows the same.
    fn unchanged(&self, list: &DisplayList, pictures: &[(ClipId, Flicks, SourcePicture)]) -> Option<Arc<Frame>> {
        let last = self.last.as_ref()?;
        let same = last.size == list.size
            && (Arc::ptr_eq(&last.background, &list.background) || last.background == list.background)
            && last.steps.len() == list.steps.len();
        let mut serials = pictures.iter().map(|(_, _, picture)| picture.serial());
        let same =
            same && last.steps.iter().zip(&list.steps).all(|(planned, step)| {
                planned.serials.iter().all(|&serial| serials.next() == Some(serial)) && same_step(&planned.step, step)
            }) && serials.next().is_none();
        same.then(|| Arc::clone(&last.frame))
    }

    /// Plans all steps; those that were in the last frame just so are taken over.
    fn plan(
        &mut self,
        list: &DisplayList,
        pictures: &[(ClipId, Flicks, SourcePicture)],
        mut known: Vec<Planned>,
    ) -> Result<Vec<Planned>, RenderError> {
        let surface = Surface { origin: (0, 0), size: list.size, layer: false };
        let mut steps = Vec::with_capacity(list.steps.len());
        let mut rest = pictures;
        for step in &list.steps {
            let (mine, others) = rest.split_at(count_pictures(step).min(rest.len()));
            rest = others;
            let serials: Vec<u64> = mine.iter().map(|(_, _, picture)| picture.serial()).collect();
            let same =
                |planned: &Planned| !planned.spent && planned.serials == serials && same_step(&planned.step, step);
            if let Some(at) = known.iter().position(same) {
                self.stats.steps_reused += 1;
                steps.push(known.remove(at));
                continue;
            }
            let mut planner = Planner { tools: &mut self.tools, pictures: mine };
            let ops = planner.step(step, surface)?;
            steps.push(Planned { step: step.clone(), serials, ops, spent: false });
        }
        Ok(steps)
    }

    /// What lies behind everything.
    fn background(&mut self, list: &DisplayList) -> Result<Op, RenderError> {
        if let Paint::Solid(color) = &*list.background {
            // Transparent backgrounds lie on black.
            let over_black = color.0.premultiply();
            let color = Rgba8::rgb(over_black.r, over_black.g, over_black.b);
            return Ok(Op::Clear(PremulYuva8::from(color)));
        }
        if let Some((paint, size, frame)) = &self.background
            && *size == list.size
            && (Arc::ptr_eq(paint, &list.background) || *paint == list.background)
        {
            return Ok(Op::Base(Arc::clone(frame)));
        }
        let drawn = raster::fill(list.size, &list.background, &self.tools.pool, self.tools.level)?;
        let mut ops = vec![Op::Clear(PremulYuva8::from(Rgba8::BLACK))];
        if let Some(frame) = drawn.frame {
            let clip = IRect::new(0, 0, list.size.width, list.size.height);
            ops.push(Op::Layer { frame, x: drawn.origin.0, y: drawn.origin.1, opacity: 255, clip });
        }
        let frame = Arc::new(self.tools.painted_420(&ops, list.size)?);
        self.background = Some((Arc::clone(&list.background), list.size, Arc::clone(&frame)));
        Ok(Op::Base(frame))
    }

    fn paint(&mut self, size: Size, before: &[Op], ops: &[Op]) -> Result<Arc<Frame>, RenderError> {
        let (base, rest) = match self.prefix.start(size, before, ops) {
            Start::Paint => (None, ops),
            Start::From(base, count) => {
                self.stats.from_prefix += 1;
                (Some(base), &ops[count..])
            }
            Start::Keep(count) => {
                let base = Arc::new(self.tools.painted_420(&ops[..count], size)?);
                self.prefix.keep(size, &ops[..count], Arc::clone(&base));
                (Some(base), &ops[count..])
            }
        };
        let Some(base) = base else { return Ok(Arc::new(self.tools.painted_420(rest, size)?)) };
        if rest.is_empty() {
            return Ok(base);
        }
        let rest: Vec<Op> = std::iter::once(Op::Base(base)).chain(rest.iter().cloned()).collect();
        Ok(Arc::new(self.tools.painted_420(&rest, size)?))
    }
}

/// Forgets what was planned with a decoded frame, so that its memory can go back to the decoder while the next one is awaited. A
/// picture that is shown for the first time is most likely gone in the next frame; one that stays is kept from then on.
fn let_go(decoded: &Arc<Frame>, steps: &mut [Planned], ops: &mut Vec<Op>) {
    for planned in steps {
        if planned.ops.iter().any(|op| op.reads(decoded)) {
            planned.ops = Vec::new();
            planned.spent = true;
        }
    }
    if let Some(first) = ops.iter().position(|op| op.reads(decoded)) {
        ops.truncate(first);
    }
}

/// How many pictures a step shows.
fn count_pictures(step: &Step) -> usize {
    match step {
        Step::Draw(Draw { content: Content::Picture(_), .. }) => 1,
        Step::Draw(_) => 0,
        Step::Transition(_) => 2,
        Step::Group(group) => group.steps.iter().map(count_pictures).sum(),
    }
}

/// Whether two steps are the same but for the times at which pictures are taken from their files.
fn same_step(a: &Step, b: &Step) -> bool {
    match (a, b) {
        (Step::Draw(a), Step::Draw(b)) => {
            let content = match (&a.content, &b.content) {
                (Content::Picture(a), Content::Picture(b)) => same_picture(a, b),
                (Content::Text(a), Content::Text(b)) => Arc::ptr_eq(a, b) || a == b,
                (Content::Shape(a), Content::Shape(b)) => Arc::ptr_eq(a, b) || a == b,
                _ => false,
            };
            content && (a.placement, a.opacity) == (b.placement, b.opacity) && a.effects == b.effects
        }
        (Step::Transition(a), Step::Transition(b)) => {
            same_picture(&a.from.0, &b.from.0)
                && same_picture(&a.to.0, &b.to.0)
                && (&a.from.1, &a.to.1, &a.effects) == (&b.from.1, &b.to.1, &b.effects)
                && (a.kind, a.progress, a.size, a.placement, a.opacity)
                    == (b.kind, b.progress, b.size, b.placement, b.opacity)
        }
        (Step::Group(a), Step::Group(b)) => same_group(a, b),
        _ => false,
    }
}

fn same_picture(a: &reelspeed_timeline::Picture, b: &reelspeed_timeline::Picture) -> bool {
    (a.clip, a.size, a.fit, a.crop, a.key) == (b.clip, b.size, b.fit, b.crop, b.key)
}

fn same_group(a: &GroupStep, b: &GroupStep) -> bool {
    (a.canvas_from_group, a.size, a.clip_radius, a.opacity) == (b.canvas_from_group, b.size, b.clip_radius, b.opacity)
        && a.effects == b.effects
        && a.steps.len() == b.steps.len()
        && a.steps.iter().zip(&b.steps).all(|(a, b)| same_step(a, b))
}
