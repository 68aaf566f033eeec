//! Scenes for a renderer in another process: pictures as a host feeds them, and digests to compare with.

use reelspeed_core::{ColorMatrix, ColorPrimaries, ColorRange, ColorSpace, Frame, Subsampling, Transfer};
use serde_json::{Value, json};

/// A digest that is quick in every language: four lanes of FNV-1a over little-endian words, the last one filled up with zeros.
pub fn word_digest(bytes: &[u8]) -> String {
    let mut lanes = [0x811c_9dc5u32; 4];
    for (i, word) in bytes.chunks(4).enumerate() {
        let mut four = [0; 4];
        four[..word.len()].copy_from_slice(word);
        let lane = &mut lanes[i % 4];
        *lane = (*lane ^ u32::from_le_bytes(four)).wrapping_mul(0x0100_0193);
    }
    lanes.map(|lane| format!("{lane:08x}")).concat()
}

/// The planes of a frame one after another, without gaps.
pub fn tight_planes(frame: &Frame) -> Vec<u8> {
    let bytes_per_sample = frame.format().bytes_per_sample();
    let mut out = Vec::new();
    for i in 0..frame.format().planes() {
        let plane = frame.plane(i);
        for row in 0..plane.height {
            out.extend_from_slice(&plane.data[row * plane.stride..][..plane.width * bytes_per_sample]);
        }
    }
    out
}

/// The name that WebCodecs has for the layout of a frame, such as `I422P10`; `I400` for luma alone.
pub fn web_format(frame: &Frame) -> String {
    let format = frame.format();
    let layout = match format.subsampling {
        Subsampling::S420 => "I420",
        Subsampling::S422 => "I422",
        Subsampling::S444 => "I444",
        Subsampling::Gray => "I400",
    };
    let alpha = if format.alpha { "A" } else { "" };
    let depth = if format.depth > 8 { format!("P{}", format.depth) } else { String::new() };
    format!("{layout}{alpha}{depth}")
}

/// A colour space as WebCodecs' `VideoColorSpace` has it; `null` for what it has no name for.
pub fn web_color(color: ColorSpace) -> Value {
    let matrix = match color.matrix {
        ColorMatrix::Bt709 => Some("bt709"),
        ColorMatrix::Bt601 => Some("smpte170m"),
        ColorMatrix::Bt2020 => Some("bt2020-ncl"),
        _ => None,
    };
    let primaries = match color.primaries {
        ColorPrimaries::Bt709 => "bt709",
        ColorPrimaries::Bt601Pal => "bt470bg",
        ColorPrimaries::Bt601Ntsc => "smpte170m",
        ColorPrimaries::Bt2020 => "bt2020",
        ColorPrimaries::DisplayP3 => "smpte432",
    };
    let transfer = match color.transfer {
        Transfer::Bt709 => "bt709",
        Transfer::Srgb => "iec61966-2-1",
        Transfer::Linear => "linear",
        Transfer::Pq => "pq",
        Transfer::Hlg => "hlg",
    };
    json!({
        "matrix": matrix,
        "primaries": primaries,
        "transfer": transfer,
        "fullRange": color.range == ColorRange::Full,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_counts() {
        let bytes: Vec<u8> = (0..37).collect();
        let whole = word_digest(&bytes);
        assert_eq!(whole.len(), 32);
        for i in 0..bytes.len() {
            let mut other = bytes.clone();
            other[i] ^= 1;
            assert_ne!(word_digest(&other), whole, "byte {i}");
        }
        assert_eq!(word_digest(&[]), "811c9dc5811c9dc5811c9dc5811c9dc5");
    }
}
