//! A part of a video as a composition of one layer.

use std::path::Path;

use reelspeed_core::Rational;
use reelspeed_ffmpeg::{Limits, MediaError};
use reelspeed_model::request::ClipRequest;
use reelspeed_model::{DocumentErrors, FrameRate};

use crate::{EngineError, Project};

/// The most frames per second that a clip takes over from its video: more is the mark of a broken file or of slow motion.
const MAX_RATE: Rational = Rational { num: 60, den: 1 };

impl Project {
    /// The composition that makes a clip. Relative paths count from `base`.
    ///
    /// # Errors
    /// As [`Project::new`], with the request's fields as paths.
    pub fn clip(request: &ClipRequest, base: &Path) -> Result<Self, EngineError> {
        let rate = match request.frame_rate {
            Some(rate) => Some(rate),
            None => source_rate(&base.join(&request.input))?,
        };
        Self::new(request.to_composition(rate), base).map_err(|error| match error {
            EngineError::Document(errors) => EngineError::Document(in_words_of_the_request(errors)),
            other => other,
        })
    }
}

/// The rate of the file's video; `None` where it has none or cannot be probed, which the project says better.
fn source_rate(input: &Path) -> Result<Option<FrameRate>, EngineError> {
    let info = match reelspeed_ffmpeg::probe(input, &Limits::default()) {
        Ok(info) => info,
        Err(MediaError::Cancelled) => return Err(EngineError::Cancelled),
        Err(_) => return Ok(None),
    };
    Ok(info.best_video(false).map(|video| as_document(video.nominal_rate)))
}

/// A rate within what a document may ask for.
fn as_document(rate: Rational) -> FrameRate {
    let bounded = if rate > MAX_RATE { MAX_RATE } else { rate };
    match (u32::try_from(bounded.num), u32::try_from(bounded.den)) {
        (Ok(num), Ok(den)) if bounded >= Rational::new(1, 1) && num <= 10_000_000 => FrameRate::Fraction([num, den]),
        _ if bounded >= Rational::new(1, 1) => FrameRate::Number(bounded.as_f64()),
        // Slide shows.
        _ => FrameRate::Number(1.0),
    }
}

fn in_words_of_the_request(errors: DocumentErrors) -> DocumentErrors {
    let omitted = errors.omitted;
    let renamed = errors.into_issues().into_iter().map(|mut issue| {
        let path = match issue.path.as_str() {
            "layers[0].src" => "input",
            "layers[0].trim" | "layers[0].trim.start" => "start",
            "layers[0].duration" => "duration",
            path => path.strip_prefix("layers[0].").or(path.strip_prefix("output.")).unwrap_or(path),
        };
        issue.path = path.to_owned();
        issue
    });
    let mut errors = DocumentErrors::new(renamed);
    errors.omitted = omitted;
    errors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_videos_are_bounded() {
        let of = |num, den| as_document(Rational::new(num, den));
        assert_eq!(of(30_000, 1001), FrameRate::Fraction([30_000, 1001]));
        assert_eq!(of(240, 1), FrameRate::Fraction([60, 1]));
        assert_eq!(of(1, 10), FrameRate::Number(1.0));
        assert_eq!(of(0, 1), FrameRate::Number(1.0));
    }

    #[test]
    fn faults_are_told_in_the_words_of_the_request() {
        let error = Project::clip(&ClipRequest::new("no such file.mp4"), Path::new("")).unwrap_err();
        assert!(error.to_string().starts_with("input: "), "{error}");
        assert_eq!(error.code().as_str(), "IO");
    }
}
