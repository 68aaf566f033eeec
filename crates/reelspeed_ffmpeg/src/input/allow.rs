//! What may be opened. Everything that can name another file, fetch, or guess a picture from plain text is absent:
//! playlists (hls, dash, concat, imf), scripts, subtitles, raw dumps, `tty`, `image2` patterns, `lavfi`.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;

/// Demuxers, by FFmpeg's full names.
pub(crate) const DEMUXERS: &[&str] = &[
    "mov,mp4,m4a,3gp,3g2,mj2",
    "matroska,webm",
    "mpegts",
    "mpeg",
    "avi",
    "flv",
    "ogg",
    "wav",
    "w64",
    "aiff",
    "mp3",
    "flac",
    "aac",
    "ac3",
    "eac3",
    "amr",
    "gif",
    "apng",
    "png_pipe",
    "jpeg_pipe",
    "webp_pipe",
];

/// Decoders, by name. Those for formats that nobody sends as real material stay out: each is attack surface.
const DECODERS: &[&str] = &[
    "h264",
    "hevc",
    "vp8",
    "vp9",
    "libvpx",
    "libvpx-vp9",
    "av1",
    "libdav1d",
    "libaom-av1",
    "mpeg1video",
    "mpeg2video",
    "mpeg4",
    "msmpeg4",
    "msmpeg4v1",
    "msmpeg4v2",
    "h263",
    "flv",
    "theora",
    "vc1",
    "mjpeg",
    "prores",
    "dnxhd",
    "cfhd",
    "qtrle",
    "rawvideo",
    "ffv1",
    "huffyuv",
    "ffvhuff",
    "utvideo",
    "png",
    "apng",
    "gif",
    "webp",
    "aac",
    "aac_latm",
    "mp1",
    "mp1float",
    "mp2",
    "mp2float",
    "mp3",
    "mp3float",
    "ac3",
    "eac3",
    "flac",
    "alac",
    "vorbis",
    "opus",
    "libopus",
    "amrnb",
    "amrwb",
    "pcm_u8",
    "pcm_s8",
    "pcm_s16le",
    "pcm_s16be",
    "pcm_s24le",
    "pcm_s24be",
    "pcm_s32le",
    "pcm_s32be",
    "pcm_f32le",
    "pcm_f32be",
    "pcm_f64le",
    "pcm_f64be",
    "pcm_alaw",
    "pcm_mulaw",
    "pcm_u16le",
    "pcm_u16be",
    "pcm_bluray",
    "adpcm_ima_wav",
    "adpcm_ima_qt",
    "adpcm_ms",
    "adpcm_swf",
    "nellymoser",
    "speex",
    "libspeex",
];

/// The list as FFmpeg's `codec_whitelist` takes it.
pub(crate) fn decoder_list() -> String {
    DECODERS.join(",")
}

/// Whether a decoder may be used.
pub(crate) fn is_allowed_decoder(name: &str) -> bool {
    DECODERS.contains(&name)
}

/// The decoder for a codec: the first of FFmpeg's own order that is allowed. VP8 and VP9 streams that carry an alpha
/// plane go to libvpx where it is there, the only decoder that gives it back.
pub(crate) fn decoder_for(codec_id: c_int, has_alpha: bool) -> Option<*const ff::AVCodec> {
    if has_alpha {
        let name = match codec_id {
            id if id == ff::AVCodecID::AV_CODEC_ID_VP9 as c_int => Some(c"libvpx-vp9"),
            id if id == ff::AVCodecID::AV_CODEC_ID_VP8 as c_int => Some(c"libvpx"),
            _ => None,
        };
        if let Some(name) = name {
            // SAFETY: the name is NUL-terminated; the result is static or null.
            let codec = unsafe { ff::avcodec_find_decoder_by_name(name.as_ptr()) };
            if !codec.is_null() {
                return Some(codec);
            }
        }
    }
    let mut cursor = std::ptr::null_mut();
    loop {
        // SAFETY: iterates over FFmpeg's static table of codecs.
        let codec = unsafe { ff::av_codec_iterate(&mut cursor).as_ref() }?;
        // SAFETY: the codec is static; its id is read as a number.
        let id = unsafe { crate::sys::raw_enum!(codec.id) };
        // SAFETY: as above.
        if id != codec_id || unsafe { ff::av_codec_is_decoder(codec) } == 0 {
            continue;
        }
        // Decoders that only drive hardware give nothing here.
        if codec.capabilities as u32 & ff::AV_CODEC_CAP_HARDWARE as u32 == 0
            && is_allowed_decoder(&crate::sys::text(codec.name))
            && !needs_hardware(codec)
        {
            return Some(codec);
        }
    }
}

/// FFmpeg's own `av1` decoder parses in software but only draws in hardware.
fn needs_hardware(codec: &ff::AVCodec) -> bool {
    crate::sys::text(codec.name) == "av1"
}

/// The allowed decoders that this FFmpeg has.
pub(crate) fn built_in_decoders() -> Vec<String> {
    let has = |name: &&str| {
        let name = crate::sys::cstring(name);
        // SAFETY: the name is NUL-terminated.
        unsafe { !ff::avcodec_find_decoder_by_name(name.as_ptr()).is_null() }
    };
    DECODERS.iter().copied().filter(has).map(str::to_owned).collect()
}
