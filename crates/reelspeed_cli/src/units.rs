//! Numbers as people read them.

/// Seconds with as many decimals as matter: `0.25 s`, `20.0 s`, `2 min 5 s`.
pub(crate) fn duration(secs: f64) -> String {
    if secs < 60.0 {
        return if secs < 10.0 { format!("{secs:.2} s") } else { format!("{secs:.1} s") };
    }
    let whole = secs.round() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours} h {minutes} min {seconds} s") } else { format!("{minutes} min {seconds} s") }
}

/// Whole seconds, rounded up, as a clock shows them: `0:07`, `2:05`, `1:00:00`.
pub(crate) fn clock(secs: f64) -> String {
    let whole = secs.ceil() as u64;
    let (hours, minutes, seconds) = (whole / 3600, whole / 60 % 60, whole % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// Bytes in decimal units, as file managers show them: `12.3 MB`.
pub(crate) fn bytes(bytes: f64) -> String {
    let mut value = bytes;
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 999.5 {
            return if unit == "B" || value >= 99.95 {
                format!("{value:.0} {unit}")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

/// A frame rate `[numerator, denominator]` with at most three decimals: `30`, `29.97`, `12.5`.
pub(crate) fn frame_rate([num, den]: [u32; 2]) -> String {
    if den == 0 {
        return "unknown".into();
    }
    let text = format!("{:.3}", f64::from(num) / f64::from(den));
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `1 frame`, `2 frames`.
pub(crate) fn count(n: u64, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        let shown = [0.0, 9.994, 20.0, 59.9, 125.4, 7265.0].map(duration);
        assert_eq!(shown, ["0.00 s", "9.99 s", "20.0 s", "59.9 s", "2 min 5 s", "2 h 1 min 5 s"]);
    }

    #[test]
    fn clocks() {
        assert_eq!([0.0, 6.2, 125.0, 3600.0].map(clock), ["0:00", "0:07", "2:05", "1:00:00"]);
    }

    #[test]
    fn sizes() {
        let shown = [0.0, 999.0, 1000.0, 12_345_678.0, 999_950_000.0, 2e12].map(bytes);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "12.3 MB", "1.0 GB", "2.0 TB"]);
    }

    #[test]
    fn rates() {
        let shown = [[30, 1], [30000, 1001], [25, 2], [1, 0]].map(frame_rate);
        assert_eq!(shown, ["30", "29.97", "12.5", "unknown"]);
    }
}
