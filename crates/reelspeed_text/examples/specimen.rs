//! Draws a sheet of texts and shapes to look at: `cargo run -p reelspeed_text --example specimen -- FOLDER`.
//!
//! Fonts come from `$REELSPEED_FONTS`, or else from where `scripts/fonts.sh` puts them.

use std::path::{Path, PathBuf};

use reelspeed_core::{PremulRgba8, Rgba8, Size};
use reelspeed_text::{
    FontLibrary, Geometry, GradientStop, LineCap, LineJoin, LinearGradient, Outline, Paint, RadialGradient, Shadow,
    ShapeSpec, ShapeStroke, Sprite, TextAlign, TextBox, TextSpec, rasterize, rasterize_gradient, rasterize_shape,
};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "specimen".into()));
    std::fs::create_dir_all(&folder)?;
    let fonts = fonts()?;
    for (name, spec) in texts() {
        let missing = fonts.missing_glyphs(&spec.text);
        if !missing.is_empty() {
            println!("{name}: no font has {missing:?}");
        }
        save(&folder, name, &rasterize(&fonts, &spec, 1.0)?)?;
    }
    let bubble = texts().into_iter().find(|text| text.0 == "bubble").ok_or("no bubble")?.1;
    save(&folder, "bubble-double", &rasterize(&fonts, &bubble, 2.0)?)?;
    for (name, spec) in shapes() {
        save(&folder, name, &rasterize_shape(&spec, 1.0)?)?;
    }
    let size = Size::new(400, 300);
    save(&folder, "gradient-linear", &rasterize_gradient(size, &linear(135.0))?)?;
    save(&folder, "gradient-radial", &rasterize_gradient(size, &radial())?)?;
    Ok(())
}

fn fonts() -> Result<FontLibrary, Failure> {
    let folder = match std::env::var_os("REELSPEED_FONTS") {
        Some(folder) => PathBuf::from(folder),
        None => {
            let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
            let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache"));
            cache.or_else(home).ok_or("neither XDG_CACHE_HOME nor HOME is set")?.join("reelspeed/fonts")
        }
    };
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|error| format!("{}: {error}; scripts/fonts.sh installs the fonts", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "ttf"))
        .collect();
    files.sort();
    let mut library = FontLibrary::new();
    for file in files {
        library.add(std::fs::read(&file)?, None)?;
    }
    Ok(library)
}

fn rgb(hex: u32) -> Rgba8 {
    let [_, r, g, b] = hex.to_be_bytes();
    Rgba8::rgb(r, g, b)
}

fn linear(angle_degrees: f64) -> Paint {
    let stops = vec![
        GradientStop::new(0.0, rgb(0xff5f6d)),
        GradientStop::new(0.5, rgb(0xffc371)),
        GradientStop::new(1.0, rgb(0x2193b0)),
    ];
    Paint::Linear(LinearGradient { angle_degrees, stops })
}

fn radial() -> Paint {
    let stops = vec![GradientStop::new(0.0, rgb(0xffffff)), GradientStop::new(1.0, rgb(0x3a1c71))];
    Paint::Radial(RadialGradient { center: reelspeed_core::Point::new(0.5, 0.5), radius: 1.0, stops })
}

fn drop(color: Rgba8, dy_px: f64, blur_px: f64) -> Option<Shadow> {
    Some(Shadow { color, dx_px: 0.0, dy_px, blur_px, spread_px: 0.0 })
}

fn texts() -> Vec<(&'static str, TextSpec)> {
    let inter = || vec!["Inter".to_owned()];
    let dark = |text: &str| TextSpec {
        families: inter(),
        paint: Paint::Solid(rgb(0x202124)),
        align: TextAlign::Start,
        ..TextSpec::new(text)
    };
    let bubble = |fill: Paint| TextBox {
        fill,
        padding_x_px: 28.0,
        padding_y_px: 18.0,
        radii_px: [28.0, 28.0, 28.0, 6.0],
        stroke: None,
        shadow: drop(Rgba8 { r: 0, g: 0, b: 0, a: 90 }, 6.0, 18.0),
    };
    vec![
        (
            "latin",
            TextSpec {
                families: inter(),
                weight: 700,
                max_width_px: Some(620.0),
                stroke: Some(Outline { color: Rgba8::BLACK, width_px: 10.0 }),
                shadow: drop(Rgba8 { r: 0, g: 0, b: 0, a: 200 }, 6.0, 12.0),
                ..TextSpec::new("Jumpy waltz, vexed nymphs: a glyph fixing office. Typography AVAToWa fi ffi!")
            },
        ),
        (
            "arabic",
            TextSpec {
                max_width_px: Some(500.0),
                weight: 700,
                ..dark("مرحبا بالعالم، هذا نص عربي طويل بما يكفي ليلتف على أكثر من سطر واحد.")
            },
        ),
        (
            "bidi",
            TextSpec {
                max_width_px: Some(640.0),
                ..dark(
                    "English with العربية والعبرية עברית inside, 123.\nعربي أولاً ثم English وبعده 456 رقم.\nשלום world, third.",
                )
            },
        ),
        (
            "cjk",
            TextSpec {
                max_width_px: Some(480.0),
                ..dark("春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。Mixed 中文 and Latin。")
            },
        ),
        (
            "scripts",
            TextSpec {
                max_width_px: Some(640.0),
                ..dark("हिन्दी क्षत्रिय · ภาษาไทยน้ำ · Ελληνικά · Кириллица · Tiếng Việt")
            },
        ),
        (
            "emoji",
            TextSpec {
                max_width_px: Some(700.0),
                ..dark("Faces 😀😂🥹 skin 👍🏿👋🏽 ZWJ 👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈❤️‍🔥 flags 🇩🇪🇯🇵🇧🇷🏴󠁧󠁢󠁳󠁣󠁴󠁿 keycaps 1️⃣#️⃣ text ❤ © 12")
            },
        ),
        (
            "bubble",
            TextSpec {
                text_box: Some(bubble(Paint::Solid(rgb(0xe9e9eb)))),
                max_width_px: Some(420.0),
                size_px: 40.0,
                ..dark("See you at 8? 🎬 gjpqy")
            },
        ),
        (
            "bubble-gradient",
            TextSpec {
                paint: Paint::Solid(Rgba8::WHITE),
                text_box: Some(bubble(linear(90.0))),
                max_width_px: Some(420.0),
                ..dark("Gradient bubble, two lines of text")
            },
        ),
        (
            "gradient-text",
            TextSpec {
                families: inter(),
                weight: 700,
                size_px: 96.0,
                paint: linear(90.0),
                ..TextSpec::new("Gradient 🎨")
            },
        ),
        ("slanted", TextSpec { italic: true, weight: 900, size_px: 64.0, ..dark("Slanted, thick: عربي") }),
        (
            "justified",
            TextSpec {
                align: TextAlign::Justify,
                max_width_px: Some(420.0),
                size_px: 32.0,
                ..dark(
                    "Justified lines reach both edges of the block, but for the last one, which stands at the start.",
                )
            },
        ),
        (
            "cut",
            TextSpec {
                max_lines: Some(2),
                max_width_px: Some(420.0),
                size_px: 36.0,
                ..dark("This text is much longer than its two lines allow, so that it ends in an ellipsis somewhere.")
            },
        ),
        (
            "translucent",
            TextSpec {
                paint: Paint::Solid(Rgba8 { r: 200, g: 0, b: 0, a: 128 }),
                size_px: 96.0,
                weight: 700,
                letter_spacing_px: -12.0,
                ..dark("Overlap 😀")
            },
        ),
    ]
}

