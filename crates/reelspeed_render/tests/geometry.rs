//! Pictures come to lie where the maps say, to a fraction of a sample: luma and chroma ramps are drawn by every path and compared
//! with their values at the mapped places.

use std::sync::Arc;

use reelspeed_core::{
    Affine, ColorSpace, Flicks, Frame, FrameDesc, FramePool, Orientation, PixelFormat, Point, Rational, Rect, Rgba8,
    Size, Subsampling,
};
use reelspeed_model::{Color, Direction, Fit, Paint};
use reelspeed_render::{FrameSource, LayerImage, Renderer, RendererConfig, SourceFrame, SourcePicture, next_serial};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{
    ClipId, Content, DisplayList, Draw, GroupStep, Picture, Placement, ResolvedEffect, ResolvedTransition, Step,
    TransitionStep,
};

const CANVAS: Size = Size::new(120, 160);
/// Even and odd sizes of stored pictures.
const STORED: [Size; 2] = [Size::new(96, 64), Size::new(97, 65)];

/// Y, Cb, Cr at a place of the stored picture, in luma samples.
fn ramp(p: Point) -> [f64; 3] {
    [40.0 + 1.5 * p.x + 0.5 * p.y, 80.0 + 0.75 * p.x + 0.25 * p.y, 200.0 - 0.5 * p.x - 0.75 * p.y]
}

fn rounded(v: f64) -> u8 {
    libm::floor(v + 0.5) as u8
}

fn stored(pool: &FramePool, size: Size, format: PixelFormat) -> Arc<Frame> {
    let desc = FrameDesc { format, size, color: ColorSpace::BT709_LIMITED };
    let mut frame = Frame::alloc(pool, desc).unwrap();
    let (sx, sy) = format.chroma_shift();
    for (i, mut plane) in frame.planes_mut().unwrap().into_iter().flatten().enumerate() {
        let chroma = i == 1 || i == 2;
        for y in 0..plane.height {
            for x in 0..plane.width {
                // Chroma on the left luma column, between two rows.
                let px = if chroma && sx == 1 { 2.0 * x as f64 + 0.5 } else { x as f64 + 0.5 };
                let py = if chroma && sy == 1 { 2.0 * y as f64 + 1.0 } else { y as f64 + 0.5 };
                plane.row(y)[x] = if i == 3 { 255 } else { rounded(ramp(Point::new(px, py))[i]) };
            }
        }
    }
    Arc::new(frame)
}

struct One(SourcePicture);

impl FrameSource for One {
    fn picture(&self, _: ClipId, _: Flicks) -> Option<SourcePicture> {
        Some(self.0.clone())
    }
}

/// One way of showing the picture.
#[derive(Clone)]
struct Case {
    name: String,
    stored: Size,
    orientation: Orientation,
    sar: Rational,
    size: (f64, f64),
    fit: Fit,
    crop: Rect,
    placement: Placement,
}

impl Case {
    fn new(name: &str, size: (f64, f64), x: f64, y: f64) -> Self {
        Self {
            name: name.to_owned(),
            stored: STORED[0],
            orientation: Orientation::UPRIGHT,
            sar: Rational::ONE,
            size,
            fit: Fit::Cover,
            crop: Rect::new(0.0, 0.0, 1.0, 1.0),
            placement: Placement {
                canvas_from_parent: Affine::IDENTITY,
                position: Point::new(x, y),
                anchor: Point::new(0.5, 0.5),
                scale: (1.0, 1.0),
                rotation: 0.0,
            },
        }
    }

    fn picture(&self) -> Picture {
        Picture { clip: ClipId(0), time: Flicks::ZERO, size: self.size, fit: self.fit, crop: self.crop, key: None }
    }

    fn draw(&self, effects: Vec<ResolvedEffect>) -> Step {
        let content = Content::Picture(self.picture());
        Step::Draw(Draw { content, placement: self.placement, opacity: 1.0, effects })
    }

    /// From stored samples to the canvas, worked out anew: fit by the shown size, then the placement.
    fn canvas_from_stored(&self) -> Affine {
        let (w, h) = (self.stored.width as f64, self.stored.height as f64);
        let turned = self.orientation.shown_from_stored(w, h);
        let shown = self.orientation.apply_to_size(self.stored);
        // The sample ratio stretches stored columns, which turning may make rows.
        let sar = self.sar.as_f64();
        let stretch = if self.orientation.swaps_axes() { (1.0, sar) } else { (sar, 1.0) };
        let (sw, sh) = (shown.width as f64 * stretch.0, shown.height as f64 * stretch.1);
        let crop = Rect::new(self.crop.x * sw, self.crop.y * sh, self.crop.width * sw, self.crop.height * sh);
        let (bw, bh) = self.size;
        let (sx, sy) = (bw / crop.width, bh / crop.height);
        let (sx, sy) = match self.fit {
            Fit::Fill => (sx, sy),
            Fit::Cover => (sx.max(sy), sx.max(sy)),
            Fit::Contain | Fit::BlurredFill => (sx.min(sy), sx.min(sy)),
        };
        let (cx, cy) = (crop.x + crop.width / 2.0, crop.y + crop.height / 2.0);
        let fit = Affine::translate(bw / 2.0, bh / 2.0) * Affine::scale(sx, sy) * Affine::translate(-cx, -cy);
        self.placement.canvas_from_layer(bw, bh) * fit * Affine::scale(stretch.0, stretch.1) * turned
    }
}

