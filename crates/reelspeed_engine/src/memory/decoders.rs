//! What the decoders of the clips hold, and when.

use std::collections::BTreeMap;

use reelspeed_core::{Orientation, PixelFormat, Size, Subsampling};
use reelspeed_ffmpeg::{MediaInfo, VideoStreamInfo};
use reelspeed_render::ImageLimits;
use reelspeed_timeline::{ClipKind, ClipUse};

use crate::Project;
use crate::options::POOL_KEPT_BYTES;
use crate::pipeline::LEAD_SECS;
use crate::project::MediaFile;

/// A demuxer: its buffers, packets that were read ahead, the parser.
const INPUT_BYTES: f64 = 0.6e6;

/// What a demuxer keeps of each packet in a file that lists them.
const INDEX_ENTRY_BYTES: f64 = 48.0;

/// What the decoders hold at the moment at which they and the pool hold most.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct DecoderBytes {
    /// Pictures in the pool and contexts of open decoders.
    pub(crate) open: f64,
    /// Pictures of decoders that have closed, which the pool keeps for use again.
    pub(crate) kept: f64,
}

/// One clip while it is open.
struct OpenClip {
    from: u64,
    until: u64,
    picture_bytes: u64,
    pictures: u64,
    context_bytes: f64,
}

/// The most that decoders hold at a time.
pub(crate) fn predict(project: &Project, threads: u32) -> DecoderBytes {
    let timeline = project.timeline();
    let lead = (timeline.frame_rate().as_f64() * LEAD_SECS).ceil() as u64;
    let clips: Vec<OpenClip> =
        timeline.clips().iter().filter_map(|clip| open_clip(project, clip, threads, lead)).collect();
    let mut moments: Vec<u64> = clips.iter().map(|c| c.from).collect();
    moments.sort_unstable();
    moments.dedup();

    let mut worst = DecoderBytes::default();
    // The most pictures of each size that were ever out: as many buffers there are.
    let mut made: BTreeMap<u64, u64> = BTreeMap::new();
    for moment in moments {
        let mut used: BTreeMap<u64, u64> = BTreeMap::new();
        let mut contexts = 0.0;
        for clip in clips.iter().filter(|c| c.from <= moment && moment < c.until) {
            *used.entry(clip.picture_bytes).or_default() += clip.pictures;
            contexts += clip.context_bytes;
        }
        for (size, count) in &used {
            let made = made.entry(*size).or_default();
            *made = (*made).max(*count);
        }
        let bytes = |counts: &BTreeMap<u64, u64>| counts.iter().map(|(size, count)| size * count).sum::<u64>();
        let kept = (bytes(&made) - bytes(&used)).min(POOL_KEPT_BYTES) as f64;
        let now = DecoderBytes { open: bytes(&used) as f64 + contexts, kept };
        if now.open + now.kept > worst.open + worst.kept {
            worst = now;
        }
    }
    worst
}

fn open_clip(project: &Project, clip: &ClipUse, threads: u32, lead: u64) -> Option<OpenClip> {
    if !clip.needs_picture {
        return None;
    }
    let from = clip.first_frame.saturating_sub(lead);
    // The thread of a clip that has ended ends a moment later.
    let until = clip.end_frame + 1;
    match project.media(&clip.src)? {
        MediaFile::Stream { info, .. } if clip.kind == ClipKind::Video => {
            let stream = info.best_video(true)?;
            Some(OpenClip {
                from,
                until,
                picture_bytes: picture_bytes(stream) as u64,
                pictures: pictures(stream, threads),
                context_bytes: context_bytes(stream, threads) + input_bytes(info) + prepared_bytes(stream),
            })
        }
        MediaFile::Animation { size, duration, .. } => Some(OpenClip {
            from,
            until,
            picture_bytes: size.pixels() * 4,
            pictures: kept_pictures(*size, duration.as_secs()),
            // The decoder's own canvas, the one before, and the picture that is handed over.
            context_bytes: size.pixels() as f64 * 12.0,
        }),
        _ => None,
    }
}

/// Pictures of an animation that are kept decoded: as many as are allowed, and there are hardly more than fifty in a second.
fn kept_pictures(size: Size, duration_secs: f64) -> u64 {
    let allowed = ImageLimits::default().max_kept_bytes / (size.pixels() * 4).max(1);
    allowed.min((duration_secs * 50.0).ceil() as u64).max(1) + 1
}

