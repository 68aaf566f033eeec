//! What went wrong, as JavaScript is told.

use js_sys::{Error, JSON, Reflect};
use reelspeed_audio::AudioError;
use reelspeed_core::{ErrorCode, PoolError};
use reelspeed_model::{DocumentErrors, Issue};
use reelspeed_render::{ImageError, RenderError};
use reelspeed_timeline::TimelineError;
use wasm_bindgen::JsValue;

/// A failure of a call.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    /// The stable name of the kind of failure.
    pub(crate) code: &'static str,
    /// What happened, for people.
    pub(crate) message: String,
    /// Every fault of a document.
    pub(crate) issues: Vec<Issue>,
    /// The clip whose picture is missing.
    pub(crate) clip: Option<u32>,
}

/// The result of a call.
pub(crate) type Outcome<T> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), issues: Vec::new(), clip: None }
    }

    /// An argument of a call is not what it may be.
    pub(crate) fn argument(name: &str, expected: impl std::fmt::Display, actual: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::InvalidArgument.as_str(), format!("{name}: expected {expected}, was {actual}"))
    }

    /// A method was called before the one that it builds on.
    pub(crate) fn too_early(method: &str, first: &str) -> Self {
        Self::new(ErrorCode::InvalidArgument.as_str(), format!("{method}: call {first} first"))
    }
}

impl From<DocumentErrors> for Failure {
    fn from(errors: DocumentErrors) -> Self {
        let (code, message) = (errors.code().as_str(), errors.to_string());
        Self { issues: errors.into_issues(), ..Self::new(code, message) }
    }
}

impl From<TimelineError> for Failure {
    fn from(error: TimelineError) -> Self {
        DocumentErrors::from(error).into()
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        match &error {
            RenderError::MissingPicture { clip, .. } => {
                Self { clip: Some(clip.0), ..Self::new("MISSING_PICTURE", error.to_string()) }
            }
            _ => Self::new(error.code().as_str(), error.to_string()),
        }
    }
}

impl From<ImageError> for Failure {
    fn from(error: ImageError) -> Self {
        Self::new(error.code().as_str(), error.to_string())
    }
}

impl From<PoolError> for Failure {
    fn from(error: PoolError) -> Self {
        Self::new(ErrorCode::MemoryBudget.as_str(), error.to_string())
    }
}

impl From<AudioError> for Failure {
    fn from(error: AudioError) -> Self {
        Self::new(error.code().as_str(), error.to_string())
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = Error::new(&failure.message);
        // Setting a property of a new object cannot fail.
        let set = |name: &str, value: &JsValue| {
            let _ = Reflect::set(&error, &JsValue::from_str(name), value);
        };
        set("code", &JsValue::from_str(failure.code));
        if !failure.issues.is_empty()
            && let Ok(text) = serde_json::to_string(&failure.issues)
            && let Ok(issues) = JSON::parse(&text)
        {
            set("issues", &issues);
        }
        if let Some(clip) = failure.clip {
            set("clip", &JsValue::from_f64(clip.into()));
        }
        error.into()
    }
}

/// A panic becomes an exception; what the module holds is in an unknown state then.
#[cfg(target_arch = "wasm32")]
pub(crate) fn throw_panic(info: &std::panic::PanicHookInfo<'_>) {
    let failure = Failure::new(ErrorCode::Internal.as_str(), format!("a fault of the engine: {info}"));
    wasm_bindgen::throw_val(failure.into());
}
