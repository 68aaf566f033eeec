//! `reelspeed probe`.

use reelspeed::model::report::{ColorReport, MediaReport, VideoStreamReport};

use crate::args::ProbeArgs;
use crate::failure::Failure;
use crate::{console, units};

pub(crate) fn run(args: &ProbeArgs) -> Result<(), Failure> {
    let report = reelspeed::probe(&args.file)?;
    if args.json {
        return console::json_pretty(&report);
    }
    console::print(&text(&args.file.display().to_string(), &report))
}

fn text(file: &str, report: &MediaReport) -> String {
    let mut out = format!("{file}: {}, {:.3} s", report.container, report.duration_secs);
    if report.start_secs != 0.0 {
        out += &format!(", starts at {:.3} s", report.start_secs);
    }
    out.push('\n');
    for video in &report.video {
        out += &format!("  video      {}\n", video_text(video));
    }
    for audio in &report.audio {
        let channels = match audio.channels {
            1 => "mono".to_owned(),
            2 => "stereo".to_owned(),
            n => format!("{n} channels"),
        };
        let line = format!("{}, {} Hz, {channels}, {:.3} s", audio.codec, audio.sample_rate, audio.duration_secs);
        out += &format!("  audio      {line}\n");
    }
    for subtitle in &report.subtitles {
        let language = subtitle.language.as_deref().unwrap_or("language unknown");
        out += &format!("  subtitles  {}, {language}\n", subtitle.codec);
    }
    for warning in &report.warnings {
        out += &format!("  warning    {warning}\n");
    }
    out
}

fn video_text(v: &VideoStreamReport) -> String {
    let mut parts = vec![v.codec.clone(), format!("{}x{}", v.width, v.height)];
    if (v.coded_width, v.coded_height) != (v.width, v.height) {
        parts.push(format!("stored as {}x{}", v.coded_width, v.coded_height));
    }
    if v.rotation != 0 {
        parts.push(format!("turned by {}°", v.rotation));
    }
    if v.mirrored {
        parts.push("mirrored".into());
    }
    let variable = if v.variable_frame_rate { " (variable)" } else { "" };
    parts.push(format!("{} fps{variable}", units::frame_rate(v.frame_rate)));
    parts.push(units::count(u64::from(v.frames), "frame"));
    parts.push(v.pixel_format.clone());
    parts.push(color_text(&v.color));
    if v.hdr {
        parts.push("HDR".into());
    }
    if v.alpha {
        parts.push("with alpha".into());
    }
    parts.join(", ")
}

/// Matrix, primaries and transfer are named once where they agree, which they mostly do.
fn color_text(color: &ColorReport) -> String {
    let mut names = vec![color.matrix.as_str()];
    for name in [&color.primaries, &color.transfer] {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    format!("{} {} range", names.join("/"), color.range)
}

#[cfg(test)]
mod tests {
    use reelspeed::model::report::{AudioStreamReport, SubtitleStreamReport};

    use super::*;

    #[test]
    fn everything_in_a_file_is_named() {
        let color = ColorReport {
            range: "limited".into(),
            matrix: "bt709".into(),
            primaries: "bt709".into(),
            transfer: "smpte2084".into(),
        };
        let report = MediaReport {
            container: "mp4".into(),
            duration_secs: 2.5,
            start_secs: 0.0,
            video: vec![VideoStreamReport {
                codec: "h264".into(),
                width: 1080,
                height: 1920,
                coded_width: 1920,
                coded_height: 1080,
                rotation: 90,
                mirrored: false,
                frame_rate: [30000, 1001],
                variable_frame_rate: true,
                frames: 75,
                pixel_format: "yuv420p10le".into(),
                color,
                hdr: true,
                alpha: false,
            }],
            audio: vec![AudioStreamReport { codec: "aac".into(), sample_rate: 44100, channels: 6, duration_secs: 2.4 }],
            subtitles: vec![SubtitleStreamReport { codec: "mov_text".into(), language: Some("eng".into()) }],
            warnings: vec!["odd".into()],
        };
        let expected = "\
a.mp4: mp4, 2.500 s
  video      h264, 1080x1920, stored as 1920x1080, turned by 90°, 29.97 fps (variable), 75 frames, yuv420p10le, \
bt709/smpte2084 limited range, HDR
  audio      aac, 44100 Hz, 6 channels, 2.400 s
  subtitles  mov_text, eng
  warning    odd
";
        assert_eq!(text("a.mp4", &report), expected);
    }
}
