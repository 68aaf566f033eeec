//! One frame of a composition as a picture.

use std::collections::HashMap;

use reelspeed_core::{Flicks, FramePool};
use reelspeed_render::{FrameSource, Renderer, RendererConfig, SourcePicture};
use reelspeed_timeline::ClipId;

use crate::clips::{ClipReader, ClipResources};
use crate::{EngineError, Project, RenderOptions};

/// A picture in memory: rows from top to bottom without gaps, 4 bytes a pixel.
#[derive(Clone, PartialEq, Eq)]
pub struct RgbaImage {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green, blue, alpha (straight) of each pixel.
    pub pixels: Vec<u8>,
}

impl std::fmt::Debug for RgbaImage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RgbaImage({}x{})", self.width, self.height)
    }
}

struct Pictures(HashMap<ClipId, SourcePicture>);

impl FrameSource for Pictures {
    fn picture(&self, clip: ClipId, _time: Flicks) -> Option<SourcePicture> {
        self.0.get(&clip).cloned()
    }
}

impl Project {
    /// The frame that is on screen `at_secs` seconds after the beginning, as the render would show it before encoding.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a time that is not in the composition; whatever keeps its pictures from being decoded.
    pub fn frame(&self, at_secs: f64, options: &RenderOptions) -> Result<RgbaImage, EngineError> {
        Ok(self.frames(&[at_secs], options)?.remove(0))
    }

    /// Several frames at once, in the order of `times`; cheaper than one by one where the times ascend.
    ///
    /// # Errors
    /// As [`Project::frame`].
    pub fn frames(&self, times: &[f64], options: &RenderOptions) -> Result<Vec<RgbaImage>, EngineError> {
        let timeline = self.timeline();
        let duration = timeline.duration();
        let pool = options.frame_pool();
        let resources = options.clip_resources(&pool)?;
        let mut renderer = self.renderer(&pool);
        let mut readers: HashMap<ClipId, ClipReader> = HashMap::new();
        let mut images = Vec::with_capacity(times.len());
        for &at_secs in times {
            let at = Flicks::from_secs(at_secs);
            if !at_secs.is_finite() || at < Flicks::ZERO || at >= duration {
                return Err(EngineError::Argument {
                    argument: "at",
                    expected: format!("at least 0 and below {} seconds", duration.as_secs()),
                    actual: at_secs.to_string(),
                });
            }
            let list = timeline.display_list(timeline.frame_at(at));
            let mut pictures = HashMap::new();
            for (id, time) in list.pictures() {
                let picture = self.read_picture(&mut readers, id, time, &resources)?;
                pictures.insert(id, picture);
            }
            let frame = renderer.render(&list, &Pictures(pictures))?;
            let size = frame.size();
            let pixels = reelspeed_render::to_rgba(&frame);
            images.push(RgbaImage { width: size.width, height: size.height, pixels });
        }
        Ok(images)
    }

    fn read_picture(
        &self,
        readers: &mut HashMap<ClipId, ClipReader>,
        id: ClipId,
        time: Flicks,
        resources: &ClipResources,
    ) -> Result<SourcePicture, EngineError> {
        use std::collections::hash_map::Entry;
        let reader = match readers.entry(id) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                let clip = self.timeline().clip(id).ok_or_else(|| EngineError::Internal {
                    thread: "frame",
                    message: format!("clip {} is not in the timeline", id.0),
                })?;
                entry.insert(ClipReader::open(self, clip, resources)?)
            }
        };
        reader.picture(time)
    }

    /// A compositor with this project's fonts.
    pub(crate) fn renderer(&self, pool: &FramePool) -> Renderer {
        Renderer::new(RendererConfig::new(pool.clone(), self.fonts().clone()))
    }
}
