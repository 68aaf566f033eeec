//! The class `Stage`: arguments are read, [`Preview`] is called, and what it answers is handed on.

use reelspeed_core::{Flicks, Orientation, Rational, Size};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::{Failure, Outcome};
use crate::preview::Preview;

/// A document, its fonts and pictures, and the compositor. Give it what `requirements` and `missingFonts` ask for, `compile`, feed the
/// `pictures` of a frame, `render` it, and read its samples.
#[wasm_bindgen]
pub struct Stage {
    preview: Preview,
}

pub(crate) fn json(report: &impl Serialize) -> Outcome<String> {
    serde_json::to_string(report)
        .map_err(|e| Failure::new("INTERNAL", format!("a report cannot be written as JSON: {e}")))
}

impl Stage {
    pub(crate) fn preview(&self) -> &Preview {
        &self.preview
    }
}

fn parsed<T: serde::de::DeserializeOwned>(argument: &str, text: &str) -> Outcome<T> {
    serde_json::from_str(text)
        .map_err(|e| Failure::argument(argument, "JSON of the right form", format!("{text:?}: {e}")))
}

#[wasm_bindgen]
impl Stage {
    /// Reads and checks a document: a composition as JSON, or a chat story as JSON of `{ reelspeed: ReelSpeedVideoConfig }`.
    ///
    /// # Errors
    /// `INVALID_DOCUMENT` with all its issues.
    #[wasm_bindgen(constructor)]
    pub fn new(document: &str) -> Result<Stage, JsValue> {
        Ok(Self { preview: Preview::new(document)? })
    }

    /// Replaces the document; fonts, facts, images and drawn sprites stay. `compile` must follow. Pictures that were fed are forgotten.
    ///
    /// # Errors
    /// As the constructor; the old document stays then.
    #[wasm_bindgen(js_name = setDocument)]
    pub fn set_document(&mut self, document: &str) -> Result<(), JsValue> {
        Ok(self.preview.set_document(document)?)
    }

    /// The document as a composition (JSON): of a story what `compile` made of it.
    ///
    /// # Errors
    /// None but faults of the engine.
    pub fn composition(&self) -> Result<String, JsValue> {
        Ok(json(self.preview.composition())?)
    }

    /// Whether a file that begins like this (12 bytes are enough) is an image that the module decodes by `setImage`, else the host must
    /// decode it.
    #[wasm_bindgen(js_name = isImage)]
    pub fn is_image(head: &[u8]) -> bool {
        reelspeed_render::is_image(head)
    }

    /// What the document needs from outside: JSON of `StageRequirements`.
    ///
    /// # Errors
    /// None but faults of the engine.
    pub fn requirements(&self) -> Result<String, JsValue> {
        Ok(json(&self.preview.requirements())?)
    }

    /// Gives a font file: `file` is the `src` of a font of the document, or a `file` that `missingFonts` named. No bytes mean that the
    /// file is not to be had. The order does not matter.
    #[wasm_bindgen(js_name = addFont)]
    pub fn add_font(&mut self, file: &str, bytes: Vec<u8>) {
        self.preview.add_font(file, bytes);
    }

    /// The files of the default font set that the texts need and that were not given yet: JSON of `MissingFontFile[]`. What is needed
    /// depends on what is there: give the document's own fonts first, then these, and ask again until there is none.
    ///
    /// # Errors
    /// None but faults of the engine.
    #[wasm_bindgen(js_name = missingFonts)]
    pub fn missing_fonts(&mut self) -> Result<String, JsValue> {
        Ok(json(&self.preview.missing_fonts()?)?)
    }

    /// Tells of a video or sound file: JSON of `MediaFacts`. `compile` must follow.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`.
    #[wasm_bindgen(js_name = setMedia)]
    pub fn set_media(&mut self, src: &str, fact: &str) -> Result<(), JsValue> {
        let facts = parsed("fact", fact)?;
        Ok(self.preview.media_mut().set_fact(src, &facts)?)
    }

