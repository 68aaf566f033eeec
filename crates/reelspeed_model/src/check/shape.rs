//! The schema in a form that is quick and safe to walk.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::schema;

/// No number of a document is larger than this, whatever its field.
const MAX_NUMBER: f64 = 1e7;

/// All types of the document.
pub(crate) struct Shapes {
    /// The document itself.
    pub(super) root: Shape,
    defs: Vec<Def>,
}

/// A named type.
pub(super) struct Def {
    /// The name, by which rules are attached.
    pub(super) name: String,
    /// What it looks like.
    pub(super) shape: Shape,
}

/// What a value must look like.
pub(super) enum Shape {
    /// A named type.
    Ref(usize),
    /// `true` or `false`.
    Bool,
    /// A string with its least and most characters.
    Text { min: u64, max: u64 },
    /// A string that is a colour.
    Color,
    /// A number.
    Number(Number),
    /// One of some strings.
    Names(Vec<String>),
    /// An array with its least and most items.
    List { item: Box<Shape>, min: u64, max: u64 },
    /// An object with these fields and no other.
    Object(Vec<Field>),
    /// An object whose field `tag` says which named type it is.
    Tagged { tag: String, variants: Vec<(String, usize)> },
    /// An object with exactly one of these fields.
    Keyed(Vec<Field>),
    /// One of these, told apart by their JSON type.
    Union(Vec<Shape>),
}

/// What a number must be.
#[derive(Default)]
pub(super) struct Number {
    pub(super) whole: bool,
    pub(super) multiple_of: Option<u64>,
    /// If not empty, the only values.
    pub(super) allowed: Vec<u64>,
    pub(super) limits: Limits,
}

/// A range of numbers; an absent end is that of every number of a document.
#[derive(Clone, Copy, Default)]
pub(super) struct Limits {
    min: Option<f64>,
    exclusive: bool,
    max: Option<f64>,
}

/// A field of an object.
pub(super) struct Field {
    pub(super) name: String,
    pub(super) required: bool,
    /// What binds every number in the value, beside what its type says.
    pub(super) limits: Option<Limits>,
    pub(super) shape: Shape,
}

impl Limits {
    /// What a number must be, if `value` is not.
    pub(super) fn refusal(&self, value: f64) -> Option<String> {
        let low = match self.min {
            Some(min) => value < min || (self.exclusive && value == min),
            None => value < -MAX_NUMBER,
        };
        if !low && value <= self.max.unwrap_or(MAX_NUMBER) {
            return None;
        }
        Some(match (self.min, self.max) {
            (Some(min), Some(max)) if self.exclusive => format!("> {min} and ≤ {max}"),
            (Some(min), Some(max)) => format!("from {min} to {max}"),
            (Some(min), None) if low && self.exclusive => format!("> {min}"),
            (Some(min), None) if low => format!("≥ {min}"),
            (None, Some(max)) if !low => format!("≤ {max}"),
            _ => format!("from -{MAX_NUMBER} to {MAX_NUMBER}"),
        })
    }
}

impl Shapes {
    /// The types of the composition document.
    pub(super) fn get() -> &'static Self {
        static SHAPES: OnceLock<Shapes> = OnceLock::new();
        SHAPES.get_or_init(|| Self::compile(schema::composition()))
    }

    /// The named type that a reference leads to.
    pub(super) fn def(&self, index: usize) -> Option<&Def> {
        self.defs.get(index)
    }

    /// What `shape` is once references are followed.
    pub(super) fn resolve<'a>(&'a self, mut shape: &'a Shape) -> &'a Shape {
        while let Shape::Ref(index) = shape
            && let Some(def) = self.def(*index)
        {
            shape = &def.shape;
        }
        shape
    }

    /// The types of a schema in the plain form of [`crate::schema`].
    pub(crate) fn compile(schema: &Value) -> Self {
        let empty = Map::new();
        let defs = schema.get("$defs").and_then(Value::as_object).unwrap_or(&empty);
        let compiler = Compiler { defs, names: defs.keys().enumerate().map(|(i, n)| (n.as_str(), i)).collect() };
        let compiled = defs.iter().map(|(name, s)| Def { name: name.clone(), shape: compiler.shape(s) });
        Self { root: compiler.shape(schema), defs: compiled.collect() }
    }
}

