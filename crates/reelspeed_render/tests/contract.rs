//! What a renderer promises beside its pixels: errors, identity of unchanged frames, memory, and calm in the face of nonsense.

use std::collections::HashMap;
use std::sync::Arc;

use reelspeed_core::{
    Affine, ColorSpace, ErrorCode, Flicks, Frame, FrameDesc, FramePool, Orientation, PixelFormat, Point, Rational,
    Rect, Rgba8, Size, Subsampling,
};
use reelspeed_model::{ChromaKey, Color, CornerRadii, Direction, Fit, Geometry, Paint, Shadow, Stroke, TextStyle};
use reelspeed_render::{
    FrameSource, LayerImage, RenderError, Renderer, RendererConfig, SourceFrame, SourcePicture, next_serial, to_rgba,
};
use reelspeed_text::FontLibrary;
use reelspeed_timeline::{
    ClipId, Content, DisplayList, Draw, GroupStep, Picture, Placement, ResolvedEffect, ResolvedTransition,
    ShapeContent, Step, TextContent, TransitionStep,
};

#[derive(Default)]
struct Source(HashMap<ClipId, SourcePicture>);

impl FrameSource for Source {
    fn picture(&self, clip: ClipId, _: Flicks) -> Option<SourcePicture> {
        self.0.get(&clip).cloned()
    }
}

fn filled(pool: &FramePool, desc: FrameDesc, value: u8) -> Arc<Frame> {
    let mut frame = Frame::alloc(pool, desc).unwrap();
    for plane in frame.planes_mut().unwrap().into_iter().flatten() {
        // For 16-bit samples of up to 10 bits only the low bits may be set.
        let bytes = desc.format.bytes_per_sample();
        plane
            .data
            .iter_mut()
            .enumerate()
            .for_each(|(i, v)| *v = if bytes == 2 && i % 2 == 1 { value & 3 } else { value });
    }
    Arc::new(frame)
}

fn video(pool: &FramePool, size: Size, value: u8) -> SourcePicture {
    SourcePicture::Video(SourceFrame::upright(filled(pool, FrameDesc::working(size), value)))
}

fn placement(x: f64, y: f64) -> Placement {
    Placement {
        canvas_from_parent: Affine::IDENTITY,
        position: Point::new(x, y),
        anchor: Point::new(0.5, 0.5),
        scale: (1.0, 1.0),
        rotation: 0.0,
    }
}

fn picture(clip: u32, time: i64, size: (f64, f64)) -> Picture {
    let crop = Rect::new(0.0, 0.0, 1.0, 1.0);
    Picture { clip: ClipId(clip), time: Flicks(time), size, fit: Fit::Cover, crop, key: None }
}

fn draw(content: Content, placement: Placement) -> Step {
    Step::Draw(Draw { content, placement, opacity: 1.0, effects: Vec::new() })
}

fn rect(width: f64, height: f64, color: Rgba8) -> Content {
    let radius = CornerRadii::All(0.0).into();
    let geometry = Geometry::Rect { width: width.into(), height: height.into(), radius };
    Content::Shape(Arc::new(ShapeContent {
        geometry,
        fill: Some(Paint::Solid(Color(color))),
        stroke: None,
        shadow: None,
    }))
}

fn list(size: Size, steps: Vec<Step>) -> DisplayList {
    DisplayList { size, background: Arc::new(Paint::Solid(Color(Rgba8::rgb(10, 20, 30)))), steps }
}

fn renderer(pool: &FramePool) -> Renderer {
    Renderer::new(RendererConfig::new(pool.clone(), FontLibrary::new()))
}

const CANVAS: Size = Size::new(64, 96);

#[test]
fn renderers_can_go_to_another_thread() {
    fn assert_send<T: Send>() {}
    assert_send::<Renderer>();
    assert_send::<RenderError>();
    assert_send::<reelspeed_render::AnimatedImage>();
}

#[test]
fn an_empty_list_is_its_background() {
    let pool = FramePool::unlimited();
    let frame = renderer(&pool).render(&list(CANVAS, Vec::new()), &Source::default()).unwrap();
    assert_eq!(frame.desc(), FrameDesc::working(CANVAS));
    let yuv = Rgba8::rgb(10, 20, 30).to_yuv();
    for (i, value) in [yuv.y, yuv.cb, yuv.cr].into_iter().enumerate() {
        let plane = frame.plane(i);
        assert!((0..plane.height).all(|y| plane.row(y).iter().all(|&v| v == value)));
    }
    let rgba = to_rgba(&frame);
    assert_eq!(rgba.len(), 64 * 96 * 4);
    assert!(rgba.chunks(4).all(|p| p[0].abs_diff(10) < 3 && p[1].abs_diff(20) < 3 && p[3] == 255));
}