fn cases() -> Vec<Case> {
    let mut cases = vec![
        Case::new("cover", (120.0, 160.0), 60.0, 80.0),
        Case::new("odd box", (75.0, 91.0), 50.5, 70.5),
        Case::new("odd place", (80.0, 80.0), 51.0, 71.0),
        Case::new("fractions", (81.3, 77.7), 55.37, 66.61),
        Case::new("beyond the canvas", (300.0, 420.0), 77.3, 91.9),
        Case { fit: Fit::Contain, ..Case::new("contain", (100.0, 100.0), 60.0, 80.0) },
        Case { fit: Fit::Fill, ..Case::new("fill", (100.0, 120.0), 60.0, 80.0) },
        Case { crop: Rect::new(0.25, 0.5, 0.5, 0.4), ..Case::new("crop", (100.0, 120.0), 60.0, 80.0) },
        Case { sar: Rational::new(4, 3), fit: Fit::Contain, ..Case::new("wide samples", (110.0, 110.0), 60.0, 80.0) },
        Case { sar: Rational::new(2, 3), ..Case::new("narrow samples", (110.0, 110.0), 60.0, 80.0) },
    ];
    for i in 0..8u8 {
        let orientation = Orientation::new(i > 3, i);
        let mut case = Case { orientation, ..Case::new(&format!("{orientation:?}"), (90.0, 110.0), 60.0, 80.0) };
        case.sar = Rational::new(8, 7);
        case.crop = Rect::new(0.1, 0.0, 0.8, 0.7);
        cases.push(case);
    }
    for (rotation, scale) in [(90.0, (1.0, 1.0)), (-90.0, (1.0, -1.0)), (180.0, (1.0, 1.0)), (0.0, (-1.0, 1.0))] {
        let mut case = Case::new(&format!("turned by {rotation}, {scale:?}"), (90.0, 80.0), 60.0, 80.0);
        (case.placement.rotation, case.placement.scale) = (rotation, scale);
        case.orientation = Orientation::new(false, 1);
        cases.push(case);
    }
    for (rotation, scale) in [(20.0, (1.0, 1.0)), (-130.0, (0.9, 1.3)), (45.0, (-1.0, 1.0))] {
        let mut case = Case::new(&format!("at {rotation} degrees, {scale:?}"), (90.0, 80.0), 61.5, 80.2);
        (case.placement.rotation, case.placement.scale) = (rotation, scale);
        case.orientation = Orientation::new(true, 3);
        cases.push(case);
    }
    let odd: Vec<Case> = cases.iter().map(|case| Case { stored: STORED[1], ..case.clone() }).collect();
    cases.extend(odd);
    cases
}

fn list(steps: Vec<Step>) -> DisplayList {
    DisplayList { size: CANVAS, background: Arc::new(Paint::Solid(Color(Rgba8::BLACK))), steps }
}

