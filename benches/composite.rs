//! Compositing frames of 1080x1920: the chat story at rest, in its crossfade and while a bubble slides, a frame that did not change,
//! and the dearer things that a layer can ask for.

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use reelspeed_core::{Flicks, FramePool};
use reelspeed_kernels::SimdLevel;
use reelspeed_render::{Renderer, RendererConfig};
use reelspeed_testing::{ChatStory, plain_fonts};

fn chat_story(c: &mut Criterion) {
    let pool = FramePool::unlimited();
    let story = ChatStory::new(&pool);
    let mut group = c.benchmark_group("composite chat story");
    for (name, at) in [
        ("resting", ChatStory::RESTING),
        ("crossfade", ChatStory::CROSSFADE),
        ("sliding", ChatStory::SLIDING),
        ("unchanged", ChatStory::RESTING),
    ] {
        for level in SimdLevel::supported() {
            let config = RendererConfig { level, ..RendererConfig::new(pool.clone(), plain_fonts()) };
            let mut renderer = Renderer::new(config);
            let first = story.timeline.frame_at(Flicks::from_secs(at));
            let lists: Vec<_> = (0..8).map(|i| story.timeline.display_list(first + i)).collect();
            let count = if name == "unchanged" { 1 } else { lists.len() };
            let mut frame = 0;
            group.bench_function(BenchmarkId::new(name, level), |b| {
                b.iter(|| {
                    frame += 1;
                    renderer.render(&lists[frame % count], &story).expect("a frame")
                });
            });
        }
    }
    group.finish();
}

fn dear_layers(c: &mut Criterion) {
    let pool = FramePool::unlimited();
    let mut group = c.benchmark_group("composite one layer");
    for (name, layer) in ChatStory::DEAR_LAYERS {
        let story = ChatStory::of_layers(&pool, layer);
        let mut renderer = Renderer::new(RendererConfig::new(pool.clone(), plain_fonts()));
        let lists: Vec<_> = (0..8).map(|i| story.timeline.display_list(i)).collect();
        let mut frame = 0;
        group.bench_function(*name, |b| {
            b.iter(|| {
                frame += 1;
                renderer.render(&lists[frame % lists.len()], &story).expect("a frame")
            });
        });
    }
    group.finish();
}

criterion_group!(benches, chat_story, dear_layers);
criterion_main!(benches);
