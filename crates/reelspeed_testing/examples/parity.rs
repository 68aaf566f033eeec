//! Writes everything that a browser needs to render the scenes, and what must come out: documents, decoded planes, image files, sound,
//! and the digests of the native pictures and mixes.
//!
//! `cargo run -p reelspeed_testing --example parity -- FOLDER`

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use image::{DynamicImage, Frame as GifFrame, ImageFormat, RgbaImage};
use reelspeed_audio::{AudioBlock, AudioError, AudioInput, BufferInput, ChannelLayout, Mixer};
use reelspeed_core::{Flicks, FramePool};
use reelspeed_engine::compose_story;
use reelspeed_kernels::SimdLevel;
use reelspeed_model::request::{MessageAnimation, ReadReceipt, ReelSpeedVideoConfig, StoryMessage, StoryTemplate};
use reelspeed_model::{Composition, FontSource, IssueCode};
use reelspeed_render::{
    AnimatedImage, FontBytes, FontFiles, FrameSource, SourcePicture, decode_image, gather_fonts, to_rgba,
};
use reelspeed_testing::{
    ChatStory, Scene, TestMedia, fonts_folder, scenes, tight_planes, web_color, web_format, word_digest,
};
use reelspeed_text::DefaultFace;
use reelspeed_timeline::{ClipId, ClipKind, DisplayList, MediaFact, MediaFacts, PreviewScale, Timeline};
use serde_json::{Value, json};

/// Preview scales that are compared too.
const SCALES: [f64; 2] = [0.5, 0.33];

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("a folder to write to"));
    let Some(fonts) = fonts_folder() else { panic!("no folder for fonts; see scripts/fonts.sh") };
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder that can be made");
    let mut writer = Writer { folder: folder.clone(), fonts: fonts.clone(), written: BTreeMap::new() };
    let mut all: Vec<Value> = scenes().iter().map(|scene| writer.scene(scene)).collect();
    all.push(writer.chat_story());
    all.extend(StoryTemplate::ALL.map(|template| writer.story(template)));
    let manifest = json!({ "fonts": fonts, "scenes": all, "sound": writer.sound() });
    let text = serde_json::to_string(&manifest).expect("JSON");
    fs::write(folder.join("manifest.json"), text).expect("a file that can be written");
    println!("{} scenes in {}", all.len(), folder.display());
}

struct Writer {
    folder: PathBuf,
    fonts: PathBuf,
    /// Files by their content.
    written: BTreeMap<String, String>,
}

/// The default set as a server has it: every face of a family that is added.
struct Folder<'a>(&'a Path);

impl FontFiles for Folder<'_> {
    fn named(&mut self, font: &FontSource) -> Result<FontBytes, (IssueCode, String)> {
        Err((IssueCode::MissingFile, font.src.clone()))
    }

    fn standard(&mut self, face: &DefaultFace) -> Option<Result<FontBytes, String>> {
        let path = self.0.join(face.file);
        Some(fs::read(&path).map(FontBytes::Owned).map_err(|e| format!("{path:?}: {e}; run scripts/fonts.sh")))
    }
}

/// Videos from elsewhere, images from their files.
struct Pictures<'a> {
    timeline: &'a Timeline,
    videos: &'a dyn FrameSource,
    images: &'a HashMap<String, Arc<[u8]>>,
}

impl FrameSource for Pictures<'_> {
    fn picture(&self, clip: ClipId, time: Flicks) -> Option<SourcePicture> {
        let Some(bytes) = self.images.get(&self.timeline.clip(clip)?.src) else {
            return self.videos.picture(clip, time);
        };
        Some(SourcePicture::Still(decoded(bytes).picture(time).ok()?))
    }
}

/// A document without videos.
struct Nothing;

impl FrameSource for Nothing {
    fn picture(&self, _: ClipId, _: Flicks) -> Option<SourcePicture> {
        None
    }
}

fn decoded(bytes: &Arc<[u8]>) -> AnimatedImage {
    decode_image(Arc::clone(bytes), &FramePool::unlimited()).expect("an image that was written here")
}

