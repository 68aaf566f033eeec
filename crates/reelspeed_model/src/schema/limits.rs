use schemars::Schema;
use schemars::transform::Transform;
use serde_json::{Map, Value, json};

/// Marks a field's schema with its limits until `normalize` knows what the field refers to.
pub(super) const MARK: &str = "x-limits";

/// What numbers a field may hold; used as `#[schemars(transform = range(0.0, 1.0))]`.
pub(crate) struct Limits {
    min: f64,
    exclusive: bool,
    max: Option<f64>,
}

/// From `min` to `max`, both included.
pub(crate) const fn range(min: f64, max: f64) -> Limits {
    Limits { min, exclusive: false, max: Some(max) }
}

/// Greater than `min`, up to and including `max`.
pub(crate) const fn over(min: f64, max: f64) -> Limits {
    Limits { min, exclusive: true, max: Some(max) }
}

/// `min` or more.
pub(crate) const fn at_least(min: f64) -> Limits {
    Limits { min, exclusive: false, max: None }
}

/// More than `min`.
pub(crate) const fn above(min: f64) -> Limits {
    Limits { min, exclusive: true, max: None }
}

impl Transform for Limits {
    fn transform(&mut self, schema: &mut Schema) {
        let mut limits = Map::new();
        limits.insert(if self.exclusive { "exclusiveMinimum" } else { "minimum" }.into(), number(self.min));
        if let Some(max) = self.max {
            limits.insert("maximum".into(), number(max));
        }
        schema.insert(MARK.into(), Value::Object(limits));
    }
}

/// Whole numbers are written without a fraction: `10`, not `10.0`.
fn number(value: f64) -> Value {
    if value == (value as i64) as f64 { json!(value as i64) } else { json!(value) }
}
