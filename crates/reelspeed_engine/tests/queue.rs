//! The queue of an engine: order, places, memory, cancelling, closing.

mod common;

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::names;
use reelspeed_engine::{CancelToken, Engine, EngineError, JobHandle, JobKind, JobOptions, JobSource};
use reelspeed_model::Preset;
use reelspeed_model::report::Stage;
use reelspeed_model::request::{ClipRequest, EngineOptions, JobSettings, OptimizeRequest, Priority};
use reelspeed_testing::fixtures::TestClip;

const MIB: u64 = 1 << 20;

fn engine(places: u32, limit_mib: u32) -> Engine {
    Engine::new(EngineOptions {
        max_concurrent_jobs: places,
        memory_limit: limit_mib,
        enable_hardware_acceleration: false,
        ..EngineOptions::default()
    })
    .unwrap()
}

fn of_priority(priority: Priority) -> JobOptions {
    JobOptions { settings: JobSettings { priority, ..JobSettings::default() }, ..JobOptions::default() }
}

/// A job that runs until the sender is used or dropped.
fn blocker(engine: &Engine, bytes: u64) -> (JobHandle<()>, Sender<()>) {
    let (sender, receiver) = channel::<()>();
    let (begun_sender, begun) = channel();
    let handle = engine.run(JobKind::Render, bytes, JobOptions::default(), move |_| {
        begun_sender.send(()).unwrap();
        let _ = receiver.recv();
        Ok(())
    });
    begun.recv_timeout(Duration::from_secs(20)).unwrap();
    (handle, sender)
}

fn small_document(seconds: f64) -> JobSource {
    JobSource::Json(format!(
        r##"{{ "version": 1, "width": 64, "height": 64, "duration": {seconds}, "background": "#204060",
             "layers": [{{ "type": "text", "text": "Hi", "style": {{ "fontSize": 20 }} }}] }}"##
    ))
}

fn code<T: std::fmt::Debug>(result: Result<T, EngineError>) -> &'static str {
    result.unwrap_err().code().as_str()
}

#[test]
fn a_queued_job_renders_and_tells_its_stages() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(2, 1024);
    let stages = Arc::new(Mutex::new(Vec::new()));
    let seen = stages.clone();
    let on_progress: reelspeed_engine::ProgressFn = Arc::new(move |p| seen.lock().unwrap().push(p.stage));
    let options = JobOptions { on_progress: Some(on_progress), ..JobOptions::default() };
    let output = folder.path().join("a.mp4");
    let report = engine.render(small_document(0.5), output.clone(), options).wait().unwrap();
    assert_eq!((report.frames, names(folder.path())), (15, vec!["a.mp4".to_owned()]));
    let mut stages = stages.lock().unwrap().clone();
    stages.dedup();
    assert_eq!(stages, [Stage::Queued, Stage::Preparing, Stage::Rendering, Stage::Finishing, Stage::Done]);

    let metrics = engine.metrics();
    assert_eq!((metrics.frames_processed, metrics.jobs_done, metrics.running_jobs), (15.0, 1.0, 0));
    let text = engine.prometheus();
    assert!(text.contains("rust_engine_frames_processed_total 15\n"), "{text}");
    assert!(text.contains("rust_engine_jobs_total{kind=\"render\",outcome=\"done\"} 1\n"), "{text}");
    assert!(text.contains("rust_engine_stage_seconds_count{stage=\"render\"} 15\n"), "{text}");
    assert_eq!(engine.probe(output, JobOptions::default()).wait().unwrap().video[0].frames, 15);
}

#[test]
fn jobs_begin_by_priority_and_then_by_arrival() {
    let engine = engine(1, 1024);
    let (first, release) = blocker(&engine, MIB);
    let order = Arc::new(Mutex::new(Vec::new()));
    let submit = |name: &'static str, priority| {
        let order = order.clone();
        engine.run(JobKind::Render, MIB, of_priority(priority), move |_| {
            order.lock().unwrap().push(name);
            Ok(())
        })
    };
    let jobs = [
        submit("low", Priority::Low),
        submit("normal 1", Priority::Normal),
        submit("normal 2", Priority::Normal),
        submit("high", Priority::High),
    ];
    // All are looked at before the first place becomes free.
    let begun = Instant::now();
    while engine.metrics().queued_jobs < 4 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    drop(release);
    first.wait().unwrap();
    jobs.into_iter().for_each(|job| job.wait().unwrap());
    assert_eq!(*order.lock().unwrap(), ["high", "normal 1", "normal 2", "low"]);
}

