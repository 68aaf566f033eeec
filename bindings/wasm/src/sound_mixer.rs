//! The class `SoundMixer`: arguments are read, [`Mix`] is called, and what it answers is handed on.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::failure::Failure;
use crate::sound::Mix;
use crate::stage::{Stage, json};

/// The sound of a compiled document: stereo, limited, the very samples that a render encodes when it begins at 0. Ask what it `needs`,
/// `push` that, then `mix`.
#[wasm_bindgen]
pub struct SoundMixer {
    mix: Mix,
}

#[wasm_bindgen]
impl SoundMixer {
    /// The mixer of the stage's document as it is compiled now, at `sampleRate` hertz, from output sample `fromSample` on.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, also before `compile`.
    #[wasm_bindgen(constructor)]
    pub fn new(stage: &Stage, sample_rate: u32, from_sample: f64) -> Result<SoundMixer, JsValue> {
        if !(0.0..=9.0e15).contains(&from_sample) {
            return Err(Failure::argument("fromSample", "at least 0", from_sample).into());
        }
        Ok(Self { mix: Mix::new(stage.preview().timeline("SoundMixer")?, sample_rate, from_sample as u64)? })
    }

    /// What must be pushed before the next `frames` frames can be mixed: JSON of `SoundNeed[]`, empty where nothing is missing. Push
    /// each in the order of time; then ask again, since a loop may need its beginning too.
    ///
    /// # Errors
    /// None but faults of the engine.
    pub fn needs(&self, frames: usize) -> Result<String, JsValue> {
        Ok(json(&self.mix.needs(frames))?)
    }

    /// Gives decoded sound for an input: its channels one after another in `planar`, beginning with sample `firstSample` of the file at
    /// its own rate. More than is needed is kept. A gap to what was pushed before (or asked for) is silence.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`.
    pub fn push(
        &mut self,
        input: usize,
        first_sample: f64,
        channels: usize,
        sample_rate: u32,
        planar: &[f32],
    ) -> Result<(), JsValue> {
        Ok(self.mix.push(input, first_sample, channels, sample_rate, planar)?)
    }

    /// Says that the file of an input has no sound after what was pushed last.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`.
    pub fn end(&mut self, input: usize) -> Result<(), JsValue> {
        Ok(self.mix.end(input)?)
    }

    /// The next `frames` frames, left and right in turn; fewer only at the end of the document, then none.
    ///
    /// # Errors
    /// `MISSING_SOUND` where `needs` is not empty (nothing has happened then); `INVALID_ARGUMENT`.
    pub fn mix(&mut self, frames: usize) -> Result<Vec<f32>, JsValue> {
        Ok(self.mix.mix(frames)?)
    }

    /// The output sample that the next `mix` begins with.
    #[wasm_bindgen(getter)]
    pub fn position(&self) -> f64 {
        self.mix.position() as f64
    }

    /// The output's length in samples.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> f64 {
        self.mix.length() as f64
    }
}
