use std::alloc::{self, Layout};
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};

/// Every buffer begins at a multiple of this many bytes.
const ALIGN: usize = 64;

/// A request for frame memory that cannot be met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PoolError {
    /// The pool's limit would be passed.
    #[error("frame memory: {requested} bytes wanted with {in_use} in use, the limit is {limit}")]
    Limit {
        /// Bytes asked for.
        requested: u64,
        /// Bytes lent out at that moment.
        in_use: u64,
        /// The most that may be lent out.
        limit: u64,
    },
    /// The system has no such memory.
    #[error("frame memory: the system refused {requested} bytes")]
    OutOfMemory {
        /// Bytes asked for.
        requested: u64,
    },
}

/// Counts the bytes that a job holds and the most it ever held.
#[derive(Debug, Default)]
pub struct MemoryLedger {
    in_use: AtomicU64,
    cached: AtomicU64,
    peak: AtomicU64,
    acquired: AtomicU64,
    reused: AtomicU64,
}

/// A reading of a [`MemoryLedger`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerSnapshot {
    /// Bytes lent out.
    pub in_use_bytes: u64,
    /// Bytes kept for reuse.
    pub cached_bytes: u64,
    /// The most bytes ever lent out and kept together.
    pub peak_bytes: u64,
    /// How many buffers were ever asked for.
    pub acquired: u64,
    /// How many of those were met by a returned buffer.
    pub reused: u64,
}

impl MemoryLedger {
    fn note_peak(&self) {
        self.peak.fetch_max(self.in_use.load(Relaxed) + self.cached.load(Relaxed), Relaxed);
    }

    /// What the ledger says now.
    pub fn snapshot(&self) -> LedgerSnapshot {
        LedgerSnapshot {
            in_use_bytes: self.in_use.load(Relaxed),
            cached_bytes: self.cached.load(Relaxed),
            peak_bytes: self.peak.load(Relaxed),
            acquired: self.acquired.load(Relaxed),
            reused: self.reused.load(Relaxed),
        }
    }
}

struct Inner {
    free: Mutex<Vec<RawBuffer>>,
    ledger: MemoryLedger,
    limit: u64,
    max_cached: u64,
}

/// Lends aligned byte buffers for frames, takes them back when they are dropped, and never lends more than its limit.
///
/// Cloning is cheap and gives the same pool. A returned buffer is kept for reuse while the bytes kept stay within the
/// bound; a buffer serves any request between half its size and its size, the smallest that will do first. Sizes are rounded up
/// to sixteenths of a power of two, so that a decoder's pictures and a canvas of nearly their size serve each other.
#[derive(Clone)]
pub struct FramePool {
    inner: Arc<Inner>,
}

impl FramePool {
    /// A pool that lends at most `limit_bytes` at a time and keeps at most `max_cached_bytes` of returned buffers.
    pub fn new(limit_bytes: u64, max_cached_bytes: u64) -> Self {
        Self {
            inner: Arc::new(Inner {
                free: Mutex::new(Vec::new()),
                ledger: MemoryLedger::default(),
                limit: limit_bytes,
                max_cached: max_cached_bytes,
            }),
        }
    }

    /// A pool without a limit that keeps at most 256 MiB of returned buffers.
    pub fn unlimited() -> Self {
        Self::new(u64::MAX, 256 << 20)
    }

    /// A buffer of at least `bytes` bytes, initialised, contents undefined.
    pub fn acquire(&self, bytes: usize) -> Result<PoolBuffer, PoolError> {
        let ledger = &self.inner.ledger;
        ledger.acquired.fetch_add(1, Relaxed);
        let capacity = size_class(bytes);
        let reused = {
            let mut free = self.inner.free.lock().unwrap_or_else(PoisonError::into_inner);
            let fits = |b: &RawBuffer| b.capacity() >= capacity && b.capacity() / 2 <= capacity;
            let smallest = free.iter().enumerate().filter(|(_, b)| fits(b)).min_by_key(|(_, b)| b.capacity());
            smallest.map(|(i, _)| i).map(|i| free.swap_remove(i))
        };
        if let Some(raw) = reused {
            ledger.reused.fetch_add(1, Relaxed);
            ledger.cached.fetch_sub(raw.capacity() as u64, Relaxed);
            self.charge(raw.capacity() as u64)?;
            return Ok(PoolBuffer { raw: Some(raw), len: bytes, pool: self.inner.clone() });
        }
        self.charge(capacity as u64)?;
        let Some(raw) = RawBuffer::new(capacity) else {
            ledger.in_use.fetch_sub(capacity as u64, Relaxed);
            return Err(PoolError::OutOfMemory { requested: bytes as u64 });
        };
        Ok(PoolBuffer { raw: Some(raw), len: bytes, pool: self.inner.clone() })
    }

    fn charge(&self, bytes: u64) -> Result<(), PoolError> {
        let ledger = &self.inner.ledger;
        let before = ledger.in_use.fetch_add(bytes, Relaxed);
        if before.saturating_add(bytes) > self.inner.limit {
            ledger.in_use.fetch_sub(bytes, Relaxed);
            return Err(PoolError::Limit { requested: bytes, in_use: before, limit: self.inner.limit });
        }
        ledger.note_peak();
        Ok(())
    }

    /// The ledger's reading.
    pub fn ledger(&self) -> LedgerSnapshot {
        self.inner.ledger.snapshot()
    }

    /// The most bytes that may be lent out.
    pub fn limit_bytes(&self) -> u64 {
        self.inner.limit
    }