impl Writer {
    fn file(&mut self, bytes: &[u8]) -> String {
        let digest = word_digest(bytes);
        if let Some(name) = self.written.get(&digest) {
            return name.clone();
        }
        let name = format!("{digest}.bin");
        fs::write(self.folder.join(&name), bytes).expect("a file that can be written");
        self.written.insert(digest, name.clone());
        name
    }

    fn scene(&mut self, scene: &Scene) -> Value {
        let pool = FramePool::unlimited();
        let (timeline, media) = scene.open(&pool);
        let composition = scene.composition();
        let mut images = HashMap::new();
        for clip in timeline.clips().iter().filter(|clip| clip.kind != ClipKind::Video) {
            images.entry(clip.src.clone()).or_insert_with(|| image_file(&media, clip.id, &clip.src));
        }
        // Image files have their own sizes and durations.
        let facts: BTreeMap<String, MediaFact> = timeline
            .clips()
            .iter()
            .filter_map(|clip| {
                let fact = match images.get(&clip.src) {
                    Some(bytes) => image_fact(bytes),
                    None => *media.fact(&clip.src)?,
                };
                Some((clip.src.clone(), fact))
            })
            .collect();
        let timeline = Timeline::new(&composition, &facts).expect("a scene that resolves");
        let frames = Scene::frames(&timeline);
        self.compared(scene.name, &composition, &timeline, &facts, &images, &media, &frames)
    }

    fn chat_story(&mut self) -> Value {
        let pool = FramePool::unlimited();
        let story = ChatStory::new(&pool);
        let composition: Composition = serde_json::from_value(ChatStory::document()).expect("the chat story");
        let clips = story.timeline.clips().iter();
        let facts = clips.map(|clip| (clip.src.clone(), story.fact())).collect();
        let times = [ChatStory::SLIDING, ChatStory::CROSSFADE, ChatStory::RESTING];
        let frames = times.map(|secs| story.timeline.frame_at(Flicks::from_secs(secs)));
        self.compared("chat_story", &composition, &story.timeline, &facts, &HashMap::new(), &story, &frames)
    }

    /// A chat story, which the browser makes a composition of by itself.
    fn story(&mut self, template: StoryTemplate) -> Value {
        let message = |text: &str, sender: &str| StoryMessage {
            text: text.into(),
            sender: Some(sender.into()),
            audio_duration: Some(0.6),
            reaction: (sender == "Mia").then(|| "😂".into()),
            timestamp: Some("21:04".into()),
            read_receipt: Some(ReadReceipt::Read),
            ..StoryMessage::default()
        };
        let messages = vec![
            message("so remember the guy from the coffee shop?", "Mia"),
            message("the one with the dog", "me"),
            message("💀", "me"),
            message("It isn't even his. He borrows it to meet people.", "Mia"),
        ];
        let mut config = ReelSpeedVideoConfig { messages, template, ..ReelSpeedVideoConfig::default() };
        config.video_settings.resolution = "360x640".into();
        config.chat_overlay.keyboard = template == StoryTemplate::ImessageDark;
        config.animation_settings.message_animation_type = match template {
            StoryTemplate::ModernDark => MessageAnimation::Pop,
            StoryTemplate::ImessageLight => MessageAnimation::Bounce,
            StoryTemplate::Terminal => MessageAnimation::Typewriter,
            _ => MessageAnimation::Slide,
        };
        let composition = compose_story(&config, Path::new(""), None).expect("a story that can be told");
        let facts = BTreeMap::new();
        let timeline = Timeline::new(&composition, &facts).expect("a story that resolves");
        let times = [1.3, 3.0, timeline.duration().as_secs() - 0.1];
        let frames = times.map(|secs| timeline.frame_at(Flicks::from_secs(secs)));
        let nothing = HashMap::new();
        let videos = Pictures { timeline: &timeline, videos: &Nothing, images: &nothing };
        let name = format!("story_{}", template.name());
        let mut compared = self.compared(&name, &composition, &timeline, &facts, &nothing, &videos, &frames);
        compared["composition"] = compared["document"].take();
        compared["document"] = json!({ "reelspeed": config });
        compared
    }

