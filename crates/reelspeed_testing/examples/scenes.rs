//! Writes the pictures of all scenes (or of those named) to a folder, three moments side by side.
//!
//! `cargo run -p reelspeed_testing --example scenes -- FOLDER [NAME…]`

use std::path::PathBuf;

use image::{Rgba, RgbaImage, imageops};
use reelspeed_kernels::SimdLevel;
use reelspeed_render::to_rgba;
use reelspeed_testing::{all_fonts, plain_fonts, scenes};

fn main() {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().expect("a folder to write to"));
    let names: Vec<String> = args.collect();
    std::fs::create_dir_all(&folder).expect("a folder that can be made");
    let (plain, all) = (plain_fonts(), all_fonts());
    for scene in scenes() {
        if !names.is_empty() && !names.iter().any(|name| name == scene.name) {
            continue;
        }
        let fonts = if scene.needs_fonts { all.as_ref() } else { Some(&plain) };
        let Some(fonts) = fonts else {
            println!("{}: skipped, fonts are missing (scripts/fonts.sh)", scene.name);
            continue;
        };
        let frames = scene.render(fonts, SimdLevel::detected(), false);
        let size = frames[0].size();
        let mut sheet = RgbaImage::from_pixel((size.width + 8) * 3, size.height, Rgba([255, 0, 255, 255]));
        for (i, frame) in frames.iter().enumerate() {
            let picture = RgbaImage::from_raw(size.width, size.height, to_rgba(frame)).expect("a whole picture");
            imageops::replace(&mut sheet, &picture, i as i64 * (size.width as i64 + 8), 0);
        }
        let path = folder.join(format!("{}.png", scene.name));
        sheet.save(&path).expect("a picture that can be written");
        println!("{}", path.display());
    }
}
