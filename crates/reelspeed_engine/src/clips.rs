//! Reads the pictures of one clip.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use reelspeed_core::{Flicks, Frame, FramePool};
use reelspeed_ffmpeg::{CancelToken, VideoOptions, VideoSource};
use reelspeed_render::{AnimatedImage, ImageLimits, LayerImage, SourceFrame, SourcePicture, next_serial};
use reelspeed_timeline::ClipUse;

use crate::project::MediaFile;
use crate::{EngineError, Project};

/// What a job lends to the readers of its clips.
#[derive(Clone, Debug)]
pub(crate) struct ClipResources {
    pub(crate) pool: FramePool,
    pub(crate) cancel: CancelToken,
    pub(crate) decoder_threads: u32,
    pub(crate) warnings: Warnings,
}

/// What turned out to be odd about files while they were decoded.
#[derive(Clone, Debug, Default)]
pub(crate) struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    /// Notes that packets of a file could not be decoded; once per file and number.
    pub(crate) fn damaged(&self, path: &Path, packets: u64) {
        let warning = format!("{path:?}: {packets} damaged packets were left out");
        let mut warnings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if packets > 0 && !warnings.contains(&warning) {
            warnings.push(warning);
        }
    }

    /// All that was noted, in alphabetical order: threads note in any.
    pub(crate) fn take(&self) -> Vec<String> {
        let mut warnings = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        warnings.sort();
        warnings
    }
}

/// Reads the pictures of one clip; quickest when asked in order of time.
pub(crate) enum ClipReader {
    Video(Box<VideoReader>),
    Still(Arc<LayerImage>),
    Animation(Box<AnimatedImage>),
}

/// Reads a video and says how its pictures are meant to be seen.
pub(crate) struct VideoReader {
    /// The frames.
    pub(crate) source: VideoSource,
    /// The last picture, so that the same decoded frame keeps its serial.
    last: Option<SourceFrame>,
    warnings: Warnings,
}

impl Drop for VideoReader {
    fn drop(&mut self) {
        self.warnings.damaged(self.source.path(), self.source.damaged_packets());
    }
}

impl ClipReader {
    /// Opens the clip's file.
    pub(crate) fn open(project: &Project, clip: &ClipUse, resources: &ClipResources) -> Result<Self, EngineError> {
        match project.media(&clip.src) {
            Some(MediaFile::Still { image }) => Ok(Self::Still(image.clone())),
            Some(MediaFile::Animation { bytes, .. }) => {
                let image = AnimatedImage::decode(bytes.clone(), &resources.pool, ImageLimits::default())?;
                Ok(Self::Animation(Box::new(image)))
            }
            Some(MediaFile::Stream { path, .. }) => Ok(Self::Video(Box::new(VideoReader::open(path, resources)?))),
            None => Err(EngineError::Internal {
                thread: "decode",
                message: format!("{} names {:?}, which was never looked at", clip.path, clip.src),
            }),
        }
    }

    /// The picture that the file shows at `time`.
    pub(crate) fn picture(&mut self, time: Flicks) -> Result<SourcePicture, EngineError> {
        match self {
            Self::Still(image) => Ok(SourcePicture::Still(image.clone())),
            Self::Animation(image) => Ok(SourcePicture::Still(image.picture(time)?)),
            Self::Video(reader) => Ok(SourcePicture::Video(reader.frame_at(time)?)),
        }
    }
}

impl VideoReader {
    /// Opens the best video stream of a file.
    pub(crate) fn open(path: &Path, resources: &ClipResources) -> Result<Self, EngineError> {
        let options = VideoOptions {
            threads: resources.decoder_threads,
            pool: resources.pool.clone(),
            cancel: resources.cancel.clone(),
            ..VideoOptions::default()
        };
        let warnings = resources.warnings.clone();
        Ok(Self { source: VideoSource::open(path, options)?, last: None, warnings })
    }

    fn frame_at(&mut self, time: Flicks) -> Result<SourceFrame, EngineError> {
        let decoded = self.source.frame_at(time)?.ok_or_else(|| self.no_picture())?;
        Ok(self.shown(decoded.frame))
    }

    /// Only a file without a single frame has none: probing believed its index, decoding found nothing.
    pub(crate) fn no_picture(&self) -> EngineError {
        EngineError::NoPicture { path: self.source.path().to_owned() }
    }

    /// A decoded frame of the source as it is meant to be seen.
    pub(crate) fn shown(&mut self, frame: Arc<Frame>) -> SourceFrame {
        if let Some(last) = &self.last
            && Arc::ptr_eq(&last.frame, &frame)
        {
            return last.clone();
        }
        let stream = self.source.info();
        let picture =
            SourceFrame { frame, orientation: stream.orientation, sar: stream.sample_aspect, serial: next_serial() };
        self.last = Some(picture.clone());
        picture
    }
}
