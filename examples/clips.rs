//! Many clips out of one long video, several at a time, within a limit of memory:
//! `cargo run --release --example clips -- VIDEO SECONDS COUNT FOLDER [PARALLEL] [LIMIT_MIB]`.

use std::error::Error;
use std::path::PathBuf;

use reelspeed::model::request::{ClipRequest, EngineOptions};
use reelspeed::{Engine, JobOptions, return_freed_memory};

fn main() -> Result<(), Box<dyn Error>> {
    return_freed_memory();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [video, seconds, count, folder, rest @ ..] = arguments.as_slice() else {
        return Err("usage: clips VIDEO SECONDS COUNT FOLDER [PARALLEL] [LIMIT_MIB]".into());
    };
    let (seconds, folder): (f64, _) = (seconds.parse()?, PathBuf::from(folder));
    let engine = Engine::new(EngineOptions {
        max_concurrent_jobs: rest.first().map_or(Ok(3), |n| n.parse())?,
        memory_limit: rest.get(1).map_or(Ok(512), |n| n.parse())?,
        ..EngineOptions::default()
    })?;
    std::fs::create_dir_all(&folder)?;
    let clip = |n: u32| {
        let request =
            ClipRequest { start: f64::from(n) * seconds, duration: Some(seconds), ..ClipRequest::new(video.as_str()) };
        engine.clip(request, folder.join(format!("clip{n}.mp4")), JobOptions::default())
    };
    // All are queued at once; the engine decides which runs when.
    let jobs: Vec<_> = (0..count.parse()?).map(clip).collect();
    for job in jobs {
        let report = job.wait()?;
        println!("{}: {} frames, {} bytes", report.output, report.frames, report.bytes);
    }
    let metrics = engine.metrics();
    println!("peak memory of the process: {:.0} MiB", metrics.memory_peak_bytes / f64::from(1 << 20));
    Ok(())
}
