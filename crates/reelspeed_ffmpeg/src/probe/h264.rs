//! How many reference pictures an H.264 stream may use, from its sequence parameter set.

/// Profiles whose parameter set says how chroma is sampled and may carry scaling lists.
const HIGH_PROFILES: [u32; 13] = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

/// `max_num_ref_frames` of the first parameter set in `extradata` (an `avcC` box or Annex B); `None` where there is none that can
/// be read.
pub(super) fn reference_frames(extradata: &[u8]) -> Option<u32> {
    let unit = match extradata {
        [1, ..] => {
            let count = extradata.get(5)? & 31;
            let length = usize::from(u16::from_be_bytes([*extradata.get(6)?, *extradata.get(7)?]));
            (count > 0).then(|| extradata.get(8..8 + length)).flatten()?
        }
        _ => {
            let start = extradata.windows(4).position(|w| w[..3] == [0, 0, 1] && w[3] & 31 == 7)?;
            &extradata[start + 3..]
        }
    };
    if unit.first()? & 31 != 7 {
        return None;
    }
    // Three zero-ish bytes in the payload are kept apart by a 3.
    let mut payload = Vec::with_capacity(unit.len());
    for &byte in &unit[1..] {
        let zeros = payload.iter().rev().take_while(|b| **b == 0).count();
        if byte != 3 || zeros < 2 {
            payload.push(byte);
        }
    }
    parse(&mut Bits { bytes: &payload, at: 0 })
}

fn parse(bits: &mut Bits<'_>) -> Option<u32> {
    let profile = bits.number(8)?;
    bits.number(16)?;
    bits.unsigned()?;
    if HIGH_PROFILES.contains(&profile) {
        let chroma = bits.unsigned()?;
        if chroma == 3 {
            bits.number(1)?;
        }
        bits.unsigned()?;
        bits.unsigned()?;
        bits.number(1)?;
        if bits.number(1)? == 1 {
            for list in 0..if chroma == 3 { 12 } else { 8 } {
                if bits.number(1)? == 1 {
                    skip_scaling_list(bits, if list < 6 { 16 } else { 64 })?;
                }
            }
        }
    }
    bits.unsigned()?;
    match bits.unsigned()? {
        0 => {
            bits.unsigned()?;
        }
        1 => {
            bits.number(1)?;
            bits.unsigned()?;
            bits.unsigned()?;
            for _ in 0..bits.unsigned()?.min(255) {
                bits.unsigned()?;
            }
        }
        _ => {}
    }
    bits.unsigned().filter(|n| *n <= 16)
}

fn skip_scaling_list(bits: &mut Bits<'_>, size: usize) -> Option<()> {
    let (mut last, mut next) = (8i64, 8i64);
    for _ in 0..size {
        if next != 0 {
            let code = i64::from(bits.unsigned()?);
            let delta = if code % 2 == 1 { (code + 1) / 2 } else { -(code / 2) };
            next = (last + delta).rem_euclid(256);
        }
        last = if next == 0 { last } else { next };
    }
    Some(())
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn number(&mut self, count: u32) -> Option<u32> {
        let mut value = 0;
        for _ in 0..count {
            let bit = self.bytes.get(self.at / 8)? >> (7 - self.at % 8) & 1;
            value = value << 1 | u32::from(bit);
            self.at += 1;
        }
        Some(value)
    }

    /// An Exp-Golomb number.
    fn unsigned(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while self.number(1)? == 0 {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        Some((1u64 << zeros) as u32 - 1 + self.number(zeros)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameter_sets_in_both_wrappings_are_read() {
        // High profile, level 4, 1920x1080, four reference frames: what x264 writes at its medium preset.
        let unit = [
            0x67, 0x64, 0x00, 0x28, 0xac, 0xd9, 0x40, 0x78, 0x02, 0x27, 0xe5, 0x84, 0x00, 0x00, 0x03, 0x00, 0x04, 0x00,
            0x00, 0x03, 0x00, 0xf0, 0x3c, 0x60, 0xc6, 0x58,
        ];
        let mut boxed = vec![1, 0x64, 0, 0x28, 0xff, 0xe1, 0, unit.len() as u8];
        boxed.extend(unit);
        let mut annex_b = vec![0, 0, 0, 1];
        annex_b.extend(unit);
        assert_eq!(reference_frames(&boxed), Some(4));
        assert_eq!(reference_frames(&annex_b), Some(4));
    }

    #[test]
    fn cut_and_foreign_bytes_give_nothing() {
        for bytes in [&[][..], &[1], &[1, 0, 0, 0, 0, 1, 0, 200, 0x67], &[0, 0, 1, 0x67, 100], &[0xff; 64], &[0; 64]] {
            assert_eq!(reference_frames(bytes), None);
        }
    }
}
