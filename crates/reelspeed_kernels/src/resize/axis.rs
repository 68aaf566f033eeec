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
    const fn radius(self) -> f64 {
        match self {
            Self::Nearest => 0.5,
            Self::Bilinear => 1.0,
            Self::Bicubic => 2.0,
            Self::Lanczos3 => 3.0,
        }
    }

    fn weight(self, x: f64) -> f64 {
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

const MAX_LEN: usize = 1 << 16;

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

/// Outputs that the hand-written horizontal kernels compute at once; results are padded to a multiple.
pub(super) const GROUP: usize = 16;

/// Sixteen outputs, ready for byte shuffles. For each quarter (four outputs) a window of 16 source bytes begins at `base`;
/// `mask` picks each output's two neighbouring samples out of it as 16-bit pairs. The next pair of taps uses the same mask two
/// bytes further on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) bases: [u32; 4],
    pub(super) mask: [u8; 64],
}

/// The coefficients of one axis.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisPlan {
    src_len: usize,
    dst_len: usize,
    taps: usize,
    starts: Vec<u32>,
    coefficients: Vec<i16>,
    groups: Vec<Group>,
    /// `[group][pair of taps][output][2]`.
    group_coefficients: Vec<i16>,
    /// How many neighbouring quarters of a group share one window: 1, 2 or 4; 0 if the samples lie too far apart.
    shared: usize,
    shift: Option<usize>,
}

const ONE: i32 = 1 << 14;

impl AxisPlan {
    /// Works the coefficients out.
    pub fn new(spec: &AxisSpec) -> Result<Self, ResizeError> {
        let &AxisSpec { src_len, start, len, dst_len, read, .. } = spec;
        let valid = |len: usize| (1..=MAX_LEN).contains(&len);
        if !valid(src_len) || !valid(dst_len) || read.0 >= read.1 || read.1 > src_len {
            return Err(ResizeError::Length { src_len, dst_len, read });
        }
        let reach = MAX_LEN as f64 * 16.0;
        let scale = len / dst_len as f64;
        if !(len > 0.0 && len <= reach && libm::fabs(start) <= reach && scale <= 1024.0) {
            return Err(ResizeError::Part { start, len, src_len });
        }
        let windows: Vec<(usize, Vec<i16>)> = (0..dst_len).map(|i| window(spec, scale, i)).collect();
        let longest = windows.iter().map(|(_, c)| c.len()).max().unwrap_or(1);
        // The vector kernels take taps by twos; a single tap is a copy.
        let taps = if longest == 1 { 1 } else { longest.next_multiple_of(2) };
        let padded_src = padded_src_len(src_len, taps);
        let mut plan = Self {
            src_len,
            dst_len,
            taps,
            starts: Vec::with_capacity(dst_len),
            coefficients: Vec::with_capacity(dst_len * taps),
            groups: Vec::new(),
            group_coefficients: Vec::new(),
            shared: 0,
            shift: None,
        };
        for (first, weights) in windows {
            let start = first.min(padded_src - taps);
            let before = first - start;
            plan.starts.push(start as u32);
            plan.coefficients.extend(std::iter::repeat_n(0, before));
            plan.coefficients.extend_from_slice(&weights);
            plan.coefficients.extend(std::iter::repeat_n(0, taps - before - weights.len()));
        }
        if taps == 1 {
            let first = plan.starts[0];
            let is_shift = plan.starts.iter().enumerate().all(|(i, &start)| start == first + i as u32);
            plan.shift = is_shift.then_some(first as usize);
        }
        plan.shared = [4, 2, 1].into_iter().find(|&shared| plan.make_groups(shared)).unwrap_or(0);
        Ok(plan)
    }

    /// Lays the coefficients out for byte shuffles; `false` if windows of 16 bytes are too short.
    fn make_groups(&mut self, shared: usize) -> bool {
        let pairs = self.taps.div_ceil(2);
        self.groups.clear();
        self.group_coefficients.clear();
        let last_base = self.padded_src_len() - 16 - 2 * (pairs - 1);
        for first in (0..self.dst_len).step_by(GROUP) {
            let mut group = Group { bases: [0; 4], mask: [0x80; 64] };
            for quarter in (0..4).step_by(shared) {
                // Starts need not rise: zero coefficients at a window's front were cut off.
                let from = (first + quarter * 4).min(self.dst_len - 1);
                let to = (first + (quarter + shared) * 4).clamp(from + 1, self.dst_len);
                let lowest = self.starts[from..to].iter().copied().min().unwrap_or(0);
                let base = (lowest as usize).min(last_base);
                group.bases[quarter..quarter + shared].fill(base as u32);
            }
            for (lane, out) in (first..(first + GROUP).min(self.dst_len)).enumerate() {
                let at = self.starts[out] as usize - group.bases[lane / 4] as usize;
                let next = if self.taps > 1 { at + 1 } else { at };
                if next > 15 {
                    return false;
                }
                // Words of a sample and a zero byte (0x80 makes a zero).
                group.mask[lane * 4..][..4].copy_from_slice(&[at as u8, 0x80, next as u8, 0x80]);
            }
            self.groups.push(group);
            for pair in 0..pairs {
                for lane in 0..GROUP {
                    for tap in [2 * pair, 2 * pair + 1] {
                        let out = first + lane;
                        let there = out < self.dst_len && tap < self.taps;
                        let value = if there { self.coefficients[out * self.taps + tap] } else { 0 };
                        self.group_coefficients.push(value);
                    }
                }
            }
        }
        true
    }

