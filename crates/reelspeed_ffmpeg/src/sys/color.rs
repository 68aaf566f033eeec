//! Colour tags between FFmpeg's numbers (ISO/IEC 23091-4) and the engine's types.

use std::ffi::c_int;

use ffmpeg_sys_next as ff;
use reelspeed_core::{ColorMatrix, ColorPrimaries, ColorRange, ColorSpace, ColorTags, Transfer};

use ff::{AVColorPrimaries as Pri, AVColorRange as Ran, AVColorSpace as Mat, AVColorTransferCharacteristic as Trc};

/// Colour tags as a file carries them, as plain numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct RawColor {
    pub(crate) matrix: c_int,
    pub(crate) primaries: c_int,
    pub(crate) transfer: c_int,
    pub(crate) range: c_int,
}

/// What is known besides the tags.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ColorHints {
    /// Height of the picture, which decides between BT.601 and BT.709 where the tags are silent.
    pub(crate) height: u32,
    /// The pixel format itself says full range (`yuvj420p`).
    pub(crate) full_range_format: bool,
}

const UNSPECIFIED: c_int = 2;

/// What the tags mean, with [`ColorTags::resolve`]'s guesses where they are silent; full range for the `yuvj` formats.
pub(crate) fn color_space(raw: RawColor, hints: ColorHints) -> ColorSpace {
    let is = |v: c_int, names: &[c_int]| names.contains(&v);
    let matrix = match raw.matrix {
        v if v == Mat::AVCOL_SPC_BT709 as c_int => Some(ColorMatrix::Bt709),
        v if is(v, &[Mat::AVCOL_SPC_BT470BG as c_int, Mat::AVCOL_SPC_SMPTE170M as c_int]) => Some(ColorMatrix::Bt601),
        v if is(v, &[Mat::AVCOL_SPC_BT2020_NCL as c_int, Mat::AVCOL_SPC_BT2020_CL as c_int]) => {
            Some(ColorMatrix::Bt2020)
        }
        v if v == Mat::AVCOL_SPC_SMPTE240M as c_int => Some(ColorMatrix::Smpte240m),
        v if v == Mat::AVCOL_SPC_FCC as c_int => Some(ColorMatrix::Fcc),
        v if v == Mat::AVCOL_SPC_YCGCO as c_int => Some(ColorMatrix::Ycgco),
        _ => None,
    };
    let primaries = match raw.primaries {
        v if v == Pri::AVCOL_PRI_BT709 as c_int => Some(ColorPrimaries::Bt709),
        v if v == Pri::AVCOL_PRI_BT470BG as c_int => Some(ColorPrimaries::Bt601Pal),
        v if is(v, &[Pri::AVCOL_PRI_SMPTE170M as c_int, Pri::AVCOL_PRI_SMPTE240M as c_int]) => {
            Some(ColorPrimaries::Bt601Ntsc)
        }
        v if v == Pri::AVCOL_PRI_BT2020 as c_int => Some(ColorPrimaries::Bt2020),
        v if is(v, &[Pri::AVCOL_PRI_SMPTE431 as c_int, Pri::AVCOL_PRI_SMPTE432 as c_int]) => {
            Some(ColorPrimaries::DisplayP3)
        }
        _ => None,
    };
    let transfer = match raw.transfer {
        v if v == Trc::AVCOL_TRC_SMPTE2084 as c_int => Some(Transfer::Pq),
        v if v == Trc::AVCOL_TRC_ARIB_STD_B67 as c_int => Some(Transfer::Hlg),
        v if v == Trc::AVCOL_TRC_IEC61966_2_1 as c_int => Some(Transfer::Srgb),
        v if v == Trc::AVCOL_TRC_LINEAR as c_int => Some(Transfer::Linear),
        _ => None,
    };
    let full = raw.range == Ran::AVCOL_RANGE_JPEG as c_int || hints.full_range_format;
    let range = full.then_some(ColorRange::Full);
    ColorTags { matrix, primaries, transfer, range }.resolve(hints.height)
}

/// The numbers for an encoder.
pub(crate) fn raw_color(space: ColorSpace) -> (Pri, Trc, Mat, Ran) {
    let matrix = match space.matrix {
        ColorMatrix::Bt709 => Mat::AVCOL_SPC_BT709,
        ColorMatrix::Bt601 => Mat::AVCOL_SPC_SMPTE170M,
        ColorMatrix::Bt2020 => Mat::AVCOL_SPC_BT2020_NCL,
        ColorMatrix::Smpte240m => Mat::AVCOL_SPC_SMPTE240M,
        ColorMatrix::Fcc => Mat::AVCOL_SPC_FCC,
        ColorMatrix::Ycgco => Mat::AVCOL_SPC_YCGCO,
    };
    let primaries = match space.primaries {
        ColorPrimaries::Bt709 => Pri::AVCOL_PRI_BT709,
        ColorPrimaries::Bt601Pal => Pri::AVCOL_PRI_BT470BG,
        ColorPrimaries::Bt601Ntsc => Pri::AVCOL_PRI_SMPTE170M,
        ColorPrimaries::Bt2020 => Pri::AVCOL_PRI_BT2020,
        ColorPrimaries::DisplayP3 => Pri::AVCOL_PRI_SMPTE432,
    };
    let transfer = match space.transfer {
        Transfer::Bt709 => Trc::AVCOL_TRC_BT709,
        Transfer::Srgb => Trc::AVCOL_TRC_IEC61966_2_1,
        Transfer::Linear => Trc::AVCOL_TRC_LINEAR,
        Transfer::Pq => Trc::AVCOL_TRC_SMPTE2084,
        Transfer::Hlg => Trc::AVCOL_TRC_ARIB_STD_B67,
    };
    let range = match space.range {
        ColorRange::Limited => Ran::AVCOL_RANGE_MPEG,
        ColorRange::Full => Ran::AVCOL_RANGE_JPEG,
    };
    (primaries, transfer, matrix, range)
}

