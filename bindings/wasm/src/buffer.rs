//! The class `OptimizedBuffer`: a picture in the module's memory, to be changed in place.

use reelspeed_core::Size;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::effects::{Effects, numbered};
use crate::failure::{Failure, Outcome};

/// The longest side in pixels.
const MAX_SIDE: u32 = 16_384;

/// The most pixels: 256 MiB.
const MAX_PIXELS: u64 = 64 << 20;

/// A picture of straight RGBA, 8 bits a channel, rows without gaps, that stays where it is in memory: write to it and read from it
/// through a view of the module's memory at `get_buffer_ptr`.
#[wasm_bindgen]
pub struct OptimizedBuffer {
    data: Vec<u8>,
    size: Size,
    effects: Effects,
}

#[wasm_bindgen]
impl OptimizedBuffer {
    /// A transparent black picture of 1 to 16,384 pixels each way, 67,108,864 in all at the most.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for other sizes; `MEMORY_BUDGET` where the browser has no such memory.
    #[wasm_bindgen(constructor)]
    pub fn new(width: u32, height: u32) -> Result<OptimizedBuffer, JsValue> {
        let size = Size::new(width, height);
        Ok(Self { data: pixels(size)?, size, effects: Effects::new() })
    }

    /// Width in pixels.
    #[wasm_bindgen(getter)]
    pub fn width(&self) -> u32 {
        self.size.width
    }

    /// Height in pixels.
    #[wasm_bindgen(getter)]
    pub fn height(&self) -> u32 {
        self.size.height
    }

    /// Where the pixels lie. They never move, but the memory's buffer must be taken anew after calls into the module.
    pub fn get_buffer_ptr(&self) -> *const u8 {
        self.data.as_ptr()
    }

    /// Bytes of the pixels: 4 for each.
    pub fn get_buffer_len(&self) -> usize {
        self.data.len()
    }

    /// Changes the pixels. What `intensity` means depends on `effect_type`:
    ///
    /// | number | effect | intensity | formula, per pixel (signal 0 to 1) |
    /// |---|---|---|---|
    /// | 0 | brightness | factor, 0 to 4 | `c · f` |
    /// | 1 | contrast | factor, 0 to 4 | `(c − ½) · f + ½` |
    /// | 2 | blur | standard deviation in pixels, 0 to 250 | Gaussian, as three box filters; edges continued |
    /// | 3 | saturation | factor, 0 to 4 | luma kept, chroma `· f` |
    /// | 4 | hue | degrees, −360 to 360 | luma kept, chroma turned |
    /// | 5 | sharpen | strength, 0 to 4 | `y + f · (y − blurred y)`, standard deviation 1 pixel |
    ///
    /// Worked out in 8-bit Y'CbCr (BT.709, limited range) as in a render, so that results are within a step or two of the formula.
    /// Alpha stays but for blurs, which work on premultiplied colours.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a number that is not there or an intensity out of its range; the pixels are as before then.
    pub fn apply_effect_inplace(&mut self, effect_type: u32, intensity: f32) -> Result<(), JsValue> {
        let effects = numbered(effect_type, f64::from(intensity))?;
        Ok(self.effects.apply(&mut self.data, self.size, &effects)?)
    }
}

fn pixels(size: Size) -> Outcome<Vec<u8>> {
    let side = 1..=MAX_SIDE;
    if !side.contains(&size.width) || !side.contains(&size.height) || size.pixels() > MAX_PIXELS {
        let expected = format!("1 to {MAX_SIDE} each, {MAX_PIXELS} pixels at the most");
        return Err(Failure::argument("width and height", expected, format!("{}x{}", size.width, size.height)));
    }
    let bytes = size.pixels() as usize * 4;
    let mut data = Vec::new();
    data.try_reserve_exact(bytes).map_err(|_| {
        Failure::new(reelspeed_core::ErrorCode::MemoryBudget.as_str(), format!("the browser refused {bytes} bytes"))
    })?;
    data.resize(bytes, 0);
    Ok(data)
}
