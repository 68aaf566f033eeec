//! A document, its fonts and pictures, and the compositor: what the class `Stage` is made of, without JavaScript.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use reelspeed_core::{Flicks, Frame, FramePool, Orientation, Rational, Size};
use reelspeed_model::preview::{
    FontRequirement, MediaRequirement, MediaUse, MissingFontFile, StageClip, StageClipKind, StageInfo,
    StageRequirements, StageStats, VideoColor,
};
use reelspeed_model::{Composition, DocumentErrors, MediaKind};
use reelspeed_render::{FrameSource, Renderer, RendererConfig, SourceFrame, SourcePicture, next_serial, to_rgba_into};
use reelspeed_timeline::{ClipId, ClipKind, ClipUse, DisplayList, PreviewScale, Timeline};

use crate::color;
use crate::document::Document;
use crate::failure::{Failure, Outcome};
use crate::feed::Incoming;
use crate::fonts::FontShelf;
use crate::media::MediaShelf;

/// The most bytes of frames: a browser gives a module 4 GiB at the most, and fonts and images want some of them.
const FRAME_BYTES: u64 = 2 << 30;

/// Bytes of frames that are kept for use again.
const FRAME_CACHE_BYTES: u64 = 64 << 20;

/// Bytes of drawn sprites.
const SPRITE_CACHE_BYTES: u64 = 96 << 20;

/// See the module.
pub(crate) struct Preview {
    pool: FramePool,
    document: Document,
    /// What is drawn; of a story as far as it is known.
    composition: Composition,
    fonts: FontShelf,
    media: MediaShelf,
    /// What compiling made; `None` before, and after something changed.
    compiled: Option<Compiled>,
    /// Stays while the fonts do: its sprites serve the next document too.
    renderer: Option<Renderer>,
    scale: PreviewScale,
    incoming: Option<Incoming>,
    fed: HashMap<u32, SourceFrame>,
    list: DisplayList,
    frame: Option<Arc<Frame>>,
    yuv: Vec<u8>,
    rgba: Vec<u8>,
    /// Whether `yuv` and `rgba` are those of `frame`.
    copied: (bool, bool),
}

struct Compiled {
    timeline: Timeline,
    warnings: Vec<String>,
}

impl Preview {
    pub(crate) fn new(document: &str) -> Outcome<Self> {
        let pool = FramePool::new(FRAME_BYTES, FRAME_CACHE_BYTES);
        let (document, composition) = Document::read(document)?;
        Ok(Self {
            document,
            composition,
            fonts: FontShelf::default(),
            media: MediaShelf::new(pool.clone()),
            compiled: None,
            renderer: None,
            scale: PreviewScale::FULL,
            incoming: None,
            fed: HashMap::new(),
            list: DisplayList { size: Size::default(), background: Arc::default(), steps: Vec::new() },
            frame: None,
            yuv: Vec::new(),
            rgba: Vec::new(),
            copied: (false, false),
            pool,
        })
    }

    pub(crate) fn set_document(&mut self, document: &str) -> Outcome<()> {
        (self.document, self.composition) = Document::read(document)?;
        self.changed();
        Ok(())
    }

    /// Something that the timeline was made of is not the same any more.
    fn changed(&mut self) {
        self.compiled = None;
        self.incoming = None;
        self.fed.clear();
        self.media.stop_playing();
    }

    pub(crate) fn requirements(&self) -> StageRequirements {
        let mut media: Vec<MediaRequirement> = Vec::new();
        for reference in self.composition.media_references() {
            let kind = match reference.kind {
                MediaKind::Video => MediaUse::Video,
                MediaKind::Image => MediaUse::Image,
                MediaKind::Audio => MediaUse::Audio,
                MediaKind::Font => continue,
            };
            let at = media.iter().position(|known| known.src == reference.src).unwrap_or_else(|| {
                media.push(MediaRequirement { src: reference.src.to_owned(), kinds: Vec::new() });
                media.len() - 1
            });
            if !media[at].kinds.contains(&kind) {
                media[at].kinds.push(kind);
            }
        }
        for src in self.document.other_files() {
            if !media.iter().any(|known| known.src == src) {
                media.push(MediaRequirement { src: src.to_owned(), kinds: vec![MediaUse::Audio] });
            }
        }
        let mut fonts: Vec<FontRequirement> = Vec::new();
        for font in &self.composition.fonts {
            if !fonts.iter().any(|known| known.src == font.src) {
                fonts.push(FontRequirement { src: font.src.clone(), family: font.family.clone() });
            }
        }
        StageRequirements { media, fonts }
    }

    pub(crate) fn add_font(&mut self, file: &str, bytes: Vec<u8>) {
        self.fonts.add(file, bytes);
        self.compiled = None;
    }

    /// The document as a composition: of a story, once it has been compiled.
    pub(crate) fn composition(&self) -> &Composition {
        &self.composition
    }

    pub(crate) fn missing_fonts(&mut self) -> Outcome<Vec<MissingFontFile>> {
        // Which families a story names depends on those that are to be had.
        if let Some(draft) = self.document.draft(&self.media, &self.fonts)? {
            self.composition = draft;
        }
        Ok(self.fonts.missing(&self.composition))
    }

