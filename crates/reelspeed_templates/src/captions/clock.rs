//! Times as subtitle files write them.

/// No cue begins or ends later than this, in milliseconds: the largest number of seconds in a document.
const LATEST_MS: u64 = 10_000_000_000;

/// Milliseconds of `[hours:]minutes:seconds[.fraction]`, with a point or a comma, as all formats write them.
pub(super) fn parse(text: &str) -> Option<u64> {
    let digits = |part: &str, most: usize| {
        let plain = !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse::<u64>().ok()).flatten()
    };
    let (whole, fraction) = match text.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, digits(fraction, 9).map(|_| fraction)?),
        None => (text, "0"),
    };
    let mut parts = whole.rsplit(':');
    let secs = digits(parts.next()?, 2).filter(|&s| s < 60)?;
    let minutes = digits(parts.next()?, 2).filter(|&m| m < 60)?;
    let hours = parts.next().map_or(Some(0), |part| digits(part, 4))?;
    if parts.next().is_some() {
        return None;
    }
    let millis = fraction.bytes().chain([b'0'; 3]).take(3).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
    let time = ((hours * 60 + minutes) * 60 + secs) * 1000 + millis;
    (time <= LATEST_MS).then_some(time)
}

/// Start and end in milliseconds of `start --> end settings`, and the settings.
pub(super) fn timing(line: &str) -> Option<(u64, u64, &str)> {
    let (start, rest) = line.split_once("-->")?;
    let rest = rest.trim_start();
    let (end, settings) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    Some((parse(start.trim())?, parse(end)?, settings.trim()))
}

/// In seconds.
pub(super) fn secs(millis: u64) -> f64 {
    millis as f64 / 1000.0
}

/// The nearest millisecond.
pub(super) fn millis(secs: f64) -> u64 {
    libm::round(secs.max(0.0) * 1000.0) as u64
}

/// `00:00:00`, the mark and three digits.
pub(super) fn write(millis: u64, mark: char) -> String {
    let (secs, millis) = (millis / 1000, millis % 1000);
    let (minutes, secs) = (secs / 60, secs % 60);
    format!("{:02}:{:02}:{secs:02}{mark}{millis:03}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_all_formats() {
        for (text, millis) in [
            ("00:01:02,345", 62_345),
            ("00:01:02.345", 62_345),
            ("01:02.5", 62_500),
            ("0:00:00.76", 760),
            ("100:00:00.000", 360_000_000),
            ("00:00:07", 7000),
            ("00:00:00,1239", 123),
        ] {
            assert_eq!(parse(text), Some(millis), "{text}");
        }
        for text in
            ["", "1", "00:60:00,000", "00:00:60,000", "-1:00:00,000", "1:2:3:4", "00:00:01,", "9999:00:00,000", "a:b"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(timing("00:01.000 --> 00:02.000 align:start"), Some((1000, 2000, "align:start")));
        assert_eq!(write(3_723_004, ','), "01:02:03,004");
    }
}
