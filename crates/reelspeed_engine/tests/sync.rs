//! Sound and picture stay together: a white flash and a beep that begin at the same time in the file do so in every render.

mod common;

use std::path::Path;

use common::files::{Sound, mean_luma, pictures};
use common::tools::make;
use common::{document, project, render};
use serde_json::{Value, json};

const TINY: [u32; 2] = [64, 64];

/// Three seconds at 30 frames a second. Flash and beep begin together at 1.0 s and at 2.2 s and last a tenth of a second.
fn flash_and_beep(folder: &Path, name: &str, sample_rate: &str, codecs: &[&str]) {
    let picture =
        "nullsrc=size=64x64:rate=30:duration=3,geq=lum='if(between(N,30,32)+between(N,66,68),235,16)':cb=128:cr=128";
    let beep = format!("aevalsrc='if(between(t,1,1.1)+between(t,2.2,2.3),0.8*sin(2*PI*1000*t),0)':s={sample_rate}:d=3");
    let inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", &beep, "-pix_fmt", "yuv420p"];
    make(folder, name, &[&inputs, codecs].concat());
}

/// When flashes and beeps begin in a render of the document into `name`.
fn flashes_and_beeps_in(name: &str, document: &Value, folder: &Path) -> (Vec<f64>, Vec<f64>) {
    let output = folder.join(name);
    render(&project(document, folder), &output);
    let shown: Vec<(f64, bool)> = pictures(&output).iter().map(|(t, f)| (*t, mean_luma(f) > 120.0)).collect();
    let begins = |i: &usize| shown[*i].1 && (*i == 0 || !shown[i - 1].1);
    let flashes = (0..shown.len()).filter(begins).map(|i| shown[i].0).collect();
    (flashes, Sound::read(&output).onsets(0.3))
}

/// Flashes in the first frame that can show them, beeps to 5 ms.
fn check(case: &str, document: &Value, folder: &Path, rate: f64, expected: &[f64]) {
    let (flashes, beeps) = flashes_and_beeps_in("out.mp4", document, folder);
    let case = format!("{case}: flashes {flashes:?}, beeps {beeps:?}, expected {expected:?}");
    assert_eq!((flashes.len(), beeps.len()), (expected.len(), expected.len()), "{case}");
    for (i, expected) in expected.iter().enumerate() {
        // Times in containers are rounded.
        let first = (expected * rate - 0.02).ceil() / rate;
        assert!((flashes[i] - first).abs() < 1e-3, "{case}: flash expected at {first}");
        assert!((beeps[i] - expected).abs() < 0.005, "{case}: beep expected at {expected}");
    }
}

#[test]
fn in_every_container_at_every_speed_and_rate() {
    let folder = tempfile::tempdir().unwrap();
    // Where the file itself begins its sound late or early, in seconds.
    let sources: [(&str, &str, f64, &[&str]); 5] = [
        ("aac.mp4", "44100", 0.0, &["-c:v", "libx264", "-qp", "0", "-bf", "2", "-c:a", "aac", "-b:a", "192k"]),
        // Not Opus in Matroska: FFmpeg 5.1 writes the pictures of such a file 7 ms late. Vorbis it writes 3 ms late as a whole.
        ("opus.mp4", "48000", 0.0, &["-c:v", "libx264", "-qp", "0", "-c:a", "libopus", "-b:a", "128k"]),
        ("flac.mkv", "48000", 0.0, &["-c:v", "ffv1", "-c:a", "flac"]),
        ("vorbis.webm", "48000", 0.003, &["-c:v", "libvpx", "-deadline", "realtime", "-c:a", "libvorbis"]),
        // The codec's delay stays in a transport stream: its sound begins so much before its pictures.
        ("mp2.ts", "44100", 481.0 / 44_100.0, &["-c:v", "mpeg2video", "-q:v", "2", "-c:a", "mp2"]),
    ];
    for (name, sample_rate, late, codecs) in sources {
        flash_and_beep(folder.path(), name, sample_rate, codecs);
        for (rate, speed, trim) in [(30, 1.0, 0.0), (25, 1.0, 0.5), (60, 1.0, 0.5), (24, 2.0, 0.0), (30, 0.5, 0.8)] {
            let layer =
                json!({ "type": "video", "src": name, "fit": "fill", "speed": speed, "trim": { "start": trim } });
            let expected = [1.0, 2.2].map(|begin: f64| (begin + late - trim) / speed);
            let case = format!("{name} at {rate}/s, speed {speed}, from {trim} s");
            check(&case, &document(TINY, json!(rate), json!([layer])), folder.path(), f64::from(rate), &expected);
        }
    }
}

const AAC: [&str; 6] = ["-c:v", "libx264", "-qp", "0", "-c:a", "aac"];

