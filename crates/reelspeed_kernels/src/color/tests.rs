use reelspeed_core::{Frame, FrameDesc, FramePool, Size};

use super::hdr::convert_exact;
use super::*;
use crate::testing::Rng;

fn space(matrix: ColorMatrix, primaries: ColorPrimaries, transfer: Transfer, range: ColorRange) -> ColorSpace {
    ColorSpace { matrix, primaries, transfer, range }
}

fn frame(format: PixelFormat, width: u32, height: u32, mut sample: impl FnMut(usize) -> u16) -> Frame {
    let desc = FrameDesc { format, size: Size::new(width, height), color: ColorSpace::BT709_LIMITED };
    let mut frame = Frame::alloc(&FramePool::unlimited(), desc).unwrap();
    for index in 0..format.planes() {
        let mut plane = frame.plane_mut(index).unwrap();
        for y in 0..plane.height {
            if format.depth > 8 {
                plane.row_u16(y).iter_mut().for_each(|v| *v = sample(index));
            } else {
                plane.row(y).iter_mut().for_each(|v| *v = sample(index) as u8);
            }
        }
    }
    frame
}

fn random(format: PixelFormat, width: u32, height: u32, rng: &mut Rng) -> Frame {
    let max = (1u32 << format.depth) - 1;
    frame(format, width, height, |_| match rng.below(8) {
        0 => 0,
        1 => max as u16,
        _ => (rng.next() as u32 & max) as u16,
    })
}

fn planes_of(frame: &Frame) -> Vec<Vec<u8>> {
    (0..frame.format().planes())
        .map(|i| {
            let plane = frame.plane(i);
            (0..plane.height).flat_map(|y| plane.row(y).to_vec()).collect()
        })
        .collect()
}

fn to_420(plan: &ColorPlan, level: SimdLevel, src: &Frame, bands: usize) -> Vec<Vec<u8>> {
    let mut out = Frame::alloc(&FramePool::unlimited(), FrameDesc::working(src.size())).unwrap();
    for mut band in Yuv420Mut::of(&mut out).unwrap().split(bands) {
        plan.to_yuv420(level, &PictureRef::of(src), &mut band);
    }
    planes_of(&out)
}

fn to_444(plan: &ColorPlan, level: SimdLevel, src: &Frame, bands: usize) -> Vec<Vec<u8>> {
    let mut out = Frame::alloc(&FramePool::unlimited(), FrameDesc::layer(src.size())).unwrap();
    for mut band in Yuva444Mut::of(&mut out).unwrap().split(bands) {
        plan.to_yuva444(level, &PictureRef::of(src), &mut band);
    }
    planes_of(&out)
}

const SUBSAMPLINGS: [Subsampling; 4] = [Subsampling::S420, Subsampling::S422, Subsampling::S444, Subsampling::Gray];

/// One space per kind of step.
fn spaces() -> [ColorSpace; 7] {
    use ColorMatrix as M;
    use ColorPrimaries as P;
    use ColorRange as R;
    use Transfer as T;
    [
        ColorSpace::BT709_LIMITED,
        space(M::Bt601, P::Bt601Ntsc, T::Bt709, R::Limited),
        space(M::Bt709, P::Bt709, T::Srgb, R::Full),
        space(M::Ycgco, P::Bt709, T::Bt709, R::Full),
        space(M::Bt2020, P::Bt2020, T::Pq, R::Limited),
        space(M::Bt2020, P::Bt2020, T::Hlg, R::Limited),
        space(M::Bt601, P::DisplayP3, T::Srgb, R::Full),
    ]
}