fn format(stream: &VideoStreamInfo) -> PixelFormat {
    stream.format.unwrap_or(PixelFormat::YUV420P)
}

/// Bytes of a picture of `format` with the margins that decoders want around it.
fn picture_bytes(stream: &VideoStreamInfo) -> f64 {
    let format = format(stream);
    let (width, height) = (stream.coded_size.width, stream.coded_size.height);
    let luma = f64::from(width.next_multiple_of(64)) * f64::from(height.next_multiple_of(16) + 2);
    let luma = luma * format.bytes_per_sample() as f64;
    let chroma = match format.subsampling {
        Subsampling::Gray => 0.0,
        _ => {
            let (x, y) = format.chroma_shift();
            2.0 * luma / f64::from(1u32 << (x + y))
        }
    };
    luma + chroma + if format.alpha { luma } else { 0.0 }
}

/// Pictures that are out at a time: those that others may refer to, and, as far as they are not among those, the one that is being
/// decoded, the one that is shown, and the one after it.
fn pictures(stream: &VideoStreamInfo, threads: u32) -> u64 {
    let references = match stream.codec.as_str() {
        "h264" => u64::from(stream.reference_frames.unwrap_or(4).max(1)),
        "hevc" => 6,
        "vp9" => 8,
        "vp8" => 3,
        // dav1d's pictures, which the pool does not see.
        "av1" => 10,
        "mpeg4" | "mpeg2video" | "mpeg1video" | "h263" | "flv1" | "msmpeg4v3" => 2,
        _ => 1,
    };
    // With threads, each decodes a picture of its own.
    references + if references > 4 { 3 } else { 2 } + 2 * u64::from(threads.saturating_sub(1))
}

/// What a decoder holds beside its pictures: per picture the motion that later ones refer to, per thread its tables.
fn context_bytes(stream: &VideoStreamInfo, threads: u32) -> f64 {
    let pixels = stream.coded_size.pixels() as f64;
    let pictures = pictures(stream, threads) as f64;
    let (per_picture, per_thread) = match stream.codec.as_str() {
        "h264" => (0.56, 0.35),
        "hevc" => (0.55, 0.6),
        "vp9" => (0.35, 1.0),
        "av1" => (0.3, 2.0),
        "prores" => (0.0, 1.5),
        _ => (0.15, 0.5),
    };
    // The largest packets that wait.
    let packets = pixels * 0.1;
    pixels * (per_picture * pictures + per_thread * f64::from(threads.max(1))) + packets + 0.8e6
}

/// The decoder of a stream with its file, its pictures and what the compositor makes of them.
pub(crate) fn stream_bytes(stream: &VideoStreamInfo, threads: u32) -> f64 {
    let index = INDEX_ENTRY_BYTES * stream.frames as f64;
    let pictures = picture_bytes(stream) * pictures(stream, threads) as f64;
    pictures + context_bytes(stream, threads) + INPUT_BYTES + index + prepared_bytes(stream)
}

/// What the compositor makes of each picture where it cannot take it as it is: a converted copy and a turned one.
fn prepared_bytes(stream: &VideoStreamInfo) -> f64 {
    let pixels = stream.coded_size.pixels() as f64;
    let format = format(stream);
    if format.alpha {
        return pixels * 8.0;
    }
    let plain = format == PixelFormat::YUV420P && !stream.hdr && stream.color_tags.range.as_deref() != Some("pc");
    let copies = u32::from(!plain) + 2 * u32::from(stream.orientation != Orientation::UPRIGHT);
    pixels * 1.5 * f64::from(copies)
}

/// A demuxer of this file: each clip and each sound opens one.
pub(crate) fn input_bytes(info: &MediaInfo) -> f64 {
    let pictures: u64 = info.video.iter().map(|v| v.frames).sum();
    // A packet of sound holds about a thousand samples.
    let sounds: f64 = info.audio.iter().map(|a| a.duration.as_secs() * f64::from(a.sample_rate) / 1024.0).sum();
    INPUT_BYTES + INDEX_ENTRY_BYTES * (pictures as f64 + sounds)
}
