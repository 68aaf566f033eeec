//! A short built in code, without any media: `cargo run --release --example hello -- OUT.mp4`.

use std::path::Path;

use reelspeed::model::{
    Animated, Composition, Easing, EasingName, Gradient, GradientStop, Keyframe, Keyframes, Layer, LinearGradient,
    Scale, TextStyle,
};
use reelspeed::{EngineError, Project, RenderOptions};

fn main() -> Result<(), EngineError> {
    let output = std::env::args().nth(1).unwrap_or_else(|| "hello.mp4".to_owned());

    let stop = |offset: f64, color: &str| color.parse().map(|color| GradientStop { offset: offset.into(), color });
    let colors = [stop(0.0, "#312e81"), stop(1.0, "#db2777")];
    let mut short = Composition::new(1080, 1920);
    short.duration = Some(3.0);
    short.background =
        Gradient::Linear(LinearGradient { angle: 200.0.into(), stops: colors.into_iter().flatten().collect() }).into();

    let style = TextStyle { font_size: 160.0.into(), font_weight: 700, ..TextStyle::default() };
    let mut hello = Layer::styled_text("Hello!", style).with_start(0.3);
    let grow = |time, scale, easing| Keyframe { time, value: Scale::Uniform(scale), easing: Easing::Named(easing) };
    hello.common_mut().transform.scale = Animated::Keyframes(Keyframes {
        keyframes: vec![grow(0.0, 0.2, EasingName::EaseOutBack), grow(0.6, 1.0, EasingName::Linear)],
    });
    short.layers.push(hello);

    let project = Project::new(short, Path::new("."))?;
    let report = project.render(Path::new(&output), &RenderOptions::default())?;
    println!("{}: {} frames at {:.0} fps", report.output, report.frames, report.fps);
    Ok(())
}
