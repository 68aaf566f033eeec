//! The system's allocator, so that the memory of finished jobs returns.
//!
//! What was measured with glibc: its threshold for separately mapped blocks grows to the size of each such block that is freed, up
//! to 32 MB, and from then on pictures live on heaps that shrink only from their ends; and each thread that allocates gets a heap
//! of its own, up to eight per core. A job has a dozen threads, and so leaves tens of megabytes in holes.

/// The size from which blocks are mapped on their own, and returned when they are freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const SEPARATE_BYTES: libc::c_int = 256 << 10;

/// Heaps that threads share.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS: libc::c_int = 2;

/// Makes the C library give freed memory back to the system; to be called once, early, by a process that renders. A later call does
/// no harm, but heaps that exist already stay.
///
/// With glibc it fixes the threshold for separate mappings at 256 KiB and bounds the heaps of threads to two. Other systems need
/// nothing of the kind, and nothing is done there.
pub fn return_freed_memory() {
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
