//! Any of FFmpeg's sample formats as planar 32-bit float.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;

use ff::AVSampleFormat as S;

/// Reads `channels` x `frames` samples. `None` for a format that does not exist.
///
/// Integers are divided by their full scale (2^15 for 16 bits, and so on), so that the loudest negative sample is -1.0.
pub(super) fn to_planar_f32(f: &ff::AVFrame, channels: usize, frames: usize) -> Option<Vec<Vec<f32>>> {
    let format = f.format;
    let is = |a: S, b: S| format == a as c_int || format == b as c_int;
    let planar = (S::AV_SAMPLE_FMT_U8P as c_int..=S::AV_SAMPLE_FMT_DBLP as c_int).contains(&format)
        || format == S::AV_SAMPLE_FMT_S64P as c_int;
    // SAFETY: a decoded frame of this format holds `frames` samples for each of `channels`.
    unsafe {
        if is(S::AV_SAMPLE_FMT_U8, S::AV_SAMPLE_FMT_U8P) {
            Some(read(f, channels, frames, planar, |v: u8| (f32::from(v) - 128.0) / 128.0))
        } else if is(S::AV_SAMPLE_FMT_S16, S::AV_SAMPLE_FMT_S16P) {
            Some(read(f, channels, frames, planar, |v: i16| f32::from(v) / 32768.0))
        } else if is(S::AV_SAMPLE_FMT_S32, S::AV_SAMPLE_FMT_S32P) {
            Some(read(f, channels, frames, planar, |v: i32| (f64::from(v) / 2_147_483_648.0) as f32))
        } else if is(S::AV_SAMPLE_FMT_S64, S::AV_SAMPLE_FMT_S64P) {
            Some(read(f, channels, frames, planar, |v: i64| (v as f64 / 9_223_372_036_854_775_808.0) as f32))
        } else if is(S::AV_SAMPLE_FMT_FLT, S::AV_SAMPLE_FMT_FLTP) {
            Some(read(f, channels, frames, planar, finite))
        } else if is(S::AV_SAMPLE_FMT_DBL, S::AV_SAMPLE_FMT_DBLP) {
            Some(read(f, channels, frames, planar, |v: f64| finite(v as f32)))
        } else {
            None
        }
    }
}

/// Not-a-number and infinities in a file would poison every mix they enter.
fn finite(v: f32) -> f32 {
    if v.is_finite() { v } else { 0.0 }
}

/// # Safety
///
/// The frame's planes hold `frames` samples of `T` per channel, interleaved in the first plane unless `planar`.
unsafe fn read<T: Copy>(
    f: &ff::AVFrame,
    channels: usize,
    frames: usize,
    planar: bool,
    convert: impl Fn(T) -> f32,
) -> Vec<Vec<f32>> {
    // SAFETY: the caller's promise.
    unsafe {
        let plane = |i: usize, len: usize| {
            let p = (*f.extended_data.add(i)).cast::<T>().cast_const();
            if p.is_null() { &[][..] } else { std::slice::from_raw_parts(p, len) }
        };
        if planar {
            return (0..channels).map(|c| plane(c, frames).iter().map(|v| convert(*v)).collect()).collect();
        }
        let all = plane(0, frames * channels);
        (0..channels).map(|c| all.iter().skip(c).step_by(channels).map(|v| convert(*v)).collect()).collect()
    }
}
