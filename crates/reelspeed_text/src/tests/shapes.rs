use reelspeed_core::{Point, PremulRgba8, Rgba8, Size};

use super::at;
use crate::{
    Geometry, GradientStop, LineCap, LineJoin, LinearGradient, Paint, RadialGradient, Shadow, ShapeError, ShapeSpec,
    ShapeStroke, rasterize_gradient, rasterize_shape,
};

const RED: Rgba8 = Rgba8::rgb(255, 0, 0);
const BLUE: Rgba8 = Rgba8::rgb(0, 0, 255);

fn filled(geometry: Geometry) -> ShapeSpec {
    ShapeSpec { geometry, fill: Some(RED.into()), stroke: None, shadow: None }
}

fn rect(width: f64, height: f64, radius: f64) -> Geometry {
    Geometry::Rect { width, height, radii: [radius; 4] }
}

fn linear(angle_degrees: f64, from: Rgba8, to: Rgba8) -> Paint {
    let stops = vec![GradientStop::new(0.0, from), GradientStop::new(1.0, to)];
    Paint::Linear(LinearGradient { angle_degrees, stops })
}

#[test]
fn a_rectangle_is_exact() {
    let sprite = rasterize_shape(&filled(rect(40.0, 30.0, 0.0)), 1.0).unwrap();
    assert_eq!((sprite.size(), sprite.origin_x, sprite.origin_y), (Size::new(40, 30), 0, 0));
    assert!(sprite.pixels.iter().all(|&pixel| pixel == RED.premultiply()));
    let half = rasterize_shape(&filled(rect(40.0, 30.5, 0.0)), 1.0).unwrap();
    assert_eq!(half.height, 31);
    assert!((127..=128).contains(&at(&half, 10, 30).a), "half covered");
}

#[test]
fn corners_are_round() {
    let sprite = rasterize_shape(&filled(rect(100.0, 80.0, 20.0)), 1.0).unwrap();
    // The circle about (20, 20) of radius 20.
    for y in 0..20 {
        for x in 0..20 {
            let corners = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)];
            let inside = corners.iter().filter(|(x, y)| (x - 20) * (x - 20) + (y - 20) * (y - 20) < 400).count();
            let alpha = at(&sprite, x, y).a;
            match inside {
                4 => assert!(alpha > 250, "{x},{y}: {alpha}"),
                0 => assert!(alpha < 40, "{x},{y}: {alpha}"),
                _ => {}
            }
            let mirrored = at(&sprite, 99 - x, 79 - y).a;
            assert!(alpha.abs_diff(mirrored) <= 2, "{x},{y}: {alpha} {mirrored}");
        }
    }
    assert_eq!((at(&sprite, 0, 0).a, at(&sprite, 50, 0).a, at(&sprite, 0, 40).a), (0, 255, 255));
}

#[test]
fn radii_that_do_not_fit_shrink_together() {
    let pill = rasterize_shape(&filled(rect(100.0, 40.0, 1000.0)), 1.0).unwrap();
    let exact = rasterize_shape(&filled(rect(100.0, 40.0, 20.0)), 1.0).unwrap();
    assert_eq!(pill.pixels, exact.pixels);
    let radii = [10.0, 0.0, 0.0, 0.0];
    let one = rasterize_shape(&filled(Geometry::Rect { width: 40.0, height: 40.0, radii }), 1.0).unwrap();
    assert_eq!([at(&one, 0, 0).a, at(&one, 39, 0).a, at(&one, 39, 39).a, at(&one, 0, 39).a], [0, 255, 255, 255]);
}

#[test]
fn a_stroke_is_centred_on_the_edge() {
    let stroke = ShapeStroke::new(BLUE, 4.0);
    let sprite = rasterize_shape(&ShapeSpec { stroke: Some(stroke), ..filled(rect(20.0, 20.0, 0.0)) }, 1.0).unwrap();
    assert_eq!((sprite.origin_x, sprite.origin_y, sprite.width), (-2, -2, 24));
    let row: Vec<PremulRgba8> = (-2..22).map(|x| at(&sprite, x, 10)).collect();
    for (x, pixel) in row.iter().enumerate() {
        let color = if (4..20).contains(&x) { RED } else { BLUE };
        assert_eq!(*pixel, color.premultiply(), "{x}");
    }
    assert_eq!((sprite.layout_width, sprite.layout_height), (20.0, 20.0));
}

