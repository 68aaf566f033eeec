//! Checks a document as JSON, before it becomes a [`Composition`](crate::Composition).
//!
//! One walk over the JSON value along the generated schema finds what is wrong with single values; rules that stand at
//! named types look at values that must go together. The rules read the JSON leniently: what they cannot read has been
//! reported already. So one broken field hides no other fault, and documents that were built in Rust are checked by the very
//! same code, after serialisation.

mod describe;
mod rules;
mod shape;
mod suggest;
mod walk;

pub(crate) use shape::Shapes;

use serde_json::Value;

use crate::DocumentErrors;

/// Where the value comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Someone wrote it as JSON.
    Json,
    /// It was serialised from a `Composition`, so `null` stands for a number that is not finite.
    Rust,
}

/// Everything that is wrong with a document.
pub(crate) fn check(document: &Value, origin: Origin) -> DocumentErrors {
    walk::check(document, origin)
}

/// Everything that is wrong with a value that is to be of another type than a document.
pub(crate) fn check_against(value: &Value, shapes: &'static Shapes) -> DocumentErrors {
    walk::check_against(value, shapes)
}
