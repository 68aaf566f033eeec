//! Clips made on the spot by the `ffmpeg` command, for what no real file at hand shows: open GOPs, containers without
//! presentation times, odd pixel formats, a size that changes midway.

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::video::{check_every_way, open, sequential};
use reelspeed_core::{Flicks, Subsampling};
use reelspeed_ffmpeg::{Limits, probe};

/// Runs `ffmpeg`; `false`, said aloud, where it is not installed or lacks what is asked for.
fn ffmpeg(args: &str, out: &Path) -> bool {
    let done = Command::new("ffmpeg")
        .args(["-v", "error", "-nostdin", "-y"])
        .args(args.split_whitespace())
        .arg(out)
        .status()
        .is_ok_and(|s| s.success());
    if !done {
        eprintln!("SKIPPED: ffmpeg {args}");
    }
    done
}

fn make(dir: &tempfile::TempDir, name: &str, args: &str) -> Option<PathBuf> {
    let path = dir.path().join(name);
    ffmpeg(args, &path).then_some(path)
}

#[test]
fn seeking_is_exact_in_every_container_and_gop_structure() {
    let dir = tempfile::tempdir().unwrap();
    let source = "-f lavfi -i testsrc2=d=4:r=30:s=160x120 -threads 1";
    let open_gop =
        "-c:v libx264 -preset veryfast -x264-params open-gop=1:keyint=24:min-keyint=24:bframes=3:b-pyramid=2";
    let cases = [
        ("open.mp4", open_gop),
        ("open.mkv", open_gop),
        ("open.ts", open_gop),
        ("open.flv", open_gop),
        ("refresh.mp4", "-c:v libx264 -x264-params intra-refresh=1:keyint=30"),
        ("long.mp4", "-c:v libx264 -preset ultrafast -g 1000"),
        ("long.ts", "-c:v libx264 -preset ultrafast -g 1000"),
        ("hevc.mp4", "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=24:open-gop=1:bframes=3"),
        ("hevc.ts", "-c:v libx265 -preset ultrafast -x265-params log-level=none:keyint=24:open-gop=1:bframes=3"),
        ("mpeg2.ts", "-c:v mpeg2video -g 12 -bf 2 -b:v 1M"),
        ("mpeg2.mpg", "-c:v mpeg2video -g 12 -bf 2 -b:v 1M"),
        ("mpeg4.avi", "-c:v mpeg4 -g 12"),
        ("vp8.webm", "-c:v libvpx -g 24 -auto-alt-ref 1 -lag-in-frames 10 -b:v 300k"),
        ("vp9.webm", "-c:v libvpx-vp9 -g 24 -lag-in-frames 16 -b:v 300k -cpu-used 8"),
        ("fragments.mp4", "-c:v libx264 -preset ultrafast -g 20 -movflags frag_keyframe+empty_moov"),
        ("mjpeg.mov", "-c:v mjpeg"),
    ];
    for (name, args) in cases {
        let Some(path) = make(&dir, name, &format!("{source} {args}")) else { continue };
        let frames = sequential(&path);
        assert_eq!(frames.len(), 120, "{name}");
        let info = probe(&path, &Limits::default()).unwrap();
        assert_eq!((info.video[0].frames, info.video[0].variable_frame_rate), (120, false), "{name}");
        assert!((info.video[0].frame_rate.as_f64() - 30.0).abs() < 0.1, "{name}: {}", info.video[0].frame_rate);
        assert!((info.content_duration.as_secs() - 4.0).abs() < 0.01, "{name}: {:?}", info.content_duration);
        assert_eq!(frames[0].0, Flicks::ZERO, "{name}: the presentation begins with the first frame");
        check_every_way(&path);
    }
}

