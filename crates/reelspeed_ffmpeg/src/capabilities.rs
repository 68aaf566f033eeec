//! What this FFmpeg and this machine can do.

use std::collections::BTreeMap;
use std::ffi::c_uint;
use std::ptr;
use std::sync::{Mutex, PoisonError};

use ffmpeg_sys_next as ff;
use reelspeed_core::{Rational, Size};

use crate::encode::{
    HARDWARE_ENCODERS, Hardware, SOFTWARE_ENCODERS, VideoCodec, VideoEncoder, VideoEncoderConfig, encoder_candidates,
    find_encoder, is_hardware_encoder,
};
use crate::error::MediaError;
use crate::sys::{log, text};

/// An encoder that the engine knows how to drive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EncoderCapability {
    /// FFmpeg's name, for example `"libx264"`.
    pub name: String,
    /// The codec's short name, for example `"h264"`.
    pub codec: String,
    /// Whether hardware encodes.
    pub hardware: bool,
    /// Whether it can be used: built in and, for hardware, really opened just now.
    pub available: bool,
    /// Why not; `None` where it can.
    pub reason: Option<String>,
}

/// See [`capabilities`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// FFmpeg's version, for example `"5.1.9-0+deb12u1"`.
    pub ffmpeg_version: String,
    /// Its libraries with their versions, for example `"libavcodec 59.37.100"`.
    pub libraries: Vec<String>,
    /// The licence that this build is under.
    pub license: String,
    /// The options that it was configured with.
    pub configuration: String,
    /// The encoders that the engine knows, video first, each kind in the order of preference.
    pub encoders: Vec<EncoderCapability>,
    /// Kinds of hardware devices that open, for example `"vaapi"`.
    pub hardware_devices: Vec<String>,
    /// Decoders that are both allowed and built in.
    pub decoders: Vec<String>,
}

/// Finds out what there is. Hardware encoders and devices are opened for it, which takes up to a second where there are
/// some; software encoders are not.
pub fn capabilities() -> Capabilities {
    log::init();
    // SAFETY: the calls give static strings and numbers.
    unsafe {
        Capabilities {
            ffmpeg_version: text(ff::av_version_info()),
            libraries: vec![
                library("libavutil", ff::avutil_version()),
                library("libavcodec", ff::avcodec_version()),
                library("libavformat", ff::avformat_version()),
                library("libswscale", ff::swscale_version()),
            ],
            license: text(ff::avcodec_license()),
            configuration: text(ff::avcodec_configuration()),
            encoders: encoders(),
            hardware_devices: hardware_devices(),
            decoders: crate::input::built_in_decoders(),
        }
    }
}

fn library(name: &str, version: c_uint) -> String {
    format!("{name} {}.{}.{}", version >> 16, version >> 8 & 255, version & 255)
}

fn encoders() -> Vec<EncoderCapability> {
    let missing = || Some("not in this build of FFmpeg".to_owned());
    let built_in = |name: &str, codec: &str| {
        let available = find_encoder(name).is_some();
        let reason = if available { None } else { missing() };
        EncoderCapability { name: name.to_owned(), codec: codec.to_owned(), hardware: false, available, reason }
    };
    let hard = HARDWARE_ENCODERS.iter().filter(|(_, h, _)| h.exists_here()).map(|(codec, _, name)| {
        let reason = open_reason(name);
        EncoderCapability {
            name: (*name).to_owned(),
            codec: codec.as_str().to_owned(),
            hardware: true,
            available: reason.is_none(),
            reason,
        }
    });
    let soft = SOFTWARE_ENCODERS.iter().map(|(codec, name)| built_in(name, codec.as_str()));
    let audio = [("aac", "aac"), ("libopus", "opus"), ("libmp3lame", "mp3"), ("flac", "flac")];
    hard.chain(soft).chain(audio.iter().map(|(name, codec)| built_in(name, codec))).collect()
}

/// The encoder that [`VideoEncoder::open_first`] will most likely open for `codec`, by its FFmpeg name: the first of the candidates
/// that is built in and, for hardware, really opens here. Hardware is tried once in a process. `None` if there is none.
pub fn likely_encoder(codec: VideoCodec, hardware: Hardware) -> Option<&'static str> {
    static OPENS: Mutex<BTreeMap<&'static str, bool>> = Mutex::new(BTreeMap::new());
    encoder_candidates(codec, hardware).into_iter().find(|name| {
        if !is_hardware_encoder(name) {
            return find_encoder(name).is_some();
        }
        let mut opens = OPENS.lock().unwrap_or_else(PoisonError::into_inner);
        *opens.entry(name).or_insert_with(|| open_reason(name).is_none())
    })
}

/// Why a hardware encoder does not open; `None` if it does.
fn open_reason(name: &str) -> Option<String> {
    let config = VideoEncoderConfig::new(Size::new(640, 360), Rational::new(30, 1));
    match VideoEncoder::open(name, &config) {
        Ok(_) => None,
        Err(MediaError::EncoderUnavailable { tried, .. }) if tried.len() == 1 => Some(tried[0].reason.clone()),
        Err(error) => Some(error.to_string()),
    }
}

fn hardware_devices() -> Vec<String> {
    let mut found = Vec::new();
    let mut kind = ff::AVHWDeviceType::AV_HWDEVICE_TYPE_NONE;
    loop {
        // SAFETY: iterates over the kinds that are built in.
        kind = unsafe { ff::av_hwdevice_iterate_types(kind) };
        if kind == ff::AVHWDeviceType::AV_HWDEVICE_TYPE_NONE {
            return found;
        }
        let mut device = ptr::null_mut();
        // SAFETY: the default device of its kind; the reference is dropped at once.
        unsafe {
            if ff::av_hwdevice_ctx_create(&mut device, kind, ptr::null(), ptr::null_mut(), 0) >= 0 {
                found.push(text(ff::av_hwdevice_get_type_name(kind)));
                ff::av_buffer_unref(&mut device);
            }
        }
    }
}
