//! How good a result looks beside its source.

use std::path::Path;

use reelspeed_core::Frame;
use reelspeed_ffmpeg::{Limits, probe_with_cancel};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::ssim::{SsimScratch, ssim_plane};
use reelspeed_model::Layer;
use reelspeed_model::report::SsimReport;

use super::source::{Source, project, whole_picture};
use crate::pipeline::each_pair;
use crate::{EngineError, Project, RenderOptions};

/// Structural similarity and the score that it stands for; see [`quality_score`].
const SCORES: [(f64, f64); 6] = [(0.0, 0.0), (0.5, 20.0), (0.88, 40.0), (0.95, 60.0), (0.99, 80.0), (1.0, 100.0)];

/// A score from 0 to 100 for a mean structural similarity.
///
/// The score is on the continuous scale of ITU-R BT.500: from 80 excellent, from 60 good, from 40 fair, from 20 poor, below that bad.
/// Which similarity stands for which grade is what Zinner, Hohlfeld, Abboud and Hoßfeld used ("Impact of frame rate and resolution on
/// objective QoE metrics", QoMEX 2010): more than 0.99 excellent, from 0.95 good, from 0.88 fair, from 0.5 poor. Between these the
/// score follows straight lines; equal pictures have 100, what is not alike at all has 0.
pub fn quality_score(ssim: f64) -> f64 {
    let ssim = if ssim.is_nan() { 0.0 } else { ssim.clamp(0.0, 1.0) };
    let upper = SCORES.iter().position(|(s, _)| ssim <= *s).unwrap_or(SCORES.len() - 1).max(1);
    let ((s0, score0), (s1, score1)) = (SCORES[upper - 1], SCORES[upper]);
    score0 + (ssim - s0) / (s1 - s0) * (score1 - score0)
}

/// How alike two videos are: the mean structural similarity of all frames of `a` with what `b` shows at the same times, at the size of
/// `a` and for as long as both last. Both are brought to the engine's working surface first (8 bits, 4:2:0, BT.709, upright), which
/// changes nothing in a video that is that already.
///
/// # Errors
/// `INVALID_ARGUMENT` where one of them has no video; `CANCELLED`; whatever decoding can run into.
pub fn compare(a: &Path, b: &Path, options: &RenderOptions) -> Result<SsimReport, EngineError> {
    let (source, other) = (Source::open(a, &options.cancel)?, Source::open(b, &options.cancel)?);
    let secs = source.secs.min(other.secs);
    compare_with(&source, &beside(&source, b, options)?, secs, options, |_| {})
}

/// A project that shows the video of `path` at the source's size and rate, from the same moment on.
///
/// Some muxers move all of a file back by the encoder delay of its sound (Matroska with AAC by 21 ms), which would set each frame beside
/// the one before it.
pub(super) fn beside(source: &Source, path: &Path, options: &RenderOptions) -> Result<Project, EngineError> {
    /// More than the delay of any codec; a picture that is later by more is meant to be.
    const MOST_DELAY_SECS: f64 = 0.05;
    let info = probe_with_cancel(path, &Limits::default(), &options.cancel)?;
    let late = info.best_video(false).map_or(0.0, |video| video.first_pts.as_secs());
    let mut composition = whole_picture(path, source.size(), source.rate, None);
    if let Some(Layer::Video(layer)) = composition.layers.first_mut()
        && late < MOST_DELAY_SECS
    {
        layer.clip.trim.start = late.max(0.0);
    }
    project(composition)
}

/// The same with a project that shows the other video at the source's size and rate. Tells how many frames have been compared.
pub(super) fn compare_with(
    source: &Source,
    other: &Project,
    secs: f64,
    options: &RenderOptions,
    on_frame: impl Fn(u32),
) -> Result<SsimReport, EngineError> {
    let mut composition = source.composition(source.size(), source.rate);
    composition.duration = Some(secs.max(1e-3));
    let reference = project(composition)?;
    let mut sums = Sums::default();
    each_pair(&reference, other, options, |a, b| {
        sums.add(a, b);
        on_frame(sums.frames);
    })?;
    Ok(sums.means())
}

#[derive(Default)]
struct Sums {
    planes: [f64; 3],
    all: f64,
    frames: u32,
    scratch: SsimScratch,
}

impl Sums {
    fn add(&mut self, a: &Frame, b: &Frame) {
        let (mut all, mut samples) = (0.0, 0);
        for (i, sum) in self.planes.iter_mut().enumerate() {
            let (a, b) = (a.plane(i), b.plane(i));
            // A canvas has 16 pixels a side, so that chroma has room for one window.
            let mean = ssim_plane(SimdLevel::detected(), a, b, &mut self.scratch).mean().unwrap_or(1.0);
            *sum += mean;
            all += mean * (a.width * a.height) as f64;
            samples += a.width * a.height;
        }
        self.all += all / samples.max(1) as f64;
        self.frames += 1;
    }

    fn means(&self) -> SsimReport {
        let mean = |sum: f64| sum / f64::from(self.frames.max(1));
        let [y, u, v] = self.planes.map(mean);
        SsimReport { y, u, v, all: mean(self.all), frames: self.frames }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_on_the_scale_and_never_fall() {
        let expected =
            [(-0.3, 0.0), (0.25, 10.0), (0.88, 40.0), (0.97, 70.0), (0.995, 90.0), (1.0, 100.0), (1.5, 100.0)];
        for (ssim, score) in expected {
            assert!((quality_score(ssim) - score).abs() < 1e-9, "{ssim}: {}", quality_score(ssim));
        }
        assert_eq!(quality_score(f64::NAN), 0.0);
        let scores: Vec<_> = (0..=1000).map(|i| quality_score(f64::from(i) / 1000.0)).collect();
        assert!(scores.windows(2).all(|w| w[0] < w[1]));
    }
}