#[test]
fn odd_pixel_formats_keep_their_colours() {
    let dir = tempfile::tempdir().unwrap();
    // Red: BT.709 limited as RGB converts, BT.601 limited as small YUV is taken.
    let (hd, sd) = ([63, 102, 240], [81, 90, 240]);
    let cases = [
        ("rgb24", "-c:v qtrle", "mov", hd, Subsampling::S444),
        ("argb", "-c:v qtrle", "mov", hd, Subsampling::S444),
        // Stored bottom row first.
        ("bgr24", "-c:v rawvideo", "avi", hd, Subsampling::S444),
        ("rgb48le", "-c:v ffv1", "mkv", hd, Subsampling::S444),
        ("gbrp", "-c:v ffv1", "mkv", hd, Subsampling::S444),
        ("gbrp10le", "-c:v ffv1", "mkv", hd, Subsampling::S444),
        ("pal8", "-c:v png", "mkv", hd, Subsampling::S444),
        ("yuv411p", "-c:v ffv1", "mkv", sd, Subsampling::S422),
        ("yuv410p", "-c:v ffv1", "mkv", sd, Subsampling::S422),
        ("yuv440p", "-c:v ffv1", "mkv", sd, Subsampling::S444),
        ("uyvy422", "-c:v rawvideo", "mkv", sd, Subsampling::S422),
        ("nv12", "-c:v rawvideo", "mkv", sd, Subsampling::S420),
        ("yuv420p10le", "-c:v ffv1", "mkv", sd, Subsampling::S420),
        ("yuv422p", "-c:v ffv1", "mkv", sd, Subsampling::S422),
    ];
    for (format, codec, container, expected, subsampling) in cases {
        let name = format!("{format}.{container}");
        let args = format!("-f lavfi -i color=red:d=0.2:r=10:s=64x48,format={format} {codec}");
        let Some(path) = make(&dir, &name, &args) else { continue };
        let frame = open(&path).next_frame().unwrap().expect("a frame").frame;
        assert_eq!(frame.format().subsampling, subsampling, "{format}");
        let depth = frame.format().depth;
        for (p, expected) in expected.into_iter().enumerate() {
            let plane = frame.plane(p);
            let (y, x) = (plane.height / 2, plane.width / 2);
            let v = if depth > 8 { plane.row_u16(y)[x] >> (depth - 8) } else { u16::from(plane.row(y)[x]) };
            assert!(v.abs_diff(expected) <= 2, "{format}: plane {p} is {v}, expected {expected}");
        }
        if let Some(alpha) = frame.format().alpha_plane() {
            assert_eq!(frame.plane(alpha).row(10)[10], 255, "{format}");
        }
    }
}

#[test]
fn a_size_that_changes_midway_is_followed() {
    let dir = tempfile::tempdir().unwrap();
    let part = |name: &str, size: &str, offset: &str| {
        let args = format!(
            "-f lavfi -i testsrc2=d=1:r=25:s={size} -c:v libx264 -preset ultrafast -output_ts_offset {offset} -f mpegts"
        );
        make(&dir, name, &args)
    };
    let (Some(a), Some(b)) = (part("a.ts", "160x120", "0"), part("b.ts", "320x240", "1")) else { return };
    let joined = dir.path().join("joined.ts");
    std::fs::write(&joined, [std::fs::read(a).unwrap(), std::fs::read(b).unwrap()].concat()).unwrap();
    let mut source = open(&joined);
    let mut widths = Vec::new();
    while let Some(frame) = source.next_frame().unwrap() {
        widths.push(frame.frame.size().width);
    }
    assert_eq!(widths.iter().filter(|w| **w == 160).count(), 25);
    assert_eq!(widths.iter().filter(|w| **w == 320).count(), 25);
    assert_eq!(source.frame_at(Flicks::from_secs(0.5)).unwrap().unwrap().frame.size().width, 160);
    assert_eq!(source.frame_at(Flicks::from_secs(1.5)).unwrap().unwrap().frame.size().width, 320);
}

#[test]
fn a_still_picture_is_one_frame() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["still.png", "still.jpg"] {
        let Some(path) = make(&dir, name, "-f lavfi -i testsrc2=r=1:s=160x120 -frames:v 1") else { continue };
        let info = probe(&path, &Limits::default()).unwrap();
        assert_eq!(info.video[0].frames, 1, "{name}");
        let mut source = open(&path);
        assert!(source.frame_at(Flicks::from_secs(100.0)).unwrap().is_some(), "{name}");
        assert!(source.frame_at(Flicks::ZERO).unwrap().is_some(), "{name}");
    }
}
