//! The same bytes on the scalar level and on all levels that are used.

use fearless_simd::Level;
use reelspeed_core::{Point, Rgba8, Size};

use super::{dejavu, with_installed};
use crate::canvas::exact_level;
use crate::shape_raster::{rasterize_gradient_at, rasterize_shape_at};
use crate::text_raster::rasterize_at;
use crate::{
    Geometry, GradientStop, LineCap, LinearGradient, Outline, Paint, RadialGradient, Shadow, ShapeSpec, ShapeStroke,
    TextBox, TextSpec,
};

/// The levels that have to agree with the scalar one.
fn levels() -> Vec<Level> {
    let mut levels = vec![exact_level()];
    #[cfg(any(target_arch = "x86", target_arch = "x86_64"))]
    levels.extend(Level::new().as_sse2().map(fearless_simd::Simd::level));
    levels
}

fn paints() -> [Paint; 3] {
    let stops = vec![
        GradientStop::new(0.1, Rgba8 { r: 255, g: 10, b: 70, a: 200 }),
        GradientStop::new(0.4, Rgba8::rgb(0, 200, 30)),
        GradientStop::new(0.95, Rgba8 { r: 10, g: 20, b: 255, a: 90 }),
    ];
    [
        Paint::Solid(Rgba8 { r: 250, g: 120, b: 7, a: 173 }),
        Paint::Linear(LinearGradient { angle_degrees: 37.0, stops: stops.clone() }),
        Paint::Radial(RadialGradient { center: Point::new(0.3, 0.6), radius: 0.7, stops }),
    ]
}

#[test]
fn texts_are_equal() {
    let names = ["Inter-Regular.ttf", "NotoSansSC-Regular.ttf", "NotoSansArabic-Regular.ttf", "NotoColorEmoji.ttf"];
    let fonts = with_installed(&names).unwrap_or_else(dejavu);
    let shadow = Some(Shadow { color: Rgba8::BLACK, dx_px: 3.0, dy_px: 5.0, blur_px: 9.0, spread_px: 0.0 });
    for paint in paints() {
        for scale in [0.7, 1.0, 2.3] {
            let spec = TextSpec {
                paint: paint.clone(),
                weight: 700,
                italic: true,
                max_width_px: Some(333.0),
                stroke: Some(Outline { color: Rgba8 { r: 1, g: 2, b: 200, a: 180 }, width_px: 5.5 }),
                shadow,
                text_box: Some(TextBox {
                    fill: paint.clone(),
                    padding_x_px: 20.5,
                    padding_y_px: 11.25,
                    radii_px: [30.0, 4.0, 17.3, 0.0],
                    stroke: Some(Outline { color: Rgba8::WHITE, width_px: 3.0 }),
                    shadow,
                }),
                ..TextSpec::new("Wavy fjord 春眠不觉晓 مرحبا 😀👩🏽\u{200d}🚀🇩🇪 &c.")
            };
            let scalar = rasterize_at(&fonts, &spec, scale, Level::fallback()).unwrap();
            assert!(scalar.pixels.len() > 10_000);
            for level in levels() {
                assert_eq!(rasterize_at(&fonts, &spec, scale, level).unwrap(), scalar);
            }
        }
    }
}

#[test]
fn shapes_are_equal() {
    let geometries = [
        Geometry::Rect { width: 211.3, height: 90.7, radii: [3.0, 50.0, 11.5, 0.0] },
        Geometry::Ellipse { width: 133.0, height: 201.5 },
        Geometry::Line { from: Point::new(3.0, 5.0), to: Point::new(200.0, 77.7) },
        Geometry::Path { data: "M10,80 C40,10 65,10 95,80 S150,150 180,80 A30,50 20 1 1 60,30 Z".into() },
    ];
    for geometry in geometries {
        for paint in paints() {
            let stroke = ShapeStroke {
                paint: paint.clone(),
                dash_px: vec![20.0, 7.0],
                cap: LineCap::Round,
                ..ShapeStroke::new(Rgba8::WHITE, 6.3)
            };
            let shadow = Shadow { color: Rgba8::BLACK, dx_px: -4.0, dy_px: 9.0, blur_px: 13.0, spread_px: 2.0 };
            let spec =
                ShapeSpec { geometry: geometry.clone(), fill: Some(paint), stroke: Some(stroke), shadow: Some(shadow) };
            let scalar = rasterize_shape_at(&spec, 1.3, Level::fallback()).unwrap();
            assert!(!scalar.is_empty());
            for level in levels() {
                assert_eq!(rasterize_shape_at(&spec, 1.3, level).unwrap(), scalar);
            }
        }
    }
}

#[test]
fn gradients_are_equal() {
    for paint in paints() {
        for size in [Size::new(1080, 300), Size::new(37, 41), Size::new(1, 1)] {
            let scalar = rasterize_gradient_at(size, &paint, Level::fallback()).unwrap();
            for level in levels() {
                assert_eq!(rasterize_gradient_at(size, &paint, level).unwrap(), scalar);
            }
        }
    }
}

#[test]
fn many_curves_are_equal() {
    let [_, paint, _] = paints();
    for step in 0..150 {
        let (width, height) = (5.0 + f64::from(step) * 3.37, 9.0 + f64::from(step * 7 % 150) * 2.11);
        let stroke = ShapeStroke::new(Rgba8 { r: 9, g: 8, b: 7, a: 200 }, 1.0 + f64::from(step % 17) * 0.9);
        let spec = ShapeSpec {
            geometry: Geometry::Ellipse { width, height },
            fill: Some(paint.clone()),
            stroke: Some(stroke),
            shadow: None,
        };
        let scalar = rasterize_shape_at(&spec, 1.0, Level::fallback()).unwrap();
        for level in levels() {
            assert_eq!(rasterize_shape_at(&spec, 1.0, level).unwrap(), scalar);
        }
    }
}
