//! Encodes on one rung of the ladder until the file fits.

use std::path::Path;

use reelspeed_ffmpeg::{EncoderFailure, Hardware, MediaError, Pass, PassLog, RateControl};
use reelspeed_model::request::OptimizeRequest;
use reelspeed_model::{AudioOutput, Output, RateControl as DocumentRate, VideoCodec, VideoOutput};

use super::ladder::Rung;
use super::progress::Overall;
use super::rate_search::{Next, RateSearch};
use super::source::{Source, project};
use crate::atomic_output::WorkFolder;
use crate::pipeline::{Rendered, Run};
use crate::{EngineError, Project, RenderOptions};

/// The most files that are made on one rung.
const MOST_FILES: u32 = 8;

/// Below this many bits a second x264 and x265 are steered by their quality: they take whole kilobits only, which is too coarse.
const FINE_BELOW: f64 = 150_000.0;

/// Videos of fewer seconds may be too short for x264's second pass to meet a rate.
const SHORT_SECS: f64 = 5.0;

/// The best and the worst constant quality. 0 is lossless, in a profile that few players know.
const QUALITIES: (f64, f64) = (1.0, 51.0);

/// The least and the greatest bitrate.
const BITRATES: (f64, f64) = (2_000.0, 500_000_000.0);

/// Shares of the progress that is left.
const FIRST_PASS_SHARE: f64 = 0.35;
const FILE_SHARE: f64 = 0.6;

/// What a rung came to.
pub(super) enum Outcome {
    /// A file that is not above the target.
    File(Box<Rendered>),
    /// All files were above; the smallest had so many bytes.
    TooLarge(u64),
}

/// What all runs share.
pub(super) struct Runs<'a> {
    pub(super) request: &'a OptimizeRequest,
    pub(super) options: &'a RenderOptions,
    pub(super) source: &'a Source,
    pub(super) output: &'a Path,
    pub(super) codec: VideoCodec,
    pub(super) sound: AudioOutput,
    pub(super) overall: Overall,
    pub(super) hardware: Hardware,
    /// The hardware encoders that broke in the middle.
    pub(super) failed: Vec<EncoderFailure>,
    /// Encodes begun.
    pub(super) passes: u32,
}

/// How an encoder is steered.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Steering {
    Bitrate,
    Quality,
}

impl Steering {
    fn rate(self, setting: f64) -> RateControl {
        match self {
            Self::Bitrate => RateControl::Bitrate { average: setting.exp().round() as u64, max: None, buffer: None },
            Self::Quality => RateControl::Quality((-setting * 6.0 / std::f64::consts::LN_2) as f32),
        }
    }

    fn bounds(self) -> (f64, f64) {
        match self {
            Self::Bitrate => (BITRATES.0.ln(), BITRATES.1.ln()),
            Self::Quality => (quality_setting(QUALITIES.1), quality_setting(QUALITIES.0)),
        }
    }
}

fn quality_setting(quality: f64) -> f64 {
    -quality * std::f64::consts::LN_2 / 6.0
}

