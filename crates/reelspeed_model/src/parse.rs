//! From text to a checked [`Composition`].

pub(crate) mod strict;

use serde_json::Value;

use crate::check::{self, Origin};
use crate::{Composition, DocumentErrors, Issue, IssueCode, Layer};

/// The largest document that is parsed, in bytes: 16 MiB.
pub const MAX_DOCUMENT_BYTES: usize = 16 << 20;

/// How deep arrays and objects of a document may nest. Sixteen groups inside each other need no more than 48 levels.
pub const MAX_DOCUMENT_DEPTH: usize = 64;

/// More groups inside each other than validation allows.
const TOO_DEEP: usize = 32;

impl Composition {
    /// Parses and checks a document.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once; if the text is not JSON, where.
    ///
    /// ```
    /// use reelspeed_model::Composition;
    ///
    /// let text = r#"{ "version": 1, "width": 1080, "height": 1920, "duration": 3,
    ///                 "layers": [{ "type": "text", "text": "Hi", "strat": 1 }] }"#;
    /// let errors = Composition::from_json(text).unwrap_err();
    /// assert_eq!(errors.issues[0].path, "layers[0].strat");
    /// assert_eq!(errors.issues[0].suggestion.as_deref(), Some("start"));
    /// ```
    pub fn from_json(text: &str) -> Result<Self, DocumentErrors> {
        if text.len() > MAX_DOCUMENT_BYTES {
            let expected = format!("at most {MAX_DOCUMENT_BYTES} bytes");
            return Err(Issue::new("", expected, format!("{} bytes", text.len())).code(IssueCode::Limit).into());
        }
        Self::from_value(strict::parse(text)?)
    }

    /// The same from bytes, which must be UTF-8; a byte order mark is skipped.
    ///
    /// # Errors
    ///
    /// As [`Composition::from_json`].
    pub fn from_slice(bytes: &[u8]) -> Result<Self, DocumentErrors> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::from_json(text),
            Err(e) => {
                let message = format!("is not UTF-8 text: byte {} does not belong there", e.valid_up_to());
                Err(Issue::with_message("", IssueCode::Syntax, message).into())
            }
        }
    }

    /// The same from JSON that has been parsed already.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    pub fn from_value(document: Value) -> Result<Self, DocumentErrors> {
        check::check(&document, Origin::Json).into_result(())?;
        // What the check lets pass, serde takes; a difference between the two is still an error and no panic.
        serde_json::from_value(document)
            .map_err(|e| Issue::with_message("", IssueCode::InvalidValue, format!("cannot be read: {e}")).into())
    }

    /// Checks a document that was built in Rust.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it, at once.
    pub fn validate(&self) -> Result<(), DocumentErrors> {
        if depth(&self.layers, TOO_DEEP) == TOO_DEEP {
            let expected = "groups nested at most 16 deep";
            return Err(Issue::new("layers", expected, "deeper").code(IssueCode::Limit).into());
        }
        match serde_json::to_value(self) {
            Ok(document) => check::check(&document, Origin::Rust).into_result(()),
            Err(e) => {
                Err(Issue::with_message("", IssueCode::InvalidValue, format!("cannot be written as JSON: {e}")).into())
            }
        }
    }

    /// The document as indented JSON.
    ///
    /// A number that is not finite becomes `null`; [`Composition::validate`] refuses such documents.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// How deep groups nest, but no more than `most`.
fn depth(layers: &[Layer], most: usize) -> usize {
    if most == 0 {
        return 0;
    }
    let groups = layers.iter().filter_map(|l| match l {
        Layer::Group(group) => Some(1 + depth(&group.layers, most - 1)),
        _ => None,
    });
    groups.max().unwrap_or(0)
}
