//! Line breaks and grapheme clusters against Unicode's own test data, which comes with the sources of icu_segmenter.

use std::path::PathBuf;
use std::process::Command;

use super::dejavu;
use crate::layout::break_opportunities;
use icu_properties::CodePointMapData;
use icu_properties::props::LineBreak;
use unicode_segmentation::UnicodeSegmentation;

/// A file of Unicode's test data of the version that the libraries implement.
fn data(name: &str) -> String {
    let cargo = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))
        .output()
        .expect("cargo can be run");
    let metadata: serde_json::Value = serde_json::from_slice(&cargo.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|package| package["name"] == "icu_segmenter").expect("icu_segmenter");
    let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
    let path = manifest.with_file_name("tests").join("testdata").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path:?}: {e}"))
}

/// The samples: a text, and the byte offsets at which it is divided, its end included.
fn samples(file: &str) -> Vec<(String, Vec<usize>)> {
    let mut samples = Vec::new();
    for line in data(file).lines() {
        let line = line.split('#').next().unwrap_or("").trim();
        if line.is_empty() {
            continue;
        }
        let (mut text, mut ends) = (String::new(), Vec::new());
        for part in line.split_whitespace() {
            match part {
                "÷" => ends.push(text.len()),
                "×" => {}
                code => text.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)),
            }
        }
        ends.retain(|&end| end > 0);
        samples.push((text, ends));
    }
    samples
}

#[test]
fn characters_are_divided_as_unicode_says() {
    let samples = samples("GraphemeBreakTest_17.txt");
    assert!(samples.len() > 700, "{}", samples.len());
    for (text, ends) in samples {
        let mut at = 0;
        let found: Vec<usize> = text
            .graphemes(true)
            .map(|cluster| {
                at += cluster.len();
                at
            })
            .collect();
        assert_eq!(found, ends, "{text:?}");
    }
}

/// Whether a dictionary decides where words of this character's script end. The test data treats them as letters.
fn has_dictionary(c: char) -> bool {
    CodePointMapData::<LineBreak>::new().get(c) == LineBreak::ComplexContext
}

#[test]
fn lines_break_where_unicode_says() {
    let fonts = dejavu();
    let samples = samples("LineBreakTest_17.txt");
    assert!(samples.len() > 19_000, "{}", samples.len());
    let (mut compared, mut differ) = (0, Vec::new());
    for (text, mut ends) in samples {
        // These never come so far: they end paragraphs, or are dropped with other controls (see `unicode::paragraphs`).
        if text.chars().any(|c| c.is_control() || has_dictionary(c)) {
            continue;
        }
        // No line begins within what readers see as one character, nor with the second of two spaces, which hang at the end of theirs.
        let whole: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).chain([text.len()]).collect();
        let space = |c: Option<char>| c.is_some_and(|c| c.is_whitespace() && !matches!(c, '\u{a0}' | '\u{202f}'));
        let counts = |end: &usize| {
            let (before, after) = text.split_at(*end);
            whole.contains(end) && !(space(before.chars().next_back()) && space(after.chars().next()))
        };
        ends.retain(counts);
        let mut found = break_opportunities(&fonts, &text);
        found.retain(counts);
        found.push(text.len());
        found.dedup();
        compared += 1;
        let others = found.iter().filter(|at| !ends.contains(at)).chain(ends.iter().filter(|at| !found.contains(at)));
        for at in others {
            if !is_known(&text, *at) {
                let codes: Vec<String> = text.chars().map(|c| format!("{:04X}", u32::from(c))).collect();
                differ.push(format!("{}: {ends:?}, found {found:?}", codes.join(" ")));
            }
        }
    }
    assert!(compared > 14_000, "{compared}");
    assert!(differ.is_empty(), "{} of {compared} differ:\n{}", differ.len(), differ.join("\n"));
}

/// Where the layout library is known to differ from Unicode 17.
fn is_known(text: &str, at: usize) -> bool {
    let class = |c: char| CodePointMapData::<LineBreak>::new().get(c);
    let (before, after) = text.split_at(at);
    let mark = |c: &char| matches!(class(*c), LineBreak::CombiningMark | LineBreak::ZWJ);
    let mut bases = before.chars().rev().filter(|c| !mark(c));
    let (last, second) = (bases.next().unwrap_or('\0'), bases.next());
    let mut following = after.chars();
    let (next, third) = (following.next().unwrap_or('\0'), following.next());
    let (a, b) = (class(last), class(next));
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    // Its data is older than these code points' classes.
    let newer = [last, next].iter().any(|c| matches!(c, '\u{1f8ff}' | '\u{1b50}'));
    // LB25 before Unicode 16: brackets and numbers' own signs stay with signs of currency and per cent, also where no number stands there.
    let closes = matches!(a, LineBreak::ClosePunctuation | LineBreak::CloseParenthesis);
    let sign = |class| matches!(class, LineBreak::PostfixNumeric | LineBreak::PrefixNumeric);
    let numbers =
        (closes && sign(b)) || (sign(a) && b == LineBreak::OpenPunctuation) || (last == '/' && digit(Some(next)));
    // LB15c and its like of Unicode 16: a decimal point that begins a number.
    let point = (next == '.' && digit(third)) || (last == '.' && b == LineBreak::PrefixNumeric);
    // LB20a and LB21a of Unicode 16 and 17: hyphens that begin a word, and hyphens between Hebrew letters.
    let hebrew = second.is_some_and(|c| class(c) == LineBreak::HebrewLetter);
    let first = second.is_none_or(|c| !c.is_alphanumeric());
    let hyphen = (first || hebrew) && matches!(last, '-' | '\u{2010}' | '\u{5be}');
    // LB19a of Unicode 16: outside of quotation marks between ideographs.
    let quotation = matches!(next, '“' | '‘') || matches!(last, '”' | '’');
    // An ideographic space hangs at the end of its line, as other spaces do.
    let space = next == '\u{3000}';
    // A sample that mixes directions, after a mathematical space.
    let mathematical = last == '\u{205f}' && next == '\u{2254}';
    newer || numbers || point || hyphen || quotation || space || mathematical
}
