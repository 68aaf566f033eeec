//! Errors as hosts are told.

use std::path::Path;

use reelspeed_model::report::ErrorReport;

use crate::EngineError;

impl EngineError {
    /// The error as data: its code, its words, where it lies, and its numbers.
    pub fn report(&self) -> ErrorReport {
        let mut report = ErrorReport::new(self.code().as_str(), self.to_string());
        let file = |path: &Path| Some(path.to_string_lossy().into_owned());
        match self {
            Self::Document(errors) => {
                report.path = errors.issues.first().map(|issue| issue.path.clone()).filter(|path| !path.is_empty());
                report.issues = errors.issues.clone();
            }
            Self::Argument { argument, .. } => report.path = Some((*argument).to_owned()),
            Self::Media(error) => report.path = error.path().and_then(file),
            Self::NoPicture { path } | Self::Io { path, .. } => report.path = file(path),
            Self::MemoryBudget { predicted, limit } => {
                (report.predicted, report.limit) = (Some(*predicted as f64), Some(*limit as f64));
            }
            _ => {}
        }
        report
    }
}

#[cfg(test)]
mod tests {
    use reelspeed_model::{DocumentErrors, Issue};

    use super::*;

    #[test]
    fn what_an_error_knows_is_in_its_report() {
        let issues = [Issue::new("layers[0].src", "a file", "nothing"), Issue::missing("width", "a number")];
        let report = EngineError::from(DocumentErrors::new(issues)).report();
        assert_eq!((report.code.as_str(), report.path.as_deref()), ("INVALID_DOCUMENT", Some("layers[0].src")));
        assert_eq!(report.issues.len(), 2);
        let report = EngineError::MemoryBudget { predicted: 5 << 20, limit: 3 << 20 }.report();
        assert_eq!((report.predicted, report.limit), (Some(5.0 * 1_048_576.0), Some(3.0 * 1_048_576.0)));
        let error = crate::probe(Path::new("no such file")).unwrap_err();
        assert_eq!(error.report().path.as_deref(), Some("no such file"));
    }
}
