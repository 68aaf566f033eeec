//! Encoding in two passes: the first learns how hard every frame is, the second spends a given number of bits accordingly.
//!
//! libvpx hands its statistics over in memory. x264 and x265 know files only (FFmpeg's wrappers too: `stats_out` stays empty), and
//! write a second one beside it for their macroblock trees, two bytes a block and frame; so a log is given a folder.

use std::ffi::CString;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ffmpeg_sys_next as ff;

use crate::sys::{Dict, text};

/// Which pass of two an encode is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Pass {
    /// The only one.
    #[default]
    Single,
    /// Fills the log. Its packets, if there are any, are of no use. Encoders without two passes refuse to open; see
    /// [`supports_two_passes`].
    First(PassLog),
    /// Spends bits by what the log says. Frames and settings other than the rate must be those of the first pass. One log serves any
    /// number of second passes.
    Second(PassLog),
}

/// What a first pass has learnt. Cloning gives the same log.
#[derive(Clone, Debug)]
pub struct PassLog(Arc<Log>);

#[derive(Debug)]
struct Log {
    folder: PathBuf,
    statistics: Mutex<Option<CString>>,
}

impl PartialEq for PassLog {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for PassLog {}

impl PassLog {
    /// An empty log. Encoders may write files into `folder`, which must exist, be used by no other log and outlive this one; removing
    /// it is the caller's part.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Log { folder: folder.into(), statistics: Mutex::new(None) }))
    }

    fn file(&self) -> PathBuf {
        self.0.folder.join("pass.log")
    }

    fn statistics(&self) -> Option<CString> {
        self.0.statistics.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Whether the encoder of this name can encode in two passes.
pub fn supports_two_passes(name: &str) -> bool {
    matches!(name, "libx264" | "libx265" | "libvpx-vp9")
}

/// Tells an encoder which pass this is. What is returned must outlive the context.
///
/// # Safety
///
/// `ctx` is allocated for the encoder `name` and not open.
pub(super) unsafe fn apply(
    ctx: *mut ff::AVCodecContext,
    name: &str,
    pass: &Pass,
    options: &mut Dict,
) -> Result<Option<CString>, String> {
    let (log, flag, number) = match pass {
        Pass::Single => return Ok(None),
        Pass::First(log) => (log, ff::AV_CODEC_FLAG_PASS1, 1),
        Pass::Second(log) => (log, ff::AV_CODEC_FLAG_PASS2, 2),
    };
    if !supports_two_passes(name) {
        return Err("it cannot encode in two passes".to_owned());
    }
    // SAFETY: the caller's promise.
    let c = unsafe { &mut *ctx };
    if name == "libx265" {
        let file = path_text(&log.file())?;
        options.append("x265-params", &format!(":pass={number}:stats={}:no-slow-firstpass=1", escape(&file)));
        return Ok(None);
    }
    c.flags |= flag as std::ffi::c_int;
    if name == "libx264" {
        options.set("stats", &path_text(&log.file())?);
        return Ok(None);
    }
    if number == 1 {
        return Ok(None);
    }
    let statistics = log.statistics().ok_or("the first pass has not been finished")?;
    c.stats_in = statistics.as_ptr().cast_mut();
    Ok(Some(statistics))
}

/// Keeps what an encoder of a first pass has to say at its end.
///
/// # Safety
///
/// `ctx` is open.
pub(super) unsafe fn collect(ctx: *const ff::AVCodecContext, pass: &Pass) {
    let Pass::First(log) = pass else { return };
    // SAFETY: the caller's promise; the string is null or NUL-terminated.
    let statistics = unsafe { (!(*ctx).stats_out.is_null()).then(|| text((*ctx).stats_out)) };
    if let Some(statistics) = statistics.and_then(|s| CString::new(s).ok()) {
        *log.0.statistics.lock().unwrap_or_else(PoisonError::into_inner) = Some(statistics);
    }
}

/// The encoders' libraries open files by names of bytes.
fn path_text(path: &Path) -> Result<String, String> {
    path.to_str().map(str::to_owned).ok_or_else(|| format!("{path:?} is not UTF-8"))
}

/// A value for a list of options, in which some characters have a meaning.
fn escape(value: &str) -> String {
    let special = |c: char| matches!(c, '\\' | '\'' | ':') || c.is_whitespace();
    value.chars().flat_map(|c| special(c).then_some('\\').into_iter().chain([c])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_survive_the_list_of_options() {
        assert_eq!(escape("/tmp/a b/it's:1"), r"/tmp/a\ b/it\'s\:1");
        assert_eq!(escape(r"C:\x"), r"C\:\\x");
    }

    #[test]
    fn a_log_equals_itself_only() {
        let log = PassLog::new("/nowhere");
        assert_eq!(log, log.clone());
        assert_ne!(log, PassLog::new("/nowhere"));
    }
}
