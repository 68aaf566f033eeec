//! Streams that change their format midway (joined broadcasts): what comes later is made to fit what came first.

/// Rates further apart than this factor are not converted: no sound of the world changes so, and small files could ask for
/// much memory.
const MAX_RATIO: u64 = 16;

/// Gives `samples` exactly `channels` channels: extra ones are dropped, missing ones are silent, but for mono, which goes to
/// the first two.
pub(super) fn fit_channels(samples: &mut Vec<Vec<f32>>, channels: usize) {
    let frames = samples.first().map_or(0, Vec::len);
    if samples.len() == 1 && channels > 1 {
        samples.push(samples[0].clone());
    }
    samples.resize_with(channels, || vec![0.0; frames]);
}

/// Converts one rate to another by straight lines between samples: good enough for a stretch that is not supposed to be.
pub(super) struct Rerate {
    from: u32,
    to: u32,
    /// Samples taken in and given out.
    taken: u64,
    given: u64,
    /// The last sample of each channel taken in.
    last: Vec<f32>,
}

impl Rerate {
    /// `None` where the rates are too far apart.
    pub(super) fn new(from: u32, to: u32) -> Option<Self> {
        let (a, b) = (u64::from(from.min(to)), u64::from(from.max(to)));
        (a > 0 && b <= a * MAX_RATIO).then(|| Self { from, to, taken: 0, given: 0, last: Vec::new() })
    }

    pub(super) fn source_rate(&self) -> u32 {
        self.from
    }

    /// The next stretch: over time as many samples as its duration asks for, to one.
    pub(super) fn convert(&mut self, samples: &[Vec<f32>]) -> Vec<Vec<f32>> {
        let frames = samples.first().map_or(0, Vec::len) as u64;
        let (from, to) = (u64::from(self.from), u64::from(self.to));
        self.last.resize(samples.len(), 0.0);
        // Output j lies at input j * from / to; the last input can be reached, what is behind it not yet.
        let end = match self.taken + frames {
            0 => 0,
            n => ((n - 1) as u128 * u128::from(to) / u128::from(from)) as u64 + 1,
        };
        let range = self.given..end.max(self.given);
        let out = samples
            .iter()
            .zip(&self.last)
            .map(|(channel, last)| {
                let at = |i: i128| match usize::try_from(i) {
                    Ok(i) => channel.get(i).or(channel.last()).copied().unwrap_or(*last),
                    Err(_) => *last,
                };
                let line = |j: u64| {
                    let x = i128::from(j) * i128::from(from) - i128::from(self.taken) * i128::from(to);
                    let (i, rest) = (x.div_euclid(i128::from(to)), x.rem_euclid(i128::from(to)));
                    let part = rest as f32 / to as f32;
                    at(i) + (at(i + 1) - at(i)) * part
                };
                range.clone().map(line).collect()
            })
            .collect();
        self.taken += frames;
        self.given = range.end;
        for (last, channel) in self.last.iter_mut().zip(samples) {
            *last = channel.last().copied().unwrap_or(*last);
        }
        out
    }
}
