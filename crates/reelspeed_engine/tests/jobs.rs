//! Jobs as a caller sees them: outputs that survive, cancellation, progress, memory, equal bytes.

mod common;

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::tools::make;
use common::{CODED, document, media, names, project, render};
use reelspeed_core::ErrorCode;
use reelspeed_engine::{CancelToken, EngineError, Project, RenderOptions};
use reelspeed_model::report::{Progress, Stage};
use reelspeed_testing::fixtures::TestClip;
use serde_json::json;

/// A clip with sound under a text, in a loop, with music; half a second.
fn small_project(folder: &Path) -> Project {
    TestClip { size: (160, 90), fps: 25, secs: 0.4, sound: true }.write(folder, "clip.mp4");
    make(folder, "music.flac", &["-f", "lavfi", "-i", "sine=frequency=330:sample_rate=44100:duration=1"]);
    let clip = json!({ "type": "video", "src": "clip.mp4", "loop": true, "duration": 0.5 });
    let text = json!({ "type": "text", "text": "Hi", "transform": { "opacity": 0.5 } });
    let mut document = document([128, 128], json!(30), json!([clip, text]));
    document["audio"] = json!([{ "src": "music.flac", "gainDb": -6 }]);
    document["output"]["video"]["codec"] = json!("h264");
    project(&document, folder)
}

/// Long enough to be stopped in the middle, with everything that has a thread.
fn long_project(media: &Path) -> Project {
    let clip = json!({ "type": "video", "src": CODED, "loop": true, "duration": 60 });
    let text = json!({ "type": "text", "text": "Hi" });
    let mut document = document([540, 960], json!(30), json!([clip, text]));
    document["output"]["video"]["preset"] = json!("medium");
    document["audio"] = json!([{ "src": "audio/guit_em9_cc0.flac", "loop": true }]);
    project(&document, media)
}

#[test]
fn an_old_output_survives_a_render_that_fails() {
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("out.mp4");
    fs::write(&output, b"old").unwrap();
    let project = small_project(folder.path());
    // The clip was there when the document was checked and is not, or is no more what it was, when it is decoded.
    let clip = folder.path().join("clip.mp4");
    let whole = fs::read(&clip).unwrap();
    let half = &whole[..whole.len() / 2];
    type Attempt<'a> = (&'a str, Option<&'a [u8]>, &'a [ErrorCode]);
    let attempts: [Attempt; 4] = [
        ("missing", None, &[ErrorCode::Io]),
        ("empty", Some(b""), &[ErrorCode::UnsupportedMedia]),
        ("noise", Some(&[0x5a; 4096]), &[ErrorCode::UnsupportedMedia]),
        ("half", Some(half), &[ErrorCode::UnsupportedMedia, ErrorCode::Decode]),
    ];
    for (what, bytes, codes) in attempts {
        match bytes {
            Some(bytes) => fs::write(&clip, bytes).unwrap(),
            None => fs::remove_file(&clip).unwrap(),
        }
        let error = project.render(&output, &RenderOptions::default()).expect_err(what);
        assert!(codes.contains(&error.code()), "{what}: {} {error}", error.code());
        assert!(error.to_string().contains("clip.mp4"), "{what}: {error}");
        assert_eq!(names(out.path()), ["out.mp4"], "{what}");
        assert_eq!(fs::read(&output).unwrap(), b"old", "{what}");
    }
    fs::write(&clip, &whole).unwrap();
    render(&project, &output);
    assert_eq!(names(out.path()), ["out.mp4"]);
    assert!(fs::read(&output).unwrap().len() > 1000);
}

#[test]
fn outputs_that_cannot_be_are_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let project = small_project(folder.path());
    let out = tempfile::tempdir().unwrap();
    for (name, code) in [
        ("no/such/folder/out.mp4", ErrorCode::Io),
        ("", ErrorCode::InvalidArgument),
        ("out.txt", ErrorCode::InvalidArgument),
        ("out.webm", ErrorCode::InvalidDocument),
    ] {
        let error = project.render(&out.path().join(name), &RenderOptions::default()).unwrap_err();
        assert_eq!(error.code(), code, "{name}: {error}");
    }
    assert!(names(out.path()).is_empty());
}