#[test]
fn an_ellipse_touches_its_box() {
    let sprite = rasterize_shape(&filled(Geometry::Ellipse { width: 60.0, height: 40.0 }), 1.0).unwrap();
    assert_eq!(sprite.size(), Size::new(60, 40));
    assert_eq!((at(&sprite, 30, 20).a, at(&sprite, 0, 0).a, at(&sprite, 59, 39).a), (255, 0, 0));
    assert!(at(&sprite, 30, 0).a > 200 && at(&sprite, 0, 20).a > 200);
    let area: u64 = sprite.pixels.iter().map(|pixel| u64::from(pixel.a)).sum();
    let exact = core::f64::consts::PI * 30.0 * 20.0 * 255.0;
    assert!((area as f64 - exact).abs() < exact * 0.005, "{area} {exact}");
}

#[test]
fn lines_have_caps_and_dashes() {
    let line = |cap, dash_px: Vec<f64>| ShapeSpec {
        stroke: Some(ShapeStroke { cap, dash_px, ..ShapeStroke::new(BLUE, 10.0) }),
        ..filled(Geometry::Line { from: Point::new(20.0, 20.0), to: Point::new(80.0, 20.0) })
    };
    let butt = rasterize_shape(&line(LineCap::Butt, vec![]), 1.0).unwrap();
    assert_eq!((butt.origin_x, butt.origin_y, butt.size()), (20, 15, Size::new(60, 10)));
    assert!(butt.pixels.iter().all(|&pixel| pixel == BLUE.premultiply()));
    let square = rasterize_shape(&line(LineCap::Square, vec![]), 1.0).unwrap();
    assert_eq!((square.origin_x, square.width), (15, 70));
    let round = rasterize_shape(&line(LineCap::Round, vec![]), 1.0).unwrap();
    assert_eq!((at(&round, 15, 15).a, at(&round, 16, 20).a), (0, 255));
    let dashed = rasterize_shape(&line(LineCap::Butt, vec![20.0, 10.0]), 1.0).unwrap();
    assert_eq!([at(&dashed, 30, 20).a, at(&dashed, 45, 20).a, at(&dashed, 60, 20).a], [255, 0, 255]);
}

#[test]
fn paths_are_those_of_svg() {
    let path = |data: &str| filled(Geometry::Path { data: data.into() });
    let square = rasterize_shape(&path("M10,10 h20 v20 h-20 z"), 1.0).unwrap();
    assert_eq!((square.origin_x, square.origin_y, square.size()), (10, 10, Size::new(20, 20)));
    assert_eq!((square.layout_width, square.layout_height), (30.0, 30.0));
    let open = rasterize_shape(&path("M0,0 L20,0 L20,20 L0,20"), 1.0).unwrap();
    assert_eq!(at(&open, 10, 10), RED.premultiply(), "an open path is filled as if closed");
    let ring = rasterize_shape(&path("M0,0 h30 v30 h-30 z M10,10 v10 h10 v-10 z"), 1.0).unwrap();
    assert_eq!((at(&ring, 5, 5).a, at(&ring, 15, 15).a), (255, 0));
    assert!(rasterize_shape(&path(""), 1.0).unwrap().is_empty());
    for bad in ["M10", "hello", "L1,1 Q", "M0,0 L1e999,0"] {
        assert!(rasterize_shape(&path(bad), 1.0).is_err(), "{bad}");
    }
    let long = "M0,0".to_owned() + &" L1,1".repeat(20_000);
    assert!(matches!(rasterize_shape(&path(&long), 1.0), Err(ShapeError::PathTooLong { .. })));
}

#[test]
fn joins_differ() {
    let corner = |join| {
        let stroke = ShapeStroke { join, ..ShapeStroke::new(BLUE, 20.0) };
        let geometry = Geometry::Path { data: "M10,50 L50,50 L50,90".into() };
        rasterize_shape(&ShapeSpec { stroke: Some(stroke), fill: None, ..filled(geometry) }, 1.0).unwrap()
    };
    let tip = |join| at(&corner(join), 59, 40).a;
    assert_eq!((tip(LineJoin::Miter), tip(LineJoin::Bevel), tip(LineJoin::Round)), (255, 0, 0));
    assert_eq!(at(&corner(LineJoin::Round), 56, 44).a, 255);
}