    /// Gives an image file (PNG, JPEG, WebP, GIF) and decodes it. `compile` must follow.
    ///
    /// # Errors
    /// `UNSUPPORTED_MEDIA`.
    #[wasm_bindgen(js_name = setImage)]
    pub fn set_image(&mut self, src: &str, bytes: Vec<u8>) -> Result<(), JsValue> {
        Ok(self.preview.media_mut().set_image(src, bytes)?)
    }

    /// Whether `setMedia` or `setImage` was called for the file.
    #[wasm_bindgen(js_name = hasMedia)]
    pub fn has_media(&self, src: &str) -> bool {
        self.preview.media().has(src)
    }

    /// Takes back what was said of a file. `compile` must follow.
    #[wasm_bindgen(js_name = forgetMedia)]
    pub fn forget_media(&mut self, src: &str) {
        self.preview.media_mut().forget(src);
    }

    /// Puts the document on a timeline.
    ///
    /// # Errors
    /// Every fault of the document's files and fonts at once: `INVALID_DOCUMENT`, or `IO` where only files are missing, or
    /// `MISSING_FONT` where only fonts and glyphs are.
    pub fn compile(&mut self) -> Result<(), JsValue> {
        Ok(self.preview.compile()?)
    }

    /// What was compiled: JSON of `StageInfo`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` before `compile`.
    pub fn info(&self) -> Result<String, JsValue> {
        Ok(json(&self.preview.info()?)?)
    }

    /// Sets the share of the canvas at which frames are composited, over 0 to 1; the nearest sixty-fourth is taken, at least 1/32. At
    /// 1, the default, the picture is that of a render.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`.
    #[wasm_bindgen(js_name = setScale)]
    pub fn set_scale(&mut self, scale: f64) -> Result<(), JsValue> {
        Ok(self.preview.set_scale(scale)?)
    }

    /// The frame that is on screen at a time in seconds; times outside are those of the first or last frame.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` before `compile`.
    #[wasm_bindgen(js_name = frameAt)]
    pub fn frame_at(&self, seconds: f64) -> Result<f64, JsValue> {
        Ok(self.preview.timeline("frameAt")?.frame_at(Flicks::from_secs(seconds)) as f64)
    }

    /// When a frame begins, in seconds.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` before `compile`.
    #[wasm_bindgen(js_name = timeOf)]
    pub fn time_of(&self, frame: u32) -> Result<f64, JsValue> {
        Ok(self.preview.timeline("timeOf")?.time_of(u64::from(frame)).as_secs())
    }

    /// Every use of a media file by a layer: JSON of `StageClip[]`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` before `compile`.
    pub fn clips(&self) -> Result<String, JsValue> {
        Ok(json(&self.preview.clips()?)?)
    }

    /// The pictures that a frame needs, three numbers each: clip, time in its file in flicks, and 1 where the module has it itself. The
    /// picture at a time is the one with pts ≤ time < pts + duration. Each clip comes once.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` before `compile`.
    pub fn pictures(&mut self, frame: u32) -> Result<Vec<f64>, JsValue> {
        Ok(self.preview.pictures(frame)?)
    }

    /// Begins to feed a clip's picture and gives the address to which its `pictureLen` bytes are to be written: planes one after
    /// another without gaps. `width` and `height` are those of the stored picture; `format` is WebCodecs' name (`I420`, `NV12`,
    /// `I420P10`, `RGBA`, ...); `color` is JSON of `VideoColor`, the tags of the file.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`; `MEMORY_BUDGET`.
    #[wasm_bindgen(js_name = beginPicture)]
    pub fn begin_picture(
        &mut self,
        clip: u32,
        width: u32,
        height: u32,
        format: &str,
        color: &str,
    ) -> Result<*const u8, JsValue> {
        let color = if color.is_empty() { Default::default() } else { parsed("color", color)? };
        Ok(self.preview.begin_picture(clip, Size::new(width, height), format, &color)?)
    }

