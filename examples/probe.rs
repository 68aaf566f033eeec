//! Says what is in a media file: `cargo run --example probe -- FILE`.

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(file) = std::env::args().nth(1) else {
        eprintln!("usage: probe FILE");
        return ExitCode::from(2);
    };
    match reelspeed::probe(Path::new(&file)) {
        Ok(media) => {
            println!("{}, {:.3} s", media.container, media.duration_secs);
            for v in &media.video {
                let [num, den] = v.frame_rate;
                println!(
                    "video: {}, {}x{} as displayed, {num}/{den} fps, {} frames",
                    v.codec, v.width, v.height, v.frames
                );
            }
            for a in &media.audio {
                println!("audio: {}, {} Hz, {} channels", a.codec, a.sample_rate, a.channels);
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}