    #[allow(clippy::too_many_arguments, reason = "a scene, taken apart")]
    fn compared(
        &mut self,
        name: &str,
        composition: &Composition,
        timeline: &Timeline,
        facts: &BTreeMap<String, MediaFact>,
        images: &HashMap<String, Arc<[u8]>>,
        videos: &dyn FrameSource,
        frames: &[u64],
    ) -> Value {
        let gathered = gather_fonts(composition, &mut Folder(&self.fonts));
        assert!(gathered.issues.is_empty() && gathered.warnings.is_empty(), "{name}: {gathered:?}");
        let pool = FramePool::unlimited();
        let pictures = Pictures { timeline, videos, images };
        let render = |list: &DisplayList| {
            let mut renderer = Scene::renderer(&pool, &gathered.library, SimdLevel::detected(), false);
            renderer.render(list, &pictures).unwrap_or_else(|e| panic!("{name}: {e}"))
        };
        let mut shown = Vec::new();
        for (i, &frame) in frames.iter().enumerate() {
            let list = timeline.display_list(frame);
            let rendered = render(&list);
            let mut scaled = Vec::new();
            // One moment is enough for the previews.
            for scale in SCALES.iter().filter(|_| i == 1) {
                let mut small = list.clone();
                small.shrink(PreviewScale::new(*scale));
                let yuv = word_digest(&tight_planes(&render(&small)));
                scaled.push(
                    json!({ "scale": scale, "width": small.size.width, "height": small.size.height, "yuv": yuv }),
                );
            }
            let mut fed = Vec::new();
            for (clip, time) in list.pictures() {
                if let Some(SourcePicture::Video(picture)) = pictures.picture(clip, time) {
                    fed.push(json!({
                        "clip": clip.0,
                        "timeFlicks": time.0 as f64,
                        "file": self.file(&tight_planes(&picture.frame)),
                        "width": picture.frame.size().width,
                        "height": picture.frame.size().height,
                        "format": web_format(&picture.frame),
                        "color": web_color(picture.frame.color()),
                        "rotation": picture.orientation.degrees(),
                        "mirrored": picture.orientation.mirrored,
                        "sar": [picture.sar.num, picture.sar.den],
                    }));
                }
            }
            shown.push(json!({
                "frame": frame,
                "pictures": fed,
                "yuv": word_digest(&tight_planes(&rendered)),
                "rgba": word_digest(&to_rgba(&rendered)),
                "scaled": scaled,
            }));
        }
        let media: Vec<Value> = facts
            .iter()
            .map(|(src, fact)| match images.get(src) {
                Some(bytes) => json!({ "src": src, "image": self.file(bytes) }),
                None => json!({ "src": src, "fact": {
                    "width": fact.size.width,
                    "height": fact.size.height,
                    "durationFlicks": fact.duration.map(|d| d.0 as f64),
                    "hasVideo": fact.has_video,
                    "hasAudio": fact.has_audio,
                } }),
            })
            .collect();
        json!({ "name": name, "document": composition, "media": media, "frames": shown })
    }

