use std::fmt;

use reelspeed_core::ErrorCode;
use schemars::JsonSchema;
use serde::Serialize;

/// How many issues a [`DocumentErrors`] keeps; further ones are only counted.
pub const MAX_ISSUES: usize = 200;

/// What kind of fault an [`Issue`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum IssueCode {
    /// The text is not JSON.
    Syntax,
    /// A field that the format does not have.
    UnknownField,
    /// A field that must be given is not.
    MissingField,
    /// A value of another type than the field's.
    WrongType,
    /// A name that is not one of those allowed.
    UnknownName,
    /// A number that is too small, too large, or not finite.
    OutOfRange,
    /// A list, text or document that is too long or too short, or nested too deeply.
    Limit,
    /// A value of the right type that has no meaning, such as a broken colour or path.
    InvalidValue,
    /// Values that do not go together.
    Conflict,
    /// A file that is not there or cannot be read.
    MissingFile,
    /// A file that is there and cannot be used.
    UnusableFile,
    /// A font family that neither the document nor the default set has.
    MissingFont,
    /// Characters that no font has.
    MissingGlyph,
}

/// A fault of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Issue {
    /// Where it is, such as `layers[3].start`; empty for the document as a whole.
    pub path: String,
    /// What kind of fault it is.
    pub code: IssueCode,
    /// What is wrong, as half a sentence: `must be ≥ 0, was -1`.
    pub message: String,
    /// What the place asks for, such as `≥ 0`; empty where the message says it all.
    pub expected: String,
    /// What is there, such as `-1`; empty where there is nothing.
    pub actual: String,
    /// What was probably meant, such as the right spelling of a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl Issue {
    /// "must be {expected}, was {actual}", with the code [`IssueCode::InvalidValue`].
    pub fn new(path: impl Into<String>, expected: impl Into<String>, actual: impl Into<String>) -> Self {
        let (expected, actual) = (expected.into(), actual.into());
        let message = format!("must be {expected}, was {actual}");
        Self { path: path.into(), code: IssueCode::InvalidValue, message, expected, actual, suggestion: None }
    }

    /// A fault with a message of its own.
    pub fn with_message(path: impl Into<String>, code: IssueCode, message: impl Into<String>) -> Self {
        let (expected, actual) = (String::new(), String::new());
        Self { path: path.into(), code, message: message.into(), expected, actual, suggestion: None }
    }

    /// "is missing; must be {expected}".
    pub fn missing(path: impl Into<String>, expected: impl Into<String>) -> Self {
        let expected = expected.into();
        let message = format!("is missing; must be {expected}");
        Self { expected, ..Self::with_message(path, IssueCode::MissingField, message) }
    }

    /// The same with another code.
    pub fn code(mut self, code: IssueCode) -> Self {
        self.code = code;
        self
    }

    /// The same with what was probably meant.
    pub fn suggest(mut self, suggestion: Option<String>) -> Self {
        self.suggestion = suggestion;
        self
    }
}

impl fmt::Display for Issue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "document" } else { &self.path };
        write!(f, "{path}: {}", self.message)?;
        match &self.suggestion {
            Some(suggestion) => write!(f, "; did you mean {suggestion:?}?"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a document.
///
/// Displays one line for each issue. Keeps at most [`MAX_ISSUES`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentErrors {
    /// The faults that were kept; at least one in an `Err`.
    pub issues: Vec<Issue>,
    /// How many more there were than were kept.
    pub omitted: usize,
}

impl DocumentErrors {
    /// These faults.
    pub fn new(issues: impl IntoIterator<Item = Issue>) -> Self {
        let mut errors = Self::default();
        errors.extend(issues);
        errors
    }

    /// The faults that were kept, to be added to.
    pub fn into_issues(self) -> Vec<Issue> {
        self.issues
    }

    /// Whether there is no fault.
    pub const fn is_empty(&self) -> bool {
        self.issues.is_empty()
    }

    /// Whether further issues will only be counted.
    pub const fn is_full(&self) -> bool {
        self.issues.len() >= MAX_ISSUES
    }

    /// Adds a fault.
    pub fn push(&mut self, issue: Issue) {
        if self.is_full() {
            self.omitted = self.omitted.saturating_add(1);
        } else {
            self.issues.push(issue);
        }
    }

    /// Adds all faults of another check.
    pub fn append(&mut self, other: Self) {
        self.omitted = self.omitted.saturating_add(other.omitted);
        self.extend(other.issues);
    }

    /// The same faults of a part of a document that stands at `root`.
    pub fn below(mut self, root: &str) -> Self {
        for issue in &mut self.issues {
            issue.path = if issue.path.is_empty() { root.to_owned() } else { format!("{root}.{}", issue.path) };
        }
        self
    }

    /// `value`, if there is no fault.
    ///
    /// # Errors
    ///
    /// These faults, if there is one.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The code under which these faults leave the process: [`ErrorCode::MissingFont`] if nothing but fonts and glyphs is
    /// missing, [`ErrorCode::Io`] if nothing but files is, else [`ErrorCode::InvalidDocument`].
    pub fn code(&self) -> ErrorCode {
        let all = |codes: &[IssueCode]| !self.is_empty() && self.issues.iter().all(|i| codes.contains(&i.code));
        if all(&[IssueCode::MissingFont, IssueCode::MissingGlyph]) {
            ErrorCode::MissingFont
        } else if all(&[IssueCode::MissingFile]) {
            ErrorCode::Io
        } else {
            ErrorCode::InvalidDocument
        }
    }
}

impl Extend<Issue> for DocumentErrors {
    fn extend<I: IntoIterator<Item = Issue>>(&mut self, issues: I) {
        issues.into_iter().for_each(|i| self.push(i));
    }
}

impl From<Issue> for DocumentErrors {
    fn from(issue: Issue) -> Self {
        Self { issues: vec![issue], omitted: 0 }
    }
}

impl fmt::Display for DocumentErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, issue) in self.issues.iter().enumerate() {
            if i > 0 {
                f.write_str("\n")?;
            }
            issue.fmt(f)?;
        }
        if self.omitted > 0 {
            write!(f, "\nand {} more", self.omitted)?;
        }
        Ok(())
    }
}

impl std::error::Error for DocumentErrors {}
