//! Where t = 0 lies.
//!
//! A file's presentation begins with the first picture or sound of any of its streams, edit lists applied. That moment is
//! t = 0 for every stream, so sound and picture keep their distance. MPEG-TS and FLV begin at arbitrary clocks, WebM's Opus
//! begins a few milliseconds below zero with samples that are never heard; both vanish here.

use reelspeed_core::{Flicks, Rational};

use super::{Input, StreamKind};

/// Turns a stream's ticks into time since the presentation's start.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Timeline {
    timebase: Rational,
    /// The container's time at t = 0.
    start: Flicks,
}

impl Timeline {
    pub(crate) fn new(input: &Input, stream: usize) -> Self {
        Self { timebase: input.stream(stream).timebase(), start: presentation_start(input) }
    }

    /// Ticks to time.
    pub(crate) fn time(&self, ticks: i64) -> Flicks {
        Flicks::from_ticks(ticks, self.timebase) - self.start
    }

    /// A span of ticks to time.
    pub(crate) fn span(&self, ticks: i64) -> Flicks {
        Flicks::from_ticks(ticks, self.timebase)
    }

    /// Time to ticks, rounded down.
    pub(crate) fn ticks(&self, t: Flicks) -> i64 {
        let t = (t + self.start).0 as i128 * self.timebase.den as i128;
        let per = self.timebase.num as i128 * reelspeed_core::FLICKS_PER_SECOND as i128;
        t.div_euclid(per).clamp(i64::MIN as i128 / 4, i64::MAX as i128 / 4) as i64
    }

    /// How far a pts may be off for want of resolution: half a tick (MKV and FLV round to milliseconds).
    pub(crate) fn tolerance(&self) -> Flicks {
        let tick = Flicks::from_ticks(1, self.timebase);
        // Coarse ticks (a GIF's hundredths, an AVI's frames) are the author's own grid and mean what they say.
        if tick <= Flicks::from_secs(0.002) { Flicks(tick.0 / 2) } else { Flicks::ZERO }
    }
}

/// The container's time at which anything is first seen or heard.
pub(crate) fn presentation_start(input: &Input) -> Flicks {
    let mut start: Option<Flicks> = None;
    for s in input.streams() {
        if !matches!(s.kind(), StreamKind::Video | StreamKind::Audio) || s.is_attached_picture() {
            continue;
        }
        let Some(ticks) = s.start_ticks() else { continue };
        let mut t = s.time(ticks);
        if t < Flicks::ZERO && s.kind() == StreamKind::Audio {
            // Priming samples lie before the container's zero and are dropped by the decoder.
            let padding = Flicks::from_samples(s.initial_padding() as i64, s.sample_rate());
            t = if input.format_name().starts_with("matroska") {
                Flicks::ZERO
            } else {
                (t + padding).min(Flicks::ZERO)
            };
        }
        start = Some(start.map_or(t, |s| s.min(t)));
    }
    // Subtitles that begin shortly before say where the container's zero is; those far away say nothing.
    let text = input
        .streams()
        .filter(|s| s.kind() == StreamKind::Subtitle)
        .filter_map(|s| s.start_ticks().map(|t| s.time(t)))
        .min();
    match (start, text) {
        (Some(s), Some(t)) if t < s && s - t < Flicks::from_secs(1.0) => t,
        (s, _) => s.unwrap_or(Flicks::ZERO),
    }
}