#[test]
fn cancelling_stops_a_job_soon_and_leaves_nothing() {
    let Some(media) = media() else { return };
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("out.mp4");
    fs::write(&output, b"old").unwrap();
    let project = long_project(&media);
    let mut slowest = Duration::ZERO;
    // Before the first frame, at it, and in the middle.
    for at in [0, 1, 12, 40] {
        let cancel = CancelToken::new();
        let (token, asked) = (cancel.clone(), Arc::new(Mutex::new(None)));
        let asked_at = asked.clone();
        let on_progress = move |p: Progress| {
            if p.frame >= at && !token.is_cancelled() {
                *asked_at.lock().unwrap() = Some(Instant::now());
                token.cancel();
            }
        };
        let options = RenderOptions { cancel, on_progress: Some(Arc::new(on_progress)), ..RenderOptions::default() };
        let error = project.render(&output, &options).unwrap_err();
        let took = asked.lock().unwrap().expect("cancelled").elapsed();
        assert_eq!(error.code(), ErrorCode::Cancelled, "{error}");
        assert_eq!(names(out.path()), ["out.mp4"]);
        assert_eq!(fs::read(&output).unwrap(), b"old");
        slowest = slowest.max(took);
    }
    println!("a cancelled job ends within {slowest:?}");
    // 250 ms on a machine that has nothing else to do.
    assert!(slowest < Duration::from_secs(1), "{slowest:?}");
}

