//! Settings that keep a job within a budget.
//!
//! Memory is given up in the order in which it costs least: first what only costs wall time when nothing else runs (threads), then
//! what costs bytes of the file at the same quality, a little at a time. With x264 at `veryfast` the steps were measured, one
//! thread each, on animation and on filmed water; bytes at equal SSIM against the preset's own settings:
//!
//! | look-ahead, B-frames | bytes | CPU | frames held less |
//! |---|---|---|---|
//! | 10, 3 (the preset) | 1.00 | 1.00 | – |
//! | 10, 1 | 1.03 | 0.87 | 2 |
//! | 5, 1 | 1.10 | 0.89 | 7 |
//! | 2, 1 | 1.24 | 0.92 | 10 |
//! | 0, 0 | 1.40 | 0.78 | 15 |

use std::path::Path;

use reelspeed_model::report::MemoryReport;

use super::x264::X264;
use crate::{EngineError, Project, RenderOptions};

/// Look-aheads that are tried, longest first.
const LOOKAHEADS: [u32; 14] = [60, 50, 40, 30, 25, 20, 15, 12, 10, 8, 7, 5, 3, 0];

impl Project {
    /// Options with which the render stays within `budget_bytes`, and what it is then predicted to add to its process.
    ///
    /// Where the job fits as it is, the options come back unchanged. Else decoder threads are lowered to one, then the encoder's
    /// threads one by one; then, for x264, B-frames to one and references to two, and the look-ahead step by step; for other encoders
    /// only the look-ahead. Nothing is ever raised: what the document or `options` say (`threads`, `lookahead`, `bFrames`, …) are
    /// upper bounds. The quality asked for is kept: where x264's constant rate factor means another quality with a shorter
    /// look-ahead, the engine moves it by a measured amount, the same each time.
    ///
    /// # Errors
    /// [`EngineError::MemoryBudget`] where not even the smallest settings fit, with what they need; else as
    /// [`Project::predict_memory`].
    pub fn fit_memory(
        &self,
        output: &Path,
        options: &RenderOptions,
        budget_bytes: u64,
    ) -> Result<(RenderOptions, MemoryReport), EngineError> {
        let mut least: Option<f64> = None;
        for candidate in self.candidates(output, options)? {
            let report = self.predict_memory(output, &candidate)?;
            if report.total <= budget_bytes as f64 {
                return Ok((candidate, report));
            }
            least = Some(least.map_or(report.total, |l| l.min(report.total)));
        }
        Err(EngineError::MemoryBudget { predicted: least.unwrap_or(f64::MAX) as u64, limit: budget_bytes })
    }

    /// The options as they are, then with less and less memory.
    fn candidates(&self, output: &Path, options: &RenderOptions) -> Result<Vec<RenderOptions>, EngineError> {
        let (name, config) = self.encoder_plan(output, options)?;
        let mut now = options.clone();
        let mut all = vec![now.clone()];
        if now.decoder_threads.unwrap_or(1) > 1 {
            now.decoder_threads = Some(1);
            all.push(now.clone());
        }
        for threads in (1..config.threads.max(1)).rev() {
            now.encoder_threads = Some(threads);
            all.push(now.clone());
        }
        let (lookahead, is_x264) = match name {
            "libx264" => (X264::of(&config).lookahead, true),
            "libx265" => (config.lookahead.unwrap_or(40), false),
            "libvpx-vp9" => (config.lookahead.unwrap_or(25), false),
            "libaom-av1" => (config.lookahead.unwrap_or(35), false),
            _ => return Ok(all),
        };
        if is_x264 {
            let x = X264::of(&config);
            now.encoder_b_frames = Some(x.b_frames.min(1));
            now.encoder_refs = Some(x.refs.min(2));
            all.push(now.clone());
        }
        for shorter in LOOKAHEADS.into_iter().filter(|n| *n < lookahead) {
            now.encoder_lookahead = Some(shorter);
            all.push(now.clone());
        }
        if is_x264 {
            (now.encoder_b_frames, now.encoder_refs) = (Some(0), Some(1));
            all.push(now);
        }
        Ok(all)
    }
}
