//! `reelspeed doctor`.

use reelspeed::model::report::DoctorReport;

use crate::args::DoctorArgs;
use crate::console;
use crate::failure::Failure;

pub(crate) fn run(args: &DoctorArgs) -> Result<(), Failure> {
    let report = reelspeed::doctor();
    if args.json { console::json_pretty(&report) } else { console::print(&text(&report)) }
}

fn text(report: &DoctorReport) -> String {
    let mut out = String::new();
    let mut row = |name: &str, value: &str| out += &format!("{name:<10} {value}\n");
    row("reelspeed", reelspeed::VERSION_FULL);
    row("ffmpeg", &format!("{}, {}", report.ffmpeg.version, report.ffmpeg.license));
    row("", &report.ffmpeg.libraries.join(", "));
    row("cpu", &format!("{} threads, SIMD level {}", report.cpus, report.simd));
    row("gpu", &or_none(&report.gpus));
    row("hardware", &or_none(&report.hardware_devices));
    row("fonts", &or_none(&report.fonts));
    for (i, encoder) in report.encoders.iter().enumerate() {
        let state = match (&encoder.reason, encoder.available) {
            (_, true) => "yes".to_owned(),
            (Some(reason), false) => format!("no: {reason}"),
            (None, false) => "no".to_owned(),
        };
        row(if i == 0 { "encoders" } else { "" }, &format!("{:<18} {state}", encoder.name));
    }
    for advice in &report.advice {
        row("advice", advice);
    }
    out
}

fn or_none(names: &[String]) -> String {
    if names.is_empty() { "none".into() } else { names.join(", ") }
}

#[cfg(test)]
mod tests {
    use reelspeed::model::report::EncoderStatus;

    use super::*;

    #[test]
    fn encoders_that_do_not_open_say_why() {
        let status = |name: &str, reason: Option<&str>| EncoderStatus {
            name: name.into(),
            hardware: reason.is_some(),
            available: reason.is_none(),
            reason: reason.map(Into::into),
        };
        let report = DoctorReport {
            simd: "avx2".into(),
            cpus: 2,
            encoders: vec![status("libx264", None), status("h264_nvenc", Some("no device"))],
            ..Default::default()
        };
        let text = text(&report);
        assert!(text.contains("encoders   libx264            yes\n"), "{text}");
        assert!(text.contains("           h264_nvenc         no: no device\n"), "{text}");
        assert!(text.contains("cpu        2 threads, SIMD level avx2\n"), "{text}");
        assert!(text.contains("gpu        none\n"), "{text}");
    }
}
