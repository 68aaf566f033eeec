//! Which encoders there are, and in which order they are tried.

use ffmpeg_sys_next as ff;

use super::VideoCodec;
use crate::sys::{cstring, log};

/// Which hardware may encode.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hardware {
    /// Whatever opens, then software.
    Auto,
    /// Software only.
    #[default]
    Off,
    /// NVIDIA NVENC, then software.
    Nvenc,
    /// VA-API (Intel, AMD on Linux), then software.
    Vaapi,
    /// Intel Quick Sync, then software.
    Qsv,
    /// Apple VideoToolbox, then software.
    VideoToolbox,
}

/// Hardware encoders, in the order in which `Auto` tries them.
pub(crate) const HARDWARE_ENCODERS: &[(VideoCodec, Hardware, &str)] = &[
    (VideoCodec::H264, Hardware::VideoToolbox, "h264_videotoolbox"),
    (VideoCodec::H264, Hardware::Nvenc, "h264_nvenc"),
    (VideoCodec::H264, Hardware::Qsv, "h264_qsv"),
    (VideoCodec::H264, Hardware::Vaapi, "h264_vaapi"),
    (VideoCodec::Hevc, Hardware::VideoToolbox, "hevc_videotoolbox"),
    (VideoCodec::Hevc, Hardware::Nvenc, "hevc_nvenc"),
    (VideoCodec::Hevc, Hardware::Qsv, "hevc_qsv"),
    (VideoCodec::Hevc, Hardware::Vaapi, "hevc_vaapi"),
    (VideoCodec::Vp9, Hardware::Qsv, "vp9_qsv"),
    (VideoCodec::Vp9, Hardware::Vaapi, "vp9_vaapi"),
    (VideoCodec::Av1, Hardware::Nvenc, "av1_nvenc"),
    (VideoCodec::Av1, Hardware::Qsv, "av1_qsv"),
    (VideoCodec::Av1, Hardware::Vaapi, "av1_vaapi"),
];

/// Software encoders, best first.
pub(crate) const SOFTWARE_ENCODERS: &[(VideoCodec, &str)] = &[
    (VideoCodec::H264, "libx264"),
    (VideoCodec::H264, "libopenh264"),
    (VideoCodec::Hevc, "libx265"),
    (VideoCodec::Vp9, "libvpx-vp9"),
    (VideoCodec::Av1, "libsvtav1"),
    (VideoCodec::Av1, "libaom-av1"),
];

/// The names of the encoders to try for `codec`, in order: hardware as `hardware` says, then software. Names that this
/// FFmpeg does not have are in the list too, so that the report of [`VideoEncoder::open_first`] can say so.
///
/// [`VideoEncoder::open_first`]: super::VideoEncoder::open_first
pub fn encoder_candidates(codec: VideoCodec, hardware: Hardware) -> Vec<&'static str> {
    let wanted = |h: Hardware| hardware == h || (hardware == Hardware::Auto && h.exists_here());
    let hard = HARDWARE_ENCODERS.iter().filter(|(c, h, _)| *c == codec && wanted(*h)).map(|(.., name)| *name);
    let soft = SOFTWARE_ENCODERS.iter().filter(|(c, _)| *c == codec).map(|(_, name)| *name);
    hard.chain(soft).collect()
}

impl Hardware {
    /// Whether the interface can exist on this system at all.
    pub(crate) const fn exists_here(self) -> bool {
        match self {
            Self::VideoToolbox => cfg!(target_vendor = "apple"),
            Self::Vaapi => cfg!(target_os = "linux"),
            Self::Nvenc | Self::Qsv => !cfg!(target_vendor = "apple"),
            Self::Auto | Self::Off => true,
        }
    }
}

/// Whether the encoder of this name drives hardware.
pub fn is_hardware_encoder(name: &str) -> bool {
    HARDWARE_ENCODERS.iter().any(|(.., n)| *n == name)
}

/// FFmpeg's descriptor of an encoder, if this build has it.
pub(crate) fn find_encoder(name: &str) -> Option<&'static ff::AVCodec> {
    log::init();
    let name = cstring(name);
    // SAFETY: the name is NUL-terminated; the result is null or static.
    unsafe { ff::avcodec_find_encoder_by_name(name.as_ptr()).as_ref() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn software_follows_hardware() {
        assert_eq!(encoder_candidates(VideoCodec::H264, Hardware::Off), ["libx264", "libopenh264"]);
        assert_eq!(encoder_candidates(VideoCodec::H264, Hardware::Nvenc), ["h264_nvenc", "libx264", "libopenh264"]);
        let auto = encoder_candidates(VideoCodec::Hevc, Hardware::Auto);
        assert!(auto.contains(&"hevc_nvenc") || cfg!(target_vendor = "apple"), "{auto:?}");
        assert_eq!(auto.last(), Some(&"libx265"));
    }
}
