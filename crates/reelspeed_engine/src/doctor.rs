use reelspeed_ffmpeg::capabilities;
use reelspeed_model::report::{DoctorReport, EncoderStatus, FfmpegReport};

use crate::{fonts, gpu};

/// What this machine and this build can do. Opens every hardware encoder that is built in, to see whether it really works.
pub fn doctor() -> DoctorReport {
    let found = capabilities();
    let folder = fonts::fonts_folder();
    let families = fonts::default_families(folder.as_deref());
    let encoders: Vec<EncoderStatus> = found
        .encoders
        .iter()
        .map(|e| EncoderStatus {
            name: e.name.clone(),
            hardware: e.hardware,
            available: e.available,
            reason: e.reason.clone(),
        })
        .collect();
    let mut advice = Vec::new();
    let has = |name: &str| encoders.iter().any(|e| e.name == name && e.available);
    if !has("libx264") {
        advice.push("libx264 is missing: install an FFmpeg built with it for the best H.264".into());
    }
    if families.len() == 1 {
        advice.push(
            "only DejaVu Sans is there: run scripts/fonts.sh for Inter, colour emoji and other scripts, or set \
             REELSPEED_FONTS to a folder with them"
                .into(),
        );
    }
    DoctorReport {
        version: env!("CARGO_PKG_VERSION").into(),
        ffmpeg: FfmpegReport { version: found.ffmpeg_version, libraries: found.libraries, license: found.license },
        encoders,
        hardware_devices: found.hardware_devices,
        simd: reelspeed_kernels::SimdLevel::detected().name().into(),
        gpus: gpu::graphics_processors(),
        cpus: std::thread::available_parallelism().map_or(1, |n| n.get() as u32),
        fonts: families,
        advice,
    }
}
