//! Clips of ten seconds from one long video, several at a time in this process, within a limit of memory.
//!
//! ```text
//! cargo run --release -p reelspeed_engine --example clips -- VIDEO FOLDER [JOBS [LIMIT_MB [COUNT]]]
//! ```
//!
//! Defaults: 3 jobs, 512 MB, 12 clips. Prints the process's peak of resident memory and what each clip's settings were.

use std::error::Error;
use std::path::PathBuf;

use reelspeed_engine::{Engine, JobOptions, Project, RenderOptions, memory, peak_process_bytes};
use reelspeed_model::request::{ClipRequest, EngineOptions};

fn main() -> Result<(), Box<dyn Error>> {
    memory::return_freed_memory();
    let mut args = std::env::args().skip(1);
    let (Some(video), Some(folder)) = (args.next(), args.next()) else {
        return Err("usage: clips VIDEO FOLDER [JOBS [LIMIT_MB [COUNT]]]".into());
    };
    let mut number = |default: u32| args.next().map_or(Ok(default), |arg| arg.parse());
    let (jobs, limit, count) = (number(3)?, number(512)?, number(12)?);
    let folder = PathBuf::from(folder);

    let request = |n: u32| ClipRequest { start: f64::from(n) * 10.0, duration: Some(10.0), ..ClipRequest::new(&video) };
    let engine = Engine::new(EngineOptions {
        max_concurrent_jobs: jobs,
        memory_limit: limit,
        enable_hardware_acceleration: false,
        ..EngineOptions::default()
    })?;
    let output = |n: u32| folder.join(format!("clip{n}.mp4"));
    let running: Vec<_> = (0..count).map(|n| engine.clip(request(n), output(n), JobOptions::default())).collect();
    for job in running {
        let report = job.wait()?;
        eprintln!("{}: {:.0} bytes in {:.1} s", report.output, report.bytes, report.elapsed_secs);
    }
    let peak = peak_process_bytes().unwrap_or(0);
    let alone = Project::clip(&request(0), "".as_ref())?.predict_memory(&output(0), &RenderOptions::default())?;
    println!(
        "peak {} MiB; one clip with all it wants is predicted to add {:.0} MiB",
        peak >> 20,
        alone.total / 1048576.0
    );
    Ok(())
}
