//! The input: what of it decides how it is encoded, and the compositions that show it.

use std::fs;
use std::path::{Path, PathBuf};

use reelspeed_core::{Rational, Size};
use reelspeed_ffmpeg::{Limits, VideoStreamInfo, probe_with_cancel};
use reelspeed_model::request::OptimizeRequest;
use reelspeed_model::{Composition, Crop, Fit, FrameRate, Layer, LayerCommon, VideoLayer};

use crate::{CancelToken, EngineError, Project};

/// The slowest and the fastest that a composition can be.
const RATES: [Rational; 2] = [Rational { num: 1, den: 1 }, Rational { num: 240, den: 1 }];

/// What videos whose frames come at no fixed rate are brought to: the first that is not much slower than they are on average.
const USUAL_RATES: [i64; 5] = [24, 25, 30, 50, 60];

/// The input.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    /// FFmpeg's name of its container.
    pub(super) container: String,
    /// The codec's short name.
    pub(super) codec: String,
    /// As displayed.
    shown: Size,
    pub(super) rate: Rational,
    pub(super) secs: f64,
    /// Channels and hertz of its sound.
    pub(super) sound: Option<(u32, u32)>,
}

impl Source {
    pub(super) fn open(path: &Path, cancel: &CancelToken) -> Result<Self, EngineError> {
        let info = probe_with_cancel(path, &Limits::default(), cancel)?;
        let Some(video) = info.best_video(false) else {
            let actual = format!("{path:?}, in which there is none");
            return Err(EngineError::Argument { argument: "input", expected: "a file with video".into(), actual });
        };
        let bytes = fs::metadata(path).map_err(|e| EngineError::io("cannot measure", path, e))?.len();
        Ok(Self {
            path: path.to_owned(),
            bytes,
            container: info.container.clone(),
            codec: video.codec.clone(),
            shown: video.display_size,
            rate: steady_rate(video),
            secs: info.content_duration.as_secs(),
            sound: info.best_audio().map(|a| (a.channels, a.sample_rate)),
        })
    }

    /// Its size in whole pairs of pixels, as 4:2:0 needs it: an odd last column or row is left out, so that the rest need not be
    /// resampled. At least 16, which is the smallest canvas.
    pub(super) fn size(&self) -> Size {
        Size::new((self.shown.width & !1).max(16), (self.shown.height & !1).max(16))
    }

    /// The whole picture at `size` and `rate`, with the sound, over black.
    pub(super) fn composition(&self, size: Size, rate: Rational) -> Composition {
        let part = |even: u32, all: u32| (f64::from(even) / f64::from(all.max(1))).min(1.0);
        let even = self.size();
        let (width, height) = (part(even.width, self.shown.width), part(even.height, self.shown.height));
        let crop = (width < 1.0 || height < 1.0).then(|| Crop {
            width: width.into(),
            height: height.into(),
            ..Crop::default()
        });
        whole_picture(&self.path, size, rate, crop)
    }
}

/// One file that fills a canvas.
pub(super) fn whole_picture(path: &Path, size: Size, rate: Rational, crop: Option<Crop>) -> Composition {
    let Layer::Video(VideoLayer { mut clip, .. }) = Layer::video(path.to_string_lossy()) else {
        unreachable!("a video layer is a video layer")
    };
    (clip.fit, clip.crop) = (Fit::Fill, crop);
    let mut composition = Composition::new(size.width, size.height);
    composition.frame_rate = match (u32::try_from(rate.num), u32::try_from(rate.den)) {
        (Ok(num), Ok(den)) if num <= 10_000_000 => FrameRate::Fraction([num, den]),
        _ => FrameRate::Number(rate.as_f64()),
    };
    composition.layers.push(Layer::Video(VideoLayer { common: LayerCommon::default(), clip, size: None }));
    composition
}

/// The project of a composition whose only file was named by a request.
pub(super) fn project(composition: Composition) -> Result<Project, EngineError> {
    Project::new(composition, Path::new(""))
}

/// Where the result goes: beside the input where the request does not say.
pub(super) fn output_path(request: &OptimizeRequest) -> PathBuf {
    match &request.output {
        Some(output) => output.into(),
        None => Path::new(&request.input).with_extension("optimized.mp4"),
    }
}

/// The rate of the frames; where it varies, a usual one.
fn steady_rate(video: &VideoStreamInfo) -> Rational {
    let rate = video.nominal_rate;
    let rate = if video.variable_frame_rate && rate <= Rational::new(61, 1) {
        let enough = |usual: &&i64| **usual as f64 * 1.02 >= rate.as_f64();
        Rational::new(*USUAL_RATES.iter().find(enough).unwrap_or(&60), 1)
    } else {
        rate
    };
    if rate < RATES[0] {
        RATES[0]
    } else if rate > RATES[1] {
        RATES[1]
    } else {
        rate
    }
}
