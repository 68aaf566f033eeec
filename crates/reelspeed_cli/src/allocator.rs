/// Lets freed memory go back to the system.
///
/// glibc raises its threshold for separately mapped blocks whenever such a block is freed, and from then on keeps blocks of that
/// size on a heap of the thread that asked. A render frees many large blocks while it starts (fonts, sprites, indexes); keeping
/// the threshold where it is saves about ten megabytes.
pub(crate) fn return_freed_memory() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        const THRESHOLD_BYTES: libc::c_int = 256 << 10;
        // SAFETY: called first thing in `main`, before there are other threads. Failure changes nothing.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, THRESHOLD_BYTES);
            libc::mallopt(libc::M_ARENA_MAX, 2);
        }
    }
}
