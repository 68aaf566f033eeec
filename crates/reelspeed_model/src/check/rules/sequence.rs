use serde_json::Value;

use super::{Step, Walker, array, number, out_of_range};
use crate::{Issue, IssueCode};
use Step::{Index, Key};

/// Whole seconds that were added up from decimal fractions may miss each other by this much.
const TOLERANCE: f64 = 1e-9;

/// A cut has no duration; every other transition has one.
pub(super) fn transition(walker: &mut Walker<'_>, value: &Value) {
    let Some(kind) = value.get("type").and_then(Value::as_str) else { return };
    let duration = value.get("duration");
    match (kind, duration.and_then(Value::as_f64)) {
        ("cut", Some(d)) if d > 0.0 => walker.report(&[Key("duration")], |path| {
            Issue::new(path, "left out for a cut", d.to_string()).code(IssueCode::Conflict)
        }),
        ("cut", _) => {}
        (_, Some(0.0)) => {
            walker.report(&[Key("duration")], |path| out_of_range(path, "> 0".into(), "0".into()));
        }
        (_, None) if duration.is_none() => {
            walker.report(&[Key("duration")], |path| Issue::missing(path, "a number > 0"));
        }
        _ => {}
    }
}

/// Transitions fit into the clips that they join, as far as their lengths are known without the files.
pub(super) fn sequence(walker: &mut Walker<'_>, value: &Value) {
    let clips = array(value, "clips");
    if clips.first().is_some_and(|c| c.get("transition").is_some()) {
        walker.report(&[Key("clips"), Index(0), Key("transition")], |path| {
            let message = "must be left out: there is no clip before the first";
            Issue::with_message(path, IssueCode::Conflict, message)
        });
    }
    for (i, clip) in clips.iter().enumerate() {
        let Some(length) = length(clip) else { continue };
        let into = if i > 0 { overlap(clip) } else { 0.0 };
        let out_of = clips.get(i + 1).map_or(0.0, overlap);
        let at = |i| [Key("clips"), Index(i), Key("transition"), Key("duration")];
        for (index, duration) in [(i, into), (i + 1, out_of)] {
            if duration > length + TOLERANCE {
                walker.report(&at(index), |path| {
                    out_of_range(path, format!("≤ {length}, the length of clips[{i}]"), duration.to_string())
                });
            }
        }
        if into.max(out_of) <= length + TOLERANCE && into + out_of > length + TOLERANCE {
            // Without the noise of binary fractions.
            let room = libm::round((length - into) * 1e6) / 1e6;
            walker.report(&at(i + 1), |path| {
                let expected = format!("≤ {room}, what the transition before leaves of clips[{i}] (length {length})");
                out_of_range(path, expected, out_of.to_string())
            });
        }
    }
}

/// For how long a clip's transition shows the clip before as well.
fn overlap(clip: &Value) -> f64 {
    let Some(transition) = clip.get("transition") else { return 0.0 };
    let cut = transition.get("type").is_some_and(|t| t == "cut");
    if cut { 0.0 } else { number(transition, "duration").unwrap_or(0.0) }
}

/// A clip's length where the document says it.
fn length(clip: &Value) -> Option<f64> {
    if clip.get("duration").is_some() {
        return number(clip, "duration").filter(|d| *d > 0.0);
    }
    if clip.get("loop").is_some_and(|l| *l != Value::Bool(false)) {
        return None;
    }
    let trim = clip.get("trim")?;
    let start = if trim.get("start").is_some() { number(trim, "start")? } else { 0.0 };
    let speed = if clip.get("speed").is_some() { number(clip, "speed")? } else { 1.0 };
    let length = (number(trim, "end")? - start) / speed;
    (length.is_finite() && length > 0.0).then_some(length)
}