#[test]
fn sizes_and_missing_pictures_are_errors() {
    let pool = FramePool::unlimited();
    let mut renderer = renderer(&pool);
    for size in [Size::new(0, 10), Size::new(63, 96), Size::new(64, 95), Size::new(20_000, 2)] {
        let error = renderer.render(&list(size, Vec::new()), &Source::default()).unwrap_err();
        assert!(matches!(error, RenderError::CanvasSize { size: s } if s == size), "{error}");
        assert_eq!(error.code(), ErrorCode::InvalidArgument);
    }
    let steps = vec![draw(Content::Picture(picture(7, 123, (64.0, 96.0))), placement(32.0, 48.0))];
    let error = renderer.render(&list(CANVAS, steps), &Source::default()).unwrap_err();
    let expected = (ClipId(7), Flicks(123));
    assert!(matches!(error, RenderError::MissingPicture { clip, time } if (clip, time) == expected));
    // Still usable.
    renderer.render(&list(CANVAS, Vec::new()), &Source::default()).unwrap();
}

#[test]
fn a_pool_without_room_is_an_error_and_not_the_end() {
    let pool = FramePool::new(20_000, 0);
    let mut renderer = renderer(&pool);
    let small = list(CANVAS, Vec::new());
    renderer.render(&small, &Source::default()).unwrap();
    let error = renderer.render(&list(Size::new(640, 480), Vec::new()), &Source::default()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MemoryBudget);
    renderer.render(&small, &Source::default()).unwrap();
}

#[test]
fn the_same_pictures_at_other_times_are_the_same_frame() {
    let pool = FramePool::unlimited();
    let mut renderer = renderer(&pool);
    let source = Source(HashMap::from([(ClipId(0), video(&pool, Size::new(32, 32), 90))]));
    let at = |time| list(CANVAS, vec![draw(Content::Picture(picture(0, time, (64.0, 96.0))), placement(32.0, 48.0))]);
    let a = renderer.render(&at(0), &source).unwrap();
    let b = renderer.render(&at(1000), &source).unwrap();
    assert!(Arc::ptr_eq(&a, &b));
    let other = Source(HashMap::from([(ClipId(0), video(&pool, Size::new(32, 32), 91))]));
    let c = renderer.render(&at(1000), &other).unwrap();
    assert!(!Arc::ptr_eq(&a, &c));
    assert_eq!((a.plane(0).row(9)[9], c.plane(0).row(9)[9]), (90, 91));
    assert_eq!(renderer.stats().unchanged, 1);
}

#[test]
fn a_beginning_that_rests_is_kept_and_changes_no_pixel() {
    let pool = FramePool::unlimited();
    let size = Size::new(320, 480);
    let mut kept = renderer(&pool);
    let mut steps: Vec<Step> = (0..6)
        .map(|i| draw(rect(300.0, 300.0, Rgba8 { r: 40 * i, g: 200, b: 90, a: 99 }), placement(160.0, 200.0)))
        .collect();
    steps.push(draw(rect(30.0, 30.0, Rgba8::WHITE), placement(0.0, 0.0)));
    for i in 0..8 {
        if let Some(Step::Draw(last)) = steps.last_mut() {
            last.placement.position.x = 20.0 + 10.3 * i as f64;
        }
        let list = list(size, steps.clone());
        let a = kept.render(&list, &Source::default()).unwrap();
        let b = renderer(&pool).render(&list, &Source::default()).unwrap();
        assert_eq!(to_rgba(&a), to_rgba(&b), "frame {i}");
    }
    let stats = kept.stats();
    assert!(stats.from_prefix >= 4, "{stats:?}");
    assert!(stats.steps_reused >= 6 * 7, "{stats:?}");
}

#[test]
fn released_memory_goes_back_to_the_pool() {
    let pool = FramePool::new(1 << 30, 0);
    let mut renderer = Renderer::new(RendererConfig {
        sprite_cache_bytes: 0,
        ..RendererConfig::new(pool.clone(), FontLibrary::new())
    });
    let steps = || {
        let mut group = GroupStep {
            steps: vec![draw(rect(40.0, 40.0, Rgba8::WHITE), placement(30.0, 30.0))],
            canvas_from_group: Affine::IDENTITY,
            size: (64.0, 96.0),
            clip_radius: Some(9.0),
            opacity: 0.5,
            effects: vec![ResolvedEffect::Blur(3.0)],
        };
        group.steps.push(draw(
            Content::Picture(picture(0, 0, (30.0, 20.0))),
            Placement { rotation: 30.0, ..placement(40.0, 40.0) },
        ));
        vec![Step::Group(group)]
    };
    let source = Source(HashMap::from([(ClipId(0), video(&pool, Size::new(32, 32), 90))]));
    let before = pool.ledger().in_use_bytes;
    let frame = renderer.render(&list(CANVAS, steps()), &source).unwrap();
    drop(frame);
    renderer.release_frames();
    assert_eq!(pool.ledger().in_use_bytes, before);
}

struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn unit(&mut self) -> f64 {
        self.below(10_001) as f64 / 10_000.0
    }

    /// Mostly sane numbers up to `size`, sometimes absurd ones.
    fn number(&mut self, size: f64) -> f64 {
        match self.below(24) {
            0 => 0.0,
            1 => -self.unit() * size,
            2 => 1e9,
            3 => -1e12,
            4 => f64::NAN,
            5 => f64::INFINITY,
            6 => 1e-9,
            7 => libm::floor(self.unit() * size),
            8 => libm::floor(self.unit() * size) + 0.5,
            _ => self.unit() * size,
        }
    }

    fn effects(&mut self) -> Vec<ResolvedEffect> {
        let count = self.below(5).saturating_sub(2);
        (0..count)
            .map(|_| match self.below(6) {
                0 => ResolvedEffect::Brightness(self.number(4.0)),
                1 => ResolvedEffect::Contrast(self.number(4.0)),
                2 => ResolvedEffect::Saturation(self.number(4.0)),
                3 => ResolvedEffect::Hue(self.number(360.0)),
                4 => ResolvedEffect::Blur(self.number(12.0)),
                _ => ResolvedEffect::Sharpen { amount: self.number(4.0), sigma: self.number(5.0) },
            })
            .collect()
    }

    fn placement(&mut self) -> Placement {
        Placement {
            canvas_from_parent: match self.below(4) {
                0 => Affine {
                    a: self.number(2.0),
                    b: self.number(1.0),
                    c: self.number(1.0),
                    d: self.number(2.0),
                    e: self.number(60.0),
                    f: self.number(60.0),
                },
                _ => Affine::IDENTITY,
            },
            position: Point::new(self.number(64.0), self.number(96.0)),
            anchor: Point::new(self.number(1.0), self.number(1.0)),
            scale: (self.number(2.0), self.number(2.0)),
            rotation: if self.below(2) == 0 { 0.0 } else { self.number(360.0) },
        }
    }

    fn picture(&mut self, clips: u64) -> Picture {
        let (x, y) = (self.unit() * 0.9, self.unit() * 0.9);
        Picture {
            clip: ClipId(self.below(clips) as u32),
            time: Flicks(0),
            size: (self.number(90.0), self.number(90.0)),
            fit: [Fit::Cover, Fit::Contain, Fit::Fill, Fit::BlurredFill][self.below(4) as usize],
            crop: Rect::new(x, y, (1.0 - x) * self.unit().max(0.01), (1.0 - y) * self.unit().max(0.01)),
            key: (self.below(4) == 0).then(|| self.key()),
        }
    }

    fn key(&mut self) -> ChromaKey {
        let color = Color(Rgba8::rgb(self.next() as u8, self.next() as u8, self.next() as u8));
        ChromaKey { color, similarity: self.unit(), smoothness: self.unit(), spill: self.unit() }
    }

    fn shape(&mut self) -> Content {
        let geometry = match self.below(3) {
            0 => Geometry::Ellipse { width: self.number(80.0).into(), height: self.number(80.0).into() },
            1 => {
                let (from, to) = ([self.number(50.0), 0.0], [self.number(50.0), self.number(50.0)]);
                Geometry::Line { from: from.into(), to: to.into() }
            }
            _ => {
                let radius = CornerRadii::All(self.number(20.0)).into();
                Geometry::Rect { width: self.number(80.0).into(), height: self.number(80.0).into(), radius }
            }
        };
        let color =
            Color(Rgba8 { r: self.next() as u8, g: self.next() as u8, b: self.next() as u8, a: self.next() as u8 });
        Content::Shape(Arc::new(ShapeContent {
            geometry,
            fill: Some(Paint::Solid(color)),
            stroke: (self.below(2) == 0).then(|| Stroke { color, width: self.number(9.0).into() }),
            shadow: (self.below(4) == 0).then(|| Shadow {
                color,
                offset: [2.0, 3.0].into(),
                blur: self.number(9.0).into(),
            }),
        }))
    }

    fn step(&mut self, clips: u64, depth: u32) -> Step {
        let opacity = self.number(1.0);
        match self.below(if depth > 2 { 6 } else { 9 }) {
            0..3 => Step::Draw(Draw {
                content: Content::Picture(self.picture(clips)),
                placement: self.placement(),
                opacity,
                effects: self.effects(),
            }),
            3..5 => Step::Draw(Draw {
                content: self.shape(),
                placement: self.placement(),
                opacity,
                effects: self.effects(),
            }),
            5..7 => {
                let direction =
                    [Direction::Left, Direction::Right, Direction::Up, Direction::Down][self.below(4) as usize];
                let size = (self.number(90.0), self.number(90.0));
                let side = |dice: &mut Self| {
                    let effects = dice.effects();
                    (Picture { size, ..dice.picture(clips) }, effects)
                };
                Step::Transition(TransitionStep {
                    from: side(self),
                    to: side(self),
                    kind: match self.below(5) {
                        0 => ResolvedTransition::Crossfade,
                        1 => ResolvedTransition::FadeThrough(Rgba8 { r: 1, g: 2, b: 3, a: self.next() as u8 }),
                        2 => ResolvedTransition::Slide(direction),
                        3 => ResolvedTransition::Push(direction),
                        _ => ResolvedTransition::Wipe(direction, self.number(1.0)),
                    },
                    progress: self.number(1.0),
                    size,
                    placement: self.placement(),
                    opacity,
                    effects: self.effects(),
                })
            }
            _ => Step::Group(GroupStep {
                steps: (0..self.below(4)).map(|_| self.step(clips, depth + 1)).collect(),
                canvas_from_group: self.placement().canvas_from_layer(50.0, 50.0),
                size: (self.number(64.0), self.number(96.0)),
                clip_radius: (self.below(2) == 0).then(|| self.number(20.0)),
                opacity,
                effects: self.effects(),
            }),
        }
    }
}

