//! Composites frames of the chat story again and again and prints the time of one: something for a profiler to look at.
//!
//! `cargo run --release -p reelspeed_testing --example chat_story -- [resting|crossfade|sliding|unchanged|all] [COUNT]`

use std::time::Instant;

use reelspeed_core::Flicks;
use reelspeed_core::FramePool;
use reelspeed_render::{Renderer, RendererConfig};
use reelspeed_testing::{ChatStory, plain_fonts, write_png};

fn main() {
    let mut args = std::env::args().skip(1);
    let what = args.next().unwrap_or_else(|| "all".to_owned());
    let count: u64 = args.next().and_then(|count| count.parse().ok()).unwrap_or(300);
    let pool = FramePool::unlimited();
    let story = ChatStory::new(&pool);
    for (name, layers) in ChatStory::DEAR_LAYERS {
        if what != *name && what != "dear" {
            continue;
        }
        let story = ChatStory::of_layers(&pool, layers);
        let mut renderer = Renderer::new(RendererConfig::new(pool.clone(), plain_fonts()));
        let frame = renderer.render(&story.timeline.display_list(11), &story).expect("a frame");
        write_png(&frame, std::path::Path::new(&format!("/tmp/dear_{name}.png"))).ok();
        let start = Instant::now();
        for i in 1..=count {
            renderer.render(&story.timeline.display_list(i % 8), &story).expect("a frame");
        }
        println!("{name}: {:.3} ms", start.elapsed().as_secs_f64() * 1000.0 / count as f64);
    }
    for (name, at) in [
        ("resting", ChatStory::RESTING),
        ("crossfade", ChatStory::CROSSFADE),
        ("sliding", ChatStory::SLIDING),
        ("unchanged", ChatStory::RESTING),
    ] {
        if what != name && what != "all" {
            continue;
        }
        let mut renderer = Renderer::new(RendererConfig::new(pool.clone(), plain_fonts()));
        let first = story.timeline.frame_at(Flicks::from_secs(at));
        let list = |i: u64| story.timeline.display_list(if name == "unchanged" { first } else { first + i % 10 });
        let frame = renderer.render(&list(0), &story).expect("a frame");
        write_png(&frame, std::path::Path::new(&format!("/tmp/chat_{name}.png"))).ok();
        let start = Instant::now();
        for i in 1..=count {
            renderer.render(&list(i), &story).expect("a frame");
        }
        let each = start.elapsed().as_secs_f64() * 1000.0 / count as f64;
        println!("{name}: {each:.3} ms {:?}", renderer.stats());
    }
}
