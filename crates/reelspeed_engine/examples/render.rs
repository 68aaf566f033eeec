//! Renders a document: `cargo run --release -p reelspeed_engine --example render -- DOC OUT`.

use std::path::Path;
use std::process::ExitCode;

use reelspeed_engine::{EngineError, Project, RenderOptions};

fn run(document: &str, output: &str) -> Result<(), EngineError> {
    let project = Project::open(Path::new(document))?;
    let report = project.render(Path::new(output), &RenderOptions::default())?;
    println!("{report:#?}");
    Ok(())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, document, output] = arguments.as_slice() else {
        eprintln!("usage: render DOC OUT");
        return ExitCode::from(2);
    };
    match run(document, output) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
