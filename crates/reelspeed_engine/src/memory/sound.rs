//! What the sound of a job holds.

use crate::Project;
use crate::project::MediaFile;

use super::decoders::input_bytes;

/// An audio decoder with its blocks and the resampler between.
const SOURCE_BYTES: f64 = 1.2e6;

/// The mixer's blocks, the encoder, and packets on their way.
const MIX_BYTES: f64 = 1.5e6;

/// The most that decoding, mixing and encoding hold at a time; nothing where nothing sounds.
pub(crate) fn predict(project: &Project) -> f64 {
    let plan = project.timeline().audio_plan();
    if !project.composition().output.audio.enabled || plan.is_empty() {
        return 0.0;
    }
    let bytes = |src: &str| match project.media(src) {
        Some(MediaFile::Stream { info, .. }) => SOURCE_BYTES + input_bytes(info),
        _ => 0.0,
    };
    let most = plan
        .iter()
        .map(|at| {
            let sounding = plan.iter().filter(|clip| clip.start <= at.start && at.start < clip.end());
            sounding.map(|clip| bytes(&clip.src)).sum::<f64>()
        })
        .fold(0.0, f64::max);
    MIX_BYTES + most
}
