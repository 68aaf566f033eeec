use reelspeed_core::Frame;
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::surface::{Yuv420Ref, Yuva444Ref};
use reelspeed_kernels::yuv::{yuv420_to_rgba, yuva444_to_rgba};

/// The pixels of a composited frame (or of a layer frame) as rows of straight RGBA, 8 bits each, without gaps: what a PNG holds.
/// Empty for frames of other formats.
pub fn to_rgba(frame: &Frame) -> Vec<u8> {
    let mut out = Vec::new();
    to_rgba_into(frame, &mut out);
    out
}

/// The same into memory that is used again; what was in `out` is lost.
pub fn to_rgba_into(frame: &Frame, out: &mut Vec<u8>) {
    let level = SimdLevel::detected();
    let stride = frame.size().width as usize * 4;
    // Every byte is written below.
    out.resize(stride * frame.size().height as usize, 0);
    if let Some(planes) = Yuva444Ref::of(frame) {
        yuva444_to_rgba(level, planes, out, stride);
    } else if let Some(planes) = Yuv420Ref::of(frame) {
        yuv420_to_rgba(level, planes, out, stride);
    } else {
        out.clear();
    }
}
