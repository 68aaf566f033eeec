//! FFmpeg's own log never reaches stderr.

use std::sync::Once;

use ffmpeg_sys_next as ff;

/// No single allocation of FFmpeg's may be larger. Pictures of the greatest allowed size come from the frame pool; what
/// is left are packets, tables and the analysis at opening, and a hostile file gets no further than this.
const MAX_ALLOC: usize = 256 << 20;

/// Called before anything else of FFmpeg's. Without a callback FFmpeg formats no line at all; what matters reaches the
/// caller as typed errors and warnings. (A callback of our own would need C's `va_list`, which differs on every target.)
pub(crate) fn init() {
    static ONCE: Once = Once::new();
    // SAFETY: the calls set globals and have no preconditions.
    ONCE.call_once(|| unsafe {
        ff::av_log_set_level(ff::AV_LOG_QUIET);
        ff::av_log_set_callback(None);
        ff::av_max_alloc(MAX_ALLOC);
    });
}
