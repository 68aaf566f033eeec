//! What the licences of linked crates ask for: their names and texts, as one document beside the binary.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// How names of files with licences and notices begin, in capitals.
const LICENCE_FILES: [&str; 4] = ["LICEN", "COPYING", "NOTICE", "UNLICEN"];

/// A crate that is linked in.
struct Linked {
    title: String,
    licence: String,
    authors: Vec<String>,
    folder: PathBuf,
}

/// Markdown: every crate of other people that `package` links, and the texts of their licences, each text once.
///
/// # Errors
/// Where Cargo cannot tell the dependencies, a text cannot be read, or a crate names no licence.
pub(crate) fn notices(package: &str, features: &str) -> Result<String, String> {
    let linked = linked(&metadata(features)?, package)?;
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for item in &linked {
        for text in licence_texts(item)? {
            texts.entry(text).or_default().push(&item.title);
        }
    }
    let mut out = String::from("# Rust crates\n\n");
    for item in &linked {
        writeln!(out, "- {}: {}", item.title, item.licence).map_err(|e| e.to_string())?;
    }
    out.push_str("\n# Their licences\n");
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|a, b| a.1.cmp(&b.1));
    for (text, titles) in texts {
        write!(out, "\n## {}\n\n```text\n{text}\n```\n", titles.join(", ")).map_err(|e| e.to_string())?;
    }
    Ok(out)
}

fn metadata(features: &str) -> Result<Value, String> {
    let version = Command::new("rustc").arg("-vV").output().map_err(|e| format!("cannot run rustc: {e}"))?;
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc names no host")?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["metadata", "--format-version", "1", "--filter-platform", host]);
    if !features.is_empty() {
        cargo.args(["--features", features]);
    }
    let output = cargo.output().map_err(|e| format!("cannot run cargo metadata: {e}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    serde_json::from_slice(&output.stdout).map_err(|e| format!("cargo metadata: {e}"))
}

/// The crates that reach the binary of `root`: by normal dependencies, without procedural macros and our own.
fn linked(metadata: &Value, root: &str) -> Result<Vec<Linked>, String> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|p| (text(&p["id"]), p)).collect();
    let nodes: BTreeMap<String, Value> =
        list(&metadata["resolve"]["nodes"]).into_iter().map(|n| (text(&n["id"]), n)).collect();
    let start = packages.iter().find(|(_, p)| p["name"] == root).map(|(id, _)| id.clone());
    let mut open = vec![start.ok_or_else(|| format!("there is no package {root:?} in the workspace"))?];
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    while let Some(id) = open.pop() {
        let package = &packages[&id];
        let is_macro = list(&package["targets"]).iter().any(|t| list(&t["kind"]).iter().any(|k| k == "proc-macro"));
        if is_macro || !seen.insert(id.clone()) {
            continue;
        }
        for dependency in list(&nodes[&id]["deps"]) {
            if list(&dependency["dep_kinds"]).iter().any(|k| k["kind"].is_null()) {
                open.push(text(&dependency["pkg"]));
            }
        }
        if !package["source"].is_null() {
            let title = format!("{} {}", text(&package["name"]), text(&package["version"]));
            let licence = package["license"].as_str().map_or_else(|| text(&package["license_file"]), str::to_owned);
            if licence.is_empty() {
                return Err(format!("{title} names no licence"));
            }
            let folder = Path::new(&text(&package["manifest_path"])).parent().map(Path::to_path_buf);
            let authors = list(&package["authors"]).iter().map(text).collect();
            out.push(Linked { title, licence, authors, folder: folder.unwrap_or_default() });
        }
    }
    out.sort_by(|a, b| a.title.cmp(&b.title));
    Ok(out)
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The texts that a crate carries; where it carries none, the common text of the licence that it names.
fn licence_texts(item: &Linked) -> Result<Vec<String>, String> {
    let mut files = Vec::new();
    collect(&item.folder, &mut files)?;
    files.sort();
    let texts: Result<Vec<String>, String> = files
        .iter()
        .map(|path| fs::read(path).map_err(|e| format!("{}: {e}", path.display())))
        .map(|bytes| bytes.map(|b| tidy(&String::from_utf8_lossy(&b))))
        .collect();
    let texts = texts?;
    if !texts.is_empty() {
        return Ok(texts);
    }
    let holders =
        if item.authors.is_empty() { format!("the authors of {}", item.title) } else { item.authors.join(", ") };
    match item.licence.as_str() {
        "MIT" => Ok(vec![format!("Copyright (c) {holders}\n\n{}", permission()?)]),
        "WTFPL" => Ok(vec![format!(
            "Copyright (c) {holders}\n\nDo What The Fuck You Want To Public License, version 2.\n0. You just DO WHAT THE FUCK YOU WANT TO."
        )]),
        other => Err(format!("{} carries no text of its licence {other}", item.title)),
    }
}

/// The files of licences and notices in a crate, however deep: fonts and foreign sources lie in folders of their own.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    let entries = fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    for entry in entries {
        let path = entry.map_err(|e| format!("{}: {e}", folder.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        let parent_is_theirs = is_licence(&folder.file_name().unwrap_or_default().to_string_lossy().to_uppercase());
        if path.is_dir() {
            collect(&path, files)?;
        } else if !name.ends_with(".RS") && (is_licence(&name) || parent_is_theirs) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_licence(name: &str) -> bool {
    LICENCE_FILES.iter().any(|start| name.starts_with(start))
}

/// The same text for the same words: line ends and the space at the ends do not count.
fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// What the MIT licence says after its line of copyright: our own has it too.
fn permission() -> Result<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../LICENSE-MIT");
    let own = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    own.find("Permission is hereby")
        .map(|at| tidy(&own[at..]))
        .ok_or_else(|| format!("{}: it has no \"Permission is hereby\"", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_linked_crate_is_named_once_with_its_licence_and_text() {
        let document = notices("reelspeed_model", "").unwrap();
        let line = |name: &str| document.lines().filter(|l| l.starts_with(&format!("- {name} "))).count();
        assert_eq!((line("serde"), line("serde_json"), line("reelspeed_core"), line("proptest")), (1, 1, 0, 0));
        assert!(document.contains("Permission is hereby granted"), "{document}");
        let texts: Vec<&str> = document.split("```text\n").skip(1).collect();
        assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "a text comes twice");
    }

    #[test]
    fn an_unknown_package_is_said_to_be_unknown() {
        assert_eq!(notices("nothing", "").unwrap_err(), "there is no package \"nothing\" in the workspace");
    }
}
