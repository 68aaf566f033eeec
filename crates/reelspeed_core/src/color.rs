use std::fmt;
use std::str::FromStr;

/// Coefficients that relate R'G'B' to Y'CbCr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColorMatrix {
    /// ITU-R BT.709, high definition.
    #[default]
    Bt709,
    /// ITU-R BT.601, standard definition (also BT.470BG and SMPTE 170M).
    Bt601,
    /// ITU-R BT.2020 with non-constant luminance.
    Bt2020,
    /// SMPTE 240M.
    Smpte240m,
    /// FCC Title 47.
    Fcc,
    /// YCgCo.
    Ycgco,
}

impl ColorMatrix {
    /// The luma weights (Kr, Kb). YCgCo has none; its BT.709 stand-ins must not be used for it.
    pub const fn luma_weights(self) -> (f64, f64) {
        match self {
            Self::Bt709 | Self::Ycgco => (0.2126, 0.0722),
            Self::Bt601 => (0.299, 0.114),
            Self::Bt2020 => (0.2627, 0.0593),
            Self::Smpte240m => (0.212, 0.087),
            Self::Fcc => (0.30, 0.11),
        }
    }
}

/// The red, green and blue of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColorPrimaries {
    /// BT.709 and sRGB.
    #[default]
    Bt709,
    /// BT.470BG, PAL.
    Bt601Pal,
    /// SMPTE 170M, NTSC.
    Bt601Ntsc,
    /// BT.2020.
    Bt2020,
    /// SMPTE EG 432, Display P3.
    DisplayP3,
}

/// The transfer characteristic of a picture.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Transfer {
    /// BT.709, BT.601 and BT.2020's ordinary curve.
    #[default]
    Bt709,
    /// sRGB (IEC 61966-2-1).
    Srgb,
    /// Linear light.
    Linear,
    /// Perceptual quantiser, SMPTE ST 2084 (HDR10).
    Pq,
    /// Hybrid log-gamma, ARIB STD-B67.
    Hlg,
}

/// Which sample values stand for black and white.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ColorRange {
    /// 16 to 235 (chroma 16 to 240) at 8 bits.
    #[default]
    Limited,
    /// The whole range of the samples.
    Full,
}

/// What the numbers of a picture mean.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ColorSpace {
    /// R'G'B' to Y'CbCr.
    pub matrix: ColorMatrix,
    /// Red, green and blue.
    pub primaries: ColorPrimaries,
    /// Light to signal.
    pub transfer: Transfer,
    /// Black and white.
    pub range: ColorRange,
}

impl ColorSpace {
    /// The working space: BT.709 throughout, limited range.
    pub const BT709_LIMITED: Self = Self {
        matrix: ColorMatrix::Bt709,
        primaries: ColorPrimaries::Bt709,
        transfer: Transfer::Bt709,
        range: ColorRange::Limited,
    };

    /// Whether the transfer is one of high dynamic range.
    pub const fn is_hdr(self) -> bool {
        matches!(self.transfer, Transfer::Pq | Transfer::Hlg)
    }
}

/// The colour tags of a stream, as far as it carries any. Tags that no type here has a name for are like none at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ColorTags {
    /// R'G'B' to Y'CbCr.
    pub matrix: Option<ColorMatrix>,
    /// Red, green and blue.
    pub primaries: Option<ColorPrimaries>,
    /// Light to signal.
    pub transfer: Option<Transfer>,
    /// Black and white.
    pub range: Option<ColorRange>,
}

impl ColorTags {
    /// What the tags mean for a picture of `height` stored lines, with a guess where they are silent: limited range; BT.2020 where the
    /// transfer or the primaries are those of HDR; else BT.601 below 720 lines and BT.709 from there on.
    pub fn resolve(self, height: u32) -> ColorSpace {
        let transfer = self.transfer.unwrap_or_default();
        let hdr = matches!(transfer, Transfer::Pq | Transfer::Hlg);
        let matrix = match self.matrix {
            Some(matrix) => matrix,
            None if hdr || self.primaries == Some(ColorPrimaries::Bt2020) => ColorMatrix::Bt2020,
            None if height < 720 => ColorMatrix::Bt601,
            None => ColorMatrix::Bt709,
        };
        let primaries = match self.primaries {
            Some(primaries) => primaries,
            None if matrix == ColorMatrix::Bt2020 => ColorPrimaries::Bt2020,
            // Untagged standard definition differs from BT.709 too little to be worth a wrong guess between PAL and NTSC.
            None => ColorPrimaries::Bt709,
        };
        ColorSpace { matrix, primaries, transfer, range: self.range.unwrap_or_default() }
    }
}