impl Runs<'_> {
    /// The document for a rung.
    pub(super) fn project(&self, rung: Rung) -> Result<Project, EngineError> {
        let mut composition = self.source.composition(rung.size, rung.rate);
        let video = VideoOutput {
            codec: Some(self.codec),
            preset: self.request.preset,
            rate_control: DocumentRate::default(),
            ..VideoOutput::default()
        };
        composition.output = Output { container: None, video, audio: self.sound.clone() };
        let project = project(composition)?;
        self.overall.expect(project.timeline().frame_count());
        Ok(project)
    }

    /// Encodes with a constant quality; the file is `None` where it comes out larger than `most` bytes.
    pub(super) fn at_quality(&mut self, rung: Rung, quality: f32, most: u64) -> Result<Option<Rendered>, EngineError> {
        let project = self.project(rung)?;
        let rendered = self.file(&project, RateControl::Quality(quality), Pass::Single)?;
        Ok((rendered.report().bytes as u64 <= most).then_some(rendered))
    }

    /// Searches for a file of `enough` to `target` bytes, `picture_bytes` of which are about what is left for the picture.
    pub(super) fn search(
        &mut self,
        rung: Rung,
        target: u64,
        enough: u64,
        picture_bytes: f64,
    ) -> Result<Outcome, EngineError> {
        let bits_per_sec = (picture_bytes * 8.0 / self.source.secs.max(1e-3)).max(BITRATES.0);
        let fine = matches!(self.codec, VideoCodec::H264 | VideoCodec::Hevc) && self.hardware == Hardware::Off;
        if fine && bits_per_sec < FINE_BELOW {
            return self.search_by(Steering::Quality, rung, target, enough, bits_per_sec);
        }
        let by_rate = self.search_by(Steering::Bitrate, rung, target, enough, bits_per_sec)?;
        match by_rate {
            // Two passes over a second or so jump past the target: quality goes in smaller steps.
            Outcome::File(rendered)
                if fine && self.source.secs < SHORT_SECS && (rendered.report().bytes as u64) < enough =>
            {
                match self.search_by(Steering::Quality, rung, target, enough, bits_per_sec)? {
                    Outcome::File(finer) if finer.report().bytes > rendered.report().bytes => Ok(Outcome::File(finer)),
                    _ => Ok(Outcome::File(rendered)),
                }
            }
            other => Ok(other),
        }
    }

    fn search_by(
        &mut self,
        steering: Steering,
        rung: Rung,
        target: u64,
        enough: u64,
        bits_per_sec: f64,
    ) -> Result<Outcome, EngineError> {
        let project = self.project(rung)?;
        let bounds = steering.bounds();
        let setting = match steering {
            Steering::Bitrate => bits_per_sec.ln(),
            // About a tenth of a bit per pixel at 23.
            Steering::Quality => quality_setting(23.0 + 6.0 * (0.1 * rung.pixel_rate() / bits_per_sec).log2()),
        };
        let mut setting = setting.clamp(bounds.0, bounds.1);
        let folder = WorkFolder::create(self.options.temporary_folder.as_deref())?;
        let pass = match steering {
            Steering::Bitrate => self.first_pass(&project, steering.rate(setting), &folder)?,
            Steering::Quality => Pass::Single,
        };
        let mut search = RateSearch::new(target, enough, bounds);
        let mut best: Option<Rendered> = None;
        let mut smallest = u64::MAX;
        for _ in 0..MOST_FILES {
            let rendered = self.file(&project, steering.rate(setting), pass.clone())?;
            let bytes = rendered.report().bytes as u64;
            tracing::debug!(?rung, ?steering, rate = ?steering.rate(setting), bytes, target, "encoded");
            let next = search.found(setting, rendered.video_bytes, bytes);
            smallest = smallest.min(bytes);
            if bytes <= target && best.as_ref().is_none_or(|b| b.report().bytes < bytes as f64) {
                best = Some(rendered);
            }
            match next {
                Next::Setting(next) => setting = next,
                _ => break,
            }
        }
        Ok(best.map_or(Outcome::TooLarge(smallest), |best| Outcome::File(Box::new(best))))
    }

    /// Learns what the picture is like, where the encoder can. What the runs after it are.
    fn first_pass(&mut self, project: &Project, rate: RateControl, folder: &WorkFolder) -> Result<Pass, EngineError> {
        if self.hardware != Hardware::Off {
            return Ok(Pass::Single);
        }
        let log = PassLog::new(folder.path());
        let run = Run { rate: Some(rate), pass: Pass::First(log.clone()), ..Run::default() };
        let mut reporter = self.overall.run(FIRST_PASS_SHARE, project.timeline().frame_count());
        match project.first_pass(self.output, self.options, run, &mut reporter) {
            Ok(()) => {
                self.passes += 1;
                Ok(Pass::Second(log))
            }
            // No encoder that can encode in two passes.
            Err(EngineError::Media(MediaError::EncoderUnavailable { .. })) => Ok(Pass::Single),
            Err(e) => Err(e),
        }
    }

    fn file(&mut self, project: &Project, rate: RateControl, pass: Pass) -> Result<Rendered, EngineError> {
        let frames = project.timeline().frame_count();
        loop {
            self.passes += 1;
            let run =
                Run { hardware: self.hardware, failed: self.failed.clone(), rate: Some(rate), pass: pass.clone() };
            let mut reporter = self.overall.run(FILE_SHARE, frames);
            match project.run(self.output, self.options, run, &mut reporter) {
                // Hardware that breaks in the middle is given up for software.
                Err(EngineError::Media(MediaError::EncodeFailed { encoder, reason }))
                    if reelspeed_ffmpeg::is_hardware_encoder(&encoder) && self.hardware != Hardware::Off =>
                {
                    self.failed.push(EncoderFailure { encoder, reason });
                    self.hardware = Hardware::Off;
                }
                result => return result,
            }
        }
    }
}
