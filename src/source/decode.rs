//! Bytes to text.

/// The UTF-8 byte order mark.
pub(super) const BOM: &str = "\u{feff}";

/// Why the bytes of a file are not read as text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes begin with a UTF-16 byte order mark.
    #[error("is UTF-16 text; save it as UTF-8")]
    Utf16,
    /// A byte that no UTF-8 text has at this place.
    #[error("is not UTF-8: byte 0x{byte:02x} at offset {offset}, line {line}; save it as UTF-8")]
    NotUtf8 {
        /// Offset of the byte from the start of the file.
        offset: usize,
        /// The line it is on, 1-based.
        line: usize,
        /// The byte.
        byte: u8,
    },
    /// A NUL byte, which no Markdown text has.
    #[error("is not a text file: NUL byte at offset {offset}, line {line}")]
    Nul {
        /// Offset of the byte from the start of the file.
        offset: usize,
        /// The line it is on, 1-based.
        line: usize,
    },
    /// 4 GiB or more: offsets are 32 bits wide.
    #[error("has 4 GiB or more")]
    TooLarge,
}

/// The text of `bytes`, byte order mark included.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, DecodeError> {
    if u32::try_from(bytes.len()).is_err() {
        return Err(DecodeError::TooLarge);
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(DecodeError::Utf16);
    }
    let line_of = |bytes: &[u8], offset: usize| 1 + memchr::memchr_iter(b'\n', &bytes[..offset]).count();
    if let Some(offset) = memchr::memchr(0, &bytes) {
        return Err(DecodeError::Nul { offset, line: line_of(&bytes, offset) });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.as_bytes();
        DecodeError::NotUtf8 { offset, line: line_of(bytes, offset), byte: bytes[offset] }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bad_byte_is_named() {
        let error = decode(b"one\ntwo \xff three \xfe".to_vec()).unwrap_err();
        assert_eq!(error, DecodeError::NotUtf8 { offset: 8, line: 2, byte: 0xff });
        assert_eq!(decode(b"a\n\nb\0".to_vec()).unwrap_err(), DecodeError::Nul { offset: 4, line: 3 });
        assert_eq!(decode(b"\xff\xfea\0".to_vec()).unwrap_err(), DecodeError::Utf16);
    }

    #[test]
    fn a_byte_order_mark_is_kept() {
        assert_eq!(decode(b"\xef\xbb\xbf# T".to_vec()).unwrap(), "\u{feff}# T");
    }
}
