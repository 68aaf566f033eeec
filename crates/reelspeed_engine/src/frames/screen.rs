//! One picture in one frame, by the compositor.

use std::sync::Arc;

use reelspeed_core::{Affine, Flicks, Frame, FramePool, Point, Rect, Size};
use reelspeed_model::{Color, Fit, Paint};
use reelspeed_render::{FrameSource, Renderer, RendererConfig, SourceFrame, SourcePicture};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{ClipId, Content, DisplayList, Draw, Picture, Placement, Step};

use crate::EngineError;

/// Draws decoded pictures in frames of one size: turned, scaled, tone-mapped, in the working space.
pub(super) struct Screen {
    renderer: Renderer,
    list: DisplayList,
    size: Size,
    fit: Fit,
}

struct One(SourceFrame);

impl FrameSource for One {
    fn picture(&self, _: ClipId, _: Flicks) -> Option<SourcePicture> {
        Some(SourcePicture::Video(self.0.clone()))
    }
}

impl Screen {
    /// A screen for pictures of `size`, of which sides may be odd.
    pub(super) fn new(size: Size, fit: Fit, background: Color, pool: &FramePool) -> Self {
        let even = |side: u32| side.next_multiple_of(2);
        let list = DisplayList {
            size: Size::new(even(size.width), even(size.height)),
            background: Arc::new(Paint::Solid(background)),
            steps: Vec::new(),
        };
        let renderer = Renderer::new(RendererConfig::new(pool.clone(), FontLibrary::new()));
        Self { renderer, list, size, fit }
    }

    /// The picture in a frame of the working space, whose sides are even: what it has beyond the screen's size is of no meaning.
    pub(super) fn draw(&mut self, picture: SourceFrame) -> Result<Arc<Frame>, EngineError> {
        let canvas = self.list.size;
        let (width, height) = (f64::from(canvas.width), f64::from(canvas.height));
        let (shown_width, shown_height) = picture.shown_size();
        // A canvas cannot have odd sides. Where the picture has the screen's shape it is drawn beyond the screen's edge, as if its last
        // column or row came twice; else the compositor fits it into one pixel more.
        let (own_width, own_height) = (f64::from(self.size.width), f64::from(self.size.height));
        let same_shape = (shown_width * own_height / shown_height.max(1e-6) - own_width).abs() < 1.0
            && (shown_height * own_width / shown_width.max(1e-6) - own_height).abs() < 1.0;
        let (fit, crop) = match same_shape {
            true => (Fit::Fill, Rect::new(0.0, 0.0, width / own_width, height / own_height)),
            false => (self.fit, Rect::new(0.0, 0.0, 1.0, 1.0)),
        };
        let content = Content::Picture(Picture {
            clip: ClipId(0),
            time: Flicks::ZERO,
            size: (width, height),
            fit,
            crop,
            key: None,
        });
        let placement = Placement {
            canvas_from_parent: Affine::IDENTITY,
            position: Point::new(0.0, 0.0),
            anchor: Point::new(0.0, 0.0),
            scale: (1.0, 1.0),
            rotation: 0.0,
        };
        self.list.steps = vec![Step::Draw(Draw { content, placement, opacity: 1.0, effects: Vec::new() })];
        Ok(self.renderer.render(&self.list, &One(picture))?)
    }
}
