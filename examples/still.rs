//! One frame of a document as PNG: `cargo run --release --example still -- DOC SECONDS OUT.png`.

use std::error::Error;
use std::path::Path;

use reelspeed::{Project, RenderOptions};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [document, seconds, output] = arguments.as_slice() else {
        return Err("usage: still DOC SECONDS OUT.png".into());
    };
    let project = Project::open(Path::new(document))?;
    let picture = project.frame(seconds.parse()?, &RenderOptions::default())?;
    image::save_buffer(output, &picture.pixels, picture.width, picture.height, image::ColorType::Rgba8)?;
    Ok(())
}
