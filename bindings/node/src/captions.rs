//! Captions: read, laid, and written again. Each call is answered on a thread of its own.

use std::fs;

use napi::Result;
use napi::bindgen_prelude::Buffer;
use napi_derive::napi;
use reelspeed::EngineError;
use reelspeed::captions;
use reelspeed::model::Composition;
use reelspeed::model::request::{CaptionStyle, Captions, Request};

use crate::events::{Callback, Events, Outcome};
use crate::failure::{bad_request, thrown};
use crate::question::ask;

/// Reads captions of any known format out of bytes, or out of the file at a path where there are none.
#[napi(catch_unwind)]
pub(crate) fn import_captions(path: String, bytes: Option<Buffer>, callback: Callback<'_>) -> Result<()> {
    // Node may take its buffer back while the thread reads.
    let bytes = bytes.map(|bytes| bytes.to_vec());
    ask(Events::new(&callback)?, move || {
        let bytes = match bytes {
            Some(bytes) => bytes,
            None => fs::read(&path).map_err(|source| EngineError::Io {
                action: "cannot read",
                path: (&path).into(),
                source,
            })?,
        };
        match captions::import(&bytes) {
            Ok(import) => Ok(Outcome::report(&import)),
            Err(error) => {
                let expected = "subtitles or a transcript that can be read".to_owned();
                Err(EngineError::Argument { argument: "source", expected, actual: error.to_string() })
            }
        }
    })
}

/// The layers that captions become on a composition of this size and frame rate.
#[napi(catch_unwind)]
pub(crate) fn caption_layers(
    captions: String,
    style: String,
    composition: String,
    callback: Callback<'_>,
) -> Result<()> {
    let (captions, style) = read(&captions, &style)?;
    let composition = Composition::from_json(&composition).map_err(thrown)?;
    ask(Events::new(&callback)?, move || Ok(Outcome::report(&captions::layers(&captions, &style, &composition))))
}

/// What a style shows of captions, as captions.
#[napi(catch_unwind)]
pub(crate) fn burned_in_captions(captions: String, style: String, callback: Callback<'_>) -> Result<()> {
    let (captions, style) = read(&captions, &style)?;
    ask(Events::new(&callback)?, move || Ok(Outcome::report(&captions::burned_in(&captions, &style))))
}

/// Captions as the text of a file: `srt` or `vtt`.
#[napi(catch_unwind)]
pub(crate) fn write_captions(captions: String, format: String, callback: Callback<'_>) -> Result<()> {
    let captions = Captions::from_json(&captions).map_err(bad_request)?;
    let write = match format.as_str() {
        "srt" => captions::to_srt,
        "vtt" => captions::to_vtt,
        other => {
            let (expected, actual) = ("\"srt\" or \"vtt\"".to_owned(), format!("{other:?}"));
            return Err(thrown(EngineError::Argument { argument: "format", expected, actual }));
        }
    };
    ask(Events::new(&callback)?, move || Ok(Outcome::report(&write(&captions))))
}

fn read(captions: &str, style: &str) -> Result<(Captions, CaptionStyle)> {
    let captions = Captions::from_json(captions).map_err(bad_request)?;
    Ok((captions, CaptionStyle::from_json(style).map_err(bad_request)?))
}