    /// Frees every buffer kept for reuse.
    pub fn trim(&self) {
        let dropped = std::mem::take(&mut *self.inner.free.lock().unwrap_or_else(PoisonError::into_inner));
        let bytes: u64 = dropped.iter().map(|b| b.capacity() as u64).sum();
        self.inner.ledger.cached.fetch_sub(bytes, Relaxed);
    }
}

impl std::fmt::Debug for FramePool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FramePool").field("limit", &self.inner.limit).field("ledger", &self.ledger()).finish()
    }
}

/// A buffer lent by a [`FramePool`]; it goes back when it is dropped.
pub struct PoolBuffer {
    raw: Option<RawBuffer>,
    len: usize,
    pool: Arc<Inner>,
}

impl PoolBuffer {
    fn raw(&self) -> &RawBuffer {
        self.raw.as_ref().expect("a buffer has its memory until it is dropped")
    }

    /// The bytes, to read.
    pub fn as_slice(&self) -> &[u8] {
        // SAFETY: the allocation holds `capacity >= len` initialised bytes and lives as long as `self`.
        unsafe { std::slice::from_raw_parts(self.raw().ptr.as_ptr(), self.len) }
    }

    /// The bytes, to write.
    pub fn as_mut_slice(&mut self) -> &mut [u8] {
        // SAFETY: as above, and `&mut self` makes this the only reference.
        unsafe { std::slice::from_raw_parts_mut(self.raw().ptr.as_ptr(), self.len) }
    }

    /// The address of the first byte, 64-byte aligned.
    pub fn as_ptr(&self) -> *const u8 {
        self.raw().ptr.as_ptr()
    }
}

impl Drop for PoolBuffer {
    fn drop(&mut self) {
        let Some(raw) = self.raw.take() else { return };
        let bytes = raw.capacity() as u64;
        let ledger = &self.pool.ledger;
        ledger.in_use.fetch_sub(bytes, Relaxed);
        let mut free = self.pool.free.lock().unwrap_or_else(PoisonError::into_inner);
        if ledger.cached.load(Relaxed) + bytes <= self.pool.max_cached {
            ledger.cached.fetch_add(bytes, Relaxed);
            free.push(raw);
        }
    }
}

/// The size of the buffer for a request, at most a sixteenth above it.
fn size_class(bytes: usize) -> usize {
    let bytes = bytes.max(1);
    let step = (1usize << (usize::BITS - 1 - bytes.leading_zeros())) / 16;
    bytes.checked_next_multiple_of(step.max(ALIGN)).unwrap_or(bytes)
}

struct RawBuffer {
    ptr: NonNull<u8>,
    layout: Layout,
}

// SAFETY: the memory is plain bytes, owned by this value alone.
unsafe impl Send for RawBuffer {}
// SAFETY: shared references only read the pointer and the layout.
unsafe impl Sync for RawBuffer {}

impl RawBuffer {
    fn new(capacity: usize) -> Option<Self> {
        let layout = Layout::from_size_align(capacity, ALIGN).ok()?;
        // SAFETY: `capacity` is at least ALIGN, so the layout's size is not zero.
        let ptr = NonNull::new(unsafe { alloc::alloc_zeroed(layout) })?;
        Some(Self { ptr, layout })
    }

    fn capacity(&self) -> usize {
        self.layout.size()
    }
}

impl Drop for RawBuffer {
    fn drop(&mut self) {
        // SAFETY: allocated by `alloc_zeroed` with this layout and freed once.
        unsafe { alloc::dealloc(self.ptr.as_ptr(), self.layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buffers_come_back_and_are_counted() {
        let pool = FramePool::new(1 << 20, 1 << 20);
        let a = pool.acquire(1000).unwrap();
        let address = a.as_ptr();
        assert_eq!(pool.ledger().in_use_bytes, 1024);
        drop(a);
        let b = pool.acquire(900).unwrap();
        assert_eq!(b.as_ptr(), address);
        assert_eq!(b.as_slice().len(), 900);
        let ledger = pool.ledger();
        assert_eq!((ledger.acquired, ledger.reused, ledger.cached_bytes), (2, 1, 0));
        drop(b);
        pool.trim();
        assert_eq!(pool.ledger().cached_bytes, 0);
    }

    #[test]
    fn the_limit_holds() {
        let pool = FramePool::new(4096, 0);
        let _a = pool.acquire(4096).unwrap();
        let error = pool.acquire(1).err();
        assert_eq!(error, Some(PoolError::Limit { requested: 64, in_use: 4096, limit: 4096 }));
        assert_eq!(pool.ledger().in_use_bytes, 4096);
    }

    #[test]
    fn sizes_that_are_nearly_alike_share_buffers_and_the_smallest_fitting_one_is_taken() {
        // A decoder's 1920x1080 with its margin, and a canvas of 1080x1920.
        assert_eq!(size_class(3_139_392), size_class(3_110_400));
        assert_eq!([1, 64, 1000, 1 << 20].map(size_class), [64, 64, 1024, 1 << 20]);
        let pool = FramePool::unlimited();
        let (small, large) = (pool.acquire(100_000).unwrap(), pool.acquire(150_000).unwrap());
        let address = small.as_ptr();
        drop(small);
        drop(large);
        assert_eq!(pool.acquire(90_000).unwrap().as_ptr(), address);
    }

    #[test]
    fn a_small_request_does_not_take_a_huge_buffer() {
        let pool = FramePool::unlimited();
        drop(pool.acquire(1 << 20).unwrap());
        drop(pool.acquire(1000).unwrap());
        assert_eq!(pool.ledger().reused, 0);
    }
}
