//! What a media file holds, without decoding it.
//!
//! Numbers come from the tracks and their packets. What the container's header claims is believed only where the packets
//! agree with it: headers of valid files are known to claim 39 hours for a clip of one second.

mod h264;
mod info;
mod scan;

use std::path::Path;

use reelspeed_core::{Flicks, PixelFormat, Rational, Size};

pub use info::{AudioStreamInfo, ColorTags, MediaInfo, MediaWarning, SubtitleStreamInfo, VideoStreamInfo};

use crate::MediaError;
use crate::input::{Input, StreamKind, StreamRef, decoder_for};
use crate::limits::{CancelToken, Limits};
use crate::sys::color::{ColorHints, color_space};
use crate::sys::pixfmt::{self, Layout};
use scan::{StreamScan, from_header, scan};

/// Reads what `path` holds.
///
/// # Errors
///
/// [`MediaError::Io`], [`MediaError::NotAFile`] and [`MediaError::Empty`] for the file itself; [`MediaError::NotMedia`],
/// [`MediaError::RefusedFormat`], [`MediaError::Broken`], [`MediaError::NoStreams`] and [`MediaError::Truncated`] for what
/// cannot be used; [`MediaError::TooLarge`], [`MediaError::TooLong`], [`MediaError::TooManyStreams`] and
/// [`MediaError::Timeout`] for what passes `limits`.
pub fn probe(path: impl AsRef<Path>, limits: &Limits) -> Result<MediaInfo, MediaError> {
    probe_with_cancel(path, limits, &CancelToken::new())
}

/// [`probe`] that stops with [`MediaError::Cancelled`] soon after `cancel` is set.
pub fn probe_with_cancel(
    path: impl AsRef<Path>,
    limits: &Limits,
    cancel: &CancelToken,
) -> Result<MediaInfo, MediaError> {
    let mut input = Input::open(path.as_ref(), limits, cancel.clone())?;
    probe_input(&mut input)
}

fn probe_input(input: &mut Input) -> Result<MediaInfo, MediaError> {
    let mut warnings = Vec::new();
    let scans = scan(input, &mut warnings)?;
    let mut info = streams_info(input, &scans, &mut warnings)?;
    let has_content = info.video.iter().any(|v| v.attached_picture) || scans.iter().any(|s| s.count > 0);
    if !has_content {
        return Err(MediaError::Truncated { path: input.path().to_owned() });
    }
    // A picture that is too large, or no picture at all, leaves no size behind.
    if info.audio.is_empty() && info.video.iter().all(|v| v.coded_size.pixels() == 0) {
        let reason = match info.video.iter().find(|v| !v.decodable) {
            Some(v) => return Err(MediaError::RefusedCodec { path: input.path().to_owned(), codec: v.codec.clone() }),
            None => "no picture of an allowed size was found".to_owned(),
        };
        return Err(MediaError::Broken { path: input.path().to_owned(), reason });
    }
    overall_duration(input, &scans, &mut info, &mut warnings)?;
    info.warnings = warnings;
    Ok(info)
}

/// What the headers alone say: for decoders, which find out the rest by decoding.
pub(crate) fn open_info(input: &Input) -> Result<MediaInfo, MediaError> {
    let scans: Vec<StreamScan> = input.streams().map(|s| from_header(input, &s)).collect();
    streams_info(input, &scans, &mut Vec::new())
}

fn streams_info(
    input: &Input,
    scans: &[StreamScan],
    warnings: &mut Vec<MediaWarning>,
) -> Result<MediaInfo, MediaError> {
    let start = crate::input::presentation_start(input);
    let mut info = MediaInfo {
        container: input.format_name(),
        duration: Flicks::ZERO,
        start,
        content_duration: Flicks::ZERO,
        video: Vec::new(),
        audio: Vec::new(),
        subtitles: Vec::new(),
        warnings: Vec::new(),
    };
    for s in input.streams() {
        let scan = &scans[s.index()];
        match s.kind() {
            StreamKind::Video => info.video.push(video_info(input, &s, scan, start, warnings)?),
            StreamKind::Audio => info.audio.push(audio_info(&s, scan, start, warnings)),
            StreamKind::Subtitle => {
                info.subtitles.push(SubtitleStreamInfo { codec: s.codec_name(), language: s.tag("language") });
            }
            StreamKind::Other => {}
        }
    }
    if info.video.is_empty() && info.audio.is_empty() {
        return Err(MediaError::NoStreams { path: input.path().to_owned() });
    }
    Ok(info)
}