    /// The files; what is changed in them calls for compiling again.
    pub(crate) fn media_mut(&mut self) -> &mut MediaShelf {
        self.changed();
        &mut self.media
    }

    pub(crate) fn media(&self) -> &MediaShelf {
        &self.media
    }

    pub(crate) fn compile(&mut self) -> Outcome<()> {
        if let Some(draft) = self.document.draft(&self.media, &self.fonts)? {
            self.composition = draft;
        }
        let mut issues = self.media.check(&self.composition);
        let (gathered, other_fonts) = self.fonts.gather(&self.composition);
        issues.extend(gathered.issues);
        if !issues.is_empty() {
            return Err(self.document.told(DocumentErrors::new(issues), &self.composition).into());
        }
        if let Some(composed) = self.document.composed(&self.media, &self.fonts, &gathered.library)? {
            composed.validate().map_err(|errors| self.document.told(errors, &composed))?;
            self.composition = composed;
        }
        let timeline = Timeline::new(&self.composition, &self.media)?;
        if other_fonts || self.renderer.is_none() {
            let config = RendererConfig::new(self.pool.clone(), gathered.library);
            self.renderer = Some(Renderer::new(RendererConfig { sprite_cache_bytes: SPRITE_CACHE_BYTES, ..config }));
        }
        self.compiled = Some(Compiled { timeline, warnings: gathered.warnings });
        Ok(())
    }

    fn compiled(&self, method: &str) -> Outcome<&Compiled> {
        self.compiled.as_ref().ok_or_else(|| Failure::too_early(method, "compile()"))
    }

    /// The compiled document.
    pub(crate) fn timeline(&self, method: &str) -> Outcome<&Timeline> {
        self.compiled(method).map(|compiled| &compiled.timeline)
    }

    pub(crate) fn info(&self) -> Outcome<StageInfo> {
        let Compiled { timeline, warnings } = self.compiled("info")?;
        let (size, rate) = (timeline.size(), timeline.frame_rate());
        let shown = self.scale.size(size);
        let part = |v: i64| u32::try_from(v).unwrap_or(u32::MAX);
        Ok(StageInfo {
            width: size.width,
            height: size.height,
            picture_width: shown.width,
            picture_height: shown.height,
            scale: self.scale.factor(),
            frame_rate: [part(rate.num), part(rate.den)],
            frame_count: u32::try_from(timeline.frame_count()).unwrap_or(u32::MAX),
            duration_secs: timeline.duration().as_secs(),
            duration_flicks: timeline.duration().0 as f64,
            audio_clips: timeline.audio_plan().len() as u32,
            warnings: warnings.clone(),
        })
    }

    pub(crate) fn clips(&self) -> Outcome<Vec<StageClip>> {
        let frame = |v: u64| u32::try_from(v).unwrap_or(u32::MAX);
        let describe = |clip: &ClipUse| StageClip {
            id: clip.id.0,
            path: clip.path.clone(),
            src: clip.src.clone(),
            kind: match clip.kind {
                ClipKind::StillImage => StageClipKind::Image,
                ClipKind::AnimatedImage => StageClipKind::Animation,
                _ => StageClipKind::Video,
            },
            first_frame: frame(clip.first_frame),
            end_frame: frame(clip.end_frame),
            source_start_flicks: clip.source_start.0 as f64,
            source_end_flicks: clip.source_end.map(|end| end.0 as f64),
            speed: clip.speed.as_f64(),
            looped: clip.looped,
            needs_picture: clip.needs_picture,
            needs_sound: clip.needs_sound,
        };
        Ok(self.timeline("clips")?.clips().iter().map(describe).collect())
    }

    pub(crate) fn set_scale(&mut self, scale: f64) -> Outcome<()> {
        if !(scale > 0.0 && scale <= 1.0) {
            return Err(Failure::argument("scale", "over 0, at most 1", scale));
        }
        self.scale = PreviewScale::new(scale);
        Ok(())
    }

    /// Clip, time in its file in flicks and whether the module holds it, of each picture that a frame needs.
    pub(crate) fn pictures(&mut self, frame: u32) -> Outcome<Vec<f64>> {
        let compiled = self.compiled.as_ref().ok_or_else(|| Failure::too_early("pictures", "compile()"))?;
        let list = compiled.timeline.display_list(u64::from(frame));
        let mut pictures: Vec<f64> = Vec::new();
        for (clip, time) in list.pictures() {
            let id = f64::from(clip.0);
            if pictures.chunks_exact(3).any(|known| known[0] == id) {
                continue;
            }
            let held = compiled.timeline.clip(clip).is_some_and(|c| c.kind != ClipKind::Video);
            pictures.extend([id, time.0 as f64, f64::from(u8::from(held))]);
        }
        Ok(pictures)
    }

