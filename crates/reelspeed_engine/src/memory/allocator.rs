//! The system's allocator, so that the memory of finished jobs returns.
//!
//! What was measured with glibc: its threshold for separately mapped blocks grows to the size of each such block that is freed, up
//! to 32 MB, and from then on pictures live on heaps that shrink only from their ends; and each thread that allocates gets a heap
//! of its own, up to eight per core. A job has a dozen threads, and so leaves tens of megabytes in holes.
//!
//! x264 asks Linux for pages of 2 MB wherever a picture is large enough. Each of its buffers is then rounded up to whole ones, where the
//! system happens to have them: 5 MB more for a clip of 1080x1920, or not. Measured, they make no difference to speed.

/// The size from which blocks are mapped on their own, and returned when they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SEPARATE_BYTES: libc::c_int = 256 << 10;

/// Heaps that threads share.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: libc::c_int = 2;

/// Makes the C library give freed memory back to the system; to be called once, early, by a process that renders. A later call does
/// no harm, but heaps that exist already stay.
///
/// With glibc it fixes the threshold for separate mappings at 256 KiB and bounds the heaps of threads to two. On Linux it forgoes
/// transparent huge pages for the process and those that it starts. Other systems need nothing of the kind, and nothing is done
/// there.
pub fn return_freed_memory() {
    #[cfg(target_os = "linux")]
    // SAFETY: sets a flag of the process. Failure changes nothing.
    unsafe {
        libc::prctl(libc::PR_SET_THP_DISABLE, 1, 0, 0, 0);
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: sets numbers under the allocator's own lock. Failure changes nothing.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, SEPARATE_BYTES);
        libc::mallopt(libc::M_ARENA_MAX, HEAPS);
    }
}

/// Returns what freed blocks still hold to the system; to be called when a job has ended. Takes about a millisecond, and nothing is
/// done where the C library is not glibc.
pub fn trim() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: walks the heaps under their locks.
    unsafe {
        libc::malloc_trim(0);
    }
}
