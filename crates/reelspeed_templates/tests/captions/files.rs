//! Real files, where `REELSPEED_MEDIA` names their folder.

use std::fs;
use std::path::PathBuf;

use reelspeed_model::report::{CaptionFormat, CaptionImport};
use reelspeed_templates::captions::{import, import_strict, to_srt, to_vtt};

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("REELSPEED_MEDIA").map(|media| PathBuf::from(media).join("subtitles"));
    let folder = folder.filter(|folder| folder.is_dir());
    if folder.is_none() {
        println!("skipped: REELSPEED_MEDIA names no folder with subtitles");
    }
    folder
}

fn read(name: &str) -> Option<CaptionImport> {
    let bytes = fs::read(folder()?.join(name)).unwrap();
    Some(import(&bytes).unwrap())
}

#[test]
fn every_file_imports_and_comes_back_the_same() {
    let Some(folder) = folder() else { return };
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let read = import(&fs::read(&path).unwrap()).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        assert!(!read.captions.cues.is_empty(), "{}", path.display());
        let is_bad = path.file_name().is_some_and(|name| name == "invalid4.vtt");
        assert_eq!(read.faults.iter().any(|fault| fault.is_error), is_bad, "{}: {:?}", path.display(), read.faults);
        let vtt = import_strict(to_vtt(&read.captions).as_bytes()).unwrap();
        assert_eq!(vtt, read.captions, "{}", path.display());
        let srt = import_strict(to_srt(&read.captions).as_bytes()).unwrap();
        assert_eq!(srt.cues.len(), read.captions.cues.len(), "{}", path.display());
        count += 1;
    }
    assert!(count >= 6, "{count} files");
}

#[test]
fn speakers_and_marks_of_a_film() {
    let Some(film) = read("elephants-dream-subtitles-en.vtt") else { return };
    assert_eq!(film.format, CaptionFormat::Vtt);
    let third = &film.captions.cues[2];
    assert_eq!((third.text.as_str(), third.speaker.as_deref()), ("...the head-snarlers", Some("Proog")));
    assert_eq!((third.start, third.end), (20.083, 22.0));
    // One remark about settings, not one for each cue.
    let settings = film.faults.iter().filter(|fault| fault.expected.contains("settings")).count();
    assert_eq!(settings, 1, "{:?}", film.faults);
}

#[test]
fn the_malformed_file_keeps_its_good_cue() {
    let Some(bad) = read("invalid4.vtt") else { return };
    assert_eq!(bad.captions.cues[0].text, "Some text in the first cue");
    assert_eq!(bad.captions.cues.len(), 1);
    let error = bad.faults.iter().find(|fault| fault.is_error).unwrap();
    let message = "line 5: expected times as `00:01.000 --> 00:02.000`, found \"including with empty lines\"";
    assert_eq!(error.to_string(), message);
}
