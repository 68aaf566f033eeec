//! Compositing frames of 1080x1920: the chat story at rest, in its crossfade and while a bubble slides, a frame that did not change,
//! and the dearer things that a layer can ask for.

use std::collections::BTreeMap;
use std::path::Path;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use reelspeed::compose_story;
use reelspeed::model::Layer;
use reelspeed::model::request::{BackgroundKind, ReelSpeedVideoConfig, StoryMessage};
use reelspeed_core::{Flicks, FramePool};
use reelspeed_kernels::SimdLevel;
use reelspeed_render::{Renderer, RendererConfig};
use reelspeed_testing::{ChatStory, plain_fonts};
use reelspeed_timeline::Timeline;

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

/// A minute of a chat story of 40 messages over footage, every tenth frame and the one after it, beside the footage alone: what is
/// between the two is the story's. Prints how many of its sprites had been drawn before.
fn story(c: &mut Criterion) {
    let text = |i: usize| {
        [
            "are you up?? 😭",
            "always",
            "so remember the guy from the coffee shop?",
            "It isn't even his dog. He borrows it to meet people.",
        ][i % 4]
    };
    let message = |i: usize| StoryMessage {
        text: text(i).into(),
        sender: Some(if i.is_multiple_of(2) { "Mia" } else { "me" }.into()),
        audio_duration: Some(0.55),
        reaction: (i % 7 == 3).then(|| "😂".into()),
        ..StoryMessage::default()
    };
    let mut config =
        ReelSpeedVideoConfig { messages: (0..40).map(message).collect(), ..ReelSpeedVideoConfig::default() };
    config.background_settings.background_type = BackgroundKind::Transparent;
    config.animation_settings.message_delay = 100.0;
    let mut told = compose_story(&config, Path::new(""), None).expect("a story");
    told.layers.insert(0, Layer::video("one.mp4"));
    let mut footage = told.clone();
    footage.layers.truncate(1);
    let pool = FramePool::unlimited();
    let frames = ChatStory::new(&pool);
    let facts = BTreeMap::from([("one.mp4".to_owned(), frames.fact())]);
    let mut group = c.benchmark_group("composite story of a minute");
    for (name, composition) in [("footage alone", &footage), ("with the story", &told)] {
        let timeline = Timeline::new(composition, &facts).expect("a timeline");
        let count = timeline.frame_count();
        let mut renderer = Renderer::new(RendererConfig::new(pool.clone(), plain_fonts()));
        let (mut at, mut list) = (0, timeline.display_list(0));
        group.bench_function(name, |b| {
            b.iter(|| {
                at = (at + if at % 10 == 0 { 1 } else { 9 }) % count;
                timeline.display_list_into(at, &mut list);
                renderer.render(&list, &frames).expect("a frame")
            });
        });
        let sprites = renderer.stats().sprites;
        let needed = sprites.hits + sprites.misses;
        if needed > 0 {
            println!(
                "{name}: {:.1} % of {needed} sprites had been drawn before",
                sprites.hits as f64 / needed as f64 * 100.0
            );
        }
    }
    group.finish();
}

criterion_group!(benches, chat_story, dear_layers, story);
criterion_main!(benches);
