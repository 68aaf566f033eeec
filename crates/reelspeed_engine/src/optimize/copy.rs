//! Inputs that are what is wanted already.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use reelspeed_model::report::{OptimizeReport, Stage};
use reelspeed_model::{Container, VideoCodec};

use super::copied;
use super::progress::Overall;
use super::source::Source;
use crate::{AtomicOutput, EngineError, RenderOptions};

/// Bytes copied between two looks at the cancel token.
const BLOCK: usize = 1 << 20;

/// Whether the input is in the container and the codec that are wanted. Both its name and its content must say so.
pub(super) fn is_wanted(source: &Source, container: Container, codec: Option<VideoCodec>) -> bool {
    let extension = source.path.extension().map(|e| e.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let (named, found) = match container {
        Container::Mp4 => (matches!(extension.as_str(), "mp4" | "m4v"), "mp4"),
        Container::Mov => (extension == "mov", "mov"),
        Container::Mkv => (extension == "mkv", "matroska"),
        Container::Webm => (extension == "webm", "webm"),
    };
    named && source.container.split(',').any(|name| name == found) && codec.is_none_or(|c| c.name() == source.codec)
}

/// Copies the input byte for byte.
pub(super) fn copy(
    source: &Source,
    output: &Path,
    options: &RenderOptions,
    overall: &Overall,
) -> Result<OptimizeReport, EngineError> {
    overall.expect((source.secs * source.rate.as_f64()).round().max(1.0) as u64);
    overall.begin(Stage::Finishing, 1.0);
    let file = AtomicOutput::create(output)?;
    let reading = |e| EngineError::io("cannot read", &source.path, e);
    let writing = |e| EngineError::io("cannot write", output, e);
    let mut from = File::open(&source.path).map_err(reading)?;
    let mut to = File::create(file.path()).map_err(writing)?;
    let mut block = vec![0; BLOCK];
    let mut copied_bytes = 0u64;
    loop {
        if options.cancel.is_cancelled() {
            return Err(EngineError::Cancelled);
        }
        match from.read(&mut block) {
            Ok(0) => break,
            Ok(n) => {
                to.write_all(&block[..n]).map_err(writing)?;
                copied_bytes += n as u64;
                overall.tell(copied_bytes as f64 / source.bytes.max(1) as f64 * 0.99, 0.0);
            }
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(reading(e)),
        }
    }
    drop(to);
    let bytes = file.commit()? as f64;
    overall.begin(Stage::Done, 1.0);
    overall.tell(1.0, 0.0);
    let size = source.size();
    Ok(OptimizeReport {
        output: output.to_string_lossy().into_owned(),
        original_size: source.bytes as f64,
        optimized_size: bytes,
        compression_ratio: source.bytes as f64 / bytes.max(1.0),
        quality_score: 100.0,
        ssim: 1.0,
        width: size.width,
        height: size.height,
        frame_rate: [source.rate.num, source.rate.den].map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
        duration_secs: source.secs,
        video_bitrate: 0,
        audio_bitrate: 0,
        passes: 0,
        encoder: copied(),
        elapsed_secs: overall.elapsed_secs(),
        warnings: Vec::new(),
    })
}
