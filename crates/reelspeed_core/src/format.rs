use crate::Size;

/// How many chroma samples a picture has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subsampling {
    /// Half in both directions.
    S420,
    /// Half horizontally.
    S422,
    /// As many as luma.
    S444,
    /// No chroma at all.
    Gray,
}

/// A planar Y'CbCr layout: planes Y, Cb, Cr and then alpha where there is one (alpha always at luma's size and full range).
///
/// Samples are `u8` where `depth` is 8, else native-endian `u16` with the value in the low `depth` bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PixelFormat {
    /// Chroma layout.
    pub subsampling: Subsampling,
    /// Bits per sample, 8 to 16.
    pub depth: u8,
    /// Whether a fourth plane carries alpha.
    pub alpha: bool,
}

impl PixelFormat {
    /// 8-bit 4:2:0, the working format.
    pub const YUV420P: Self = Self::new(Subsampling::S420, 8, false);
    /// 8-bit 4:2:0 with alpha.
    pub const YUVA420P: Self = Self::new(Subsampling::S420, 8, true);
    /// 8-bit 4:4:4 with alpha: sprites and isolated groups, premultiplied there.
    pub const YUVA444P: Self = Self::new(Subsampling::S444, 8, true);
    /// 8-bit 4:4:4.
    pub const YUV444P: Self = Self::new(Subsampling::S444, 8, false);

    /// A format from its parts.
    pub const fn new(subsampling: Subsampling, depth: u8, alpha: bool) -> Self {
        Self { subsampling, depth, alpha }
    }

    /// Bytes of one sample: 1 or 2.
    pub const fn bytes_per_sample(self) -> usize {
        if self.depth > 8 { 2 } else { 1 }
    }

    /// How many planes there are: 1 to 4.
    pub const fn planes(self) -> usize {
        let color = if matches!(self.subsampling, Subsampling::Gray) { 1 } else { 3 };
        color + self.alpha as usize
    }

    /// Which plane carries alpha, if any.
    pub const fn alpha_plane(self) -> Option<usize> {
        if self.alpha { Some(self.planes() - 1) } else { None }
    }

    /// Right shifts of (x, y) from luma to chroma.
    pub const fn chroma_shift(self) -> (u32, u32) {
        match self.subsampling {
            Subsampling::S420 => (1, 1),
            Subsampling::S422 => (1, 0),
            Subsampling::S444 | Subsampling::Gray => (0, 0),
        }
    }

    /// The size of plane `index` of a picture of `size`; chroma of odd sizes is rounded up.
    pub const fn plane_size(self, index: usize, size: Size) -> Size {
        let is_chroma = !matches!(self.subsampling, Subsampling::Gray) && (index == 1 || index == 2);
        if !is_chroma {
            return size;
        }
        let (sx, sy) = self.chroma_shift();
        Size::new((size.width + (1 << sx) - 1) >> sx, (size.height + (1 << sy) - 1) >> sy)
    }
}