    /// Bytes of the picture that was begun; 0 where none was.
    #[wasm_bindgen(js_name = pictureLen)]
    pub fn picture_len(&mut self) -> usize {
        self.preview.incoming().map_or(0, |incoming| incoming.len())
    }

    /// Takes the picture that was begun: it is shown turned by `rotation` degrees clockwise (0, 90, 180, 270), mirrored left to right
    /// before that if `mirrored`, and `sarNum` : `sarDen` is the shape of its samples. It stays until the clip's next one, or until a
    /// frame without the clip is rendered.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`; `MEMORY_BUDGET`.
    #[wasm_bindgen(js_name = endPicture)]
    pub fn end_picture(
        &mut self,
        clip: u32,
        rotation: u32,
        mirrored: bool,
        sar_num: u32,
        sar_den: u32,
    ) -> Result<(), JsValue> {
        if !rotation.is_multiple_of(90) || rotation >= 360 {
            return Err(Failure::argument("rotation", "0, 90, 180 or 270", rotation).into());
        }
        let sar = if sar_num == 0 || sar_den == 0 {
            Rational::ONE
        } else {
            Rational::new(i64::from(sar_num), i64::from(sar_den))
        };
        let orientation = Orientation::new(mirrored, (rotation / 90) as u8);
        Ok(self.preview.end_picture(clip, orientation, sar)?)
    }

    /// Whether a picture of the clip was fed and is still there.
    #[wasm_bindgen(js_name = hasPicture)]
    pub fn has_picture(&self, clip: u32) -> bool {
        self.preview.has_picture(clip)
    }

    /// Composites a frame. False where the picture is the very one of the last call.
    ///
    /// # Errors
    /// `MISSING_PICTURE` with the `clip` whose picture was not fed; `INVALID_ARGUMENT` for a frame that is not there or before
    /// `compile`; `MEMORY_BUDGET`.
    pub fn render(&mut self, frame: u32) -> Result<bool, JsValue> {
        Ok(self.preview.render(frame)?)
    }

    /// Width of the last frame in pixels; 0 before the first.
    #[wasm_bindgen(js_name = yuvWidth)]
    pub fn yuv_width(&self) -> u32 {
        self.preview.frame_size().width
    }

    /// Height of the last frame in pixels; 0 before the first.
    #[wasm_bindgen(js_name = yuvHeight)]
    pub fn yuv_height(&self) -> u32 {
        self.preview.frame_size().height
    }

    /// Where the last frame's samples lie: planes Y, Cb, Cr without gaps, 8 bits, 4:2:0, BT.709, limited range.
    #[wasm_bindgen(js_name = yuvPtr)]
    pub fn yuv_ptr(&mut self) -> *const u8 {
        self.preview.yuv().as_ptr()
    }

    /// Bytes of the last frame's samples.
    #[wasm_bindgen(js_name = yuvLen)]
    pub fn yuv_len(&mut self) -> usize {
        self.preview.yuv().len()
    }

    /// Where the last frame's pixels lie: straight RGBA, rows without gaps, as `ImageData` holds them. Converted when asked for.
    #[wasm_bindgen(js_name = rgbaPtr)]
    pub fn rgba_ptr(&mut self) -> *const u8 {
        self.preview.rgba().as_ptr()
    }

    /// Bytes of the last frame's pixels.
    #[wasm_bindgen(js_name = rgbaLen)]
    pub fn rgba_len(&mut self) -> usize {
        self.preview.rgba().len()
    }

    /// What was done and is held: JSON of `StageStats`.
    ///
    /// # Errors
    /// None but faults of the engine.
    pub fn stats(&self) -> Result<String, JsValue> {
        Ok(json(&self.preview.stats())?)
    }
}
