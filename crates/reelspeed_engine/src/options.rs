use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use reelspeed_core::FramePool;
use reelspeed_model::Hardware;
use reelspeed_model::report::Progress;

use crate::clips::{ClipResources, Warnings};
use crate::{CancelToken, EngineError, PerformanceMetrics};

/// Called with the progress of a job, from one of the job's threads, after every frame. It should return at once.
pub type ProgressFn = Arc<dyn Fn(Progress) + Send + Sync>;

/// The most bytes of returned buffers that a job's pool keeps for use again.
pub(crate) const POOL_KEPT_BYTES: u64 = 48 << 20;

/// How a composition is rendered; nothing here changes the picture, but for what the encoder loses of it at the same quality.
#[derive(Clone, Default)]
pub struct RenderOptions {
    /// Which hardware may encode. Default: what the document says.
    pub hardware: Option<Hardware>,
    /// Threads of a software video encoder, 1 to 64. Default: what the document says.
    pub encoder_threads: Option<u32>,
    /// The most frames that the video encoder looks ahead, 0 to 250. Default: what the document says, else the preset's. It lowers
    /// what those say and never raises it. The quality asked for is kept: see [`Project::fit_memory`](crate::Project::fit_memory).
    pub encoder_lookahead: Option<u32>,
    /// The most B-frames in a row, 0 to 16; as [`encoder_lookahead`](Self::encoder_lookahead).
    pub encoder_b_frames: Option<u32>,
    /// The most reference frames, 1 to 16; as [`encoder_lookahead`](Self::encoder_lookahead).
    pub encoder_refs: Option<u32>,
    /// Threads of each video decoder, 1 to 16. Default 1, which needs the least memory.
    pub decoder_threads: Option<u32>,
    /// The most bytes of frames held at a time (decoded, composited and queued; not the encoder's own). Default: no limit.
    pub max_frame_bytes: Option<u64>,
    /// Stops the job from elsewhere.
    pub cancel: CancelToken,
    /// Told how far the job is.
    pub on_progress: Option<ProgressFn>,
    /// The folder of intermediate files. Default: a folder of its own in the system's temporary folder.
    pub temporary_folder: Option<PathBuf>,
    /// Where frames, times and look-ups are counted. Default: nowhere.
    pub metrics: Option<Arc<PerformanceMetrics>>,
}

impl fmt::Debug for RenderOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RenderOptions")
            .field("hardware", &self.hardware)
            .field("encoder_threads", &self.encoder_threads)
            .field("encoder_lookahead", &self.encoder_lookahead)
            .field("encoder_b_frames", &self.encoder_b_frames)
            .field("encoder_refs", &self.encoder_refs)
            .field("decoder_threads", &self.decoder_threads)
            .field("max_frame_bytes", &self.max_frame_bytes)
            .field("cancel", &self.cancel)
            .field("on_progress", &self.on_progress.is_some())
            .finish()
    }
}

impl RenderOptions {
    /// The pool that a job's frames come from. Returned buffers are kept while they are few: a job soon settles on a handful of
    /// sizes.
    pub(crate) fn frame_pool(&self) -> FramePool {
        FramePool::new(self.max_frame_bytes.unwrap_or(u64::MAX), POOL_KEPT_BYTES)
    }

    /// What the job lends to the readers of its clips.
    pub(crate) fn clip_resources(&self, pool: &FramePool) -> Result<ClipResources, EngineError> {
        let decoder_threads = self.decoder_threads.unwrap_or(1);
        check_range("decoderThreads", decoder_threads, 1..=16)?;
        Ok(ClipResources {
            pool: pool.clone(),
            cancel: self.cancel.clone(),
            decoder_threads,
            warnings: Warnings::default(),
        })
    }
}

/// Refuses a number outside `range`.
pub(crate) fn check_range(
    argument: &'static str,
    value: u32,
    range: std::ops::RangeInclusive<u32>,
) -> Result<(), EngineError> {
    if range.contains(&value) {
        return Ok(());
    }
    let expected = format!("{} to {}", range.start(), range.end());
    Err(EngineError::Argument { argument, expected, actual: value.to_string() })
}
