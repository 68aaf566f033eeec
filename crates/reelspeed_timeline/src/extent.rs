//! The boxes of layers over time.

use std::sync::Arc;

use reelspeed_core::Flicks;
use reelspeed_model::{Animated, Vec2};
use unicode_segmentation::UnicodeSegmentation;

use crate::TextContent;
use crate::curve::Curve;
use crate::moving::{LEAST, Limits, Moving};

/// The document's range for the sides of boxes and for the widths at which lines break.
const SIDE: Limits = (LEAST, 16_384.0);
/// A text without `maxWidth` stays this far from the sides of its parent, both together.
const TEXT_MARGIN_PX: f64 = 80.0;

/// Width and height of a layer's box.
#[derive(Clone, Debug)]
pub(crate) enum Extent {
    /// By the layer's own clock.
    Own(Curve<Vec2>),
    /// That of the parent's canvas.
    Parent,
}

impl Extent {
    /// From the document; the parent's size where there is none.
    pub(crate) fn new(size: Option<&Animated<Vec2>>) -> Self {
        let written = size.filter(|size| size.first().is_some());
        written.map_or(Self::Parent, |size| Self::Own(Curve::pair(size, [0.0, 0.0])))
    }

    /// A box that always has this size.
    pub(crate) fn fixed(width: f64, height: f64) -> Self {
        Self::Own(Curve::Constant([width, height]))
    }

    /// The size when the layer's clock shows `local`.
    pub(crate) fn at(&self, local: Flicks, parent: (f64, f64)) -> (f64, f64) {
        match self {
            Self::Own(curve) => {
                let [width, height] = curve.within(local, SIDE);
                (width, height)
            }
            Self::Parent => parent,
        }
    }

    /// The size, if it never changes. `parent`: that of the parent, if that never does.
    pub(crate) fn constant(&self, parent: Option<(f64, f64)>) -> Option<(f64, f64)> {
        match self {
            Self::Own(curve) => curve.constant().map(|[width, height]| (width, height)),
            Self::Parent => parent,
        }
    }
}

/// A text over time.
#[derive(Clone, Debug)]
pub(crate) struct TextBody {
    content: Moving<TextContent>,
    width: TextWidth,
    /// How many characters are shown; `None`: all of them, all the time.
    reveal: Option<Reveal>,
}

/// A text whose letters come one by one.
#[derive(Clone, Debug)]
struct Reveal {
    share: Curve<f64>,
    /// How many code points the first grapheme clusters have together: none, the first, the first two, and so on.
    ends: Vec<u32>,
}

impl Reveal {
    fn new(text: &str, share: &Animated<f64>) -> Option<Self> {
        if share.values().all(|&share| share >= 1.0) {
            return None;
        }
        let mut ends = vec![0];
        let mut chars: u32 = 0;
        for cluster in text.graphemes(true) {
            chars = chars.saturating_add(u32::try_from(cluster.chars().count()).unwrap_or(u32::MAX));
            ends.push(chars);
        }
        Some(Self { share: Curve::number(share, 1.0), ends })
    }

    /// How many code points are shown; `None`: all.
    fn at(&self, local: Flicks) -> Option<u32> {
        let clusters = self.ends.len() - 1;
        let share = self.share.within(local, (0.0, 1.0));
        // A share that is a hair below a whole cluster by rounding means that cluster.
        let shown = (share * clusters as f64 + 1e-9) as usize;
        if shown >= clusters { None } else { self.ends.get(shown).copied() }
    }
}

/// Where lines break.
#[derive(Clone, Debug)]
enum TextWidth {
    /// As it stands in the content.
    Fixed,
    Moves(Curve<f64>),
    /// With the parent's width.
    Parent,
}

impl TextBody {
    /// `content` comes with any width; that of the document goes into it. `parent`: the size of the parent, if it never changes.
    pub(crate) fn new(
        mut content: TextContent,
        width: Option<&Animated<f64>>,
        reveal: &Animated<f64>,
        parent: Option<(f64, f64)>,
    ) -> Self {
        let written = width.filter(|width| width.first().is_some()).map(|width| Curve::number(width, 0.0));
        let known = match &written {
            Some(curve) => curve.constant(),
            None => parent.map(|(width, _)| width - TEXT_MARGIN_PX),
        };
        let width = match (known, written) {
            (Some(width), _) => {
                content.max_width = width.max(1.0);
                TextWidth::Fixed
            }
            (None, Some(curve)) => TextWidth::Moves(curve),
            (None, None) => TextWidth::Parent,
        };
        let reveal = Reveal::new(&content.text, reveal);
        Self { content: Moving::new(&content), width, reveal }
    }

    /// The text when the layer's clock shows `local`.
    pub(crate) fn at(&self, local: Flicks, parent: (f64, f64)) -> Arc<TextContent> {
        let content = self.content.at(local);
        let shown_chars = self.reveal.as_ref().and_then(|reveal| reveal.at(local));
        let max_width = match &self.width {
            TextWidth::Fixed if shown_chars.is_none() => return content,
            TextWidth::Fixed => content.max_width,
            TextWidth::Moves(curve) => curve.within(local, SIDE).max(1.0),
            TextWidth::Parent => (parent.0 - TEXT_MARGIN_PX).max(1.0),
        };
        Arc::new(TextContent { max_width, shown_chars, ..(*content).clone() })
    }
}
