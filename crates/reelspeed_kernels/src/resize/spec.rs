use reelspeed_core::{Rect, Size};

/// How samples between samples are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Filter {
    /// The nearest sample.
    Nearest,
    /// A triangle, two samples wide.
    Bilinear,
    /// Catmull-Rom (a = −0.5), four samples wide: sharp, little ringing.
    #[default]
    Bicubic,
    /// Lanczos with three lobes, six samples wide: sharpest, rings.
    Lanczos3,
}

impl Filter {
    /// Half the width in source samples, when not shrinking.
    pub(super) const fn radius(self) -> f64 {
        match self {
            Self::Nearest => 0.5,
            Self::Bilinear => 1.0,
            Self::Bicubic => 2.0,
            Self::Lanczos3 => 3.0,
        }
    }

    pub(super) fn weight(self, x: f64) -> f64 {
        let x = libm::fabs(x);
        match self {
            Self::Nearest => 1.0,
            Self::Bilinear => (1.0 - x).max(0.0),
            Self::Bicubic if x < 1.0 => (1.5 * x - 2.5) * x * x + 1.0,
            Self::Bicubic if x < 2.0 => ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0,
            Self::Bicubic => 0.0,
            Self::Lanczos3 if x < 1e-9 => 1.0,
            Self::Lanczos3 if x < 3.0 => {
                let p = core::f64::consts::PI * x;
                3.0 * libm::sin(p) * libm::sin(p / 3.0) / (p * p)
            }
            Self::Lanczos3 => 0.0,
        }
    }
}

/// Where chroma samples sit between luma samples along one axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ChromaSiting {
    /// On every second luma sample: horizontally in MPEG-2, H.264 and HEVC.
    Cosited,
    /// Half way between two luma samples: vertically there, and in both directions in JPEG and MPEG-1.
    Centered,
}

impl ChromaSiting {
    /// What is added to a luma coordinate divided by two, to give the chroma coordinate.
    const fn offset(self) -> f64 {
        match self {
            Self::Cosited => 0.25,
            Self::Centered => 0.0,
        }
    }
}

/// One axis of a resize. Coordinates are edges: sample `i` covers `i .. i + 1`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AxisSpec {
    /// Samples of the source, 1 to 65,536.
    pub src_len: usize,
    /// Where the part that is shown begins, in source samples; it may lie outside the source.
    pub start: f64,
    /// How long the part is, in source samples; positive.
    pub len: f64,
    /// Samples of the result, 1 to 65,536.
    pub dst_len: usize,
    /// The filter.
    pub filter: Filter,
    /// Source samples `read.0 .. read.1` may be read; beyond, the outermost of them repeats. `(0, src_len)` reads all.
    pub read: (usize, usize),
}

/// A resize cannot be planned or run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ResizeError {
    /// A length is not 1 to 65,536, or nothing may be read.
    #[error("cannot scale {src_len} samples (reading {read:?}) to {dst_len}: lengths must be 1 to 65536")]
    Length {
        /// Samples of the source.
        src_len: usize,
        /// Samples of the result.
        dst_len: usize,
        /// The samples that may be read.
        read: (usize, usize),
    },
    /// The part to show is empty, not finite, out of reach, or shrinks more than 1024 times.
    #[error("cannot show the part {start} + {len} of {src_len} samples")]
    Part {
        /// Where the part begins.
        start: f64,
        /// How long it is.
        len: f64,
        /// Samples of the source.
        src_len: usize,
    },
    /// A plane is not of the size that the plan is for.
    #[error("the plan scales {plan_src:?} to {plan_dst:?}, got planes of {src:?} and {dst:?}")]
    PlaneSize {
        /// Size of the source plane.
        src: (usize, usize),
        /// Size of the plan's source.
        plan_src: (usize, usize),
        /// Width and last row wanted.
        dst: (usize, usize),
        /// Size of the plan's result.
        plan_dst: (usize, usize),
    },
}

impl AxisSpec {
    /// The whole of `src_len` samples to `dst_len`.
    pub const fn whole(src_len: usize, dst_len: usize, filter: Filter) -> Self {
        Self { src_len, start: 0.0, len: src_len as f64, dst_len, filter, read: (0, src_len) }
    }

    /// Both axes of a plane whose rectangle `crop` becomes a picture of size `dst`.
    pub fn of_rect(src: Size, crop: Rect, dst: Size, filter: Filter) -> [Self; 2] {
        let axis = |src_len: u32, start: f64, len: f64, dst_len: u32| Self {
            src_len: src_len as usize,
            start,
            len,
            dst_len: dst_len as usize,
            filter,
            read: (0, src_len as usize),
        };
        [axis(src.width, crop.x, crop.width, dst.width), axis(src.height, crop.y, crop.height, dst.height)]
    }

    /// The axis of a subsampled plane that belongs to this luma axis, and the first sample of the canvas' plane that it fills.
    ///
    /// `src_shift` and `dst_shift` are 1 where that plane has half the samples and 0 where it has all; `dst_origin` is the
    /// luma sample of the canvas at which the picture begins. The result covers every chroma sample of which at least one luma
    /// sample is covered. `siting` holds for source and canvas alike.
    pub fn chroma(&self, src_shift: u32, dst_shift: u32, siting: ChromaSiting, dst_origin: usize) -> (Self, usize) {
        let scale = self.len / self.dst_len as f64;
        let first = dst_origin >> dst_shift;
        let end = (dst_origin + self.dst_len).div_ceil(1 << dst_shift);
        // A coordinate `c` of the canvas' plane lies at luma coordinate `canvas`, counted from the picture's edge.
        let per_src = 1.0 / (1u32 << src_shift) as f64;
        let per_dst = (1u32 << dst_shift) as f64;
        let src_offset = if src_shift == 1 { siting.offset() } else { 0.0 };
        let dst_offset = if dst_shift == 1 { siting.offset() } else { 0.0 };
        let canvas_start = (first as f64 - dst_offset) * per_dst - dst_origin as f64;
        let start = (self.start + canvas_start * scale) * per_src + src_offset;
        let dst_len = end - first;
        let spec = Self {
            src_len: self.src_len.div_ceil(1 << src_shift),
            start,
            len: scale * per_dst * per_src * dst_len as f64,
            dst_len,
            filter: self.filter,
            read: (self.read.0 >> src_shift, self.read.1.div_ceil(1 << src_shift)),
        };
        (spec, first)
    }
}
