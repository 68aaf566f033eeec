use super::spec::{AxisSpec, Filter, ResizeError};

/// The longest source or result, in samples.
const MAX_LEN: usize = 1 << 16;

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
