//! Which sample number a decoded block begins at.
//!
//! Containers stamp packets, some only to the millisecond. Samples are counted from the first stamp as long as the stamps
//! agree with the count; where they stop agreeing, there is a gap, an overlap or another clock.

/// A gap or an overlap up to this long is jitter of the writer's clock, in milliseconds.
const JITTER_MS: i64 = 1;

/// In containers with coarse ticks the first stamp and the later ones are each off by a rounding or two: jitter up to this
/// many ticks, but no more than [`MAX_JITTER_MS`].
const JITTER_TICKS: i64 = 3;
const MAX_JITTER_MS: i64 = 50;

/// Counts the samples of one stream.
#[derive(Clone, Debug)]
pub(super) struct Clock {
    rate: i64,
    /// How far stamps may be off the count, in samples.
    jitter: i64,
    /// The number that follows the last block.
    position: Option<i64>,
    /// For coarse ticks: where the stream's first block ends; every later one begins a whole number of `grid`
    /// samples away.
    origin: Option<i64>,
    grid: Option<i64>,
    /// Ticks are longer than samples.
    coarse: bool,
    /// What is added to stamps since the file's clock was set back.
    shift: i64,
    /// A block without a stamp can be placed: nothing was skipped.
    from_start: bool,
}

/// Where a block goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// Number of the first sample kept.
    pub(super) first: i64,
    /// How many samples to drop from the block's beginning; all of them if the block is not heard.
    pub(super) drop: i64,
}

impl Clock {
    /// `tick`: the stream's clock tick in samples (numerator, denominator); `block`: samples per block where the codec fixes
    /// them (or their common divisor), else 0.
    pub(super) fn new(rate: u32, tick: (i64, i64), block: i64) -> Self {
        let rate = i64::from(rate.max(1));
        let ms = |n: i64| (n * rate / 1000).max(2);
        let ticks = |n: i64| (n.saturating_mul(tick.0) / tick.1.max(1)).min(ms(MAX_JITTER_MS));
        let coarse = ticks(1) > 1;
        Self {
            rate,
            jitter: ms(JITTER_MS).max(ticks(JITTER_TICKS)),
            position: None,
            origin: None,
            coarse,
            grid: (coarse && block > 0).then_some(block),
            shift: 0,
            from_start: true,
        }
    }

    /// Stamps may be off by at least `samples`.
    pub(super) fn with_jitter(mut self, samples: i64) -> Self {
        self.jitter = self.jitter.max(samples);
        self
    }

    /// Stamps count for the first block only: the container has none of its own.
    pub(super) fn free_running(mut self) -> Self {
        self.jitter = i64::MAX;
        self
    }

    /// Whether two more blocks from the stream's start would tell how long blocks are, which jumps in this stream need.
    pub(super) fn is_unsure(&self) -> bool {
        self.coarse && self.grid.is_none()
    }

    /// The number that follows the last block, once there was one.
    pub(super) fn position(&self) -> Option<i64> {
        self.position
    }

    /// The input was moved, to its start or elsewhere.
    pub(super) fn moved(&mut self, from_start: bool) {
        (self.position, self.shift, self.from_start) = (None, 0, from_start);
    }

    /// Places a block of `frames` samples. `None` where nobody knows its time: unstamped blocks after a seek.
    pub(super) fn place(&mut self, stamp: Option<i64>, frames: i64) -> Option<Place> {
        let place = match (stamp.map(|s| s.saturating_add(self.shift)), self.position) {
            (None, None) if !self.from_start => return None,
            (None, p) => Place { first: p.unwrap_or(0), drop: 0 },
            (Some(s), None) => Place { first: self.on_grid(s), drop: 0 },
            (Some(s), Some(p)) if s.abs_diff(p) <= self.jitter as u64 => Place { first: p, drop: 0 },
            (Some(s), Some(p)) if s > p => Place { first: self.on_grid(s).max(p), drop: 0 },
            // More than a second back: the clock was set, the sound goes on.
            (Some(s), Some(p)) if p - s > self.rate => {
                self.shift += p - s;
                Place { first: p, drop: 0 }
            }
            (Some(s), Some(p)) => {
                let (overlap, rest) = (p - s, s + frames - p);
                // The earlier block is heard. What little sticks out is jitter.
                Place { first: p, drop: if rest <= self.jitter { frames } else { overlap.min(frames) } }
            }
        };
        let end = place.first + (frames - place.drop);
        self.position = Some(end);
        match self.origin {
            None if self.from_start => self.origin = Some(end),
            // The second block is a whole one; the first is shortened by priming.
            Some(origin) if self.is_unsure() && place.first == origin && place.drop == 0 => self.grid = Some(frames),
            _ => {}
        }
        Some(place)
    }

    /// The sample number nearest to `stamp` at which a block can begin.
    fn on_grid(&self, stamp: i64) -> i64 {
        match (self.origin, self.grid) {
            (Some(origin), Some(grid)) => {
                let aligned = origin + (2 * (stamp - origin) + grid).div_euclid(2 * grid) * grid;
                // Behind a gap in the file the grid is another.
                if (aligned - stamp).abs() <= self.jitter { aligned } else { stamp }
            }
            _ => stamp,
        }
    }
}