#[test]
fn every_level_and_split_gives_the_same_bytes() {
    let mut rng = Rng::new(1);
    for color in spaces() {
        for depth in [8, 10, 12, 16] {
            // One plan per depth: a lattice takes a while to build.
            let base = ColorPlan::new(PixelFormat::new(Subsampling::S420, depth, false), color, HdrToSdr::default());
            for subsampling in SUBSAMPLINGS {
                for alpha in [false, true] {
                    let format = PixelFormat::new(subsampling, depth, alpha);
                    let plan = ColorPlan { format, step: base.step.clone() };
                    let src = random(format, 1 + rng.below(70) as u32, 1 + rng.below(9) as u32, &mut rng);
                    let expected =
                        (to_420(&plan, SimdLevel::SCALAR, &src, 1), to_444(&plan, SimdLevel::SCALAR, &src, 1));
                    for level in SimdLevel::supported() {
                        assert_eq!(to_420(&plan, level, &src, 3), expected.0, "{level} {format:?} {color:?}");
                        assert_eq!(to_444(&plan, level, &src, 3), expected.1, "{level} {format:?} {color:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn flat_pictures_become_the_exact_colour() {
    let mut rng = Rng::new(2);
    for color in spaces() {
        for depth in [8u8, 10, 12, 16] {
            let format = PixelFormat::new(Subsampling::S420, depth, false);
            let plan = ColorPlan::new(format, color, HdrToSdr::default());
            let is_lut = matches!(plan.step, Step::Lut(_));
            let mut total = 0.0;
            for _ in 0..200 {
                // Colours well inside the gamut: near its edge, where a channel of BT.709 is nearly zero and its 2.4th root
                // vertical, the lattice can only be near.
                let unit = 1u32 << (depth - 8);
                let y = ((50 + rng.below(110)) as u32 * unit) as u16;
                let [cb, cr] = [0; 2].map(|_| ((125 + rng.below(7)) as u32 * unit) as u16);
                let src = frame(format, 6, 4, |index| [y, cb, cr][index]);
                let exact = convert_exact([y as f64, cb as f64, cr as f64], depth, color, HdrToSdr::default());
                let exact = if is_lut { exact } else { exact_sdr([y, cb, cr], depth, color) };
                // Rounding alone, or the lattice's error as well: curves between its points.
                let tolerance = if is_lut { 1.6 } else { 0.52 };
                for got in
                    [to_420(&plan, SimdLevel::detected(), &src, 1), to_444(&plan, SimdLevel::detected(), &src, 1)]
                {
                    for (plane, exact) in got.iter().zip(exact) {
                        assert!(plane.iter().all(|v| v == &plane[0]));
                        let error = libm::fabs(plane[0] as f64 - exact.clamp(0.0, 255.0));
                        assert!(error < tolerance, "{color:?} {depth} {y} {cb} {cr}: {} {exact}", plane[0]);
                        total += error;
                    }
                }
            }
            // Rounding alone is 0.25 on average.
            let mean = total / (200.0 * 7.0);
            assert!(mean < 0.5, "{color:?} {depth}: {mean}");
        }
    }
}

/// Matrix and range only, unclipped.
fn exact_sdr(yuv: [u16; 3], depth: u8, color: ColorSpace) -> [f64; 3] {
    let ([luma_zero, luma_span], [chroma_zero, chroma_span]) = matrix::levels(depth, color.range);
    let y = (yuv[0] as f64 - luma_zero) / luma_span;
    let [cb, cr] = [yuv[1], yuv[2]].map(|c| (c as f64 - chroma_zero) / chroma_span);
    let rgb = matrix::rgb_from_yuv(color.matrix).map(|row| row[0] * y + row[1] * cb + row[2] * cr);
    let [y, cb, cr] = matrix::yuv709_from_rgb(rgb);
    [16.0 + 219.0 * y, 128.0 + 224.0 * cb, 128.0 + 224.0 * cr]
}

#[test]
fn gray_stays_gray_and_ends_meet() {
    for color in spaces() {
        for depth in [8u8, 10] {
            let format = PixelFormat::new(Subsampling::Gray, depth, false);
            let plan = ColorPlan::new(format, color, HdrToSdr::default());
            let max = (1u32 << depth) - 1;
            let unit = 1u32 << (depth - 8);
            let (black, white) = if color.range == ColorRange::Full { (0, max) } else { (16 * unit, 235 * unit) };
            let mut last = 0;
            for v in (black..=white).step_by(3 * unit as usize).chain([white]) {
                let src = frame(format, 2, 2, |_| v as u16);
                let got = to_420(&plan, SimdLevel::detected(), &src, 1);
                assert_eq!((got[1][0], got[2][0]), (128, 128), "{color:?} {v}");
                assert!(got[0][0] >= last, "{color:?}: not monotone at {v}");
                last = got[0][0];
            }
            let ends = [black, white].map(|v| {
                let src = frame(format, 2, 2, |_| v as u16);
                to_420(&plan, SimdLevel::detected(), &src, 1)[0][0]
            });
            assert!(ends[0].abs_diff(16) <= 1 && ends[1].abs_diff(235) <= 1, "{color:?} {depth}: {ends:?}");
        }
    }
}

#[test]
fn known_values() {
    // 75 % red of BT.601 (81, 90, 240 is full red there) keeps its R'G'B' in BT.709: 63, 102, 240.
    let format = PixelFormat::YUV444P;
    let color = ColorSpace { matrix: ColorMatrix::Bt601, ..ColorSpace::BT709_LIMITED };
    let plan = ColorPlan::new(format, color, HdrToSdr::default());
    let src = frame(format, 4, 2, |index| [81, 90, 240][index]);
    let got = to_444(&plan, SimdLevel::detected(), &src, 1);
    for (plane, expected) in got.iter().zip([63u8, 102, 240, 255]) {
        assert!(plane.iter().all(|v| v.abs_diff(expected) <= 1), "{:?}", got.iter().map(|p| p[0]).collect::<Vec<_>>());
    }
    // Ten bits round to nearest and saturate.
    let format = PixelFormat::new(Subsampling::S420, 10, false);
    let plan = ColorPlan::new(format, ColorSpace::BT709_LIMITED, HdrToSdr::default());
    for (v, expected) in [(0, 0), (1, 0), (2, 1), (513, 128), (514, 129), (1021, 255), (1022, 255), (1023, 255)] {
        let src = frame(format, 2, 2, |_| v);
        assert_eq!(
            to_420(&plan, SimdLevel::detected(), &src, 1),
            vec![vec![expected; 4], vec![expected], vec![expected]]
        );
    }
    assert!(!plan.is_identity());
    assert!(ColorPlan::new(PixelFormat::YUV420P, ColorSpace::BT709_LIMITED, HdrToSdr::default()).is_identity());
}

#[test]
fn hdr_whites_land_where_expected() {
    let pq = space(ColorMatrix::Bt2020, ColorPrimaries::Bt2020, Transfer::Pq, ColorRange::Limited);
    let luma =
        |nits_signal: f64| convert_exact([64.0 + 876.0 * nits_signal, 512.0, 512.0], 10, pq, HdrToSdr::default())[0];
    // PQ signals of 0, 100, 203 and 1000 nits.
    let [black, hundred, white, peak] = [0.0, 0.508_078, 0.580_689, 0.751_827].map(luma);
    assert!(libm::fabs(black - 16.0) < 0.01 && libm::fabs(peak - 235.0) < 0.3, "{black} {peak}");
    // 100 nits lie at the knee and keep their light: (100 / 203)^(1 / 2.4) of the span.
    assert!(libm::fabs(hundred - (16.0 + 219.0 * 0.7446)) < 1.0, "{hundred}");
    assert!(white > 195.0 && white < 215.0, "{white}");
    // Saturated BT.2020 green lies outside BT.709 and comes out as a legal colour.
    let src = frame(PixelFormat::new(Subsampling::S444, 10, false), 2, 2, |index| [600, 300, 250][index]);
    let plan = ColorPlan::new(src.format(), pq, HdrToSdr::default());
    let got = to_444(&plan, SimdLevel::detected(), &src, 1);
    assert!(got[0][0] >= 16 && got[0][0] <= 235 && got[1][0] < 128 && got[2][0] < 128, "{:?}", &got);
}

#[test]
fn alpha_is_multiplied_in_at_any_depth() {
    for (depth, alpha, expected) in [(8u8, 128u16, 128u8), (10, 1023, 255), (10, 512, 128), (16, 0, 0)] {
        let format = PixelFormat::new(Subsampling::S420, depth, true);
        let plan = ColorPlan::new(format, ColorSpace::BT709_LIMITED, HdrToSdr::default());
        let unit = 1u16 << (depth - 8);
        let src = frame(format, 3, 3, |index| if index == 3 { alpha } else { [200, 100, 50][index] * unit });
        let got = to_444(&plan, SimdLevel::detected(), &src, 1);
        let scaled = |v: u32| ((2 * v * expected as u32 + 255) / 510) as u8;
        assert_eq!(got.map_first(), [scaled(200), scaled(100), scaled(50), expected], "{depth}");
    }
}

trait MapFirst {
    fn map_first(&self) -> [u8; 4];
}

impl MapFirst for Vec<Vec<u8>> {
    fn map_first(&self) -> [u8; 4] {
        std::array::from_fn(|i| self[i][0])
    }
}
