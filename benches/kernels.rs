//! The pixel kernels, one thread, at every SIMD level that this CPU has.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use reelspeed_core::{IRect, PlaneMut, PlaneRef, Rect, Size};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blend;
use reelspeed_kernels::resize::{AxisSpec, ChromaSiting, Filter, ResizePlan, ResizeScratch};
use reelspeed_kernels::surface::{Yuv420Mut, Yuva444Ref};

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

criterion_group!(kernels, resize, blending);
criterion_main!(kernels);
