use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::{JobSettings, Request};
use crate::parse::strict;
use crate::{DocumentErrors, Issue, IssueCode, schema};

/// Takes what concerns jobs of every kind out of a JSON object that also says what this job is: hosts give both in one object.
/// What is left is the request.
///
/// ```
/// use reelspeed_model::request::{ClipRequest, Priority, Request, split_settings};
///
/// let (settings, rest) = split_settings(r#"{ "input": "a.mp4", "priority": "high", "start": 3 }"#)?;
/// assert_eq!(settings.priority, Priority::High);
/// assert_eq!(ClipRequest::from_value(rest)?.start, 3.0);
/// # Ok::<(), reelspeed_model::DocumentErrors>(())
/// ```
///
/// # Errors
///
/// The text is no JSON object, or a setting is wrong.
pub fn split_settings(text: &str) -> Result<(JobSettings, Value), DocumentErrors> {
    let Value::Object(fields) = strict::parse(text)? else {
        return Err(Issue::with_message("", IssueCode::WrongType, "must be an object").into());
    };
    let (settings, rest): (Map<_, _>, Map<_, _>) =
        fields.into_iter().partition(|(name, _)| settings_fields().contains(name));
    Ok((JobSettings::from_value(settings.into())?, rest.into()))
}

/// The names of the fields of [`JobSettings`].
fn settings_fields() -> &'static BTreeSet<String> {
    static FIELDS: OnceLock<BTreeSet<String>> = OnceLock::new();
    FIELDS.get_or_init(|| {
        let schema = schema::request::<JobSettings>();
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().map(|(name, _)| name.clone()).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_checked_and_the_rest_is_left_alone() {
        let (settings, rest) = split_settings(r#"{ "encoderThreads": 2, "width": "?" }"#).unwrap();
        assert_eq!(settings.encoder_threads, Some(2));
        assert_eq!(rest, serde_json::json!({ "width": "?" }));
        let errors = split_settings(r#"{ "encoderThreads": 200 }"#).unwrap_err();
        assert_eq!(errors.issues[0].path, "encoderThreads");
        assert_eq!(split_settings("[]").unwrap_err().issues[0].code, IssueCode::WrongType);
    }
}
