//! Frame counts, durations, frame rates: what a finished file says of itself, and which of the source's pictures and sounds are
//! heard and seen when.

mod common;

use std::path::Path;

use common::files::{Sound, mean_luma, pictures};
use common::tools::{ffprobe, make};
use common::{document, media, project, render};
use reelspeed_engine::{RenderOptions, probe};
use serde_json::{Value, json};

const TINY: [u32; 2] = [64, 64];

/// Flat grey pictures, each brighter than the one before by 3: the n-th (from 0) has luma 16 + 3 n. Lossless.
fn numbered(folder: &Path, name: &str, rate: &str, filter: &str) {
    let picture = format!("nullsrc=size=64x64:rate={rate}:duration=1,geq=lum=16+3*N:cb=128:cr=128{filter}");
    let tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv"];
    let codec = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-qp", "0", "-bf", "2", "-threads", "1", "-fps_mode", "vfr"];
    make(folder, name, &[&["-f", "lavfi", "-i", &picture], &codec[..], &tags].concat());
}

fn number_by_luma(luma: f64) -> u32 {
    ((luma - 16.0) / 3.0).round() as u32
}

/// Every rate that cameras and phones make into every rate that is published: the frame shown at t is the last one that has
/// begun at t. Proven through the encoder and the muxer.
#[test]
fn every_source_rate_into_every_output_rate() {
    let folder = tempfile::tempdir().unwrap();
    let vfr = "if(lt(n\\,20)\\,not(mod(n\\,2))\\,if(lt(n\\,40)\\,not(mod(n\\,6))\\,1))";
    // Which of the numbered frames are in the file.
    type Kept = fn(i64) -> bool;
    let varied: Kept = |n| {
        if n < 20 {
            n % 2 == 0
        } else if n < 40 {
            n % 6 == 0
        } else {
            true
        }
    };
    let all: Kept = |_| true;
    let sources: [(&str, &str, [i64; 2], String, Kept); 4] = [
        ("film.mp4", "24000/1001", [24000, 1001], String::new(), all),
        ("ntsc.mp4", "30000/1001", [30000, 1001], String::new(), all),
        ("sixty.mp4", "60", [60, 1], String::new(), all),
        ("varied.mp4", "60", [60, 1], format!(",select='{vfr}'"), varied),
    ];
    for (name, rate, [rate_num, rate_den], filter, kept) in sources {
        numbered(folder.path(), name, rate, &filter);
        for [num, den] in [[24i64, 1], [25, 1], [30, 1], [30000, 1001], [60, 1]] {
            let layer = json!({ "type": "video", "src": name, "fit": "fill", "duration": 0.9 });
            let output = folder.path().join(format!("{num}-{den}-{name}"));
            let document = document(TINY, json!([num, den]), json!([layer]));
            let report = render(&project(&document, folder.path()), &output);
            // 0.9 s to the nearest frame, halves up.
            let count = (9 * num * 2 + 10 * den) / (20 * den);
            assert_eq!(i64::from(report.frames), count, "{name} at {num}/{den}");
            let expected: Vec<u32> = (0..count)
                .map(|n| {
                    // Frame m begins at m * rate_den / rate_num; the last with that at or before n * den / num.
                    let newest = (n * den * rate_num).div_euclid(num * rate_den);
                    (0..=newest).rev().find(|m| kept(*m)).unwrap() as u32
                })
                .collect();
            let shown = pictures(&output);
            let numbers: Vec<u32> = shown.iter().map(|(_, f)| number_by_luma(mean_luma(f))).collect();
            assert_eq!(numbers, expected, "{name} at {num}/{den}");
            check_video(&output, count, [num, den]);
        }
    }
}

/// Frames, rate, start and length of the picture, by our own probe and by ffprobe.
fn check_video(path: &Path, frames: i64, [num, den]: [i64; 2]) {
    let secs = (frames * den) as f64 / num as f64;
    let ours = probe(path).unwrap();
    let video = &ours.video[0];
    assert_eq!((i64::from(video.frames), video.frame_rate.map(i64::from)), (frames, [num, den]), "{path:?}");
    assert!(!video.variable_frame_rate, "{path:?}");
    assert!(ours.warnings.is_empty(), "{path:?}: {:?}", ours.warnings);
    let color = &video.color;
    assert_eq!(
        [&color.range, &color.matrix, &color.primaries, &color.transfer],
        ["limited", "bt709", "bt709", "bt709"]
    );
    if ours.audio.is_empty() {
        assert!((ours.duration_secs - secs).abs() < 1e-3, "{path:?}: {} s, expected {secs}", ours.duration_secs);
        assert_eq!(ours.start_secs, 0.0, "{path:?}");
    }
    let Some(theirs) = ffprobe(path) else { return };
    let video = theirs["streams"].as_array().unwrap().iter().find(|s| s["codec_type"] == "video").unwrap();
    assert_eq!(video["nb_read_packets"], frames.to_string(), "{path:?}");
    assert_eq!(video["avg_frame_rate"], format!("{num}/{den}"), "{path:?}");
    assert_eq!(secs_of(&video["start_time"]), 0.0, "{path:?}");
    assert!((secs_of(&video["duration"]) - secs).abs() < 1e-3, "{path:?}: {}", video["duration"]);
}

