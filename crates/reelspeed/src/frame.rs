use std::fmt;
use std::sync::Arc;

use reelspeed_core::{Flicks, FrameDesc, FramePool, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::surface::Yuv420Mut;
use reelspeed_model::Fit;
use reelspeed_render::{FrameSource, Renderer, RendererConfig, SourceFrame, SourcePicture, to_rgba};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{ClipId, Content, DisplayList, Draw, Picture, Placement, ResolvedEffect, Step};

use crate::{EngineError, VideoError};

/// A picture. Cloning shares the pixels.
#[derive(Clone)]
pub struct Frame {
    pub(crate) inner: Arc<reelspeed_core::Frame>,
}

impl Frame {
    /// A picture from rows of straight RGBA without gaps; what is transparent lies on black.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where a side is odd, below 2 or above 16384, or where `pixels` has not `width * height * 4` bytes.
    pub fn from_rgba(width: u32, height: u32, pixels: &[u8]) -> Result<Self, VideoError> {
        let expected = u64::from(width) * u64::from(height) * 4;
        if pixels.len() as u64 != expected {
            return Err(EngineError::Argument {
                argument: "pixels",
                expected: format!("{expected} bytes"),
                actual: format!("{} bytes", pixels.len()),
            });
        }
        for (argument, side) in [("width", width), ("height", height)] {
            if !(2..=16_384).contains(&side) || !side.is_multiple_of(2) {
                let expected = "an even number from 2 to 16384".into();
                return Err(EngineError::Argument { argument, expected, actual: side.to_string() });
            }
        }
        let pool = FramePool::unlimited();
        let mut frame = reelspeed_core::Frame::alloc(&pool, FrameDesc::working(Size::new(width, height)))?;
        if let Some(mut planes) = Yuv420Mut::of(&mut frame) {
            reelspeed_kernels::yuv::rgba_to_yuv420(SimdLevel::detected(), pixels, &mut planes);
        }
        Ok(frame.into())
    }

    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.inner.size().width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.inner.size().height
    }

    /// Rows of straight RGBA without gaps.
    pub fn to_rgba(&self) -> Vec<u8> {
        to_rgba(&self.inner)
    }

    /// The picture with its planes, as the engine's own crates see it.
    pub fn planes(&self) -> &Arc<reelspeed_core::Frame> {
        &self.inner
    }
}

impl From<reelspeed_core::Frame> for Frame {
    fn from(frame: reelspeed_core::Frame) -> Self {
        Self { inner: Arc::new(frame) }
    }
}

impl From<Arc<reelspeed_core::Frame>> for Frame {
    fn from(inner: Arc<reelspeed_core::Frame>) -> Self {
        Self { inner }
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame({}x{})", self.width(), self.height())
    }
}

/// A compositor for single pictures.
pub(crate) struct Stage {
    renderer: Renderer,
}

struct One(SourcePicture);

impl FrameSource for One {
    fn picture(&self, _: ClipId, _: Flicks) -> Option<SourcePicture> {
        Some(self.0.clone())
    }
}

impl Stage {
    /// A compositor whose pictures come from `pool`.
    pub(crate) fn new(pool: &FramePool) -> Self {
        Self { renderer: Renderer::new(RendererConfig::new(pool.clone(), FontLibrary::new())) }
    }

    /// `frame` with `effects`.
    pub(crate) fn apply(&mut self, frame: &Frame, effects: Vec<ResolvedEffect>) -> Result<Frame, VideoError> {
        let size = frame.inner.size();
        let picture = SourcePicture::Video(SourceFrame::upright(Arc::clone(&frame.inner)));
        let side = (f64::from(size.width), f64::from(size.height));
        let content = Content::Picture(Picture {
            clip: ClipId(0),
            time: Flicks::ZERO,
            size: side,
            fit: Fit::Fill,
            crop: reelspeed_core::Rect::new(0.0, 0.0, 1.0, 1.0),
            key: None,
        });
        let placement = Placement {
            canvas_from_parent: reelspeed_core::Affine::IDENTITY,
            position: reelspeed_core::Point::new(0.0, 0.0),
            anchor: reelspeed_core::Point::new(0.0, 0.0),
            scale: (1.0, 1.0),
            rotation: 0.0,
        };
        let list = DisplayList {
            size,
            background: Arc::new(reelspeed_model::Paint::default()),
            steps: vec![Step::Draw(Draw { content, placement, opacity: 1.0, effects })],
        };
        let inner = self.renderer.render(&list, &One(picture))?;
        // The next picture is another one: what was kept of this one would only hold memory.
        self.renderer.release_frames();
        Ok(Frame { inner })
    }
}