#[test]
fn a_shadow_spreads_and_blurs() {
    let shadow = Shadow { color: Rgba8::BLACK, dx_px: 5.0, dy_px: 7.0, blur_px: 0.0, spread_px: 3.0 };
    let sharp = rasterize_shape(&ShapeSpec { shadow: Some(shadow), ..filled(rect(20.0, 20.0, 0.0)) }, 1.0).unwrap();
    assert_eq!(sharp.bounds(), reelspeed_core::IRect::from_edges(0, 0, 28, 30));
    assert_eq!((at(&sharp, 10, 10), at(&sharp, 24, 24)), (RED.premultiply(), Rgba8::BLACK.premultiply()));
    assert_eq!((at(&sharp, 1, 25).a, at(&sharp, 2, 25).a), (0, 255));
    let shadow = Shadow { color: Rgba8 { a: 128, ..Rgba8::BLACK }, blur_px: 20.0, ..Shadow::default() };
    let soft = rasterize_shape(&ShapeSpec { shadow: Some(shadow), ..filled(rect(200.0, 200.0, 0.0)) }, 1.0).unwrap();
    // On a long edge a blur is at half its strength, and it fades outwards to nothing.
    let outwards: Vec<u8> = (200..215).map(|x| at(&soft, x, 100).a).collect();
    assert!((55..=66).contains(&outwards[0]), "{outwards:?}");
    assert!(outwards.windows(2).all(|pair| pair[0] >= pair[1]));
    assert_eq!(at(&soft, soft.bounds().right() - 1, 100).a, 0);
}

#[test]
fn gradients_end_where_they_should() {
    let size = Size::new(256, 64);
    let right = rasterize_gradient(size, &linear(90.0, RED, BLUE)).unwrap();
    let (first, last) = (at(&right, 0, 30), at(&right, 255, 30));
    assert!(first.r >= 254 && first.b <= 1 && last.b >= 254 && last.r <= 1, "{first:?} {last:?}");
    assert!((126..=129).contains(&at(&right, 128, 0).r));
    assert!((0..64).all(|y| at(&right, 77, y) == at(&right, 77, 0)), "columns are even");
    let down = rasterize_gradient(size, &linear(180.0, RED, BLUE)).unwrap();
    assert!(at(&down, 0, 0).r >= 252 && at(&down, 0, 63).b >= 252);
    assert!((0..256).all(|x| at(&down, x, 20) == at(&down, 0, 20)), "rows are even");
    let up = rasterize_gradient(size, &linear(0.0, RED, BLUE)).unwrap();
    assert!(at(&up, 0, 63).r >= 252 && at(&up, 0, 0).b >= 252);
    // On the diagonal the corners have the outermost colours.
    let diagonal = rasterize_gradient(Size::new(100, 100), &linear(135.0, RED, BLUE)).unwrap();
    assert!(at(&diagonal, 0, 0).r >= 252 && at(&diagonal, 99, 99).b >= 252);
    assert!(at(&diagonal, 99, 0).r.abs_diff(128) <= 3);
    let center = Point::new(0.25, 0.5);
    let stops = vec![GradientStop::new(0.2, RED), GradientStop::new(1.0, BLUE)];
    let radial = Paint::Radial(RadialGradient { center, radius: 0.5, stops });
    let radial = rasterize_gradient(Size::new(200, 200), &radial).unwrap();
    assert_eq!(at(&radial, 50, 100), RED.premultiply());
    assert_eq!(at(&radial, 199, 100), BLUE.premultiply());
}

#[test]
fn gradients_to_transparent_do_not_darken() {
    let clear = Rgba8 { r: 0, g: 0, b: 0, a: 0 };
    let sprite = rasterize_gradient(Size::new(100, 4), &linear(90.0, RED, clear)).unwrap();
    // Premultiplied, as in CSS: red stays red all the way.
    assert!((0..100).all(|x| at(&sprite, x, 1).r.abs_diff(at(&sprite, x, 1).a) <= 1));
    let one = Paint::Linear(LinearGradient { angle_degrees: 0.0, stops: vec![GradientStop::new(0.5, BLUE)] });
    assert!(rasterize_gradient(Size::new(3, 3), &one).unwrap().pixels.iter().all(|&p| p == BLUE.premultiply()));
    let none = Paint::Linear(LinearGradient { angle_degrees: 0.0, stops: vec![] });
    assert!(rasterize_gradient(Size::new(3, 3), &none).unwrap().pixels.iter().all(|p| p.a == 0));
}

#[test]
fn scale_multiplies_all_lengths() {
    let spec = ShapeSpec { stroke: Some(ShapeStroke::new(BLUE, 4.0)), ..filled(rect(20.0, 20.0, 0.0)) };
    let sprite = rasterize_shape(&spec, 2.5).unwrap();
    assert_eq!((sprite.origin_x, sprite.width, sprite.layout_width, sprite.scale), (-5, 60, 20.0, 2.5));
}