fn named(v: c_int, names: &[(c_int, &str)]) -> Option<String> {
    if v == UNSPECIFIED {
        return None;
    }
    names.iter().find(|(n, _)| *n == v).map(|(_, s)| (*s).to_owned())
}

impl RawColor {
    /// `"tv"` or `"pc"`, the names that people know from ffprobe.
    pub(crate) fn range_name(self) -> Option<String> {
        match self.range {
            v if v == Ran::AVCOL_RANGE_MPEG as c_int => Some("tv".to_owned()),
            v if v == Ran::AVCOL_RANGE_JPEG as c_int => Some("pc".to_owned()),
            _ => None,
        }
    }

    pub(crate) fn matrix_name(self) -> Option<String> {
        named(
            self.matrix,
            &[
                (0, "gbr"),
                (1, "bt709"),
                (4, "fcc"),
                (5, "bt470bg"),
                (6, "smpte170m"),
                (7, "smpte240m"),
                (8, "ycgco"),
                (9, "bt2020nc"),
                (10, "bt2020c"),
                (11, "smpte2085"),
                (12, "chroma-derived-nc"),
                (13, "chroma-derived-c"),
                (14, "ictcp"),
            ],
        )
    }

    pub(crate) fn primaries_name(self) -> Option<String> {
        named(
            self.primaries,
            &[
                (1, "bt709"),
                (4, "bt470m"),
                (5, "bt470bg"),
                (6, "smpte170m"),
                (7, "smpte240m"),
                (8, "film"),
                (9, "bt2020"),
                (10, "smpte428"),
                (11, "smpte431"),
                (12, "smpte432"),
                (22, "ebu3213"),
            ],
        )
    }

    pub(crate) fn transfer_name(self) -> Option<String> {
        named(
            self.transfer,
            &[
                (1, "bt709"),
                (4, "bt470m"),
                (5, "bt470bg"),
                (6, "smpte170m"),
                (7, "smpte240m"),
                (8, "linear"),
                (9, "log100"),
                (10, "log316"),
                (11, "iec61966-2-4"),
                (12, "bt1361e"),
                (13, "iec61966-2-1"),
                (14, "bt2020-10"),
                (15, "bt2020-12"),
                (16, "smpte2084"),
                (17, "smpte428"),
                (18, "arib-std-b67"),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SILENT: RawColor = RawColor { matrix: 2, primaries: 2, transfer: 2, range: 0 };

    #[test]
    fn silence_means_601_below_720_lines_and_709_above() {
        let at = |height| color_space(SILENT, ColorHints { height, full_range_format: false });
        assert_eq!(at(480).matrix, ColorMatrix::Bt601);
        assert_eq!(at(719).matrix, ColorMatrix::Bt601);
        assert_eq!(at(720), ColorSpace::BT709_LIMITED);
    }

    #[test]
    fn hdr_means_2020_and_jpeg_formats_mean_full_range() {
        let hints = ColorHints { height: 480, full_range_format: true };
        let pq = color_space(RawColor { transfer: 16, ..SILENT }, hints);
        assert_eq!((pq.matrix, pq.primaries, pq.transfer), (ColorMatrix::Bt2020, ColorPrimaries::Bt2020, Transfer::Pq));
        assert_eq!(pq.range, ColorRange::Full);
    }

    #[test]
    fn tags_survive_the_way_out_and_in() {
        for matrix in [ColorMatrix::Bt709, ColorMatrix::Bt601, ColorMatrix::Bt2020, ColorMatrix::Ycgco] {
            for transfer in [Transfer::Bt709, Transfer::Srgb, Transfer::Pq, Transfer::Hlg] {
                let space =
                    ColorSpace { matrix, transfer, primaries: ColorPrimaries::DisplayP3, range: ColorRange::Full };
                let (p, t, m, r) = raw_color(space);
                let raw =
                    RawColor { matrix: m as c_int, primaries: p as c_int, transfer: t as c_int, range: r as c_int };
                assert_eq!(color_space(raw, ColorHints { height: 100, full_range_format: false }), space);
            }
        }
    }
}