/// Compares all samples well inside the picture; gives how many there were.
fn compare(case: &Case, how: &str, step: Step, source: &SourcePicture, tolerance: f64) -> usize {
    let pool = FramePool::unlimited();
    let mut renderer = Renderer::new(RendererConfig::new(pool, FontLibrary::new()));
    let frame = renderer.render(&list(vec![step]), &One(source.clone())).unwrap();
    let stored_from_canvas = case.canvas_from_stored().inverse().unwrap();
    let shown = case.orientation.apply_to_size(case.stored);
    let inside_crop = |p: Point| {
        let turned = case.orientation.shown_from_stored(case.stored.width as f64, case.stored.height as f64) * p;
        let (x, y) = (turned.x / shown.width as f64, turned.y / shown.height as f64);
        let c = case.crop;
        x > c.x && x < c.x + c.width && y > c.y && y < c.y + c.height
    };
    let box_from_canvas = case.placement.canvas_from_layer(case.size.0, case.size.1).inverse().unwrap();
    let well_inside = |p: Point| {
        // Six canvas pixels around must be inside of picture and box.
        [(-6.0, -6.0), (6.0, -6.0), (-6.0, 6.0), (6.0, 6.0)].iter().all(|(dx, dy)| {
            let q = Point::new(p.x + dx, p.y + dy);
            let s = stored_from_canvas * q;
            let b = box_from_canvas * q;
            let margin = |v: f64, end: f64| v > 4.0 && v < end - 4.0;
            margin(s.x, case.stored.width as f64)
                && margin(s.y, case.stored.height as f64)
                && inside_crop(s)
                && b.x > 0.0
                && b.y > 0.0
                && b.x < case.size.0
                && b.y < case.size.1
        })
    };
    let mut compared = 0;
    for i in 0..3 {
        let plane = frame.plane(i);
        for y in 0..plane.height {
            for x in 0..plane.width {
                let (x_luma, y_luma) = (x as f64, y as f64);
                let p = match i {
                    0 => Point::new(x_luma + 0.5, y_luma + 0.5),
                    _ => Point::new(2.0 * x_luma + 0.5, 2.0 * y_luma + 1.0),
                };
                if well_inside(p) {
                    let expected = ramp(stored_from_canvas * p)[i];
                    let got = plane.row(y)[x] as f64;
                    let off = libm::fabs(got - expected);
                    assert!(
                        off <= tolerance,
                        "{} {how}: plane {i} at {x},{y} is {got}, expected {expected}",
                        case.name
                    );
                    compared += 1;
                }
            }
        }
    }
    compared
}

fn sources(case: &Case, pool: &FramePool) -> Vec<(&'static str, SourcePicture)> {
    let video = |format| {
        SourcePicture::Video(SourceFrame {
            frame: stored(pool, case.stored, format),
            orientation: case.orientation,
            sar: case.sar,
            serial: next_serial(),
        })
    };
    let mut all = vec![
        ("4:2:0", video(PixelFormat::YUV420P)),
        ("4:2:2", video(PixelFormat::new(Subsampling::S422, 8, false))),
        ("4:4:4", video(PixelFormat::YUV444P)),
        ("with alpha", video(PixelFormat::YUVA420P)),
    ];
    if case.orientation == Orientation::UPRIGHT && case.sar == Rational::ONE {
        for opaque in [true, false] {
            let image =
                LayerImage { frame: stored(pool, case.stored, PixelFormat::YUVA444P), opaque, serial: next_serial() };
            all.push((if opaque { "opaque still" } else { "still" }, SourcePicture::Still(Arc::new(image))));
        }
    }
    all
}

/// A picture with alpha lends chroma to blocks of the canvas by the mean of four pixels: a quarter of a pixel to the right.
const MEAN: f64 = 0.5;
/// Samples are rounded when they are made, scaled, turned and averaged.
const ROUNDING: f64 = 1.4;

#[test]
fn every_path_puts_every_sample_in_its_place() {
    let pool = FramePool::unlimited();
    for case in cases() {
        let mut compared = 0;
        for (what, source) in sources(&case, &pool) {
            compared += compare(&case, what, case.draw(Vec::new()), &source, ROUNDING + MEAN);
            let effects = vec![ResolvedEffect::Blur(0.4)];
            compared += compare(&case, &format!("{what} blurred"), case.draw(effects), &source, ROUNDING + MEAN);
            let group = Step::Group(GroupStep {
                steps: vec![case.draw(Vec::new())],
                canvas_from_group: Affine::IDENTITY,
                size: (CANVAS.width as f64, CANVAS.height as f64),
                clip_radius: Some(0.0),
                opacity: 1.0,
                effects: Vec::new(),
            });
            compared += compare(&case, &format!("{what} in a group"), group, &source, ROUNDING + MEAN);
        }
        assert!(compared > 500, "{}: only {compared} samples compared", case.name);
    }
}

#[test]
fn transitions_between_equal_pictures_change_nothing() {
    let pool = FramePool::unlimited();
    for case in cases() {
        let (_, source) = &sources(&case, &pool)[0];
        let mut kinds = vec![(ResolvedTransition::Crossfade, 0.3), (ResolvedTransition::Wipe(Direction::Up, 0.2), 0.6)];
        for direction in [Direction::Left, Direction::Right, Direction::Up, Direction::Down] {
            kinds.push((ResolvedTransition::Slide(direction), 1.0));
            kinds.push((ResolvedTransition::Push(direction), 1.0));
        }
        for (kind, progress) in kinds {
            let step = Step::Transition(TransitionStep {
                from: (case.picture(), Vec::new()),
                to: (case.picture(), Vec::new()),
                kind,
                progress,
                size: case.size,
                placement: case.placement,
                opacity: 1.0,
                effects: Vec::new(),
            });
            let compared = compare(&case, &format!("{kind:?}"), step, source, ROUNDING + MEAN);
            assert!(compared > 100, "{}", case.name);
        }
    }
}
