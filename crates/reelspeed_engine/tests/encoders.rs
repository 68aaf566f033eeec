//! Containers, codecs and the choice of encoders; what the machine says of itself.

mod common;

use common::files::{Sound, pictures};
use common::tools::ffprobe;
use common::{document, project};
use reelspeed_engine::{RenderOptions, doctor, probe};
use reelspeed_model::Hardware;
use reelspeed_model::report::RenderReport;
use reelspeed_testing::fixtures::TestClip;
use serde_json::{Value, json};

/// Renders 0.4 s of a test pattern with a tone into `name` in `folder`.
fn render_into(folder: &std::path::Path, name: &str, output: Value, options: &RenderOptions) -> RenderReport {
    if !folder.join("clip.mp4").exists() {
        TestClip { size: (320, 180), fps: 25, secs: 0.4, sound: true }.write(folder, "clip.mp4");
    }
    let layer = json!({ "type": "video", "src": "clip.mp4" });
    let mut document = document([320, 180], json!(25), json!([layer]));
    document["output"] = output;
    project(&document, folder).render(&folder.join(name), options).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A build without GPL parts goes on to OpenH264, and says so.
fn nothing_but_x264_failed(report: &RenderReport) -> bool {
    report.video_encoder.failed.iter().all(|f| f.name == "libx264" && f.reason.contains("not in this build"))
}

#[test]
fn every_container_with_its_codecs() {
    let folder = tempfile::tempdir().unwrap();
    let h264 = json!({ "video": { "preset": "ultrafast", "threads": 1, "hardware": "off" } });
    let with = |video: &str, audio: Option<&str>| {
        let mut output = h264.clone();
        output["video"]["codec"] = json!(video);
        if let Some(audio) = audio {
            output["audio"] = json!({ "codec": audio });
        }
        output
    };
    let cases = [
        ("a.mp4", with("h264", None), "h264", "aac"),
        ("a.mov", with("h264", None), "h264", "aac"),
        ("a.mkv", with("h264", Some("flac")), "h264", "flac"),
        ("b.mkv", with("h264", Some("opus")), "h264", "opus"),
        ("a.webm", with("vp9", None), "vp9", "opus"),
        ("hevc.mp4", with("hevc", Some("opus")), "hevc", "opus"),
    ];
    let mut kinds = Vec::new();
    let here = doctor();
    for (name, output, video_codec, audio_codec) in cases {
        if video_codec == "hevc" && !here.encoders.iter().any(|e| e.name == "libx265" && e.available) {
            eprintln!("SKIPPED: {name}: no libx265 in this FFmpeg");
            continue;
        }
        let report = render_into(folder.path(), name, output, &RenderOptions::default());
        assert!(!report.video_encoder.hardware && nothing_but_x264_failed(&report), "{name}: {report:?}");
        let path = folder.path().join(name);
        let made = probe(&path).unwrap();
        assert!(made.warnings.is_empty(), "{name}: {:?}", made.warnings);
        let (video, audio) = (&made.video[0], &made.audio[0]);
        assert_eq!((video.codec.as_str(), audio.codec.as_str()), (video_codec, audio_codec), "{name}");
        assert_eq!((video.width, video.height, video.frames, video.frame_rate), (320, 180, 10, [25, 1]), "{name}");
        assert_eq!((audio.sample_rate, audio.channels), (48_000, 2), "{name}");
        let color = &video.color;
        let tags = [&color.range, &color.matrix, &color.primaries, &color.transfer];
        assert_eq!(tags, ["limited", "bt709", "bt709", "bt709"], "{name}");
        assert!((made.duration_secs - 0.4).abs() < 0.03, "{name}: {} s", made.duration_secs);
        let shown = pictures(&path);
        assert_eq!(shown.len(), 10, "{name}");
        for (n, (t, _)) in shown.iter().enumerate() {
            assert!((t - n as f64 / 25.0).abs() < 0.0011, "{name}: frame {n} at {t}");
        }
        // ffmpeg's tone has an amplitude of an eighth, and 3 dB less where it is made stereo.
        let level = Sound::read(&path).rms(0.1, 0.3);
        assert!((level - 0.125 / 2.0).abs() < 0.005, "{name}: {level}");
        if let Some(theirs) = ffprobe(&path) {
            kinds.push(theirs["format"]["tags"]["major_brand"].as_str().unwrap_or("-").trim().to_owned());
        }
    }
    if !kinds.is_empty() {
        assert_ne!(kinds[0], kinds[1], "MP4 and QuickTime are told apart: {kinds:?}");
        assert_eq!(kinds[1], "qt");
    }
}

/// The index lies in front of the media data, so that a browser can start at once.
#[test]
fn mp4_is_made_for_streaming() {
    let folder = tempfile::tempdir().unwrap();
    render_into(folder.path(), "a.mp4", json!({}), &RenderOptions::default());
    let bytes = std::fs::read(folder.path().join("a.mp4")).unwrap();
    let find = |name: &[u8]| bytes.windows(4).position(|w| w == name).unwrap_or_else(|| panic!("no {name:?}"));
    assert!(find(b"moov") < find(b"mdat"));
}

/// Asked for hardware that is not there, the render is done in software and says what failed and why. Where it is there, it is
/// named.
#[test]
fn hardware_that_is_not_there_gives_way_to_software() {
    let folder = tempfile::tempdir().unwrap();
    for (hardware, name) in [
        (Hardware::Nvenc, "nvenc"),
        (Hardware::Vaapi, "vaapi"),
        (Hardware::Qsv, "qsv"),
        (Hardware::Videotoolbox, "videotoolbox"),
    ] {
        let options = RenderOptions { hardware: Some(hardware), ..RenderOptions::default() };
        let report = render_into(folder.path(), "a.mp4", json!({}), &options);
        let encoder = &report.video_encoder;
        println!("{name}: {encoder:?}");
        if encoder.hardware {
            assert!(encoder.name.ends_with(name), "{encoder:?}");
        } else {
            assert!(["libx264", "libopenh264"].contains(&encoder.name.as_str()), "{encoder:?}");
            let failure =
                encoder.failed.iter().find(|f| f.name == format!("h264_{name}")).expect("the failure is named");
            assert!(!failure.reason.is_empty());
        }
        assert_eq!(probe(&folder.path().join("a.mp4")).unwrap().video[0].frames, 10);
    }
    // The document may ask as well, and "off" asks for nothing.
    let asked = json!({ "video": { "hardware": "nvenc" } });
    let report = render_into(folder.path(), "b.mp4", asked.clone(), &RenderOptions::default());
    assert!(report.video_encoder.hardware || report.video_encoder.failed.iter().any(|f| f.name == "h264_nvenc"));
    let options = RenderOptions { hardware: Some(Hardware::Off), ..RenderOptions::default() };
    let report = render_into(folder.path(), "b.mp4", asked, &options);
    assert!(!report.video_encoder.hardware && nothing_but_x264_failed(&report));
    // "auto" takes whatever opens.
    let options = RenderOptions { hardware: Some(Hardware::Auto), ..RenderOptions::default() };
    render_into(folder.path(), "c.mp4", json!({}), &options);
}

#[test]
fn the_doctor_knows_this_machine() {
    let report = doctor();
    println!("{report:#?}");
    assert!(report.ffmpeg.version.chars().any(|c| c.is_ascii_digit()) && !report.ffmpeg.license.is_empty());
    assert!(report.ffmpeg.libraries.iter().any(|l| l.starts_with("libavcodec")));
    assert!(report.cpus >= 1 && !report.simd.is_empty() && !report.fonts.is_empty());
    for name in ["libx264", "aac", "h264_nvenc", "h264_vaapi"] {
        let encoder = report.encoders.iter().find(|e| e.name == name).unwrap_or_else(|| panic!("{name} is not listed"));
        assert_eq!(encoder.available, encoder.reason.is_none(), "{encoder:?}");
        assert_eq!(encoder.hardware, name.starts_with("h264_"), "{encoder:?}");
    }
    // An encoder that is said to be there makes a file, one that is said not to be there does not.
    let nvenc = report.encoders.iter().find(|e| e.name == "h264_nvenc").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let options = RenderOptions { hardware: Some(Hardware::Nvenc), ..RenderOptions::default() };
    let rendered = render_into(folder.path(), "a.mp4", json!({}), &options);
    assert_eq!(rendered.video_encoder.hardware, nvenc.available, "{nvenc:?}, {rendered:?}");
}

/// More threads change the bytes but not what is shown.
#[test]
fn encoder_threads_do_not_change_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    for threads in [1, 2, 4] {
        let options = RenderOptions { encoder_threads: Some(threads), ..RenderOptions::default() };
        let report = render_into(folder.path(), "a.mp4", json!({}), &options);
        assert_eq!(report.frames, 10);
        assert_eq!(pictures(&folder.path().join("a.mp4")).len(), 10, "{threads} threads");
    }
    for threads in [0, 65] {
        let options = RenderOptions { encoder_threads: Some(threads), ..RenderOptions::default() };
        let layer = json!({ "type": "video", "src": "clip.mp4" });
        let project = project(&document([64, 64], json!(25), json!([layer])), folder.path());
        let error = project.render(&folder.path().join("b.mp4"), &options).unwrap_err();
        assert_eq!(error.code().as_str(), "INVALID_ARGUMENT", "{error}");
    }
}
