//! `reelspeed captions`.

use std::fs;
use std::io::Read;
use std::path::Path;

use reelspeed::captions::{self, CaptionError, MAX_BYTES};
use reelspeed::model::request::{CaptionStyle, Captions, Request};
use reelspeed::model::{Composition, DocumentErrors};

use crate::args::{CaptionFormatArg, CaptionsArgs};
use crate::console;
use crate::failure::Failure;

pub(crate) fn run(args: &CaptionsArgs) -> Result<(), Failure> {
    let mut captions = import(&args.file, args.strict)?;
    let refused = |errors: DocumentErrors| Failure::Engine(errors.into());
    let style = match &args.style {
        Some(style) => Some(CaptionStyle::from_json(&text(style)?).map_err(refused)?),
        None => None,
    };
    if let Some(style) = style.as_ref().filter(|_| args.onto.is_none()) {
        captions = captions::burned_in(&captions, style);
    }
    let text = match &args.onto {
        Some(document) => json(&lay(&captions, document, &style.unwrap_or_default())?)?,
        None => match args.format {
            CaptionFormatArg::Srt => captions::to_srt(&captions),
            CaptionFormatArg::Vtt => captions::to_vtt(&captions),
            CaptionFormatArg::Json => json(&captions)?,
        },
    };
    if args.output.as_os_str() == "-" {
        return console::print(&text);
    }
    let failed = |source| Failure::File { action: "cannot write", path: args.output.clone(), source };
    fs::write(&args.output, text).map_err(failed)
}

/// Reads the captions and says what is wrong with the file.
fn import(file: &Path, strict: bool) -> Result<Captions, Failure> {
    let refused = |e: CaptionError| Failure::Argument(format!("{file:?}: {e}"));
    let bytes = read(file)?;
    if strict {
        return captions::import_strict(&bytes).map_err(refused);
    }
    let import = captions::import(&bytes).map_err(refused)?;
    for fault in &import.faults {
        console::warning(&format!("{file:?}: {fault}"));
    }
    if import.omitted_faults > 0 {
        console::warning(&format!("{file:?}: and {} more", import.omitted_faults));
    }
    Ok(import.captions)
}

/// The document with the captions as its topmost layers.
fn lay(captions: &Captions, document: &Path, style: &CaptionStyle) -> Result<Composition, Failure> {
    let refused = |errors: DocumentErrors| Failure::Engine(errors.into());
    let mut composition = Composition::from_json(&text(document)?).map_err(refused)?;
    let layers = captions::layers(captions, style, &composition);
    composition.layers.extend(layers);
    composition.validate().map_err(refused)?;
    Ok(composition)
}

fn json(value: &impl serde::Serialize) -> Result<String, Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|e| Failure::Internal(e.to_string()))?;
    Ok(text + "\n")
}

fn text(path: &Path) -> Result<String, Failure> {
    let bad = |e: std::string::FromUtf8Error| {
        Failure::Argument(format!("{path:?}: not UTF-8 at byte {}", e.utf8_error().valid_up_to()))
    };
    String::from_utf8(read(path)?).map_err(bad)
}

/// A file's bytes; one more than captions may have are enough to refuse it.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let failed = |source| Failure::File { action: "cannot read", path: path.into(), source };
    let mut bytes = Vec::new();
    let most = MAX_BYTES as u64 + 1;
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(most).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        fs::File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes)).map_err(failed)?;
    }
    Ok(bytes)
}
