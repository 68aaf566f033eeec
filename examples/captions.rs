//! A transcript over a video: `cargo run --release --example captions -- TRANSCRIPT VIDEO OUT.mp4`. The transcript may be SRT, WebVTT,
//! ASS or Whisper's JSON.

use std::error::Error;
use std::path::Path;

use reelspeed::model::request::{CaptionPosition, CaptionPreset, CaptionStyle, SafeArea};
use reelspeed::model::{Composition, Layer};
use reelspeed::{Project, RenderOptions, captions};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [transcript, video, output] = arguments.as_slice() else {
        return Err("usage: captions TRANSCRIPT VIDEO OUT.mp4".into());
    };
    let import = captions::import(&std::fs::read(transcript)?)?;
    for fault in &import.faults {
        eprintln!("{fault}");
    }
    let style = CaptionStyle {
        preset: CaptionPreset::Box,
        position: CaptionPosition::Bottom,
        safe_area: SafeArea::Tiktok,
        ..CaptionStyle::default()
    };
    let mut short = Composition::new(1080, 1920);
    short.layers.push(Layer::video(video.as_str()));
    let layers = captions::layers(&import.captions, &style, &short);
    short.layers.extend(layers);
    let project = Project::new(short, Path::new("."))?;
    let report = project.render(Path::new(output), &RenderOptions::default())?;
    println!("{} cues on {} frames", import.captions.cues.len(), report.frames);
    Ok(())
}
