//! The class `WasmVideoEngine`: effects on single pictures, shown on a canvas.

use js_sys::{Promise, Uint8ClampedArray};
use reelspeed_core::Size;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, HtmlCanvasElement, ImageData, OffscreenCanvas, OffscreenCanvasRenderingContext2d,
};

use crate::effects::{Effects, SUPPORTED};
use crate::failure::{Failure, Outcome};

/// Applies effects to pictures and shows them. The pixels go through the engine's own kernels.
#[wasm_bindgen]
pub struct WasmVideoEngine {
    effects: Effects,
    canvas: Option<Canvas>,
}

/// A canvas of the page, or one of a worker.
enum Canvas {
    Page(HtmlCanvasElement, CanvasRenderingContext2d),
    Worker(OffscreenCanvas, OffscreenCanvasRenderingContext2d),
}

impl Canvas {
    fn of(canvas: &JsValue) -> Outcome<Self> {
        let no_context = || Failure::argument("canvas", "a canvas with a 2D context", "one that has another context");
        if let Some(canvas) = canvas.dyn_ref::<HtmlCanvasElement>() {
            let context = canvas.get_context("2d").ok().flatten().and_then(|c| c.dyn_into().ok());
            return context.map(|context| Self::Page(canvas.clone(), context)).ok_or_else(no_context);
        }
        if let Some(canvas) = canvas.dyn_ref::<OffscreenCanvas>() {
            let context = canvas.get_context("2d").ok().flatten().and_then(|c| c.dyn_into().ok());
            return context.map(|context| Self::Worker(canvas.clone(), context)).ok_or_else(no_context);
        }
        let actual = canvas.js_typeof().as_string().unwrap_or_default();
        Err(Failure::argument("canvas", "an HTMLCanvasElement or an OffscreenCanvas", actual))
    }

    /// Shows a picture; the canvas becomes as large as it is.
    fn show(&self, picture: &ImageData) -> Result<(), JsValue> {
        let (width, height) = (picture.width(), picture.height());
        match self {
            Self::Page(canvas, context) => {
                if (canvas.width(), canvas.height()) != (width, height) {
                    canvas.set_width(width);
                    canvas.set_height(height);
                }
                context.put_image_data(picture, 0.0, 0.0)
            }
            Self::Worker(canvas, context) => {
                if (canvas.width(), canvas.height()) != (width, height) {
                    canvas.set_width(width);
                    canvas.set_height(height);
                }
                context.put_image_data(picture, 0.0, 0.0)
            }
        }
    }
}

#[wasm_bindgen]
impl WasmVideoEngine {
    /// An engine without a canvas and without fonts.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript has no Default")]
    pub fn new() -> WasmVideoEngine {
        Self { effects: Effects::new(), canvas: None }
    }

    /// Shows processed pictures on `canvas` from now on: an `HTMLCanvasElement` or an `OffscreenCanvas`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where it is neither, or has a context other than 2D.
    pub fn set_canvas(&mut self, canvas: &JsValue) -> Result<(), JsValue> {
        self.canvas = Some(Canvas::of(canvas)?);
        Ok(())
    }

    /// Adds a font file for text overlays, behind those that were added before.
    ///
    /// # Errors
    /// `MISSING_FONT` where the bytes are not a usable font.
    pub fn add_font(&mut self, bytes: Vec<u8>) -> Result<(), JsValue> {
        Ok(self.effects.add_font(bytes)?)
    }

    /// Applies effects (JSON of `PictureEffects`) to a picture and shows the result on the canvas, if there is one, which becomes as
    /// large as the picture. `image_data` is not changed.
    ///
    /// The promise gives the processed `ImageData`. It is rejected with `INVALID_ARGUMENT` for effects that are not right, `MISSING_FONT`
    /// for a text that no added font can draw.
    #[wasm_bindgen(unchecked_return_type = "Promise<ImageData>")]
    pub fn process_frame_real_time(&mut self, image_data: &ImageData, effects_config: &str) -> Promise {
        match self.process(image_data, effects_config) {
            Ok(picture) => Promise::resolve(&picture),
            Err(error) => Promise::reject(&error),
        }
    }

    /// The effects that the module has. `transition` is had by a document alone, which a `Stage` plays.
    pub fn get_supported_effects(&self) -> Vec<String> {
        SUPPORTED.iter().map(|&name| name.to_owned()).collect()
    }
}

impl WasmVideoEngine {
    fn process(&mut self, image_data: &ImageData, effects: &str) -> Result<JsValue, JsValue> {
        if !image_data.is_instance_of::<ImageData>() {
            return Err(Failure::argument("image_data", "an ImageData", "something else").into());
        }
        let size = Size::new(image_data.width(), image_data.height());
        let mut pixels = image_data.data();
        self.effects.apply_json(&mut pixels, size, effects)?;
        // A copy: given a slice, the picture would lie in the module's memory, which is freed here.
        let pixels = Uint8ClampedArray::from(&pixels[..]);
        let picture = ImageData::new_with_js_u8_clamped_array_and_sh(&pixels, size.width, size.height)?;
        if let Some(canvas) = &self.canvas {
            canvas.show(&picture)?;
        }
        Ok(picture.into())
    }
}
