//! The JSON Schema of the document, made from the Rust types.
//!
//! What `schemars` derives is brought into a plainer form that editors complete well and that the checker and the
//! TypeScript printer can walk without special cases:
//!
//! - every object is closed (`additionalProperties: false`), in spite of `#[serde(flatten)]`;
//! - a union told apart by a tag is `oneOf` references to objects that hold the tag themselves, so that `VideoLayer` is a
//!   complete type with `"type": "video"` in it;
//! - a field that may be left out is not required, and never `null`;
//! - the limits of numbers stand on the field, also where its type is a reference: there they bind every number in the
//!   value, also those of keyframes (but not the keyframes' times).

mod limits;
mod normalize;

use std::sync::OnceLock;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use crate::Composition;
use crate::preview::{
    MediaFacts, MissingFontFile, SoundNeed, StageClip, StageInfo, StageRequirements, StageStats, VideoColor,
};
use crate::report::{
    CaptionImport, DoctorReport, ErrorReport, ExplainReport, FrameInfo, MediaReport, MetricsReport, OptimizeReport,
    ProcessingResult, Progress, RenderReport, SsimReport,
};
use crate::request::{
    BackendConfig, CaptionStyle, Captions, ClipRequest, DecodeRequest, EncodeRequest, EngineOptions, JobSettings,
    OptimizeRequest, PictureEffects, ProcessRequest, ReelSpeedVideoConfig, VideoGenerationRequest,
};

pub(crate) use limits::{above, at_least, over, range};

/// The JSON Schema (draft 2020-12) of a composition document.
///
/// It says everything that can be said about one value on its own; what concerns several values at once (keyframes in
/// order of time, a trim that ends before it starts) only [`Composition::from_json`] checks.
pub fn composition() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let generator = SchemaSettings::draft2020_12().into_generator();
        let mut schema = generator.into_root_schema_for::<Composition>().to_value();
        normalize::normalize(&mut schema);
        schema
    })
}

/// The JSON Schema of a request, in the same form.
pub(crate) fn request<T: JsonSchema>() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<T>().to_value();
    normalize::normalize(&mut schema);
    schema
}

/// The JSON Schemas of what hosts ask of the engine beside documents.
pub fn requests() -> Vec<Value> {
    vec![
        request::<EngineOptions>(),
        request::<JobSettings>(),
        request::<ClipRequest>(),
        request::<OptimizeRequest>(),
        request::<EncodeRequest>(),
        request::<DecodeRequest>(),
        request::<ProcessRequest>(),
        request::<BackendConfig>(),
        request::<VideoGenerationRequest>(),
        request::<PictureEffects>(),
        request::<Captions>(),
        request::<CaptionStyle>(),
        request::<ReelSpeedVideoConfig>(),
        // A report, but of the form that requests have: what was read goes in again.
        request::<CaptionImport>(),
        request::<MediaFacts>(),
        request::<VideoColor>(),
    ]
}

/// The JSON Schemas of what the engine hands out: probe, progress, render, metrics, doctor and explain reports.
pub fn reports() -> Vec<Value> {
    let settings = || SchemaSettings::draft2020_12().for_serialize().into_generator();
    [
        settings().into_root_schema_for::<MediaReport>(),
        settings().into_root_schema_for::<Progress>(),
        settings().into_root_schema_for::<RenderReport>(),
        settings().into_root_schema_for::<OptimizeReport>(),
        settings().into_root_schema_for::<SsimReport>(),
        settings().into_root_schema_for::<ProcessingResult>(),
        settings().into_root_schema_for::<ErrorReport>(),
        settings().into_root_schema_for::<MetricsReport>(),
        settings().into_root_schema_for::<DoctorReport>(),
        settings().into_root_schema_for::<ExplainReport>(),
        settings().into_root_schema_for::<FrameInfo>(),
        settings().into_root_schema_for::<StageRequirements>(),
        settings().into_root_schema_for::<MissingFontFile>(),
        settings().into_root_schema_for::<StageInfo>(),
        settings().into_root_schema_for::<StageClip>(),
        settings().into_root_schema_for::<StageStats>(),
        settings().into_root_schema_for::<SoundNeed>(),
    ]
    .map(schemars::Schema::to_value)
    .into()
}

#[cfg(test)]
mod tests;