/// Ten rounds of 0.75 s, which is not a whole number of frames: nothing drifts.
#[test]
fn in_the_tenth_round_of_a_loop_as_in_the_first() {
    let folder = tempfile::tempdir().unwrap();
    flash_and_beep(folder.path(), "clip.mp4", "44100", &AAC);
    let layer = json!({ "type": "video", "src": "clip.mp4", "fit": "fill", "trim": { "start": 0.8, "end": 1.55 },
        "loop": true, "duration": 7.5 });
    let expected: Vec<f64> = (0..10).map(|k| 0.2 + 0.75 * f64::from(k)).collect();
    check("loop", &document(TINY, json!(30), json!([layer])), folder.path(), 30.0, &expected);
}

#[test]
fn in_the_clips_of_a_sequence() {
    let folder = tempfile::tempdir().unwrap();
    flash_and_beep(folder.path(), "clip.mp4", "44100", &AAC);
    let clip =
        |start: f64, end: f64| json!({ "src": "clip.mp4", "fit": "fill", "trim": { "start": start, "end": end } });
    let mut second = clip(0.5, 1.7);
    second["transition"] = json!({ "type": "crossfade", "duration": 0.3 });
    let mut third = clip(1.9, 2.8);
    third["speed"] = json!(2.0);
    third["transition"] = json!({ "type": "cut" });
    let sequence = json!({ "type": "sequence", "start": 0.1, "clips": [clip(0.0, 0.9), second, third] });
    // The second clip begins at 0.1 + 0.9 - 0.3, the third at 0.7 + 1.2.
    let expected = [0.7 + 0.5, 1.9 + 0.3 / 2.0];
    check("sequence", &document(TINY, json!(30), json!([sequence])), folder.path(), 30.0, &expected);
}

#[test]
fn in_groups_with_clocks_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    flash_and_beep(folder.path(), "clip.mp4", "44100", &AAC);
    let layer = json!({ "type": "video", "start": 0.4, "src": "clip.mp4", "fit": "fill", "trim": { "start": 0.6 } });
    let inner = json!({ "type": "group", "start": 0.2, "speed": 2.0, "layers": [layer] });
    let outer = json!({ "type": "group", "start": 0.5, "speed": 0.5, "layers": [inner] });
    let mut document = document(TINY, json!(30), json!([outer]));
    document["duration"] = json!(4);
    // 0.5 s, then 0.2 s at half speed, then 0.4 s and the part before the flash at twice the half.
    let expected = [1.0, 2.2].map(|begin: f64| 0.5 + 0.2 / 0.5 + 0.4 + (begin - 0.6));
    check("groups", &document, folder.path(), 30.0, &expected);
}

/// Whatever the file is wrapped and coded in on the way out.
#[test]
fn in_every_output_container() {
    let folder = tempfile::tempdir().unwrap();
    flash_and_beep(folder.path(), "clip.mp4", "44100", &AAC);
    for (name, video, audio) in [
        ("a.mp4", "h264", "aac"),
        ("a.mov", "h264", "aac"),
        ("a.mkv", "h264", "aac"),
        ("b.mkv", "h264", "opus"),
        ("c.mkv", "h264", "mp3"),
        ("b.mp4", "h264", "mp3"),
        ("c.mp4", "h264", "flac"),
        ("d.mp4", "h264", "opus"),
        ("d.mkv", "h264", "flac"),
        ("a.webm", "vp9", "opus"),
    ] {
        let layer = json!({ "type": "video", "src": "clip.mp4", "fit": "fill", "trim": { "end": 1.4 } });
        let mut document = document(TINY, json!(30), json!([layer]));
        document["output"]["video"]["codec"] = json!(video);
        document["output"]["audio"] = json!({ "codec": audio });
        let (flashes, beeps) = flashes_and_beeps_in(name, &document, folder.path());
        let case = format!("{name} with {audio}: flashes {flashes:?}, beeps {beeps:?}");
        assert_eq!((flashes.len(), beeps.len()), (1, 1), "{case}");
        assert!((flashes[0] - beeps[0]).abs() < 0.005, "{case}");
        // Matroska has no place for the delay of AAC and MP3: FFmpeg moves the whole by as much.
        let late = if name.ends_with("mkv") && audio != "opus" { 0.03 } else { 0.002 };
        assert!((flashes[0] - 1.0).abs() < late, "{case}");
    }
}

/// At 29.97 frames a second over two minutes: no drift between what counts frames and what counts samples.
#[test]
fn after_two_minutes_as_after_one_second() {
    let folder = tempfile::tempdir().unwrap();
    flash_and_beep(folder.path(), "clip.mp4", "44100", &AAC);
    let layers: Vec<Value> = [0.0, 60.0, 118.5]
        .iter()
        .map(|start| json!({ "type": "video", "start": start, "src": "clip.mp4", "fit": "fill", "trim": { "end": 1.5 } }))
        .collect();
    let rate = 30_000.0 / 1001.0;
    let document = document(TINY, json!([30000, 1001]), json!(layers));
    // A layer's start is rounded to a frame, and its sound with it.
    let expected = [0.0, 60.0, 118.5].map(|start: f64| (start * rate).round() / rate + 1.0);
    check("two minutes", &document, folder.path(), rate, &expected);
}