fn shapes() -> Vec<(&'static str, ShapeSpec)> {
    let shadow = drop(Rgba8 { r: 0, g: 0, b: 0, a: 128 }, 8.0, 24.0);
    let plain = |geometry| ShapeSpec { geometry, fill: Some(linear(135.0)), stroke: None, shadow };
    let star = "M100,10 L40,198 L190,78 L10,78 L160,198 Z";
    vec![
        ("rect", plain(Geometry::Rect { width: 300.0, height: 160.0, radii: [60.0, 10.0, 60.0, 0.0] })),
        (
            "ellipse",
            ShapeSpec {
                stroke: Some(ShapeStroke::new(rgb(0x202124), 6.0)),
                ..plain(Geometry::Ellipse { width: 260.0, height: 140.0 })
            },
        ),
        (
            "line",
            ShapeSpec {
                fill: None,
                stroke: Some(ShapeStroke {
                    dash_px: vec![30.0, 20.0],
                    cap: LineCap::Round,
                    ..ShapeStroke::new(rgb(0x0a84ff), 10.0)
                }),
                ..plain(Geometry::Line {
                    from: reelspeed_core::Point::new(10.0, 10.0),
                    to: reelspeed_core::Point::new(300.0, 90.0),
                })
            },
        ),
        (
            "star",
            ShapeSpec {
                stroke: Some(ShapeStroke { join: LineJoin::Round, ..ShapeStroke::new(rgb(0x202124), 8.0) }),
                ..plain(Geometry::Path { data: star.into() })
            },
        ),
    ]
}

/// Writes a sprite over a checkerboard, its layout box outlined in blue.
fn save(folder: &Path, name: &str, sprite: &Sprite) -> Result<(), Failure> {
    let margin = 8;
    let layout_right = (sprite.layout_width * sprite.scale).ceil() as i32;
    let layout_bottom = (sprite.layout_height * sprite.scale).ceil() as i32;
    let (left, top) = (sprite.origin_x.min(0) - margin, sprite.origin_y.min(0) - margin);
    let right = sprite.bounds().right().max(layout_right) + margin;
    let bottom = sprite.bounds().bottom().max(layout_bottom) + margin;
    let mut image = image::RgbImage::new((right - left) as u32, (bottom - top) as u32);
    for (px, py, out) in image.enumerate_pixels_mut() {
        let (x, y) = (px as i32 + left, py as i32 + top);
        let square = if (px / 16 + py / 16).is_multiple_of(2) { 190 } else { 170 };
        let on_edge = ((x == -1 || x == layout_right) && (-1..=layout_bottom).contains(&y))
            || ((y == -1 || y == layout_bottom) && (-1..=layout_right).contains(&x));
        let below = if on_edge { [60, 90, 255] } else { [square; 3] };
        let (sx, sy) = (x - sprite.origin_x, y - sprite.origin_y);
        let above = match (u32::try_from(sx), u32::try_from(sy)) {
            (Ok(sx), Ok(sy)) => sprite.pixel(sx, sy).unwrap_or_default(),
            _ => PremulRgba8::default(),
        };
        let keep = 255 - u32::from(above.a);
        let channel = |below: u8, above: u8| (u32::from(above) + u32::from(below) * keep / 255).min(255) as u8;
        *out = image::Rgb([channel(below[0], above.r), channel(below[1], above.g), channel(below[2], above.b)]);
    }
    let file = folder.join(format!("{name}.png"));
    image.save(&file)?;
    println!("{}: {}x{} at {},{}", file.display(), sprite.width, sprite.height, sprite.origin_x, sprite.origin_y);
    Ok(())
}
