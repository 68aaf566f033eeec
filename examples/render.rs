//! Renders a document with progress, and gives up after a minute: `cargo run --release --example render -- DOC OUT.mp4`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use reelspeed::{CancelToken, EngineError, Project, RenderOptions};

fn render(document: &str, output: &str) -> Result<(), EngineError> {
    let project = Project::open(Path::new(document))?;
    let cancel = CancelToken::new();
    let timer = cancel.clone();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(60));
        timer.cancel();
    });
    let options = RenderOptions {
        cancel,
        on_progress: Some(Arc::new(|p| {
            if p.frame % 30 == 0 {
                eprintln!("{:?}: frame {} of {}, {:.0} fps", p.stage, p.frame, p.frames, p.fps);
            }
        })),
        ..RenderOptions::default()
    };
    let report = project.render(Path::new(output), &options)?;
    println!("{}: {} bytes by {}", report.output, report.bytes, report.video_encoder.name);
    for failure in &report.video_encoder.failed {
        println!("  {} could not be used: {}", failure.name, failure.reason);
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [document, output] = arguments.as_slice() else {
        eprintln!("usage: render DOC OUT.mp4");
        return ExitCode::from(2);
    };
    match render(document, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{}: {error}", error.code());
            ExitCode::FAILURE
        }
    }
}