fn video_info(
    input: &Input,
    s: &StreamRef<'_>,
    scan: &StreamScan,
    start: Flicks,
    warnings: &mut Vec<MediaWarning>,
) -> Result<VideoStreamInfo, MediaError> {
    let params = s.params();
    let limits = input.limits();
    let (width, height) = (params.width.max(0) as u64, params.height.max(0) as u64);
    let side = u64::from(limits.max_side);
    if width > side || height > side || width * height > limits.max_pixels {
        return Err(MediaError::TooLarge {
            path: input.path().to_owned(),
            width,
            height,
            max_side: limits.max_side,
            max_pixels: limits.max_pixels,
        });
    }
    let coded = Size::new(width as u32, height as u32);
    let sample_aspect = s.sample_aspect();
    let orientation = s.orientation();
    let format = s.pixel_format().and_then(|f| pixfmt::describe(f).map(|d| (f, d)));
    let alpha_mode = s.has_alpha_mode();
    let raw = s.raw_color();
    let color = color_space(
        raw,
        ColorHints { height: coded.height, full_range_format: format.is_some_and(|(_, d)| d.full_range) },
    );
    let decodable = decoder_for(s.codec_id(), alpha_mode).is_some();
    if !decodable {
        warnings.push(MediaWarning::NoDecoder { stream: s.index() as u32, codec: s.codec_name() });
    } else if coded.pixels() == 0 {
        warnings.push(MediaWarning::UnknownSize { stream: s.index() as u32 });
    }
    let planar = format.map(|(_, d)| match d.layout {
        Layout::Planar(f) | Layout::Convert(f) | Layout::SemiPlanar { format: f, .. } => f,
    });
    Ok(VideoStreamInfo {
        index: s.index() as u32,
        codec: s.codec_name(),
        coded_size: coded,
        display_size: display_size(coded, sample_aspect, orientation),
        rotation_degrees: rotation_degrees(orientation),
        mirrored: orientation.mirrored,
        orientation,
        sample_aspect,
        frame_rate: frame_rate(s, scan),
        nominal_rate: nominal_rate(frame_rate(s, scan), scan),
        variable_frame_rate: scan.variable,
        frames: scan.count,
        first_pts: scan.first.map_or(Flicks::ZERO, |t| t - start),
        duration: stream_duration(s, scan, warnings),
        pixel_format: format.map(|(f, _)| pixfmt::name(f)),
        format: planar.map(|p| PixelFormat { alpha: p.alpha || alpha_mode, ..p }),
        color_tags: ColorTags {
            range: raw.range_name(),
            matrix: raw.matrix_name(),
            primaries: raw.primaries_name(),
            transfer: raw.transfer_name(),
        },
        color,
        hdr: color.is_hdr(),
        alpha: alpha_mode || planar.is_some_and(|p| p.alpha),
        attached_picture: s.is_attached_picture(),
        default: s.is_default(),
        decodable,
        reference_frames: if s.codec_name() == "h264" { h264::reference_frames(s.extradata()) } else { None },
    })
}

fn audio_info(
    s: &StreamRef<'_>,
    scan: &StreamScan,
    start: Flicks,
    warnings: &mut Vec<MediaWarning>,
) -> AudioStreamInfo {
    let decodable = decoder_for(s.codec_id(), false).is_some();
    if !decodable {
        warnings.push(MediaWarning::NoDecoder { stream: s.index() as u32, codec: s.codec_name() });
    }
    AudioStreamInfo {
        index: s.index() as u32,
        codec: s.codec_name(),
        sample_rate: s.sample_rate(),
        channels: s.channels(),
        first_pts: scan.first.map_or(Flicks::ZERO, |t| t - start),
        duration: stream_duration(s, scan, warnings),
        language: s.tag("language"),
        default: s.is_default(),
        decodable,
    }
}

/// The turn as other tools state it: they mirror top to bottom before turning, `Orientation` left to right, which differs
/// by half a turn.
fn rotation_degrees(o: reelspeed_core::Orientation) -> u32 {
    if o.mirrored { (o.degrees() + 180) % 360 } else { o.degrees() }
}

/// The size on screen: pixels made square by stretching the width, then turned.
fn display_size(coded: Size, sample_aspect: Rational, orientation: reelspeed_core::Orientation) -> Size {
    let stretched = (coded.width as i128 * sample_aspect.num as i128 * 2 + sample_aspect.den as i128)
        / (sample_aspect.den as i128 * 2);
    let width = if coded.width == 0 { 0 } else { stretched.clamp(1, 1 << 20) as u32 };
    orientation.apply_to_size(Size::new(width, coded.height))
}

/// What the header claims where the packets agree to within a quarter, else what the packets show, drawn to the nearest
/// common rate.
fn frame_rate(s: &StreamRef<'_>, scan: &StreamScan) -> Rational {
    let near = |r: Rational, measured: f64| (r.as_f64() / measured - 1.0).abs() < 0.25;
    let measured = scan.measured_rate();
    let by_duration =
        s.declared_duration().filter(|d| *d > Flicks::ZERO && scan.count > 1).map(|d| scan.count as f64 / d.as_secs());
    let candidates = [s.average_rate(), s.guessed_rate()];
    let agreed =
        candidates.into_iter().flatten().find(|r| [measured, by_duration].into_iter().flatten().any(|m| near(*r, m)));
    match (agreed, measured) {
        (Some(r), _) => r,
        (None, Some(m)) => snap_rate(m),
        (None, None) => candidates.into_iter().flatten().find(|r| r.as_f64() <= 240.0).unwrap_or(Rational::new(25, 1)),
    }
}

