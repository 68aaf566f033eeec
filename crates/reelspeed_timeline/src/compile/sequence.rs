//! Sequences: clips one after another, overlapping where there is a transition.

use reelspeed_core::{FLICKS_PER_SECOND, Flicks};
use reelspeed_model::{SequenceItem, SequenceLayer, TransitionKind};

use super::picture::ClipPlace;
use super::{Compiler, Scope, Span};
use crate::easing::Ease;
use crate::effects::EffectCurve;
use crate::extent::Extent;
use crate::lengths::{ItemSpan, asked_overlap, line_up};
use crate::node::{Item, ItemTransition, SequenceBody};
use crate::{MediaFact, MediaFacts, ResolvedTransition, TimelineFault};

/// The frames of an item.
struct ItemFrames {
    first: u64,
    /// How many frames it shares with the item before.
    shared: u64,
}

impl<F: MediaFacts + ?Sized> Compiler<'_, F> {
    pub(super) fn sequence(
        &mut self,
        layer: &SequenceLayer,
        path: &str,
        scope: &Scope,
        span: &Span,
        hidden: bool,
    ) -> Option<SequenceBody> {
        let spans = line_up(layer, self.facts);
        self.check_transitions(layer, path, &spans);
        let frames = self.item_frames(&spans, scope, span);
        let mut items = Vec::with_capacity(spans.len());
        for (i, clip) in layer.clips.iter().enumerate() {
            let path = format!("{path}.clips[{i}]");
            let Some(fact) = self.item_fact(&path, clip) else { continue };
            let ItemFrames { first, shared } = frames[i];
            // A clip with another after it ends with their transition; the last one plays on where it loops without an end of its
            // own, else holds its picture, to the sequence's end.
            let (end, playing_end) = match frames.get(i + 1) {
                Some(next) => (next.first + next.shared, next.first + next.shared),
                None if clip.clip.looped && clip.duration.is_none() => (span.frames.end, span.frames.end),
                None => (span.frames.end, self.frame_on(spans[i].start + spans[i].length, scope, span)),
            };
            let place = ClipPlace {
                path: &path,
                frames: first..end.max(first),
                playing: playing_end.saturating_sub(first),
                hidden,
                clock_speed: scope.clock.speed,
                cross_in: self.time_of(first + shared) - self.time_of(first),
                cross_out: frames
                    .get(i + 1)
                    .map_or(Flicks::ZERO, |n| self.time_of(n.first + n.shared) - self.time_of(n.first)),
            };
            let Some(playback) = self.clip(&clip.clip, &fact, &place) else { continue };
            let effects = clip.effects.iter().map(EffectCurve::new).collect();
            items.push(Item { first, playback, effects, transition: transition(clip, shared) });
        }
        (!items.is_empty()).then_some(SequenceBody { size: Extent::new(layer.size.as_ref()), items })
    }

    /// The frame of a time after the sequence's start, within the sequence.
    fn frame_on(&self, time: Flicks, scope: &Scope, span: &Span) -> u64 {
        let frame = self.frame_at(scope.clock.to_composition(span.start + time));
        frame.clamp(span.frames.start, span.frames.end)
    }

    fn item_frames(&self, spans: &[ItemSpan], scope: &Scope, span: &Span) -> Vec<ItemFrames> {
        let firsts: Vec<u64> = spans.iter().map(|s| self.frame_on(s.start, scope, span)).collect();
        let shared = |(i, s): (usize, &ItemSpan)| {
            let room = firsts.get(i + 1).copied().unwrap_or(span.frames.end) - firsts[i];
            // Without room for a whole transition (the sequence is cut short, or rounding took a frame) it is a shorter one.
            ItemFrames { first: firsts[i], shared: self.frame_at(scope.clock.span(s.overlap)).min(room) }
        };
        spans.iter().enumerate().map(shared).collect()
    }

    /// Looks an item's file up and notes what is missing to know how long it stays.
    fn item_fact(&mut self, path: &str, item: &SequenceItem) -> Option<MediaFact> {
        let src = &item.clip.src;
        let fact = self.picture_fact(path, src)?;
        if item.duration.is_none() && fact.is_still() {
            let fault = TimelineFault::StillWithoutDuration { path: path.to_owned(), src: src.clone() };
            self.faults.push(fault);
            return None;
        }
        if item.duration.is_none() && fact.duration.is_none() && item.clip.trim.end.is_none() {
            self.unknown_length(path, src);
            return None;
        }
        Some(fact)
    }

    fn check_transitions(&mut self, layer: &SequenceLayer, path: &str, spans: &[ItemSpan]) {
        // Files are seldom as long to the millisecond as one thinks: half a frame is forgiven, and cut off.
        let half_frame = FLICKS_PER_SECOND as f64 / self.frame_rate.as_f64() / 2.0;
        let tolerance = Flicks(half_frame as i64);
        for i in 1..spans.len() {
            // Clips without a length have a fault of their own.
            if spans[i].length == Flicks::ZERO || spans[i - 1].length == Flicks::ZERO {
                continue;
            }
            let asked = asked_overlap(&layer.clips[i]);
            let limit = spans[i].length.min(spans[i - 1].length);
            if asked > limit + tolerance {
                self.faults.push(TimelineFault::TransitionTooLong {
                    path: format!("{path}.clips[{i}]"),
                    duration_secs: asked.as_secs(),
                    limit_secs: limit.as_secs(),
                });
                continue;
            }
            let needed = asked + spans[i - 1].overlap;
            if needed > spans[i - 1].length + tolerance {
                self.faults.push(TimelineFault::TransitionsOverlap {
                    path: format!("{path}.clips[{}]", i - 1),
                    needed_secs: needed.as_secs(),
                    length_secs: spans[i - 1].length.as_secs(),
                });
            }
        }
    }
}

/// How an item comes, where it shares frames with the one before.
fn transition(item: &SequenceItem, shared: u64) -> Option<ItemTransition> {
    let transition = item.transition.as_ref().filter(|_| shared > 0)?;
    let kind = match transition.kind {
        TransitionKind::Cut => return None,
        TransitionKind::Crossfade => ResolvedTransition::Crossfade,
        TransitionKind::FadeThrough { color } => ResolvedTransition::FadeThrough(color.0),
        TransitionKind::Slide { direction } => ResolvedTransition::Slide(direction),
        TransitionKind::Push { direction } => ResolvedTransition::Push(direction),
        TransitionKind::Wipe { direction, softness } => ResolvedTransition::Wipe(direction, softness),
    };
    Some(ItemTransition { frames: shared, kind, ease: Ease::new(&transition.easing) })
}
