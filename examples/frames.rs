//! Every frame of a video goes through the program's own hands: `cargo run --release --example frames -- VIDEO OUT.mp4`.
//!
//! The first five seconds of VIDEO are decoded to RGBA, each picture is fitted into a vertical frame and turned into a negative by
//! this program, and what comes out is encoded under the video's sound.

use std::error::Error;
use std::path::Path;

use reelspeed::model::request::{DecodeRequest, EncodeRequest};
use reelspeed::model::{Fit, FrameRate};
use reelspeed::{FrameDecoder, FrameEncoder, RenderOptions, probe};

const WIDTH: u32 = 540;
const HEIGHT: u32 = 960;
const RATE: FrameRate = FrameRate::Fraction([30, 1]);

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [video, output] = arguments.as_slice() else {
        return Err("usage: frames VIDEO OUT.mp4".into());
    };
    let options = RenderOptions::default();
    let pictures = DecodeRequest {
        duration: Some(5.0),
        frame_rate: Some(RATE),
        width: Some(WIDTH),
        height: Some(HEIGHT),
        fit: Fit::Contain,
        ..DecodeRequest::new(video)
    };
    let mut decoder = FrameDecoder::open(&pictures, &options)?;
    let sounds = !probe(Path::new(video))?.audio.is_empty();
    let short = EncodeRequest {
        frame_rate: RATE,
        frames: decoder.frame_count_hint().and_then(|n| u32::try_from(n).ok()),
        audio: sounds.then(|| video.clone()),
        ..EncodeRequest::new(WIDTH, HEIGHT)
    };
    let mut encoder = FrameEncoder::create(Path::new(output), &short, &options)?;

    // One buffer for all frames: the decoder writes into it, the encoder copies out of it.
    let mut pixels = vec![0; decoder.frame_bytes()];
    while let Some(frame) = decoder.next_into(&mut pixels)? {
        for [r, g, b, _] in pixels.as_chunks_mut::<4>().0 {
            (*r, *g, *b) = (255 - *r, 255 - *g, 255 - *b);
        }
        encoder.push(&pixels)?;
        if frame.index % 30 == 0 {
            println!("{:.1} s", frame.pts_secs);
        }
    }
    let report = encoder.finish()?;
    println!("{}: {} frames at {:.0} fps, {} bytes", report.output, report.frames, report.fps, report.bytes);
    Ok(())
}
