//! A vertical clip out of a longer video: `cargo run --release --example cut -- VIDEO START SECONDS OUT.mp4`.

use std::error::Error;

use reelspeed::model::Fit;
use reelspeed::{ProcessingConfig, VideoProcessingConfig, VideoProcessor};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [video, start, seconds, output] = arguments.as_slice() else {
        return Err("usage: cut VIDEO START SECONDS OUT.mp4".into());
    };
    let mut processor = VideoProcessor::new(VideoProcessingConfig::default())?;
    let clip = ProcessingConfig {
        start_secs: start.parse()?,
        duration_secs: Some(seconds.parse()?),
        fit: Fit::BlurredFill,
        ..ProcessingConfig::default()
    };
    let result = processor.process_video_file(video, output, &clip)?;
    println!("{}: {} ms, {} bytes", result.output_path.display(), result.duration_ms, result.file_size);
    Ok(())
}
