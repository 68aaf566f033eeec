//! FFmpeg's pixel formats by their descriptors.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;
use reelspeed_core::{PixelFormat, Subsampling};

use ff::AVPixelFormat;

/// The enum for a number that FFmpeg gave, or `None` for "none" and for numbers newer than the headers.
pub(crate) fn from_raw(v: c_int) -> Option<AVPixelFormat> {
    if v < 0 || v >= AVPixelFormat::AV_PIX_FMT_NB as c_int {
        return None;
    }
    // SAFETY: the enum is `repr(i32)` without gaps from -1 to NB, and `v` lies within.
    Some(unsafe { std::mem::transmute::<c_int, AVPixelFormat>(v) })
}

/// How the engine takes a picture in some format of FFmpeg's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Layout {
    /// As it is: planes Y, Cb, Cr and alpha, samples in the low bits.
    Planar(PixelFormat),
    /// Cb and Cr alternate in one plane; samples of more than 8 bits may sit in the high bits.
    SemiPlanar {
        /// The planar layout that it is taken apart into.
        format: PixelFormat,
        /// How far samples are shifted to the left.
        shift: u32,
        /// Cr comes before Cb.
        swapped: bool,
    },
    /// Everything else goes through a conversion to this layout.
    Convert(PixelFormat),
}

/// What a pixel format is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FormatInfo {
    pub(crate) layout: Layout,
    /// One of the `yuvj` formats, whose samples are always full range.
    pub(crate) full_range: bool,
    /// R, G, B rather than Y, Cb, Cr.
    pub(crate) rgb: bool,
}

/// `None` for formats of hardware memory and the like, which no allowed decoder gives.
pub(crate) fn describe(format: AVPixelFormat) -> Option<FormatInfo> {
    // SAFETY: the descriptor is null or static.
    let d = unsafe { ff::av_pix_fmt_desc_get(format).as_ref() }?;
    let has = |flag: c_int| d.flags & flag as u64 != 0;
    if has(ff::AV_PIX_FMT_FLAG_HWACCEL) || d.nb_components == 0 {
        return None;
    }
    let full_range = matches!(
        format,
        AVPixelFormat::AV_PIX_FMT_YUVJ411P
            | AVPixelFormat::AV_PIX_FMT_YUVJ420P
            | AVPixelFormat::AV_PIX_FMT_YUVJ422P
            | AVPixelFormat::AV_PIX_FMT_YUVJ440P
            | AVPixelFormat::AV_PIX_FMT_YUVJ444P
    );
    let n = d.nb_components as usize;
    let alpha = has(ff::AV_PIX_FMT_FLAG_ALPHA) || has(ff::AV_PIX_FMT_FLAG_PAL);
    let rgb = has(ff::AV_PIX_FMT_FLAG_RGB) || has(ff::AV_PIX_FMT_FLAG_PAL) || has(ff::AV_PIX_FMT_FLAG_BAYER);
    let depth = d.comp[..n].iter().map(|c| c.depth).max().unwrap_or(8);
    let gray = n <= 2 && !rgb;
    let subsampling = match (d.log2_chroma_w, d.log2_chroma_h) {
        _ if gray => Some(Subsampling::Gray),
        (1, 1) => Some(Subsampling::S420),
        (1, 0) => Some(Subsampling::S422),
        (0, 0) => Some(Subsampling::S444),
        _ => None,
    };
    let info = |layout| Some(FormatInfo { layout, full_range, rgb });
    let odd = [
        ff::AV_PIX_FMT_FLAG_RGB,
        ff::AV_PIX_FMT_FLAG_PAL,
        ff::AV_PIX_FMT_FLAG_BITSTREAM,
        ff::AV_PIX_FMT_FLAG_BAYER,
        ff::AV_PIX_FMT_FLAG_FLOAT,
    ];
    let native_endian = depth <= 8 || has(ff::AV_PIX_FMT_FLAG_BE) == cfg!(target_endian = "big");
    if let Some(subsampling) = subsampling
        && !odd.iter().any(|f| has(*f))
        && (8..=16).contains(&depth)
        && native_endian
        && d.comp[..n].iter().all(|c| c.depth == depth)
    {
        let format = PixelFormat::new(subsampling, depth as u8, alpha);
        let bytes = format.bytes_per_sample() as c_int;
        let planar = d.comp[..n]
            .iter()
            .enumerate()
            .all(|(i, c)| c.plane == i as c_int && c.step == bytes && c.offset == 0 && c.shift == 0);
        if planar {
            return info(Layout::Planar(format));
        }
        let [y, cb, cr] = [d.comp[0], d.comp[1], d.comp[2]];
        let semi = n == 3
            && (y.plane, y.step, y.offset) == (0, bytes, 0)
            && (cb.plane, cr.plane) == (1, 1)
            && (cb.step, cr.step) == (2 * bytes, 2 * bytes)
            && cb.offset + cr.offset == bytes
            && y.shift == cb.shift
            && cb.shift == cr.shift;
        if semi {
            return info(Layout::SemiPlanar { format, shift: y.shift as u32, swapped: cr.offset == 0 });
        }
    }
    // What is left: RGB and palettes become 4:4:4, packed and oddly subsampled YUV the nearest layout that loses nothing.
    let subsampling = match (d.log2_chroma_w, d.log2_chroma_h) {
        _ if gray => Subsampling::Gray,
        _ if rgb => Subsampling::S444,
        (0, _) => Subsampling::S444,
        (_, 0) => Subsampling::S422,
        (1, 1) => Subsampling::S420,
        _ => Subsampling::S422,
    };
    let depth = match depth {
        ..=8 => 8,
        9..=10 => 10,
        11..=12 => 12,
        _ => 16,
    };
    info(Layout::Convert(PixelFormat::new(if alpha { Subsampling::S444 } else { subsampling }, depth, alpha)))
}

