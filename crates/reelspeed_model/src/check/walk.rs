mod scalar;

use std::collections::BTreeMap;

use reelspeed_core::Rgba8;
use serde_json::{Map, Value};

use super::describe::{self, actual, expected};
use super::shape::{Field, Limits, Shape, Shapes};
use super::suggest::suggest;
use super::{Origin, rules};
use crate::{DocumentErrors, Issue, IssueCode};

/// How deep groups may nest.
const MAX_GROUP_DEPTH: usize = 16;
/// How many layers a document may have.
const MAX_LAYERS: usize = 10_000;

/// A step from a value to one inside it.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Walks a document along the shapes.
pub(super) struct Walker<'a> {
    shapes: &'static Shapes,
    origin: Origin,
    path: Vec<Step<'a>>,
    errors: DocumentErrors,
    groups: usize,
    layers: usize,
    layer_ids: BTreeMap<&'a str, String>,
    track_ids: BTreeMap<&'a str, String>,
}

pub(super) fn check(document: &Value, origin: Origin) -> DocumentErrors {
    let shapes = Shapes::get();
    let mut walker = Walker::new(shapes, origin);
    walker.walk(document, &shapes.root, None);
    rules::composition(&mut walker, document);
    if walker.layers > MAX_LAYERS {
        let (most, was) = (format!("at most {MAX_LAYERS} layers in all"), format!("{}", walker.layers));
        walker.errors.push(Issue::new("layers", most, was).code(IssueCode::Limit));
    }
    walker.errors
}

pub(super) fn check_against(value: &Value, shapes: &'static Shapes) -> DocumentErrors {
    let mut walker = Walker::new(shapes, Origin::Json);
    walker.walk(value, &shapes.root, None);
    walker.errors
}

impl<'a> Walker<'a> {
    fn new(shapes: &'static Shapes, origin: Origin) -> Self {
        Self {
            shapes,
            origin,
            path: Vec::new(),
            errors: DocumentErrors::default(),
            groups: 0,
            layers: 0,
            layer_ids: BTreeMap::new(),
            track_ids: BTreeMap::new(),
        }
    }

