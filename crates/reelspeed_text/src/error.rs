use reelspeed_core::ErrorCode;

/// Why bytes were not taken as a font.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FontError {
    /// The file is larger than any font that the library takes.
    #[error("the font has {bytes} bytes, more than the {max_bytes} allowed")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// [`FontLibrary::MAX_FONT_BYTES`](crate::FontLibrary::MAX_FONT_BYTES).
        max_bytes: usize,
    },
    /// WOFF and WOFF2 are not unpacked.
    #[error("the font is compressed ({format}); give the TrueType or OpenType file")]
    Compressed {
        /// `"WOFF"` or `"WOFF2"`.
        format: &'static str,
    },
    /// Neither TrueType nor OpenType nor a collection of them.
    #[error("the bytes are not a TrueType or OpenType font")]
    NotAFont,
    /// A table without which nothing can be drawn is missing or broken.
    #[error("face {face} of the font has no usable {table:?} table")]
    BrokenTable {
        /// Index of the face in its file; 0 unless the file is a collection.
        face: u32,
        /// Four-letter name of the table.
        table: &'static str,
    },
    /// The font does not say its family, and no name was given for it.
    #[error("face {face} of the font names no family")]
    NoFamilyName {
        /// Index of the face in its file.
        face: u32,
    },
    /// The library is full.
    #[error("the library would hold {faces} faces, more than the {max_faces} allowed")]
    TooManyFaces {
        /// Faces there would be.
        faces: usize,
        /// [`FontLibrary::MAX_FACES`](crate::FontLibrary::MAX_FACES).
        max_faces: usize,
    },
}

impl FontError {
    /// The stable code of the failure.
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::MissingFont
    }
}

/// Why a text was not laid out or drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// There is text to draw, and the library holds no font.
    #[error("no font was given to draw the text with")]
    NoFonts,
    /// The text is longer than allowed.
    #[error("the text has {chars} characters, more than the {max_chars} allowed")]
    TooLong {
        /// Its length.
        chars: usize,
        /// [`TextSpec::MAX_CHARS`](crate::TextSpec::MAX_CHARS).
        max_chars: usize,
    },
    /// A number is not finite, or outside its range.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The picture would be too large.
    #[error(transparent)]
    Sprite(#[from] SpriteError),
}

impl TextError {
    /// The stable code of the failure.
    pub const fn code(&self) -> ErrorCode {
        match self {
            Self::NoFonts => ErrorCode::MissingFont,
            _ => ErrorCode::InvalidArgument,
        }
    }
}

/// Why a shape or a gradient was not drawn.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShapeError {
    /// The path data is longer than allowed.
    #[error("the path data has {bytes} bytes, more than the {max_bytes} allowed")]
    PathTooLong {
        /// Its length.
        bytes: usize,
        /// [`Geometry::MAX_PATH_BYTES`](crate::Geometry::MAX_PATH_BYTES).
        max_bytes: usize,
    },
    /// The path data does not parse.
    #[error("the path data is not valid: {reason}")]
    PathSyntax {
        /// What the parser found.
        reason: String,
    },
    /// A number is not finite, or outside its range.
    #[error(transparent)]
    Value(#[from] ValueError),
    /// The picture would be too large.
    #[error(transparent)]
    Sprite(#[from] SpriteError),
}

impl ShapeError {
    /// The stable code of the failure.
    pub const fn code(&self) -> ErrorCode {
        ErrorCode::InvalidArgument
    }
}

/// A number that no picture can be made with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{name} must be from {min} to {max}, was {value}")]
pub struct ValueError {
    /// Which number.
    pub name: &'static str,
    /// Smallest allowed.
    pub min: f64,
    /// Largest allowed.
    pub max: f64,
    /// What was given; perhaps infinite or not a number.
    pub value: f64,
}

/// Why a sprite cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SpriteError {
    /// A side is too long, or there are too many pixels.
    #[error(
        "the picture would be {width}x{height} pixels; at most {max_side} a side and {max_pixels} in all are drawn"
    )]
    TooLarge {
        /// Width it would have, in pixels; fractional and perhaps beyond any integer.
        width: f64,
        /// Height it would have.
        height: f64,
        /// [`Sprite::MAX_SIDE`](crate::Sprite::MAX_SIDE).
        max_side: u32,
        /// [`Sprite::MAX_PIXELS`](crate::Sprite::MAX_PIXELS).
        max_pixels: u64,
    },
}

/// `value`, if it is a number from `min` to `max`.
pub(crate) fn in_range(name: &'static str, value: f64, min: f64, max: f64) -> Result<f64, ValueError> {
    // Written so that NaN fails.
    if value >= min && value <= max { Ok(value) } else { Err(ValueError { name, min, max, value }) }
}
