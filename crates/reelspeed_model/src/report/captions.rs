use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::request::Captions;

/// What was read out of a subtitle file or a transcript.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaptionImport {
    /// What the file was taken for.
    pub format: CaptionFormat,
    /// The cues that are good, in order of their starts.
    pub captions: Captions,
    /// What is wrong with the file, in its order; at most 200.
    pub faults: Vec<CaptionFault>,
    /// How many more faults there are than are kept.
    pub omitted_faults: u32,
}

/// How captions are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CaptionFormat {
    /// SubRip.
    Srt,
    /// WebVTT.
    Vtt,
    /// Advanced SubStation Alpha, or SubStation Alpha.
    Ass,
    /// OpenAI's `verbose_json` and what follows its form: whisper-timestamped, faster-whisper, WhisperX.
    Whisper,
    /// whisper.cpp's JSON.
    WhisperCpp,
    /// An array of texts with their times, each a cue or a word.
    List,
    /// This engine's own form.
    Captions,
}

/// Something wrong in a subtitle file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaptionFault {
    /// Whether something was lost; else it was only put right or left aside.
    pub is_error: bool,
    /// The line, counted from 1. Missing in JSON, where `path` tells the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// The place in JSON, such as `segments[3].end`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What the place asks for.
    pub expected: String,
    /// What is there.
    pub actual: String,
}

impl fmt::Display for CaptionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.line, &self.path) {
            (Some(line), _) => write!(f, "line {line}: ")?,
            (None, Some(path)) if !path.is_empty() => write!(f, "{path}: ")?,
            _ => {}
        }
        write!(f, "expected {}, found {}", self.expected, self.actual)
    }
}
