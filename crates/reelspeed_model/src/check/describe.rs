//! Shapes and values in words.

use serde_json::Value;

use super::shape::{Shape, Shapes};

/// Longer strings are cut in messages.
const MAX_CHARS: usize = 40;

/// What a place asks for, to follow "must be".
pub(super) fn expected(shapes: &Shapes, shape: &Shape) -> String {
    match shapes.resolve(shape) {
        Shape::Ref(_) | Shape::Object(_) => "an object".into(),
        Shape::Bool => "true or false".into(),
        Shape::Text { .. } => "a string".into(),
        Shape::Color => "a colour such as \"#0a84ff\", \"#0a84ff80\", \"white\" or \"transparent\"".into(),
        Shape::Number(n) if !n.allowed.is_empty() => join(n.allowed.iter().map(u64::to_string), "or"),
        Shape::Number(n) if n.whole => "a whole number".into(),
        Shape::Number(_) => "a number".into(),
        Shape::Names(names) => one_of(names.iter().map(String::as_str)),
        Shape::List { min, max, .. } if min == max => format!("an array of {min} numbers"),
        Shape::List { .. } => "an array".into(),
        Shape::Tagged { tag, .. } => format!("an object with a {tag:?}"),
        Shape::Keyed(fields) => {
            format!("an object with {}", one_of(fields.iter().map(|f| f.name.as_str())))
        }
        Shape::Union(options) => join(options.iter().flat_map(|o| options_of(shapes, o)), "or"),
    }
}

/// The options that a branch of a union offers, shorter than on their own.
fn options_of(shapes: &Shapes, shape: &Shape) -> Vec<String> {
    match shapes.resolve(shape) {
        Shape::Union(options) => options.iter().flat_map(|o| options_of(shapes, o)).collect(),
        Shape::Names(names) => {
            let some: Vec<_> = names.iter().take(3).map(|n| format!("{n:?}")).collect();
            let more = if names.len() > some.len() { ", …" } else { "" };
            vec![format!("a name ({}{more})", some.join(", "))]
        }
        Shape::Object(fields) => {
            let field = |f: &super::shape::Field| match shapes.resolve(&f.shape) {
                Shape::List { .. } => format!("{:?}: [...]", f.name),
                _ => format!("{:?}: ...", f.name),
            };
            let fields: Vec<_> = fields.iter().filter(|f| f.required).map(field).collect();
            vec![format!("{{{}}}", fields.join(", "))]
        }
        Shape::Tagged { tag, variants } => {
            variants.iter().map(|(name, _)| format!("{{{tag:?}: {name:?}, ...}}")).collect()
        }
        Shape::Keyed(fields) => fields.iter().map(|f| format!("{{{:?}: ...}}", f.name)).collect(),
        other => vec![expected(shapes, other)],
    }
}

/// `"a"`, or `one of "a", "b", "c"`.
pub(super) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<_> = names.into_iter().map(|n| format!("{n:?}")).collect();
    match names.as_slice() {
        [one] => one.clone(),
        many => format!("one of {}", many.join(", ")),
    }
}

fn join(words: impl IntoIterator<Item = String>, and: &str) -> String {
    let mut words: Vec<_> = words.into_iter().collect();
    match words.pop() {
        Some(last) if !words.is_empty() => format!("{} {and} {last}", words.join(", ")),
        last => last.unwrap_or_default(),
    }
}

/// What is there, to follow "was".
pub(super) fn actual(value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Bool(b) => b.to_string(),
        Value::Number(n) => n.to_string(),
        Value::String(s) => text(s),
        Value::Array(a) => items(a.len() as u64),
        Value::Object(_) => "an object".into(),
    }
}

/// "an array of 3", without an item where it is empty.
pub(super) fn items(count: u64) -> String {
    match count {
        0 => "an empty array".into(),
        n => format!("an array of {n}"),
    }
}

/// A string in quotes, cut if it is long.
pub(super) fn text(s: &str) -> String {
    match s.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{:?}…", &s[..end]),
        None => format!("{s:?}"),
    }
}
