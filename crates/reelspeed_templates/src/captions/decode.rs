use std::borrow::Cow;

use super::CaptionError;

/// The text that the bytes stand for, without its byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<Cow<'_, str>, CaptionError> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes).map(Cow::Owned),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes).map(Cow::Owned),
        [0xef, 0xbb, 0xbf, rest @ ..] => utf8(rest, 3),
        bytes => utf8(bytes, 0),
    }
}

fn utf8(bytes: &[u8], before: usize) -> Result<Cow<'_, str>, CaptionError> {
    // A zero is valid UTF-8, but means UTF-16 without its mark, or no text at all.
    if let Some(offset) = bytes.iter().position(|&b| b == 0) {
        return Err(CaptionError::Encoding { offset: before + offset, actual: "a zero byte".into() });
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|e| {
        let offset = e.valid_up_to();
        let byte = bytes.get(offset).copied().unwrap_or_default();
        CaptionError::Encoding { offset: before + offset, actual: format!("the byte 0x{byte:02x}") }
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, CaptionError> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut offset = 2;
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(character) => {
                text.push(character);
                offset += 2 * character.len_utf16();
            }
            Err(e) => {
                let actual = format!("the half of a pair 0x{:04x}", e.unpaired_surrogate());
                return Err(CaptionError::Encoding { offset, actual });
            }
        }
    }
    if bytes.len() % 2 == 1 {
        return Err(CaptionError::Encoding { offset, actual: "half a character".into() });
    }
    Ok(text)
}
