//! Reading through our own file handle: FFmpeg never sees a name, so no protocol, pattern or playlist can come into play,
//! and every read looks at the clock and at the cancel token.

use std::ffi::{c_int, c_void};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::ptr;
use std::time::{Duration, Instant};

use ffmpeg_sys_next as ff;

use crate::MediaError;
use crate::limits::CancelToken;

const BUFFER: usize = 64 << 10;

/// What the callbacks work on.
struct State {
    file: File,
    size: u64,
    cancel: CancelToken,
    deadline: Option<Instant>,
    timed_out: bool,
    error: Option<std::io::Error>,
}

impl State {
    fn interrupted(&mut self) -> bool {
        if self.cancel.is_cancelled() {
            return true;
        }
        if self.deadline.is_some_and(|d| Instant::now() >= d) {
            self.timed_out = true;
            return true;
        }
        false
    }
}

/// An open file as FFmpeg reads it.
pub(crate) struct FileIo {
    state: *mut State,
    pub(crate) avio: *mut ff::AVIOContext,
}

// SAFETY: the state is used by whoever holds the `FileIo` (FFmpeg calls back on the calling thread only) and holds
// nothing that is bound to a thread.
unsafe impl Send for FileIo {}

impl FileIo {
    /// Opens a regular file for reading.
    pub(crate) fn open(path: &Path, cancel: CancelToken) -> Result<Self, MediaError> {
        let file = open_nonblocking(path).map_err(|e| MediaError::io(path, e))?;
        let meta = file.metadata().map_err(|e| MediaError::io(path, e))?;
        if !meta.is_file() {
            return Err(MediaError::NotAFile { path: path.to_owned() });
        }
        if meta.len() == 0 {
            return Err(MediaError::Empty { path: path.to_owned() });
        }
        let state = Box::into_raw(Box::new(State {
            file,
            size: meta.len(),
            cancel,
            deadline: None,
            timed_out: false,
            error: None,
        }));
        // SAFETY: the buffer is FFmpeg's to free; `state` lives until `drop`, after the context is gone.
        let avio = unsafe {
            let buffer = ff::av_malloc(BUFFER);
            if buffer.is_null() {
                ptr::null_mut()
            } else {
                ff::avio_alloc_context(buffer.cast(), BUFFER as c_int, 0, state.cast(), Some(read), None, Some(seek))
            }
        };
        let io = Self { state, avio };
        if avio.is_null() {
            return Err(MediaError::Broken { path: path.to_owned(), reason: "out of memory".to_owned() });
        }
        Ok(io)
    }

    fn state(&mut self) -> &mut State {
        // SAFETY: made by `Box::into_raw` in `open` and alive until `drop`; `&mut self` excludes other users.
        unsafe { &mut *self.state }
    }

    /// The file's length in bytes.
    pub(crate) fn size(&self) -> u64 {
        // SAFETY: as in `state`; only read.
        unsafe { (*self.state).size }
    }

    /// From now on reading fails after `limit`; `None` takes the limit away.
    pub(crate) fn set_deadline(&mut self, limit: Option<Duration>) {
        let state = self.state();
        state.timed_out = false;
        state.deadline = limit.map(|l| Instant::now() + l);
    }

    /// Why reading was stopped from outside, if it was: cancelled, timed out, or a failure of the system.
    pub(crate) fn stop_reason(&mut self, path: &Path, limit: Duration) -> Option<MediaError> {
        let state = self.state();
        if state.cancel.is_cancelled() {
            return Some(MediaError::Cancelled);
        }
        if state.timed_out {
            return Some(MediaError::Timeout { path: path.to_owned(), limit });
        }
        state.error.take().map(|e| MediaError::io(path, e))
    }

    /// Whether the cancel token is set or the deadline has passed.
    pub(crate) fn interrupted(&mut self) -> bool {
        self.state().interrupted()
    }

    /// The callback that FFmpeg asks whether to go on.
    pub(crate) fn interrupt_callback(&self) -> ff::AVIOInterruptCB {
        ff::AVIOInterruptCB { callback: Some(interrupt), opaque: self.state.cast() }
    }
}

impl Drop for FileIo {
    fn drop(&mut self) {
        // SAFETY: the buffer may have been replaced by FFmpeg, so it is freed through the context; both are freed once,
        // after the format context that used them.
        unsafe {
            if !self.avio.is_null() {
                ff::av_freep(ptr::addr_of_mut!((*self.avio).buffer).cast());
                ff::avio_context_free(&mut self.avio);
            }
            drop(Box::from_raw(self.state));
        }
    }
}

/// Without blocking on a named pipe that nobody writes to.
#[cfg(unix)]
fn open_nonblocking(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().read(true).custom_flags(libc::O_NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open_nonblocking(path: &Path) -> std::io::Result<File> {
    File::open(path)
}

unsafe extern "C" fn interrupt(opaque: *mut c_void) -> c_int {
    // SAFETY: `opaque` is the `State` of the `FileIo` that owns the format context.
    unsafe { (*opaque.cast::<State>()).interrupted() as c_int }
}

unsafe extern "C" fn read(opaque: *mut c_void, buffer: *mut u8, size: c_int) -> c_int {
    // SAFETY: as above; FFmpeg gives `size` writable bytes.
    let (state, buffer) =
        unsafe { (&mut *opaque.cast::<State>(), std::slice::from_raw_parts_mut(buffer, size.max(0) as usize)) };
    if state.interrupted() {
        return ff::AVERROR_EXIT;
    }
    loop {
        match state.file.read(buffer) {
            Ok(0) => return ff::AVERROR_EOF,
            Ok(n) => return n as c_int,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => {
                let code = e.raw_os_error().unwrap_or(5);
                state.error = Some(e);
                return ff::AVERROR(code);
            }
        }
    }
}

unsafe extern "C" fn seek(opaque: *mut c_void, offset: i64, whence: c_int) -> i64 {
    // SAFETY: as above.
    let state = unsafe { &mut *opaque.cast::<State>() };
    let target = match whence & !ff::AVSEEK_FORCE {
        ff::AVSEEK_SIZE => return state.size as i64,
        0 => SeekFrom::Start(offset.max(0) as u64),
        1 => SeekFrom::Current(offset),
        2 => SeekFrom::End(offset),
        _ => return ff::AVERROR(22) as i64,
    };
    match state.file.seek(target) {
        Ok(position) => position as i64,
        Err(e) => ff::AVERROR(e.raw_os_error().unwrap_or(5)) as i64,
    }
}
