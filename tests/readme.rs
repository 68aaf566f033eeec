//! The documents in the README are right.

use std::fs;

use reelspeed::model::request::{CaptionStyle, ReelSpeedVideoConfig, Request, StoryTemplate};
use reelspeed::model::{Composition, Layer};

fn blocks(language: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    let fence = format!("```{language}\n");
    let parts = text.split(&fence).skip(1);
    parts.map(|part| part.split("```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_documents_are_valid_and_the_example_has_every_kind_of_layer() {
    let documents = blocks("json");
    let [captions, story, document] = documents.as_slice() else {
        panic!("expected three documents, found {}", documents.len())
    };
    ReelSpeedVideoConfig::from_json(story).unwrap_or_else(|errors| panic!("{errors}"));
    CaptionStyle::from_json(captions).unwrap_or_else(|errors| panic!("{errors}"));
    let composition = Composition::from_json(document).unwrap_or_else(|errors| panic!("{errors}"));
    let kinds: Vec<_> = composition.layers.iter().map(std::mem::discriminant).collect();
    for layer in [Layer::sequence([]), Layer::video(""), Layer::image(""), Layer::text(""), Layer::group([])] {
        assert!(kinds.contains(&std::mem::discriminant(&layer)), "{layer:?}");
    }
    let groups = composition.layers.iter().filter_map(|l| if let Layer::Group(g) = l { Some(&g.layers) } else { None });
    assert!(groups.flatten().any(|l| matches!(l, Layer::Shape(_))));
}

#[test]
fn the_documents_of_the_examples_are_valid() {
    for name in ["demo", "green-screen"] {
        let text = fs::read_to_string(root().join("examples").join(name).join("composition.json")).unwrap();
        Composition::from_json(&text).unwrap_or_else(|errors| panic!("{name}: {errors}"));
    }
}

#[test]
fn the_stories_of_the_gallery_are_valid_and_show_every_template() {
    let mut shown = Vec::new();
    for file in fs::read_dir(root().join("examples").join("gallery")).unwrap() {
        let path = file.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let story = ReelSpeedVideoConfig::from_json(&text).unwrap_or_else(|errors| panic!("{path:?}: {errors}"));
        shown.push(story.template);
    }
    assert!(StoryTemplate::ALL.iter().all(|template| shown.contains(template)), "{shown:?}");
}

#[test]
fn files_that_the_readme_links_to_are_there() {
    let root = root();
    let text = fs::read_to_string(root.join("README.md")).unwrap();
    let links = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    for link in links.filter(|l| !l.contains("://")) {
        assert!(root.join(link).exists(), "README.md links to {link}");
    }
}

/// Asked for when it runs: clones may share one folder of build results.
fn root() -> std::path::PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo tells where the package is").into()
}
