//! Bytes of an answer into text.
//!
//! JSON is UTF-8 (RFC 8259 8.1). Phone systems also send a byte order mark, UTF-16 or ISO-8859-1 and, more often than
//! not, say so.

use crate::ports::http::HttpAnswer;

/// The text of a body, and what is wrong with it.
pub(super) struct BodyText {
    /// The text; damaged places are replacement characters.
    pub(super) text: String,
    /// What is damaged, as half a sentence about the answer.
    pub(super) damage: Option<&'static str>,
}

/// The text of an answer; damaged places are replacement characters.
pub fn text_of(answer: &HttpAnswer) -> String {
    BodyText::of(&answer.body, answer.header("content-type")).text
}

impl BodyText {
    pub(super) fn of(body: &[u8], content_type: Option<&str>) -> Self {
        // A byte order mark counts more than the header.
        match body {
            [0xEF, 0xBB, 0xBF, rest @ ..] => Self::from_utf8(rest),
            [0xFF, 0xFE, rest @ ..] => Self::from_utf16(rest, u16::from_le_bytes),
            [0xFE, 0xFF, rest @ ..] => Self::from_utf16(rest, u16::from_be_bytes),
            _ => match charset(content_type).as_deref() {
                Some("utf-16le") => Self::from_utf16(body, u16::from_le_bytes),
                Some("utf-16be" | "utf-16") => Self::from_utf16(body, u16::from_be_bytes),
                Some("iso-8859-1" | "latin1" | "windows-1252") => Self::from_latin1(body),
                _ => Self::without_announcement(body),
            },
        }
    }

    /// UTF-8, or UTF-16 that begins with an ASCII character, which always has a zero byte beside it.
    fn without_announcement(body: &[u8]) -> Self {
        match body {
            [1..=0x7F, 0, ..] => Self::from_utf16(body, u16::from_le_bytes),
            [0, 1..=0x7F, ..] => Self::from_utf16(body, u16::from_be_bytes),
            _ => Self::from_utf8(body),
        }
    }

    fn from_utf8(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self { text: text.to_owned(), damage: None },
            Err(_) => Self { text: String::from_utf8_lossy(bytes).into_owned(), damage: Some("it is not UTF-8") },
        }
    }

    fn from_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let pairs = bytes.chunks_exact(2);
        let mut is_damaged = !pairs.remainder().is_empty();
        let text = char::decode_utf16(pairs.map(|pair| unit([pair[0], pair[1]])))
            .map(|c| {
                c.unwrap_or_else(|_| {
                    is_damaged = true;
                    char::REPLACEMENT_CHARACTER
                })
            })
            .collect();
        Self { text, damage: is_damaged.then_some("it is not UTF-16") }
    }

    /// Each byte is the character of the same number.
    fn from_latin1(bytes: &[u8]) -> Self {
        Self { text: bytes.iter().copied().map(char::from).collect(), damage: None }
    }
}

/// The `charset` parameter of a content type, in lower case.
fn charset(content_type: Option<&str>) -> Option<String> {
    content_type?.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"').to_ascii_lowercase())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_usual_encoding_is_read() {
        let with_bom = |body: &[u8], bom: &[u8]| [bom, body].concat();
        for (body, content_type) in [
            ("{\"é\"}".as_bytes().to_vec(), "application/json"),
            (with_bom("{\"é\"}".as_bytes(), &[0xEF, 0xBB, 0xBF]), "application/json"),
            (with_bom(&utf16("{\"é\"}", u16::to_le_bytes), &[0xFF, 0xFE]), "application/json"),
            (with_bom(&utf16("{\"é\"}", u16::to_be_bytes), &[0xFE, 0xFF]), "text/plain; charset=utf-8"),
            (utf16("{\"é\"}", u16::to_le_bytes), "application/json; charset=UTF-16LE"),
            (utf16("{\"é\"}", u16::to_be_bytes), "application/json; charset=utf-16"),
            (utf16("{\"é\"}", u16::to_le_bytes), "application/json"),
            (utf16("{\"é\"}", u16::to_be_bytes), ""),
            (b"{\"\xE9\"}".to_vec(), "application/json;charset=\"ISO-8859-1\""),
        ] {
            let read = BodyText::of(&body, Some(content_type));
            assert_eq!((read.text.as_str(), read.damage), ("{\"é\"}", None), "{content_type} {body:?}");
        }
    }

    #[test]
    fn damaged_text_is_named() {
        for (body, why) in [
            (b"\xE9".as_slice(), "it is not UTF-8"),
            (b"\xFF\xFE\x00\xD8".as_slice(), "it is not UTF-16"),
            (b"\xFF\xFEa".as_slice(), "it is not UTF-16"),
        ] {
            assert_eq!(BodyText::of(body, Some("application/json")).damage, Some(why));
        }
    }
}