/// FFmpeg's name of a planar layout of ours: what encoders and the converter take. `None` where it has none.
pub(crate) fn to_av(format: PixelFormat) -> Option<AVPixelFormat> {
    use AVPixelFormat::*;
    use Subsampling::{Gray, S420, S422, S444};
    Some(match (format.subsampling, format.depth, format.alpha) {
        (S420, 8, false) => AV_PIX_FMT_YUV420P,
        (S422, 8, false) => AV_PIX_FMT_YUV422P,
        (S444, 8, false) => AV_PIX_FMT_YUV444P,
        (S420, 8, true) => AV_PIX_FMT_YUVA420P,
        (S422, 8, true) => AV_PIX_FMT_YUVA422P,
        (S444, 8, true) => AV_PIX_FMT_YUVA444P,
        (S420, 10, false) => ff::AV_PIX_FMT_YUV420P10,
        (S422, 10, false) => ff::AV_PIX_FMT_YUV422P10,
        (S444, 10, false) => ff::AV_PIX_FMT_YUV444P10,
        (S420, 10, true) => ff::AV_PIX_FMT_YUVA420P10,
        (S422, 10, true) => ff::AV_PIX_FMT_YUVA422P10,
        (S444, 10, true) => ff::AV_PIX_FMT_YUVA444P10,
        (S420, 12, false) => ff::AV_PIX_FMT_YUV420P12,
        (S422, 12, false) => ff::AV_PIX_FMT_YUV422P12,
        (S444, 12, false) => ff::AV_PIX_FMT_YUV444P12,
        (S422, 12, true) => AV_PIX_FMT_YUVA422P12LE,
        (S444, 12, true) => AV_PIX_FMT_YUVA444P12LE,
        (S420, 16, false) => ff::AV_PIX_FMT_YUV420P16,
        (S422, 16, false) => ff::AV_PIX_FMT_YUV422P16,
        (S444, 16, false) => ff::AV_PIX_FMT_YUV444P16,
        (S444, 16, true) => ff::AV_PIX_FMT_YUVA444P16,
        (Gray, 8, false) => AV_PIX_FMT_GRAY8,
        (Gray, 10, false) => AV_PIX_FMT_GRAY10LE,
        (Gray, 12, false) => AV_PIX_FMT_GRAY12LE,
        (Gray, 16, false) => ff::AV_PIX_FMT_GRAY16,
        _ => return None,
    })
}

/// FFmpeg's name of a format, for people.
pub(crate) fn name(format: AVPixelFormat) -> String {
    // SAFETY: gives a static string or null.
    super::text(unsafe { ff::av_get_pix_fmt_name(format) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use AVPixelFormat::*;

    #[test]
    fn planar_formats_are_taken_as_they_are() {
        for format in [AV_PIX_FMT_YUV420P, ff::AV_PIX_FMT_YUV422P10, AV_PIX_FMT_YUVA444P12LE, AV_PIX_FMT_GRAY8] {
            let Some(FormatInfo { layout: Layout::Planar(ours), rgb: false, .. }) = describe(format) else {
                panic!("{format:?}: {:?}", describe(format));
            };
            assert_eq!(to_av(ours), Some(format));
        }
        let jpeg = describe(AV_PIX_FMT_YUVJ420P).unwrap();
        assert_eq!((jpeg.layout, jpeg.full_range), (Layout::Planar(PixelFormat::YUV420P), true));
    }

    #[test]
    fn semi_planar_formats_are_recognised() {
        let nv12 = Layout::SemiPlanar { format: PixelFormat::YUV420P, shift: 0, swapped: false };
        assert_eq!(describe(AV_PIX_FMT_NV12).unwrap().layout, nv12);
        let nv21 = Layout::SemiPlanar { format: PixelFormat::YUV420P, shift: 0, swapped: true };
        assert_eq!(describe(AV_PIX_FMT_NV21).unwrap().layout, nv21);
        let format = PixelFormat::new(Subsampling::S420, 10, false);
        assert_eq!(
            describe(AV_PIX_FMT_P010LE).unwrap().layout,
            Layout::SemiPlanar { format, shift: 6, swapped: false }
        );
    }

    #[test]
    fn the_rest_is_converted_without_loss_of_chroma() {
        let to = |f| describe(f).unwrap().layout;
        assert_eq!(to(AV_PIX_FMT_BGRA), Layout::Convert(PixelFormat::YUVA444P));
        assert_eq!(to(AV_PIX_FMT_RGB24), Layout::Convert(PixelFormat::YUV444P));
        assert_eq!(to(AV_PIX_FMT_PAL8), Layout::Convert(PixelFormat::YUVA444P));
        assert_eq!(to(AV_PIX_FMT_YUYV422), Layout::Convert(PixelFormat::new(Subsampling::S422, 8, false)));
        assert_eq!(to(AV_PIX_FMT_YUV440P), Layout::Convert(PixelFormat::YUV444P));
        assert_eq!(to(AV_PIX_FMT_YUV411P), Layout::Convert(PixelFormat::new(Subsampling::S422, 8, false)));
        assert_eq!(describe(AV_PIX_FMT_VAAPI), None);
    }

    #[test]
    fn every_software_format_has_a_way_in() {
        for v in 0..AV_PIX_FMT_NB as c_int {
            let format = from_raw(v).unwrap();
            if let Some(FormatInfo { layout: Layout::Convert(ours), .. }) = describe(format) {
                assert!(to_av(ours).is_some(), "{format:?} -> {ours:?}");
            }
        }
    }
}