#[test]
fn no_more_jobs_run_than_there_are_places_nor_than_memory_holds() {
    for (places, bytes, most) in [(3, MIB, 3), (3, 600 * MIB, 1)] {
        let engine = engine(places, 1100);
        let (now, peak) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
        let jobs: Vec<_> = (0..8)
            .map(|_| {
                let (now, peak) = (now.clone(), peak.clone());
                engine.run(JobKind::Render, bytes, JobOptions::default(), move |_| {
                    peak.fetch_max(now.fetch_add(1, SeqCst) + 1, SeqCst);
                    std::thread::sleep(Duration::from_millis(30));
                    now.fetch_sub(1, SeqCst);
                    Ok(())
                })
            })
            .collect();
        jobs.into_iter().for_each(|job| job.wait().unwrap());
        assert_eq!(peak.load(SeqCst), most, "{bytes} bytes each");
        assert_eq!(engine.metrics().reserved_bytes, 0.0);
    }
}

#[test]
fn a_job_that_can_never_fit_is_refused_at_once_with_both_numbers() {
    let engine = engine(1, 256);
    let (running, release) = blocker(&engine, MIB);
    let job = engine.run(JobKind::Render, 300 * MIB, JobOptions::default(), |_| Ok(()));
    match job.wait().unwrap_err() {
        EngineError::MemoryBudget { predicted, limit } => {
            assert_eq!(limit, 256 * MIB);
            assert!(predicted > 300 * MIB, "{predicted}");
        }
        other => panic!("{other}"),
    }
    // The other still runs: nothing was waited for.
    assert_eq!(engine.metrics().running_jobs, 1);
    drop(release);
    running.wait().unwrap();
}

#[test]
fn a_large_job_is_not_overtaken_for_ever() {
    let engine = engine(4, 1100);
    let (running, release) = blocker(&engine, 500 * MIB);
    let order = Arc::new(Mutex::new(Vec::new()));
    let submit = |name: &'static str, bytes| {
        let order = order.clone();
        engine.run(JobKind::Render, bytes, JobOptions::default(), move |_| {
            order.lock().unwrap().push(name);
            Ok(())
        })
    };
    let large = submit("large", 600 * MIB);
    std::thread::sleep(Duration::from_millis(100));
    let small = submit("small", 10 * MIB);
    std::thread::sleep(Duration::from_millis(200));
    assert!(order.lock().unwrap().is_empty());
    drop(release);
    running.wait().unwrap();
    large.wait().unwrap();
    small.wait().unwrap();
    assert_eq!(order.lock().unwrap().len(), 2);
}

#[test]
fn queued_and_running_jobs_are_cancelled_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(1, 1024);
    let running = engine.render(small_document(600.0), folder.path().join("a.mp4"), JobOptions::default());
    let queued = engine.render(small_document(600.0), folder.path().join("b.mp4"), JobOptions::default());
    let token = CancelToken::new();
    let by_token = JobOptions { cancel: token.clone(), ..JobOptions::default() };
    let third = engine.render(small_document(600.0), folder.path().join("c.mp4"), by_token);
    std::thread::sleep(Duration::from_millis(150));
    queued.cancel();
    token.cancel();
    assert_eq!(code(queued.wait()), "CANCELLED");
    assert_eq!(code(third.wait()), "CANCELLED");
    assert_eq!(engine.metrics().running_jobs, 1);
    running.cancel();
    assert_eq!(code(running.wait()), "CANCELLED");
    assert!(names(folder.path()).is_empty());
    assert_eq!(engine.metrics().jobs_cancelled, 3.0);
}

#[test]
fn closing_cancels_everything_and_removes_the_temporary_folder() {
    let folder = tempfile::tempdir().unwrap();
    let temporary = folder.path().join("tmp");
    let engine = Engine::new(EngineOptions {
        max_concurrent_jobs: 2,
        temp_directory: Some(temporary.to_str().unwrap().into()),
        ..EngineOptions::default()
    })
    .unwrap();
    let inside = engine.temporary_folder().unwrap();
    std::fs::write(inside.join("file"), b"x").unwrap();
    let jobs: Vec<_> = (0..6)
        .map(|n| {
            let output = folder.path().join(format!("{n}.mp4"));
            engine.render(small_document(600.0), output, JobOptions::default())
        })
        .collect();
    std::thread::sleep(Duration::from_millis(100));
    engine.close();
    for job in jobs {
        assert_eq!(code(job.wait()), "CANCELLED");
    }
    let late = engine.render(small_document(1.0), folder.path().join("late.mp4"), JobOptions::default());
    assert_eq!(code(late.wait()), "CLOSED");
    engine.close();
    assert_eq!((names(folder.path()), names(&temporary)), (vec!["tmp".to_owned()], Vec::<String>::new()));
}

