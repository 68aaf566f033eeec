//! Finds out what every media file of a composition is.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use reelspeed_core::{FramePool, Size};
use reelspeed_ffmpeg::{Limits, MediaError, MediaInfo};
use reelspeed_model::{Composition, Issue, IssueCode, MediaKind};
use reelspeed_render::{AnimatedImage, ImageLimits, LayerImage, decode_image, is_image};
use reelspeed_timeline::MediaFact;

use super::resolve;

/// A media file that was looked at.
#[derive(Clone, Debug)]
pub(crate) enum MediaFile {
    /// Video, sound or both.
    Stream { path: PathBuf, info: Arc<MediaInfo> },
    /// One picture, decoded.
    Still { image: Arc<LayerImage> },
    /// Several pictures; each clip decodes its own.
    Animation { bytes: Arc<[u8]>, size: Size, duration: reelspeed_core::Flicks },
}

impl MediaFile {
    pub(crate) fn fact(&self) -> MediaFact {
        match self {
            Self::Stream { info, .. } => {
                let video = info.best_video(false);
                let audio = info.best_audio();
                MediaFact {
                    size: video.map(|v| v.display_size).unwrap_or_default(),
                    duration: Some(info.content_duration),
                    audio_duration: audio.map(|a| a.first_pts + a.duration),
                    has_video: video.is_some(),
                    has_audio: audio.is_some(),
                    image: false,
                    animated: false,
                    frame_rate: video.map(|v| v.frame_rate),
                }
            }
            Self::Still { image } => MediaFact::still(image.frame.size()),
            Self::Animation { size, duration, .. } => {
                MediaFact { duration: Some(*duration), animated: true, ..MediaFact::still(*size) }
            }
        }
    }

    /// Bytes of pictures that it keeps in memory.
    pub(super) fn held_bytes(&self) -> u64 {
        match self {
            Self::Stream { .. } => 0,
            Self::Still { image } => image.frame.desc().bytes() as u64,
            Self::Animation { bytes, .. } => bytes.len() as u64,
        }
    }
}

/// Looks at every file that the composition names, each once. What is wrong is added to `issues` for every place that names it.
pub(super) fn look_at_files(
    composition: &Composition,
    base: &Path,
    issues: &mut Vec<Issue>,
    warnings: &mut Vec<String>,
) -> BTreeMap<String, MediaFile> {
    let mut looked: BTreeMap<String, Result<MediaFile, Fault>> = BTreeMap::new();
    for reference in composition.media_references() {
        if reference.kind == MediaKind::Font {
            continue;
        }
        let result = looked.entry(reference.src.to_owned()).or_insert_with(|| {
            let file = look_at(&resolve(base, reference.src));
            if let Ok(MediaFile::Stream { info, path }) = &file {
                warnings.extend(info.warnings.iter().map(|w| format!("{path:?}: {w}")));
            }
            file
        });
        let expected = reference.kind.wanted();
        match result {
            Ok(file) if file.fact().serves(reference.kind) => {}
            Ok(file) => {
                let actual = format!("{} in {:?}", file.fact().describe(), reference.src);
                issues.push(Issue::new(&reference.path, expected, actual).code(IssueCode::UnusableFile));
            }
            Err(fault) => issues.push(Issue::new(&reference.path, expected, fault.message.clone()).code(fault.code)),
        }
    }
    looked.into_iter().filter_map(|(src, file)| Some((src, file.ok()?))).collect()
}

/// Why a file cannot be used.
struct Fault {
    code: IssueCode,
    message: String,
}

impl Fault {
    fn unusable(message: String) -> Self {
        Self { code: IssueCode::UnusableFile, message }
    }

    fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let message = match error.kind() {
            std::io::ErrorKind::NotFound => format!("missing: there is no file {path:?}"),
            _ => format!("{path:?}: {error}"),
        };
        Self { code: IssueCode::MissingFile, message }
    }
}

fn look_at(path: &Path) -> Result<MediaFile, Fault> {
    let unreadable = |e: std::io::Error| Fault::unreadable(path, &e);
    let mut magic = [0u8; 12];
    let mut file = File::open(path).map_err(unreadable)?;
    // A folder opens and only then fails to be read.
    let meta = file.metadata().map_err(unreadable)?;
    if !meta.is_file() {
        return Err(Fault::unusable(format!("{path:?}, which is not a regular file")));
    }
    let mut have = 0;
    while have < magic.len() {
        match file.read(&mut magic[have..]) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(unreadable(e)),
        }
    }
    if !is_image(&magic[..have]) {
        let info = reelspeed_ffmpeg::probe(path, &Limits::default()).map_err(|e| match e {
            MediaError::Io { source, .. } => unreadable(source),
            other => Fault::unusable(other.to_string()),
        })?;
        return Ok(MediaFile::Stream { path: path.to_owned(), info: Arc::new(info) });
    }
    let limit = ImageLimits::default().max_alloc_bytes;
    if meta.len() > limit {
        let message = format!("{path:?}, an image of {} bytes; at most {limit} are read", meta.len());
        return Err(Fault::unusable(message));
    }
    let bytes: Arc<[u8]> = std::fs::read(path).map_err(unreadable)?.into();
    let pool = FramePool::unlimited();
    let broken = |e: reelspeed_render::ImageError| Fault::unusable(format!("{path:?}: {e}"));
    let mut image: AnimatedImage = decode_image(bytes.clone(), &pool).map_err(broken)?;
    if image.is_animated() {
        return Ok(MediaFile::Animation { bytes, size: image.size(), duration: image.duration() });
    }
    let image = image.picture(reelspeed_core::Flicks::ZERO).map_err(broken)?;
    Ok(MediaFile::Still { image })
}
