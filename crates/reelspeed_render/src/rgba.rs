use reelspeed_core::Frame;
use reelspeed_kernels::SimdLevel;
use reelspeed_kernels::surface::{Yuv420Ref, Yuva444Ref};
use reelspeed_kernels::yuv::{yuv420_to_rgba, yuva444_to_rgba};

/// The pixels of a composited frame (or of a layer frame) as rows of straight RGBA, 8 bits each, without gaps: what a PNG holds.
/// Empty for frames of other formats.
pub fn to_rgba(frame: &Frame) -> Vec<u8> {
    let level = SimdLevel::detected();
    let stride = frame.size().width as usize * 4;
    let mut out = vec![0; stride * frame.size().height as usize];
    if let Some(planes) = Yuva444Ref::of(frame) {
        yuva444_to_rgba(level, planes, &mut out, stride);
    } else if let Some(planes) = Yuv420Ref::of(frame) {
        yuv420_to_rgba(level, planes, &mut out, stride);
    } else {
        out.clear();
    }
    out
}
