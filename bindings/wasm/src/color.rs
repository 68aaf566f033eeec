//! Colour tags as WebCodecs names them.

use reelspeed_core::{ColorMatrix, ColorPrimaries, ColorRange, ColorTags, Transfer};
use reelspeed_model::preview::VideoColor;

/// The engine's words for the tags. Names that it does not know count as absent, as with a file on a server.
pub(crate) fn tags(color: &VideoColor) -> ColorTags {
    let matrix = color.matrix.as_deref().and_then(|name| {
        Some(match name {
            "bt709" => ColorMatrix::Bt709,
            "bt470bg" | "smpte170m" => ColorMatrix::Bt601,
            "bt2020-ncl" => ColorMatrix::Bt2020,
            _ => return None,
        })
    });
    let primaries = color.primaries.as_deref().and_then(|name| {
        Some(match name {
            "bt709" => ColorPrimaries::Bt709,
            "bt470bg" => ColorPrimaries::Bt601Pal,
            "smpte170m" => ColorPrimaries::Bt601Ntsc,
            "bt2020" => ColorPrimaries::Bt2020,
            "smpte432" => ColorPrimaries::DisplayP3,
            _ => return None,
        })
    });
    let transfer = color.transfer.as_deref().and_then(|name| {
        Some(match name {
            "iec61966-2-1" => Transfer::Srgb,
            "linear" => Transfer::Linear,
            "pq" => Transfer::Pq,
            "hlg" => Transfer::Hlg,
            "bt709" | "smpte170m" => Transfer::Bt709,
            _ => return None,
        })
    });
    let range = color.full_range.map(|full| if full { ColorRange::Full } else { ColorRange::Limited });
    ColorTags { matrix, primaries, transfer, range }
}

#[cfg(test)]
mod tests {
    use reelspeed_core::ColorSpace;

    use super::*;

    #[test]
    fn names_are_understood_and_silence_is_guessed() {
        let color: VideoColor = serde_json::from_str(
            r#"{ "matrix": "smpte170m", "primaries": "smpte170m", "transfer": null, "fullRange": true }"#,
        )
        .unwrap();
        let space = tags(&color).resolve(1080);
        assert_eq!((space.matrix, space.primaries), (ColorMatrix::Bt601, ColorPrimaries::Bt601Ntsc));
        assert_eq!((space.transfer, space.range), (Transfer::Bt709, ColorRange::Full));
        assert_eq!(tags(&VideoColor::default()).resolve(1080), ColorSpace::BT709_LIMITED);
        assert_eq!(tags(&VideoColor::default()).resolve(480).matrix, ColorMatrix::Bt601);
    }
}