    /// Adds an issue about the value that lies `steps` inside the present one.
    pub(super) fn report(&mut self, steps: &[Step<'_>], make: impl FnOnce(String) -> Issue) {
        // A full list only counts; a hostile document shall not cost a message for each of a million faults.
        let path = if self.errors.is_full() { String::new() } else { self.path_to(steps) };
        self.errors.push(make(path));
    }

    fn wrong_type(&mut self, value: &Value, shape: &Shape) {
        let expected = expected(self.shapes, shape);
        self.report(&[], |path| Issue::new(path, expected, actual(value)).code(IssueCode::WrongType));
    }

    fn path_to(&self, steps: &[Step<'_>]) -> String {
        let mut path = String::new();
        for step in self.path.iter().chain(steps) {
            match step {
                Step::Index(i) => path.push_str(&format!("[{i}]")),
                Step::Key(key) if is_plain(key) => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    path.push_str(key);
                }
                Step::Key(key) => path.push_str(&format!("[{}]", describe::text(key))),
            }
        }
        path
    }

    fn walk(&mut self, value: &'a Value, shape: &'static Shape, limits: Option<&'static Limits>) {
        match shape {
            Shape::Ref(index) => {
                if let Some(def) = self.shapes.def(*index) {
                    self.named(value, &def.name, &def.shape, limits);
                }
            }
            Shape::Bool => {
                if !value.is_boolean() {
                    self.wrong_type(value, shape);
                }
            }
            Shape::Text { min, max } => match value.as_str() {
                Some(text) => self.text(text, *min, *max),
                None => self.wrong_type(value, shape),
            },
            Shape::Color => match value.as_str().map(str::parse::<Rgba8>) {
                Some(Ok(_)) => {}
                Some(Err(_)) => {
                    let expected = expected(self.shapes, shape);
                    self.report(&[], |path| Issue::new(path, expected, actual(value)));
                }
                None => self.wrong_type(value, shape),
            },
            Shape::Number(number) => self.number(value, shape, number, limits.unwrap_or(&number.limits)),
            Shape::Names(names) => self.name(value, shape, names),
            Shape::List { item, min, max } => match value.as_array() {
                Some(items) => self.list(items, shape, item, (*min, *max), limits),
                None => self.wrong_type(value, shape),
            },
            Shape::Object(fields) => match value.as_object() {
                Some(object) => self.object(object, fields, None, limits),
                None => self.wrong_type(value, shape),
            },
            Shape::Tagged { tag, variants } => match value.as_object() {
                Some(object) => self.tagged(value, object, tag, variants),
                None => self.wrong_type(value, shape),
            },
            Shape::Keyed(fields) => match value.as_object() {
                Some(object) => self.keyed(object, fields),
                None => self.wrong_type(value, shape),
            },
            Shape::Union(options) => match options.iter().find(|o| self.accepts(o, value)) {
                Some(option) => self.walk(value, option, limits),
                None => self.wrong_type(value, shape),
            },
        }
    }

    /// A value of a named type, with the rules that stand there.
    fn named(&mut self, value: &'a Value, name: &str, shape: &'static Shape, limits: Option<&'static Limits>) {
        self.enter_named(value, name);
        self.walk(value, shape, limits);
        rules::named(self, name, value);
    }

    fn enter_named(&mut self, value: &'a Value, name: &str) {
        let is_layer = name.len() > "Layer".len() && name.ends_with("Layer");
        self.layers += usize::from(is_layer);
        if !is_layer && name != "AudioTrack" {
            return;
        }
        let Some(id) = value.get("id").and_then(Value::as_str) else { return };
        let path = self.path_to(&[]);
        let ids = if is_layer { &mut self.layer_ids } else { &mut self.track_ids };
        if let Some(first) = ids.get(id) {
            let message = format!("must be an id of its own; {} is that of {first} too", describe::text(id));
            self.report(&[Step::Key("id")], |path| Issue::with_message(path, IssueCode::Conflict, message));
        } else {
            ids.insert(id, path);
        }
    }

    fn list(
        &mut self,
        items: &'a [Value],
        shape: &Shape,
        item: &'static Shape,
        (min, max): (u64, u64),
        limits: Option<&'static Limits>,
    ) {
        let count = items.len() as u64;
        if !(min..=max).contains(&count) {
            let (expected, code) = if min == max {
                (expected(self.shapes, shape), IssueCode::WrongType)
            } else if min == 0 {
                (format!("an array of at most {max}"), IssueCode::Limit)
            } else {
                (format!("an array of {min} to {max}"), IssueCode::Limit)
            };
            return self.report(&[], |path| Issue::new(path, expected, describe::items(count)).code(code));
        }
        for (i, value) in items.iter().enumerate() {
            self.path.push(Step::Index(i));
            self.walk(value, item, limits);
            self.path.pop();
        }
    }

    /// An object's fields; `tag` has been looked at already. Limits of an animated value bind the keyframes' values only.
    fn object(
        &mut self,
        object: &'a Map<String, Value>,
        fields: &'static [Field],
        tag: Option<&str>,
        limits: Option<&'static Limits>,
    ) {
        for (key, value) in object {
            if tag == Some(key) {
                continue;
            }
            self.path.push(Step::Key(key));
            match fields.iter().find(|f| f.name == *key) {
                Some(field) if value.is_null() && !field.required && self.origin == Origin::Json => {
                    let expected = expected(self.shapes, &field.shape);
                    let actual = "null; leave the field out for its default";
                    self.report(&[], |path| Issue::new(path, expected, actual).code(IssueCode::WrongType));
                }
                Some(field) => {
                    let inherited = limits.filter(|_| matches!(field.name.as_str(), "keyframes" | "value"));
                    self.walk(value, &field.shape, field.limits.as_ref().or(inherited));
                }
                None => self.unknown_field(key, fields),
            }
            self.path.pop();
        }
        for field in fields.iter().filter(|f| f.required && tag != Some(&f.name)) {
            if !object.contains_key(&field.name) {
                let expected = expected(self.shapes, &field.shape);
                self.report(&[Step::Key(&field.name)], |path| Issue::missing(path, expected));
            }
        }
    }

    fn unknown_field(&mut self, key: &str, fields: &[Field]) {
        if self.errors.is_full() {
            return self.report(&[], |path| Issue::with_message(path, IssueCode::UnknownField, ""));
        }
        let names: Vec<_> = fields.iter().map(|f| f.name.as_str()).collect();
        let suggestion = suggest(key, names.iter().copied());
        let names = names.join(", ");
        let message = format!("is not a field that exists here (those are {names})");
        self.report(&[], |path| {
            let mut issue = Issue::with_message(path, IssueCode::UnknownField, message).suggest(suggestion);
            issue.expected = format!("one of {names}");
            issue.actual = describe::text(key);
            issue
        });
    }

    /// An object that says by a tag what it is. A misspelt tag does not keep the rest from being checked.
    fn tagged(
        &mut self,
        value: &'a Value,
        object: &'a Map<String, Value>,
        tag: &'static str,
        variants: &'static [(String, usize)],
    ) {
        let names = || variants.iter().map(|(name, _)| name.as_str());
        let Some(given) = object.get(tag) else {
            return self.report(&[Step::Key(tag)], |path| Issue::missing(path, describe::one_of(names())));
        };
        let mut chosen = given.as_str().map(str::to_owned);
        if !names().any(|n| Some(n) == chosen.as_deref()) {
            chosen = chosen.and_then(|name| suggest(&name, names()));
            let code = if given.is_string() { IssueCode::UnknownName } else { IssueCode::WrongType };
            let suggestion = chosen.clone();
            self.report(&[Step::Key(tag)], |path| {
                Issue::new(path, describe::one_of(names()), actual(given)).code(code).suggest(suggestion)
            });
        }
        let chosen = variants.iter().find(|(name, _)| Some(name) == chosen.as_ref());
        if let Some(def) = chosen.and_then(|(_, index)| self.shapes.def(*index))
            && let Shape::Object(_) = &def.shape
        {
            self.variant(value, &def.name, &def.shape, tag);
        }
    }

    fn variant(&mut self, value: &'a Value, name: &str, shape: &'static Shape, tag: &'static str) {
        // The tag was checked; a misspelt one must not be reported twice.
        let Shape::Object(fields) = shape else { return };
        let Some(object) = value.as_object() else { return };
        self.enter_named(value, name);
        let deeper = usize::from(name == "GroupLayer");
        self.groups += deeper;
        if self.groups > MAX_GROUP_DEPTH {
            let most = format!("nested at most {MAX_GROUP_DEPTH} groups deep");
            self.report(&[], |path| Issue::new(path, most, "deeper").code(IssueCode::Limit));
        } else {
            self.object(object, fields, Some(tag), None);
        }
        self.groups -= deeper;
        rules::named(self, name, value);
    }

    fn keyed(&mut self, object: &'a Map<String, Value>, fields: &'static [Field]) {
        let before = self.errors.issues.len();
        for (key, value) in object {
            self.path.push(Step::Key(key));
            match fields.iter().find(|f| f.name == *key) {
                Some(field) => self.walk(value, &field.shape, field.limits.as_ref()),
                None => self.unknown_field(key, fields),
            }
            self.path.pop();
        }
        if object.len() != 1 && self.errors.issues.len() == before {
            let names = describe::one_of(fields.iter().map(|f| f.name.as_str()));
            let expected = format!("an object with exactly {names}");
            let actual = format!("an object with {} fields", object.len());
            self.report(&[], |path| Issue::new(path, expected, actual).code(IssueCode::Conflict));
        }
    }

    /// Whether a value is of the JSON type that a shape asks for.
    fn accepts(&self, shape: &Shape, value: &Value) -> bool {
        match self.shapes.resolve(shape) {
            Shape::Bool => value.is_boolean(),
            Shape::Text { .. } | Shape::Color | Shape::Names(_) => value.is_string(),
            Shape::Number(_) => value.is_number() || (value.is_null() && self.origin == Origin::Rust),
            Shape::List { .. } => value.is_array(),
            Shape::Union(options) => options.iter().any(|o| self.accepts(o, value)),
            Shape::Ref(_) | Shape::Object(_) | Shape::Tagged { .. } | Shape::Keyed(_) => value.is_object(),
        }
    }
}

/// Whether a key can stand in a path without quotes.
fn is_plain(key: &str) -> bool {
    key.len() <= 64 && !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}
