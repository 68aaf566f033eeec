//! Decoded sound on its way in: the host pushes what it decoded, the mixer pulls.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reelspeed_audio::{AudioBlock, AudioError, AudioInput, ChannelLayout};
use reelspeed_core::Flicks;
use reelspeed_timeline::AudioClip;

/// A gap between two pushes that is longer than this many seconds is not silence but a jump.
const LONGEST_GAP_SECS: i64 = 10;

/// A decoded stretch; frames count from the beginning of the clip's part of the file.
struct Block {
    first: i64,
    samples: AudioBlock,
}

impl Block {
    fn end(&self) -> i64 {
        self.first + self.samples.frames() as i64
    }
}

/// The sound of one clip, as far as it has been pushed and is not used up.
pub(crate) struct Feed {
    source_start: Flicks,
    source_end: Option<Flicks>,
    looped: bool,
    /// Whether the part is filled up with silence to its length.
    fill: bool,
    /// Rate and layout, once something was pushed.
    pub(crate) format: Option<(u32, ChannelLayout)>,
    /// In order of their first frames.
    blocks: VecDeque<Block>,
    /// What was pushed, with the gaps between; apart, ascending.
    covered: Vec<Range<i64>>,
    /// Where the next push is expected to begin.
    expected: i64,
    /// The end of the file's sound, where the host has met it.
    end: Option<i64>,
    /// The next frame of this pass.
    position: i64,
    /// How many frames were read, over all passes.
    pub(crate) consumed: i64,
}

impl Feed {
    pub(crate) fn new(clip: &AudioClip) -> Self {
        Self {
            source_start: clip.source_start,
            source_end: clip.source_end,
            looped: clip.looped,
            fill: clip.looped && clip.clip.is_some(),
            format: None,
            blocks: VecDeque::new(),
            covered: Vec::new(),
            expected: 0,
            end: None,
            position: 0,
            consumed: 0,
        }
    }

    /// Frames of one pass; `None` where only the file's end will tell.
    fn length(&self, rate: u32) -> Option<i64> {
        let length = self.source_end.map(|end| (end - self.source_start).to_samples(rate).max(0));
        match (length, self.end) {
            (Some(length), Some(end)) if !self.fill => Some(length.min(end.max(0))),
            (Some(length), _) => Some(length),
            (None, end) => end.map(|end| end.max(0)),
        }
    }

    /// The frame of the part that is sample `sample` of the file.
    pub(crate) fn frame_of(&self, sample: i64, rate: u32) -> i64 {
        (Flicks::from_samples(sample, rate) - self.source_start).to_samples(rate)
    }

    /// The sample of the file that is frame `frame` of the part.
    pub(crate) fn sample_of(&self, frame: i64, rate: u32) -> i64 {
        frame + self.source_start.to_samples(rate)
    }

    /// Takes samples of which the first is sample `first_sample` of the file. They go on where the last ones ended, or after a gap.
    pub(crate) fn push(&mut self, first_sample: i64, rate: u32, samples: AudioBlock) {
        let first = self.frame_of(first_sample, rate);
        let block = Block { first, samples };
        let (begin, end) = (first.min(if self.follows(first, rate) { self.expected } else { first }), block.end());
        self.expected = end;
        cover(&mut self.covered, begin..end);
        let at = self.blocks.partition_point(|known| known.first <= first);
        self.blocks.insert(at, block);
    }

    fn follows(&self, first: i64, rate: u32) -> bool {
        (self.expected..=self.expected + LONGEST_GAP_SECS * i64::from(rate)).contains(&first)
    }

    /// The file has no sound after what was pushed last.
    pub(crate) fn finish(&mut self) {
        self.end = Some(self.blocks.iter().map(Block::end).fold(self.expected, i64::max));
        cover(&mut self.covered, self.expected..i64::MAX);
    }

    /// Whether the host has said that the file has no sound at all.
    pub(crate) fn is_silent(&self) -> bool {
        self.format.is_none() && self.end.is_some()
    }

    /// The parts of one pass, in order, that make up frames `range`, counted over all passes; the second may be empty.
    fn folded(&self, range: Range<i64>, rate: u32) -> [Range<i64>; 2] {
        let Some(length) = self.length(rate) else { return [range, 0..0] };
        if !self.looped {
            return [range.start.min(length)..range.end.min(length), 0..0];
        }
        if range.end - range.start >= length {
            return [0..length, 0..0];
        }
        let (start, end) = (range.start.rem_euclid(length), range.end.rem_euclid(length));
        if start <= end { [start..end, 0..0] } else { [start..length, 0..end] }
    }

