use serde_json::Value;

use super::super::describe::{actual, expected};
use super::super::shape::{Limits, Number, Shape};
use super::super::suggest::suggest;
use super::{Origin, Walker};
use crate::{Issue, IssueCode};

impl Walker<'_> {
    pub(super) fn text(&mut self, text: &str, min: u64, max: u64) {
        // Bytes bound characters from above; counting is only for long ones.
        let count = if text.len() as u64 <= max && min <= 1 { text.len() } else { text.chars().count() } as u64;
        if (min..=max).contains(&count) {
            return;
        }
        let expected = if min == 0 { format!("at most {max}") } else { format!("{min} to {max}") };
        let actual = if count == 0 { "empty".into() } else { format!("{count} characters") };
        let expected = format!("a string of {expected} characters");
        self.report(&[], |path| Issue::new(path, expected, actual).code(IssueCode::Limit));
    }

    pub(super) fn number(&mut self, value: &Value, shape: &Shape, number: &Number, limits: &Limits) {
        if value.is_null() && self.origin == Origin::Rust {
            let actual = "not a number or infinite";
            return self.report(&[], |path| Issue::new(path, "a finite number", actual).code(IssueCode::OutOfRange));
        }
        let Some(n) = value.as_f64() else { return self.wrong_type(value, shape) };
        let refusal = if let Some(whole) = value.as_u64().filter(|_| number.whole) {
            let fits = number.allowed.is_empty() || number.allowed.contains(&whole);
            let step = number.multiple_of.filter(|m| whole % m != 0);
            match (fits, step) {
                (false, _) => Some(expected(self.shapes, shape)),
                (_, Some(2)) => limits.refusal(n).or_else(|| Some("an even number".into())),
                (_, Some(m)) => limits.refusal(n).or_else(|| Some(format!("a multiple of {m}"))),
                _ if number.allowed.is_empty() => limits.refusal(n),
                _ => None,
            }
        } else if number.whole && value.as_i64().is_none() {
            return self.wrong_type(value, shape);
        } else if number.allowed.is_empty() {
            limits.refusal(n)
        } else {
            Some(expected(self.shapes, shape))
        };
        if let Some(refusal) = refusal {
            self.report(&[], |path| Issue::new(path, refusal, actual(value)).code(IssueCode::OutOfRange));
        }
    }

    pub(super) fn name(&mut self, value: &Value, shape: &Shape, names: &[String]) {
        let Some(name) = value.as_str() else { return self.wrong_type(value, shape) };
        if names.iter().any(|n| n == name) {
            return;
        }
        let expected = expected(self.shapes, shape);
        let suggestion = suggest(name, names.iter().map(String::as_str));
        self.report(&[], |path| {
            Issue::new(path, expected, actual(value)).code(IssueCode::UnknownName).suggest(suggestion)
        });
    }
}
