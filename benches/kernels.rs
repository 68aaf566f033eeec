//! The pixel kernels, one thread, at every SIMD level that this CPU has.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use reelspeed_core::{
    Affine, ColorMatrix, ColorSpace, IRect, Orientation, PixelFormat, PlaneMut, PlaneRef, PremulRgba8, Rect, Rgba8,
    Size, Transfer,
};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::adjust::Adjustment;
use reelspeed_kernels::blend;
use reelspeed_kernels::blur::{BlurScratch, Edge, blur_plane};
use reelspeed_kernels::color::{ColorPlan, hdr::HdrToSdr};
use reelspeed_kernels::key::ChromaKeyer;
use reelspeed_kernels::resize::{AxisSpec, ChromaSiting, Filter, ResizePlan, ResizeScratch};
use reelspeed_kernels::rotate::orient_plane;
use reelspeed_kernels::sample::{SampleScratch, draw_yuva_on_yuv420};
use reelspeed_kernels::surface::{PictureRef, Yuv420Mut, Yuva444Mut, Yuva444Ref};
use reelspeed_kernels::yuv;

struct Plane {
    data: Vec<u8>,
    width: usize,
    height: usize,
}

impl Plane {
    fn new(width: usize, height: usize) -> Self {
        let mut state = 1u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        };
        Self { data: (0..width * height).map(|_| next()).collect(), width, height }
    }

    fn as_ref(&self) -> PlaneRef<'_> {
        PlaneRef { data: &self.data, stride: self.width, width: self.width, height: self.height }
    }

    fn as_mut(&mut self) -> PlaneMut<'_> {
        PlaneMut { data: &mut self.data, stride: self.width, width: self.width, height: self.height }
    }
}

/// 1920x1080, middle 608x1080, to 1080x1920: what every vertical short made of landscape footage does.
fn resize(c: &mut Criterion) {
    let mut group = c.benchmark_group("resize 608x1080 to 1080x1920 4:2:0");
    let luma = AxisSpec::of_rect(
        Size::new(1920, 1080),
        Rect::new(656.0, 0.0, 608.0, 1080.0),
        Size::new(1080, 1920),
        Filter::Bicubic,
    );
    let chroma = [luma[0].chroma(1, 1, ChromaSiting::Cosited, 0).0, luma[1].chroma(1, 1, ChromaSiting::Centered, 0).0];
    let luma = ResizePlan::new(&luma[0], &luma[1]).expect("a valid plan");
    let chroma = ResizePlan::new(&chroma[0], &chroma[1]).expect("a valid plan");
    let src = [Plane::new(1920, 1080), Plane::new(960, 540), Plane::new(960, 540)];
    let mut dst = [Plane::new(1080, 1920), Plane::new(540, 960), Plane::new(540, 960)];
    let mut scratch = ResizeScratch::new();
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| {
                for (index, plan) in [&luma, &chroma, &chroma].into_iter().enumerate() {
                    let out = &mut dst[index].as_mut();
                    plan.run(level, src[index].as_ref(), out, 0, &mut scratch).expect("planes of the plan's size");
                }
            });
        });
    }
    group.finish();
}

fn blending(c: &mut Criterion) {
    let (mut y, mut cb, mut cr) = (Plane::new(1080, 1920), Plane::new(540, 960), Plane::new(540, 960));
    let sprite = [0; 4].map(|_| Plane::new(600, 170));
    let all = IRect::new(0, 0, 1080, 1920);
    for (name, x, opacity) in [("even", 40, 255), ("odd, faded", 41, 200)] {
        let mut group = c.benchmark_group(format!("blend 600x170 ({name})"));
        for level in SimdLevel::supported() {
            group.bench_function(BenchmarkId::from_parameter(level), |b| {
                b.iter(|| {
                    let mut canvas = Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 };
                    let [sy, scb, scr, sa] = sprite.each_ref().map(Plane::as_ref);
                    let sprite = Yuva444Ref { y: sy, cb: scb, cr: scr, a: sa };
                    blend::over_yuva_on_yuv420(level, &mut canvas, sprite, x, 300, opacity, all);
                });
            });
        }
        group.finish();
    }
    let mut group = c.benchmark_group("crossfade 1080x1920 4:2:0");
    let other = [Plane::new(1080, 1920), Plane::new(540, 960), Plane::new(540, 960)];
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| {
                blend::mix_row(level, &mut y.data, &other[0].data, 77);
                blend::mix_row(level, &mut cb.data, &other[1].data, 77);
                blend::mix_row(level, &mut cr.data, &other[2].data, 77);
            });
        });
    }
    group.finish();
}

/// 8-bit 4:2:0 at 1080x1920.
fn frame() -> [Plane; 3] {
    [Plane::new(1080, 1920), Plane::new(540, 960), Plane::new(540, 960)]
}

fn canvas(planes: &mut [Plane; 3]) -> Yuv420Mut<'_> {
    let [y, cb, cr] = planes;
    Yuv420Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), top: 0 }
}

fn layer(planes: &mut [Plane; 4]) -> Yuva444Mut<'_> {
    let [y, cb, cr, a] = planes;
    Yuva444Mut { y: y.as_mut(), cb: cb.as_mut(), cr: cr.as_mut(), a: a.as_mut(), top: 0 }
}

fn picture(planes: &[Plane; 3], format: PixelFormat) -> PictureRef<'_> {
    let [y, cb, cr] = planes.each_ref().map(Plane::as_ref);
    let none = PlaneRef { data: &[], stride: 0, width: 0, height: 0 };
    PictureRef { format, planes: [y, cb, cr, none] }
}

