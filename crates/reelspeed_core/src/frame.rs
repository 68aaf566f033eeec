use crate::{ColorSpace, FramePool, PixelFormat, PoolBuffer, PoolError, Size};

/// The most planes that a frame has: Y, Cb, Cr, alpha.
pub const MAX_PLANES: usize = 4;

/// Bytes to which rows and planes of owned frames are aligned.
const ALIGN: usize = 64;

/// What a frame is, without its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct FrameDesc {
    /// Layout of the samples.
    pub format: PixelFormat,
    /// Size of the picture in luma samples.
    pub size: Size,
    /// What the samples mean.
    pub color: ColorSpace,
}

impl FrameDesc {
    /// The working surface: 8-bit 4:2:0, BT.709, limited range.
    pub const fn working(size: Size) -> Self {
        Self { format: PixelFormat::YUV420P, size, color: ColorSpace::BT709_LIMITED }
    }

    /// A layer surface: 8-bit 4:4:4 with premultiplied alpha, BT.709, limited range.
    pub const fn layer(size: Size) -> Self {
        Self { format: PixelFormat::YUVA444P, size, color: ColorSpace::BT709_LIMITED }
    }

    /// Offsets and strides of each plane and the bytes of the whole, as an owned frame lays them out.
    fn layout(&self) -> ([PlaneLayout; MAX_PLANES], usize) {
        let mut planes = [PlaneLayout::default(); MAX_PLANES];
        let mut offset = 0usize;
        for (i, plane) in planes.iter_mut().enumerate().take(self.format.planes()) {
            let size = self.format.plane_size(i, self.size);
            let stride = (size.width as usize * self.format.bytes_per_sample()).next_multiple_of(ALIGN);
            *plane = PlaneLayout { offset, stride };
            offset += stride * size.height as usize;
        }
        (planes, offset)
    }

    /// Bytes that an owned frame of this description holds.
    pub fn bytes(&self) -> usize {
        self.layout().1
    }
}

#[derive(Clone, Copy, Debug, Default)]
struct PlaneLayout {
    offset: usize,
    stride: usize,
}

/// Planes that somebody else owns (a decoder, say) and that live as long as this object.
///
/// # Safety
///
/// For every plane index below the format's plane count, `plane` returns the same pointer and stride each time; the memory
/// behind it holds at least `stride * (height - 1) + width * bytes_per_sample` readable bytes for the plane's size, stays
/// valid and is written by nobody until the object is dropped.
pub unsafe trait ExternalPlanes: Send + Sync {
    /// The first byte of plane `index` and its stride in bytes.
    fn plane(&self, index: usize) -> (*const u8, usize);
}

enum Storage {
    Pool(PoolBuffer, [PlaneLayout; MAX_PLANES]),
    External(Box<dyn ExternalPlanes>),
}

/// A decoded or composited picture. Planar, immutable when shared; a frame that owns its memory can be written through
/// [`Frame::plane_mut`]. Dropping it gives the memory back to its pool.
pub struct Frame {
    desc: FrameDesc,
    storage: Storage,
}

/// A plane to read: rows of `width` samples, `stride` bytes apart.
#[derive(Clone, Copy, Debug)]
pub struct PlaneRef<'a> {
    /// The bytes from the first sample to the last; the last row may be shorter than `stride`.
    pub data: &'a [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

/// A plane to write; see [`PlaneRef`].
#[derive(Debug)]
pub struct PlaneMut<'a> {
    /// The bytes from the first sample to the last; the last row may be shorter than `stride`.
    pub data: &'a mut [u8],
    /// Bytes from one row to the next.
    pub stride: usize,
    /// Samples in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
}

impl<'a> PlaneRef<'a> {
    /// Row `y` as bytes (8-bit samples).
    pub fn row(&self, y: usize) -> &'a [u8] {
        &self.data[y * self.stride..][..self.width]
    }

    /// Row `y` as 16-bit samples. The plane must come from a frame of more than 8 bits.
    pub fn row_u16(&self, y: usize) -> &'a [u16] {
        bytemuck::cast_slice(&self.data[y * self.stride..][..self.width * 2])
    }
}

impl PlaneMut<'_> {
    /// Row `y` as bytes (8-bit samples).
    pub fn row(&mut self, y: usize) -> &mut [u8] {
        &mut self.data[y * self.stride..][..self.width]
    }

    /// Row `y` as 16-bit samples. The plane must come from a frame of more than 8 bits.
    pub fn row_u16(&mut self, y: usize) -> &mut [u16] {
        bytemuck::cast_slice_mut(&mut self.data[y * self.stride..][..self.width * 2])
    }

    /// The same plane, to read.
    pub fn as_ref(&self) -> PlaneRef<'_> {
        PlaneRef { data: self.data, stride: self.stride, width: self.width, height: self.height }
    }
}

