//! Captions and how they look: what subtitle files and transcripts are read into, and what becomes layers of a document.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Request;
use crate::schema::{at_least, over, range};
use crate::{Color, Issue, IssueCode, Shadow, Stroke};

/// What is spoken, and when.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Captions {
    /// The cues, in order of their starts. At most 100,000.
    #[schemars(length(max = 100_000))]
    pub cues: Vec<CaptionCue>,
}

/// A text that is shown for a time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaptionCue {
    /// When it appears, in seconds, at least 0.
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// When it goes, in seconds, after `start`.
    #[schemars(transform = at_least(0.0))]
    pub end: f64,
    /// The text; `\n` separates its lines. At most 10,000 characters.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// When each of its words is spoken, in order. Default none: the cue's time is shared out among its words by their length.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 10_000))]
    pub words: Vec<CaptionWord>,
    /// Who speaks. Default unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(max = 200))]
    pub speaker: Option<String>,
}

/// A word with its own time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct CaptionWord {
    /// The word as it stands in the cue's text, with its punctuation.
    #[schemars(length(max = 10_000))]
    pub text: String,
    /// When it begins, in seconds, not before the cue and the word before.
    #[schemars(transform = at_least(0.0))]
    pub start: f64,
    /// When it ends, in seconds, not before `start` and not after the cue.
    #[schemars(transform = at_least(0.0))]
    pub end: f64,
}

impl Request for Captions {
    fn conflicts(request: &Value) -> Vec<Issue> {
        let Ok(captions) = serde_json::from_value::<Self>(request.clone()) else { return Vec::new() };
        let mut issues = Vec::new();
        let mut late = |path: String, expected: String, actual: f64| {
            issues.push(Issue::new(path, expected, actual.to_string()).code(IssueCode::OutOfRange));
        };
        let mut before = 0.0;
        for (i, cue) in captions.cues.iter().enumerate() {
            if cue.start < before {
                late(format!("cues[{i}].start"), format!("≥ {before}, the start of the cue before"), cue.start);
            }
            before = cue.start;
            if cue.end <= cue.start {
                late(format!("cues[{i}].end"), format!("> {}, where the cue starts", cue.start), cue.end);
            }
            let mut earliest = cue.start;
            for (j, word) in cue.words.iter().enumerate() {
                if word.start < earliest {
                    late(format!("cues[{i}].words[{j}].start"), format!("≥ {earliest}"), word.start);
                }
                earliest = word.start;
                if word.end < word.start || word.end > cue.end {
                    let path = format!("cues[{i}].words[{j}].end");
                    late(path, format!("from {} to {}, the end of the cue", word.start, cue.end), word.end);
                }
            }
        }
        issues
    }
}

/// How captions look and how they are cut into pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CaptionStyle {
    /// What moves and what is emphasised. Default `karaoke`.
    pub preset: CaptionPreset,
    /// Families in order of preference. Default: the default set.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16), inner(length(min = 1, max = 200)))]
    pub font_family: Vec<String>,
    /// Size of the em in pixels, over 0, at most 2000. Default: as large as a full line may be without being broken, but at most 9 %
    /// of the canvas's shorter side (15 % for `oneWord`).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = over(0.0, 2000.0))]
    pub font_size: Option<f64>,
    /// Weight, 1 to 1000. Default 800.
    #[schemars(transform = range(1.0, 1000.0))]
    pub font_weight: u16,
    /// Distance of baselines as a multiple of the size, 0.5 to 5. Default 1.2.
    #[schemars(transform = range(0.5, 5.0))]
    pub line_height: f64,
    /// Colour of the letters. Default white.
    pub color: Color,
    /// Colour of the word that is being spoken. Default: yellow for `karaoke`, `color` for the others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub active_color: Option<Color>,
    /// Words that stand out. Default none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub emphasis: Option<CaptionEmphasis>,
    /// Colour of the box behind the word that is being spoken, for `box`. Default `#7c3aed`.
    pub box_color: Color,
    /// Outline behind the letters. Default: black, 14 % of the size; a width of 0 means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stroke: Option<Stroke>,
    /// Shadow behind letters and outline. Default: black at 60 %, below, 10 % of the size soft; a transparent one means none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Shadow>,
    /// Whether letters are shown as capitals. Default false.
    pub uppercase: bool,
    /// Where the captions stand within the safe area. Default `center`.
    pub position: CaptionPosition,
    /// Where the middle of the captions stands instead, as a fraction of the canvas's height, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(transform = range(0.0, 1.0))]
    pub y: Option<f64>,
    /// Whose buttons and texts are kept clear of. Default `none`.
    pub safe_area: SafeArea,
    /// Greatest width of a line as a fraction of the safe area's width, 0.1 to 1. Default 1.
    #[schemars(transform = range(0.1, 1.0))]
    pub max_width: f64,
    /// How words are gathered into pages.
    pub paging: CaptionPaging,
}

impl Default for CaptionStyle {
    fn default() -> Self {
        Self {
            preset: CaptionPreset::default(),
            font_family: Vec::new(),
            font_size: None,
            font_weight: 800,
            line_height: 1.2,
            color: Color::WHITE,
            active_color: None,
            emphasis: None,
            box_color: Color(reelspeed_core::Rgba8 { r: 0x7c, g: 0x3a, b: 0xed, a: 255 }),
            stroke: None,
            shadow: None,
            uppercase: false,
            position: CaptionPosition::default(),
            y: None,
            safe_area: SafeArea::default(),
            max_width: 1.0,
            paging: CaptionPaging::default(),
        }
    }
}

