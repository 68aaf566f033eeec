use std::path::Path;

use reelspeed_ffmpeg::{AudioStreamInfo, Limits, MediaInfo, SubtitleStreamInfo, VideoStreamInfo};
use reelspeed_model::report::{AudioStreamReport, ColorReport, MediaReport, SubtitleStreamReport, VideoStreamReport};

use crate::EngineError;

/// What is in a media file. Reads packets where the header does not tell; decodes nothing.
pub fn probe(path: &Path) -> Result<MediaReport, EngineError> {
    Ok(media_report(&reelspeed_ffmpeg::probe(path, &Limits::default())?))
}

/// The same, as the documents speak of it.
pub(crate) fn media_report(info: &MediaInfo) -> MediaReport {
    MediaReport {
        container: info.container.clone(),
        duration_secs: seconds(info.duration.as_secs()),
        start_secs: seconds(info.start.as_secs()),
        video: info.video.iter().map(video_report).collect(),
        audio: info.audio.iter().map(audio_report).collect(),
        subtitles: info.subtitles.iter().map(subtitle_report).collect(),
        warnings: info.warnings.iter().map(ToString::to_string).collect(),
    }
}

fn video_report(v: &VideoStreamInfo) -> VideoStreamReport {
    let rate = v.frame_rate;
    VideoStreamReport {
        codec: v.codec.clone(),
        width: v.display_size.width,
        height: v.display_size.height,
        coded_width: v.coded_size.width,
        coded_height: v.coded_size.height,
        rotation: v.rotation_degrees,
        mirrored: v.mirrored,
        frame_rate: [rate.num, rate.den].map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
        variable_frame_rate: v.variable_frame_rate,
        frames: u32::try_from(v.frames).unwrap_or(u32::MAX),
        pixel_format: tag(&v.pixel_format),
        color: ColorReport {
            range: match v.color_tags.range.as_deref() {
                Some("tv") => "limited".into(),
                Some("pc") => "full".into(),
                _ => tag(&v.color_tags.range),
            },
            matrix: tag(&v.color_tags.matrix),
            primaries: tag(&v.color_tags.primaries),
            transfer: tag(&v.color_tags.transfer),
        },
        hdr: v.hdr,
        alpha: v.alpha,
    }
}

fn audio_report(a: &AudioStreamInfo) -> AudioStreamReport {
    AudioStreamReport {
        codec: a.codec.clone(),
        sample_rate: a.sample_rate,
        channels: a.channels,
        duration_secs: seconds(a.duration.as_secs()),
    }
}

fn subtitle_report(s: &SubtitleStreamInfo) -> SubtitleStreamReport {
    SubtitleStreamReport { codec: s.codec.clone(), language: s.language.clone() }
}

fn tag(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "unknown".into())
}

/// To whole microseconds: more digits say nothing.
fn seconds(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
