use reelspeed_core::{
    ColorMatrix, ColorRange, ColorSpace, Flicks, FramePool, Orientation, PixelFormat, Size, Subsampling,
};
use reelspeed_model::Composition;
use reelspeed_render::{FrameSource, SourceFrame, SourcePicture};
use reelspeed_timeline::{ClipId, MediaFact, MediaFacts, Timeline};
use serde_json::json;

use crate::pattern::{Pattern, pattern_frame};

/// A chat story as the benchmarks measure it: two clips of 1920x1080 with a crossfade on a canvas of 1080x1920, a title and eight
/// bubbles that slide in; 20 s at 30 frames per second.
pub struct ChatStory {
    /// Resolved.
    pub timeline: Timeline,
    fact: MediaFact,
    clips: Vec<Vec<SourceFrame>>,
}

/// Different pictures in each clip; decoders lend no more at a time.
const PICTURES: u32 = 4;

impl ChatStory {
    /// When all bubbles rest and one clip is shown.
    pub const RESTING: f64 = 17.0;
    /// In the middle of the crossfade, with two bubbles.
    pub const CROSSFADE: f64 = 10.0;
    /// While a bubble slides in.
    pub const SLIDING: f64 = 11.1;

    /// Single layers that cost more than most, over the same clips: a name, and the layers as JSON.
    pub const DEAR_LAYERS: &[(&str, &str)] = &[
        ("cover", r#"[{"type":"video","src":"one.mp4"}]"#),
        ("contain", r#"[{"type":"video","src":"one.mp4","fit":"contain"}]"#),
        ("blurred fill", r#"[{"type":"video","src":"one.mp4","fit":"blurredFill"}]"#),
        ("full range BT.601", r#"[{"type":"video","src":"full601.mp4"}]"#),
        ("10 bits", r#"[{"type":"video","src":"tenbit.mp4"}]"#),
        ("turned source", r#"[{"type":"video","src":"turned.mp4"}]"#),
        ("brightness", r#"[{"type":"video","src":"one.mp4","effects":[{"type":"brightness","amount":1.2}]}]"#),
        ("blur", r#"[{"type":"video","src":"one.mp4","effects":[{"type":"blur","sigma":12}]}]"#),
        ("sharpen", r#"[{"type":"video","src":"one.mp4","effects":[{"type":"sharpen","amount":1}]}]"#),
        (
            "key over footage",
            r##"[{"type":"video","src":"two.mp4"},{"type":"video","src":"one.mp4","key":{"color":"#3060c0"}}]"##,
        ),
        ("rotated 10 degrees", r#"[{"type":"video","src":"one.mp4","transform":{"rotation":10}}]"#),
        (
            "group at half opacity",
            r#"[{"type":"group","transform":{"opacity":0.5},"layers":[{"type":"video","src":"one.mp4"}]}]"#,
        ),
        (
            "rounded clip",
            r#"[{"type":"group","clip":true,"clipRadius":80,"layers":[{"type":"video","src":"one.mp4"}]}]"#,
        ),
        (
            "wipe",
            r#"[{"type":"sequence","clips":[{"src":"one.mp4","trim":{"end":2}},
            {"src":"two.mp4","trim":{"end":2},"transition":{"type":"wipe","duration":1.9,"softness":0.2}}]}]"#,
        ),
    ];

    /// The story over synthetic clips.
    ///
    /// # Panics
    ///
    /// If it is not a valid composition; it is.
    pub fn new(pool: &FramePool) -> Self {
        Self::of_document(pool, Self::document())
    }

    /// The story as a document.
    pub fn document() -> serde_json::Value {
        document()
    }

    /// Other layers over the same clips; see [`Self::DEAR_LAYERS`].
    ///
    /// # Panics
    ///
    /// If they are no layers.
    pub fn of_layers(pool: &FramePool, layers: &str) -> Self {
        Self::of_document(pool, Self::document_of_layers(layers))
    }

    /// The document of [`Self::of_layers`].
    ///
    /// # Panics
    ///
    /// If they are no layers.
    pub fn document_of_layers(layers: &str) -> serde_json::Value {
        let layers: serde_json::Value = serde_json::from_str(layers).unwrap_or_else(|error| panic!("{error}"));
        json!({ "version": 1, "width": 1080, "height": 1920, "frameRate": 30, "duration": 2.0, "layers": layers })
    }

    fn of_document(pool: &FramePool, document: serde_json::Value) -> Self {
        let size = Size::new(1920, 1080);
        let fact = MediaFact::video(size, Flicks::from_secs(60.0));
        let composition: Composition = match serde_json::from_value(document) {
            Ok(composition) => composition,
            Err(error) => panic!("the chat story: {error}"),
        };
        let timeline = match Timeline::new(&composition, &Facts(fact)) {
            Ok(timeline) => timeline,
            Err(error) => panic!("the chat story: {error}"),
        };
        let clips = timeline.clips().iter().map(|clip| make_clip(&clip.src, size, pool)).collect();
        Self { timeline, fact, clips }
    }

    /// What is known of both clips.
    pub fn fact(&self) -> MediaFact {
        self.fact
    }
}

struct Facts(MediaFact);

impl MediaFacts for Facts {
    fn fact(&self, _: &str) -> Option<&MediaFact> {
        Some(&self.0)
    }
}

impl FrameSource for ChatStory {
    fn picture(&self, clip: ClipId, time: Flicks) -> Option<SourcePicture> {
        let frames = self.clips.get(clip.0 as usize)?;
        let index = (time.as_secs() * 30.0 + 0.01) as usize % frames.len();
        Some(SourcePicture::Video(frames[index].clone()))
    }
}

fn make_clip(src: &str, size: Size, pool: &FramePool) -> Vec<SourceFrame> {
    let color = match src {
        "full601.mp4" => {
            ColorSpace { matrix: ColorMatrix::Bt601, range: ColorRange::Full, ..ColorSpace::BT709_LIMITED }
        }
        _ => ColorSpace::BT709_LIMITED,
    };
    let depth = if src == "tenbit.mp4" { 10 } else { 8 };
    let format = PixelFormat::new(Subsampling::S420, depth, false);
    let pattern = if src == "two.mp4" { Pattern::Stripes } else { Pattern::Card };
    let orientation = if src == "turned.mp4" { Orientation::new(false, 1) } else { Orientation::UPRIGHT };
    let frame = |i| {
        let frame = pattern_frame(pattern, i, size, format, color, pool);
        SourceFrame { orientation, ..SourceFrame::upright(frame) }
    };
    (0..PICTURES).map(frame).collect()
}

fn document() -> serde_json::Value {
    let mut layers = vec![
        json!({ "type": "sequence", "clips": [
            { "src": "one.mp4", "trim": { "end": 10.5 } },
            { "src": "two.mp4", "trim": { "end": 10.5 }, "transition": { "type": "crossfade", "duration": 1.0 } },
        ]}),
        json!({ "type": "text", "text": "A chat story", "transform": { "position": [540, 150] },
            "style": { "fontSize": 84, "fontWeight": 700, "shadow": { "color": "#000000a0", "offset": [0, 4], "blur": 12 } } }),
    ];
    let lines = [
        "Hey, are you there?",
        "Yes, what is going on?",
        "You have to see this video right now, it is unbelievable",
        "Send it over",
        "Done. Watch it to the end!",
        "I am watching, wait a moment…",
        "And?",
        "How is this even possible, I do not believe a word of it",
    ];
    for (i, line) in lines.iter().enumerate() {
        let left = i % 2 == 0;
        let (x, from, anchor) = if left { (48.0, -700.0, 0.0) } else { (1032.0, 1780.0, 1.0) };
        let fill = if left { "#3a3a3c" } else { "#0a84ff" };
        let y = 320.0 + 180.0 * i as f64;
        layers.push(json!({
            "type": "text", "text": line, "start": 1.0 + 2.0 * i as f64, "maxWidth": 640,
            "style": { "fontSize": 44, "align": "left", "box": { "fill": fill, "padding": [36, 24], "radius": 48 } },
            "transform": { "anchor": [anchor, 0], "position": { "keyframes": [
                { "time": 0.0, "value": [from, y], "easing": "easeOutCubic" }, { "time": 0.4, "value": [x, y] } ] } },
        }));
    }
    json!({ "version": 1, "width": 1080, "height": 1920, "frameRate": 30, "duration": 20.0, "layers": layers })
}