/// A colour with straight alpha, 8 bits a channel, gamma-encoded (sRGB as a browser reads it).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Rgba8 {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity: 0 transparent, 255 opaque.
    pub a: u8,
}

impl Rgba8 {
    /// Opaque black.
    pub const BLACK: Self = Self::rgb(0, 0, 0);
    /// Opaque white.
    pub const WHITE: Self = Self::rgb(255, 255, 255);
    /// Nothing.
    pub const TRANSPARENT: Self = Self { r: 0, g: 0, b: 0, a: 0 };

    /// An opaque colour.
    pub const fn rgb(r: u8, g: u8, b: u8) -> Self {
        Self { r, g, b, a: 255 }
    }

    /// With alpha multiplied in, rounded to nearest.
    pub const fn premultiply(self) -> PremulRgba8 {
        const fn mul(c: u8, a: u8) -> u8 {
            let t = c as u32 * a as u32 + 128;
            ((t + (t >> 8)) >> 8) as u8
        }
        PremulRgba8 { r: mul(self.r, self.a), g: mul(self.g, self.a), b: mul(self.b, self.a), a: self.a }
    }

    /// The colour's Y'CbCr in BT.709 limited range, rounded to nearest; alpha is dropped.
    pub const fn to_yuv(self) -> Yuv8 {
        let (r, g, b) = (self.r as i32, self.g as i32, self.b as i32);
        // 16.16 fixed point: 219/255 * (Kr, Kg, Kb) for luma, 224/255 * ... for chroma.
        let y = (16 << 16) + 11966 * r + 40254 * g + 4064 * b + 32768;
        let cb = (128 << 16) - 6596 * r - 22189 * g + 28785 * b + 32768;
        let cr = (128 << 16) + 28785 * r - 26145 * g - 2640 * b + 32768;
        Yuv8 { y: (y >> 16) as u8, cb: (cb >> 16) as u8, cr: (cr >> 16) as u8 }
    }
}

/// A colour whose channels were multiplied by its alpha, 8 bits a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C)]
pub struct PremulRgba8 {
    /// Red times alpha.
    pub r: u8,
    /// Green times alpha.
    pub g: u8,
    /// Blue times alpha.
    pub b: u8,
    /// Opacity.
    pub a: u8,
}

/// A colour of the working space: BT.709, limited range, 8 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Yuv8 {
    /// Luma, 16 black to 235 white.
    pub y: u8,
    /// Blue difference, 128 neutral.
    pub cb: u8,
    /// Red difference, 128 neutral.
    pub cr: u8,
}

/// The text is not a colour.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a colour such as \"#0a84ff\", \"#0a84ff80\", \"#fff\", \"white\" or \"transparent\", got {text:?}")]
pub struct ParseColorError {
    /// What was given.
    pub text: String,
}

impl FromStr for Rgba8 {
    type Err = ParseColorError;

    /// `#rgb`, `#rgba`, `#rrggbb`, `#rrggbbaa`, `transparent`, or one of CSS's sixteen basic names.
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        let err = || ParseColorError { text: s.to_owned() };
        let Some(hex) = s.strip_prefix('#') else {
            return basic_name(&s.to_ascii_lowercase()).ok_or_else(err);
        };
        if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(err());
        }
        let v = u32::from_str_radix(hex, 16).map_err(|_| err())?;
        let nibble = |i: u32| (((v >> (4 * i)) & 15) * 17) as u8;
        let [b3, b2, b1, b0] = v.to_be_bytes();
        match hex.len() {
            3 => Ok(Self::rgb(nibble(2), nibble(1), nibble(0))),
            4 => Ok(Self { r: nibble(3), g: nibble(2), b: nibble(1), a: nibble(0) }),
            6 => Ok(Self::rgb(b2, b1, b0)),
            8 => Ok(Self { r: b3, g: b2, b: b1, a: b0 }),
            _ => Err(err()),
        }
    }
}