fn conversion(c: &mut Criterion) {
    let mut group = c.benchmark_group("premultiplied RGBA to YUVA, 600x170");
    let pixels = vec![PremulRgba8 { r: 10, g: 90, b: 33, a: 120 }; 600 * 170];
    let mut sprite = [0; 4].map(|_| Plane::new(600, 170));
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| yuv::premul_rgba_to_yuva(level, &pixels, &mut layer(&mut sprite)));
        });
    }
    group.finish();

    let mut group = c.benchmark_group("4:2:0 to RGBA, 1080x1920");
    let (mut src, mut dst) = (frame(), vec![0u8; 1080 * 1920 * 4]);
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| yuv::yuv420_to_rgba(level, canvas(&mut src).as_ref(), &mut dst, 1080 * 4));
        });
    }
    group.finish();

    let bt601 = ColorSpace { matrix: ColorMatrix::Bt601, ..ColorSpace::BT709_LIMITED };
    let hlg = ColorSpace { transfer: Transfer::Hlg, ..bt601 };
    for (name, color) in [("BT.601 to BT.709, 1080x1920", bt601), ("HLG to SDR, 1080x1920", hlg)] {
        let mut group = c.benchmark_group(name);
        let plan = ColorPlan::new(PixelFormat::YUV420P, color, HdrToSdr::default());
        let mut out = frame();
        for level in SimdLevel::supported() {
            group.bench_function(BenchmarkId::from_parameter(level), |b| {
                b.iter(|| plan.to_yuv420(level, &picture(&src, PixelFormat::YUV420P), &mut canvas(&mut out)));
            });
        }
        group.finish();
    }
}

/// What a green screen that fills the frame costs beside scaling and blending: full-size chroma in, premultiplied rows and alpha out. In
/// the first picture a subject as wide as a third stands before a noisy screen; in the second no two pixels are alike, which is the worst.
fn keying(c: &mut Criterion) {
    let green = Rgba8::rgb(0, 255, 0).to_yuv();
    let skin = Rgba8::rgb(224, 172, 140).to_yuv();
    let key = ChromaKeyer::new(green, 0.35, 0.3, 0.5);
    let noise = [0; 3].map(|_| Plane::new(1080, 1920));
    let mut subject = [0; 3].map(|_| Plane::new(1080, 1920));
    for i in 0..1080 * 1920 {
        let color = if (360..720).contains(&(i % 1080)) { skin } else { green };
        for (plane, value) in subject[1..].iter_mut().zip([color.cb, color.cr]) {
            plane.data[i] = value - 3 + plane.data[i] % 6;
        }
    }
    let mut rows = [0; 4].map(|_| vec![0u8; 1080]);
    for (name, src) in [("chroma key, 1080x1920", &subject), ("chroma key, 1080x1920 of noise", &noise)] {
        let mut group = c.benchmark_group(name);
        for level in SimdLevel::supported() {
            group.bench_function(BenchmarkId::from_parameter(level), |b| {
                b.iter(|| {
                    for row in 0..1920 {
                        let [y, cb, cr, a] = &mut rows;
                        for (row_out, plane) in [&mut *y, &mut *cb, &mut *cr].into_iter().zip(src) {
                            row_out.copy_from_slice(plane.as_ref().row(row));
                        }
                        key.key_row(level, y, cb, cr, a);
                    }
                });
            });
        }
        group.finish();
    }
}

fn effects(c: &mut Criterion) {
    let mut group = c.benchmark_group("blur by 10, 1080x1920 4:2:0");
    let mut planes = frame();
    let mut scratch = BlurScratch::new();
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| {
                for (plane, sigma) in planes.iter_mut().zip([10.0, 5.0, 5.0]) {
                    blur_plane(level, &mut plane.as_mut(), sigma, sigma, Edge::Clamp, &mut scratch);
                }
            });
        });
    }
    group.finish();

    let mut group = c.benchmark_group("adjust, 1080x1920 4:2:0");
    let plan = Adjustment::contrast(1.1).then(Adjustment::hue(10.0)).plan();
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| {
                let [y, cb, cr] = &mut planes;
                plan.luma_row(level, &mut y.data);
                plan.chroma_row(level, &mut cb.data, &mut cr.data);
            });
        });
    }
    group.finish();

    let mut group = c.benchmark_group("sprite 600x170 turned by 10 degrees");
    let sprite = [0; 4].map(|_| Plane::new(600, 170));
    let map = (Affine::translate(300.0, 500.0) * Affine::rotate_degrees(10.0)).inverse().expect("a rotation");
    let mut scratch = SampleScratch::new();
    for level in SimdLevel::supported() {
        group.bench_function(BenchmarkId::from_parameter(level), |b| {
            b.iter(|| {
                let [y, cb, cr, a] = sprite.each_ref().map(Plane::as_ref);
                let sprite = Yuva444Ref { y, cb, cr, a };
                let clip = IRect::new(0, 0, 1080, 1920);
                draw_yuva_on_yuv420(level, &mut canvas(&mut planes), sprite, map, 255, clip, &mut scratch);
            });
        });
    }
    group.finish();

    let src = [Plane::new(1920, 1080), Plane::new(960, 540), Plane::new(960, 540)];
    c.bench_function("quarter turn, 1920x1080 4:2:0", |b| {
        b.iter(|| {
            for (src, dst) in src.iter().zip(&mut planes) {
                orient_plane(src.as_ref(), Orientation::new(false, 1), &mut dst.as_mut(), 0);
            }
        });
    });
}

criterion_group!(kernels, resize, blending, conversion, keying, effects);
criterion_main!(kernels);
