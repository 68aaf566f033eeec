//! What is in a finished file, decoded.

use std::path::Path;
use std::sync::Arc;

use reelspeed_core::Frame;
use reelspeed_ffmpeg::{AudioOptions, AudioSource, VideoOptions, VideoSource};

/// Every picture of a file with its time in seconds from the presentation's start.
pub(crate) fn pictures(path: &Path) -> Vec<(f64, Arc<Frame>)> {
    let mut source = VideoSource::open(path, VideoOptions::default()).unwrap_or_else(|e| panic!("{e}"));
    let mut pictures = Vec::new();
    while let Some(picture) = source.next_frame().unwrap_or_else(|e| panic!("{e}")) {
        pictures.push((picture.pts.as_secs(), picture.frame));
    }
    pictures
}

/// The sound of a file, its channels averaged, on the file's own clock; gaps are silent.
pub(crate) struct Sound {
    pub(crate) sample_rate: u32,
    pub(crate) samples: Vec<f32>,
}

impl Sound {
    pub(crate) fn read(path: &Path) -> Self {
        let mut source = AudioSource::open(path, AudioOptions::default()).unwrap_or_else(|e| panic!("{e}"));
        let sample_rate = source.info().sample_rate;
        let mut samples = Vec::new();
        while let Some(block) = source.next_block().unwrap_or_else(|e| panic!("{e}")) {
            let first = block.pts.to_samples(sample_rate).max(0) as usize;
            samples.resize(first + block.frames(), 0.0);
            for (i, sample) in samples[first..].iter_mut().enumerate() {
                *sample = block.samples.iter().map(|c| c[i]).sum::<f32>() / block.samples.len() as f32;
            }
        }
        Self { sample_rate, samples }
    }

    /// Root mean square between two times in seconds; 0 beyond the end.
    pub(crate) fn rms(&self, from: f64, to: f64) -> f64 {
        let at = |t: f64| ((t * f64::from(self.sample_rate)) as usize).min(self.samples.len());
        let part = &self.samples[at(from)..at(to)];
        let sum: f64 = part.iter().map(|s| f64::from(*s) * f64::from(*s)).sum();
        (sum / part.len().max(1) as f64).sqrt()
    }

    /// The level in each millisecond.
    fn envelope(&self) -> Vec<f64> {
        let millis = self.samples.len() * 1000 / self.sample_rate as usize;
        (0..millis).map(|ms| self.rms(ms as f64 / 1000.0, (ms + 1) as f64 / 1000.0)).collect()
    }

    /// How many milliseconds later this sound comes than `other`, within half a second, by where their levels agree best, and
    /// how well they agree there: 1 for equal shapes.
    pub(crate) fn lag_millis(&self, other: &Sound) -> (i64, f64) {
        let (a, b) = (self.envelope(), other.envelope());
        let agreement = |lag: i64| {
            let pairs =
                || (0..b.len() as i64).filter_map(|i| Some((*a.get(usize::try_from(i + lag).ok()?)?, b[i as usize])));
            let n = pairs().count().max(1) as f64;
            let (mean_a, mean_b) = (pairs().map(|p| p.0).sum::<f64>() / n, pairs().map(|p| p.1).sum::<f64>() / n);
            let sum = |f: fn(f64, f64) -> f64| pairs().map(|(x, y)| f(x - mean_a, y - mean_b)).sum::<f64>();
            sum(|x, y| x * y) / (sum(|x, _| x * x) * sum(|_, y| y * y)).sqrt().max(1e-12)
        };
        let best = (-500..=500).map(|lag| (lag, agreement(lag))).max_by(|p, q| p.1.total_cmp(&q.1));
        best.expect("a thousand lags")
    }

    /// The times, in seconds, at which the sound comes up out of at least 50 ms of silence.
    pub(crate) fn onsets(&self, threshold: f32) -> Vec<f64> {
        let quiet = self.sample_rate as usize / 20;
        let mut onsets = Vec::new();
        let mut last_loud = None;
        for (i, _) in self.samples.iter().enumerate().filter(|(_, s)| s.abs() > threshold) {
            if last_loud.is_none_or(|last| i - last > quiet) {
                onsets.push(i as f64 / f64::from(self.sample_rate));
            }
            last_loud = Some(i);
        }
        onsets
    }
}

/// Mean luma of an 8-bit picture.
pub(crate) fn mean_luma(frame: &Frame) -> f64 {
    let plane = frame.plane(0);
    let sum: u64 = (0..plane.height).flat_map(|y| plane.row(y)).map(|v| u64::from(*v)).sum();
    sum as f64 / (plane.width * plane.height) as f64
}
