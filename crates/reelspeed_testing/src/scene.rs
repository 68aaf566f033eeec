use std::sync::Arc;

use reelspeed_core::{Flicks, Frame, FramePool};
use reelspeed_kernels::SimdLevel;
use reelspeed_model::Composition;
use reelspeed_render::{Renderer, RendererConfig};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::Timeline;
use serde_json::Value;

use crate::media::TestMedia;

/// A small composition over synthetic files.
#[derive(Clone, Debug)]
pub struct Scene {
    /// A name for files and messages.
    pub name: &'static str,
    /// The document.
    pub document: Value,
    /// Whether it needs more than DejaVu Sans ([`crate::all_fonts`]).
    pub needs_fonts: bool,
}

impl Scene {
    /// The moments that are compared, in seconds.
    pub const INSTANTS: [f64; 3] = [0.0, 0.7, 1.8];

    /// The document as the model has it.
    ///
    /// # Panics
    ///
    /// If it is not a composition; scenes are.
    pub fn composition(&self) -> Composition {
        match serde_json::from_value(self.document.clone()) {
            Ok(composition) => composition,
            Err(error) => panic!("scene {}: {error}", self.name),
        }
    }

    /// The timeline, and the media bound to it.
    ///
    /// # Panics
    ///
    /// If it does not resolve; scenes do.
    pub fn open(&self, pool: &FramePool) -> (Timeline, TestMedia) {
        let mut media = TestMedia::new(pool);
        match Timeline::new(&self.composition(), &media) {
            Ok(timeline) => {
                media.bind(&timeline);
                (timeline, media)
            }
            Err(error) => panic!("scene {}: {error}", self.name),
        }
    }

    /// The frame numbers of [`Scene::INSTANTS`].
    pub fn frames(timeline: &Timeline) -> [u64; 3] {
        Self::INSTANTS.map(|secs| timeline.frame_at(Flicks::from_secs(secs)))
    }

    /// A renderer for the scene.
    pub fn renderer(pool: &FramePool, fonts: &FontLibrary, level: SimdLevel, threads: bool) -> Renderer {
        Renderer::new(RendererConfig { level, threads, ..RendererConfig::new(pool.clone(), fonts.clone()) })
    }

    /// The three frames, each by a renderer that has drawn nothing before.
    ///
    /// # Panics
    ///
    /// If the scene cannot be rendered.
    pub fn render(&self, fonts: &FontLibrary, level: SimdLevel, threads: bool) -> Vec<Arc<Frame>> {
        let pool = FramePool::unlimited();
        let (timeline, media) = self.open(&pool);
        let render = |frame: u64| {
            let mut renderer = Self::renderer(&pool, fonts, level, threads);
            match renderer.render(&timeline.display_list(frame), &media) {
                Ok(frame) => frame,
                Err(error) => panic!("scene {}, frame {frame}: {error}", self.name),
            }
        };
        Self::frames(&timeline).map(render).to_vec()
    }
}