    /// The first stretch of frames `range` (counted over all passes) that was not pushed yet.
    pub(crate) fn missing(&self, range: Range<i64>, rate: u32) -> Option<Range<i64>> {
        self.folded(range, rate).into_iter().find_map(|part| {
            let mut from = part.start;
            for covered in &self.covered {
                if covered.start <= from && from < covered.end {
                    from = covered.end;
                }
            }
            (from < part.end).then_some(from..part.end)
        })
    }

    /// The host has been asked for what begins here.
    pub(crate) fn expect(&mut self, frame: i64) {
        self.expected = frame;
    }

    /// Lets go of what was read and will not be read again soon; `soon` is counted over all passes.
    pub(crate) fn tidy(&mut self, soon: Range<i64>, rate: u32) {
        let soon = if self.looped { self.folded(soon, rate) } else { [0..0, 0..0] };
        let position = self.position;
        let used = |block: &Block| {
            block.end() > position || soon.iter().any(|part| block.first < part.end && part.start < block.end())
        };
        let mut dropped = Vec::new();
        self.blocks.retain(|block| {
            let keep = used(block);
            if !keep {
                dropped.push(block.first..block.end());
            }
            keep
        });
        for range in dropped {
            uncover(&mut self.covered, range);
        }
    }
}

/// Adds a range to ranges that are apart and ascending.
fn cover(ranges: &mut Vec<Range<i64>>, range: Range<i64>) {
    if range.is_empty() {
        return;
    }
    let touching = |known: &Range<i64>| known.start <= range.end && range.start <= known.end;
    let mut whole = range.clone();
    for known in ranges.iter().filter(|known| touching(known)) {
        whole = whole.start.min(known.start)..whole.end.max(known.end);
    }
    ranges.retain(|known| !touching(known));
    let at = ranges.partition_point(|known| known.start < whole.start);
    ranges.insert(at, whole);
}

/// Takes a range out again.
fn uncover(ranges: &mut Vec<Range<i64>>, range: Range<i64>) {
    let rest = std::mem::take(ranges)
        .into_iter()
        .flat_map(|known| [known.start..known.end.min(range.start), known.start.max(range.end)..known.end]);
    *ranges = rest.filter(|known| !known.is_empty()).collect();
}

/// The mixer's end of a [`Feed`].
pub(crate) struct FeedInput {
    pub(crate) feed: Arc<Mutex<Feed>>,
    pub(crate) rate: u32,
    pub(crate) layout: ChannelLayout,
}

impl FeedInput {
    fn feed(&self) -> MutexGuard<'_, Feed> {
        self.feed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl AudioInput for FeedInput {
    fn layout(&self) -> ChannelLayout {
        self.layout
    }

    fn sample_rate(&self) -> u32 {
        self.rate
    }

    fn read(&mut self, out: &mut AudioBlock, range: Range<usize>) -> Result<usize, AudioError> {
        let mut feed = self.feed();
        let left = feed.length(self.rate).map_or(i64::MAX, |length| length - feed.position);
        let want = (range.len() as i64).min(left).max(0);
        let position = feed.position;
        let next = feed.blocks.iter().find(|block| block.end() > position);
        let given = match next {
            Some(block) if block.first <= position => {
                let given = want.min(block.end() - position) as usize;
                out.copy_from(range.start, &block.samples, (position - block.first) as usize, given);
                given
            }
            // What lies between two blocks, or after the last one, is silent.
            next => {
                let gap = next.map_or(want, |block| want.min(block.first - position)) as usize;
                for c in 0..out.channels() {
                    out.channel_mut(c)[range.start..][..gap].fill(0.0);
                }
                gap
            }
        };
        feed.position += given as i64;
        feed.consumed += given as i64;
        Ok(given)
    }

    fn skip(&mut self, frames: u64) -> Result<u64, AudioError> {
        let mut feed = self.feed();
        let left = feed.length(self.rate).map_or(i64::MAX, |length| (length - feed.position).max(0));
        let skipped = i64::try_from(frames).unwrap_or(i64::MAX).min(left);
        feed.position = feed.position.saturating_add(skipped);
        feed.consumed = feed.consumed.saturating_add(skipped);
        Ok(skipped as u64)
    }

    fn rewind(&mut self) -> Result<(), AudioError> {
        self.feed().position = 0;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_kept_apart() {
        let mut ranges = Vec::new();
        for range in [10..20, 30..40, 50..60] {
            cover(&mut ranges, range);
        }
        cover(&mut ranges, 20..30);
        assert_eq!(ranges, [10..40, 50..60]);
        uncover(&mut ranges, 15..55);
        assert_eq!(ranges, [10..15, 55..60]);
        cover(&mut ranges, 0..100);
        assert_eq!((ranges.len(), &ranges[0]), (1, &(0..100)));
    }
}