    pub(crate) fn begin_picture(
        &mut self,
        clip: u32,
        size: Size,
        format: &str,
        color: &VideoColor,
    ) -> Outcome<*const u8> {
        let clips = self.timeline("beginPicture")?.clips().len();
        if clip as usize >= clips {
            return Err(Failure::argument("clip", format!("a number below {clips}"), clip));
        }
        let color = color::tags(color).resolve(size.height);
        let incoming = Incoming::new(clip, size, format, color, &self.pool)?;
        let address = incoming.address();
        self.incoming = Some(incoming);
        Ok(address)
    }

    /// The picture that is being written.
    pub(crate) fn incoming(&mut self) -> Option<&mut Incoming> {
        self.incoming.as_mut()
    }

    pub(crate) fn end_picture(&mut self, clip: u32, orientation: Orientation, sar: Rational) -> Outcome<()> {
        let incoming = match self.incoming.take() {
            Some(incoming) if incoming.clip == clip => incoming,
            _ => return Err(Failure::too_early("endPicture", &format!("beginPicture for clip {clip}"))),
        };
        let frame = incoming.finish(&self.pool)?;
        self.fed.insert(clip, SourceFrame { frame, orientation, sar, serial: next_serial() });
        Ok(())
    }

    pub(crate) fn has_picture(&self, clip: u32) -> bool {
        self.fed.contains_key(&clip)
    }

    /// Composites a frame; whether it is another one than the last.
    pub(crate) fn render(&mut self, frame: u32) -> Outcome<bool> {
        let (Some(Compiled { timeline, .. }), Some(renderer)) = (&self.compiled, &mut self.renderer) else {
            return Err(Failure::too_early("render", "compile()"));
        };
        if u64::from(frame) >= timeline.frame_count() {
            return Err(Failure::argument("frame", format!("a number below {}", timeline.frame_count()), frame));
        }
        timeline.display_list_into(u64::from(frame), &mut self.list);
        self.list.shrink(self.scale);
        let mut pictures: BTreeMap<ClipId, SourcePicture> = BTreeMap::new();
        for (id, time) in self.list.pictures() {
            if pictures.contains_key(&id) {
                continue;
            }
            let src = timeline.clip(id).map_or("", |clip| clip.src.as_str());
            let picture = match self.media.image(id, src, time)? {
                Some(image) => Some(SourcePicture::Still(image)),
                None => self.fed.get(&id.0).map(|frame| SourcePicture::Video(frame.clone())),
            };
            pictures.extend(picture.map(|picture| (id, picture)));
        }
        let rendered = renderer.render(&self.list, &Pictures(&pictures))?;
        // What is not on screen is not kept.
        self.fed.retain(|clip, _| pictures.contains_key(&ClipId(*clip)));
        let same = self.frame.as_ref().is_some_and(|last| Arc::ptr_eq(last, &rendered));
        if !same {
            self.frame = Some(rendered);
            self.copied = (false, false);
        }
        Ok(!same)
    }

    /// The size of the last frame.
    pub(crate) fn frame_size(&self) -> Size {
        self.frame.as_ref().map(|frame| frame.size()).unwrap_or_default()
    }

    /// The last frame's planes Y, Cb and Cr, one after another without gaps. Empty before the first.
    pub(crate) fn yuv(&mut self) -> &[u8] {
        if let Some(frame) = self.frame.as_ref().filter(|_| !self.copied.0) {
            self.yuv.clear();
            for i in 0..frame.format().planes() {
                let plane = frame.plane(i);
                for row in 0..plane.height {
                    self.yuv.extend_from_slice(plane.row(row));
                }
            }
            self.copied.0 = true;
        }
        &self.yuv
    }

    /// The last frame as straight RGBA, as the `frame` command writes it. Empty before the first.
    pub(crate) fn rgba(&mut self) -> &[u8] {
        if let Some(frame) = self.frame.as_ref().filter(|_| !self.copied.1) {
            to_rgba_into(frame, &mut self.rgba);
            self.copied.1 = true;
        }
        &self.rgba
    }

    pub(crate) fn stats(&self) -> StageStats {
        let stats = self.renderer.as_ref().map(Renderer::stats).unwrap_or_default();
        let ledger = self.pool.ledger();
        let count = |v: u64| u32::try_from(v).unwrap_or(u32::MAX);
        StageStats {
            frames: count(stats.frames),
            unchanged: count(stats.unchanged),
            sprite_hits: count(stats.sprites.hits),
            sprite_misses: count(stats.sprites.misses),
            sprite_bytes: stats.sprites.bytes as f64,
            frame_bytes: ledger.in_use_bytes as f64,
            frame_cache_bytes: ledger.cached_bytes as f64,
            font_bytes: self.fonts.bytes() as f64,
            image_bytes: self.media.image_bytes() as f64,
        }
    }
}

/// The pictures of one frame: each clip has one, whatever the time.
struct Pictures<'a>(&'a BTreeMap<ClipId, SourcePicture>);

impl FrameSource for Pictures<'_> {
    fn picture(&self, clip: ClipId, _: Flicks) -> Option<SourcePicture> {
        self.0.get(&clip).cloned()
    }
}