fn secs_of(value: &Value) -> f64 {
    value.as_str().unwrap_or_else(|| panic!("no time: {value}")).parse().unwrap()
}

/// The real files: as many frames as their length, sound as long as the picture, both beginning together.
#[test]
fn real_files_keep_their_length() {
    let Some(media) = media() else { return };
    let folder = tempfile::tempdir().unwrap();
    // File, start of the trim, and whether there is sound.
    let files = [
        ("dog_720p2997_aac.mp4", true),
        ("juggle_720p24_noaudio.mp4", false),
        ("mpeg4_mp3.avi", true),
        ("phone_vfr_rot180_mono.mp4", true),
        ("mpegts_mpeg2_mp2_1080p.ts", true),
        ("fragmented_seekable.mp4", true),
        ("h264_aac.flv", true),
        ("subtitles_ass.mkv", true),
        ("bbb_1080p30_20s_vp8_vorbis51.webm", true),
    ];
    for (i, (name, sound)) in files.into_iter().enumerate() {
        let rate = [[30, 1], [25, 1], [30000, 1001], [24, 1], [60, 1]][i % 5];
        let src = format!("video/{name}");
        let layer = json!({ "type": "video", "src": src, "fit": "fill", "trim": { "start": 0.25, "end": 1.0 } });
        let output = folder.path().join("out.mp4");
        let report = render(&project(&document(TINY, json!(rate), json!([layer])), &media), &output);
        assert_eq!(report.audio_encoder.is_some(), sound, "{name}");
        let [num, den] = rate.map(i64::from);
        let count = (3 * num * 2 + 4 * den) / (8 * den);
        check_video(&output, count, [num, den]);
        if sound {
            check_sound(&output, (count * den) as f64 / num as f64);
        }
    }
}

/// The sound begins with the picture and is as long, to within the codec's block; by our own probe and by ffprobe.
fn check_sound(path: &Path, secs: f64) {
    let block = 1024.0 / 48_000.0;
    let ours = probe(path).unwrap();
    let audio = &ours.audio[0];
    assert_eq!((audio.sample_rate, audio.channels), (48_000, 2), "{path:?}");
    assert!((audio.duration_secs - secs).abs() <= block, "{path:?}: {} s, expected {secs}", audio.duration_secs);
    let decoded = Sound::read(path);
    let heard = decoded.samples.len() as f64 / 48_000.0;
    assert!((heard - secs).abs() <= block, "{path:?}: {heard} s decoded, expected {secs}");
    let Some(theirs) = ffprobe(path) else { return };
    let audio = theirs["streams"].as_array().unwrap().iter().find(|s| s["codec_type"] == "audio").unwrap();
    assert!(secs_of(&audio["start_time"]).abs() <= 0.001, "{path:?}: {}", audio["start_time"]);
    assert!((secs_of(&audio["duration"]) - secs).abs() <= block, "{path:?}: {}", audio["duration"]);
}

/// Half a second of sound under a second of picture, and one and a half seconds of it: the layer is as long as the longer, the
/// last picture stays, and silence follows the sound.
#[test]
fn sound_shorter_and_longer_than_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    for (name, secs, frames) in [("short.mp4", 0.5, 30), ("long.mp4", 1.5, 45)] {
        let picture = "nullsrc=size=64x64:rate=30:duration=1,geq=lum=16+3*N:cb=128:cr=128";
        let tone = format!("sine=frequency=440:sample_rate=44100:duration={secs}");
        let codecs = ["-pix_fmt", "yuv420p", "-c:v", "libx264", "-qp", "0", "-c:a", "aac"];
        make(folder.path(), name, &[&["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", &tone], &codecs[..]].concat());
        let layer = json!({ "type": "video", "src": name, "fit": "fill" });
        let output = folder.path().join("out.mp4");
        render(&project(&document(TINY, json!(30), json!([layer])), folder.path()), &output);
        check_video(&output, frames, [30, 1]);
        check_sound(&output, frames as f64 / 30.0);
        let numbers: Vec<u32> = pictures(&output).iter().map(|(_, f)| number_by_luma(mean_luma(f))).collect();
        assert_eq!(numbers, (0..frames as u32).map(|n| n.min(29)).collect::<Vec<_>>());
        let sound = Sound::read(&output);
        // A sine of ffmpeg's has an amplitude of an eighth.
        assert!((sound.rms(0.1, 0.4) - 0.125 / 2f64.sqrt()).abs() < 0.005, "{}", sound.rms(0.1, 0.4));
        if secs < 1.0 {
            assert!(sound.rms(0.55, 0.95) < 1e-4, "{}", sound.rms(0.55, 0.95));
        } else {
            assert!(sound.rms(1.1, 1.4) > 0.08, "{}", sound.rms(1.1, 1.4));
        }
    }
}

