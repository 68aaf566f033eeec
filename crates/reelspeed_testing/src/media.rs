use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use reelspeed_core::{
    ColorMatrix, ColorRange, ColorSpace, Flicks, FrameDesc, FramePool, Orientation, PixelFormat, Rational, Size,
    Subsampling,
};
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::blend::scale_row;
use reelspeed_render::{FrameSource, LayerImage, SourceFrame, SourcePicture, next_serial};
use reelspeed_timeline::{ClipId, MediaFact, MediaFacts, Timeline};

use crate::pattern::{Pattern, pattern_frame};

/// What a synthetic file is like.
#[derive(Clone, Copy, Debug)]
struct Spec {
    name: &'static str,
    pattern: Pattern,
    size: Size,
    format: PixelFormat,
    color: ColorSpace,
    orientation: Orientation,
    sar: Rational,
    /// Frames per second; 0 for a still image.
    rate: u32,
    image: bool,
}

const FULL_601: ColorSpace =
    ColorSpace { matrix: ColorMatrix::Bt601, range: ColorRange::Full, ..ColorSpace::BT709_LIMITED };

const fn video(name: &'static str, pattern: Pattern, width: u32, height: u32) -> Spec {
    Spec {
        name,
        pattern,
        size: Size::new(width, height),
        format: PixelFormat::YUV420P,
        color: ColorSpace::BT709_LIMITED,
        orientation: Orientation::UPRIGHT,
        sar: Rational::ONE,
        rate: 10,
        image: false,
    }
}

const fn image(name: &'static str, pattern: Pattern, width: u32, height: u32, rate: u32) -> Spec {
    Spec { rate, image: true, format: PixelFormat::YUVA444P, ..video(name, pattern, width, height) }
}

/// The files that there are. Videos last 10 s at 10 frames per second.
const FILES: &[Spec] = &[
    video("landscape.mp4", Pattern::Card, 480, 270),
    video("portrait.mp4", Pattern::Stripes, 180, 320),
    video("big.mp4", Pattern::Card, 1280, 720),
    video("flat.mp4", Pattern::Flat, 64, 64),
    video("odd.webm", Pattern::Card, 161, 121),
    Spec { orientation: Orientation::new(false, 1), ..video("turned90.mp4", Pattern::Card, 320, 180) },
    Spec { orientation: Orientation::new(false, 2), ..video("turned180.mp4", Pattern::Card, 320, 180) },
    Spec { orientation: Orientation::new(true, 3), ..video("mirrored270.mp4", Pattern::Card, 320, 180) },
    Spec { sar: Rational { num: 4, den: 3 }, ..video("anamorphic.mp4", Pattern::Card, 240, 180) },
    Spec { color: FULL_601, ..video("full601.mp4", Pattern::Card, 320, 180) },
    Spec { format: PixelFormat::new(Subsampling::S422, 10, false), ..video("tenbit422.mov", Pattern::Card, 320, 180) },
    Spec { format: PixelFormat::YUV444P, ..video("full444.mp4", Pattern::Card, 320, 180) },
    Spec { format: PixelFormat::new(Subsampling::Gray, 8, false), ..video("gray.mp4", Pattern::Card, 320, 180) },
    Spec { format: PixelFormat::YUVA420P, ..video("alpha.webm", Pattern::Disc, 200, 200) },
    video("screen.mp4", Pattern::Screen, 320, 240),
    Spec {
        color: FULL_601,
        format: PixelFormat::new(Subsampling::S422, 10, false),
        ..video("screen601.mov", Pattern::Screen, 240, 180)
    },
    Spec { format: PixelFormat::YUV444P, ..video("screen444.mp4", Pattern::Screen, 160, 120) },
    image("screen.png", Pattern::Screen, 200, 150, 0),
    image("photo.jpg", Pattern::Card, 400, 300, 0),
    image("disc.png", Pattern::Disc, 120, 120, 0),
    image("anim.gif", Pattern::Stripes, 90, 60, 4),
];

/// Synthetic files: what a timeline asks of them and, once [`bound`](Self::bind) to one, their pictures.
pub struct TestMedia {
    pool: FramePool,
    facts: HashMap<&'static str, MediaFact>,
    clips: Vec<&'static Spec>,
    made: Mutex<HashMap<(&'static str, u32), SourcePicture>>,
}

impl TestMedia {
    /// All files; no timeline yet.
    pub fn new(pool: &FramePool) -> Self {
        let facts = FILES.iter().map(|spec| (spec.name, fact(spec))).collect();
        Self { pool: pool.clone(), facts, clips: Vec::new(), made: Mutex::default() }
    }

    /// Makes the clips of `timeline` the clips that [`FrameSource::picture`] knows.
    pub fn bind(&mut self, timeline: &Timeline) {
        let spec = |src: &str| FILES.iter().find(|spec| spec.name == src).expect("a file of the set");
        self.clips = timeline.clips().iter().map(|clip| spec(&clip.src)).collect();
    }

    fn make(&self, spec: &'static Spec, index: u32) -> SourcePicture {
        let frame = pattern_frame(spec.pattern, index, spec.size, spec.format, spec.color, &self.pool);
        if !spec.image {
            return SourcePicture::Video(SourceFrame {
                frame,
                orientation: spec.orientation,
                sar: spec.sar,
                serial: next_serial(),
            });
        }
        // Layer frames are premultiplied.
        let mut layer = reelspeed_core::Frame::alloc(&self.pool, FrameDesc::layer(spec.size)).expect("room");
        let alpha = frame.plane(3);
        for (i, mut plane) in layer.planes_mut().into_iter().flatten().flatten().enumerate() {
            for row in 0..plane.height {
                plane.row(row).copy_from_slice(frame.plane(i).row(row));
                if i < 3 {
                    scale_row(SimdLevel::SCALAR, plane.row(row), alpha.row(row));
                }
            }
        }
        let opaque = spec.pattern != Pattern::Disc;
        SourcePicture::Still(Arc::new(LayerImage { frame: Arc::new(layer), opaque, serial: next_serial() }))
    }
}

fn fact(spec: &Spec) -> MediaFact {
    let stretched = if spec.sar == Rational::ONE {
        spec.size
    } else {
        Size::new((spec.size.width as i64 * spec.sar.num / spec.sar.den) as u32, spec.size.height)
    };
    let size = spec.orientation.apply_to_size(stretched);
    if !spec.image {
        return MediaFact::video(size, Flicks::from_secs(10.0));
    }
    match spec.rate {
        0 => MediaFact::still(size),
        _ => MediaFact { duration: Some(Flicks::from_secs(1.0)), animated: true, ..MediaFact::still(size) },
    }
}

impl MediaFacts for TestMedia {
    fn fact(&self, src: &str) -> Option<&MediaFact> {
        self.facts.get(src)
    }
}

impl FrameSource for TestMedia {
    fn picture(&self, clip: ClipId, time: Flicks) -> Option<SourcePicture> {
        let spec = *self.clips.get(clip.0 as usize)?;
        let index = if spec.rate == 0 { 0 } else { (time.as_secs() * spec.rate as f64 + 1e-6) as u32 };
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        Some(made.entry((spec.name, index)).or_insert_with(|| self.make(spec, index)).clone())
    }
}
