use std::fmt;

use reelspeed_core::{Frame, FrameDesc, FramePool, LedgerSnapshot, PixelFormat, PoolError, Size};

/// The most bytes of returned buffers that a pool keeps for reuse.
const KEPT_BYTES: u64 = 256 << 20;

/// Lends frame buffers and takes them back when they are dropped, so that a steady flow of frames allocates nothing.
///
/// Cloning gives the same pool; it can be shared by threads.
///
/// ```
/// use reelspeed::MemoryPool;
///
/// let pool = MemoryPool::with_limit(8_000_000);
/// let buffer = pool.acquire_frame_buffer(1920, 1080)?;
/// assert_eq!(buffer.plane(0).len(), 1920 * 1080);
/// drop(buffer);
/// let _again = pool.acquire_frame_buffer(1920, 1080)?;
/// assert_eq!(pool.ledger().reused, 1);
/// # Ok::<(), reelspeed::PoolError>(())
/// ```
#[derive(Clone, Debug)]
pub struct MemoryPool {
    pool: FramePool,
}

impl MemoryPool {
    /// A pool without a limit.
    ///
    /// # Errors
    /// None today: memory is taken when it is asked for.
    pub fn new() -> Result<Self, PoolError> {
        Ok(Self::with_limit(u64::MAX))
    }

    /// A pool that lends at most `bytes` at a time.
    pub fn with_limit(bytes: u64) -> Self {
        Self { pool: FramePool::new(bytes, KEPT_BYTES) }
    }

    /// A buffer for a picture of `width` by `height` pixels in the working format (8-bit 4:2:0). Its contents are undefined.
    ///
    /// # Errors
    /// [`PoolError::Limit`] where the pool's limit would be passed, [`PoolError::OutOfMemory`] where the system has no more.
    pub fn acquire_frame_buffer(&self, width: u32, height: u32) -> Result<FrameBuffer, PoolError> {
        let bytes = u64::from(width) * u64::from(height);
        // Beyond this the layout itself would not fit an address.
        if bytes > u64::from(u32::MAX) * 64 {
            return Err(PoolError::OutOfMemory { requested: bytes });
        }
        Frame::alloc(&self.pool, FrameDesc::working(Size::new(width, height))).map(|frame| FrameBuffer { frame })
    }

    /// How much is lent out and kept, and how often a returned buffer could be lent again.
    pub fn ledger(&self) -> LedgerSnapshot {
        self.pool.ledger()
    }

    /// Frees what is kept for reuse.
    pub fn trim(&self) {
        self.pool.trim();
    }

    /// The pool of the engine's own crates.
    pub(crate) fn frames(&self) -> &FramePool {
        &self.pool
    }
}

/// A picture's memory, lent by a [`MemoryPool`]; it goes back when it is dropped.
pub struct FrameBuffer {
    frame: Frame,
}

impl FrameBuffer {
    /// Width in pixels.
    pub fn width(&self) -> u32 {
        self.frame.size().width
    }

    /// Height in pixels.
    pub fn height(&self) -> u32 {
        self.frame.size().height
    }

    /// The samples' layout.
    pub fn format(&self) -> PixelFormat {
        self.frame.format()
    }

    /// Bytes that the buffer holds.
    pub fn bytes(&self) -> usize {
        self.frame.desc().bytes()
    }

    /// Plane `index` (0 luma, 1 and 2 chroma) as rows of [`FrameBuffer::stride`] bytes.
    ///
    /// # Panics
    /// If there is no such plane.
    pub fn plane(&self, index: usize) -> &[u8] {
        self.frame.plane(index).data
    }

    /// Plane `index`, to write.
    ///
    /// # Panics
    /// If there is no such plane.
    pub fn plane_mut(&mut self, index: usize) -> &mut [u8] {
        self.frame.plane_mut(index).expect("a buffer owns its memory and has planes 0 to 2").data
    }

    /// Bytes from one row of plane `index` to the next.
    ///
    /// # Panics
    /// If there is no such plane.
    pub fn stride(&self, index: usize) -> usize {
        self.frame.plane(index).stride
    }

    /// The buffer as a finished picture, BT.709 in limited range.
    pub fn into_frame(self) -> crate::Frame {
        crate::Frame::from(self.frame)
    }
}

impl fmt::Debug for FrameBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FrameBuffer({}x{})", self.width(), self.height())
    }
}