struct Compiler<'a> {
    defs: &'a Map<String, Value>,
    names: BTreeMap<&'a str, usize>,
}

impl Compiler<'_> {
    fn shape(&self, schema: &Value) -> Shape {
        if let Some(name) = target(schema) {
            return self.names.get(name).map_or(Shape::Object(Vec::new()), |i| Shape::Ref(*i));
        }
        if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
            return Shape::Union(options.iter().map(|s| self.shape(s)).collect());
        }
        if let Some(options) = schema.get("oneOf").and_then(Value::as_array) {
            return self.one_of(options);
        }
        if let Some(name) = schema.get("const").and_then(Value::as_str) {
            return Shape::Names(vec![name.to_owned()]);
        }
        let size = |key: &str, default| schema.get(key).and_then(Value::as_u64).unwrap_or(default);
        match schema.get("type").and_then(Value::as_str) {
            Some("boolean") => Shape::Bool,
            Some("string") if schema.get("format").is_some() => Shape::Color,
            Some("string") => Shape::Text { min: size("minLength", 0), max: size("maxLength", u64::MAX) },
            Some(kind @ ("number" | "integer")) => {
                let allowed = schema.get("const").into_iter();
                let allowed = allowed.chain(schema.get("enum").and_then(Value::as_array).into_iter().flatten());
                Shape::Number(Number {
                    whole: kind == "integer",
                    multiple_of: schema.get("multipleOf").and_then(Value::as_u64),
                    allowed: allowed.filter_map(Value::as_u64).collect(),
                    limits: limits(schema).unwrap_or_default(),
                })
            }
            Some("array") => Shape::List {
                item: Box::new(self.shape(schema.get("items").unwrap_or(&Value::Null))),
                min: size("minItems", 0),
                max: size("maxItems", u64::MAX),
            },
            _ => Shape::Object(self.fields(schema)),
        }
    }

    fn one_of(&self, options: &[Value]) -> Shape {
        if let Some(names) = options.iter().map(|o| Some(o.get("const")?.as_str()?.to_owned())).collect() {
            return Shape::Names(names);
        }
        let mut tag = String::new();
        let variants: Option<Vec<_>> = options
            .iter()
            .map(|option| {
                let name = target(option)?;
                let properties = self.defs.get(name)?.get("properties")?.as_object()?;
                let (key, value) = properties.iter().find_map(|(k, s)| Some((k, s.get("const")?.as_str()?)))?;
                tag.clone_from(key);
                Some((value.to_owned(), *self.names.get(name)?))
            })
            .collect();
        match variants {
            Some(variants) => Shape::Tagged { tag, variants },
            None => Shape::Keyed(options.iter().flat_map(|o| self.fields(o)).collect()),
        }
    }

    fn fields(&self, schema: &Value) -> Vec<Field> {
        let required = schema.get("required").and_then(Value::as_array);
        let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let field = |(name, s): (&String, &Value)| Field {
            name: name.clone(),
            required: required.is_some_and(|r| r.iter().any(|n| n == name)),
            limits: target(s).and_then(|_| limits(s).or_else(|| limits(s.get("items")?))),
            shape: self.shape(s),
        };
        properties.map(field).collect()
    }
}

fn target(schema: &Value) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn limits(schema: &Value) -> Option<Limits> {
    let number = |key| schema.get(key).and_then(Value::as_f64);
    let over = number("exclusiveMinimum");
    let limits = Limits { min: over.or(number("minimum")), exclusive: over.is_some(), max: number("maximum") };
    (limits.min.is_some() || limits.max.is_some()).then_some(limits)
}