/// A file whose first picture has the time 10 s, and transport streams that begin at 1.4 s: they begin at once.
#[test]
fn start_offsets_vanish() {
    let Some(media) = media() else { return };
    for (src, secs) in
        [("video/firstpts_10s.mp4", 4.0), ("video/mpegts_hevc_aac51.ts", 5.0), ("video/mpegts_mpeg2_mp2_1080p.ts", 2.5)]
    {
        let layer = json!({ "type": "video", "src": src, "fit": "fill" });
        let project = project(&document(TINY, json!(30), json!([layer])), &media);
        let frames = project.timeline().frame_count();
        assert!((frames as f64 / 30.0 - secs).abs() < 0.08, "{src}: {frames} frames");
        let shown = project.frames(&[0.0, 0.6, 1.2], &RenderOptions::default()).unwrap();
        assert!(shown[0] != shown[1] && shown[1] != shown[2], "{src}: the picture stands still");
    }
}

/// Edit lists: the picture begins a second after the sound. Until then its first frame is held, and the sound runs from 0.
#[test]
fn a_picture_that_begins_late_is_held_from_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let picture = "nullsrc=size=64x64:rate=30:duration=1,geq=lum=16+3*N:cb=128:cr=128";
    let tone = "sine=frequency=440:sample_rate=48000:duration=2";
    let inputs = ["-itsoffset", "1", "-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone];
    let codecs = ["-fps_mode", "passthrough", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-qp", "0", "-c:a", "aac"];
    make(folder.path(), "late.mp4", &[&inputs, &codecs[..]].concat());
    let layer = json!({ "type": "video", "src": "late.mp4", "fit": "fill", "trim": { "end": 2.0 } });
    let output = folder.path().join("out.mp4");
    render(&project(&document(TINY, json!(30), json!([layer])), folder.path()), &output);
    check_video(&output, 60, [30, 1]);
    check_sound(&output, 2.0);
    let numbers: Vec<u32> = pictures(&output).iter().map(|(_, f)| number_by_luma(mean_luma(f))).collect();
    assert_eq!(numbers, (0..60u32).map(|n| n.saturating_sub(30)).collect::<Vec<_>>());
    let sound = Sound::read(&output);
    assert!(sound.rms(0.05, 0.2) > 0.08 && sound.rms(0.9, 1.9) > 0.08, "the sound is late");
    // The real one, whose pictures are all black.
    let Some(media) = media() else { return };
    let layer = json!({ "type": "video", "src": "video/editlist_video_starts_1s.mp4", "fit": "fill" });
    let project = project(&document(TINY, json!(30), json!([layer])), &media);
    assert_eq!(project.timeline().frame_count(), 300);
}

/// The sound of real files stands where it stood: 8 kHz mono, 16 and 22.05 kHz, 44.1 kHz, 5.1, transport streams, edit lists,
/// encoder delay. Compared by the course of its level, which no resampling or mixing moves.
#[test]
fn sound_stays_where_it_was() {
    let Some(media) = media() else { return };
    let folder = tempfile::tempdir().unwrap();
    let files = [
        "audio/bbb_1ch_8k.m4a",
        "audio/jfk_11s_16k_mono.wav",
        "audio/mono_22050_5s.wav",
        "audio/loop_amen_cc0.flac",
        "audio/bbb_51_48k.flac",
        "audio/bear_vbr_xing.mp3",
        "video/bbb_1080p30_10s_h264_aac51.mp4",
        "video/mpegts_mpeg2_mp2_1080p.ts",
        "video/iphone_portrait_hlg_hevc10_editlist.mp4",
        "video/phone_vfr_rot180_mono.mp4",
        "video/friday_480p_speech.mp4",
    ];
    for file in files {
        let mut document = document(TINY, json!(10), json!([]));
        document["audio"] = json!([{ "src": file }]);
        document["duration"] = json!(probe(&media.join(file)).unwrap().duration_secs.min(4.0));
        let output = folder.path().join("out.mp4");
        render(&project(&document, &media), &output);
        let (lag, agreement) = Sound::read(&output).lag_millis(&Sound::read(&media.join(file)));
        println!("{file}: {lag} ms, {agreement:.3}");
        assert!(lag.abs() <= 5, "{file}: {lag} ms late");
        assert!(agreement > 0.9, "{file}: the sound is another ({agreement})");
    }
}