    /// A track that loops and a voice at another rate, as the mixer of a server gives them.
    fn sound(&mut self) -> Value {
        let document = json!({
            "version": 1, "width": 64, "height": 64, "duration": 4,
            "audio": [
                { "src": "music", "loop": true, "volume": 0.9, "trim": { "start": 0.25, "end": 1.5 }, "fadeOut": { "duration": 1 } },
                { "src": "voice", "start": 1.3, "speed": 1.25 },
            ],
        });
        let composition: Composition = serde_json::from_value(document).expect("a composition");
        let files: BTreeMap<&str, (u32, usize, usize)> =
            BTreeMap::from([("music", (44_100, 2, 132_300)), ("voice", (24_000, 1, 60_000))]);
        let sample = |c: usize, n: usize| ((n * 7919 + c * 104_729) % 2001) as f32 / 1500.0 - 0.667;
        let planes = |src: &str| {
            let (_, channels, frames) = files[src];
            (0..channels).flat_map(|c| (0..frames).map(move |n| sample(c, n))).collect::<Vec<f32>>()
        };
        let facts: BTreeMap<String, MediaFact> = files
            .iter()
            .map(|(src, (rate, _, frames))| {
                ((*src).to_owned(), MediaFact::sound(Flicks::from_samples(*frames as i64, *rate)))
            })
            .collect();
        let timeline = Timeline::new(&composition, &facts).expect("a composition that resolves");
        let plan = timeline.audio_plan();
        let mut open = |clip: usize| -> Result<Box<dyn AudioInput>, AudioError> {
            let clip = &plan[clip];
            let (rate, channels, frames) = files[clip.src.as_str()];
            let from = clip.source_start.to_samples(rate) as usize;
            let to = clip.source_end.map_or(frames, |end| end.to_samples(rate) as usize);
            let (all, mut part) = (planes(&clip.src), AudioBlock::new(channels, to - from));
            for c in 0..channels {
                part.channel_mut(c).copy_from_slice(&all[c * frames..][from..to]);
            }
            let input = BufferInput::new(ChannelLayout::guess(channels)?, rate, part)?;
            Ok(if clip.looped { Box::new(reelspeed_audio::LoopingInput::new(input, None)) } else { Box::new(input) })
        };
        let mut mixer = Mixer::of_timeline(plan, timeline.duration(), 48_000, ChannelLayout::STEREO, 0).expect("a mix");
        let mut block = AudioBlock::new(2, mixer.length_samples() as usize);
        mixer.mix_block(&mut open, &mut block).expect("a mix");
        let mut mixed = Vec::new();
        block.interleave_into(&mut mixed);
        let bytes = |samples: &[f32]| samples.iter().flat_map(|s| s.to_le_bytes()).collect::<Vec<u8>>();
        let media: Vec<Value> = files
            .iter()
            .map(|(src, (rate, channels, frames))| {
                let duration = facts[*src].duration.map(|d| d.0 as f64);
                let fact = json!({ "durationFlicks": duration, "hasAudio": true });
                json!({ "src": src, "rate": rate, "channels": channels, "frames": frames, "fact": fact,
                    "file": self.file(&bytes(&planes(src))) })
            })
            .collect();
        json!({ "document": composition, "media": media, "mix": word_digest(&bytes(&mixed)), "samples": mixed.len() })
    }
}

/// A synthetic image as the file that a document would name.
fn image_file(media: &TestMedia, clip: ClipId, src: &str) -> Arc<[u8]> {
    let at = |secs: f64| -> RgbaImage {
        let Some(SourcePicture::Still(image)) = media.picture(clip, Flicks::from_secs(secs)) else { panic!("{src}") };
        let size = image.frame.size();
        RgbaImage::from_raw(size.width, size.height, to_rgba(&image.frame)).expect("a whole picture")
    };
    let mut bytes = std::io::Cursor::new(Vec::new());
    if src.ends_with(".gif") {
        let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
        let delay = image::Delay::from_numer_denom_ms(250, 1);
        let frames = (0..4).map(|i| GifFrame::from_parts(at(f64::from(i) * 0.25), 0, 0, delay));
        encoder.encode_frames(frames).expect("a GIF");
    } else if src.ends_with(".jpg") {
        let photo = DynamicImage::ImageRgba8(at(0.0)).into_rgb8();
        photo.write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG");
    } else {
        at(0.0).write_to(&mut bytes, ImageFormat::Png).expect("a PNG");
    }
    bytes.into_inner().into()
}

fn image_fact(bytes: &Arc<[u8]>) -> MediaFact {
    let image = decoded(bytes);
    let still = MediaFact::still(image.size());
    if image.is_animated() { MediaFact { duration: Some(image.duration()), animated: true, ..still } } else { still }
}