impl Frame {
    /// A frame from `pool` with undefined (but initialised) contents.
    pub fn alloc(pool: &FramePool, desc: FrameDesc) -> Result<Self, PoolError> {
        let (layout, bytes) = desc.layout();
        Ok(Self { desc, storage: Storage::Pool(pool.acquire(bytes)?, layout) })
    }

    /// A frame over memory that somebody else owns.
    pub fn from_external(desc: FrameDesc, planes: Box<dyn ExternalPlanes>) -> Self {
        Self { desc, storage: Storage::External(planes) }
    }

    /// What the frame is.
    pub fn desc(&self) -> FrameDesc {
        self.desc
    }

    /// The samples' layout.
    pub fn format(&self) -> PixelFormat {
        self.desc.format
    }

    /// The size in luma samples.
    pub fn size(&self) -> Size {
        self.desc.size
    }

    /// What the samples mean.
    pub fn color(&self) -> ColorSpace {
        self.desc.color
    }

    /// Plane `index` to read.
    ///
    /// # Panics
    ///
    /// If the format has no such plane.
    pub fn plane(&self, index: usize) -> PlaneRef<'_> {
        assert!(index < self.desc.format.planes(), "plane {index} of {:?}", self.desc.format);
        let size = self.desc.format.plane_size(index, self.desc.size);
        let (width, height) = (size.width as usize, size.height as usize);
        match &self.storage {
            Storage::Pool(buffer, layout) => {
                let PlaneLayout { offset, stride } = layout[index];
                PlaneRef { data: &buffer.as_slice()[offset..][..stride * height], stride, width, height }
            }
            Storage::External(planes) => {
                let (ptr, stride) = planes.plane(index);
                let row = width * self.desc.format.bytes_per_sample();
                let len = if height == 0 { 0 } else { stride * (height - 1) + row };
                // SAFETY: the contract of `ExternalPlanes` gives `len` readable bytes for as long as `self` lives.
                let data = unsafe { core::slice::from_raw_parts(ptr, len) };
                PlaneRef { data, stride, width, height }
            }
        }
    }

    /// All planes to write at once (absent ones are `None`), or `None` if the frame's memory is somebody else's.
    pub fn planes_mut(&mut self) -> Option<[Option<PlaneMut<'_>>; MAX_PLANES]> {
        let desc = self.desc;
        let Storage::Pool(buffer, layout) = &mut self.storage else { return None };
        let mut rest = buffer.as_mut_slice();
        let mut out = [const { None }; MAX_PLANES];
        for (i, slot) in out.iter_mut().enumerate().take(desc.format.planes()) {
            let size = desc.format.plane_size(i, desc.size);
            let stride = layout[i].stride;
            let (data, tail) = rest.split_at_mut(stride * size.height as usize);
            rest = tail;
            *slot = Some(PlaneMut { data, stride, width: size.width as usize, height: size.height as usize });
        }
        Some(out)
    }

    /// Plane `index` to write, or `None` if the frame has no such plane or its memory is somebody else's.
    pub fn plane_mut(&mut self, index: usize) -> Option<PlaneMut<'_>> {
        self.planes_mut()?.into_iter().nth(index)?
    }

    /// Address and stride of plane `index`, for handing the frame to a C library that only reads it while it is alive.
    pub fn plane_ptr(&self, index: usize) -> (*const u8, usize) {
        let p = self.plane(index);
        (p.data.as_ptr(), p.stride)
    }
}

impl core::fmt::Debug for Frame {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_tuple("Frame").field(&self.desc).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn planes_do_not_overlap_and_cover_the_picture() {
        let pool = FramePool::unlimited();
        let desc =
            FrameDesc { format: PixelFormat::YUVA420P, size: Size::new(161, 121), color: ColorSpace::BT709_LIMITED };
        let mut frame = Frame::alloc(&pool, desc).unwrap();
        for (i, plane) in frame.planes_mut().unwrap().into_iter().flatten().enumerate() {
            plane.data.fill(i as u8 + 1);
        }
        for i in 0..4 {
            let plane = frame.plane(i);
            let expected = if i == 1 || i == 2 { (81, 61) } else { (161, 121) };
            assert_eq!((plane.width, plane.height), expected);
            for y in 0..plane.height {
                assert!(plane.row(y).iter().all(|&v| v == i as u8 + 1));
            }
        }
    }

    #[test]
    fn sixteen_bit_rows_are_aligned() {
        let pool = FramePool::unlimited();
        let format = PixelFormat::new(crate::Subsampling::S422, 10, false);
        let desc = FrameDesc { format, size: Size::new(33, 3), color: ColorSpace::BT709_LIMITED };
        let mut frame = Frame::alloc(&pool, desc).unwrap();
        frame.plane_mut(1).unwrap().row_u16(2)[16] = 1023;
        assert_eq!(frame.plane(1).row_u16(2)[16], 1023);
        assert_eq!(frame.plane(1).width, 17);
    }
}
