/// Longer names are not compared; no field is that long, and comparing is quadratic.
const MAX_CHARS: usize = 64;

/// The candidate that was probably meant by `given`.
pub(super) fn suggest<'a>(given: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    if given.len() > MAX_CHARS {
        return None;
    }
    let plain = plain(given);
    let scored = candidates.into_iter().map(|c| {
        let other = self::plain(c);
        (strsim::osa_distance(&plain, &other), c)
    });
    let (distance, best) = scored.min_by_key(|(d, _)| *d)?;
    let allowed = plain.chars().count().max(best.len()).div_ceil(3).min(3);
    (distance <= allowed && distance < plain.chars().count()).then(|| best.to_owned())
}

/// Without what merely spells the same words in another convention: `frame_rate`, `frame-rate` and `FrameRate` are `frameRate`.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let fields = ["start", "duration", "src", "fontSize", "d"];
        for (given, expected) in [
            ("strat", Some("start")),
            ("font_size", Some("fontSize")),
            ("Font-Size", Some("fontSize")),
            ("durations", Some("duration")),
            ("source", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(suggest(given, fields).as_deref(), expected, "{given}");
        }
        assert_eq!(suggest(&"start".repeat(100), fields), None);
    }
}
