use std::sync::Arc;

use reelspeed_core::{Affine, Flicks, Rational, Size};
use reelspeed_model::{Composition, Paint};

use crate::compile::{Compiled, compile};
use crate::moving::Moving;
use crate::resolve::{Parent, push_nodes};
use crate::{AudioClip, ClipId, ClipUse, DisplayList, MediaFacts, TimelineError};

/// A composition whose every time is a frame number: asked for a frame, it says what is drawn.
///
/// # Rules
///
/// - A time `t` in seconds is frame `round(t · frame_rate)`, halves up. Times inside groups are added up exactly, through the
///   groups' speeds, and rounded once.
/// - A layer is on screen in frames `start ≤ n < end`. Its own clock, which keyframes follow, shows
///   `(n - start) / frame_rate`, times the speed of the groups around it.
/// - A clip shows its file at `trim.start + (n - start) / frame_rate · speed`, wrapped into the trim where it loops, else never past
///   its last moment: the last frame stays.
/// - At the k-th of the N frames of a transition (from 0) its progress is `(k + 1) / (N + 1)`, before easing.
///
/// Cheap to ask, in any order and from many threads; the same frame always gives the same list.
#[derive(Clone, Debug)]
pub struct Timeline {
    size: Size,
    background: Moving<Paint>,
    compiled: Arc<Compiled>,
}

impl Timeline {
    /// Resolves a composition. `facts` must know every `src` of its layers and tracks.
    ///
    /// # Errors
    /// [`TimelineError`] with everything that the composition asks of its media and cannot have. A document that breaks the
    /// rules of the model (and would not pass its validation) gives an error or some timeline, never a panic.
    pub fn new<F: MediaFacts + ?Sized>(composition: &Composition, facts: &F) -> Result<Self, TimelineError> {
        Ok(Self {
            size: Size::new(composition.width, composition.height),
            background: Moving::new(&composition.background),
            compiled: Arc::new(compile(composition, facts)?),
        })
    }

    /// Frames per second; over 0.
    pub fn frame_rate(&self) -> Rational {
        self.compiled.frame_rate
    }

    /// How many frames; at least 1.
    pub fn frame_count(&self) -> u64 {
        self.compiled.frame_count
    }

    /// Size of the canvas in pixels.
    pub fn size(&self) -> Size {
        self.size
    }

    /// How long all frames together last.
    pub fn duration(&self) -> Flicks {
        self.time_of(self.frame_count())
    }

    /// When a frame begins.
    pub fn time_of(&self, frame: u64) -> Flicks {
        Flicks::from_frame(frame.min(i64::MAX as u64) as i64, self.frame_rate())
    }

    /// The frame that is on screen at `time`: the last one that has begun, within the composition.
    pub fn frame_at(&self, time: Flicks) -> u64 {
        let nearest = time.to_frame_nearest(self.frame_rate()).clamp(0, i64::MAX) as u64;
        let frame = if self.time_of(nearest) > time { nearest.saturating_sub(1) } else { nearest };
        frame.min(self.frame_count() - 1)
    }

    /// Every use of a file that is ever on screen or heard with its layer, in the document's order. Indexed by [`ClipId`].
    pub fn clips(&self) -> &[ClipUse] {
        &self.compiled.clips
    }

    /// One clip; `None` for an id of another timeline.
    pub fn clip(&self, id: ClipId) -> Option<&ClipUse> {
        self.clips().get(id.0 as usize)
    }

    /// Everything that sounds: the clips in the document's order, then the tracks. Empty where nothing does.
    pub fn audio_plan(&self) -> &[AudioClip] {
        &self.compiled.audio
    }

    /// What `frame` shows. Past the last frame there is only the background.
    pub fn display_list(&self, frame: u64) -> DisplayList {
        let mut list = DisplayList { size: self.size, background: self.background_of(frame), steps: Vec::new() };
        self.push_layers(frame, &mut list);
        list
    }

    /// What `frame` shows, into a list whose memory is used again.
    pub fn display_list_into(&self, frame: u64, list: &mut DisplayList) {
        list.size = self.size;
        list.background = self.background_of(frame);
        list.steps.clear();
        self.push_layers(frame, list);
    }

    fn background_of(&self, frame: u64) -> Arc<Paint> {
        self.background.at(self.time_of(frame))
    }

    fn push_layers(&self, frame: u64, list: &mut DisplayList) {
        let size = (self.size.width as f64, self.size.height as f64);
        push_nodes(&self.compiled.nodes, frame, &Parent { map: Affine::IDENTITY, size }, &mut list.steps);
    }

    /// Whether `frame` shows just what the frame before it shows, so that its picture need not be drawn again. Never true of the
    /// first. A playing video never is the same, even where its file holds the same picture in both.
    pub fn same_as_previous(&self, frame: u64) -> bool {
        frame > 0 && self.display_list(frame) == self.display_list(frame - 1)
    }

    /// The frames inside the composition at which some clip comes or goes, ascending: good places to begin a segment.
    pub fn cut_points(&self) -> Vec<u64> {
        let mut points: Vec<u64> = self
            .clips()
            .iter()
            .filter(|c| c.needs_picture)
            .flat_map(|c| [c.first_frame, c.end_frame])
            .filter(|f| (1..self.frame_count()).contains(f))
            .collect();
        points.sort_unstable();
        points.dedup();
        points
    }
}