impl Request for CaptionStyle {}

/// Words that stand out by their colour, whenever they are shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CaptionEmphasis {
    /// The words, compared without case and punctuation. At most 1000. Default: words in capitals (of two letters or more), numbers, and
    /// what ends in an exclamation mark.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 1000), inner(length(max = 200)))]
    pub words: Vec<String>,
    /// The colours that they take by turns. At most 16. Default yellow, green and red.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(length(max = 16))]
    pub colors: Vec<Color>,
}

/// What moves in captions and what is emphasised.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CaptionPreset {
    /// The page stands still, without emphasis.
    Plain,
    /// The page stands still; the word that is being spoken has another colour.
    #[default]
    Karaoke,
    /// Each page pops in and overshoots a little.
    Pop,
    /// One large word at a time, which pops in.
    OneWord,
    /// The page stands still; a box lies behind the word that is being spoken.
    Box,
}

/// Where captions stand within the safe area.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum CaptionPosition {
    /// Their top at its top.
    Top,
    /// Their middle in its middle.
    #[default]
    Center,
    /// Their bottom at its bottom.
    Bottom,
}

/// The part of the canvas that an app's own buttons and texts leave free. The apps publish no binding numbers and change their
/// layouts; these insets are this project's own choice, rounded outwards from how the apps look on a 9:16 screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum SafeArea {
    /// The whole canvas but for a margin of 5 % on each side.
    #[default]
    None,
    /// TikTok: 8 % above, 14 % at the sides, 22 % below.
    Tiktok,
    /// Instagram Reels: 12 % above, 12 % at the sides, 24 % below.
    Reels,
    /// YouTube Shorts: 10 % above, 14 % at the sides, 20 % below.
    Shorts,
}

impl SafeArea {
    /// The insets as fractions of the canvas: above, at each side, below. Both sides have the larger of their two insets, so that
    /// centred text stands in the middle of the canvas.
    pub const fn insets(self) -> [f64; 3] {
        match self {
            Self::None => [0.05, 0.05, 0.05],
            Self::Tiktok => [0.08, 0.14, 0.22],
            Self::Reels => [0.12, 0.12, 0.24],
            Self::Shorts => [0.10, 0.14, 0.20],
        }
    }
}

/// How words are gathered into lines and pages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CaptionPaging {
    /// Most characters in a line as readers count them, 1 to 200; ideographs and their like count twice. A longer word stands
    /// alone. Default 16.
    #[schemars(transform = range(1.0, 200.0))]
    pub max_chars_per_line: u32,
    /// Most words in a line, 1 to 100. Default 5.
    #[schemars(transform = range(1.0, 100.0))]
    pub max_words_per_line: u32,
    /// Most lines in a page, 1 to 20. Default 2.
    #[schemars(transform = range(1.0, 20.0))]
    pub max_lines: u32,
    /// A silence longer than this many seconds begins a new page, and captions stand through a shorter one; 0 to 60. Default 0.8.
    #[schemars(transform = range(0.0, 60.0))]
    pub max_pause: f64,
    /// No page is shown for less than this many seconds unless the next words come too soon; 0 to 60. Default 0.5.
    #[schemars(transform = range(0.0, 60.0))]
    pub min_duration: f64,
    /// Whether a sentence's end begins a new page. Default true.
    pub break_at_sentences: bool,
}

impl Default for CaptionPaging {
    fn default() -> Self {
        Self {
            max_chars_per_line: 16,
            max_words_per_line: 5,
            max_lines: 2,
            max_pause: 0.8,
            min_duration: 0.5,
            break_at_sentences: true,
        }
    }
}

impl Request for CaptionPaging {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_contradict_each_other_are_named() {
        let text = r#"{ "cues": [
            { "start": 2, "end": 1, "text": "a" },
            { "start": 1, "end": 3, "text": "b", "words": [{ "text": "b", "start": 0.5, "end": 4 }] }
        ] }"#;
        let errors = Captions::from_json(text).unwrap_err();
        let paths: Vec<_> = errors.issues.iter().map(|i| i.path.as_str()).collect();
        assert_eq!(paths, ["cues[0].end", "cues[1].start", "cues[1].words[0].start", "cues[1].words[0].end"]);
        assert_eq!(errors.issues[0].to_string(), "cues[0].end: must be > 2, where the cue starts, was 1");
    }

    #[test]
    fn a_style_is_checked_along_its_schema() {
        let style = CaptionStyle::from_json(r##"{ "preset": "oneWord", "activeColor": "#ff0" }"##).unwrap();
        assert_eq!(style.preset, CaptionPreset::OneWord);
        assert_eq!(style.paging, CaptionPaging::default());
        let errors = CaptionStyle::from_json(r#"{ "preset": "kareoke", "safeAreas": "reels" }"#).unwrap_err();
        assert_eq!(errors.issues[0].suggestion.as_deref(), Some("karaoke"));
        assert_eq!(errors.issues[1].suggestion.as_deref(), Some("safeArea"));
        assert_eq!(CaptionStyle::default().validate(), Ok(()));
    }
}