#[test]
fn cancelling_at_the_very_end_gives_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let project = small_project(folder.path());
    let out = tempfile::tempdir().unwrap();
    let output = out.path().join("out.mp4");
    let cancel = CancelToken::new();
    let token = cancel.clone();
    let on_progress = move |p: Progress| {
        if p.stage == Stage::Finishing {
            token.cancel();
        }
    };
    let options = RenderOptions { cancel, on_progress: Some(Arc::new(on_progress)), ..RenderOptions::default() };
    match project.render(&output, &options) {
        Ok(report) => assert_eq!(fs::metadata(&output).unwrap().len() as f64, report.bytes),
        Err(EngineError::Cancelled) => assert!(names(out.path()).is_empty()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn progress_only_grows_and_ends_with_everything() {
    let folder = tempfile::tempdir().unwrap();
    let project = small_project(folder.path());
    let seen = Arc::new(Mutex::new(Vec::new()));
    let sink = seen.clone();
    let on_progress = move |p: Progress| sink.lock().unwrap().push(p);
    let options = RenderOptions { on_progress: Some(Arc::new(on_progress)), ..RenderOptions::default() };
    let output = folder.path().join("out.mp4");
    let report = project.render(&output, &options).unwrap();
    let seen = seen.lock().unwrap();
    assert!(seen.iter().all(|p| p.frames == 15 && p.frame <= 15 && p.fps.is_finite() && p.fps >= 0.0));
    assert!(seen.iter().all(|p| p.eta_secs.is_none_or(|s| s.is_finite() && s >= 0.0)));
    let order =
        |s: Stage| [Stage::Preparing, Stage::Rendering, Stage::Finishing, Stage::Done].iter().position(|x| *x == s);
    for pair in seen.windows(2) {
        assert!(pair[0].frame <= pair[1].frame && pair[0].elapsed_secs <= pair[1].elapsed_secs, "{pair:?}");
        assert!(order(pair[0].stage) <= order(pair[1].stage), "{pair:?}");
    }
    assert_eq!((seen[0].stage, seen[0].frame), (Stage::Preparing, 0));
    let last = seen.last().unwrap();
    assert_eq!((last.stage, last.frame, last.eta_secs), (Stage::Done, 15, Some(0.0)));
    // Every frame was told of.
    assert!((1..=15).all(|n| seen.iter().any(|p| p.frame == n)));
    assert_eq!((report.frames, report.width, report.height, report.frame_rate), (15, 128, 128, [30, 1]));
    assert_eq!(report.bytes, fs::metadata(&output).unwrap().len() as f64);
    assert!(report.peak_frame_bytes > 0.0 && report.fps > 0.0 && report.elapsed_secs > 0.0);
}

#[test]
fn two_renders_give_the_same_bytes_alone_and_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let project = small_project(folder.path());
    let bytes = |name: String| {
        let output = folder.path().join(name);
        render(&project, &output);
        fs::read(&output).unwrap()
    };
    let first = bytes("first.mp4".into());
    assert!(first == bytes("second.mp4".into()), "the second render differs");
    std::thread::scope(|scope| {
        let bytes = &bytes;
        let jobs: Vec<_> = (0..4).map(|n| scope.spawn(move || bytes(format!("job-{n}.mp4")))).collect();
        for job in jobs {
            assert!(job.join().unwrap() == first, "a render beside others differs");
        }
    });
    let again = common::project(&serde_json::from_str(&project.composition().to_json()).unwrap(), folder.path());
    let output = folder.path().join("again.mp4");
    render(&again, &output);
    assert!(fs::read(&output).unwrap() == first, "the same document, written out and read again, differs");
}

/// Four projects of different kinds at once, one of which fails and one of which is cancelled: nobody disturbs another.
#[test]
fn jobs_side_by_side_do_not_disturb_each_other() {
    let Some(media) = media() else { return };
    let folder = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let good = small_project(folder.path());
    let alone = out.path().join("alone.mp4");
    render(&good, &alone);
    let long = long_project(&media);
    let failing = tempfile::tempdir().unwrap();
    let broken = small_project(failing.path());
    fs::remove_file(failing.path().join("clip.mp4")).unwrap();
    let cancel = CancelToken::new();
    std::thread::scope(|scope| {
        let path = |name: &str| out.path().join(name);
        let options = RenderOptions { cancel: cancel.clone(), ..RenderOptions::default() };
        let cancelled = scope.spawn({
            let output = path("cancelled.mp4");
            let long = &long;
            move || long.render(&output, &options)
        });
        let failed = broken.render(&path("failed.mp4"), &RenderOptions::default());
        assert_eq!(failed.unwrap_err().code(), ErrorCode::Io);
        render(&good, &path("good.mp4"));
        cancel.cancel();
        assert_eq!(cancelled.join().unwrap().unwrap_err().code(), ErrorCode::Cancelled);
    });
    assert_eq!(names(out.path()), ["alone.mp4", "good.mp4"]);
    assert!(fs::read(alone).unwrap() == fs::read(out.path().join("good.mp4")).unwrap());
}

/// What is held at a time does not grow with the length, and a limit that cannot be kept is an error of its own.
#[test]
fn frame_memory_does_not_grow_with_the_length() {
    let folder = tempfile::tempdir().unwrap();
    TestClip { size: (320, 180), fps: 25, secs: 1.0, sound: false }.write(folder.path(), "clip.mp4");
    let of_length = |secs: f64| {
        let layer = json!({ "type": "video", "src": "clip.mp4", "loop": true, "duration": secs });
        project(&document([320, 180], json!(25), json!([layer])), folder.path())
    };
    let output = folder.path().join("out.mp4");
    let peak = |secs: f64| render(&of_length(secs), &output).peak_frame_bytes;
    let (short, long) = (peak(1.0), peak(6.0));
    assert!(long <= short * 1.25, "{short} bytes for 1 s, {long} for 6 s");
    fs::write(&output, b"old").unwrap();
    let options = RenderOptions { max_frame_bytes: Some(100_000), ..RenderOptions::default() };
    let error = of_length(1.0).render(&output, &options).unwrap_err();
    assert_eq!(error.code(), ErrorCode::MemoryBudget, "{error}");
    assert!(error.to_string().contains("100000") || error.to_string().contains("100,000"), "{error}");
    assert_eq!(
        (names(folder.path()), fs::read(&output).unwrap().as_slice()),
        (vec!["clip.mp4".into(), "out.mp4".into()], &b"old"[..])
    );
}

/// `frame` shows what the render shows: compared with a render at the encoder's best, which still rounds a little.
#[test]
fn a_single_frame_is_the_frame_of_the_render() {
    let folder = tempfile::tempdir().unwrap();
    let mut document = small_project(folder.path()).composition().clone();
    document.output.video.rate_control = reelspeed_model::RateControl::Crf(1.0);
    let project = Project::new(document, folder.path()).unwrap();
    let output = folder.path().join("out.mp4");
    render(&project, &output);
    let rendered = folder.path().join("rendered.json");
    fs::write(
        &rendered,
        common::document([128, 128], json!(30), json!([{ "type": "video", "src": "out.mp4" }])).to_string(),
    )
    .unwrap();
    let rendered = Project::open(&rendered).unwrap();
    let times = common::frame_times(&project);
    assert_eq!(times.len(), 15);
    // In another order, too.
    let shuffled: Vec<f64> = (0..15).map(|i| times[i * 7 % 15]).collect();
    for times in [times, shuffled] {
        let options = RenderOptions::default();
        let (alone, made) = (project.frames(&times, &options).unwrap(), rendered.frames(&times, &options).unwrap());
        for (i, (a, b)) in alone.iter().zip(&made).enumerate() {
            let sum: u64 = a.pixels.iter().zip(&b.pixels).map(|(x, y)| u64::from(x.abs_diff(*y))).sum();
            let mean = sum as f64 / a.pixels.len() as f64;
            assert!(mean < 1.0, "frame at {} s differs by {mean:.2}", times[i]);
        }
    }
    for at in [-0.1, 0.5, f64::NAN, f64::INFINITY, 1e300] {
        let error = project.frame(at, &RenderOptions::default()).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidArgument, "{at}: {error}");
    }
}

