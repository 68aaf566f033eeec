//! How long things last when the document does not say.

use reelspeed_core::Flicks;
use reelspeed_model::{AudioTrack, Clip, Layer, SequenceItem, SequenceLayer, TransitionKind, Trim};

use crate::clock::speed;
use crate::{MediaFact, MediaFacts};

/// The part of a file that plays.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct SourceRange {
    pub(crate) start: Flicks,
    /// `None` where neither the trim nor the file says.
    pub(crate) end: Option<Flicks>,
}

impl SourceRange {
    pub(crate) fn new(trim: &Trim, file: Option<Flicks>) -> Self {
        let asked = trim.end.map(Flicks::from_secs);
        let end = match (asked, file) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self { start: Flicks::from_secs(trim.start).max(Flicks::ZERO), end }
    }

    pub(crate) fn length(self) -> Option<Flicks> {
        self.end.map(|end| (end - self.start).max(Flicks::ZERO))
    }

    pub(crate) fn is_empty(self) -> bool {
        self.length() == Some(Flicks::ZERO)
    }
}

/// How long a clip plays on its layer's clock until it is through; `None` for stills and where nobody knows.
pub(crate) fn clip_length(clip: &Clip, fact: Option<&MediaFact>) -> Option<Flicks> {
    let fact = fact.filter(|f| !f.is_still())?;
    SourceRange::new(&clip.trim, fact.duration).length().map(|l| l.scale(speed(clip.speed).recip()))
}

/// When an item of a sequence plays, on the sequence's parent's clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct ItemSpan {
    /// After the start of the sequence.
    pub(crate) start: Flicks,
    pub(crate) length: Flicks,
    /// How long it shares the screen with the item before; at most what both have left.
    pub(crate) overlap: Flicks,
}

/// How long an item stays; zero where the document is at fault.
pub(crate) fn item_length(item: &SequenceItem, fact: Option<&MediaFact>) -> Flicks {
    match item.duration {
        Some(secs) => Flicks::from_secs(secs).max(Flicks::ZERO),
        None => clip_length(&item.clip, fact).unwrap_or(Flicks::ZERO),
    }
}

/// How long a transition is meant to last; a cut takes no time.
pub(crate) fn asked_overlap(item: &SequenceItem) -> Flicks {
    match &item.transition {
        Some(t) if t.kind != TransitionKind::Cut => Flicks::from_secs(t.duration).max(Flicks::ZERO),
        _ => Flicks::ZERO,
    }
}

/// Lines the items of a sequence up.
pub(crate) fn line_up<F: MediaFacts + ?Sized>(sequence: &SequenceLayer, facts: &F) -> Vec<ItemSpan> {
    let mut spans: Vec<ItemSpan> = Vec::with_capacity(sequence.clips.len());
    for item in &sequence.clips {
        let length = item_length(item, facts.fact(&item.clip.src));
        let (start, overlap) = match spans.last() {
            None => (Flicks::ZERO, Flicks::ZERO),
            Some(before) => {
                let overlap = asked_overlap(item).min(length).min(before.length - before.overlap);
                (before.start + before.length - overlap, overlap)
            }
        };
        spans.push(ItemSpan { start, length, overlap });
    }
    spans
}

/// How long a layer stays on its parent's clock by its own account; `None`: to the parent's end.
pub(crate) fn own_length<F: MediaFacts + ?Sized>(layer: &Layer, facts: &F) -> Option<Flicks> {
    if let Some(secs) = layer.common().duration {
        return Some(Flicks::from_secs(secs).max(Flicks::ZERO));
    }
    match layer {
        Layer::Video(l) if !l.clip.looped => clip_length(&l.clip, facts.fact(&l.clip.src)),
        Layer::Sequence(l) => line_up(l, facts).last().map(|last| last.start + last.length),
        _ => None,
    }
}

/// When the last of `layers` ends on their parent's clock. A group that is to last as long as its parent counts with what is in
/// it. `None` where no layer has an end.
pub(crate) fn last_end<F: MediaFacts + ?Sized>(layers: &[Layer], facts: &F) -> Option<Flicks> {
    let length = |layer: &Layer| match layer {
        Layer::Group(g) if g.common.duration.is_none() => {
            last_end(&g.layers, facts).map(|end| end.scale(speed(g.speed).recip()))
        }
        _ => own_length(layer, facts),
    };
    layers.iter().filter_map(|l| Some(layer_start(l) + length(l)?)).max()
}

/// When a layer begins on its parent's clock.
pub(crate) fn layer_start(layer: &Layer) -> Flicks {
    Flicks::from_secs(layer.common().start).max(Flicks::ZERO)
}

/// The part of a track's file that plays.
pub(crate) fn track_range(track: &AudioTrack, fact: Option<&MediaFact>) -> SourceRange {
    SourceRange::new(&track.trim, fact.and_then(|f| f.audio_duration.or(f.duration)))
}

/// How long a track sounds by its own account; `None`: to the composition's end.
pub(crate) fn track_length(track: &AudioTrack, fact: Option<&MediaFact>) -> Option<Flicks> {
    let asked = track.duration.map(|secs| Flicks::from_secs(secs).max(Flicks::ZERO));
    if track.looped {
        return asked;
    }
    let through = track_range(track, fact).length().map(|l| l.scale(speed(track.speed).recip()));
    match (asked, through) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
