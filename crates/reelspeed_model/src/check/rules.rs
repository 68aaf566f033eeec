//! What concerns several values at once, or a value's inner syntax. A rule that cannot read what it needs says nothing: the
//! walk has.

mod sequence;

use serde_json::Value;

use super::describe::{actual, text};
use super::walk::{Step, Walker};
use crate::{ChromaKey, Issue, IssueCode, Output, path_data};
use Step::{Index, Key};

/// The highest frame rate.
const MAX_FRAME_RATE: f64 = 240.0;

/// The rules of a named type.
pub(super) fn named(walker: &mut Walker<'_>, name: &str, value: &Value) {
    match name {
        "KeyframesNumber" | "KeyframesVec2" | "KeyframesScale" | "KeyframesCornerRadii" => keyframes(walker, value),
        "LinearGradient" | "RadialGradient" => stops(walker, value),
        "Trim" => trim(walker, value),
        "EasingFunction" => cubic_bezier(walker, value),
        "FrameRate" => frame_rate(walker, value),
        "PathGeometry" => path(walker, value),
        "Transition" => sequence::transition(walker, value),
        "SequenceLayer" => sequence::sequence(walker, value),
        "Output" => output(walker, value),
        "TextSpan" => text_span(walker, value),
        "ChromaKey" => chroma_key(walker, value),
        _ => {}
    }
}

fn number(value: &Value, key: &str) -> Option<f64> {
    value.get(key)?.as_f64()
}

fn array<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn out_of_range(path: String, expected: String, actual: String) -> Issue {
    Issue::new(path, expected, actual).code(IssueCode::OutOfRange)
}

fn keyframes(walker: &mut Walker<'_>, value: &Value) {
    let times = array(value, "keyframes").iter().map(|k| number(k, "time"));
    let times: Vec<_> = times.enumerate().filter_map(|(i, t)| Some((i, t?))).collect();
    for pair in times.windows(2) {
        if let [(j, before), (i, time)] = *pair
            && j + 1 == i
            && time <= before
        {
            walker.report(&[Key("keyframes"), Index(i), Key("time")], |path| {
                out_of_range(path, format!("> {before}, the time of the keyframe before"), time.to_string())
            });
        }
    }
}

fn stops(walker: &mut Walker<'_>, value: &Value) {
    let offsets: Vec<_> = array(value, "stops").iter().map(|s| number(s, "offset")).collect();
    for (i, pair) in offsets.windows(2).enumerate() {
        if let [Some(before), Some(offset)] = *pair
            && offset < before
        {
            walker.report(&[Key("stops"), Index(i + 1), Key("offset")], |path| {
                out_of_range(path, format!("≥ {before}, the offset of the stop before"), offset.to_string())
            });
        }
    }
}

fn trim(walker: &mut Walker<'_>, value: &Value) {
    let start = if value.get("start").is_some() { number(value, "start") } else { Some(0.0) };
    if let (Some(start), Some(end)) = (start, number(value, "end"))
        && end <= start
        && end > 0.0
    {
        walker.report(&[Key("end")], |path| {
            out_of_range(path, format!("> {start}, where the trim starts"), end.to_string())
        });
    }
}

fn text_span(walker: &mut Walker<'_>, value: &Value) {
    if let (Some(start), Some(end)) = (number(value, "start"), number(value, "end"))
        && end <= start
    {
        walker.report(&[Key("end")], |path| {
            out_of_range(path, format!("> {start}, where the span starts"), end.to_string())
        });
    }
}

fn chroma_key(walker: &mut Walker<'_>, value: &Value) {
    let color = value.get("color").and_then(Value::as_str);
    if let Some(color) = color.and_then(|color| color.parse().ok())
        && !ChromaKey::has_hue(color)
    {
        walker.report(&[Key("color")], |path| {
            Issue::new(path, "a colour with a hue, such as \"#00ff00\"", text(&color.to_string()))
        });
    }
}

fn cubic_bezier(walker: &mut Walker<'_>, value: &Value) {
    let points = array(value, "cubicBezier");
    if points.len() != 4 {
        return;
    }
    for (i, point) in points.iter().enumerate() {
        let (low, high) = if i % 2 == 0 { (0.0, 1.0) } else { (-100.0, 100.0) };
        if let Some(p) = point.as_f64()
            && !(low..=high).contains(&p)
        {
            walker.report(&[Key("cubicBezier"), Index(i)], |path| {
                out_of_range(path, format!("from {low} to {high}"), actual(point))
            });
        }
    }
}

fn frame_rate(walker: &mut Walker<'_>, value: &Value) {
    let Some([num, den]) = value.as_array().map(Vec::as_slice) else { return };
    if let (Some(num), Some(den)) = (num.as_u64().filter(|n| *n > 0), den.as_u64().filter(|n| *n > 0))
        && !(1.0..=MAX_FRAME_RATE).contains(&(num as f64 / den as f64))
    {
        walker.report(&[], |path| {
            out_of_range(path, format!("from 1 to {MAX_FRAME_RATE} frames per second"), format!("[{num}, {den}]"))
        });
    }
}

fn path(walker: &mut Walker<'_>, value: &Value) {
    let Some(d) = value.get("d").and_then(Value::as_str).filter(|d| !d.is_empty()) else { return };
    if let Err(fault) = path_data::check(d) {
        let rest: String = d.chars().skip(fault.at).collect();
        let found = if rest.is_empty() { "the end".into() } else { text(&rest) };
        let message =
            format!("is not path data: expected {} after {} characters, found {found}", fault.expected, fault.at);
        walker.report(&[Key("d")], |path| {
            let mut issue = Issue::with_message(path, IssueCode::InvalidValue, message);
            issue.expected = fault.expected.into();
            issue.actual = found;
            issue
        });
    }
}

fn output(walker: &mut Walker<'_>, value: &Value) {
    let Ok(output) = serde_json::from_value::<Output>(value.clone()) else { return };
    for (field, issue) in output.conflicts(output.container) {
        walker.report(&field.map(Key), |path| Issue { path, ..issue });
    }
}

/// The rules of the document as a whole.
pub(super) fn composition(walker: &mut Walker<'_>, value: &Value) {
    let layers = array(value, "layers");
    let endless = |layer: &Value| {
        let kind = layer.get("type").and_then(Value::as_str);
        matches!(kind, Some("text" | "shape" | "group" | "image")) && layer.get("duration").is_none()
    };
    let readable = value.is_object() && value.get("layers").is_none_or(Value::is_array);
    if readable && value.get("duration").is_none() && value.get("audio").is_none() && layers.iter().all(endless) {
        let why = match layers {
            [] => "there is no layer",
            _ => "no layer has an end of its own",
        };
        walker.report(&[Key("duration")], |path| Issue {
            message: format!("is missing; must be given because {why}"),
            ..Issue::missing(path, "a number")
        });
    }
}