    /// Samples of the source.
    pub fn src_len(&self) -> usize {
        self.src_len
    }

    /// Samples of the result.
    pub fn dst_len(&self) -> usize {
        self.dst_len
    }

    /// Source samples per result sample: 1, or an even number.
    pub fn taps(&self) -> usize {
        self.taps
    }

    /// If result sample `i` is source sample `i + shift`: the shift.
    pub fn as_shift(&self) -> Option<usize> {
        self.shift
    }

    /// The first source sample under result sample `i`. It and the taps after it may lie past the source's end, with
    /// coefficients of zero.
    pub fn start(&self, i: usize) -> usize {
        self.starts[i] as usize
    }

    /// The coefficients of result sample `i`; they sum to 2^14.
    pub fn coefficients(&self, i: usize) -> &[i16] {
        &self.coefficients[i * self.taps..][..self.taps]
    }

    pub(super) fn starts(&self) -> &[u32] {
        &self.starts
    }

    pub(super) fn all_coefficients(&self) -> &[i16] {
        &self.coefficients
    }

    #[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128")), allow(dead_code))]
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    #[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128")), allow(dead_code))]
    pub(super) fn group_coefficients(&self) -> &[i16] {
        &self.group_coefficients
    }

    #[cfg_attr(not(any(target_arch = "x86_64", target_arch = "aarch64", target_feature = "simd128")), allow(dead_code))]
    pub(super) fn shared(&self) -> usize {
        self.shared
    }

    /// Source samples that a row must offer; more than there are where the source is tiny.
    pub(super) fn padded_src_len(&self) -> usize {
        padded_src_len(self.src_len, self.taps)
    }

    pub(super) fn padded_dst_len(&self) -> usize {
        self.dst_len.next_multiple_of(GROUP)
    }
}

fn padded_src_len(src_len: usize, taps: usize) -> usize {
    src_len.max(taps + 16)
}

/// The first source sample of output `i` and its coefficients, trimmed of zeros at both ends.
fn window(spec: &AxisSpec, scale: f64, i: usize) -> (usize, Vec<i16>) {
    let (low, high) = (spec.read.0 as i64, spec.read.1 as i64 - 1);
    let center = spec.start + (i as f64 + 0.5) * scale - 0.5;
    if spec.filter == Filter::Nearest {
        let nearest = (libm::floor(center + 0.5) as i64).clamp(low, high);
        return (nearest as usize, vec![ONE as i16]);
    }
    let widen = scale.max(1.0);
    let reach = libm::ceil(spec.filter.radius() * widen) as i64;
    let first = libm::floor(center) as i64 - reach + 1;
    let raw: Vec<f64> = (first..first + 2 * reach).map(|s| spec.filter.weight((s as f64 - center) / widen)).collect();
    let sum: f64 = raw.iter().sum();
    // Fold what lies outside onto the outermost samples.
    let (from, to) = (first.clamp(low, high), (first + 2 * reach - 1).clamp(low, high));
    let mut folded = vec![0f64; (to - from + 1) as usize];
    for (s, weight) in (first..).zip(&raw) {
        folded[(s.clamp(low, high) - from) as usize] += weight / sum;
    }
    let mut fixed: Vec<i32> = folded.iter().map(|w| libm::round(w * ONE as f64) as i32).collect();
    let error = ONE - fixed.iter().sum::<i32>();
    let largest = (0..fixed.len()).max_by_key(|&i| (fixed[i], std::cmp::Reverse(i))).unwrap_or(0);
    fixed[largest] += error;
    let head = fixed.iter().take_while(|&&c| c == 0).count();
    let tail = fixed.iter().rev().take_while(|&&c| c == 0).count();
    let kept = fixed[head..fixed.len() - tail].iter().map(|&c| c as i16).collect();
    (from as usize + head, kept)
}
