//! `reelspeed explain`.

use reelspeed::RenderOptions;
use reelspeed::model::report::ExplainReport;

use super::warn;
use crate::args::ExplainArgs;
use crate::failure::Failure;
use crate::{console, units};

pub(crate) fn run(args: &ExplainArgs) -> Result<(), Failure> {
    let project = args.source.open()?;
    let limit = args.memory_limit.map(|mib| mib << 20);
    let mut options = RenderOptions::default();
    if let Some(limit) = limit {
        (options, _) = project.fit_process_memory(&args.output, &options, limit)?;
    }
    let mut report = project.explain(&args.output, &options, None)?;
    report.limit = limit.map(|bytes| bytes as f64);
    if args.json {
        return console::json_pretty(&report);
    }
    warn(&project);
    console::print(&text(&report))
}

fn text(report: &ExplainReport) -> String {
    let ExplainReport { memory, encoder, .. } = report;
    let mut out = format!(
        "{}x{}, {} fps, {}, {}\n",
        report.width,
        report.height,
        units::frame_rate(report.frame_rate),
        units::duration(report.duration_secs),
        units::count(u64::from(report.frames), "frame"),
    );
    let optional = |name: &str, value: Option<u32>| value.map_or(String::new(), |v| format!(", {name} {v}"));
    out += &format!(
        "  encoder    {}, {}{}{}{}\n",
        encoder.name,
        units::count(u64::from(encoder.threads), "thread"),
        optional("look-ahead", encoder.lookahead),
        optional("B-frames", encoder.b_frames),
        optional("references", encoder.refs),
    );
    out += &format!("  time       about {}\n", units::duration(report.seconds));
    out += &format!("  size       about {}\n", units::bytes(report.output_bytes));
    let limit = report.limit.map_or(String::new(), |l| format!(" of a process with a limit of {}", units::bytes(l)));
    out += &format!("  memory     {}{limit}\n", units::bytes(memory.total));
    for (name, bytes) in [
        ("decoders", memory.decoders),
        ("frames", memory.frames),
        ("sprites", memory.sprites),
        ("encoder", memory.encoder),
        ("audio", memory.audio),
        ("other", memory.other),
    ] {
        out += &format!("    {name:9}{}\n", units::bytes(bytes));
    }
    for note in &report.notes {
        out += &format!("  note       {note}\n");
    }
    out
}