fn basic_name(name: &str) -> Option<Rgba8> {
    let (r, g, b) = match name {
        "transparent" => return Some(Rgba8::TRANSPARENT),
        "black" => (0, 0, 0),
        "silver" => (192, 192, 192),
        "gray" | "grey" => (128, 128, 128),
        "white" => (255, 255, 255),
        "maroon" => (128, 0, 0),
        "red" => (255, 0, 0),
        "purple" => (128, 0, 128),
        "fuchsia" | "magenta" => (255, 0, 255),
        "green" => (0, 128, 0),
        "lime" => (0, 255, 0),
        "olive" => (128, 128, 0),
        "yellow" => (255, 255, 0),
        "orange" => (255, 165, 0),
        "navy" => (0, 0, 128),
        "blue" => (0, 0, 255),
        "teal" => (0, 128, 128),
        "aqua" | "cyan" => (0, 255, 255),
        _ => return None,
    };
    Some(Rgba8::rgb(r, g, b))
}

impl fmt::Display for Rgba8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.r, self.g, self.b)?;
        if self.a != 255 { write!(f, "{:02x}", self.a) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_parse_as_css_has_them() {
        assert_eq!("#0a84ff".parse(), Ok(Rgba8::rgb(10, 132, 255)));
        assert_eq!("#f0f8".parse(), Ok(Rgba8 { r: 255, g: 0, b: 255, a: 136 }));
        assert_eq!("White".parse(), Ok(Rgba8::WHITE));
        for bad in ["", "#", "#12", "#ggg", "#1234567", "blurple", "#-12345"] {
            assert!(bad.parse::<Rgba8>().is_err(), "{bad}");
        }
        assert_eq!(Rgba8 { r: 1, g: 2, b: 3, a: 4 }.to_string(), "#01020304");
    }

    #[test]
    fn silent_tags_are_guessed() {
        let silent = ColorTags::default();
        assert_eq!(silent.resolve(719).matrix, ColorMatrix::Bt601);
        assert_eq!(silent.resolve(720), ColorSpace::BT709_LIMITED);
        let pq = ColorTags { transfer: Some(Transfer::Pq), range: Some(ColorRange::Full), ..silent }.resolve(480);
        assert_eq!(
            (pq.matrix, pq.primaries, pq.range),
            (ColorMatrix::Bt2020, ColorPrimaries::Bt2020, ColorRange::Full)
        );
        let wide = ColorTags { primaries: Some(ColorPrimaries::Bt2020), ..silent }.resolve(480);
        assert_eq!(wide.matrix, ColorMatrix::Bt2020);
    }

    #[test]
    fn yuv_of_known_colours() {
        assert_eq!(Rgba8::BLACK.to_yuv(), Yuv8 { y: 16, cb: 128, cr: 128 });
        assert_eq!(Rgba8::WHITE.to_yuv(), Yuv8 { y: 235, cb: 128, cr: 128 });
        assert_eq!(Rgba8::rgb(255, 0, 0).to_yuv(), Yuv8 { y: 63, cb: 102, cr: 240 });
        assert_eq!(Rgba8::rgb(0, 0, 255).to_yuv(), Yuv8 { y: 32, cb: 240, cr: 118 });
    }

    #[test]
    fn yuv_is_the_rounded_exact_value() {
        for i in 0..64u32 * 64 * 64 {
            let c = Rgba8::rgb((i % 64 * 4) as u8, (i / 64 % 64 * 4) as u8, (i / 4096 * 4) as u8);
            let (r, g, b) = (c.r as f64, c.g as f64, c.b as f64);
            let y = 0.2126 * r + 0.7152 * g + 0.0722 * b;
            let exact = [
                16.0 + y * 219.0 / 255.0,
                128.0 + (b - y) / 1.8556 * 224.0 / 255.0,
                128.0 + (r - y) / 1.5748 * 224.0 / 255.0,
            ];
            let got = c.to_yuv();
            for (got, exact) in [got.y, got.cb, got.cr].into_iter().zip(exact) {
                assert!(libm::fabs(got as f64 - exact) < 0.51, "{c}: {got} {exact}");
            }
        }
    }
}