/// The rate of the usual step from frame to frame; `average` where that is it, or where there is none.
fn nominal_rate(average: Rational, scan: &StreamScan) -> Rational {
    match scan.usual_step.map(|step| 1.0 / step) {
        Some(usual) if (average.as_f64() / usual - 1.0).abs() > 1e-4 => snap_rate(usual),
        _ => average,
    }
}

fn snap_rate(measured: f64) -> Rational {
    const COMMON: [(i64, i64); 13] = [
        (24000, 1001),
        (24, 1),
        (25, 1),
        (30000, 1001),
        (30, 1),
        (48, 1),
        (50, 1),
        (60000, 1001),
        (60, 1),
        (15, 1),
        (12, 1),
        (10, 1),
        (120, 1),
    ];
    let off = |r: Rational| (r.as_f64() / measured - 1.0).abs();
    let nearest = COMMON.map(|(n, d)| Rational::new(n, d)).into_iter().min_by(|a, b| off(*a).total_cmp(&off(*b)));
    match nearest {
        // Half a percent is the error of millisecond timestamps over a handful of frames.
        Some(r) if off(r) < 0.005 => r,
        _ => Rational::new((measured * 1000.0).round() as i64, 1000),
    }
}

/// The header's duration where it is near what the packets show, else the packets'.
fn stream_duration(s: &StreamRef<'_>, scan: &StreamScan, warnings: &mut Vec<MediaWarning>) -> Flicks {
    let Some(measured) = scan.span() else { return s.declared_duration().unwrap_or(Flicks::ZERO) };
    match s.declared_duration() {
        Some(declared) if scan.exact && !agrees(declared, measured, scan.longest_step()) => {
            warnings.push(MediaWarning::DurationIgnored { declared, actual: measured });
            measured
        }
        Some(declared) => declared,
        None => measured,
    }
}

/// Whether a claim lies within a tenth of a second, or two frames, of what was measured.
fn agrees(declared: Flicks, measured: Flicks, step: Flicks) -> bool {
    let slack = Flicks::from_secs(0.1).max(Flicks(step.0.saturating_mul(2)));
    (declared.0.abs_diff(measured.0)) <= slack.0.unsigned_abs()
}

/// When the last subtitle track ends by the container's clock. Only where tracks have durations of their own; elsewhere
/// FFmpeg copies the header's claim into each.
fn subtitle_end(input: &Input) -> Option<Flicks> {
    if !input.has_full_index() {
        return None;
    }
    input
        .streams()
        .filter(|s| s.kind() == StreamKind::Subtitle)
        .filter_map(|s| Some(s.time(s.start_ticks().unwrap_or(0)) + s.declared_duration()?))
        .max()
}

fn overall_duration(
    input: &Input,
    scans: &[StreamScan],
    info: &mut MediaInfo,
    warnings: &mut Vec<MediaWarning>,
) -> Result<(), MediaError> {
    let timed = || {
        input
            .streams()
            .filter(|s| matches!(s.kind(), StreamKind::Video | StreamKind::Audio) && !s.is_attached_picture())
            .map(|s| (s.kind(), &scans[s.index()]))
    };
    let end = timed().filter_map(|(_, scan)| scan.end).max();
    let step = timed()
        .filter(|(kind, _)| *kind == StreamKind::Video)
        .map(|(_, scan)| scan.longest_step())
        .max()
        .unwrap_or(Flicks::ZERO);
    let declared = input.declared_duration_us().map(|us| Flicks::from_ticks(us, Rational::new(1, 1_000_000)));
    let exact = timed().all(|(_, scan)| scan.exact);
    let start = info.start;
    (info.duration, info.content_duration) = match (declared, end) {
        (Some(d), Some(end)) => {
            let span = end - start;
            // Some containers count from their zero, some from the first packet; both readings are honest.
            if !exact || agrees(d, span, step) {
                (d, if exact { span } else { d })
            } else if agrees(d, end, step) || subtitle_end(input).is_some_and(|t| agrees(d, t, step)) {
                (d, span)
            } else {
                let actual = span;
                warnings.push(MediaWarning::DurationIgnored { declared: d, actual });
                (actual, actual)
            }
        }
        (None, Some(end)) => (end - start, end - start),
        (Some(d), None) => (d, d),
        (None, None) => (Flicks::ZERO, Flicks::ZERO),
    };
    let max = input.limits().max_duration;
    if info.duration > max || info.content_duration > max {
        let duration = info.duration.max(info.content_duration);
        return Err(MediaError::TooLong { path: input.path().to_owned(), duration, max });
    }
    Ok(())
}