/// Forty clips with a crossfade between any two: decoders come and go, memory does not pile up.
#[test]
fn many_clips_one_after_another() {
    let folder = tempfile::tempdir().unwrap();
    TestClip { size: (160, 90), fps: 25, secs: 1.0, sound: true }.write(folder.path(), "clip.mp4");
    let sequence = |count: usize| {
        let clips: Vec<_> = (0..count)
            .map(|n| {
                let mut clip = json!({ "src": "clip.mp4", "trim": { "start": 0.2, "end": 0.6 } });
                if n > 0 {
                    clip["transition"] = json!({ "type": "crossfade", "duration": 0.12 });
                }
                clip
            })
            .collect();
        project(&document([96, 96], json!(25), json!([{ "type": "sequence", "clips": clips }])), folder.path())
    };
    let output = folder.path().join("out.mp4");
    let few = render(&sequence(4), &output);
    let many = render(&sequence(40), &output);
    assert_eq!((few.frames, many.frames), (4 * 10 - 3 * 3, 40 * 10 - 39 * 3));
    assert!(
        many.peak_frame_bytes <= few.peak_frame_bytes * 1.5,
        "{} and {}",
        few.peak_frame_bytes,
        many.peak_frame_bytes
    );
}

/// Names that mean something to FFmpeg, to a shell or to nobody.
#[test]
fn odd_names_are_just_names() {
    let folder = tempfile::tempdir().unwrap();
    let clip = TestClip { size: (64, 64), fps: 25, secs: 0.2, sound: true }.write(folder.path(), "clip.mp4");
    for name in [
        "a b.mp4",
        "50% %03d.mp4",
        "concat:a|b.mp4",
        "-y.mp4",
        "\u{e4}\u{4f60}\u{1f600}.mp4",
        "a'b\"c.mp4",
        "[x];y,z=1.mp4",
    ] {
        let sources = folder.path().join("sources");
        let made = folder.path().join("made");
        fs::create_dir_all(&sources).unwrap();
        fs::create_dir_all(&made).unwrap();
        fs::copy(&clip, sources.join(name)).unwrap();
        let layer = json!({ "type": "video", "src": name });
        let report = render(&project(&document([64, 64], json!(25), json!([layer])), &sources), &made.join(name));
        assert_eq!((report.frames, names(&made)), (5, vec![name.to_owned()]), "{name}");
        fs::remove_file(made.join(name)).unwrap();
    }
}

/// A render may replace one of its own sources: it is read to the end before the new one takes its name.
#[test]
fn a_source_can_be_the_output() {
    let folder = tempfile::tempdir().unwrap();
    let clip = TestClip { size: (64, 64), fps: 25, secs: 0.4, sound: true }.write(folder.path(), "clip.mp4");
    let layer = json!({ "type": "video", "src": "clip.mp4", "loop": true, "duration": 2 });
    let project = project(&document([96, 96], json!(25), json!([layer])), folder.path());
    assert_eq!(render(&project, &clip).frames, 50);
    let made = reelspeed_engine::probe(&clip).unwrap();
    assert_eq!((made.video[0].width, made.video[0].frames), (96, 50));
}