/// Pictures of many kinds.
fn zoo(pool: &FramePool) -> Source {
    let mut pictures = Vec::new();
    for (i, subsampling) in
        [Subsampling::S420, Subsampling::S422, Subsampling::S444, Subsampling::Gray].into_iter().enumerate()
    {
        for (depth, alpha) in [(8, false), (10, false), (8, true)] {
            for size in [Size::new(1, 1), Size::new(33, 17), Size::new(64, 48)] {
                let format = PixelFormat::new(subsampling, depth, alpha);
                let frame = filled(pool, FrameDesc { format, size, color: ColorSpace::BT709_LIMITED }, 100);
                pictures.push(SourcePicture::Video(SourceFrame {
                    orientation: Orientation::new(i % 2 == 1, i as u8),
                    sar: [Rational::ONE, Rational::new(4, 3), Rational::new(0, 1)][i % 3],
                    ..SourceFrame::upright(frame)
                }));
            }
        }
    }
    for opaque in [false, true] {
        let frame = filled(pool, FrameDesc::layer(Size::new(21, 40)), if opaque { 255 } else { 77 });
        pictures.push(SourcePicture::Still(Arc::new(LayerImage { frame, opaque, serial: next_serial() })));
    }
    Source((0..).map(ClipId).zip(pictures).collect())
}

#[test]
fn nonsense_is_drawn_or_refused_but_never_panics() {
    let pool = FramePool::unlimited();
    let source = zoo(&pool);
    let clips = source.0.len() as u64;
    let mut kept = renderer(&pool);
    let (mut drawn, mut refused) = (0, 0);
    for seed in 0..600 {
        let mut dice = Dice(seed * 7919 + 1);
        let steps = (0..1 + dice.below(4)).map(|_| dice.step(clips, 0)).collect();
        let list = list(CANVAS, steps);
        match (kept.render(&list, &source), renderer(&pool).render(&list, &source)) {
            (Ok(a), Ok(b)) => {
                drawn += 1;
                assert!(to_rgba(&a) == to_rgba(&b), "seed {seed}: the caches change the picture\n{list:#?}");
            }
            (Err(a), Err(b)) => {
                refused += 1;
                assert_eq!(a.to_string(), b.to_string(), "seed {seed}");
            }
            (a, b) => panic!("seed {seed}: {:?} and {:?}", a.err(), b.err()),
        }
    }
    assert!(drawn > 300, "{drawn} drawn, {refused} refused");
}

#[test]
fn a_text_without_fonts_says_so() {
    let pool = FramePool::unlimited();
    let text = TextContent::new("Hello", TextStyle::default(), 100.0);
    let steps = vec![draw(Content::Text(Arc::new(text)), placement(32.0, 48.0))];
    let error = renderer(&pool).render(&list(CANVAS, steps), &Source::default()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MissingFont);
    assert!(error.to_string().contains("Hello"), "{error}");
}