#[test]
fn a_panic_is_an_internal_error_and_the_engine_goes_on() {
    let engine = engine(1, 1024);
    let job = engine.run(JobKind::Render, MIB, JobOptions::default(), |_| -> Result<(), EngineError> { panic!("oh") });
    let error = job.wait().unwrap_err();
    assert_eq!(error.code().as_str(), "INTERNAL");
    assert!(error.to_string().contains("oh"), "{error}");
    assert_eq!(engine.run(JobKind::Render, MIB, JobOptions::default(), |_| Ok(5)).wait().unwrap(), 5);
    assert_eq!(engine.metrics().jobs_failed, 1.0);
}

#[test]
fn looks_into_files_wait_for_no_job() {
    let folder = tempfile::tempdir().unwrap();
    let clip = TestClip { size: (160, 90), fps: 25, secs: 0.4, sound: false }.write(folder.path(), "clip.mp4");
    let engine = engine(1, 1024);
    let (running, release) = blocker(&engine, MIB);
    assert_eq!(engine.probe(clip, JobOptions::default()).wait().unwrap().video[0].width, 160);
    let image = engine.frame(small_document(1.0), 0.5, JobOptions::default()).wait().unwrap();
    assert_eq!((image.width, image.height), (64, 64));
    assert_eq!(code(engine.probe(Path::new("no such file").into(), JobOptions::default()).wait()), "IO");
    drop(release);
    running.wait().unwrap();
}

#[test]
fn clips_are_cut_at_the_rate_of_their_video() {
    let folder = tempfile::tempdir().unwrap();
    let clip = TestClip { size: (160, 90), fps: 25, secs: 1.0, sound: true }.write(folder.path(), "clip.mp4");
    let engine = engine(2, 1024);
    let request = ClipRequest {
        start: 0.2,
        duration: Some(0.4),
        width: 90,
        height: 160,
        ..ClipRequest::new(clip.to_str().unwrap())
    };
    let report = engine.clip(request, folder.path().join("out.mp4"), JobOptions::default()).wait().unwrap();
    assert_eq!((report.frames, report.frame_rate, report.width, report.height), (10, [25, 1], 90, 160));
    assert_eq!(report.audio_encoder.as_deref(), Some("aac"));

    // Two recordings one after another with a gap between them: the average is below their rate.
    let list = folder.path().join("list.txt");
    std::fs::write(&list, "file clip.mp4\nduration 1.4\nfile clip.mp4\n").unwrap();
    let gapped = folder.path().join("gapped.mp4");
    let arguments = ["-f", "concat", "-safe", "0", "-i", list.to_str().unwrap(), "-c", "copy"];
    reelspeed_testing::fixtures::run(reelspeed_testing::fixtures::ffmpeg().args(arguments).arg(&gapped));
    let whole = ClipRequest { width: 90, height: 160, ..ClipRequest::new(gapped.to_str().unwrap()) };
    let report = engine.clip(whole, folder.path().join("whole.mp4"), JobOptions::default()).wait().unwrap();
    assert_eq!(report.frame_rate, [25, 1]);

    let late = ClipRequest { start: 5.0, ..ClipRequest::new(clip.to_str().unwrap()) };
    let error = engine.clip(late, folder.path().join("late.mp4"), JobOptions::default()).wait().unwrap_err();
    assert!(error.to_string().starts_with("start"), "{error}");
}

#[test]
fn a_video_is_made_to_fit_a_size_in_its_turn() {
    let folder = tempfile::tempdir().unwrap();
    TestClip { size: (320, 180), fps: 25, secs: 2.0, sound: true }.write(folder.path(), "clip.mp4");
    let engine = engine(2, 1024);
    let mut request = OptimizeRequest::new("clip.mp4", 0.1);
    (request.output, request.preset) = (Some("small.mp4".into()), Preset::Veryfast);
    let settings = JobSettings { base_directory: folder.path().to_str().map(str::to_owned), ..JobSettings::default() };
    let options = || JobOptions { settings: settings.clone(), ..JobOptions::default() };
    let report = engine.optimize(request.clone(), options()).wait().unwrap();
    let bytes = std::fs::metadata(folder.path().join("small.mp4")).unwrap().len();
    assert_eq!(report.optimized_size, bytes as f64);
    assert!((98_000..=100_000).contains(&bytes), "{bytes}");
    request.target_size_mb = 0.0001;
    let error = engine.optimize(request, options()).wait().unwrap_err();
    assert!(error.to_string().contains("targetSizeMb"), "{error}");
    assert_eq!(names(folder.path()), ["clip.mp4", "small.mp4"]);
}

#[test]
fn options_out_of_range_are_refused() {
    for options in [
        EngineOptions { max_concurrent_jobs: 0, ..EngineOptions::default() },
        EngineOptions { memory_limit: 1, ..EngineOptions::default() },
    ] {
        assert_eq!(code(Engine::new(options)), "INVALID_ARGUMENT");
    }
}
