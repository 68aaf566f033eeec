//! What a render will need and make, in time and bytes.

use std::path::Path;

use reelspeed_ffmpeg::{RateControl, VideoEncoderConfig, is_hardware_encoder};
use reelspeed_model::report::{EncoderPlan, ExplainReport};

use super::x264::X264;
use crate::{EngineError, Project, RenderOptions};

/// Pixels that one core encodes in a second with x264 `veryfast`, on a server of 2024.
const VERYFAST_PIXELS_PER_SEC: f64 = 55e6;

/// Seconds of one core to decode and composite a million pixels of source and canvas.
const DECODE_SECS_PER_MEGAPIXEL: f64 = 0.004;
const COMPOSITE_SECS_PER_MEGAPIXEL: f64 = 0.001;

/// Seconds of one core for a second of sound: decoding, mixing, encoding.
const SOUND_SECS: f64 = 0.03;

/// Bits per pixel of H.264 at quality 23 and `veryfast`, for footage of usual motion; six steps of quality halve them.
const BITS_PER_PIXEL: f64 = 0.055;

impl Project {
    /// What rendering into `output` will need and make; with a budget, after fitting the settings into it as
    /// [`Project::fit_memory`] does. Nothing is decoded or encoded for it.
    ///
    /// Seconds and output bytes are rough: they know sizes, rates, presets and cores, not what is in the pictures.
    ///
    /// # Errors
    /// As [`Project::fit_memory`].
    pub fn explain(
        &self,
        output: &Path,
        options: &RenderOptions,
        budget_bytes: Option<u64>,
    ) -> Result<ExplainReport, EngineError> {
        let (fitted, memory) = match budget_bytes {
            Some(budget) => self.fit_memory(output, options, budget)?,
            None => (options.clone(), self.predict_memory(output, options)?),
        };
        let (name, config) = self.encoder_plan(output, &fitted)?;
        let timeline = self.timeline();
        let rate = timeline.frame_rate();
        Ok(ExplainReport {
            memory,
            limit: budget_bytes.map(|b| b as f64),
            seconds: self.seconds(name, &config, fitted.decoder_threads.unwrap_or(1)),
            output_bytes: self.output_bytes(name, &config),
            frames: u32::try_from(timeline.frame_count()).unwrap_or(u32::MAX),
            duration_secs: timeline.duration().as_secs(),
            width: timeline.size().width,
            height: timeline.size().height,
            frame_rate: [rate.num, rate.den].map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
            encoder: encoder_plan(name, &config),
            notes: self.notes(name, &config, options, output)?,
        })
    }

    fn has_sound(&self) -> bool {
        self.composition().output.audio.enabled && !self.timeline().audio_plan().is_empty()
    }

    fn seconds(&self, name: &str, config: &VideoEncoderConfig, decoder_threads: u32) -> f64 {
        let timeline = self.timeline();
        let frames = timeline.frame_count() as f64;
        let pixels = frames * timeline.size().pixels() as f64;
        let cores = std::thread::available_parallelism().map_or(1.0, |n| n.get() as f64);
        let encode = if is_hardware_encoder(name) {
            pixels / 500e6
        } else {
            pixels / VERYFAST_PIXELS_PER_SEC * encoder_cost(name, config)
        };
        let decode: f64 = timeline
            .clips()
            .iter()
            .filter(|clip| clip.needs_picture)
            .filter_map(|clip| {
                let size = self.media(&clip.src)?.fact().size;
                Some((clip.end_frame - clip.first_frame) as f64 * size.pixels() as f64)
            })
            .sum::<f64>()
            / 1e6
            * DECODE_SECS_PER_MEGAPIXEL;
        let composite = pixels / 1e6 * COMPOSITE_SECS_PER_MEGAPIXEL;
        let sound = if self.has_sound() { timeline.duration().as_secs() * SOUND_SECS } else { 0.0 };
        // Stages overlap: the slowest alone, or all shared out among the cores.
        let threads = f64::from(config.threads.max(1)).min(cores);
        let shared = (encode + decode + composite + sound) / cores;
        0.05 + shared.max(encode / threads).max(decode / f64::from(decoder_threads.max(1)))
    }

    fn output_bytes(&self, name: &str, config: &VideoEncoderConfig) -> f64 {
        let timeline = self.timeline();
        let secs = timeline.duration().as_secs();
        let video = match config.rate {
            RateControl::Bitrate { average, .. } => average as f64 / 8.0 * secs,
            RateControl::Quality(quality) => {
                let pixels = timeline.frame_count() as f64 * timeline.size().pixels() as f64;
                let codec = match name {
                    "libx265" | "libvpx-vp9" => 0.75,
                    "libsvtav1" | "libaom-av1" => 0.6,
                    "libx264" => 1.0,
                    _ => 1.4,
                };
                let preset = match config.preset.as_deref() {
                    Some("ultrafast") => 2.4,
                    Some("superfast") => 1.5,
                    _ => 1.0,
                };
                pixels / 8.0 * BITS_PER_PIXEL * codec * preset * ((23.0 - f64::from(quality)) / 6.0).exp2()
            }
        };
        let audio = &self.composition().output.audio;
        let sound = if self.has_sound() { f64::from(audio.bitrate) / 8.0 * secs } else { 0.0 };
        (video + sound + 4096.0).ceil()
    }

    fn notes(
        &self,
        name: &str,
        config: &VideoEncoderConfig,
        asked: &RenderOptions,
        output: &Path,
    ) -> Result<Vec<String>, EngineError> {
        let (_, before) = self.encoder_plan(output, asked)?;
        let mut notes = Vec::new();
        let (was, is) = (encoder_plan(name, &before), encoder_plan(name, config));
        let mut changed = |what: &str, was: Option<u32>, is: Option<u32>| {
            if let (Some(was), Some(is)) = (was, is)
                && was != is
            {
                notes.push(format!("{what}: {is} instead of {was}, to stay within the memory budget"));
            }
        };
        changed("encoder threads", Some(was.threads), Some(is.threads));
        changed("look-ahead", was.lookahead, is.lookahead);
        changed("B-frames", was.b_frames, is.b_frames);
        changed("reference frames", was.refs, is.refs);
        if is_hardware_encoder(name) {
            notes.push(format!("{name} encodes; what its driver holds is a guess"));
        }
        Ok(notes)
    }
}

/// Seconds of an encoder relative to x264 `veryfast`.
fn encoder_cost(name: &str, config: &VideoEncoderConfig) -> f64 {
    let preset = match config.preset.as_deref().unwrap_or("medium") {
        "ultrafast" => 0.3,
        "superfast" => 0.6,
        "veryfast" => 1.0,
        "faster" => 1.5,
        "fast" => 2.0,
        "medium" => 2.4,
        "slow" => 4.0,
        "slower" => 9.0,
        _ => 18.0,
    };
    match name {
        "libx264" => preset,
        "libx265" => preset * 3.0,
        "libvpx-vp9" => preset * 4.0,
        "libsvtav1" => preset * 3.0,
        "libaom-av1" => preset * 8.0,
        _ => 0.8,
    }
}

fn encoder_plan(name: &str, config: &VideoEncoderConfig) -> EncoderPlan {
    let threads = config.threads;
    let name = name.to_owned();
    if name == "libx264" {
        let x = X264::of(config);
        let (lookahead, b_frames, refs) = (Some(x.lookahead), Some(x.b_frames), Some(x.refs));
        return EncoderPlan { name, threads, lookahead, b_frames, refs };
    }
    EncoderPlan { name, threads, lookahead: config.lookahead, b_frames: config.b_frames, refs: config.refs }
}
